import { MAX_AT } from '../server/tables.gen';
import type { Fold, Undoable } from './fold';

// A meeting that was written down on paper and is entered afterwards has no clock: its
// entries keep their order, and their times are made of how long each item took.

/**
 * How far apart turns stand as long as nobody has said how long their item took, in ms. It
 * is a prime number, so that no count of them makes whole minutes: whole minutes were said.
 */
export const STEP_MS = 10_007;
const MINUTE_MS = 60_000;
/** How many minutes an item can take. */
export const MOST_MINUTES = 600;

interface Placed {
  id: string;
  seq: number;
  at: number;
  observer: string;
  /** Null: it stands where the one before it stands. */
  is: 'turn' | 'phase' | null;
}

/** An item of the agenda, or what came before the first one, as it was entered. */
export interface PaperItem {
  /** Its phase; undefined before the first one. */
  phase: Undoable | undefined;
  from: number;
  turns: number;
  /** How long it took, as far as somebody has said so. */
  minutes: number | null;
  /** That can still be said: it did not end before the last start, break or end. */
  open: boolean;
  placed: readonly Placed[];
}

/** A new time for something that was entered. */
export interface Move {
  id: string;
  observer: string;
  was: number;
  at: number;
}

/** Whether somebody said that an item took as long as this, in ms. */
export function isSaid(ms: number): boolean {
  return ms > 0 && ms % MINUTE_MS === 0;
}

/** When the last thing stands that was entered: the next one comes after it. */
export function latest(fold: Fold): number {
  return Math.max(0, ...all(fold).map((p) => p.at), ...fold.clock().map((c) => c.at));
}

/** What was entered, by item. What came before the first item is one only if there was a turn in it. */
export function paperItems(fold: Fold): PaperItem[] {
  const phases = new Map(fold.ofType('phase').map((p) => [p.id, p]));
  const groups: Placed[][] = [[]];
  for (const p of all(fold)) {
    if (p.is === 'phase') groups.push([]);
    groups.at(-1)?.push(p);
  }
  const fromStart = groups[0]?.some((p) => p.is === 'turn') || groups.length === 1;
  const used = fromStart ? groups : groups.slice(1);
  const start = fold.clock()[0]?.at ?? 0;
  const wall = lastState(fold);
  const begins = (g: readonly Placed[] | undefined) => (g?.[0]?.is === 'phase' ? g[0].at : start);
  return used.map((placed, i) => {
    const from = begins(placed);
    const until = used[i + 1] ? begins(used[i + 1]) : endOf(fold, placed.at(-1)?.at ?? from);
    return {
      phase: placed[0] && phases.get(placed[0].id),
      from,
      turns: placed.filter((p) => p.is === 'turn').length,
      minutes: until !== null && isSaid(until - from) ? (until - from) / MINUTE_MS : null,
      open: i === used.length - 1 || placed.some((p) => p.at > wall),
      placed,
    };
  });
}

/** When the meeting ended, unless something was entered after that. */
function endOf(fold: Fold, last: number): number | null {
  const end = fold.clock().at(-1);
  return end?.state === 'ended' && end.at >= last ? end.at : null;
}

/**
 * Sets the turns of each item evenly within the minutes that it took; an item of which
 * nothing is said keeps its steps. Returns what has to move, and when the last item ends.
 * Starts, breaks and ends cannot be moved, so what stands before the last of them stays.
 */
export function spread(
  fold: Fold,
  /** The minutes of each item, in order; null where nobody knows. */
  minutes: readonly (number | null)[],
): { moves: Move[]; end: number } {
  const wall = lastState(fold);
  const moves: Move[] = [];
  let end = wall;
  const items = paperItems(fold);
  const entered = all(fold);
  // What stands before the first item, without a turn, stays before it.
  const first = entered.findIndex((p) => p.id === items[0]?.placed[0]?.id);
  for (const p of entered.slice(0, Math.max(0, first)))
    if (p.at > wall) moves.push({ id: p.id, observer: p.observer, was: p.at, at: wall });
  for (const [i, item] of items.entries()) {
    if (!item.open) continue;
    const placed = item.placed.filter((p) => p.at > wall);
    const begins = placed[0]?.is === 'phase' ? end : item.from;
    const from = Math.max(begins, wall);
    const turns = placed.filter((p) => p.is === 'turn').length;
    const said = minutes[i];
    const until = said == null ? 0 : begins + said * MINUTE_MS;
    const timed = until > from + turns;
    if (placed.length === 0 && until <= wall) continue; // nothing came since
    end = timed ? until : from + turns * STEP_MS;
    let done = 0;
    let at = from;
    for (const p of placed) {
      if (p.is === 'turn') {
        at = timed ? from + Math.floor(((done + 0.5) * (end - from)) / turns) : from + (done + 1) * STEP_MS;
        done++;
      }
      const to = Math.min(at, MAX_AT);
      if (to !== p.at) moves.push({ id: p.id, observer: p.observer, was: p.at, at: to });
    }
  }
  return { moves, end: Math.min(end, MAX_AT) };
}

/** When the meeting last began, stood still, went on or ended. */
function lastState(fold: Fold): number {
  return fold.clock().at(-1)?.at ?? 0;
}

/** What was entered and can move, in order. */
function all(fold: Fold): Placed[] {
  const place = (e: { id: string; seq?: number; at?: number; observer?: string }, is: Placed['is']) => ({
    id: e.id,
    seq: e.seq ?? Number.POSITIVE_INFINITY,
    at: e.at ?? 0,
    observer: e.observer ?? '',
    is,
  });
  return [
    ...fold.interactions().map((t) => place(t, 'turn')),
    ...fold.ofType('phase').map((p) => place(p, 'phase')),
    ...fold.ofType('mark').map((k) => place(k, null)),
    ...fold.ofType('note').map((k) => place(k, null)),
  ].sort((a, b) => a.at - b.at || (a.seq === b.seq ? (a.id < b.id ? -1 : 1) : a.seq - b.seq));
}
