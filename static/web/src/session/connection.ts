import type { Entry, ServerMessage } from './wire';

/** The part of a browser's WebSocket that is used here, so that tests can bring their own. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

/** The state of the connection. In the last four it stays closed until `retry` is called. */
export type Phase =
  | 'idle'
  | 'connecting'
  | 'open'
  | 'waiting'
  | 'signed-out'
  | 'not-found'
  | 'deleted'
  | 'refused';

export interface Options {
  /** Opens a socket at this address with the subprotocol of the contract. */
  open(url: string): Socket;
  /** The live address of the session. */
  url: string;
  /** The last seq that the reader has, and the view (a token of the server) that it belongs to. */
  position(): { since: number; view?: string };
  /** Makes the reader forget its log, so that it is read again from the first entry. */
  reset(): void;
  /** Makes the sender halve the size of its messages. */
  halve(): void;
  message(m: ServerMessage): void;
  phase(p: Phase): void;
  setTimeout(fn: () => void, ms: number): number;
  clearTimeout(id: number): void;
  now(): number;
  random(): number;
}

/** A client that receives nothing for this long connects again. */
export const SILENCE_MS = 25_000;
/** So does a client whose append, or request to connect, is not answered within this time. */
export const ANSWER_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
/** After a connection that lasted this long, the next pause is short again. */
const GOOD_MS = 5_000;

/**
 * The live connection of one session as a state machine. It connects, connects again
 * after growing, jittered pauses, and reacts to each close code. It passes messages on
 * without knowing what they mean.
 */
export class Connection {
  private socket: Socket | null = null;
  private phase_: Phase = 'idle';
  private failures = 0;
  private openedAt = 0;
  private retryTimer: number | null = null;
  private silenceTimer: number | null = null;
  private answerTimer: number | null = null;
  private unanswered = 0;
  private retryAfter = 0;
  private since = 0;
  private halved = false; // the one try with half a batch after a 4413

  constructor(private readonly o: Options) {}

  get phase(): Phase {
    return this.phase_;
  }

  start(): void {
    if (this.phase_ === 'idle') this.connect();
  }

  /** Connects now, without waiting for the pause to end: after signing in again, or back online. */
  retry(): void {
    if (this.phase_ === 'idle' || this.phase_ === 'connecting' || this.phase_ === 'open') return;
    this.failures = 0;
    this.connect();
  }

  /** Replaces the connection: after the device has slept, the old one may be dead. */
  renew(): void {
    if (this.phase_ !== 'connecting' && this.phase_ !== 'open' && this.phase_ !== 'waiting') return;
    this.failures = 0;
    this.connect();
  }

  stop(): void {
    this.drop();
    this.enter('idle');
  }

  /** Sends entries in one message. Returns false when there is no open connection. */
  append(entries: readonly Entry[]): boolean {
    if (this.phase_ !== 'open' || !this.socket) return false;
    this.socket.send(JSON.stringify({ type: 'append', entries }));
    this.unanswered += entries.length;
    if (this.answerTimer === null) this.awaitAnswer();
    return true;
  }

  private connect(): void {
    this.drop();
    const { since, view } = this.o.position();
    this.since = since;
    const query = `${this.o.url.includes('?') ? '&' : '?'}changes=true&since=${since}${view === undefined ? '' : `&view=${encodeURIComponent(view)}`}`;
    this.enter('connecting');
    const socket = this.o.open(this.o.url + query);
    this.socket = socket;
    this.listen(ANSWER_MS);
    socket.onmessage = (e) => {
      if (this.socket !== socket) return;
      this.listen(SILENCE_MS);
      this.receive(e.data);
    };
    socket.onclose = (e) => {
      if (this.socket === socket) this.closed(e.code);
    };
  }

  private receive(data: unknown): void {
    let m: ServerMessage;
    try {
      m = JSON.parse(String(data)) as ServerMessage;
    } catch {
      this.broken();
      return;
    }
    switch (m.type) {
      case 'welcome':
        this.openedAt = this.o.now();
        this.retryAfter = 0;
        // The welcome is passed on before the phase becomes open, so that its limits are
        // known before anything is sent.
        this.o.message(m);
        this.enter('open');
        return;
      case 'ack':
      case 'reject':
        this.halved = false;
        this.unanswered = Math.max(0, this.unanswered - 1);
        this.clear('answerTimer');
        if (this.unanswered > 0) this.awaitAnswer();
        break;
      case 'bye':
        this.retryAfter = m.retry_after_ms ?? 0;
        break;
    }
    this.o.message(m);
  }

  private closed(code: number): void {
    this.drop();
    if (code < 4000 || code === 4408) {
      this.pause();
      return;
    }
    switch (code) {
      case 4400:
        // The position was wrong. Only once: a connection from the start has none.
        if (this.since > 0) {
          this.o.reset();
          this.connect();
          return;
        }
        break;
      case 4401:
        this.enter('signed-out');
        return;
      case 4404:
        this.enter('not-found');
        return;
      case 4409:
        this.enter('deleted');
        return;
      case 4413:
        if (!this.halved) {
          this.halved = true;
          this.o.halve();
          this.connect();
          return;
        }
        break;
    }
    this.enter('refused');
  }

  private pause(): void {
    if (this.openedAt > 0 && this.o.now() - this.openedAt >= GOOD_MS) this.failures = 0;
    this.openedAt = 0;
    const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 16);
    const ms = Math.max(this.retryAfter, most / 2 + (this.o.random() * most) / 2);
    this.retryTimer = this.o.setTimeout(() => this.connect(), ms);
    this.enter('waiting');
  }

  /** The socket is silent, or sent something that is not a message: a new one is needed. */
  private broken(): void {
    this.drop();
    this.pause();
  }

  private listen(ms: number): void {
    this.clear('silenceTimer');
    this.silenceTimer = this.o.setTimeout(() => this.broken(), ms);
  }

  private awaitAnswer(): void {
    this.answerTimer = this.o.setTimeout(() => this.broken(), ANSWER_MS);
  }

  private drop(): void {
    this.clear('retryTimer');
    this.clear('silenceTimer');
    this.clear('answerTimer');
    this.unanswered = 0;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private clear(timer: 'retryTimer' | 'silenceTimer' | 'answerTimer'): void {
    const id = this[timer];
    if (id !== null) this.o.clearTimeout(id);
    this[timer] = null;
  }

  private enter(p: Phase): void {
    if (this.phase_ === p) return;
    this.phase_ = p;
    this.o.phase(p);
  }
}
