import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAnswer, recallAnswer } from '../../src/server/answer-cache';
import { beginsHere, forgetSession, unsentIn } from '../../src/session/device-copy';
import { keepDraft, recallDraft } from '../../src/session/drafts';
import { channelOf, type Kept, type KeptSession, openEntryStore } from '../../src/session/entry-store';

const kept = (id: string, session: string, state: Kept['state']) =>
  ({
    id,
    session,
    n: 1,
    state,
    entry: { id, type: 'mark' },
    zero: null,
    corrected: true,
    acked: false,
  }) as Kept;
const session = (id: string, more: object = {}) =>
  ({ id, session: { id, title: id }, role: 'owner', observer: 'owner', ...more }) as unknown as KeptSession;

async function withStore<T>(work: (s: Awaited<ReturnType<typeof openEntryStore>>) => Promise<T>): Promise<T> {
  const store = await openEntryStore(indexedDB);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** The storage of a browser, whose keys are those of the object. */
class FakeStorage {
  [key: string]: unknown;
}
Object.defineProperties(FakeStorage.prototype, {
  getItem: {
    value(this: FakeStorage, k: string) {
      return this[k] ?? null;
    },
  },
  setItem: {
    value(this: FakeStorage, k: string, v: string) {
      this[k] = v;
    },
  },
  removeItem: {
    value(this: FakeStorage, k: string) {
      delete this[k];
    },
  },
});
vi.stubGlobal('localStorage', new FakeStorage());

beforeEach(() =>
  withStore(async (s) => {
    await s.clear();
    await s.putSession(session('a'));
    await s.putSession(session('b', { make: { title: 'b' } }));
    await s.put([kept('1', 'a', 'saved'), kept('2', 'a', 'waiting'), kept('3', 'b', 'draft')]);
  }),
);

describe('what a device keeps of a session', () => {
  it('is known: what was not sent, and whether the server has to create it', async () => {
    expect([await unsentIn('a'), await unsentIn('b'), await unsentIn('c')]).toEqual([1, 1, 0]);
    expect([await beginsHere('a'), await beginsHere('b'), await beginsHere('c')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('is gone when it was deleted, in the other tabs too, and nothing else is', async () => {
    keepAnswer('meetings', [{ id: 'a' }, { id: 'b' }]);
    localStorage.setItem('kompas.step.a', 'full');
    localStorage.setItem('kompas.step.b', 'core');
    for (const id of ['a', 'b']) keepDraft(id, 'owner', { mine: { questions: ['Why?'] } });
    const tab = new BroadcastChannel(channelOf('a'));
    const told = new Promise((done) => {
      tab.onmessage = (e) => done(e.data);
    });
    await forgetSession('a');
    expect(await told).toEqual({ put: [], gone: ['1', '2'] });
    tab.close();
    const left = await withStore(async (s) => [
      await s.all('a'),
      await s.session('a'),
      (await s.all('b')).length,
    ]);
    expect(left).toEqual([[], undefined, 1]);
    expect(recallAnswer('meetings')).toEqual([{ id: 'b' }]);
    expect([localStorage.getItem('kompas.step.a'), localStorage.getItem('kompas.step.b')]).toEqual([
      null,
      'core',
    ]);
    expect([recallDraft('a', 'owner'), recallDraft('b', 'owner') !== null]).toEqual([null, true]);
  });
});
