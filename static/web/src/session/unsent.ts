import { type EntryStore, openEntryStore, type Unsent } from './entry-store';

/** What other pages or the background sender send meanwhile goes from the list. */
const AGAIN_MS = 2_000;

/** Whether this browser can keep anything at all. */
export const canKeep = (): boolean => typeof indexedDB !== 'undefined';

/** What this device keeps that is in no meeting yet; 'unread' where it does not say in time. */
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
 * Shows what this device keeps that is in no meeting yet, again and again while
 * the page is in sight, and not before the last answer has come. Gives what asks
 * at once, and what ends it.
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
      // It is shown when the device says it.
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
