import { type ReadonlySignal, signal } from '@preact/signals';
import type { NewSession } from '../server/api.gen';
import type { EntryStore, KeptSession } from './entry-store';
import type { Created, Environment, Refusal } from './environment';

/** While the server is away, it is asked again after this long. */
const AGAIN_MS = 3_000;

export interface Options extends Pick<Environment, 'make' | 'setTimeout'> {
  id: string;
  store: EntryStore;
  /** The server is being asked, or has answered. */
  changed(state: 'asking' | Created): void;
}

/** Has the server create a session that began on this device while the server was away. */
export class Creation {
  private readonly refusal_ = signal<Refusal | null>(null);
  private again: (() => void) | null = null;
  private closed = false;

  constructor(private readonly o: Options) {}

  /** Why the server does not create the session; null unless it has refused. */
  get refusal(): ReadonlySignal<Refusal | null> {
    return this.refusal_;
  }

  /** Asks until the server answers. After a refusal, it asks again only by `retry`. */
  async start(known: KeptSession, body: NewSession): Promise<void> {
    this.again = null;
    this.o.changed('asking');
    const created = await this.o.make(body);
    if (this.closed) return;
    if (created === 'made') {
      const { make: _, ...rest } = known;
      await this.o.store.putSession(rest).catch(() => {});
      this.isMade();
      return;
    }
    this.again = () => void this.start(known, body);
    if (created === 'away') this.o.setTimeout(() => this.retry(), AGAIN_MS);
    else if (created !== 'signed-out') this.refusal_.value = created;
    this.o.changed(created);
  }

  /** Has it created without its team, which does not exist any more. */
  async startWithoutTeam(): Promise<void> {
    const known = await this.o.store.session(this.o.id);
    if (!known || this.closed) return;
    if (!known.make) return this.isMade(); // another tab was first
    const { team: _, ...make } = known.make;
    const { team: __, ...session } = known.session;
    const next = { ...known, session, make };
    await this.o.store.putSession(next);
    this.refusal_.value = null;
    await this.start(next, make);
  }

  /** Whether another tab has had it created meanwhile. */
  async wasMade(): Promise<boolean> {
    const known = await this.o.store.session(this.o.id);
    if (!known || known.make) return false;
    this.isMade();
    return true;
  }

  /** Asks now, if it waits to ask again. */
  retry(): void {
    const again = this.again;
    this.again = null;
    if (!this.closed) again?.();
  }

  close(): void {
    this.closed = true;
  }

  private isMade(): void {
    this.again = null;
    this.refusal_.value = null;
    this.o.changed('made');
  }
}
