import { keepAnswer, recallAnswer } from '../server/answer-cache';
import { forgetDrafts } from './drafts';
import { channelOf, type EntryStore, openEntryStore } from './entry-store';
import type { Change } from './kept-entries';
import { canKeep, unsent } from './unsent';

/** Whether a session began on this device, and the server has still to create it. */
export async function beginsHere(id: string): Promise<boolean> {
  if (!canKeep()) return false;
  return withStore(async (store) => (await store.session(id))?.make !== undefined);
}

/** How many entries of a session this device has not sent; 'unread' when it could not be read. */
export async function unsentIn(id: string): Promise<number | 'unread'> {
  const all = await unsent();
  return all === 'unread' ? all : (all.find((u) => u.id === id)?.entries.length ?? 0);
}

/** Removes everything that this device keeps of a session that was deleted, and tells the other tabs. */
export async function forgetSession(id: string): Promise<void> {
  const meetings = recallAnswer<{ id: string }[]>('meetings');
  if (meetings)
    keepAnswer(
      'meetings',
      meetings.filter((s) => s.id !== id),
    );
  forgetChoices(id);
  forgetDrafts(id);
  if (!canKeep()) return;
  const gone = await withStore(async (store) => {
    const ids = (await store.all(id)).map((k) => k.id);
    await store.remove(ids);
    await store.removeSession(id);
    return ids;
  });
  const tabs = new BroadcastChannel(channelOf(id));
  tabs.postMessage({ put: [], gone } satisfies Change);
  tabs.close();
}

/** Removes what the browser remembers of how a session was shown, such as how many words. */
function forgetChoices(id: string): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.endsWith(`.${id}`)) localStorage.removeItem(key);
  } catch {
    // There is no storage, so nothing is stored.
  }
}

async function withStore<T>(work: (store: EntryStore) => Promise<T>): Promise<T> {
  const store = await openEntryStore(indexedDB);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
