import { MAX_BATCH, MAX_MESSAGE } from '../server/tables.gen';
import type { PageClock } from './clock';
import {
  type Decision,
  decide,
  type Event,
  type Here,
  isHeld,
  isOwn,
  isSaved,
  NOBODY,
  type State,
  unsequenced,
} from './decide';
import type { Kept } from './entry-store';
import { corrected } from './entry-time';
import { type Full, Holds } from './holds';
import { type Change, KeptEntries, type Options as KeptOptions } from './kept-entries';
import { nextAppend, type SenderLog } from './next-append';
import { type NotSent, notSentOf, pendingOf, waitingOf } from './not-sent';
import type { Entry, Limits, Reject, Role } from './wire';

export interface Options extends Omit<KeptOptions, 'state'> {
  /** Puts one append on the wire; false when there is no connection. */
  send(entries: Entry[]): boolean;
  now(): number;
  clock: Pick<PageClock, 'sure' | 'mark' | 'error'>;
  random(): number;
  setTimeout(fn: () => void, ms: number): number;
}

/** A draft that its tab left behind is taken over after this long. */
export const ORPHAN_MS = 6_000;
/** An entry of another tab that does not know the time yet is corrected here after this long. */
const HOLD_MS = 10_000;

/** The part of a welcome and a header that decides what happens to entries. */
interface Standing {
  me: string;
  role: Role;
  locked: boolean;
  /** Observers do not see each other's turns yet. */
  apart: boolean;
}

/**
 * Stores each entry on the device, sends the entries in order, one append at a time,
 * until each is acknowledged, and sends it again if the acknowledgement was lost. The
 * ids make a second sending harmless. decide.ts decides what is kept and for whom,
 * next-append.ts what is sent next.
 */
export class Outbox {
  private readonly kept: KeptEntries;
  private readonly holds = new Holds();
  private limits: Limits = { message_bytes: MAX_MESSAGE, batch: MAX_BATCH };
  private batch: number = MAX_BATCH;
  private sender = false;
  private connected = false;
  private caughtUp = false;
  private log: SenderLog | null = null;
  private here: Here = NOBODY;
  private underWay = new Set<string>();
  /** A start of the session was sent, and the log has no start yet. */
  private awaitStart = false;
  private compassTimer = 0; // when to look again whether compass entries may go
  private headToReach = 0;

  constructor(private readonly o: Options) {
    const { session, store, tell, changed, failed, kept } = o;
    this.kept = new KeptEntries({ session, store, state: () => this.state, tell, changed, failed, kept });
  }

  private get state(): State {
    return { here: this.here, kept: this.kept.all, log: this.log };
  }

  /** Carries out what an event leads to. Resolves when that is on disk. */
  private on(e: Event): Promise<void> {
    return this.carryOut(decide(this.state, e));
  }

  private carryOut({ here, put, gone }: Decision): Promise<void> {
    const before = this.here;
    this.here = here;
    const other = here.me !== before.me || here.access !== before.access;
    if (other || here.reading !== before.reading) this.o.changed(other);
    const done = put.length > 0 ? this.save(put) : Promise.resolve();
    if (gone.length > 0) this.kept.forget(gone);
    return done;
  }

  /** The same, in memory only: for entries that are on disk already, or that `adopt` changes there. */
  private follow(e: Event): void {
    const { here, put, gone } = decide(this.state, e);
    this.here = here;
    this.kept.apply({ put, gone });
  }

  private save(list: Kept[]): Promise<void> {
    const done = this.kept.save(list);
    // Entries that must be on disk before they are sent wait for that in `pump`. A
    // device that cannot write still sends.
    this.pump();
    return done;
  }

  /**
   * Reads what the device has kept. `as` is the observer whom it remembers. Drafts of
   * tabs that are gone become entries after a while.
   */
  async load(as: string): Promise<void> {
    const kept = (await this.kept.read()) ?? [];
    this.follow({ kind: 'loaded', kept, as });
    // Copies of older versions of the page have no observer. It is stored with them, so
    // that they are not taken for those of somebody who signs in later.
    const named = kept.filter((k) => k.observer === undefined).flatMap((k) => this.kept.get(k.id) ?? []);
    if (as !== '' && named.length > 0) void this.save(named);
    for (const k of this.kept.all.values()) {
      if (k.state !== 'draft') continue;
      // The clock of the page that made it may have been ahead, so its time may lie in the
      // future. The draft is at least as old as this page.
      const wait = Math.min(ORPHAN_MS, Math.max(0, k.n + ORPHAN_MS - this.o.now()));
      this.o.setTimeout(() => void this.adopt(k.id), wait);
    }
  }

  private async adopt(id: string): Promise<void> {
    const [next] = decide(this.state, { kind: 'adopted', id }).put;
    if (!next) return;
    try {
      if (!(await this.kept.advanceDraft(next))) await this.reread();
    } catch (error) {
      this.o.failed(error);
    }
    this.pump();
  }

  // Called by the pad.

  /** Stores an entry that may still change. `zero`: the wall time in ms that its time counts from. */
  draft(entry: Entry, zero: number | null): void {
    void this.on({ kind: 'drafted', kept: this.make(entry, zero) });
  }

  /** Takes an entry to be sent; a draft with its id becomes this entry. */
  add(entry: Entry, zero: number | null): void {
    void this.on({ kind: 'tapped', kept: this.make(entry, zero) });
  }

  /** Takes a draft back, or a compass entry that was never sent. */
  drop(id: string): void {
    void this.on({ kind: 'undone', id });
  }

  /** Changes a compass entry while it waits on this device. Returns false when it is too late. */
  change(entry: Entry): boolean {
    const k = this.kept.get(entry.id);
    if (!k || !isHeld(k) || !isOwn(k, this.here)) return false;
    void this.on({ kind: 'corrected', entry });
    return true;
  }

  private make(entry: Entry, zero: number | null, sure = this.o.clock.sure): Kept {
    const old = this.kept.get(entry.id);
    const begun = old?.state === 'draft' && old.entry.at === entry.at ? old : undefined;
    return {
      id: entry.id,
      session: this.o.session,
      n: this.kept.next(this.o.now()),
      state: 'waiting',
      entry,
      // The time of the draft was read from the clock as it was then.
      zero: begun?.zero ?? zero,
      corrected: begun?.corrected ?? sure,
      mark: begun ? begun.mark : sure ? undefined : this.o.clock.mark(),
      acked: false,
      observer: this.here.me,
    };
  }

  // What people decide about entries that were not sent.

  /** "That was me": sends these as the observer who is here now. */
  claim(ids: readonly string[]): void {
    void this.on({ kind: 'claimed', ids });
  }

  /** Throws these away. */
  throwAway(ids: readonly string[]): void {
    void this.on({ kind: 'thrownAway', ids });
  }

  /** Takes entries of a file, to be sent. Returns how many of them were neither here nor in the log. */
  takeBack(entries: readonly Entry[]): number {
    const kept = entries.map((e) => this.make(unsequenced(e), null, true));
    const decision = decide(this.state, { kind: 'takenBack', kept });
    void this.carryOut(decision);
    return decision.put.length;
  }

  // What is shown.

  /** The ids of the observers who made the entries that are kept here. */
  get authors(): Set<string> {
    return new Set([...this.kept.all.values()].map((k) => k.observer ?? ''));
  }

  /** The entries of the observer here that this log does not hold yet, without drafts, in the order in which they were made. */
  pending(log: { has(id: string): boolean }): Entry[] {
    return pendingOf(this.kept.open, this.state, log);
  }

  /** How many entries are not acknowledged yet. Compass entries wait on purpose and do not count. */
  get waiting(): number {
    return waitingOf(this.kept.open, this.state);
  }

  /** Whether this browser may say that everything made here is in the log. */
  get saved(): boolean {
    return isSaved(this.state, this.kept.open);
  }

  whereIs(id: string): 'here' | 'sent' | 'saved' | undefined {
    const state = this.kept.get(id)?.state;
    return state === undefined || state === 'sent' || state === 'saved' ? state : 'here';
  }

  /** The entries that were not sent and wait for a decision of their person. */
  notSent(): NotSent {
    return notSentOf(this.kept.open, this.state);
  }

  // Called for the connection.

  /**
   * From now on this tab sends for all tabs of the device. The tab that did so before
   * may have closed without saying what it stored last, so the store is read again.
   */
  async setSender(): Promise<void> {
    await this.reread();
    this.sender = true;
    this.correct();
    this.pump();
  }

  private async reread(): Promise<void> {
    const put = await this.kept.read();
    if (put) this.merge({ put, gone: [] });
  }

  /**
   * A welcome came. `fromStart`: the log is read from its start; `head`: how far it goes;
   * `who`: as whom entries are sent. The clock must have heard the server's time before.
   */
  connect(log: SenderLog, fromStart: boolean, head: number, who: Standing, limits: Limits): void {
    this.connected = true;
    this.log = log;
    this.limits = limits;
    this.batch = Math.min(this.batch, limits.batch);
    this.underWay.clear();
    this.holds.clear();
    this.awaitStart = false;
    this.headToReach = head;
    this.caughtUp = false;
    void this.on({ kind: 'welcomed', ...who, fromStart });
    if (fromStart) this.kept.reopen();
    this.correct();
    this.reached();
  }

  disconnect(): void {
    this.connected = false;
    this.underWay.clear();
    void this.on({ kind: 'disconnected' });
  }

  /** Nobody here may enter the session any more. */
  shutOut(): void {
    void this.on({ kind: 'shutOut' });
  }

  /** The server refuses to create the session that began here; `sure`: the reason is not who asks. */
  unmade(sure: boolean): void {
    void this.on({ kind: 'unmade', sure });
  }

  halve(): void {
    this.batch = Math.max(1, Math.floor(this.batch / 2));
  }

  /** Entries of the log came, in order. They replace the copies of the same entries here. */
  entries(list: readonly Entry[]): void {
    for (const e of list) {
      this.underWay.delete(e.id);
      this.kept.inLog(e.id);
    }
    void this.on({ kind: 'logged', entries: list });
    this.reached();
  }

  private reached(): void {
    if (!this.log || this.log.head < this.headToReach) return;
    if (!this.caughtUp) {
      this.caughtUp = true;
      void this.on({ kind: 'reached' });
    }
    this.pump();
  }

  /** The header has changed. */
  header(h: Pick<Standing, 'locked' | 'apart'>): void {
    if (this.here.locked && !h.locked) this.holds.unlocked();
    void this.on({ kind: 'header', locked: h.locked, apart: h.apart });
    this.pump();
  }

  ack(id: string, seq: number): void {
    this.underWay.delete(id);
    this.holds.accepted(id);
    void this.on({ kind: 'acked', id, seq });
    this.pump();
  }

  reject(r: Reject): void {
    const k = this.kept.get(r.id);
    this.underWay.delete(r.id);
    this.awaitStart = false;
    void this.on({ kind: 'rejected', id: r.id, code: r.code, message: r.message, field: r.field });
    if (k && this.kept.get(r.id) === k) this.putOff(k, r);
    this.pump();
  }

  /** Keeps a refused entry, to send it again. The reason decides when. */
  private putOff(k: Kept, r: Reject): void {
    const at = { now: this.o.now(), head: this.log?.head ?? 0 };
    const wait = this.holds.refused(k, r, this.state, at);
    if (wait !== undefined) this.o.setTimeout(() => this.pump(), wait);
    if (r.code === 'full') this.o.changed(false);
  }

  /** The session was deleted: removes all its entries from the device. */
  clear(): void {
    void this.on({ kind: 'deleted' });
  }

  /** What the server has no room for, among the entries that are kept here; null when it accepts all. */
  get full(): Full | null {
    return this.holds.full(this.kept.all);
  }

  // Sending.

  /** Sends the next append, if one may be sent now. */
  pump(): void {
    const log = this.log;
    if (!this.sender || !this.connected || !this.caughtUp || !log) return;
    if (this.underWay.size > 0 || this.holds.isPaused(this.o.now())) return;
    if (this.awaitStart) {
      if (log.startedAt === null) return;
      this.awaitStart = false;
    }
    const next = this.next(log);
    if (next.length === 0) return;
    for (const k of next) this.underWay.add(k.id);
    this.holds.sending(next, this.state);
    // The state "sent" must be on disk before sending: after a crash the entry must be
    // sent again unchanged.
    const fresh = next.filter((k) => k.state === 'waiting');
    const ready = fresh.length > 0 ? this.on({ kind: 'sent', kept: fresh }) : this.kept.written(next);
    void ready.then(() => {
      const entries = next.flatMap((k) =>
        this.underWay.has(k.id) ? [this.kept.get(k.id)?.entry ?? k.entry] : [],
      );
      if (entries.length === 0) return this.pump();
      if (!this.connected || !this.o.send(entries)) this.underWay.clear();
    });
  }

  private next(log: SenderLog): Kept[] {
    const now = this.o.now();
    const next = nextAppend({
      open: this.kept.open,
      here: this.here,
      log,
      holds: this.holds,
      batch: this.batch,
      bytes: this.limits.message_bytes,
      now,
      random: () => this.o.random(),
    });
    switch (next.kind) {
      case 'send':
        if (next.awaitStart) this.awaitStart = true;
        return next.list;
      case 'too-large':
        // Storing the refusal pumps again.
        void this.on({ kind: 'rejected', id: next.id, code: 'invalid', message: 'too large for a message' });
        return [];
      case 'none':
        if (next.lookAt !== undefined && this.compassTimer <= now) {
          this.compassTimer = next.lookAt;
          this.o.setTimeout(() => this.pump(), next.lookAt - now);
        }
        return [];
    }
  }

  /**
   * Once the server has told the time, moves the entries that were made before that
   * by the error of the clock that they were made by.
   */
  private correct(): void {
    const { clock } = this.o;
    if (!this.connected || !clock.sure) return;
    const wrong = [...this.kept.open].filter(
      (k) => !k.corrected && (k.state === 'draft' || k.state === 'waiting'),
    );
    if (wrong.length > 0) void this.save(wrong.map((k) => corrected(k, clock.error(k.mark))));
  }

  /** Takes in what another tab of this device has changed, apart from entries that are being written here. */
  merge(change: Change): void {
    const put = change.put.filter((k) => !this.kept.isWriting(k.id));
    this.follow({ kind: 'told', put, gone: change.gone.filter((id) => !this.kept.isWriting(id)) });
    // The tab that made an entry knows best how wrong its clock was, but it may be gone.
    if (put.some((k) => !k.corrected))
      this.o.setTimeout(() => {
        this.correct();
        this.pump();
      }, HOLD_MS);
    this.pump();
  }
}
