import { mayPass, type State } from './decide';
import type { Kept } from './entry-store';
import type { Entry, EntryType, Reject } from './wire';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const OPEN_WHEN_LOCKED = new Set<EntryType>(['belief', 'experiment', 'journal', 'compass']);

/** Which part of a meeting is full: its texts, its agenda, its participants, or all of it. */
export type Full = 'texts' | 'phases' | 'people' | 'all';

/** Whether a locked session still accepts this entry. */
function isOpenWhenLocked(e: Entry, s: Pick<State, 'kept' | 'log'>): boolean {
  if (e.type !== 'void' && e.type !== 'restore') return OPEN_WHEN_LOCKED.has(e.type);
  const target = e.target ?? '';
  const type = s.kept.get(target)?.entry.type ?? s.log?.typeOf(target);
  return type !== undefined && OPEN_WHEN_LOCKED.has(type);
}

/**
 * The entries that the server has refused, but not for good: why each is held
 * back, and until when. With each new connection all may be tried again (`clear`).
 */
export class Holds {
  private readonly byLock = new Set<string>();
  /** Waits until the log is longer than it was: its target may come. */
  private readonly atHead = new Map<string, number>();
  /** There is no room for these while there is room for others. `till`: when the entry is tried again. */
  private readonly forRoom = new Map<string, { full: Full; till: number }>();
  /** The server's last answer was that it has no room for any entry. */
  private noRoom = false;
  /** Nothing is sent before this time. */
  private pausedTill = 0;
  private retryMs = FIRST_RETRY_MS;
  /** Of the append that is under way: one of its entries was refused since there is no room for it. */
  private afterHeld = false;
  /** Of the append that is under way: a locked session accepts all of its entries. */
  private onlyOpen = false;

  /** A new connection: everything may be tried again. */
  clear(): void {
    this.byLock.clear();
    this.atHead.clear();
    this.forRoom.clear();
    this.noRoom = false;
    this.pausedTill = 0;
  }

  unlocked(): void {
    this.byLock.clear();
  }

  /** An append with these entries goes out. */
  sending(list: readonly Kept[], s: Pick<State, 'kept' | 'log'>): void {
    for (const k of list) this.atHead.delete(k.id);
    this.afterHeld = false;
    this.onlyOpen = list.every((k) => isOpenWhenLocked(k.entry, s));
  }

  /** The server has accepted this entry. */
  accepted(id: string): void {
    this.retryMs = FIRST_RETRY_MS;
    this.forRoom.delete(id);
    this.noRoom = false;
  }

  /**
   * The server has refused an entry that is kept and sent again. Returns after how
   * many ms to try; undefined when something else will lead to the next try.
   */
  refused(
    k: Kept,
    { code, field }: Pick<Reject, 'code' | 'field'>,
    s: Pick<State, 'kept' | 'log'>,
    at: { now: number; head: number },
  ): number | undefined {
    if (code === 'full') {
      // A refusal with a field means that there is no room for this entry. One without
      // a field means that there is no room for any entry, unless an earlier entry of
      // the same append was refused: then the server refuses all later ones too.
      if (field) {
        this.forRoom.set(k.id, { full: fullOf(field), till: at.now + LONGEST_RETRY_MS });
        this.afterHeld = true;
        return LONGEST_RETRY_MS;
      }
      if (this.afterHeld) return undefined;
      this.noRoom = true;
    }
    if (mayPass(k, code)) {
      this.atHead.set(k.id, at.head);
      return undefined;
    }
    if (code === 'locked') {
      // An entry that a locked session accepts was refused only because of an earlier
      // entry of its append. It is sent again without that.
      if (this.onlyOpen || !isOpenWhenLocked(k.entry, s)) this.byLock.add(k.id);
      return undefined;
    }
    if (this.pausedTill > at.now) return undefined;
    const wait = this.retryMs;
    this.pausedTill = at.now + wait;
    this.retryMs = Math.min(LONGEST_RETRY_MS, wait * 2);
    return wait;
  }

  isPaused(now: number): boolean {
    return now < this.pausedTill;
  }

  /** Whether the lock, or a log that has not grown since, holds this entry back. */
  isHeld(id: string, head: number): boolean {
    const at = this.atHead.get(id);
    return this.byLock.has(id) || (at !== undefined && at >= head);
  }

  /** Whether there is no room for this entry; `again` when that was long enough ago to try it. */
  noRoomFor(id: string, now: number): false | 'wait' | 'again' {
    const held = this.forRoom.get(id);
    if (!held) return false;
    return held.till <= now ? 'again' : 'wait';
  }

  /** What the server has no room for, among the kept entries; null when it accepts all. */
  full(kept: ReadonlyMap<string, Kept>): Full | null {
    for (const [id, held] of this.forRoom) {
      const state = kept.get(id)?.state;
      if (state === 'waiting' || state === 'sent') return held.full;
    }
    return this.noRoom ? 'all' : null;
  }
}

function fullOf(field: string): Full {
  if (field === '/type') return 'phases';
  return field === '/person/id' ? 'people' : 'texts';
}
