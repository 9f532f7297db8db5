import { channelOf, type EntryStore, openEntryStore, type Unsent } from './entry-store';
import type { Change } from './kept-entries';

/** How often the list is read again, since other pages and the background sender send entries meanwhile. */
const AGAIN_MS = 2_000;

/** Whether this browser has a database. */
export const canKeep = (): boolean => typeof indexedDB !== 'undefined';

/** The unsent entries on this device, by session; 'unread' when the database could not be read in time. */
export async function unsent(): Promise<Unsent[] | 'unread'> {
  if (!canKeep()) return [];
  const store = await openEntryStore(indexedDB).catch(() => null);
  try {
    return store ? await store.unsent() : 'unread';
  } catch {
    return 'unread';
  } finally {
    store?.close();
  }
}

/**
 * Passes the unsent entries on this device to `show`, again and again while the page is
 * visible, one reading after the other. Returns a function that reads them at once, and
 * one that ends it.
 */
export function followUnsent(show: (left: Unsent[]) => void): { again(): void; stop(): void } {
  let store: EntryStore | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let stopped = false;

  async function read() {
    if (reading || stopped || document.visibilityState === 'hidden' || !canKeep()) return;
    clearTimeout(timer);
    reading = true;
    try {
      store ??= await openEntryStore(indexedDB, () => {
        store = null;
      });
      const left = await store.unsent();
      if (!stopped) show(left);
    } catch {
      // The next reading may succeed.
    }
    reading = false;
    if (stopped) store?.close();
    else timer = setTimeout(() => void read(), AGAIN_MS);
  }
  const again = () => void read();
  document.addEventListener('visibilitychange', again);
  again();
  return {
    again,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', again);
      if (!reading) store?.close();
    },
  };
}

/**
 * Throws away what this device keeps of a session, and tells the other tabs. Changes
 * nothing if the server was to create it and another tab has had it created meanwhile.
 */
export async function throwAway({ id, session, entries }: Unsent): Promise<void> {
  const unmade = session?.make !== undefined;
  const store = await openEntryStore(indexedDB);
  if (unmade && !(await store.session(id))?.make) return store.close();
  const gone = entries.map((k) => k.id);
  await store.remove(gone);
  if (unmade) await store.removeSession(id);
  store.close();
  const tabs = new BroadcastChannel(channelOf(id));
  tabs.postMessage({ put: [], gone } satisfies Change);
  tabs.close();
}
