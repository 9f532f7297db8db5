import { effect } from '@preact/signals';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EntryStore, type Kept, openEntryStore } from '../../src/session/entry-store';
import type { Environment } from '../../src/session/environment';
import type { Change } from '../../src/session/kept-entries';
import { LiveSession, type NewEntry } from '../../src/session/live-session';
import { ORPHAN_MS } from '../../src/session/outbox';
import type { Entry } from '../../src/session/wire';
import { Clock } from '../clock';
import { FakeServer } from '../server';

/** A device: its storage and its tabs, of which one sends. */
class Device {
  clock = new Clock();
  private queue: { session: string; granted: () => void }[] = [];
  private channels = new Set<(data: unknown) => void>();
  constructor(
    private readonly server: FakeServer,
    readonly store: EntryStore,
    now: number,
  ) {
    this.clock.now = now;
  }

  /** Another `server` stands for the same server as it answers somebody else, who joined in this browser. */
  async tab(server = this.server): Promise<LiveSession> {
    const live = new LiveSession('s', 'ws://host/live', this.environment(server));
    await live.open();
    await settled();
    return live;
  }

  /** Another tab says what it has changed, perhaps late. */
  tell(change: Change) {
    for (const c of this.channels) c(structuredClone(change));
  }

  private environment(server: FakeServer): Environment {
    return {
      openSocket: (url) => server.open(url),
      store: this.store,
      clock: this.clock.page(),
      random: () => 0.5,
      setTimeout: (fn, ms) => this.clock.setTimeout(fn, ms),
      clearTimeout: (id) => this.clock.clearTimeout(id),
      make: async () => (server.reachable ? 'made' : 'away'),
      becomeSender: (session, granted) => {
        const me = { session, granted };
        this.queue.push(me);
        if (this.queue.length === 1) granted();
        return {
          release: () => {
            const first = this.queue[0] === me;
            this.queue = this.queue.filter((w) => w !== me);
            if (first) this.queue[0]?.granted();
          },
        };
      },
      channel: (_, receive) => {
        this.channels.add(receive);
        return {
          post: (data) => {
            const copy = structuredClone(data);
            for (const c of this.channels) if (c !== receive) queueMicrotask(() => c(copy));
          },
          close: () => this.channels.delete(receive),
        };
      },
    };
  }

  /** Lets time pass, and runs everything that is due meanwhile and what follows from it. */
  async pass(ms: number) {
    const end = this.clock.now + ms;
    await settled();
    while (this.clock.fireNext(end)) await settled();
  }
}

/** Waits until everything under way has happened: promises, messages, and tasks of the storage. */
async function settled() {
  for (let i = 0; i < 60; i++) await new Promise((r) => setImmediate(r));
}

const NOW = 1_800_000_000_000;
const iso = (ms: number) => new Date(ms).toISOString();
const turn = (at: number, from = 'a'): NewEntry => ({ type: 'interaction', at, from, to: '*' });
const started = (time: number): NewEntry => ({
  type: 'state',
  at: 0,
  state: 'live',
  time: iso(time),
  told: true,
});

describe('what is kept', () => {
  it('is changed only from the state that it is thought to be in', async () => {
    const store = await openEntryStore(new IDBFactory());
    const draft: Kept = {
      id: 'a',
      session: 's',
      n: 1,
      state: 'draft',
      entry: { ...turn(1), id: 'a' },
      zero: null,
      corrected: true,
      acked: false,
    };
    await store.put([draft]);
    expect(await store.advance('a', 'draft', { ...draft, state: 'waiting' })).toBe(true);
    expect(await store.advance('a', 'draft', { ...draft, n: 2 })).toBe(false);
    expect(await store.advance('b', 'draft', draft)).toBe(false);
    expect((await store.all('s')).map((k) => [k.id, k.n, k.state])).toEqual([['a', 1, 'waiting']]);
    expect(await store.all('other')).toEqual([]);
  });
});

describe('the outbox', () => {
  let server: FakeServer;
  let store: EntryStore;
  let device: Device;
  const ids = () => server.log.map((e) => e.id);

  beforeEach(async () => {
    server = new FakeServer(() => device.clock.now);
    store = await openEntryStore(new IDBFactory());
    device = new Device(server, store, NOW);
    // The pad is not shown before the browser knows the observer.
    await store.putSession({ id: 's', session: server.session(), role: 'owner', observer: 'owner' });
  });

  it('sends what is added, in order, and says when it is saved', async () => {
    const live = await device.tab();
    const made = [live.add(turn(1)), live.add(turn(2)), live.add(turn(3))];
    expect([live.sync.value, live.waiting.value]).toEqual(['queued', 3]);
    await settled();
    expect(ids()).toEqual(made);
    expect([live.sync.value, live.waiting.value]).toEqual(['saved', 0]);
  });

  it('keeps an entry on the device before it sends it', async () => {
    const order: string[] = [];
    const put = store.put;
    store.put = async (list) => {
      await put(list);
      order.push(...list.map((k) => k.state));
    };
    const live = await device.tab();
    live.add(turn(1));
    await settled();
    expect(order.slice(0, 2)).toEqual(['waiting', 'sent']);
    expect(server.appends).toHaveLength(1);
    const before = order.indexOf('sent');
    expect(before).toBeGreaterThan(-1);
    // An entry is not sent before it is stored.
    let release = () => {};
    store.put = (list) =>
      new Promise((resolve) => {
        release = () => put(list).then(resolve);
      });
    live.add(turn(2));
    await settled();
    expect(server.appends).toHaveLength(1);
    release();
    await settled();
    store.put = put;
  });

  it('sends nothing over a new connection that is still being written', async () => {
    const put = store.put;
    let release = () => {};
    store.put = (list) =>
      list.some((k) => k.state === 'sent')
        ? new Promise((resolve) => {
            release = () => put(list).then(resolve);
          })
        : put(list);
    const live = await device.tab();
    const id = live.add(turn(1));
    await settled();
    server.cut();
    await device.pass(5_000);
    expect([live.sync.value, server.appends]).toEqual(['queued', []]);
    release();
    await settled();
    expect(ids()).toEqual([id]);
  });

  it('sends what it made while away once the server is back, once and in order', async () => {
    server.reachable = false;
    const live = await device.tab();
    await device.pass(100);
    expect(live.sync.value).toBe('offline');
    server.reachable = true;
    await device.pass(1000);
    const made = [live.add(turn(1))];
    await settled();
    server.reachable = false;
    server.cut();
    await settled();
    made.push(live.add(turn(2)), live.add(turn(3)));
    await device.pass(60_000);
    expect([live.sync.value, live.waiting.value]).toEqual(['offline', 2]);
    server.reachable = true;
    await device.pass(60_000);
    expect(ids()).toEqual(made);
    expect(live.sync.value).toBe('saved');
  });

  it('sends again what was stored but never answered, and it is stored once', async () => {
    const live = await device.tab();
    server.mute = true;
    const made = [live.add(turn(1)), live.add(turn(2))];
    await settled();
    expect(server.log).toHaveLength(1); // the second waits for the answer to the first
    expect(live.waiting.value).toBe(2);
    server.mute = false;
    await device.pass(11_000); // no answer: it connects again
    await device.pass(1_000);
    expect(ids()).toEqual(made);
    expect(live.sync.value).toBe('saved');
  });

  it('keeps everything over a crash, drafts too, and sends it after', async () => {
    server.reachable = false;
    const live = await device.tab();
    const a = live.add(turn(1));
    const draft = live.newId();
    live.draft({ ...turn(2), id: draft });
    await settled();
    // The page dies here: the live session is never closed.
    server.reachable = true;
    device = new Device(server, store, device.clock.now);
    const again = await device.tab();
    expect(ids()).toEqual([a]);
    expect([again.sync.value, again.waiting.value]).toEqual(['queued', 1]);
    await device.pass(ORPHAN_MS + 100);
    expect(ids()).toEqual([a, draft]);
    expect(again.sync.value).toBe('saved');
  });

  it('forgets a dropped draft', async () => {
    const live = await device.tab();
    const id = live.newId();
    live.draft({ ...turn(2), id });
    live.drop(id);
    await settled();
    expect(await store.all('s')).toEqual([]);
    expect(live.sync.value).toBe('saved');
  });

  it('never sends from two tabs at once, and goes on when the first is closed', async () => {
    const one = await device.tab();
    const two = await device.tab();
    const a = two.add(turn(1));
    const b = one.add(turn(2));
    await settled();
    expect(ids().sort()).toEqual([a, b].sort());
    expect(server.appends.flat()).toHaveLength(2);
    expect([one.sync.value, two.sync.value]).toEqual(['saved', 'saved']);
    one.close();
    const c = two.add(turn(3));
    await settled();
    expect(ids().at(-1)).toBe(c);
    expect(server.appends.flat()).toHaveLength(3);
  });

  it('takes no older news from another tab', async () => {
    const live = await device.tab();
    const id = live.add(turn(1));
    await settled();
    const [saved] = await store.all('s');
    if (!saved) throw new Error('nothing is kept');
    for (const state of ['draft', 'waiting', 'sent'] as const) {
      device.tell({ put: [{ ...saved, state }], gone: [] });
      await settled();
      expect([live.whereIs(id), live.sync.value, live.waiting.value]).toEqual(['saved', 'saved', 0]);
    }
    expect(server.appends).toHaveLength(1);
  });

  it('leaves the draft of a living tab alone for six seconds', async () => {
    const one = await device.tab();
    const draft = one.newId();
    one.draft({ ...turn(2), id: draft });
    await settled();
    const two = await device.tab();
    await device.pass(ORPHAN_MS - 100);
    expect([ids(), two.whereIs(draft)]).toEqual([[], 'here']);
    one.draft({ ...turn(2, 'b'), id: draft }); // continues the draft
    one.add({ ...turn(2, 'b'), id: draft });
    await device.pass(1_000);
    expect(server.log.map((e) => [e.id, e.from])).toEqual([[draft, 'b']]);
  });

  it('sends what a tab kept that died before it told of it', async () => {
    const one = await device.tab();
    const two = await device.tab();
    const entry = { ...turn(1), id: two.newId() };
    await store.put([
      {
        id: entry.id,
        session: 's',
        n: 1,
        state: 'waiting',
        entry,
        zero: null,
        corrected: true,
        acked: false,
      },
    ]);
    one.close();
    await settled();
    expect(ids()).toEqual([entry.id]);
  });

  it('adopts a draft of a tab that is gone only once', async () => {
    const one = await device.tab();
    const draft = one.newId();
    one.draft({ ...turn(2), id: draft });
    await settled();
    const two = await device.tab();
    await device.pass(ORPHAN_MS + 100);
    one.add({ ...turn(2), id: draft }); // the first tab was only asleep
    await settled();
    expect(ids()).toEqual([draft]);
    expect([one.waiting.value, two.waiting.value]).toEqual([0, 0]);
  });

  it('splits by number and by size', async () => {
    server.limits = { message_bytes: 700, batch: 5 };
    server.reachable = false;
    const live = await device.tab();
    const made = Array.from({ length: 23 }, (_, i) => live.add(turn(i)));
    made.push(live.add({ type: 'note', at: 1, text: 'é'.repeat(200), visibility: 'private' }));
    server.reachable = true;
    await device.pass(60_000);
    expect(ids()).toEqual(made);
    for (const append of server.appends) {
      expect(append.length).toBeLessThanOrEqual(5);
      const message = JSON.stringify({ type: 'append', entries: append });
      expect(append.length === 1 || new TextEncoder().encode(message).length <= 700).toBe(true);
    }
  });

  it('halves its batch after 4413', async () => {
    server.reachable = false;
    const live = await device.tab();
    const made = Array.from({ length: 8 }, (_, i) => live.add(turn(i)));
    const said = server.limits;
    server.reachable = true;
    server.limits = { ...said, batch: 4 };
    // The welcome said 8, and the server's limit has changed since.
    const session = server.session.bind(server);
    server.session = () => {
      server.limits = { message_bytes: 65_536, batch: 8 };
      queueMicrotask(() =>
        queueMicrotask(() => queueMicrotask(() => (server.limits = { ...said, batch: 4 }))),
      );
      return session();
    };
    await device.pass(60_000);
    expect(server.appends.map((a) => a.length)).toEqual([8, 4, 4]);
    expect(ids()).toEqual(made);
  });

  it('puts aside what no message can hold, and sends what comes after', async () => {
    const live = await device.tab();
    const long = 'x'.repeat(server.limits.message_bytes);
    const large = [
      live.add({ type: 'note', at: 1, text: long, visibility: 'shared' }),
      live.add({ type: 'compass', at: 1, kind: 'moved', note: long } as NewEntry),
    ];
    const after = live.add(turn(2));
    await settled();
    expect(ids()).toEqual([after]);
    expect(live.phase.value).toBe('open');
    expect(live.notSent.value.refused.map((k) => [k.id, k.code])).toEqual(large.map((id) => [id, 'invalid']));
    live.throwAway(large);
    expect([live.left.value, live.sync.value]).toEqual([0, 'saved']);
  });

  it('sends what a tab could not keep that is not the one that sends', async () => {
    await device.tab();
    const other = await device.tab();
    const put = store.put;
    store.put = () => Promise.reject(new Error('quota'));
    const id = other.add(turn(1));
    await settled();
    expect(ids()).toEqual([id]);
    expect(other.keepFailed.value).toBe('other');
    store.put = put;
    other.add(turn(2));
    await settled();
    expect(other.keepFailed.value).toBe(false);
  });

  it('takes over a draft of a page whose clock was ahead, without waiting for that time', async () => {
    const hour = 3_600_000;
    device.clock.now = NOW + 2 * hour;
    const ahead = await device.tab();
    const id = ahead.newId();
    ahead.draft({ ...turn(1), id });
    await settled();
    ahead.close();
    device.clock.now = NOW;
    await device.tab();
    await device.pass(ORPHAN_MS);
    expect(ids()).toEqual([id]);
  });

  describe('when an entry is refused', () => {
    it('for good, keeps it in a list with the reason until it is put away', async () => {
      server.refuse = (e) =>
        e.from === 'x' ? { code: 'unknown-participant', message: 'no', field: '/from' } : null;
      const live = await device.tab();
      const bad = live.add(turn(1, 'x'));
      const good = live.add(turn(2));
      await settled();
      expect(ids()).toEqual([good]);
      expect(live.notSent.value.refused.map((k) => [k.id, k.code, k.field])).toEqual([
        [bad, 'unknown-participant', '/from'],
      ]);
      expect([live.sync.value, live.waiting.value, live.left.value]).toEqual(['queued', 0, 1]);
      expect(live.fold.value?.interactions().map((t) => t.id)).toEqual([good]);
      const again = await device.tab();
      expect(again.notSent.value.refused).toHaveLength(1);
      live.throwAway([bad]);
      await settled();
      expect(again.sync.value).toBe('saved');
      expect((await store.all('s')).map((k) => k.id)).toEqual([good]);
    });

    it('for now, tries again, and in order', async () => {
      server.refuse = () => ({ code: 'full', message: '' });
      const live = await device.tab();
      const made = [live.add(turn(1)), live.add(turn(2))];
      await settled();
      expect([live.sync.value, live.left.value]).toEqual(['queued', 0]);
      await device.pass(500);
      expect(server.appends.length).toBeLessThan(3); // it does not ask all the time
      server.refuse = () => null;
      await device.pass(60_000);
      expect(ids()).toEqual(made);
      expect(live.sync.value).toBe('saved');
    });

    it('for its text, lets go on what has room, says what is full, and tries again', async () => {
      const noText = { code: 'full', message: '', field: '/text' } as const;
      server.refuse = (e) => (e.type === 'note' ? noText : null);
      const live = await device.tab();
      const note = () => live.add({ type: 'note', at: 1, text: 'x', visibility: 'shared' });
      const notes = [note(), note(), note()];
      const turns = [live.add(turn(2)), live.add(turn(3))];
      await settled();
      expect(ids()).toEqual(turns);
      expect([live.full.value, live.sync.value, live.waiting.value]).toEqual(['texts', 'queued', 3]);
      server.appends = [];
      turns.push(live.add(turn(4)));
      await device.pass(20_000);
      expect(ids()).toEqual(turns);
      expect(server.appends).toHaveLength(1);
      await device.pass(31_000);
      expect(server.appends.length).toBeLessThan(11); // each once in half a minute
      server.refuse = () => null;
      await device.pass(31_000);
      expect(ids()).toEqual([...turns, ...notes]);
      expect([live.full.value, live.sync.value]).toEqual([null, 'saved']);
    });

    it('for all, says that there is no room until there is', async () => {
      server.refuse = () => ({ code: 'full', message: '' });
      const live = await device.tab();
      live.add(turn(1));
      await settled();
      expect(live.full.value).toBe('all');
      server.refuse = () => null;
      await device.pass(31_000);
      expect(live.full.value).toBeNull();
    });

    it('again and again, asks less and less often; once it was taken, soon again', async () => {
      server.refuse = () => ({ code: 'full', message: '' });
      const live = await device.tab();
      live.add(turn(1));
      await device.pass(31_500);
      expect(server.appends).toHaveLength(6); // at 0, 1, 3, 7, 15 and 31 s
      await device.pass(300_000);
      expect(server.appends).toHaveLength(17); // every 30 s
      server.refuse = (e) => (e.at === 1 ? null : { code: 'full', message: '' });
      await device.pass(30_000);
      expect(live.sync.value).toBe('saved');
      server.appends = [];
      live.add(turn(2));
      await device.pass(1_500);
      expect(server.appends).toHaveLength(2);
    });

    it('for the lock, waits for it to be opened; what a locked session takes goes first', async () => {
      server.reachable = false;
      const live = await device.tab();
      const held = live.add(turn(1));
      const belief = live.add({ type: 'belief', at: 1, text: 'In this team ...', direction: 'helping' });
      server.reachable = true;
      server.refuse = (e) => (e.type === 'interaction' ? { code: 'locked', message: '' } : null);
      await device.pass(1_000);
      expect(server.appends.map((a) => a.map((e) => e.id))).toEqual([[held, belief], [belief]]);
      expect(ids()).toEqual([belief]);
      server.setLocked(true);
      await settled();
      expect(live.waiting.value).toBe(1);
      server.refuse = () => null;
      server.setLocked(false);
      await settled();
      expect(ids()).toEqual([belief, held]);
    });

    it('as erased, deletes it and says nothing', async () => {
      server.refuse = () => ({ code: 'forbidden', message: 'erased' });
      const live = await device.tab();
      live.add(turn(1));
      await settled();
      expect(await store.all('s')).toEqual([]);
      expect([live.left.value, live.sync.value]).toEqual([0, 'saved']);
    });
  });

  describe('when the past has changed', () => {
    it('heals a restored backup: sends again only what did not come', async () => {
      const live = await device.tab();
      const made = [live.add(turn(1)), live.add(turn(2)), live.add(turn(3))];
      await settled();
      server.log.length = 1; // the backup had one entry
      server.view = 'v2';
      server.appends = [];
      server.cut(1012);
      await device.pass(1000);
      expect(server.appends.flat().map((e) => e.id)).toEqual(made.slice(1));
      expect(ids()).toEqual(made);
      expect(live.fold.value?.interactions().map((t) => t.id)).toEqual(made);
      expect(live.sync.value).toBe('saved');
    });

    it('calls nothing saved while the restored log is read', async () => {
      const live = await device.tab();
      live.add(turn(1));
      await settled();
      live.add(turn(2));
      await settled();
      expect(live.sync.value).toBe('saved');
      const told: string[] = [];
      const off = effect(() => void told.push(live.sync.value));
      server.log = server.log.slice(0, 1);
      server.view = 'v2';
      server.cut();
      await device.pass(5_000);
      off();
      expect(server.log).toHaveLength(2);
      // It is not sent again before the entry that the backup lacked was sent and accepted.
      expect(told).toEqual(['saved', 'offline', 'queued', 'saved']);
    });

    it('says saved once it has read again what others made', async () => {
      server.log.push({ ...turn(1), id: 'theirs', seq: 1, observer: 'o9' } as never);
      const live = await device.tab();
      const off = effect(() => void live.sync.value);
      server.view = 'v2';
      server.cut();
      await device.pass(5_000);
      expect(live.sync.value).toBe('saved');
      off();
    });

    it('heals it also after a reload', async () => {
      const live = await device.tab();
      const made = [live.add(turn(1)), live.add(turn(2))];
      await settled();
      live.close();
      server.log.length = 0;
      server.view = 'v2';
      await device.tab();
      expect(ids()).toEqual(made);
    });

    it('takes what comes under the same id in place of its copy', async () => {
      const live = await device.tab();
      const id = live.add(turn(1, 'anna'));
      await settled();
      const [first] = server.log;
      if (first) server.log[0] = { ...first, from: 'p-erased' };
      server.view = 'v2';
      server.cut(1012);
      await device.pass(1000);
      expect(server.log.map((e) => e.from)).toEqual(['p-erased']);
      expect((await store.all('s')).map((k) => [k.id, k.entry.from])).toEqual([[id, 'p-erased']]);
      expect(live.fold.value?.turn(id)?.from).toBe('p-erased');
    });

    it('lets a resent entry wait for what it refers to, as long as the log does not hold it', async () => {
      const live = await device.tab();
      const joined = live.add({
        type: 'participant',
        at: 1,
        person: { id: 'late', name: 'L' },
        present: true,
      });
      const said = live.add(turn(2, 'late'));
      await settled();
      // Another device has added the person, so this one has only the turn after the restore.
      const [person] = server.log;
      await store.remove([joined]);
      live.close();
      server.log.length = 0;
      server.view = 'v2';
      server.refuse = (e) =>
        e.from === 'late' && !server.log.some((x) => x.type === 'participant')
          ? { code: 'unknown-participant', message: '' }
          : null;
      const again = await device.tab();
      expect([again.waiting.value, again.left.value]).toEqual([1, 0]);
      if (person) server.store(person);
      await settled();
      expect(ids()).toEqual([joined, said]);
    });

    it('keeps own entries until the session is locked', async () => {
      const live = await device.tab();
      live.add(turn(1));
      await settled();
      expect(await store.all('s')).toHaveLength(1);
      server.setLocked(true);
      await settled();
      expect(await store.all('s')).toEqual([]);
      expect(live.fold.value?.interactions()).toHaveLength(1);
    });

    it('keeps nothing of a deleted session', async () => {
      const live = await device.tab();
      live.add(turn(1));
      await settled();
      server.cut(4409);
      await settled();
      expect(await store.all('s')).toEqual([]);
      expect(live.phase.value).toBe('deleted');
    });
  });

  describe('when somebody else is at this browser', () => {
    let theirs: FakeServer;
    beforeEach(() => {
      theirs = new FakeServer(() => device.clock.now, 'o1');
    });

    it('neither shows nor sends what was made before, and keeps it', async () => {
      const live = await device.tab();
      live.add(started(NOW));
      const noted = live.add({ type: 'note', at: 1, text: 'mine', visibility: 'private' });
      await settled();
      server.reachable = false;
      server.cut(4401);
      const said = live.add(turn(2));
      const felt = live.add({ type: 'compass', at: 3, kind: 'moved' });
      const drafted = live.newId();
      live.draft({ ...turn(4), id: drafted });
      await settled();
      // Nobody may enter: the page says that the entries are on this device and not saved.
      expect(live.notSent.value.aside.map((k) => k.id)).toEqual([said, felt, drafted]);
      live.close();
      expect(await store.all('s')).toHaveLength(5);
      theirs.store({ id: 'hidden', type: 'redacted' });
      theirs.store({ ...started(NOW), id: 'l', observer: 'owner' });
      theirs.store({ type: 'state', at: 9, state: 'ended', time: iso(NOW + 9), id: 'e', observer: 'owner' });
      const other = await device.tab(theirs);
      expect(other.fold.value?.interactions()).toEqual([]);
      expect(other.sync.value).toBe('queued');
      const own = other.add(turn(5));
      await device.pass(ORPHAN_MS + 60_000);
      expect(theirs.appends.flat().map((e) => e.id)).toEqual([own]);
      const { aside, sealed } = other.notSent.value;
      // The start and the note are missing too: the log that the other observer sees has other entries at their positions.
      const lost = (await store.all('s')).find((k) => k.entry.type === 'state')?.id;
      expect(aside.map((k) => k.id)).toEqual([lost, said, drafted]);
      expect(sealed).toEqual([noted, felt]);
      expect(await store.all('s')).toHaveLength(6);
      expect(other.sync.value).toBe('queued');
    });

    it('sends what is not private as who is here now, when that one says so: once, under the same ids', async () => {
      server.reachable = false;
      const live = await device.tab();
      const made = [live.add(turn(1)), live.add(turn(2))];
      const amended = live.add({ type: 'amend', target: made[0], set: { to: 'b' } });
      const note = live.add({ type: 'note', at: 1, text: 'mine', visibility: 'private' });
      const taken = live.add({ type: 'void', target: note });
      await settled();
      await store.put((await store.all('s')).map((k) => ({ ...k, observer: 'owner' })));
      live.close();
      const one = await device.tab(theirs);
      const two = await device.tab(theirs);
      expect(one.notSent.value.mine.map((k) => k.id)).toEqual([...made, amended]);
      expect(one.notSent.value.sealed).toEqual([note, taken]);
      two.claim();
      await settled();
      expect(theirs.log.map((e) => [e.id, e.observer])).toEqual([...made, amended].map((id) => [id, 'o1']));
      for (const tab of [one, two]) expect([tab.left.value, tab.sync.value]).toEqual([2, 'queued']);
      one.throwAway(one.notSent.value.sealed);
      await settled();
      for (const tab of [one, two]) expect(tab.sync.value).toBe('saved');
      // Their author comes back, and nothing is left to send.
      one.close();
      two.close();
      server.log = [...theirs.log];
      server.reachable = true;
      const back = await device.tab();
      expect([back.sync.value, server.appends]).toEqual(['saved', []]);
    });

    it('sends it as who made it when that one comes back, private things too', async () => {
      server.reachable = false;
      const live = await device.tab();
      const made = [live.add(turn(1)), live.add({ type: 'journal', at: 1, text: 'x' })];
      await settled();
      await store.put((await store.all('s')).map((k) => ({ ...k, observer: 'owner' })));
      live.close();
      (await device.tab(theirs)).close();
      server.reachable = true;
      await device.tab();
      expect(ids()).toEqual(made);
    });

    it('misses in a restored log what the one before had saved, where it would see it', async () => {
      const live = await device.tab();
      const said = live.add(turn(1));
      live.add({ type: 'journal', at: 1, text: 'x' });
      await settled();
      live.close();
      // A hidden entry that a viewer sees may be the one, so nothing counts as lost.
      for (const id of ['h1', 'h2']) theirs.store({ id, type: 'redacted' });
      theirs.role = 'viewer';
      const viewer = await device.tab(theirs);
      expect([viewer.left.value, viewer.sync.value]).toEqual([0, 'saved']);
      viewer.close();
      theirs.role = 'observer';
      const other = await device.tab(theirs);
      expect(other.notSent.value.mine.map((k) => k.id)).toEqual([said]);
      expect(other.notSent.value.sealed).toEqual([]);
      // The log has it after all, from another device.
      theirs.store({ ...turn(1), id: said, observer: 'owner' });
      await settled();
      expect([other.left.value, other.sync.value]).toEqual([0, 'saved']);
      expect((await store.all('s')).map((k) => k.state)).toEqual(['saved', 'saved']);
    });

    it('misses also what it would not see, where the restored log is shorter or shows something else in its place', async () => {
      const live = await device.tab();
      live.add(turn(1));
      const noted = [1, 2, 3].map((at) => live.add({ type: 'note', at, text: 'x', visibility: 'private' }));
      await settled();
      live.close();
      theirs.role = 'viewer';
      theirs.store({ id: 'h', type: 'redacted' }); // at the position of the turn
      theirs.store({ ...turn(2), id: 'other', observer: 'o1' });
      theirs.store({ id: 'hidden', type: 'redacted' });
      const other = await device.tab(theirs);
      expect(other.notSent.value.sealed).toEqual([noted[0], noted[2]]);
      expect([other.left.value, other.sync.value]).toEqual([2, 'queued']);
      expect((await store.unsent()).flatMap((u) => u.entries.map((k) => k.id))).toEqual([noted[0], noted[2]]);
    });

    it('keeps what waits when nobody here may enter any more, and tells of private things only how many', async () => {
      const live = await device.tab();
      server.reachable = false;
      server.cut();
      await settled();
      const said = live.add(turn(1));
      const noted = live.add({ type: 'note', at: 1, text: 'x', visibility: 'private' });
      await settled();
      // The page that was open belongs to the person who tapped.
      server.reachable = true;
      server.shut = 4404;
      await device.pass(60_000);
      expect([live.phase.value, live.sync.value]).toEqual(['not-found', 'offline']);
      expect(live.notSent.value.aside.map((k) => k.id)).toEqual([said, noted]);
      live.close();
      // Anybody may open the page later.
      await store.putSession({ id: 's', session: server.session(), role: 'owner', observer: 'owner' });
      const later = await device.tab();
      await device.pass(1_000);
      expect(later.notSent.value).toMatchObject({ aside: [{ id: said }], mine: [], sealed: [noted] });
      expect(await store.all('s')).toHaveLength(2);
    });

    it('knows from the moment of signing in that what is kept is somebody else’s', async () => {
      server.reachable = false;
      await store.putSession({ id: 's', session: server.session(), role: 'owner', observer: 'owner' });
      const live = await device.tab();
      await device.pass(5_000);
      const said = live.add({ type: 'note', at: 1, text: 'x', visibility: 'private' });
      await settled();
      live.close();
      await store.become(() => ({ observer: 'o1', role: 'observer' }));
      const other = await device.tab();
      expect(other.notSent.value.sealed).toEqual([said]);
      expect(other.fold.value?.ofType('note')).toEqual([]);
    });

    it('never sends as whoever comes next what was made when nobody known was here', async () => {
      // The person who signed in last has no grant for this meeting, and the device knows that.
      await store.putSession({ id: 's', session: server.session(), role: 'observer', observer: '' });
      server.reachable = false;
      const live = await device.tab();
      await device.pass(5_000);
      const said = live.add(turn(1));
      const noted = live.add({ type: 'note', at: 1, text: 'x', visibility: 'private' });
      await settled();
      live.close();
      const other = await device.tab(theirs);
      await device.pass(60_000);
      expect(theirs.appends).toEqual([]);
      expect(other.notSent.value).toMatchObject({ aside: [{ id: said }], sealed: [noted] });
      other.close();
      await store.become(() => ({ observer: 'o2', role: 'observer' }));
      expect((await store.all('s')).map((k) => k.observer)).toEqual(['', '']);
    });

    it('takes a file back, once each', async () => {
      const live = await device.tab(theirs);
      const here = live.add(turn(1));
      await settled();
      const lines = [
        { ...turn(1), id: here },
        { ...turn(2), id: 'f', seq: 7, observer: 'owner' },
      ] as Entry[];
      expect(live.takeBack(lines)).toBe(1);
      await settled();
      expect(theirs.log.map((e) => [e.id, e.observer])).toEqual([
        [here, 'o1'],
        ['f', 'o1'],
      ]);
      expect(live.takeBack(lines)).toBe(0);
    });

    it('takes nothing over from a tab that has not heard of it', async () => {
      const deaf = await device.tab();
      server.reachable = false;
      server.cut(4401);
      const other = await device.tab(theirs);
      deaf.add(turn(1)); // tells the other tabs
      await settled();
      deaf.close(); // the other tab sends from now on, and reads what is stored
      await settled();
      expect(other.fold.value?.interactions()).toEqual([]);
      const own = other.add(turn(2));
      await settled();
      expect(theirs.appends.flat().map((e) => e.id)).toEqual([own]);
      expect(other.notSent.value.aside.map((k) => k.observer)).toEqual(['owner']);
    });

    it('knows by the session whose an entry is that does not say it', async () => {
      const old: Kept = {
        id: 'old',
        session: 's',
        n: 1,
        state: 'waiting',
        entry: { ...turn(1), id: 'old' },
        zero: null,
        corrected: true,
        acked: false,
      };
      await store.putSession({ id: 's', session: server.session(), role: 'owner', observer: 'owner' });
      await store.put([old]);
      (await device.tab(theirs)).close();
      expect(theirs.appends).toEqual([]);
      await store.putSession({ id: 's', session: server.session(), role: 'owner', observer: 'owner' });
      await store.put([old]);
      await device.tab();
      expect(ids()).toEqual(['old']);
    });

    it('sends what waits when it is the same one, who had to sign in again', async () => {
      const live = await device.tab();
      server.cut(4401);
      await settled();
      expect(live.phase.value).toBe('signed-out');
      const made = [live.add(turn(1)), live.add(turn(2))];
      await settled();
      live.close();
      await device.tab();
      expect(ids()).toEqual(made);
    });
  });

  describe('the clock', () => {
    it('moves what was made from another zero, when it was never sent', async () => {
      server.reachable = false;
      const live = await device.tab();
      server.reachable = true;
      await device.pass(1000);
      server.reachable = false;
      server.cut();
      await settled();
      const zero = device.clock.now;
      live.add(started(zero));
      live.add(turn(5000));
      // Another device had started the meeting two seconds before.
      server.store({ id: 'other', type: 'state', at: 0, state: 'live', time: iso(zero - 2000) } as Entry);
      server.reachable = true;
      await device.pass(60_000);
      const [, mine, spoken] = server.log;
      expect([mine?.at, spoken?.at]).toEqual([2000, 7000]);
    });

    for (const [what, first, expected] of [
      ['before the start', 5000, [0, 0, 86_394_000]],
      ['past what a session lasts', -2000, [2000, 3000, 86_400_000]],
    ] as const)
      it(`moves nothing ${what}`, async () => {
        const live = await device.tab();
        server.reachable = false;
        server.cut();
        await settled();
        live.add(started(NOW));
        live.add(turn(1000));
        live.add(turn(86_399_000));
        await settled();
        server.store({ id: 'other', type: 'state', at: 0, state: 'live', time: iso(NOW + first) } as Entry);
        server.reachable = true;
        await device.pass(60_000);
        expect(server.log.slice(1).map((e) => e.at)).toEqual(expected);
      });

    it('waits with what follows its own start until it knows whether another device was first', async () => {
      const live = await device.tab();
      const zero = device.clock.now;
      server.refuse = (e) => {
        if (e.type === 'state' && server.log.length === 0)
          server.store({ id: 'other', type: 'state', at: 0, state: 'live', time: iso(zero - 3000) });
        return null;
      };
      server.reachable = false;
      server.cut();
      await settled();
      live.add(started(zero));
      live.add(turn(500));
      server.reachable = true;
      await device.pass(60_000);
      expect(server.log.map((e) => [e.type, e.at])).toEqual([
        ['state', 0],
        ['state', 0],
        ['interaction', 3500],
      ]);
    });

    it('waits for the start in the log, also when the answer comes before it', async () => {
      const live = await device.tab();
      server.reachable = false;
      server.cut();
      await settled();
      live.add(started(NOW));
      live.add(turn(500));
      const store = server.store.bind(server);
      server.store = (e) => {
        server.mute = true; // the log is told later
        if (server.log.length === 0)
          store({ id: 'other', type: 'state', at: 0, state: 'live', time: iso(NOW - 3000) } as Entry);
        const stored = store(e);
        server.mute = false;
        return stored;
      };
      server.reachable = true;
      await device.pass(5_000);
      expect(server.appends.map((list) => list.map((e) => e.type))).toEqual([['state']]);
      server.cut();
      await device.pass(5_000);
      expect(server.log.map((e) => e.at)).toEqual([0, 0, 3500]);
    });

    it('leaves alone what was sent before, though the zero is another by now', async () => {
      const live = await device.tab();
      server.mute = true;
      live.add(started(device.clock.now));
      await settled();
      expect(server.log).toHaveLength(1);
      server.mute = false;
      const [sent] = server.log;
      server.log.length = 0;
      server.store({ id: 'other', type: 'state', at: 0, state: 'live', time: iso(NOW - 9000) } as Entry);
      server.cut();
      await device.pass(2000);
      expect(server.log.at(-1)).toMatchObject({ id: sent?.id, at: 0 });
    });

    it('corrects a meeting that began before the device knew the time', async () => {
      // The device's clock is ten minutes slow, and the meeting was opened before.
      server = new FakeServer(() => device.clock.now + 600_000);
      device = new Device(server, store, NOW);
      const early = await device.tab();
      expect(early.wallTime()).toBe(NOW + 600_000);
      early.close();
      await store.put([
        {
          id: 'l',
          session: 's',
          n: 1,
          state: 'waiting',
          entry: { ...started(NOW), id: 'l' },
          zero: NOW,
          corrected: false,
          acked: false,
        },
        {
          id: 't',
          session: 's',
          n: 2,
          state: 'waiting',
          entry: { ...turn(3000), id: 't' },
          zero: NOW,
          corrected: false,
          acked: false,
        },
      ]);
      const live = await device.tab();
      expect(server.log.map((e) => [e.id, e.at, e.time])).toEqual([
        ['l', 0, iso(NOW + 600_000)],
        ['t', 3000, undefined],
      ]);
      expect(live.fold.value?.startedAt).toBe(NOW + 600_000);
    });

    /** Begins a meeting while the server is away. */
    async function begun(): Promise<LiveSession> {
      const session = server.session();
      await store.putSession({ id: 's', session, role: 'owner', observer: 'owner' });
      server.reachable = false;
      const live = await device.tab();
      live.add(started(live.wallTime()));
      await settled();
      return live;
    }
    const ats = () => server.log.filter((e) => e.type === 'interaction').map((e) => e.at);

    it('waits for the server’s word where the time may be a guess', async () => {
      const live = await device.tab();
      live.add(started(live.wallTime()));
      await device.pass(5_000);
      device.clock.set(3_600_000, false);
      const made = live.add(turn(live.at()));
      await device.pass(1_000);
      expect(ats()).toEqual([5_000]);
      live.add(turn(live.at()));
      await device.pass(1_000);
      expect(ats()).toEqual([5_000, 6_000]);
      expect(server.appends.flat().filter((e) => e.id === made)).toHaveLength(1);
    });

    it('holds in one tab what another one guessed, until that one or it knows better', async () => {
      const first = await device.tab();
      first.add(started(first.wallTime()));
      await device.pass(5_000);
      const held: Kept = {
        id: 'h',
        session: 's',
        n: NOW + 1,
        state: 'waiting',
        entry: { ...turn(4_000), id: 'h' },
        zero: NOW,
        corrected: false,
        acked: false,
        observer: 'owner',
      };
      await store.put([held]);
      device.tell({ put: [held], gone: [] });
      await device.pass(1_000);
      expect(ats()).toEqual([]);
      device.tell({ put: [{ ...held, corrected: true, zero: NOW + 500 }], gone: [] });
      await settled();
      expect(ats()).toEqual([4_500]);
      device.tell({ put: [{ ...held, id: 'i', entry: { ...held.entry, id: 'i' } }], gone: [] });
      await device.pass(20_000); // the tab that made it is gone
      expect(ats()).toEqual([4_500, 4_000]);
    });

    it('moves each turn by the error of the clock that it was made by', async () => {
      const live = await begun();
      await device.pass(1_000);
      live.add(turn(live.at()));
      device.clock.set(3_600_000, false); // and nobody slept
      await device.pass(1_000);
      live.add(turn(live.at()));
      server.reachable = true;
      await device.pass(60_000);
      expect(ats()).toEqual([1_000, 2_000]);
    });

    it('moves a turn that was begun by a wrong clock and is finished by the right one', async () => {
      server.store({ id: 'l', ...started(NOW) } as Entry);
      const session = { ...server.session(), started_at: iso(NOW) };
      await store.putSession({ id: 's', session, role: 'owner', observer: 'owner' });
      server.reachable = false;
      device.clock.wrong = 600_000;
      const live = await device.tab();
      await device.pass(1_000);
      const begun = { ...turn(live.at()), id: live.newId() };
      live.draft(begun);
      server.reachable = true;
      await device.pass(20_000);
      live.add({ ...begun, to: 'b' });
      await settled();
      expect(ats()).toEqual([1_000]);
    });

    it('moves what the page before made by its wrong clock, though the time of day was set right', async () => {
      device.clock.wrong = 3_600_000;
      const live = await begun();
      await device.pass(1_000);
      live.add(turn(live.at()));
      await settled();
      device.clock.set(-3_600_000, true);
      live.close();
      const next = await device.tab();
      await device.pass(1_000);
      next.add(turn(next.at()));
      server.reachable = true;
      await device.pass(60_000);
      expect(next.fold.value?.startedAt).toBe(NOW);
      expect(ats()).toEqual([1_000, 2_000]);
    });

    it('counts from the start of the session by the server’s time', async () => {
      server = new FakeServer(() => device.clock.now - 5000);
      device = new Device(server, store, NOW);
      const live = await device.tab();
      live.add(started(live.wallTime()));
      await settled();
      await device.pass(1234);
      expect(live.at()).toBe(1234);
    });
  });

  describe('compass entries', () => {
    const moved = (at: number): NewEntry => ({ type: 'compass', at, kind: 'moved' });

    it('wait for the end, and then go one by one, in another order than they were made', async () => {
      const live = await device.tab();
      live.add(started(NOW));
      await settled();
      for (const at of [1, 2, 3, 4]) live.add(moved(at));
      live.add(turn(5));
      await device.pass(60_000);
      expect(server.log.map((e) => e.type)).toEqual(['state', 'interaction']);
      expect(live.waiting.value).toBe(0);
      expect(live.sync.value).toBe('saved');
      live.add({ type: 'state', at: 60_000, state: 'ended', time: iso(NOW + 60_000) });
      await settled();
      const compass = server.log.filter((e) => e.type === 'compass');
      expect(compass.map((e) => e.at).sort()).toEqual([1, 2, 3, 4]);
      expect(compass.map((e) => e.at)).not.toEqual([1, 2, 3, 4]); // the device's random numbers are always 0.5
      for (const a of server.appends) if (a.some((e) => e.type === 'compass')) expect(a).toHaveLength(1);
    });

    it('may change, and be taken back without a trace, as long as they wait', async () => {
      const live = await device.tab();
      live.add(started(NOW));
      await settled();
      const [one, two] = [live.newId(), live.newId()];
      live.add({ ...moved(1), id: one });
      live.add({ ...moved(2), id: two });
      expect(live.change({ ...moved(1), id: one, followed: true })).toBe(true);
      live.drop(two);
      live.add({ type: 'state', at: 9, state: 'ended', time: iso(NOW + 9) });
      await settled();
      expect(server.appends.flat().filter((e) => e.type === 'compass')).toMatchObject([
        { id: one, followed: true },
      ]);
      expect(live.change({ ...moved(1), id: one, followed: false })).toBe(false);
    });

    it('go twelve hours after the last entry, when nobody ended the meeting; also from a later page', async () => {
      const first = await device.tab();
      first.add(started(NOW));
      first.add(moved(1));
      await settled();
      first.close();
      device.clock.now = NOW + 12 * 3_600_000 - 60_000;
      const live = await device.tab();
      await device.pass(30_000);
      expect(server.log.filter((e) => e.type === 'compass')).toEqual([]);
      await device.pass(60_000);
      expect(server.log.filter((e) => e.type === 'compass')).toHaveLength(1);
      live.close();
    });
  });

  it('does not count compass entries as waiting', async () => {
    server.reachable = false;
    const live = await device.tab();
    live.add({ type: 'compass', at: 1, kind: 'moved' });
    expect(live.waiting.value).toBe(0);
  });

  it('says when it cannot keep, and still sends', async () => {
    const live = await device.tab();
    store.put = () => Promise.reject(new Error('quota'));
    const id = live.add(turn(1));
    await settled();
    expect(live.keepFailed.value).toBe('other');
    const full = new Error('no live');
    full.name = 'QuotaExceededError';
    store.put = () => Promise.reject(full);
    live.add(turn(2));
    await settled();
    expect(live.keepFailed.value).toBe('full');
    expect(ids()[0]).toEqual(id);
    expect(ids()).toHaveLength(2);
  });
});
