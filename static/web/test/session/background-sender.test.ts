import { IDBFactory } from 'fake-indexeddb';
import { afterEach, expect, it, vi } from 'vitest';
import { type Kept, type KeptSession, openEntryStore } from '../../src/session/entry-store';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('connects only where something of who is here may go', async () => {
  const factory = new IDBFactory();
  const store = await openEntryStore(factory);
  const left = async (
    session: string,
    me: string | null,
    author: string,
    state: Kept['state'] = 'waiting',
  ) => {
    const known = { id: session, session: { observers: [] as unknown }, role: 'observer' };
    if (me !== null) await store.putSession({ ...known, observer: me } as KeptSession);
    const entry = { id: `e-${session}`, type: 'mark', at: 1, kind: 'moment' } as const;
    await store.put([
      {
        id: entry.id,
        session,
        entry,
        state,
        n: 1,
        zero: null,
        corrected: true,
        acked: false,
        observer: author,
      },
    ]);
  };
  await left('mine', 'o1', 'o1');
  await left('theirs', 'o2', 'o1');
  await left('refused', 'o1', 'o1', 'refused');
  await left('nobody', '', '');
  await left('unknown', null, 'o1');
  store.close();

  const sockets: string[] = [];
  vi.stubGlobal('indexedDB', factory);
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', { visibilityState: 'visible', addEventListener: () => {} });
  vi.stubGlobal(
    'WebSocket',
    class {
      constructor(url: string) {
        sockets.push(new URL(url).pathname);
      }
      close() {}
    },
  );
  const { sendWhatWaits } = await import('../../src/session/background-sender');
  const stop = sendWhatWaits();
  const path = (id: string) => `/api/v1/sessions/${id}/live`;
  await vi.waitFor(() => expect(sockets).toContain(path('mine')));
  await vi.waitFor(() => expect(sockets).toContain(path('unknown')));
  stop();
  expect(sockets.sort()).toEqual([path('mine'), path('unknown')]);
});
