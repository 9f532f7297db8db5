import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../src/api';

/** Web Locks of one name, as tabs share them. */
function locks(): LockManager {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: (_name: string, run: () => Promise<unknown>) => {
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

test('without locks each joins as it comes', async () => {
  expect(await mostAtOnce({})).toBe(3);
});
