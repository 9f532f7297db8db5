import type { Keep, Kept } from './keep';
import type { Entry, EntryType, Limits, Reject } from './wire';

export interface Options {
  session: string;
  keep: Keep;
  /** Puts one append on the wire; false when there is no connection. */
  send(entries: Entry[]): boolean;
  /** Tells other tabs of this device what has changed here. */
  tell(change: Change): void;
  /** Where an entry is has changed; `content`: also what is shown of it. */
  changed(content: boolean): void;
  /** Keeping failed: what is tapped is lost when the page goes. */
  failed(error: unknown): void;
  now(): number;
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
  readonly head: number;
  readonly startedAt: number | null;
  /** The largest time of its entries, in ms since the start. */
  readonly largestAt: number;
  /** planned, live, paused or ended. */
  now(): string;
}

const FINAL = new Set([
  'invalid',
  'unknown-participant',
  'unknown-target',
  'unknown-tag',
  'conflict',
  'forbidden',
]);
const REFERENCE = new Set(['unknown-participant', 'unknown-target', 'unknown-tag']);
const OPEN_WHEN_LOCKED = new Set<EntryType>(['belief', 'experiment', 'journal', 'compass']);
const LAST_MS = 86_400_000;
/** A draft that its own tab left behind is taken over after so long. */
export const ORPHAN_MS = 6_000;
/** Compass entries wait for the end of the meeting, or so long after its last entry. */
export const COMPASS_MS = 12 * 60 * 60 * 1000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Keeps each entry on the device before it is sent, sends it in order, one
 * append at a time, until it is acknowledged, and sends it again where that was
 * lost. The ids make a second sending harmless.
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
  private observer = '';
  private known = ''; // whose the session was on this device before the server said who this is
  private locked = false;
  private underWay = new Set<string>();
  private onlyOpen = false; // the append under way holds only what a locked session takes
  private writing = new Map<string, Promise<void>>();
  /** Entries that wait for something other than their turn: the lock, or a longer log. */
  private heldByLock = new Set<string>();
  private heldAtHead = new Map<string, number>();
  private awaitZero = false;
  private pausedTill = 0;
  private compassTimer = 0; // when to look again whether compass entries may go
  private retryMs = FIRST_RETRY_MS;
  /** Saved before, and not seen yet in the log that is being read from its start. */
  private unseen: Set<string> | null = null;
  private headToReach = 0;

  constructor(private readonly o: Options) {}

  /** Reads what the device has kept, and as whom; drafts of tabs that are gone become entries. */
  async load(observer: string): Promise<void> {
    this.known = observer;
    this.observer = observer;
    await this.reread();
    for (const k of this.kept.values()) {
      if (k.state !== 'draft') continue;
      const wait = Math.max(0, k.n + ORPHAN_MS - this.o.now());
      this.o.setTimeout(() => void this.adopt(k.id), wait);
    }
  }

  private async adopt(id: string): Promise<void> {
    const k = this.kept.get(id);
    if (k?.state !== 'draft') return;
    const next: Kept = { ...k, state: 'waiting' };
    try {
      if (await this.o.keep.advance(id, 'draft', next)) this.publish([next]);
      else await this.reread();
    } catch (error) {
      this.o.failed(error);
    }
    this.pump();
  }

  // What the pad does.

  /** Keeps an entry that may still change. */
  draft(entry: Entry, zero: number | null, corrected: boolean): void {
    const old = this.kept.get(entry.id);
    this.save([this.make(entry, zero, corrected, 'draft', old?.n)]);
  }

  /** Takes an entry, or what was a draft of it, to be sent. */
  add(entry: Entry, zero: number | null, corrected: boolean): void {
    const old = this.kept.get(entry.id);
    if (old && old.state !== 'draft') return; // another tab took the draft over
    this.save([this.make(entry, zero, corrected, 'waiting', old?.n)]);
  }

  /** Forgets a draft, a refused entry that the user has seen, or a compass entry that was never sent. */
  drop(id: string): void {
    const k = this.kept.get(id);
    if (!k || (k.state !== 'draft' && k.state !== 'refused' && !isHeld(k))) return;
    this.forget([id]);
  }

  /** Changes a compass entry while it waits on this device; false when it is too late. */
  change(entry: Entry): boolean {
    const k = this.kept.get(entry.id);
    if (!k || !isHeld(k)) return false;
    this.save([{ ...k, entry }]);
    return true;
  }

  private make(
    entry: Entry,
    zero: number | null,
    corrected: boolean,
    state: Kept['state'],
    n?: number,
  ): Kept {
    this.lastN = Math.max(this.lastN + 1, this.o.now());
    return {
      id: entry.id,
      session: this.o.session,
      n: n ?? this.lastN,
      state,
      entry,
      zero,
      corrected,
      acked: false,
      observer: this.observer || undefined,
    };
  }

  // What is shown.

  /** What the log does not hold yet, in order of making, drafts left out. */
  pending(log: { has(id: string): boolean }): Entry[] {
    const out = [];
    for (const k of this.open.values())
      if (k.state !== 'draft' && k.state !== 'refused' && !log.has(k.id)) out.push(k);
    return out.sort((a, b) => a.n - b.n).map((k) => k.entry);
  }

  /** How many are not acknowledged yet. Compass entries wait on purpose and do not count. */
  get waiting(): number {
    let n = 0;
    for (const k of this.open.values())
      if (k.state !== 'saved' && k.state !== 'refused' && k.entry.type !== 'compass') n++;
    return n;
  }

  whereIs(id: string): 'here' | 'sent' | 'saved' | undefined {
    const state = this.kept.get(id)?.state;
    return state === undefined || state === 'sent' || state === 'saved' ? state : 'here';
  }

  refused(): Kept[] {
    return [...this.open.values()].filter((k) => k.state === 'refused').sort((a, b) => a.n - b.n);
  }

  // What the connection brings.

  /**
   * This tab is the one that sends; the others leave it to it. The one before
   * may have gone without telling what it kept last.
   */
  async setSender(): Promise<void> {
    await this.reread();
    this.sender = true;
    this.pump();
  }

  private async reread(): Promise<void> {
    try {
      this.merge({ put: await this.o.keep.all(this.o.session), gone: [] });
    } catch (error) {
      this.o.failed(error);
    }
  }

  /**
   * A welcome: where to send, as whom, and how far the log goes; `late`: how much
   * later it is than this device thought before it knew the server's time.
   */
  connect(log: Log, fromStart: boolean, head: number, observer: string, limits: Limits, late: number): void {
    this.connected = true;
    this.log = log;
    this.observer = observer;
    this.limits = limits;
    this.batch = Math.min(this.batch, limits.batch);
    this.underWay.clear();
    this.heldByLock.clear();
    this.heldAtHead.clear();
    this.awaitZero = false;
    this.pausedTill = 0;
    this.headToReach = head;
    this.caughtUp = false;
    this.forget([...this.kept.values()].filter((k) => !this.isOwn(k)).map((k) => k.id));
    if (fromStart) {
      this.open = new Map(this.kept);
      this.unseen = new Set();
      for (const k of this.kept.values()) if (k.state === 'saved') this.unseen.add(k.id);
    }
    this.correct(late);
    this.reached();
  }

  disconnect(): void {
    this.connected = false;
    this.underWay.clear();
  }

  halve(): void {
    this.batch = Math.max(1, Math.floor(this.batch / 2));
  }

  /** Entries of the log, in order; own ones among them take the place of the copies. */
  entries(list: readonly Entry[]): void {
    const found: Kept[] = [];
    for (const e of list) {
      this.unseen?.delete(e.id);
      const k = this.kept.get(e.id);
      if (!k || e.type === 'redacted') continue;
      if (k.state === 'saved' && k.entry.seq === e.seq && !this.unseen) {
        this.open.delete(e.id);
        continue;
      }
      this.underWay.delete(e.id);
      found.push({ ...k, state: 'saved', entry: e, acked: true, observer: this.observer });
    }
    if (found.length > 0) this.settle(found);
    this.reached();
  }

  private reached(): void {
    if (!this.log || this.log.head < this.headToReach) return;
    if (!this.caughtUp) {
      this.caughtUp = true;
      const lost = [...(this.unseen ?? [])].flatMap((id) => this.kept.get(id) ?? []);
      this.unseen = null;
      if (lost.length > 0)
        this.save(lost.map((k) => ({ ...k, state: 'sent', acked: true, entry: unsequenced(k.entry) })));
    }
    this.pump();
  }

  /** Called with the header at each welcome and change. */
  setLocked(locked: boolean): void {
    if (locked) this.forget([...this.kept.values()].filter((k) => k.state === 'saved').map((k) => k.id));
    if (this.locked && !locked) this.heldByLock.clear();
    this.locked = locked;
    this.pump();
  }

  ack(id: string, seq: number): void {
    this.underWay.delete(id);
    this.retryMs = FIRST_RETRY_MS;
    const k = this.kept.get(id);
    if (!k) {
      this.pump();
      return;
    }
    const saved: Kept = {
      ...k,
      state: 'saved',
      acked: true,
      observer: this.observer,
      entry: { ...k.entry, seq },
    };
    if (this.locked) this.forget([id]);
    else this.settle([saved]);
    this.pump();
  }

  reject(r: Reject): void {
    const k = this.kept.get(r.id);
    this.underWay.delete(r.id);
    this.awaitZero = false;
    if (!k) {
      this.pump();
      return;
    }
    if (r.code === 'forbidden' && r.message === 'erased') {
      this.forget([r.id]);
    } else if (k.acked && REFERENCE.has(r.code)) {
      this.heldAtHead.set(r.id, this.log?.head ?? 0);
    } else if (FINAL.has(r.code)) {
      this.settle([{ ...k, state: 'refused', code: r.code, message: r.message, field: r.field }]);
    } else if (r.code === 'locked') {
      // What a locked session still takes was refused only for what came before
      // it in its append: it goes again, without that.
      if (this.onlyOpen || !this.openWhenLocked(k.entry)) this.heldByLock.add(r.id);
    } else if (this.pausedTill <= this.o.now()) {
      this.pausedTill = this.o.now() + this.retryMs;
      this.o.setTimeout(() => this.pump(), this.retryMs);
      this.retryMs = Math.min(LONGEST_RETRY_MS, this.retryMs * 2);
    }
    this.pump();
  }

  /** The session is deleted: nothing of it stays on the device. */
  clear(): void {
    this.forget([...this.kept.keys()]);
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
    this.onlyOpen = next.every((k) => this.openWhenLocked(k.entry));
    const fresh = next.filter((k) => k.state === 'waiting').map((k) => ({ ...k, state: 'sent' as const }));
    // On disk first, also that it was sent: after a crash it must go out
    // again exactly as it was.
    const ready = fresh.length > 0 ? this.save(fresh) : Promise.all(next.map((k) => this.writing.get(k.id)));
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
    let bytes = 64; // of the message around the entries
    for (const k of this.unsent()) {
      if (k.entry.type === 'compass') {
        compass.push(k);
        continue;
      }
      if (this.heldByLock.has(k.id)) continue;
      const held = this.heldAtHead.get(k.id);
      if (held !== undefined && held >= log.head) continue;
      const moved = k.state === 'waiting' ? moveTo(k, log.startedAt) : k;
      const size = byteLength(JSON.stringify(moved.entry)) + 1;
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
    return out.length > 0 ? out : this.nextCompass(compass, log);
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
    for (const k of this.open.values()) if (k.state === 'waiting' || k.state === 'sent') out.push(k);
    return out.sort((a, b) => a.n - b.n);
  }

  /** Learns the server's time: moves what was made before by the error of the device's clock. */
  private correct(late: number): void {
    const wrong = [...this.open.values()].filter(
      (k) => !k.corrected && (k.state === 'draft' || k.state === 'waiting'),
    );
    if (wrong.length === 0) return;
    this.save(
      wrong.map((k) => {
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
    const done = this.o.keep.put(list).then(
      () => this.o.tell({ put: list, gone: [] }),
      (error) => this.o.failed(error),
    );
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

  /** Keeps what the server has answered; nothing waits for that. */
  private settle(list: Kept[]): void {
    void this.save(list);
  }

  private forget(ids: string[]): void {
    if (ids.length === 0) return;
    this.apply({ put: [], gone: ids });
    this.o.keep.remove(ids).then(
      () => this.o.tell({ put: [], gone: ids }),
      (error) => this.o.failed(error),
    );
  }

  private publish(list: Kept[]): void {
    this.apply({ put: list, gone: [] });
    this.o.tell({ put: list, gone: [] });
  }

  private apply(change: Change): void {
    let content = change.gone.length > 0;
    for (const k of change.put) {
      if (!this.isOwn(k)) continue;
      const old = this.kept.get(k.id);
      content ||= isShown(k) !== isShown(old) || (isShown(k) && !isSame(k.entry, old?.entry));
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

  /**
   * What somebody else made in this browser has nobody here any more: it must
   * neither be shown, nor go out under another name. Who this is, only the
   * server knows.
   */
  private isOwn(k: Kept): boolean {
    return this.log === null || (k.observer ?? (this.known || this.observer)) === this.observer;
  }

  /** Takes in what another tab of this device has changed. */
  merge(change: Change): void {
    const put = change.put.filter((k) => !this.writing.has(k.id) && rank(k) >= rank(this.kept.get(k.id)));
    this.apply({ put, gone: change.gone.filter((id) => !this.writing.has(id)) });
    this.pump();
  }
}

/** A compass entry that was never sent may still change, or go. */
function isHeld(k: Kept): boolean {
  return k.entry.type === 'compass' && k.state === 'waiting';
}

function isShown(k: Kept | undefined): boolean {
  return k !== undefined && k.state !== 'draft' && k.state !== 'refused';
}

/** The same entry, but for what the server sets on it. */
function isSame(a: Entry, b: Entry | undefined): boolean {
  return a === b || (b !== undefined && JSON.stringify(unsequenced(a)) === JSON.stringify(unsequenced(b)));
}

const RANK: Record<Kept['state'], number> = { draft: 0, waiting: 1, sent: 2, refused: 3, saved: 3 };

/** News from another tab may be older than what this tab knows. */
function rank(k: Kept | undefined): number {
  return k ? RANK[k.state] : -1;
}

/** Moves the time of an entry that was never sent to the zero that the log has. */
function moveTo(k: Kept, startedAt: number | null): Kept {
  if (startedAt === null || k.zero === null || k.zero === startedAt || k.entry.at === undefined) return k;
  const at = Math.round(Math.min(LAST_MS, Math.max(0, k.entry.at + k.zero - startedAt)));
  return { ...k, zero: startedAt, entry: { ...k.entry, at } };
}

function unsequenced(e: Entry): Entry {
  const { seq: _seq, observer: _observer, recorded_at: _recorded, ...rest } = e;
  return rest;
}

function byteLength(s: string): number {
  return new TextEncoder().encode(s).length;
}
