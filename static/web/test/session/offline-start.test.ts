import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it, vi } from 'vitest';
import { make } from '../../src/session/browser-environment';
import { openEntryStore } from '../../src/session/entry-store';
import type { Environment } from '../../src/session/environment';
import { LiveSession } from '../../src/session/live-session';
import type { Session } from '../../src/session/wire';
import { Clock } from '../clock';
import { FakeServer } from '../server';

async function settled() {
  for (let i = 0; i < 60; i++) await new Promise((r) => setImmediate(r));
}

/** A device that began a meeting while the server was away. */
async function away() {
  const clock = new Clock();
  const server = new FakeServer(() => clock.now);
  const store = await openEntryStore(new IDBFactory());
  const made: object[] = [];
  const environment: Environment = {
    openSocket: (url) => server.open(url),
    store,
    clock: clock.page(),
    random: () => 0.5,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (id) => clock.clearTimeout(id),
    make: async (s) => {
      if (!server.reachable) return 'away';
      if (s.team === 'gone') return 'no-team';
      made.push(s);
      return 'made';
    },
    becomeSender: (_, granted) => {
      granted();
      return { release: () => {} };
    },
    channel: () => ({ post: () => {}, close: () => {} }),
  };
  server.reachable = false;
  const session: Session = { ...server.session(), id: 's', participants: [] };
  const pass = async (ms: number) => {
    const end = clock.now + ms;
    await settled();
    while (clock.fireNext(end)) await settled();
  };
  return { clock, server, store, made, environment, session, pass };
}

describe('a meeting that begins while the server is away', () => {
  it('goes on from what the device knows, and is made on the server before anything is sent', async () => {
    const d = await away();
    const make = { id: 's', title: 'T' };
    await d.store.putSession({ id: 's', session: d.session, role: 'owner', observer: 'owner', make });
    expect((await d.store.unsent()).map((u) => u.id)).toEqual(['s']);
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    await settled();
    expect(live.shown.value).toBe(true);
    expect(live.sync.value).toBe('offline');
    const time = new Date(d.clock.now).toISOString();
    live.add({ type: 'state', at: live.at(), state: 'live', time, told: true });
    await d.pass(5_000);
    live.add({ type: 'interaction', at: live.at(), from: 'p1', to: '*' });
    expect(live.fold.value?.interactions().map((t) => t.at)).toEqual([5_000]);
    expect(live.now()).toBe('live');

    // The page is closed and opened again, still without the server.
    live.close();
    const again = new LiveSession('s', 'ws://host/live', d.environment);
    await again.open();
    await settled();
    expect(again.now()).toBe('live');
    expect(again.waiting.value).toBe(2);

    d.server.reachable = true;
    await d.pass(10_000);
    expect(d.made).toEqual([make]);
    expect(d.server.log.map((e) => [e.type, e.at])).toEqual([
      ['state', 0],
      ['interaction', 5_000],
    ]);
    expect(again.sync.value).toBe('saved');
    expect(await d.store.unsent()).toEqual([]);
    expect((await d.store.session('s'))?.make).toBeUndefined();
  });

  it('shows a known meeting when the server does not answer, with the clock that it had', async () => {
    const d = await away();
    const started_at = new Date(d.clock.now - 60_000).toISOString();
    const session: Session = { ...d.session, state: 'live', started_at };
    await d.store.putSession({ id: 's', session, role: 'observer', observer: 'o1' });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    await d.pass(3_000);
    expect(live.shown.value).toBe(true);
    expect(live.now()).toBe('live');
    expect(live.at()).toBe(63_000);
    live.close();
  });

  it('says why the server does not make it, keeps all of it, and is made without the team', async () => {
    const d = await away();
    d.server.reachable = true;
    const make = { id: 's', title: 'T', team: 'gone' };
    const session = { ...d.session, team: 'gone' };
    await d.store.putSession({ id: 's', session, role: 'owner', observer: 'owner', make });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    const said = live.add({ type: 'interaction', at: 1, from: 'p1', to: '*' });
    const noted = live.add({ type: 'note', at: 1, text: 'x', visibility: 'private' });
    await d.pass(60_000);
    expect([live.unmade.value, live.sync.value, live.waiting.value]).toEqual(['no-team', 'offline', 0]);
    // The server has said who asks, so the private entries belong to that person too.
    expect(live.notSent.value.aside.map((k) => k.id)).toEqual([said, noted]);
    expect(d.made).toEqual([]);
    await live.makeWithoutTeam();
    await d.pass(1_000);
    expect(d.made).toEqual([{ id: 's', title: 'T' }]);
    expect(d.server.log.map((e) => e.id)).toEqual([said, noted]);
    expect([live.unmade.value, live.sync.value, live.left.value]).toEqual([null, 'saved', 0]);
    expect(await d.store.unsent()).toEqual([]);
  });

  it('goes whole when its person throws it away', async () => {
    const d = await away();
    d.server.reachable = true;
    const make = { id: 's', title: 'T', team: 'gone' };
    await d.store.putSession({ id: 's', session: d.session, role: 'owner', observer: 'owner', make });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    live.add({ type: 'interaction', at: 1, from: 'p1', to: '*' });
    await d.pass(1_000);
    await live.throwAwayUnmade();
    await d.pass(1_000);
    expect([await d.store.all('s'), await d.store.session('s')]).toEqual([[], undefined]);
  });

  it('is not thrown away when another tab had it made meanwhile', async () => {
    const d = await away();
    d.server.reachable = true;
    const make = { id: 's', title: 'T', team: 'gone' };
    await d.store.putSession({ id: 's', session: d.session, role: 'owner', observer: 'owner', make });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    const said = live.add({ type: 'interaction', at: 1, from: 'p1', to: '*' });
    await d.pass(1_000);
    const other = new LiveSession('s', 'ws://host/live', d.environment);
    await other.open();
    await other.makeWithoutTeam();
    other.close();
    await d.pass(1_000);
    expect(await live.throwAwayUnmade()).toBe(false);
    await d.pass(1_000);
    expect(d.server.log.map((e) => e.id)).toEqual([said]);
    expect([live.unmade.value, live.sync.value]).toEqual([null, 'saved']);
  });

  it('is not made again when another tab had it made meanwhile', async () => {
    const d = await away();
    d.server.reachable = true;
    const make = { id: 's', title: 'T', team: 'gone' };
    await d.store.putSession({ id: 's', session: d.session, role: 'owner', observer: 'owner', make });
    const tabs = [0, 1].map(() => new LiveSession('s', 'ws://host/live', d.environment));
    for (const live of tabs) await live.open();
    for (const live of tabs) {
      await live.makeWithoutTeam();
      await d.pass(1_000);
      expect([live.unmade.value, live.sync.value]).toEqual([null, 'saved']);
    }
    expect(d.made).toEqual([{ id: 's', title: 'T' }]);
  });

  it('is the one that is there already, when the server has it under its id', async () => {
    vi.stubGlobal('fetch', async () => new Response('{}', { status: 409 }));
    expect(await make({ id: 's', title: 'T' })).toBe('made');
    vi.unstubAllGlobals();
  });

  it('shows nothing that this device knows to who is refused', async () => {
    const d = await away();
    d.server.reachable = true;
    d.server.shut = 4401;
    await d.store.putSession({ id: 's', session: d.session, role: 'observer', observer: 'o1' });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    await d.pass(30_000);
    expect([live.phase.value, live.shown.value]).toEqual(['signed-out', false]);
    live.close();
  });

  it('shows nothing of a meeting for which who came last has no grant, until the server lets them in', async () => {
    const d = await away();
    await d.store.putSession({ id: 's', session: d.session, role: 'observer', observer: '' });
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    await d.pass(30_000);
    expect([live.phase.value, live.shown.value]).toEqual(['waiting', false]);
    d.server.reachable = true;
    await d.pass(30_000);
    expect([live.phase.value, live.shown.value]).toEqual(['open', true]);
    live.close();
  });

  it('says no more of a session than it knows: nothing is shown of one that was never opened here', async () => {
    const d = await away();
    const live = new LiveSession('s', 'ws://host/live', d.environment);
    await live.open();
    await d.pass(30_000);
    expect(live.shown.value).toBe(false);
    live.close();
  });
});
