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

/** Signs that mean something on the pad. */
const SIGNS = [CENTRE_KEY, '/', '?', '.', '>'];

/** What of a KeyboardEvent decides which key it is. */
export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  /** AltGr, or what a layout has in its place. */
  altGraph: boolean;
  capsLock: boolean;
  /** The number pad writes digits, as it does on a Mac always. */
  numLock: boolean;
}

/**
 * The key that was pressed, as `assignKeys` names it, and whether Shift goes with
 * it; null where it cannot be told. `plain` tells what a key writes by itself,
 * where that is known.
 *
 * A key is what it writes: first the signs of the pad, wherever a layout has
 * them; then digits and letters. A digit that needs Shift to be written is that
 * digit without Shift; a key that writes the digit by itself, as also where a
 * program presses it, has its Shift. Only what writes none of these is taken by
 * its place: digits, since Shift makes signs of them.
 */
export function keyName(
  e: KeyPress,
  plain: (code: string) => string | undefined = () => undefined,
): { name: string; shift: boolean } | null {
  const { key, code, shiftKey: shift } = e;
  if (SIGNS.includes(key)) return { name: key, shift };
  const digit = /^\d$/.test(key);
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  if (pad !== undefined) {
    // Who presses Shift with it where it writes digits gets an arrow or the like,
    // and Windows then says that Shift is up. Where it does not write digits,
    // Shift may be what makes it write one.
    if (digit) return shift && !e.numLock ? null : { name: key, shift };
    return e.numLock && !e.altKey ? { name: pad, shift: true } : null;
  }
  if (digit) return { name: key, shift: shift && (!code.startsWith('Digit') || plain(code) === key) };
  if (/^[a-z]$/i.test(key)) {
    const capital = key !== key.toLowerCase();
    return { name: key.toLowerCase(), shift: shift || (capital && !e.capsLock) };
  }
  if (e.altGraph) return null;
  const place = /^Digit(\d)$/.exec(code)?.[1];
  if (place !== undefined) return SIGNS.includes(plain(code) ?? '') ? null : { name: place, shift };
  if (!code.startsWith('Key')) return { name: key, shift };
  // Alt makes something else of letters, and a dead key before puts an accent on them.
  const letter = e.altKey ? plain(code) : key.length === 1 ? key.normalize('NFD').charAt(0) : '';
  return letter !== undefined && /^[a-z]$/i.test(letter) ? { name: letter.toLowerCase(), shift } : null;
}
