import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NewSession } from '../../src/server/api.gen';
import {
  channelOf,
  type Kept,
  memoryEntryStore,
  openEntryStore,
  type Unsent,
} from '../../src/session/entry-store';
import { followUnsent, throwAway, unsent } from '../../src/session/unsent';
import type { Session } from '../../src/session/wire';

const kept = (id: string): Kept => ({
  id,
  session: 's',
  n: 1,
  state: 'waiting',
  entry: { id, type: 'mark', at: 1, kind: 'moment' },
  zero: null,
  corrected: true,
  acked: false,
  observer: 'o1',
});

/** Waits for tasks of the database, which need a real clock. */
async function settled() {
  for (let i = 0; i < 60; i++) await new Promise((r) => setImmediate(r));
}

const factory = new IDBFactory();
let opened = 0;
let slow = false;
let sight: EventTarget & { visibilityState?: string };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  opened = 0;
  slow = false;
  sight = new EventTarget();
  sight.visibilityState = 'visible';
  vi.stubGlobal('document', sight);
  vi.stubGlobal('indexedDB', {
    open(name: string, version: number) {
      opened++;
      return slow ? {} : factory.open(name, version);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what is not sent yet', () => {
  it('is told from what the device does not say', async () => {
    const store = await openEntryStore(factory);
    expect(await unsent()).toEqual([]);
    await store.put([kept('a')]);
    expect(await unsent()).toMatchObject([{ id: 's', entries: [{ id: 'a' }] }]);
    await store.clear();
    store.close();
    slow = true;
    const asked = unsent();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await asked).toBe('unread');
    vi.stubGlobal('indexedDB', undefined);
    expect(await unsent()).toEqual([]); // a browser without a database stores nothing
  });

  it('is followed over one database, in sight only, and never asked for twice at once', async () => {
    const store = await openEntryStore(factory);
    const shown: Unsent[][] = [];
    const f = followUnsent((left) => shown.push(left));
    await settled();
    expect(shown).toEqual([[]]);
    await store.put([kept('a')]);
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(2_000);
      await settled();
    }
    expect([opened, shown.length]).toEqual([1, 6]);
    expect(shown.at(-1)).toMatchObject([{ entries: [{ id: 'a' }] }]);

    sight.visibilityState = 'hidden';
    await vi.advanceTimersByTimeAsync(60_000);
    await settled();
    expect(shown).toHaveLength(6);
    sight.visibilityState = 'visible';
    sight.dispatchEvent(new Event('visibilitychange'));
    f.again();
    await settled();
    expect(shown).toHaveLength(7);

    f.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([opened, shown.length, vi.getTimerCount()]).toEqual([1, 7, 0]);
    await store.clear();
    store.close();
  });
});

describe('throwing away', () => {
  const session = {
    id: 's',
    session: { id: 's' } as Session,
    role: 'owner' as const,
    observer: 'o1',
  };
  const make = { title: 'new' } as NewSession;

  it('removes what is kept, and tells the other tabs', async () => {
    const store = await openEntryStore(factory);
    await store.putSession({ ...session, make });
    await store.put([kept('a')]);
    const tab = new BroadcastChannel(channelOf('s'));
    const told = new Promise((r) => {
      tab.onmessage = (e) => r(e.data);
    });
    await throwAway({ id: 's', session: { ...session, make }, entries: [kept('a')] });
    expect(await told).toEqual({ put: [], gone: ['a'] });
    expect([await store.all('s'), await store.session('s')]).toEqual([[], undefined]);
    tab.close();
    store.close();
  });

  it('leaves a meeting that another tab has had made', async () => {
    const store = await openEntryStore(factory);
    await store.putSession(session);
    await store.put([kept('a')]);
    await throwAway({ id: 's', session: { ...session, make }, entries: [kept('a')] });
    expect(await store.all('s')).toMatchObject([{ id: 'a' }]);
    await store.clear();
    store.close();
  });
});

describe('signing out', () => {
  /** A page to which /signout answers with these statuses, one after the other. */
  async function page(...answers: number[]) {
    vi.resetModules();
    vi.stubGlobal('localStorage', {});
    vi.stubGlobal('addEventListener', () => {});
    vi.stubGlobal('fetch', async () => {
      const status = answers.shift();
      if (!status) throw new TypeError('away');
      return new Response(status === 204 ? null : '{}', { status });
    });
    const { followIdentity, signOut, NotCleared } = await import('../../src/session/identity');
    const left = vi.fn();
    followIdentity(left);
    const store = memoryEntryStore();
    await store.put([kept('a')]);
    return { left, store, signOut, NotCleared };
  }

  it('is done when the answer to it was lost', async () => {
    const { store, left, signOut } = await page(0, 401);
    await expect(signOut(store)).rejects.toThrow();
    expect([await store.all('s'), left.mock.calls]).toMatchObject([[{ id: 'a' }], []]);
    await signOut(store);
    expect([await store.all('s'), left.mock.calls]).toEqual([[], [[]]]);
  });

  it('says when what was kept could not go, and may be tried again', async () => {
    const { store, left, signOut, NotCleared } = await page(204, 401);
    const { clear } = store;
    store.clear = () => Promise.reject(new Error('late'));
    await expect(signOut(store)).rejects.toThrow(NotCleared);
    expect(left).not.toHaveBeenCalled();
    store.clear = clear;
    await signOut(store);
    expect([await store.all('s'), left.mock.calls]).toEqual([[], [[]]]);
  });
});
