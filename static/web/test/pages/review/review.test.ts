import { beforeEach, describe, expect, it } from 'vitest';
import { changes, Look } from '../../../src/pages/review/review';
import type { Chart as Option } from '../../../src/server/api.gen';
import { memoryKeep } from '../../../src/session/keep';
import { Room } from '../../../src/session/room';
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

async function opened(): Promise<{ look: Look; room: Room }> {
  const room = new Room('s', 'ws://host/live', {
    openSocket: (url) => server.open(url),
    keep: memoryKeep(),
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
  const look = new Look(room);
  await room.open();
  await settled();
  return { look, room };
}

beforeEach(() => {
  clock = new Clock();
  clock.now = NOW;
  server = new FakeServer(() => clock.now);
  address.go('/sessions/s/review?left=over');
  ask(new URLSearchParams(), 'replace');
  address.past.splice(0);
});

const times = (look: Look) => look.turns.value.map((t) => t.at);

describe('looking back', () => {
  it('shows the meeting as it was found, and offers what comes after', async () => {
    server.store(turn('a', 1000));
    const { look } = await opened();
    expect(times(look)).toEqual([1000]);
    expect(look.news.value).toBe(false);
    server.store(turn('b', 2000));
    await settled();
    expect(times(look)).toEqual([1000]);
    expect(look.news.value).toBe(true);
    look.show();
    expect(times(look)).toEqual([1000, 2000]);
    expect(look.news.value).toBe(false);
    expect(look.revision.value).toBe(1);
  });

  it('shows an own correction at once, and fetches the charts again when it is saved', async () => {
    server.store(turn('a', 1000));
    server.store(turn('b', 2000));
    const { look, room } = await opened();
    const [first, second] = look.turns.value;
    if (!first || !second) throw new Error('no turns');
    server.mute = true;
    look.correct(first, { at: 1500, from: 'p2', to: '*', tags: [] });
    look.takeOut(second.id);
    await settled();
    expect(look.turns.value.map((t) => [t.at, t.from, t.to, t.tags])).toEqual([[1500, 'p2', '*', []]]);
    expect(look.fold.value?.takenOut().map((t) => t.id)).toEqual(['b']);
    expect(look.revision.value).toBe(0);
    expect(look.news.value).toBe(false);
    server.mute = false;
    server.cut();
    clock.runUntil(() => room.phase.value === 'connecting');
    await settled();
    await settled();
    expect(room.sync.value).toBe('saved');
    expect(look.revision.value).toBe(1);
    look.putBack('b');
    await settled();
    await settled();
    expect(times(look)).toEqual([1500, 2000]);
    expect(look.revision.value).toBe(2);
    expect(server.log.map((e) => [e.type, e.target])).toEqual([
      ['interaction', undefined],
      ['interaction', undefined],
      ['amend', 'a'],
      ['void', 'b'],
      ['restore', 'b'],
    ]);
  });

  it('keeps what is asked for in the address, so that back leads to what was before', async () => {
    const { look } = await opened();
    look.choose({ from: 5000, to: 9000 });
    look.set({ person: 'p1' });
    expect(address.search).toBe('?from_ms=5000&to_ms=9000&person=p1');
    expect(address.past).toEqual(['/sessions/s/review?from_ms=5000&to_ms=9000', '/sessions/s/review']);
    expect(look.stretch()).toMatchObject({ from: 5000 });
    look.set({ person: 'p1' });
    expect(address.past).toHaveLength(2);
  });

  it('closes the moments of a part when other turns are counted, and not when somebody is followed', async () => {
    const { look } = await opened();
    const part = { chart: 'sociogram', part: { series: 0, data: 1, kind: 'edge' as const } };
    look.set({ opened: part });
    look.set({ person: 'p2' });
    expect(look.filter.value.opened).toEqual(part);
    look.set({ phase: 'Budget' });
    expect(look.filter.value.opened).toBeNull();
    expect(look.filter.value.person).toBe('p2');
  });

  it('counts the turns of the chosen agenda item and time', async () => {
    server.store({ id: 'f', type: 'phase', at: 0, name: 'Opening' });
    server.store(turn('a', 1000));
    server.store({ id: 'g', type: 'phase', at: 2000, name: 'Budget' });
    server.store(turn('b', 2000));
    server.store(turn('c', 8000));
    server.store({ id: 'h', type: 'phase', at: 9000, name: 'Opening' });
    server.store(turn('d', 20_000));
    const { look } = await opened();
    const shown = () => look.shown.value.map((t) => t.id);
    expect(shown()).toEqual(['a', 'b', 'c', 'd']);
    look.set({ phase: 'Budget' });
    expect(shown()).toEqual(['b', 'c']);
    look.set({ phase: 'Opening' });
    expect(shown()).toEqual(['a', 'd']);
    look.choose({ from: 0, to: 9000 });
    expect(shown()).toEqual(['a']);
    look.set({ phase: '' });
    expect(shown()).toEqual(['a', 'b', 'c']);
    expect(look.query().toString()).toBe('from_ms=0&to_ms=9000');
  });

  it('tells what all did at once with the turn, and other marks by themselves', async () => {
    server.store(turn('a', 1000, { from: '*', to: '*', tags: [] }));
    server.store({ id: 'l', type: 'mark', at: 1000, kind: 'moment', label: 'laughter', target: 'a' });
    server.store({ id: 'k', type: 'mark', at: 3000, kind: 'moment' });
    server.store(turn('b', 4000));
    server.store({ id: 'w', type: 'mark', at: 4000, kind: 'from-work', target: 'b' });
    const { look } = await opened();
    expect(look.said('a')).toBe('laughter');
    expect(look.said('b')).toBeUndefined();
    expect(look.marks.value.map((k) => k.id)).toEqual(['k', 'w']);
    look.takeOut('b');
    expect(look.marks.value.map((k) => k.id)).toEqual(['k']);
  });

  it('takes the colours of words from the charts', async () => {
    const { look } = await opened();
    const option = {
      series: [{ itemStyle: { color: '#123456' } }, { itemStyle: { color: '#abcdef' } }],
      kompas: {
        moments: [
          { at: { series: 1 }, tag: 'asking', label: '', total: 1, turns: [[1]] },
          { at: { series: 0, data: 0 }, tag: 'showing', label: '', total: 1, turns: [[1]] },
          { at: { series: 7 }, tag: 'directing', label: '', total: 1, turns: [[1]] },
        ],
      },
    } as unknown as Option;
    look.fetched('timeline', option, '');
    expect([...look.colours.value]).toEqual([['asking', '#abcdef']]);
  });
});

describe('who may correct', () => {
  it('is nobody in a locked meeting', async () => {
    server.store(turn('a', 1000));
    const { look } = await opened();
    const [t] = look.turns.value;
    if (!t) throw new Error('no turn');
    expect(look.may(t)).toBe(true);
    server.setLocked(true);
    await settled();
    expect(look.may(t)).toBe(false);
  });

  it('is an observer in a shared meeting, in an independent one of the own turns', async () => {
    server.store(turn('a', 1000));
    const { look, room } = await opened();
    const [t] = look.turns.value;
    const session = room.session.value;
    if (!t || !session) throw new Error('no turn');
    room.observer.value = 'o1';
    room.role.value = 'observer';
    expect(look.may(t)).toBe(true);
    room.session.value = { ...session, coding: 'independent' };
    expect(look.may(t)).toBe(false);
    expect(look.may({ ...t, observer: 'o1' })).toBe(true);
    room.role.value = 'viewer';
    expect(look.may({ ...t, observer: 'o1' })).toBe(false);
  });
});

describe('a correction', () => {
  const t = {
    id: 'a',
    seq: 1,
    observer: 'owner',
    at: 1234,
    from: 'p1',
    to: 'p2',
    tags: ['asking'],
    proposed: true,
    void: false,
  };
  const same = { at: 1234, from: 'p1', to: 'p2', tags: ['asking'] };
  it.each([
    ['nothing', {}, {}],
    ['the time', { at: 1000 }, { at: 1000 }],
    ['to whom, which is then chosen', { to: '*' }, { to: '*', proposed: false }],
    ['the words', { tags: ['showing', 'asking'] }, { tags: ['showing', 'asking'] }],
    ['that there is no word', { tags: [] }, { tags: null }],
  ])('says %s', (_, change, want) => {
    expect(changes(t, { ...same, ...change })).toEqual(want);
  });
});
