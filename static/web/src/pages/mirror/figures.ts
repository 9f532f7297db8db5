import type { Turn } from '../../session/fold';
import { EVERYBODY } from '../../session/fold';
import type { Codebook } from '../../session/wire';

/** With fewer turns the mirror shows nothing: each one would be read too closely. */
export const ENOUGH_TURNS = 20;
/** How far back the pace is shown. */
export const WINDOW_MS = 10 * 60_000;

/**
 * How evenly turns are spread over everybody, from 0 to 1 (Pielou's evenness);
 * null without turns and with fewer than two people. The server computes the same
 * (analysis/stats/evenness.go); both are tested on the same values.
 */
export function evenness(sent: readonly number[]): number | null {
  const sum = sent.reduce((a, b) => a + b, 0);
  if (sum === 0 || sent.length < 2) return null;
  const entropy = sent.reduce((h, n) => (n === 0 ? h : h - (n / sum) * Math.log(n / sum)), 0);
  return entropy / Math.log(sent.length);
}

/** The share of turns addressed to everybody, 0 to 1; null without turns. */
export function toEverybody(turns: readonly Turn[]): number | null {
  if (turns.length === 0) return null;
  return turns.filter((t) => t.to === EVERYBODY).length / turns.length;
}

// What one says of a share: one in six, two in five.
const SPOKEN: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 20],
  [1, 10],
  [1, 8],
  [1, 6],
  [1, 5],
  [1, 4],
  [1, 3],
  [2, 5],
  [1, 2],
  [3, 5],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 6],
  [9, 10],
  [1, 1],
];

/** The nearest share that one would say aloud; none and all only where it is none or all. */
export function spoken(share: number): readonly [some: number, of: number] {
  const list = share > 0 && share < 1 ? SPOKEN.slice(1, -1) : SPOKEN;
  const off = ([some, of]: readonly [number, number]) => Math.abs(some / of - share);
  return list.reduce((best, one) => (off(one) < off(best) ? one : best));
}

/** Whether only the few words of the step core were used: they do not show the dimensions of the codebook. */
export function fewWords(book: Codebook | undefined, used: Record<string, number>): boolean {
  const few = book?.steps?.find((s) => s.id === 'core')?.codes ?? [];
  const tags = Object.keys(used);
  return tags.length > 0 && tags.every((t) => few.includes(t));
}

/** The times of the turns of the last minutes. */
export function pace(turns: readonly Turn[], now: number): number[] {
  return turns.filter((t) => t.at > now - WINDOW_MS && t.at <= now).map((t) => t.at);
}

/**
 * The point for three shares in a triangle of height 1, whose corners are left,
 * right and on top; null when a share is missing.
 */
export function inTriangle(shares: readonly (number | null | undefined)[]): { x: number; y: number } | null {
  const [a, b, c] = shares;
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number') return null;
  return { x: (b + c / 2) * (2 / Math.sqrt(3)), y: c };
}
