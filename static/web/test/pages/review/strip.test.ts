import { describe, expect, it } from 'vitest';
import { eventOf, lasted, pausesOf } from '../../../src/pages/review/events';
import { following } from '../../../src/pages/review/fragment-card';
import { roundOf } from '../../../src/pages/review/loop-story';
import { cutOf, framesOf, moveEnd, placesOf, waits } from '../../../src/pages/review/strip';
import type { Turn } from '../../../src/session/fold';

const turn = (id: string, at: number, from: string, to: string, tags: string[] = []): Turn => ({
  id,
  seq: at,
  observer: 'o',
  at,
  from,
  to,
  tags,
  proposed: false,
  void: false,
});

describe('the ends of a fragment', () => {
  it('are found by the turns, in either order', () => {
    const turns = ['a', 'b', 'c'].map((id, i) => turn(id, i, 'p', 'q'));
    expect(cutOf(turns, 'a', 'c')).toEqual({ from: 0, to: 2 });
    expect(cutOf(turns, 'c', 'b')).toEqual({ from: 1, to: 2 });
    expect(cutOf(turns, 'a', 'gone')).toBeNull();
  });

  it.each([
    ['grows at its start', { from: 5, to: 14 }, 'from', -1, { from: 4, to: 14 }],
    ['shrinks at its start', { from: 5, to: 14 }, 'from', 1, { from: 6, to: 14 }],
    ['grows at its end', { from: 5, to: 14 }, 'to', 1, { from: 5, to: 15 }],
    ['moves on when it is as long as can be', { from: 5, to: 19 }, 'to', 1, { from: 6, to: 20 }],
    ['moves back when it is as long as can be', { from: 5, to: 19 }, 'from', -1, { from: 4, to: 18 }],
    ['moves on when it is as short as can be', { from: 5, to: 12 }, 'from', 1, { from: 6, to: 13 }],
    ['moves back when it is as short as can be', { from: 5, to: 12 }, 'to', -1, { from: 4, to: 11 }],
    ['stays at the first turn', { from: 0, to: 9 }, 'from', -1, { from: 0, to: 9 }],
    ['stays at the last turn', { from: 20, to: 29 }, 'to', 1, { from: 20, to: 29 }],
    ['stays when it would leave the list', { from: 22, to: 29 }, 'from', 1, { from: 22, to: 29 }],
  ] as const)('%s', (_, cut, end, by, want) => {
    expect(moveEnd(cut, end, by, 30)).toEqual(want);
  });

  it('stay where the whole meeting is shorter than a fragment', () => {
    for (const end of ['from', 'to'] as const)
      for (const by of [1, -1] as const)
        expect(moveEnd({ from: 0, to: 4 }, end, by, 5)).toEqual({ from: 0, to: 4 });
  });
});

it('gives everybody a place in the order in which they come', () => {
  const turns = [turn('a', 1, 'p3', '*'), turn('b', 2, 'p1', 'p3'), turn('c', 3, 'p3', 'p2')];
  expect([...placesOf(turns)]).toEqual([
    ['p3', 0],
    ['p1', 1],
    ['p2', 2],
  ]);
});

it('shows what the group does and pauses between the turns', () => {
  const turns = [turn('a', 1_000, 'p1', '*'), turn('b', 5_000, '*', '*'), turn('c', 90_000, 'p2', 'p1')];
  const pauses = [
    { from: 20_000, to: 80_000 },
    { from: 200_000, to: 210_000 },
  ];
  const frames = framesOf(turns, (t) => eventOf(t, 'stilte'), pauses);
  expect(frames.map((f) => f.event ?? f.id)).toEqual(['a', 'silence', 'pause', 'c']);
  expect(waits(frames)).toEqual([1_000, 2_400, 2_400]);
});

it('tells what the group did by its tag, or by the word of the mark', () => {
  expect(eventOf(turn('a', 0, 'p1', '*', ['silence']), 'stilte')).toBeNull();
  expect(eventOf(turn('a', 0, '*', '*', ['laughter']), undefined)).toBe('laughter');
  expect(eventOf(turn('a', 0, '*', '*'), 'door elkaar')).toBe('together');
  expect(eventOf(turn('a', 0, '*', '*'), 'all at once')).toBe('together');
  expect(eventOf(turn('a', 0, '*', '*', ['contributing']), 'constructor')).toBe('something');
});

it('counts a pause, and an end with a resume, as time in which the meeting stood still', () => {
  const point = (at: number, state: string) => ({ id: state + at, seq: at, at, state, time: '' });
  const clock = [
    point(0, 'live'),
    point(10, 'paused'),
    point(15, 'live'),
    point(30, 'ended'),
    point(90, 'live'),
    point(100, 'ended'),
  ];
  const pauses = pausesOf(clock);
  expect(pauses).toEqual([
    { from: 10, to: 15 },
    { from: 30, to: 90 },
  ]);
  expect(lasted({ from: 0, to: 100 }, pauses)).toBe(35);
  expect(lasted({ from: 40, to: 95 }, pauses)).toBe(5);
});

it('reads the acts of a loop from its id', () => {
  expect(roundOf('loop:judgement>defending>')).toEqual([
    { code: 'judgement', less: false },
    { code: 'defending', less: false },
  ]);
  expect(roundOf('loop:asking|holding-off>')).toEqual([
    { code: 'asking', less: true },
    { code: 'holding-off', less: false },
  ]);
  expect(roundOf('loop:0af93c')).toEqual([]);
});

it('proposes one fragment of the pattern that is shown, each once', () => {
  const of = (id: string, why: 'finding' | 'unusual') => ({ id, why, text: '', from: id, to: id, turns: 8 });
  const [odd, a, b, c] = [
    of('unusual', 'unusual'),
    of('finding:a', 'finding'),
    of('finding:b', 'finding'),
    of('finding:c', 'finding'),
  ];
  expect(following([odd, a, b], [a, b, c], 'b')).toEqual([odd, a, b]);
  expect(following([odd, a, b], [a, b, c], 'c')).toEqual([odd, c, b]);
  expect(following([odd, a], [a], '')).toEqual([odd, a]);
  expect(following([odd], [c], 'c')).toEqual([odd]);
});
