import { api, Problem } from '../server/api';
import { pageClock } from './clock';
import type { Socket } from './connection';
import { type EntryStore, memoryEntryStore, openEntryStore } from './entry-store';
import type { Created, Environment } from './environment';
import { onSignOut } from './identity';

interface Browser {
  environment: Environment;
  /** False when the browser offers no database, so that entries are lost at a reload. */
  kept: boolean;
}

let browser: Promise<Browser> | null = null;

/** The environment of all live sessions of this page. */
export function browserEnvironment(): Promise<Browser> {
  browser ??= open();
  return browser;
}

async function open(): Promise<Browser> {
  let store: EntryStore;
  let kept = true;
  let off = () => {};
  try {
    store = await openEntryStore(indexedDB, () => {
      browser = null; // the next live session opens it again
      off();
    });
  } catch {
    store = memoryEntryStore();
    kept = false;
  }
  // A page that is left stores the turn that was begun. After signing out it must not.
  off = onSignOut(() => store.close());
  return {
    kept,
    environment: {
      store,
      openSocket: (url) => new WebSocket(url, 'kompas.v1') as unknown as Socket,
      clock: pageClock(),
      random: () => Math.random(),
      setTimeout: (fn, ms) => window.setTimeout(fn, ms),
      clearTimeout: (id) => window.clearTimeout(id),
      becomeSender,
      make,
      channel(name, receive) {
        const c = new BroadcastChannel(name);
        c.onmessage = (e) => receive(e.data);
        let open = true;
        return {
          // Entries that are stored after closing are read by the next tab that sends.
          post: (data) => {
            if (open) c.postMessage(data);
          },
          close: () => {
            open = false;
            c.close();
          },
        };
      },
    },
  };
}

/** Has the server create a session. Its id comes from this device, so asking twice creates one. */
export async function make(session: Parameters<typeof api.createSession>[0]): Promise<Created> {
  try {
    await api.createSession(session);
    return 'made';
  } catch (e) {
    const status = e instanceof Problem ? e.status : -1;
    if (status === 409) return 'made'; // by another tab, perhaps without the team that this one asks for
    if (status === 401) return 'signed-out';
    if (status === 403) return 'not-owner';
    if (status === 422 && e instanceof Problem && e.fields.some((f) => f.field === '/team')) return 'no-team';
    return status === 0 || status === 429 || status >= 500 ? 'away' : 'refused';
  }
}

/**
 * Makes the tab that holds a lock the sender. Web Locks need a secure context: over plain
 * http each tab sends, and the ids of the entries make that harmless.
 */
function becomeSender(session: string, granted: () => void): { release(): void } {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    granted();
    return { release: () => {} };
  }
  const abort = new AbortController();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  locks
    .request(`kompas-send-${session}`, { signal: abort.signal }, () => {
      granted();
      return held;
    })
    .catch(() => {}); // the session was closed before this tab became the sender
  return {
    release: () => {
      abort.abort();
      release();
    },
  };
}
