import { isShown, type State, unsequenced } from './decide';
import type { EntryStore, Kept } from './entry-store';
import type { Entry } from './wire';

/** What one tab of the device tells the others: copies that were made or changed, and ids that were removed. */
export interface Change {
  put: Kept[];
  gone: string[];
}

export interface Options {
  session: string;
  store: EntryStore;
  /** Who is here and what the log holds, as far as this tab knows. */
  state(): Pick<State, 'here' | 'log'>;
  /** Tells the other tabs of this device what has changed here. */
  tell(change: Change): void;
  /** The state of an entry has changed; `content`: what the page shows of it has changed too. */
  changed(content: boolean): void;
  /** Writing failed: these entries are lost when the page is closed. */
  failed(error: unknown): void;
  /** Writing works. */
  kept(): void;
}

/** The entries of one session that this device keeps: in memory, in its store, and told to its other tabs. */
export class KeptEntries {
  private readonly all_ = new Map<string, Kept>();
  /** The entries that the log does not hold yet, so that work does not grow with the length of the meeting. */
  private open_ = new Map<string, Kept>();
  private lastN = 0;
  private readonly writing = new Map<string, Promise<void>>();

  constructor(private readonly o: Options) {}

  get all(): ReadonlyMap<string, Kept> {
    return this.all_;
  }

  /** The entries that the log does not hold yet, in no particular order. */
  get open(): Iterable<Kept> {
    return this.open_.values();
  }

  get(id: string): Kept | undefined {
    return this.all_.get(id);
  }

  /** What the store holds of this session; null when it could not be read. */
  async read(): Promise<Kept[] | null> {
    try {
      return await this.o.store.all(this.o.session);
    } catch (error) {
      this.o.failed(error);
      return null;
    }
  }

  /** A number for the next entry: larger than all before, and about the time in ms. */
  next(now: number): number {
    this.lastN = Math.max(this.lastN + 1, now);
    return this.lastN;
  }

  /** Resolves when these are on disk, or when writing them has failed. */
  save(list: Kept[]): Promise<void> {
    this.apply({ put: list, gone: [] });
    // The tab that sends must hear of it even where writing fails.
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
    return done;
  }

  forget(ids: string[]): void {
    this.apply({ put: [], gone: ids });
    void this.o.store
      .remove(ids)
      .catch(this.o.failed)
      .then(() => this.o.tell({ put: [], gone: ids }));
  }

  /**
   * Replaces a draft, in the store first, since another tab may do the same.
   * False when the store did not hold it as a draft any more.
   */
  async advanceDraft(next: Kept): Promise<boolean> {
    if (!(await this.o.store.advance(next.id, 'draft', next))) return false;
    this.apply({ put: [next], gone: [] });
    this.o.tell({ put: [next], gone: [] });
    return true;
  }

  /** Takes in, in memory only, what the store holds already or what is to be changed there later. */
  apply(change: Change): void {
    const { here, log } = this.o.state();
    let content = change.gone.length > 0;
    for (const k of change.put) {
      const old = this.all_.get(k.id);
      const shown = isShown(k, here);
      content ||= shown !== isShown(old, here) || (shown && !isSame(k.entry, old?.entry));
      this.all_.set(k.id, k);
      if (k.state === 'saved' && log?.has(k.id)) this.open_.delete(k.id);
      else this.open_.set(k.id, k);
      this.lastN = Math.max(this.lastN, k.n);
    }
    for (const id of change.gone) {
      this.all_.delete(id);
      this.open_.delete(id);
    }
    this.o.changed(content);
  }

  /** The log is read again from its start, so nothing is known to be in it. */
  reopen(): void {
    this.open_ = new Map(this.all_);
  }

  /** The log holds this entry. */
  inLog(id: string): void {
    if (this.all_.get(id)?.state === 'saved') this.open_.delete(id);
  }

  isWriting(id: string): boolean {
    return this.writing.has(id);
  }

  /** Resolves when what is being written of these has been written, or has failed. */
  async written(list: readonly Kept[]): Promise<void> {
    await Promise.all(list.map((k) => this.writing.get(k.id)));
  }
}

/** Whether two entries are equal apart from the fields that the server sets. */
function isSame(a: Entry, b: Entry | undefined): boolean {
  return a === b || (b !== undefined && JSON.stringify(unsequenced(a)) === JSON.stringify(unsequenced(b)));
}
