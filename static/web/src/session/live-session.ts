import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { MAX_AT } from '../server/tables.gen';
import { changedPresence, changedSession } from './changes';
import { Connection, type Phase } from './connection';
import { Creation } from './creation';
import { channelOf, type KeptSession } from './entry-store';
import type { Created, Environment, Refusal } from './environment';
import { Fold } from './fold';
import type { Full } from './holds';
import type { Change } from './kept-entries';
import type { NotSent } from './not-sent';
import { Outbox } from './outbox';
import { latest, STEP_MS } from './paper';
import { uuid7 } from './uuid';
import type {
  Entry,
  EntryType,
  Presence,
  Role,
  ServerMessage,
  Session,
  SessionPart,
  Summary,
  Welcome,
} from './wire';

/** When the server has not answered for this long, the page shows what the device knows of the session. */
const PATIENCE_MS = 2_000;

type Sync = 'saved' | 'queued' | 'offline';

/** An entry as the pad makes it: the live session adds the id where there is none. */
export type NewEntry = Omit<Entry, 'id' | 'seq' | 'observer' | 'recorded_at'> & { id?: string };

/**
 * One session as this page has it: the log from the live connection, the entries of
 * this device that the log does not hold yet, and the state that both fold into.
 */
export class LiveSession {
  readonly phase = signal<Phase>('idle');
  readonly session = signal<Session | null>(null);
  readonly role = signal<Role | null>(null);
  readonly observer = signal('');
  readonly presence = signal<readonly Presence[]>([]);
  /** A page with the mirror is connected. */
  readonly mirror = signal(false);
  /** Counts the summaries: each says that the results on the server have changed. */
  readonly summaries = signal(0);
  /** The last summary that the server sent while the meeting ran. */
  readonly summary = signal<Summary | null>(null);
  /** That the debrief of the meeting changed, and how far it is; null before the server said so. */
  readonly debrief = signal<{ revision: number; step: number } | null>(null);
  /** The log has been read up to its head. False again when it has to be read from the start. */
  readonly ready = signal(false);
  /** There is something to show: the log, or what this device knows while the server is away. */
  readonly shown = signal(false);
  /** Writing to the device failed: 'full' when it has no room left. */
  readonly keepFailed = signal<false | 'full' | 'other'>(false);
  /** The fold of the log and of the entries that wait on this device; a new object after each change. */
  readonly fold: ReadonlySignal<Fold | null>;
  /** How many entries are on their way, or will be when the server answers. */
  readonly waiting: ReadonlySignal<number>;
  /** What the server has no room for, among the entries that wait here. */
  readonly full: ReadonlySignal<Full | null>;
  /** The entries that are not in the log and wait for a decision of their person. */
  readonly notSent: ReadonlySignal<NotSent>;
  /** The number of entries in `notSent`. */
  readonly left: ReadonlySignal<number>;
  /** Why the server does not create the session that began here. */
  readonly unmade: ReadonlySignal<Refusal | null>;
  readonly sync: ReadonlySignal<Sync>;

  private names = new Map<string, string>();
  private log: Fold | null = null;
  private logView: string | undefined;
  private headAtWelcome = 0;
  private asked = 0; // when the connection was begun, in ms of the steady clock
  private readonly logVersion = signal(0);
  private readonly outboxVersion = signal(0);
  private readonly contentVersion = signal(0);
  private readonly outbox: Outbox;
  private readonly connection: Connection;
  private readonly creation: Creation;
  private readonly channel;
  private readonly offGuess: () => void;
  private lock: { release(): void } | null = null;
  private closed = false;
  private broke = false; // writing failed, and may work again

  constructor(
    readonly id: string,
    liveUrl: string,
    private readonly w: Environment,
  ) {
    this.channel = w.channel(channelOf(id), (data) => this.outbox.merge(data as Change));
    this.outbox = new Outbox({
      session: id,
      store: w.store,
      send: (entries) => this.connection.append(entries),
      tell: (change) => this.channel.post(change),
      changed: (content) =>
        batch(() => {
          this.outboxVersion.value++;
          if (content) this.contentVersion.value++;
        }),
      failed: (error) => {
        this.broke = true;
        const full = error instanceof Error && error.name === 'QuotaExceededError';
        this.keepFailed.value = full ? 'full' : 'other';
      },
      kept: () => {
        if (this.broke) this.keepFailed.value = false;
        this.broke = false;
      },
      now: () => w.clock.now(),
      clock: w.clock,
      random: () => w.random(),
      setTimeout: (fn, ms) => w.setTimeout(fn, ms),
    });
    this.connection = new Connection({
      open: (url) => {
        this.asked = w.clock.steady();
        return w.openSocket(url);
      },
      url: liveUrl,
      position: () => ({
        since: this.log?.head ?? 0,
        view: this.log && this.log.head > 0 ? this.logView : undefined,
      }),
      reset: () => this.forgetLog(),
      halve: () => this.outbox.halve(),
      message: (m) => batch(() => this.receive(m)),
      phase: (p) => this.entered(p),
      setTimeout: (fn, ms) => w.setTimeout(fn, ms),
      clearTimeout: (t) => w.clearTimeout(t),
      now: () => w.clock.steady(),
      random: () => w.random(),
    });
    this.creation = new Creation({
      id,
      store: w.store,
      make: (session) => w.make(session),
      setTimeout: (fn, ms) => w.setTimeout(fn, ms),
      changed: (state) => this.creationChanged(state),
    });
    this.unmade = this.creation.refusal;
    this.offGuess = w.clock.onGuess(() => this.connection.renew());
    this.fold = computed(() => {
      this.logVersion.value;
      this.contentVersion.value;
      const log = this.log;
      if (!log) return null;
      const fold = log.over();
      for (const e of this.outbox.pending(log)) fold.apply({ observer: this.observer.value, ...e });
      return fold;
    });
    this.full = computed(() => {
      this.outboxVersion.value;
      return this.outbox.full;
    });
    this.waiting = computed(() => {
      this.outboxVersion.value;
      return this.outbox.waiting;
    });
    this.notSent = computed(() => {
      this.outboxVersion.value;
      return this.outbox.notSent();
    });
    this.left = computed(() => {
      const { refused, aside, sealed } = this.notSent.value;
      return refused.length + aside.length + sealed.length;
    });
    this.sync = computed(() => {
      if (this.phase.value !== 'open') return 'offline';
      this.outboxVersion.value;
      return this.outbox.saved ? 'saved' : 'queued';
    });
  }

  /** Reads what the device has kept, then connects. */
  async open(): Promise<void> {
    const known = await this.w.store.session(this.id).catch(() => undefined);
    await this.outbox.load(known?.observer ?? '');
    if (this.closed) return;
    if (known) this.know(known);
    this.lock = this.w.becomeSender(this.id, () => void this.outbox.setSender());
    if (known?.make) await this.creation.start(known, known.make);
    else this.connection.start();
  }

  /** Begins with what this device knows of the session, in case the server is away. */
  private know(known: KeptSession): void {
    batch(() => {
      this.session.value = known.session;
      this.role.value = known.role;
      this.observer.value = known.observer;
      for (const o of known.session.observers) if (o.name) this.names.set(o.id, o.name);
      for (const [id, name] of Object.entries(known.names ?? {})) this.names.set(id, name);
      this.log = new Fold(known.session);
      this.logVersion.value++;
      if (known.make) this.shown.value = true;
    });
    this.w.setTimeout(() => this.show(), PATIENCE_MS);
  }

  private show(): void {
    // People who were refused, or have no grant for the session, see nothing of it on this device.
    const may = this.observer.value !== '' && this.phase.value !== 'signed-out';
    if (this.session.value && may) this.shown.value = true;
  }

  private creationChanged(state: 'asking' | Created): void {
    switch (state) {
      case 'asking':
        this.phase.value = 'connecting';
        return;
      case 'made':
        if (!this.closed) this.connection.start();
        return;
      case 'away':
        this.phase.value = 'waiting';
        return;
      case 'signed-out':
        this.entered('signed-out');
        return;
      default:
        this.phase.value = 'refused';
        this.outbox.unmade(state !== 'not-owner');
    }
  }

  /** Has the server create the session that began here, without its team, which does not exist any more. */
  async makeWithoutTeam(): Promise<void> {
    await this.creation.startWithoutTeam();
  }

  /**
   * Throws away a session that the server did not create, with everything in it.
   * Returns false, and connects, when another tab has had it created meanwhile.
   */
  async throwAwayUnmade(): Promise<boolean> {
    if (await this.creation.wasMade()) return false;
    this.outbox.clear();
    await this.w.store.removeSession(this.id);
    return true;
  }

  /** Stores what is known of the session, for times when the server is away. */
  private remember(): void {
    const session = this.session.value;
    const role = this.role.value;
    if (!session || !role) return;
    for (const o of session.observers) if (o.name) this.names.set(o.id, o.name);
    const { authors } = this.outbox;
    const names = Object.fromEntries([...this.names].filter(([id]) => authors.has(id)));
    const known = { id: this.id, session, role, observer: this.observer.value, names };
    this.w.store.putSession(known).catch(() => {}); // a failure is ignored: this is a convenience, unlike storing entries
  }

  close(): void {
    this.closed = true;
    this.creation.close();
    this.offGuess();
    this.connection.stop();
    this.lock?.release();
    this.channel.close();
  }

  retry(): void {
    this.creation.retry();
    this.connection.retry();
  }

  /** The best wall time this device knows, in ms. */
  wallTime(event?: number): number {
    return this.w.clock.now(event);
  }

  /** Milliseconds since some fixed moment, by a clock that nobody can set. */
  steady(): number {
    return this.w.clock.steady();
  }

  /** The meeting was written down on paper, and is entered afterwards: it has no clock. */
  get fromPaper(): boolean {
    return this.session.value?.timing === 'paper';
  }

  /**
   * Milliseconds since the start of the session, now or at an event with this time stamp;
   * 0 before it. From paper, this is when the last thing stands that was entered.
   */
  at(event?: number): number {
    const fold = this.fromPaper && this.fold.peek();
    if (fold) return latest(fold);
    const time = this.wallTime(event);
    return Math.round(Math.min(MAX_AT, Math.max(0, time - (this.startedAt() ?? time))));
  }

  /** When a turn began that is tapped now. From paper it comes a step after what was entered before it. */
  begins(event?: number): number {
    return Math.min(MAX_AT, this.at(event) + (this.fromPaper ? STEP_MS : 0));
  }

  /** Where an entry of this device is: only here, on its way, or saved; undefined for entries of other devices. */
  whereIs(id: string): 'here' | 'sent' | 'saved' | undefined {
    this.outboxVersion.value;
    return this.outbox.whereIs(id);
  }

  /** The name of an observer who is or was here; '' when this device does not know it. */
  nameOf(observer: string): string {
    return this.names.get(observer) ?? '';
  }

  newId(): string {
    return uuid7(this.w.clock.now());
  }

  /** Stores an entry that is not to be sent yet. */
  draft(e: NewEntry & { id: string }): void {
    this.outbox.draft(e, this.zero(e));
  }

  /** Adds an entry: stores it on the device and sends it. Returns its id. */
  add(e: NewEntry): string {
    const entry: Entry = { ...e, id: e.id ?? this.newId() };
    this.outbox.add(entry, this.zero(entry));
    return entry.id;
  }

  /** Changes a compass entry while it waits on this device. Returns false when it is too late. */
  change(e: NewEntry & { id: string }): boolean {
    return this.outbox.change(e);
  }

  /** Takes back a draft, or a compass entry that waits on this device. */
  drop(id: string): void {
    this.outbox.drop(id);
  }

  /** "That was me": sends what another observer made here, and is not private, as the observer who is here now. */
  claim(): void {
    this.outbox.claim(this.notSent.value.mine.map((k) => k.id));
  }

  throwAway(ids: readonly string[]): void {
    this.outbox.throwAway(ids);
  }

  /** Takes back entries from a file. Returns how many were neither here nor in the log. */
  takeBack(entries: readonly Entry[]): number {
    return this.outbox.takeBack(entries);
  }

  private zero(e: { at?: number; type: EntryType; time?: string }): number | null {
    if (e.at === undefined || this.fromPaper) return null; // no clock can have been wrong
    const known = this.startedAt();
    if (known !== null) return known;
    return e.time === undefined ? null : Date.parse(e.time) - e.at;
  }

  /** The start of the session in ms of wall time, from the log or else from what this device knows; null before it. */
  private startedAt(): number | null {
    const zero = this.fold.peek()?.startedAt;
    if (zero != null || this.ready.peek()) return zero ?? null;
    const told = this.session.peek()?.started_at;
    return told == null ? null : Date.parse(told);
  }

  /** planned, live, paused or ended. */
  now(): string {
    const fold = this.fold.value;
    if (!fold || (!this.ready.value && fold.clock().length === 0))
      return this.session.value?.state ?? 'planned';
    return fold.now();
  }

  private receive(m: ServerMessage): void {
    switch (m.type) {
      case 'welcome':
        this.welcomed(m);
        return;
      case 'entries':
        for (const e of m.entries) this.log?.apply(e);
        this.logVersion.value++;
        this.outbox.entries(m.entries);
        this.reached();
        return;
      case 'ack':
        this.outbox.ack(m.id, m.seq);
        return;
      case 'reject':
        this.outbox.reject(m);
        return;
      case 'session':
        this.changed(m.session);
        return;
      case 'presence':
        this.presence.value = changedPresence(this.presence.value, m);
        this.mirror.value = m.mirror === true;
        return;
      case 'debrief':
        this.debrief.value = { revision: m.revision, step: m.step };
        return;
      case 'summary':
        this.summary.value = m;
        this.summaries.value++;
        return;
      case 'tick':
        this.w.clock.heard(Date.parse(m.server_time));
        return;
    }
  }

  private changed(part: SessionPart): void {
    const before = this.session.value;
    if (!before) return; // a welcome comes first
    const session = changedSession(before, part);
    this.session.value = session;
    this.log?.setHeader(session);
    this.logVersion.value++;
    this.outbox.header(standing(session));
    this.remember();
  }

  private welcomed(m: Welcome): void {
    this.w.clock.heard(Date.parse(m.server_time), this.asked);
    if (!this.log || m.view !== this.logView) this.log = new Fold(m.session);
    const fromStart = this.log.head === 0;
    if (fromStart) this.ready.value = false;
    this.log.setHeader(m.session);
    this.logView = m.view;
    this.headAtWelcome = m.head;
    this.session.value = m.session;
    this.presence.value = []; // the server says next who is connected
    this.mirror.value = false;
    this.role.value = m.role;
    this.observer.value = m.observer;
    this.logVersion.value++;
    const who = { me: m.observer, role: m.role, ...standing(m.session) };
    this.outbox.connect(this.log, fromStart, m.head, who, m.limits);
    this.remember();
    this.reached();
  }

  private reached(): void {
    if (!this.log || this.log.head < this.headAtWelcome) return;
    this.ready.value = true;
    this.shown.value = true;
  }

  private forgetLog(): void {
    this.log = null;
    this.logView = undefined;
  }

  private entered(p: Phase): void {
    batch(() => {
      this.phase.value = p;
      if (p === 'open') this.outbox.pump();
      else this.outbox.disconnect();
      if (p === 'waiting') this.show();
      if (p === 'signed-out' || p === 'not-found') this.outbox.shutOut();
      if (p === 'deleted') {
        this.outbox.clear();
        this.w.store.removeSession(this.id).catch(() => {});
      }
    });
  }
}

function standing(s: Session): { locked: boolean; apart: boolean } {
  return { locked: s.locked, apart: s.coding === 'independent' && !s.revealed };
}
