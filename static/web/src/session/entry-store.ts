import type { NewSession } from '../server/api.gen';
import { within } from '../server/within';
import type { Mark } from './clock';
import type { Entry, Role, Session } from './wire';

/**
 * An entry that was made on this device, with what the device knows about it.
 *
 * Its states: draft: it may still change, or be dropped; waiting: never sent, so its
 * time may still be moved; sent: sent at least once, so it must not change; saved:
 * acknowledged; refused: the server will never accept it, for the reason in `code`.
 */
export interface Kept {
  id: string;
  session: string;
  /** Grows in the order in which entries were made on this device; about the time in ms. */
  n: number;
  state: 'draft' | 'waiting' | 'sent' | 'saved' | 'refused';
  entry: Entry;
  /** Wall time in ms that `at` of the entry counts from; null when it has no `at`. */
  zero: number | null;
  /** Whether the device knew the server's time when the entry was made. */
  corrected: boolean;
  /** If not corrected: the mark of the clock at that time. Older copies lack it. */
  mark?: Mark;
  /** It was acknowledged before. If the log lacks it, an older backup was restored. */
  acked: boolean;
  /** The observer who made it, '' when the device knew none. Older copies lack it. */
  observer?: string;
  code?: string;
  message?: string;
  field?: string;
}

/** What a device knows of a session, so that it can go on without the server. */
export interface KeptSession {
  id: string;
  session: Session;
  role: Role;
  observer: string;
  /** The names of the observers who made entries here, by their ids. Older copies lack it. */
  names?: Record<string, string>;
  /** The request that creates it on the server: it began here while the server was away. */
  make?: NewSession;
}

/** The entries of one session that a device keeps and that are not in the log. */
export interface Unsent {
  id: string;
  /** What the device last knew of the session. */
  session?: KeptSession;
  /** In the order in which they were made. */
  entries: Kept[];
}

/** The channel on which the tabs of a device tell each other what they changed of the entries of a session. */
export const channelOf = (session: string): string => `kompas-${session}`;

/** Stores the entries of a device, so that they survive a reload and a crash. */
export interface EntryStore {
  session(id: string): Promise<KeptSession | undefined>;
  putSession(s: KeptSession): Promise<void>;
  removeSession(id: string): Promise<void>;
  /**
   * After signing in: `who` says which observer is here now in each session, until the
   * server says so itself. Entries that were made before keep the observer who made them.
   */
  become(who: (s: KeptSession) => Pick<KeptSession, 'observer' | 'role'>): Promise<void>;
  /** Removes everything, so that no meeting stays on the device after signing out. */
  clear(): Promise<void>;
  /** Closes the store: later calls fail. */
  close(): void;
  /** The sessions with entries that are not in their log, or that the server has still to create. */
  unsent(): Promise<Unsent[]>;
  all(session: string): Promise<Kept[]>;
  put(list: readonly Kept[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Replaces one entry if it is still in the state `from`. Returns whether it was. */
  advance(id: string, from: Kept['state'], to: Kept): Promise<boolean>;
}

const DB = 'kompas';
const STORE = 'entries';
const SESSIONS = 'sessions';

/** Opening the database fails after this time: some browsers never answer. */
const OPEN_MS = 4_000;
/** So does one reading or writing of the database. */
const TURN_MS = 10_000;

/**
 * Stores entries in IndexedDB. The change of a call is on disk when its promise
 * resolves. `gone` is called when the browser closes the database: another tab has a
 * newer version, or somebody empties the browser's storage.
 */
export async function openEntryStore(factory: IDBFactory, gone: () => void = () => {}): Promise<EntryStore> {
  const opening = new Promise<IDBDatabase>((resolve, reject) => {
    const open = factory.open(DB, 2);
    open.onupgradeneeded = (e) => {
      if (e.oldVersion < 1)
        open.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex('session', 'session');
      open.result.createObjectStore(SESSIONS, { keyPath: 'id' });
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
  });
  const db = await within(OPEN_MS, opening, (late) => late.close());
  db.onversionchange = () => {
    db.close();
    gone();
  };
  db.onclose = gone;

  // "strict" makes the browser flush to the disk before the promise resolves.
  function write(work: (store: IDBObjectStore) => void, name = STORE): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      const tx = db.transaction(name, 'readwrite', { durability: 'strict' });
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
      work(tx.objectStore(name));
    });
    return within(TURN_MS, done);
  }
  function read<T>(name: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const done = new Promise<T>((resolve, reject) => {
      const get = ask(db.transaction(name).objectStore(name));
      get.onsuccess = () => resolve(get.result);
      get.onerror = () => reject(get.error);
    });
    return within(TURN_MS, done);
  }

  const store: EntryStore = {
    session: (id) => read(SESSIONS, (s) => s.get(id) as IDBRequest<KeptSession | undefined>),
    putSession: (k) => write((s) => s.put(k), SESSIONS),
    removeSession: (id) => write((s) => s.delete(id), SESSIONS),
    async become(who) {
      for (const s of await read(SESSIONS, (all) => all.getAll() as IDBRequest<KeptSession[]>)) {
        const next = { ...s, ...who(s) };
        if (next.observer === s.observer) continue;
        const unnamed = (await store.all(s.id)).filter((k) => k.observer === undefined);
        await store.put(unnamed.map((k) => ({ ...k, observer: s.observer })));
        await store.putSession(next);
      }
    },
    async clear() {
      await write((s) => s.clear());
      await write((s) => s.clear(), SESSIONS);
    },
    close: () => db.close(),
    async unsent() {
      const kept = await read(STORE, (s) => s.getAll() as IDBRequest<Kept[]>);
      const sessions = await read(SESSIONS, (s) => s.getAll() as IDBRequest<KeptSession[]>);
      return unsentOf(kept, sessions);
    },
    async all(session) {
      const list = await read(STORE, (s) => s.index('session').getAll(session) as IDBRequest<Kept[]>);
      return list.sort((a, b) => a.n - b.n);
    },
    put: (list) =>
      write((store) => {
        for (const k of list) store.put(k);
      }),
    remove: (ids) =>
      write((store) => {
        for (const id of ids) store.delete(id);
      }),
    async advance(id, from, to) {
      let done = false;
      await write((store) => {
        const get = store.get(id);
        get.onsuccess = () => {
          done = (get.result as Kept | undefined)?.state === from;
          if (done) store.put(to);
        };
      });
      return done;
    },
  };
  return store;
}

/** Stores entries only while the page is open, for browsers that offer nothing better. */
export function memoryEntryStore(): EntryStore {
  const kept = new Map<string, Kept>();
  const sessions = new Map<string, KeptSession>();
  return {
    session: async (id) => sessions.get(id),
    async putSession(s) {
      sessions.set(s.id, s);
    },
    async removeSession(id) {
      sessions.delete(id);
    },
    async become() {}, // nothing to do: the entries do not outlive the page
    async clear() {
      kept.clear();
      sessions.clear();
    },
    close() {},
    unsent: async () => unsentOf([...kept.values()], [...sessions.values()]),
    all: async (session) => [...kept.values()].filter((k) => k.session === session).sort((a, b) => a.n - b.n),
    async put(list) {
      for (const k of list) kept.set(k.id, k);
    },
    async remove(ids) {
      for (const id of ids) kept.delete(id);
    },
    async advance(id, from, to) {
      if (kept.get(id)?.state !== from) return false;
      kept.set(id, to);
      return true;
    },
  };
}

function unsentOf(kept: readonly Kept[], sessions: readonly KeptSession[]): Unsent[] {
  const out = new Map<string, Unsent>();
  const of = (id: string) => {
    const u = out.get(id) ?? { id, session: sessions.find((s) => s.id === id), entries: [] };
    out.set(id, u);
    return u;
  };
  for (const s of sessions) if (s.make) of(s.id);
  for (const k of kept) if (k.state !== 'saved') of(k.session).entries.push(k);
  for (const u of out.values()) u.entries.sort((a, b) => a.n - b.n);
  return [...out.values()];
}
