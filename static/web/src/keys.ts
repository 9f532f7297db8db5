/** What a key on the pad is: `shift` makes another key of a letter only where a tag needs it. */
export interface Assigned {
  /** By person, "*" included. */
  seats: Map<string, string>;
  tags: Map<string, string>;
}

const DIGITS = '1234567890';
const LETTERS = 'abcdefghijklmnopqrstuvxyz'; // w marks "from the work"

/** The key of the middle of the circle. */
export const CENTRE_KEY = '-';

/**
 * Gives each seat and each tag its key: digits for the first ten seats, letters
 * for tags (the codebook's own where it can be had, else one of the tag's own
 * letters), letters that are left for further seats. Where letters run out,
 * tags take a capital, that is, Shift with a tag's letter: Shift with a seat's
 * key already means "to the group". 24 seats and 22 tags all have a key; what
 * comes beyond has none.
 */
export function assignKeys(
  persons: readonly string[],
  tags: readonly { id: string; key?: string; label: string }[],
): Assigned {
  const seatLetters = Math.max(0, Math.min(persons.length - DIGITS.length, LETTERS.length));
  const plain = Math.min(tags.length, LETTERS.length - seatLetters);
  const free = new Set(LETTERS);
  const byTag = new Map<string, string>();
  const take = (id: string, key: string | undefined) => {
    if (key === undefined || !free.delete(key)) return false;
    byTag.set(id, key);
    return true;
  };
  const wishes = tags.slice(0, plain);
  const left = wishes.filter((t) => !take(t.id, t.key?.toLowerCase()));
  const still = left.filter((t) => !take(t.id, firstFree(free, t.id) ?? firstFree(free, t.label)));
  for (const t of still) take(t.id, [...free][0]);

  const capitals = [...byTag.values()].map((k) => k.toUpperCase());
  for (const t of tags.slice(plain)) {
    const own = capitals.find((c) => t.id.toUpperCase().includes(c)) ?? capitals[0];
    if (own === undefined) break;
    byTag.set(t.id, own);
    capitals.splice(capitals.indexOf(own), 1);
  }

  const seats = new Map<string, string>([['*', CENTRE_KEY]]);
  const seatKeys = [...DIGITS, ...[...free].sort()];
  persons.forEach((p, i) => {
    const key = seatKeys[i];
    if (key !== undefined) seats.set(p, key);
  });
  return { seats, tags: byTag };
}

function firstFree(free: Set<string>, text: string): string | undefined {
  return [...text.toLowerCase()].find((c) => free.has(c));
}

/** The part of a KeyboardEvent that decides which key it is. */
export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  capsLock: boolean;
}

/**
 * The key that was pressed, as `assignKeys` names it, without regard to Shift,
 * Alt, Caps Lock and layout: digits are taken by their place, since Shift makes
 * signs of them and some layouts have them under Shift; letters by what they
 * write, or, where Alt makes something else of them, by their place.
 */
export function keyName(e: KeyPress): { name: string; shift: boolean } {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(e.code)?.[1];
  if (digit !== undefined && !/^[a-z]$/i.test(e.key)) return { name: digit, shift: e.shiftKey };
  if (/^[a-z]$/i.test(e.key)) {
    const capital = e.key !== e.key.toLowerCase();
    return { name: e.key.toLowerCase(), shift: e.shiftKey || (capital && !e.capsLock) };
  }
  const letter = e.altKey ? /^Key([A-Z])$/.exec(e.code)?.[1] : undefined;
  if (letter !== undefined) return { name: letter.toLowerCase(), shift: e.shiftKey };
  return { name: e.key, shift: e.shiftKey };
}
