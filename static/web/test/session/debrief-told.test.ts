import { IDBFactory } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { openEntryStore } from '../../src/session/entry-store';
import { LiveSession } from '../../src/session/live-session';
import { Clock } from '../clock';
import { FakeServer } from '../server';

async function settled() {
  for (let i = 0; i < 60; i++) await new Promise((r) => setImmediate(r));
}

it('tells a page how far the debrief is, and passes over messages that it does not know', async () => {
  const clock = new Clock();
  const server = new FakeServer(() => clock.now);
  const live = new LiveSession('s', 'ws://host/live', {
    openSocket: (url) => server.open(url),
    store: await openEntryStore(new IDBFactory()),
    clock: clock.page(),
    random: () => 0.5,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (id) => clock.clearTimeout(id),
    make: async () => 'made',
    becomeSender: () => ({ release: () => {} }),
    channel: () => ({ post: () => {}, close: () => {} }),
  });
  await live.open();
  await settled();
  expect(live.debrief.value).toBe(null);
  server.tell({ type: 'debrief', revision: 7, step: 14 });
  server.tell({ type: 'of-a-later-version', step: 1 });
  await settled();
  expect(live.debrief.value).toEqual({ revision: 7, step: 14 });
  server.tell({ type: 'debrief', revision: 9, step: 24 });
  await settled();
  expect(live.debrief.value).toEqual({ revision: 9, step: 24 });
  expect(live.phase.value).toBe('open');
  live.close();
});
