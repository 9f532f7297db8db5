import type { PageClock } from './clock';
import {
  type Decision,
  decide,
  type Event,
  type Here,
  isHeld,
  isMissing,
  isOwn,
  isSaved,
  isShown,
  mayClaim,
  mayPass,
  maySend,
  NOBODY,
  placeOf,
  type State,
  unsequenced,
} from './decide';
import type { EntryStore, Kept } from './entry-store';
import type { Entry, EntryType, Limits, Reject, Role } from './wire';

export interface Options {
  session: string;
  store: EntryStore;
  /** Puts one append on the wire; false when there is no connection. */
  send(entries: Entry[]): boolean;
  /** Tells other tabs of this device what has changed here. */
  tell(change: Change): void;
  /** Where an entry is has changed; `content`: also what is shown of it. */
  changed(content: boolean): void;
  /** Keeping failed: what is tapped is lost when the page goes. */
  failed(error: unknown): void;
  /** Keeping works. */
  kept(): void;
  now(): number;
  clock: Pick<PageClock, 'sure' | 'mark' | 'error'>;
  random(): number;
  setTimeout(fn: () => void, ms: number): number;
}

export interface Change {
  put: Kept[];
  gone: string[];
}

/** What the sender has to know of the session. */
export interface Log {
  has(id: string): boolean;
  /** The type of the entry with this id, where the log holds it. */
  typeOf(id: string): EntryType | undefined;
  /** The type of the entry that has this place in it; undefined where none has. */
  typeAt(seq: number): EntryType | undefined;
  readonly head: number;
  readonly startedAt: number | null;
  /** The largest time of its entries, in ms since the start. */
  readonly largestAt: number;
  /** planned, live, paused or ended. */
  now(): string;
}

const OPEN_WHEN_LOCKED = new Set<EntryType>(['belief', 'experiment', 'journal', 'compass']);
const LAST_MS = 86_400_000;
/** A draft that its own tab left behind is taken over after so long. */
export const ORPHAN_MS = 6_000;
/** An entry of another tab that does not know the time yet is put right here after so long. */
export const HOLD_MS = 10_000;
/** Compass entries wait for the end of the meeting, or so long after its last entry. */
export const COMPASS_MS = 12 * 60 * 60 * 1000;
/** Bytes of the message around the entries, at most. */
const AROUND = 64;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** What a welcome and a header say of who is here, as far as it decides what becomes of entries. */
export interface Standing {
  me: string;
  role: Role;
  locked: boolean;
  /** Observers do not see each other's turns yet. */
  apart: boolean;
}

/** What was tapped on this device and is not in the log, nor on its way there. */
export interface NotSent {
  /** The server refused these for good. */
  refused: Kept[];
  /** Made as another observer, or for a session that nobody here may enter, or that was not made. */
  aside: Kept[];
  /** Of `aside`, what its person may send as who they are now. */
  mine: Kept[];
  /** Private ones of somebody who is not here: their number is all that is told. */
  sealed: readonly string[];
  /** Nobody here may enter the session. */
  shut: boolean;
}

/** What of a meeting is full: its texts, items of the agenda, participants, or all of it. */
export type Full = 'texts' | 'phases' | 'people' | 'all';

function fullOf(field: string): Full {
  if (field === '/type') return 'phases';
  return field === '/person/id' ? 'people' : 'texts';
}

/**
 * Keeps each entry on the device before it is sent, sends it in order, one
 * append at a time, until it is acknowledged, and sends it again where that was
 * lost. The ids make a second sending harmless. What is kept and for whom is
 * decided in decide.ts.
 */
export class Outbox {
  private kept = new Map<string, Kept>();
  /** Of these, what the log does not hold yet: nothing here takes longer as the meeting gets longer. */
  private open = new Map<string, Kept>();
  private lastN = 0;
  private limits: Limits = { message_bytes: 65_536, batch: 256 };
  private batch = 256;
  private sender = false;
  private connected = false;
  private caughtUp = false;
  private log: Log | null = null;
  private here: Here = NOBODY;
  private underWay = new Set<string>();
  private onlyOpen = false; // the append under way holds only what a locked session takes
  private writing = new Map<string, Promise<void>>();
  /** Entries that wait for something other than their turn: the lock, or a longer log. */
  private heldByLock = new Set<string>();
  private heldAtHead = new Map<string, number>();
  /** What there is no room for while other entries have room: why not, and when it is tried again. */
  private heldForRoom = new Map<string, { full: Full; till: number }>();
  private afterHeld = false; // one of those was in the append under way
  private noRoom = false; // for any entry, when the server last said something of it
  private awaitZero = false;
  private pausedTill = 0;
  private compassTimer = 0; // when to look again whether compass entries may go
  private retryMs = FIRST_RETRY_MS;
  private headToReach = 0;

  constructor(private readonly o: Options) {}

  private get state(): State {
    return { here: this.here, kept: this.kept, log: this.log };
  }

  /** Does what an event asks for; gives when that is on the disk. */
  private on(e: Event): Promise<void> {
    return this.carryOut(decide(this.state, e));
  }

  private carryOut({ here, put, gone }: Decision): Promise<void> {
    const before = this.here;
    this.here = here;
    const other = here.me !== before.me || here.access !== before.access;
    if (other || here.reading !== before.reading) this.o.changed(other);
    const done = put.length > 0 ? this.save(put) : Promise.resolve();
    if (gone.length > 0) this.forget(gone);
    return done;
  }

  /** The same for what is on the disk already, or is to be taken over there first. */
  private follow(e: Event): void {
    const { here, put, gone } = decide(this.state, e);
    this.here = here;
    this.apply({ put, gone });
  }

  /** Reads what the device has kept, and as whom; drafts of tabs that are gone become entries. */
  async load(as: string): Promise<void> {
    let kept: Kept[] = [];
    try {
      kept = await this.o.store.all(this.o.session);
    } catch (error) {
      this.o.failed(error);
    }
    this.follow({ kind: 'loaded', kept, as });
    // Older copies do not say whose they are; who comes after must know.
    const named = kept.filter((k) => k.observer === undefined).flatMap((k) => this.kept.get(k.id) ?? []);
    if (as !== '' && named.length > 0) void this.save(named);
    for (const k of this.kept.values()) {
      if (k.state !== 'draft') continue;
      // A page whose clock was ahead may have made it: it is no younger than this page.
      const wait = Math.min(ORPHAN_MS, Math.max(0, k.n + ORPHAN_MS - this.o.now()));
      this.o.setTimeout(() => void this.adopt(k.id), wait);
    }
  }

  private async adopt(id: string): Promise<void> {
    const [next] = decide(this.state, { kind: 'adopted', id }).put;
    if (!next) return;
    try {
      if (await this.o.store.advance(id, 'draft', next)) this.publish([next]);
      else await this.reread();
    } catch (error) {
      this.o.failed(error);
    }
    this.pump();
  }

  // What the pad does.

  /** Keeps an entry that may still change. */
  draft(entry: Entry, zero: number | null): void {
    void this.on({ kind: 'drafted', kept: this.make(entry, zero) });
  }

  /** Takes an entry, or what was a draft of it, to be sent. */
  add(entry: Entry, zero: number | null): void {
    void this.on({ kind: 'tapped', kept: this.make(entry, zero) });
  }

  /** Takes a draft back, or a compass entry that was never sent. */
  drop(id: string): void {
    void this.on({ kind: 'undone', id });
  }

  /** Changes a compass entry while it waits on this device; false when it is too late. */
  change(entry: Entry): boolean {
    const k = this.kept.get(entry.id);
    if (!k || !isHeld(k) || !isOwn(k, this.here)) return false;
    void this.on({ kind: 'corrected', entry });
    return true;
  }

  private make(entry: Entry, zero: number | null, corrected = this.o.clock.sure): Kept {
    const old = this.kept.get(entry.id);
    const begun = old?.state === 'draft' && old.entry.at === entry.at ? old : undefined;
    this.lastN = Math.max(this.lastN + 1, this.o.now());
    return {
      id: entry.id,
      session: this.o.session,
      n: this.lastN,
      state: 'waiting',
      entry,
      // What was begun with this time has it by the clock as it was then.
      zero: begun?.zero ?? zero,
      corrected: begun?.corrected ?? corrected,
      mark: begun ? begun.mark : corrected ? undefined : this.o.clock.mark(),
      acked: false,
      observer: this.here.me,
    };
  }

  // What its person says of what was not sent.

  /** "That was me": sends these as who is here now. */
  claim(ids: readonly string[]): void {
    void this.on({ kind: 'claimed', ids });
  }

  /** Throws these away. */
  throwAway(ids: readonly string[]): void {
    void this.on({ kind: 'thrownAway', ids });
  }

  /** Takes entries of a file, to be sent; gives how many of them were not here or in the log. */
  takeBack(entries: readonly Entry[]): number {
    const kept = entries.map((e) => this.make(unsequenced(e), null, true));
    const decision = decide(this.state, { kind: 'takenBack', kept });
    void this.carryOut(decision);
    return decision.put.length;
  }

  // What is shown.

  /** As whom was made what is kept here. */
  get authors(): Set<string> {
    return new Set([...this.kept.values()].map((k) => k.observer ?? ''));
  }

  /** What the log does not hold yet of who is here, in order of making, drafts left out. */
  pending(log: { has(id: string): boolean }): Entry[] {
    const out = [];
    for (const k of this.open.values()) if (isShown(k, this.here) && !log.has(k.id)) out.push(k);
    return out.sort(byMaking).map((k) => k.entry);
  }

  /** How many are not acknowledged yet. Compass entries wait on purpose and do not count. */
  get waiting(): number {
    let n = 0;
    const s = this.state;
    for (const k of this.open.values()) if (isMissing(k, s) && placeOf(k, s) === 'pad') n++;
    return n;
  }

  /** All that was made here is in the log, as far as this browser may say so. */
  get saved(): boolean {
    return isSaved(this.state, this.open.values());
  }

  whereIs(id: string): 'here' | 'sent' | 'saved' | undefined {
    const state = this.kept.get(id)?.state;
    return state === undefined || state === 'sent' || state === 'saved' ? state : 'here';
  }

  /** What was not sent and waits for its person, in order of making. */
  notSent(): NotSent {
    const s = this.state;
    const shut = s.here.access === 'ended';
    const out = {
      shut,
      refused: [] as Kept[],
      aside: [] as Kept[],
      mine: [] as Kept[],
      sealed: [] as string[],
    };
    const list = [...this.open.values()].filter((k) => placeOf(k, s) !== 'pad');
    for (const k of list.sort(byMaking)) {
      const place = placeOf(k, s);
      if (place === 'sealed') out.sealed.push(k.id);
      else if (place !== 'pad') out[place].push(k);
      if (mayClaim(k, s)) out.mine.push(k);
    }
    return out;
  }

  // What the connection brings.

  /**
   * This tab is the one that sends; the others leave it to it. The one before
   * may have gone without telling what it kept last.
   */
  async setSender(): Promise<void> {
    await this.reread();
    this.sender = true;
    this.correct();
    this.pump();
  }

  private async reread(): Promise<void> {
    try {
      this.merge({ put: await this.o.store.all(this.o.session), gone: [] });
    } catch (error) {
      this.o.failed(error);
    }
  }

  /** A welcome: where to send, as whom, and how far the log goes; the clock has heard the server's time. */
  connect(log: Log, anew: boolean, head: number, who: Standing, limits: Limits): void {
    this.connected = true;
    this.log = log;
    this.limits = limits;
    this.batch = Math.min(this.batch, limits.batch);
    this.underWay.clear();
    this.heldByLock.clear();
    this.heldAtHead.clear();
    this.heldForRoom.clear();
    this.noRoom = false;
    this.awaitZero = false;
    this.pausedTill = 0;
    this.headToReach = head;
    this.caughtUp = false;
    void this.on({ kind: 'welcomed', ...who, anew });
    if (anew) this.open = new Map(this.kept);
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

  /** The server refuses to make the session that began here; `sure`: and knows who asks for it. */
  unmade(sure: boolean): void {
    void this.on({ kind: 'unmade', sure });
  }

  halve(): void {
    this.batch = Math.max(1, Math.floor(this.batch / 2));
  }

  /** Entries of the log, in order; own ones among them take the place of the copies. */
  entries(list: readonly Entry[]): void {
    for (const e of list) {
      this.underWay.delete(e.id);
      if (this.kept.get(e.id)?.state === 'saved') this.open.delete(e.id);
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
    if (this.here.locked && !h.locked) this.heldByLock.clear();
    void this.on({ kind: 'header', locked: h.locked, apart: h.apart });
    this.pump();
  }

  ack(id: string, seq: number): void {
    this.underWay.delete(id);
    this.retryMs = FIRST_RETRY_MS;
    this.heldForRoom.delete(id);
    this.noRoom = false;
    void this.on({ kind: 'acked', id, seq });
    this.pump();
  }

  reject(r: Reject): void {
    const k = this.kept.get(r.id);
    this.underWay.delete(r.id);
    this.awaitZero = false;
    void this.on({ kind: 'rejected', id: r.id, code: r.code, message: r.message, field: r.field });
    if (k && this.kept.get(r.id) === k) this.putOff(k, r);
    this.pump();
  }

  /** It is kept and sent again: when, depends on why not now. */
  private putOff(k: Kept, { code, field }: Reject): void {
    if (code === 'full') {
      // Without a field it is for all, or only for what came before it in its append.
      if (field) {
        this.heldForRoom.set(k.id, { full: fullOf(field), till: this.o.now() + LONGEST_RETRY_MS });
        this.o.setTimeout(() => this.pump(), LONGEST_RETRY_MS);
        this.afterHeld = true;
      } else if (!this.afterHeld) this.noRoom = true;
      this.o.changed(false);
      if (this.afterHeld) return;
    }
    if (mayPass(k, code)) this.heldAtHead.set(k.id, this.log?.head ?? 0);
    else if (code === 'locked') {
      // What a locked session still takes was refused only for what came before
      // it in its append: it goes again, without that.
      if (this.onlyOpen || !this.openWhenLocked(k.entry)) this.heldByLock.add(k.id);
    } else if (this.pausedTill <= this.o.now()) {
      this.pausedTill = this.o.now() + this.retryMs;
      this.o.setTimeout(() => this.pump(), this.retryMs);
      this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
    }
  }

  /** The session is deleted: nothing of it stays on the device. */
  clear(): void {
    void this.on({ kind: 'deleted' });
  }

  /** What the server has no room for, of what is kept here; null when it takes all. */
  get full(): Full | null {
    for (const [id, held] of this.heldForRoom) {
      const state = this.kept.get(id)?.state;
      if (state === 'waiting' || state === 'sent') return held.full;
    }
    return this.noRoom ? 'all' : null;
  }

  // Sending.

  /** Sends the next append, when it is time. */
  pump(): void {
    const log = this.log;
    if (!this.sender || !this.connected || !this.caughtUp || !log) return;
    if (this.underWay.size > 0 || this.o.now() < this.pausedTill) return;
    if (this.awaitZero) {
      if (log.startedAt === null) return;
      this.awaitZero = false;
    }
    const next = this.nextBatch(log);
    if (next.length === 0) return;
    for (const k of next) this.underWay.add(k.id);
    this.afterHeld = false;
    this.onlyOpen = next.every((k) => this.openWhenLocked(k.entry));
    // On disk first, also that it was sent: after a crash it must go out
    // again exactly as it was.
    const fresh = next.filter((k) => k.state === 'waiting');
    const ready =
      fresh.length > 0
        ? this.on({ kind: 'sent', kept: fresh })
        : Promise.all(next.map((k) => this.writing.get(k.id)));
    void ready.then(() => {
      const entries = next.flatMap((k) =>
        this.underWay.has(k.id) ? [this.kept.get(k.id)?.entry ?? k.entry] : [],
      );
      if (entries.length === 0) return this.pump();
      if (!this.connected || !this.o.send(entries)) this.underWay.clear();
    });
  }

  private nextBatch(log: Log): Kept[] {
    const out: Kept[] = [];
    const compass: Kept[] = [];
    let bytes = AROUND;
    let again: Kept | undefined;
    for (const k of this.unsent()) {
      // Its time is a guess: it waits for the server's word, and what was made after it waits with it.
      if (k.state === 'waiting' && !k.corrected) break;
      const room = this.heldForRoom.get(k.id);
      if (room) {
        if (room.till <= this.o.now()) again ??= k;
        continue;
      }
      const moved = k.state === 'waiting' ? moveTo(k, log.startedAt) : k;
      const size = byteLength(JSON.stringify(moved.entry)) + 1;
      if (AROUND + size > this.limits.message_bytes) {
        // No message can hold it: it must not keep back what comes after.
        void this.on({ kind: 'rejected', id: k.id, code: 'invalid', message: 'too large for a message' });
        return []; // that pumps anew
      }
      if (k.entry.type === 'compass') {
        compass.push(k);
        continue;
      }
      if (this.heldByLock.has(k.id)) continue;
      const held = this.heldAtHead.get(k.id);
      if (held !== undefined && held >= log.head) continue;
      if (out.length > 0 && (out.length >= this.batch || bytes + size > this.limits.message_bytes)) break;
      bytes += size;
      out.push(moved);
      this.heldAtHead.delete(k.id);
      // What comes after the first start counts from a zero that only the log
      // knows: another device may have started the meeting at the same time.
      if (log.startedAt === null && k.entry.type === 'state' && k.entry.state === 'live') {
        this.awaitZero = true;
        break;
      }
    }
    if (out.length > 0) return out;
    return again ? [again] : this.nextCompass(compass, log);
  }

  /**
   * One compass entry, when they may go: each alone and in random order, so that
   * nobody reads from the log when which was pressed.
   */
  private nextCompass(waiting: readonly Kept[], log: Log): Kept[] {
    const chosen = waiting[Math.floor(this.o.random() * waiting.length)];
    if (!chosen) return [];
    const free = chosen.state === 'sent' || log.now() === 'ended';
    if (!free) {
      if (log.startedAt === null) return [];
      const now = this.o.now();
      const due = log.startedAt + log.largestAt + COMPASS_MS;
      if (now < due) {
        if (this.compassTimer <= now) {
          this.compassTimer = due;
          this.o.setTimeout(() => this.pump(), due - now);
        }
        return [];
      }
    }
    return [chosen.state === 'waiting' ? moveTo(chosen, log.startedAt) : chosen];
  }

  /** What is to be sent, in order of making. */
  private unsent(): Kept[] {
    const out = [];
    for (const k of this.open.values()) if (maySend(k, this.here)) out.push(k);
    return out.sort(byMaking);
  }

  /** With the server's time known, moves what was made before by the error of the clock that it was made by. */
  private correct(): void {
    if (!this.connected || !this.o.clock.sure) return;
    const wrong = [...this.open.values()].filter(
      (k) => !k.corrected && (k.state === 'draft' || k.state === 'waiting'),
    );
    if (wrong.length === 0) return;
    this.save(
      wrong.map(({ mark, ...k }) => {
        const late = this.o.clock.error(mark);
        const time =
          k.entry.time === undefined ? undefined : new Date(Date.parse(k.entry.time) + late).toISOString();
        const entry = time === undefined ? k.entry : { ...k.entry, time };
        return { ...k, entry, corrected: true, zero: k.zero === null ? null : k.zero + late };
      }),
    );
  }

  private openWhenLocked(e: Entry | undefined): boolean {
    if (!e) return false;
    if (e.type !== 'void' && e.type !== 'restore') return OPEN_WHEN_LOCKED.has(e.type);
    const target = e.target ?? '';
    const type = this.kept.get(target)?.entry.type ?? this.log?.typeOf(target);
    return type !== undefined && OPEN_WHEN_LOCKED.has(type);
  }

  // Keeping.

  private save(list: Kept[]): Promise<void> {
    this.apply({ put: list, gone: [] });
    // The tab that sends must hear of it also where it cannot be kept.
    const done = this.o.store
      .put(list)
      .then(() => this.o.kept(), this.o.failed)
      .then(() => this.o.tell({ put: list, gone: [] }));
    for (const k of list) {
      this.writing.set(k.id, done);
      void done.then(() => {
        if (this.writing.get(k.id) === done) this.writing.delete(k.id);
      });
    }
    // What must not be sent before it is kept waits for this promise in pump;
    // a device that cannot keep still sends.
    this.pump();
    return done;
  }

  private forget(ids: string[]): void {
    this.apply({ put: [], gone: ids });
    void this.o.store
      .remove(ids)
      .catch(this.o.failed)
      .then(() => this.o.tell({ put: [], gone: ids }));
  }

  private publish(list: Kept[]): void {
    this.apply({ put: list, gone: [] });
    this.o.tell({ put: list, gone: [] });
  }

  private apply(change: Change): void {
    let content = change.gone.length > 0;
    for (const k of change.put) {
      const old = this.kept.get(k.id);
      const shown = isShown(k, this.here);
      content ||= shown !== isShown(old, this.here) || (shown && !isSame(k.entry, old?.entry));
      this.kept.set(k.id, k);
      if (k.state === 'saved' && this.log?.has(k.id)) this.open.delete(k.id);
      else this.open.set(k.id, k);
      this.lastN = Math.max(this.lastN, k.n);
    }
    for (const id of change.gone) {
      this.kept.delete(id);
      this.open.delete(id);
    }
    this.o.changed(content);
  }

  /** Takes in what another tab of this device has changed. */
  merge(change: Change): void {
    const put = change.put.filter((k) => !this.writing.has(k.id));
    this.follow({ kind: 'told', put, gone: change.gone.filter((id) => !this.writing.has(id)) });
    // The tab that made it knows best how its clock was. It may be gone.
    if (put.some((k) => !k.corrected))
      this.o.setTimeout(() => {
        this.correct();
        this.pump();
      }, HOLD_MS);
    this.pump();
  }
}

/** The same entry, but for what the server sets on it. */
function isSame(a: Entry, b: Entry | undefined): boolean {
  return a === b || (b !== undefined && JSON.stringify(unsequenced(a)) === JSON.stringify(unsequenced(b)));
}

function byMaking(a: Kept, b: Kept): number {
  return a.n - b.n;
}

/** Moves the time of an entry that was never sent to the zero that the log has. */
function moveTo(k: Kept, startedAt: number | null): Kept {
  if (startedAt === null || k.zero === null || k.zero === startedAt || k.entry.at === undefined) return k;
  const at = Math.round(Math.min(LAST_MS, Math.max(0, k.entry.at + k.zero - startedAt)));
  return { ...k, zero: startedAt, entry: { ...k.entry, at } };
}

function byteLength(s: string): number {
  return new TextEncoder().encode(s).length;
}
