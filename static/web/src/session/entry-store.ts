import type { NewSession } from '../server/api.gen';
import { within } from '../server/within';
import type { Mark } from './clock';
import type { Entry, Role, Session } from './wire';

/**
 * What a device keeps of one entry of its own.
 *
 * draft: may still change, and may be dropped; waiting: never sent, so its time
 * may still be moved; sent: went out at least once, so its content stays;
 * saved: acknowledged; refused: for good, with the reason.
 */
export interface Kept {
  id: string;
  session: string;
  /** Order of making on this device. */
  n: number;
  state: 'draft' | 'waiting' | 'sent' | 'saved' | 'refused';
  entry: Entry;
  /** Wall time in ms that `at` of the entry counts from; null where it has none. */
  zero: number | null;
  /** Whether the device knew the server's time when the entry was made. */
  corrected: boolean;
  /** If not: how far its clock was then; older copies lack it. */
  mark?: Mark;
  /** Was acknowledged before: when the log lacks it now, a backup was restored. */
  acked: boolean;
  /** Who this browser was when it was made, '' when nobody known was here; older copies lack it. */
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
  /** The names of those as whom something was made here, by their ids; older copies lack it. */
  names?: Record<string, string>;
  /** It was made here while the server was away, and is still to be made there. */
  make?: NewSession;
}

/** What a device keeps of one session that is not in its log. */
export interface Unsent {
  id: string;
  /** As it was known last. */
  session?: KeptSession;
  /** In order of making. */
  entries: Kept[];
}

/** Where a device keeps its entries over reload and crash. */
export interface EntryStore {
  session(id: string): Promise<KeptSession | undefined>;
  putSession(s: KeptSession): Promise<void>;
  removeSession(id: string): Promise<void>;
  /**
   * Somebody else may be here now: who that is in each session, until its server
   * says so itself. What was made before stays that of who made it.
   */
  become(who: (s: KeptSession) => Pick<KeptSession, 'observer' | 'role'>): Promise<void>;
  /** Removes everything: who signs out leaves nobody's meetings behind. */
  clear(): Promise<void>;
  /** From now on nothing is kept through this any more. */
  close(): void;
  /** The sessions of which something is not in their log, or that are still to be made. */
  unsent(): Promise<Unsent[]>;
  all(session: string): Promise<Kept[]>;
  put(list: readonly Kept[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Changes one entry if it is still in this state; tells whether it was. */
  advance(id: string, from: Kept['state'], to: Kept): Promise<boolean>;
}

const DB = 'kompas';
const STORE = 'entries';
const SESSIONS = 'sessions';

/** A browser that has not opened its database within this may never do so. */
const OPEN_MS = 4_000;
/** Nor one that has not read or written within this. */
const TURN_MS = 10_000;

/**
 * Keeps entries in IndexedDB. Each call is on disk when its promise resolves.
 * `gone` is called when the browser closes it: another tab has a newer version,
 * or somebody empties the browser's storage.
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

  // "strict" asks the browser to flush to the disk, as the promise says.
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

/** Keeps entries as long as the page lives; where the browser offers nothing better. */
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
    async become() {}, // it is gone with the page
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
