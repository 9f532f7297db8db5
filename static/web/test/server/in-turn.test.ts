import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../src/server/api';

/** Web Locks of one name, as tabs share them. */
function locks(): LockManager {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: (_name: string, ...given: unknown[]) => {
      const run = given.at(-1) as () => Promise<unknown>;
      const mine = last.then(run, run);
      last = mine;
      return mine;
    },
  } as unknown as LockManager;
}

afterEach(() => vi.unstubAllGlobals());

async function mostAtOnce(nav: { locks?: LockManager }): Promise<number> {
  let under = 0;
  let most = 0;
  vi.stubGlobal('navigator', nav);
  vi.stubGlobal('fetch', async () => {
    under++;
    most = Math.max(most, under);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    under--;
    return new Response('{}');
  });
  await Promise.allSettled([api.join('a', 'Dee'), api.signin('b'), api.join('c', 'Dee')]);
  return most;
}

test('tabs that join or sign in at once do so one after the other', async () => {
  expect(await mostAtOnce({ locks: locks() })).toBe(1);
});

test('a tab that was put to sleep with its turn does not hold the others for good', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const asleep = (_name: string, o: { signal?: AbortSignal } | (() => void)) =>
    new Promise((_, reject) => {
      if (typeof o === 'object') o.signal?.addEventListener('abort', () => reject(o.signal?.reason));
    });
  vi.stubGlobal('navigator', { locks: { request: asleep } });
  vi.stubGlobal('fetch', async () => new Response('{"session":"s"}'));
  let joined: unknown = null;
  void api.join('a', 'Dee').then((j) => {
    joined = j;
  });
  await vi.advanceTimersByTimeAsync(40_000);
  vi.useRealTimers();
  for (let i = 0; i < 9; i++) await new Promise((r) => setImmediate(r));
  expect(joined).toEqual({ session: 's' });
});

test('what fails in its turn fails, and is not asked twice', async () => {
  let asked = 0;
  vi.stubGlobal('navigator', { locks: locks() });
  vi.stubGlobal('fetch', async () => {
    asked++;
    return new Response('{}', { status: 404 });
  });
  await expect(api.join('a', 'Dee')).rejects.toMatchObject({ status: 404 });
  expect(asked).toBe(1);
});

test('without locks each joins as it comes', async () => {
  expect(await mostAtOnce({})).toBe(3);
});
