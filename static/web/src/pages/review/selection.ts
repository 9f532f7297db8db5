import type { Fold, Turn } from '../../session/fold';
import type { Session } from '../../session/wire';

// Which turns the figures of the server are about. The server selects the same
// ones (analysis/selection.go); both are tested on analysis/testdata/selection.json.

/** A phase that began in the meeting. It lasts until the next one begins. */
export interface BegunPhase {
  id: string;
  name: string;
  /** When it began, in ms of the meeting. */
  from: number;
  /** Its place in the log; Infinity while it is on this device only. */
  seq: number;
  purpose?: string;
  outcome?: string;
}

export function begunPhases(fold: Fold): BegunPhase[] {
  return fold.ofType('phase').map((p) => ({
    id: p.id,
    name: p.name ?? '',
    from: p.at ?? 0,
    seq: p.seq ?? Number.POSITIVE_INFINITY,
    purpose: p.purpose ?? undefined,
    outcome: p.outcome ?? undefined,
  }));
}

/** Whether a turn is in a phase with this id or name; names may come back. Turns and phases go by (at, seq). */
export function isIn(phase: string, phases: readonly BegunPhase[], t: Pick<Turn, 'at' | 'seq'>): boolean {
  const of = phases.findLast((p) => p.from < t.at || (p.from === t.at && p.seq <= t.seq));
  return of !== undefined && (of.id === phase || of.name === phase);
}

/**
 * Whose turns are looked at: those of the observer who is asked for, or, where
 * observers coded independently, of the one with most turns; of several with
 * as many, of the one who came first. Empty: all turns as one stream.
 */
export function chosenObserver(
  session: Pick<Session, 'coding' | 'observers'> | null,
  counts: readonly { id: string; turns: number }[],
  asked: string,
): string {
  if (asked !== '' || session?.coding !== 'independent') return asked;
  const turns = (id: string) => counts.find((o) => o.id === id)?.turns ?? 0;
  const [first] = [...session.observers].sort((a, b) => turns(b.id) - turns(a.id)); // the sort is stable
  return first?.id ?? '';
}

/** How many turns each observer took down. */
export function turnsPerObserver(turns: readonly Turn[]): { id: string; turns: number }[] {
  const counts = new Map<string, number>();
  for (const t of turns) counts.set(t.observer, (counts.get(t.observer) ?? 0) + 1);
  return [...counts].map(([id, n]) => ({ id, turns: n }));
}
