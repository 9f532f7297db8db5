import type { Entry } from './wire';

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
  /** Was acknowledged before: when the log lacks it now, a backup was restored. */
  acked: boolean;
  /** As whom it was acknowledged. */
  observer?: string;
  code?: string;
  message?: string;
  field?: string;
}

/** Where a device keeps its entries over reload and crash. */
export interface Keep {
  all(session: string): Promise<Kept[]>;
  put(list: readonly Kept[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Changes one entry if it is still in this state; tells whether it was. */
  advance(id: string, from: Kept['state'], to: Kept): Promise<boolean>;
}

const DB = 'kompas';
const STORE = 'entries';

/** Keeps entries in IndexedDB. Each call is on disk when its promise resolves. */
export async function openKeep(factory: IDBFactory): Promise<Keep> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const open = factory.open(DB, 1);
    open.onupgradeneeded = () => {
      const store = open.result.createObjectStore(STORE, { keyPath: 'id' });
      store.createIndex('session', 'session');
    };
    open.onsuccess = () => resolve(open.result);
    open.onerror = () => reject(open.error);
    open.onblocked = () => reject(new Error('another tab holds an older version open'));
  });
  db.onversionchange = () => db.close();

  // "strict" asks the browser to flush to the disk, as the promise says.
  function write(work: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(STORE, 'readwrite', { durability: 'strict' });
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error);
      work(tx.objectStore(STORE));
    });
  }

  return {
    all: (session) =>
      new Promise((resolve, reject) => {
        const get = db.transaction(STORE).objectStore(STORE).index('session').getAll(session);
        get.onsuccess = () => resolve((get.result as Kept[]).sort((a, b) => a.n - b.n));
        get.onerror = () => reject(get.error);
      }),
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
}

/** Keeps entries as long as the page lives; where the browser offers nothing better. */
export function memoryKeep(): Keep {
  const kept = new Map<string, Kept>();
  return {
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
