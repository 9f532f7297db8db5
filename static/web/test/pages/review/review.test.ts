import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Review } from '../../../src/pages/review/review';
import type { Chart as Option } from '../../../src/server/api.gen';
import { memoryEntryStore } from '../../../src/session/entry-store';
import { LiveSession } from '../../../src/session/live-session';
import { ask } from '../../../src/ui/router';
import { address } from '../../address';
import { Clock } from '../../clock';
import { FakeServer } from '../../server';

const NOW = 1_800_000_000_000;

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done, 0));
}

let clock: Clock;
let server: FakeServer;

function turn(id: string, at: number, more: object = {}) {
  return { id, type: 'interaction' as const, at, from: 'p1', to: 'p2', tags: ['asking'], ...more };
}

async function opened(): Promise<{ review: Review; live: LiveSession }> {
  const live = new LiveSession('s', 'ws://host/live', {
    openSocket: (url) => server.open(url),
    store: memoryEntryStore(),
    clock: clock.page(),
    random: () => 0.5,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (id) => clock.clearTimeout(id),
    make: async () => 'made',
    becomeSender: (_, granted) => {
      granted();
      return { release: () => {} };
    },
    channel: () => ({ post: () => {}, close: () => {} }),
  });
  const review = new Review(live);
  await live.open();
  await settled();
  return { review, live };
}

beforeEach(() => {
  clock = new Clock();
  clock.now = NOW;
  server = new FakeServer(() => clock.now);
  address.go('/sessions/s/review?left=over');
  ask(new URLSearchParams(), 'replace');
  address.past.splice(0);
});

const times = (review: Review) => review.turns.value.map((t) => t.at);

describe('looking back', () => {
  it('shows the meeting as it was found, and offers what comes after', async () => {
    server.store(turn('a', 1000));
    const { review } = await opened();
    expect(times(review)).toEqual([1000]);
    expect(review.news.value).toBe(false);
    server.store(turn('b', 2000));
    await settled();
    expect(times(review)).toEqual([1000]);
    expect(review.news.value).toBe(true);
    review.show();
    expect(times(review)).toEqual([1000, 2000]);
    expect(review.news.value).toBe(false);
    expect(review.revision.value).toBe(1);
  });

  it('shows an own correction at once, and fetches the charts again when it is saved', async () => {
    server.store(turn('a', 1000));
    server.store(turn('b', 2000));
    const { review, live } = await opened();
    const [first, second] = review.turns.value;
    if (!first || !second) throw new Error('no turns');
    server.mute = true;
    review.correct(first, { at: 1500, from: 'p2', to: '*', tags: [] });
    review.takeOut(second.id);
    await settled();
    expect(review.turns.value.map((t) => [t.at, t.from, t.to, t.tags])).toEqual([[1500, 'p2', '*', []]]);
    expect(review.fold.value?.takenOut().map((t) => t.id)).toEqual(['b']);
    expect(review.revision.value).toBe(0);
    expect(review.news.value).toBe(false);
    server.mute = false;
    server.cut();
    clock.runUntil(() => live.phase.value === 'connecting');
    await settled();
    await settled();
    expect(live.sync.value).toBe('saved');
    expect(review.revision.value).toBe(1);
    review.putBack('b');
    await settled();
    await settled();
    expect(times(review)).toEqual([1500, 2000]);
    expect(review.revision.value).toBe(2);
    expect(server.log.map((e) => [e.type, e.target])).toEqual([
      ['interaction', undefined],
      ['interaction', undefined],
      ['amend', 'a'],
      ['void', 'b'],
      ['restore', 'b'],
    ]);
  });

  it('keeps what is asked for in the address, so that back leads to what was before', async () => {
    const { review } = await opened();
    review.choose({ from: 5000, to: 9000 });
    review.set({ person: 'p1' });
    expect(address.search).toBe('?from_ms=5000&to_ms=9000&person=p1');
    expect(address.past).toEqual(['/sessions/s/review?from_ms=5000&to_ms=9000', '/sessions/s/review']);
    expect(review.stretch()).toMatchObject({ from: 5000 });
    review.set({ person: 'p1' });
    expect(address.past).toHaveLength(2);
  });

  it('closes the moments of a part when other turns are counted, and not when somebody is followed', async () => {
    const { review } = await opened();
    const part = { chart: 'sociogram', part: { series: 0, data: 1, kind: 'edge' as const } };
    review.set({ opened: part });
    review.set({ person: 'p2' });
    expect(review.filter.value.opened).toEqual(part);
    review.set({ phase: 'Budget' });
    expect(review.filter.value.opened).toBeNull();
    expect(review.filter.value.person).toBe('p2');
  });

  it('counts the turns of the chosen agenda item and time', async () => {
    server.store({ id: 'f', type: 'phase', at: 0, name: 'Opening' });
    server.store(turn('a', 1000));
    server.store({ id: 'g', type: 'phase', at: 2000, name: 'Budget' });
    server.store(turn('b', 2000));
    server.store(turn('c', 8000));
    server.store({ id: 'h', type: 'phase', at: 9000, name: 'Opening' });
    server.store(turn('d', 20_000));
    const { review } = await opened();
    const shown = () => review.shown.value.map((t) => t.id);
    expect(shown()).toEqual(['a', 'b', 'c', 'd']);
    review.set({ phase: 'Budget' });
    expect(shown()).toEqual(['b', 'c']);
    review.set({ phase: 'Opening' });
    expect(shown()).toEqual(['a', 'd']);
    review.choose({ from: 0, to: 9000 });
    expect(shown()).toEqual(['a']);
    review.set({ phase: '' });
    expect(shown()).toEqual(['a', 'b', 'c']);
    expect(review.query().toString()).toBe('from_ms=0&to_ms=9000');
  });

  it('tells what all did at once with the turn, and other marks by themselves', async () => {
    server.store(turn('a', 1000, { from: '*', to: '*', tags: [] }));
    server.store({ id: 'l', type: 'mark', at: 1000, kind: 'moment', label: 'laughter', target: 'a' });
    server.store({ id: 'k', type: 'mark', at: 3000, kind: 'moment' });
    server.store(turn('b', 4000));
    server.store({ id: 'w', type: 'mark', at: 4000, kind: 'from-work', target: 'b' });
    const { review } = await opened();
    expect(review.said('a')).toBe('laughter');
    expect(review.said('b')).toBeUndefined();
    expect(review.marks.value.map((k) => k.id)).toEqual(['k', 'w']);
    review.takeOut('b');
    expect(review.marks.value.map((k) => k.id)).toEqual(['k']);
  });

  it('takes the colours of words from the charts', async () => {
    const { review } = await opened();
    const option = {
      series: [{ itemStyle: { color: '#123456' } }, { itemStyle: { color: '#abcdef' } }],
      kompas: {
        moments: [
          { at: { series: 1 }, tag: 'asking', label: '', total: 1, turns: [[1]] },
          { at: { series: 0, data: 0 }, tag: 'showing', label: '', total: 1, turns: [[1]] },
          { at: { series: 7 }, tag: 'settling', label: '', total: 1, turns: [[1]] },
        ],
      },
    } as unknown as Option;
    review.fetched('timeline', option, '');
    expect([...review.colours.value]).toEqual([['asking', '#abcdef']]);
  });
});

describe('who may correct', () => {
  it('is nobody in a locked meeting', async () => {
    server.store(turn('a', 1000));
    const { review } = await opened();
    const [t] = review.turns.value;
    if (!t) throw new Error('no turn');
    expect(review.may(t)).toBe(true);
    server.setLocked(true);
    await settled();
    expect(review.may(t)).toBe(false);
  });

  it('is an observer in a shared meeting, in an independent one of the own turns', async () => {
    server.store(turn('a', 1000));
    const { review, live } = await opened();
    const [t] = review.turns.value;
    const session = live.session.value;
    if (!t || !session) throw new Error('no turn');
    live.observer.value = 'o1';
    live.role.value = 'observer';
    expect(review.may(t)).toBe(true);
    live.session.value = { ...session, coding: 'independent' };
    expect(review.may(t)).toBe(false);
    expect(review.may({ ...t, observer: 'o1' })).toBe(true);
    live.role.value = 'viewer';
    expect(review.may({ ...t, observer: 'o1' })).toBe(false);
  });
});

describe('a correction', () => {
  it.each([
    ['that is a proposal is then chosen', { proposed: true }, { to: '*', proposed: false }],
    ['that was chosen stays chosen', {}, { to: '*' }],
  ])('of an addressee %s', async (_, more, set) => {
    server.store(turn('a', 1000, more));
    const { review, live } = await opened();
    const add = vi.spyOn(live, 'add');
    const [t] = review.turns.value;
    if (!t) throw new Error('no turn');
    review.correct(t, { ...t, to: '*' });
    expect(add.mock.calls).toEqual([[{ type: 'amend', target: 'a', set }]]);
  });
});
