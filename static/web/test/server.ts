import type { Socket } from '../src/session/connection';
import type { Entry, Reject, Session } from '../src/session/wire';

/** The server's side of the live connection, as far as an outbox needs it: one log in memory. */
export class FakeServer {
  log: Entry[] = [];
  view = 'v1';
  locked = false;
  reachable = true;
  /** Closes each new connection with this code instead of a welcome. */
  shut = 0;
  /** Stores what it receives, but does not answer. */
  mute = false;
  /** The entries of each append that it received. */
  appends: Entry[][] = [];
  limits = { message_bytes: 65_536, batch: 256 };
  role = 'owner';
  /** The tags of the session's codebook. */
  tags: { id: string; family?: string }[] = [];
  refuse: (e: Entry) => Omit<Reject, 'type' | 'id'> | null = () => null;
  private sockets = new Set<FakeSocket>();

  constructor(
    private readonly now: () => number,
    private readonly observer = 'owner',
  ) {
    if (observer !== 'owner') this.role = 'observer';
  }

  open(url: string): Socket {
    const socket = new FakeSocket(this, url);
    queueMicrotask(() =>
      this.reachable && this.shut === 0
        ? this.welcome(socket)
        : socket.closes(this.reachable ? this.shut : 1006),
    );
    return socket;
  }

  session(): Session {
    return {
      id: 's',
      title: 'T',
      started_at: null,
      state: 'planned',
      locked: this.locked,
      coding: 'shared',
      revealed: false,
      participants: [],
      observers: [],
      phases: [],
      codebook: { id: 'b', version: 1, tags: this.tags },
      head: this.log.length,
    } as unknown as Session;
  }

  private welcome(socket: FakeSocket) {
    if (!socket.live) return;
    this.sockets.add(socket);
    const query = new URL(socket.url).searchParams;
    const view = query.get('view');
    const since = view === null || view === this.view ? Number(query.get('since')) : 0;
    socket.says({
      type: 'welcome',
      session: this.session(),
      head: this.log.length,
      view: this.view,
      role: this.role,
      observer: this.observer,
      server_time: new Date(this.now()).toISOString(),
      limits: this.limits,
    });
    for (let i = since; i < this.log.length; i += 256)
      socket.says({ type: 'entries', entries: this.log.slice(i, Math.min(i + 256, this.log.length)) });
  }

  receive(socket: FakeSocket, text: string) {
    const m = JSON.parse(text) as { entries: Entry[] };
    this.appends.push(m.entries);
    if (text.length > this.limits.message_bytes || m.entries.length > this.limits.batch) {
      socket.closes(4413);
      return;
    }
    let passing: Omit<Reject, 'type' | 'id'> | null = null;
    for (const e of m.entries) {
      const old = this.log.find((x) => x.id === e.id);
      if (old) {
        const same = JSON.stringify(content(old)) === JSON.stringify(content(e));
        if (same) this.answer(socket, { type: 'ack', id: e.id, seq: old.seq });
        else this.answer(socket, { type: 'reject', id: e.id, code: 'conflict', message: 'taken' });
        continue;
      }
      const r: Omit<Reject, 'type' | 'id'> | null =
        passing ?? this.refuse(e) ?? (this.locked ? { code: 'locked', message: '' } : null);
      if (r) {
        if (['locked', 'full', 'unavailable'].includes(r.code))
          passing = { code: r.code, message: r.message };
        this.answer(socket, { type: 'reject', id: e.id, ...r });
        continue;
      }
      const stored = this.store(e);
      this.answer(socket, { type: 'ack', id: e.id, seq: stored.seq });
    }
  }

  private answer(socket: FakeSocket, m: object) {
    if (!this.mute) socket.says(m);
  }

  /** Puts an entry into the log as if another device had sent it, and sends it to all. */
  store(e: Entry): Entry {
    const stored = {
      ...e,
      seq: this.log.length + 1,
      observer: e.observer ?? this.observer,
      recorded_at: new Date(this.now()).toISOString(),
    };
    this.log.push(stored);
    if (!this.mute) for (const s of this.sockets) s.says({ type: 'entries', entries: [stored] });
    return stored;
  }

  setLocked(locked: boolean) {
    this.locked = locked;
    for (const s of this.sockets) s.says({ type: 'session', session: this.session() });
  }

  /** Sends a message to all who are connected. */
  tell(message: object) {
    for (const s of this.sockets) s.says(message);
  }

  cut(code = 1006) {
    for (const s of [...this.sockets]) s.closes(code);
  }

  gone(socket: FakeSocket) {
    this.sockets.delete(socket);
  }
}

class FakeSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  live = true;
  constructor(
    private readonly server: FakeServer,
    readonly url: string,
  ) {}
  send(text: string) {
    queueMicrotask(() => {
      if (this.live) this.server.receive(this, text);
    });
  }
  close() {
    this.live = false;
    this.server.gone(this);
  }
  says(m: object) {
    const data = JSON.stringify(m);
    queueMicrotask(() => {
      if (this.live) this.onmessage?.({ data });
    });
  }
  closes(code: number) {
    const { onclose } = this;
    this.close();
    queueMicrotask(() => onclose?.({ code }));
  }
}

function content({ seq: _s, observer: _o, recorded_at: _r, ...rest }: Entry) {
  return rest;
}
