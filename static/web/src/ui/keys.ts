/** The keys of the pad. A capital stands for Shift with a letter, where letters alone do not suffice. */
export interface Assigned {
  /** The key of each person, "*" included. */
  seats: Map<string, string>;
  tags: Map<string, string>;
}

/** A tag that wants a key. */
interface Wish {
  id: string;
  key?: string;
  label: string;
}

const DIGITS = '1234567890';
const LETTERS = 'abcdefghijklmnopqrstuvxyz'; // without w, which marks "from the work"

/** The key of the group in the middle of the circle. */
const CENTRE_KEY = '-';

/**
 * Gives each seat and each tag its key: digits for the first ten seats; letters
 * for tags (the codebook's own if free, otherwise one of the tag's label);
 * the remaining letters for further seats. Where letters run out, tags take a
 * capital: Shift with the letter of another tag, since Shift with a seat's key
 * already means "to the group". With 24 seats and 22 tags each has a key; what
 * comes beyond that has none.
 */
export function assignKeys(persons: readonly string[], tags: readonly Wish[]): Assigned {
  const seatLetters = Math.max(0, Math.min(persons.length - DIGITS.length, LETTERS.length));
  const plain = Math.min(tags.length, LETTERS.length - seatLetters);
  const free = new Set(LETTERS);
  const byTag = letters(tags.slice(0, plain), free);

  const capitals = [...byTag.values()].map((k) => k.toUpperCase());
  for (const t of tags.slice(plain)) {
    const own = capitals.find((c) => t.label.toUpperCase().includes(c)) ?? capitals[0];
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

/** Letters for more tags beside those that are assigned, as long as there are letters. */
export function moreKeys(assigned: Assigned, tags: readonly Wish[]): Map<string, string> {
  const free = new Set(LETTERS);
  for (const keys of [assigned.seats, assigned.tags])
    for (const k of keys.values()) free.delete(k.toLowerCase());
  return letters(tags, free);
}

/** Takes a letter of `free` for each tag: its own key, a letter of its label, or any. */
function letters(tags: readonly Wish[], free: Set<string>): Map<string, string> {
  const out = new Map<string, string>();
  const take = (id: string, key: string | undefined) => {
    if (key === undefined || !free.delete(key)) return false;
    out.set(id, key);
    return true;
  };
  const left = tags.filter((t) => !take(t.id, t.key?.toLowerCase()));
  const still = left.filter((t) => !take(t.id, firstFree(free, t.label)));
  for (const t of still) take(t.id, [...free][0]);
  return out;
}

function firstFree(free: Set<string>, text: string): string | undefined {
  return [...text.toLowerCase()].find((c) => free.has(c));
}

/** Signs that do something on the pad. */
const SIGNS = [CENTRE_KEY, '/', '?', '.', '>'];

/** The parts of a KeyboardEvent that decide which key it is. */
interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  /** AltGr, or its counterpart on other keyboards. */
  altGraph: boolean;
  capsLock: boolean;
  /** The number pad writes digits, as it always does on a Mac. */
  numLock: boolean;
}

/**
 * Returns the key that was pressed, as `assignKeys` names it, and whether Shift
 * goes with it; null if that cannot be told. `plain` returns what a key writes
 * without modifiers, if known.
 *
 * A key is what it writes: first the signs of the pad, wherever a layout has
 * them, then digits and letters. Some layouts need Shift to write a digit; then
 * Shift is not counted. It is counted for a key that writes the digit without it,
 * and where a program presses the key. Only a key that writes none of these is
 * recognised by its position: the digit keys, which write signs with Shift.
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
    // Shift with a number pad that writes digits gives an arrow or the like, and
    // Windows then reports that Shift is up. On a number pad that writes no digits,
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
  // Alt turns letters into other signs, and a dead key before a letter puts an
  // accent on it.
  const letter = e.altKey ? plain(code) : key.length === 1 ? key.normalize('NFD').charAt(0) : '';
  return letter !== undefined && /^[a-z]$/i.test(letter) ? { name: letter.toLowerCase(), shift } : null;
}
