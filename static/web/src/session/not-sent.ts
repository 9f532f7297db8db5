import { isMissing, isShown, mayClaim, placeOf, type State } from './decide';
import type { Kept } from './entry-store';
import type { Entry } from './wire';

/** Entries that were made on this device, are not in the log, and are not on their way to it. */
export interface NotSent {
  /** The server refused these for good. */
  refused: Kept[];
  /** Made as another observer, or for a session that nobody here may enter, or that the server did not create. */
  aside: Kept[];
  /** Of `aside`, those that the person here may send as the observer who they are now. */
  mine: Kept[];
  /** Ids of private entries of somebody who is not here: the page shows only their number. */
  sealed: readonly string[];
  /** Nobody here may enter the session. */
  shut: boolean;
}

/** Of entries that the log does not hold, those that wait for a decision of their person, in the order in which they were made. */
export function notSentOf(open: Iterable<Kept>, s: State): NotSent {
  const out = {
    shut: s.here.access === 'ended',
    refused: [] as Kept[],
    aside: [] as Kept[],
    mine: [] as Kept[],
    sealed: [] as string[],
  };
  const list = [...open].filter((k) => placeOf(k, s) !== 'pad');
  for (const k of list.sort(byMaking)) {
    const place = placeOf(k, s);
    if (place === 'sealed') out.sealed.push(k.id);
    else if (place !== 'pad') out[place].push(k);
    if (mayClaim(k, s)) out.mine.push(k);
  }
  return out;
}

/**
 * Of entries that the log does not hold, those that the pad shows as its own, without
 * drafts, in the order in which they were made.
 */
export function pendingOf(
  open: Iterable<Kept>,
  s: Pick<State, 'here'>,
  log: { has(id: string): boolean },
): Entry[] {
  const out = [];
  for (const k of open) if (isShown(k, s.here) && !log.has(k.id)) out.push(k);
  return out.sort(byMaking).map((k) => k.entry);
}

/** How many of these are not acknowledged yet. Compass entries wait on purpose and do not count. */
export function waitingOf(open: Iterable<Kept>, s: State): number {
  let n = 0;
  for (const k of open) if (isMissing(k, s) && placeOf(k, s) === 'pad') n++;
  return n;
}

export function byMaking(a: Kept, b: Kept): number {
  return a.n - b.n;
}
