import { EVERYBODY, type Fold, type Turn } from '../../session/fold';
import type { Span } from './stretch';

/**
 * What the whole group does at once. It is no turn of anybody, and stands beside the
 * turns. The server tells it apart in the same way (analysis/group.go).
 */
export type GroupEvent = (typeof EVENTS)[number];
export const EVENTS = ['silence', 'laughter', 'together', 'something'] as const;

/** The words of the marks that the pad makes, in both languages. */
const BY_WORD = new Map<string, GroupEvent>([
  ['stilte', 'silence'],
  ['silence', 'silence'],
  ['gelach', 'laughter'],
  ['laughter', 'laughter'],
  ['allemaal tegelijk', 'together'],
  ['door elkaar', 'together'],
  ['all at once', 'together'],
]);

/** What the group did in this turn, which has that mark; null for a turn of a person. */
export function eventOf(t: Turn, mark: string | undefined): GroupEvent | null {
  if (t.from !== EVERYBODY) return null;
  const tag = EVENTS.find((e) => t.tags.includes(e));
  return tag ?? BY_WORD.get(mark ?? '') ?? 'something';
}

/** When the meeting stood still: paused, or ended and resumed. */
export function pausesOf(clock: ReturnType<Fold['clock']>): Span[] {
  return clock.flatMap((c, i) => {
    const next = clock[i + 1];
    return c.state !== 'live' && next ? [{ from: c.at, to: next.at }] : [];
  });
}

/** How long a stretch lasted without its pauses, in ms. */
export function lasted(s: Span, pauses: readonly Span[]): number {
  const still = pauses.reduce(
    (sum, p) => sum + Math.max(0, Math.min(p.to, s.to) - Math.max(p.from, s.from)),
    0,
  );
  return Math.max(0, s.to - s.from - still);
}
