import { type Log, maySend, type State } from './decide';
import type { Kept } from './entry-store';
import { moveTo } from './entry-time';
import type { Holds } from './holds';
import { byMaking } from './not-sent';

/** Compass entries wait until the meeting has ended, or until this long after its last entry. */
const COMPASS_MS = 12 * 60 * 60 * 1000;
/** Bytes of a message around its entries, at most. */
const AROUND = 64;

/** What the sender has to know of the log of the session. */
export interface SenderLog extends Log {
  readonly head: number;
  readonly startedAt: number | null;
  /** The largest time of its entries, in ms since the start. */
  readonly largestAt: number;
  /** planned, live, paused or ended. */
  now(): string;
}

export interface Sending {
  /** The entries that the log does not hold, in any order. */
  open: Iterable<Kept>;
  here: State['here'];
  log: SenderLog;
  holds: Holds;
  /** Entries in one append, at most. */
  batch: number;
  /** Bytes of one message, at most. */
  bytes: number;
  now: number;
  random(): number;
}

type NextAppend =
  /**
   * Send these. `awaitStart`: the last of them starts the session, and nothing is
   * sent before the log has a start.
   */
  | { kind: 'send'; list: Kept[]; awaitStart: boolean }
  /** No message can hold this entry: it must not keep back what comes after it. */
  | { kind: 'too-large'; id: string }
  /** Nothing to send; `lookAt`: before this time, in ms. */
  | { kind: 'none'; lookAt?: number };

/** Chooses what goes into the next append. It changes nothing. */
export function nextAppend(s: Sending): NextAppend {
  const { log, holds, now } = s;
  const list: Kept[] = [];
  const compass: Kept[] = [];
  let bytes = AROUND;
  let again: Kept | undefined;
  let awaitStart = false;
  for (const k of unsent(s)) {
    // Its time is a guess: it waits until the server has told the time, and later entries wait with it.
    if (k.state === 'waiting' && !k.corrected) break;
    const noRoom = holds.noRoomFor(k.id, now);
    if (noRoom) {
      if (noRoom === 'again') again ??= k;
      continue;
    }
    const moved = k.state === 'waiting' ? moveTo(k, log.startedAt) : k;
    const size = byteLength(JSON.stringify(moved.entry)) + 1;
    if (AROUND + size > s.bytes) return { kind: 'too-large', id: k.id };
    if (k.entry.type === 'compass') {
      compass.push(k);
      continue;
    }
    if (holds.isHeld(k.id, log.head)) continue;
    if (list.length > 0 && (list.length >= s.batch || bytes + size > s.bytes)) break;
    bytes += size;
    list.push(moved);
    // The times of later entries count from a start that only the log knows: another
    // device may have started the meeting at the same time.
    if (log.startedAt === null && k.entry.type === 'state' && k.entry.state === 'live') {
      awaitStart = true;
      break;
    }
  }
  if (list.length > 0) return { kind: 'send', list, awaitStart };
  if (again) return { kind: 'send', list: [again], awaitStart };
  return nextCompass(compass, s);
}

/**
 * One compass entry, when they may go: each alone and in random order, so that
 * nobody reads from the log in which order they were made.
 */
function nextCompass(waiting: readonly Kept[], { log, now, random }: Sending): NextAppend {
  const chosen = waiting[Math.floor(random() * waiting.length)];
  if (!chosen) return { kind: 'none' };
  if (chosen.state !== 'sent' && log.now() !== 'ended') {
    if (log.startedAt === null) return { kind: 'none' };
    const due = log.startedAt + log.largestAt + COMPASS_MS;
    if (now < due) return { kind: 'none', lookAt: due };
  }
  const moved = chosen.state === 'waiting' ? moveTo(chosen, log.startedAt) : chosen;
  return { kind: 'send', list: [moved], awaitStart: false };
}

/** What may be sent, in the order in which it was made. */
function unsent({ open, here }: Sending): Kept[] {
  const out = [];
  for (const k of open) if (maySend(k, here)) out.push(k);
  return out.sort(byMaking);
}

function byteLength(s: string): number {
  return new TextEncoder().encode(s).length;
}
