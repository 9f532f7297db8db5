import { expect, it } from 'vitest';
import { agendaOf, linesOfLeader } from '../../../src/pages/review/agenda';
import { halfway } from '../../../src/pages/review/review';
import type { Turn } from '../../../src/session/fold';

const turn = (id: string, at: number): Turn => ({
  id,
  seq: at,
  observer: 'o',
  at,
  from: 'p1',
  to: '*',
  tags: [],
  proposed: false,
  void: false,
});
const mark = (at: number) => ({ id: `m${at}`, type: 'mark' as const, at, kind: 'moment' as const });

it('has a line for each item as it went, for what came before, and for what was not reached', () => {
  const lines = agendaOf({
    phases: [
      { id: 'a', name: 'Rooster', from: 60_000, seq: 2, purpose: 'explore', outcome: 'follow-up' },
      { id: 'b', name: 'Rondvraag', from: 300_000, seq: 9 },
    ],
    planned: [
      { name: 'Rooster', purpose: 'explore' },
      { name: 'Weekend', purpose: 'decide' },
    ],
    turns: [30_000, 70_000, 80_000, 310_000].map((at, i) => turn(`t${i}`, at)),
    marks: [mark(10_000), mark(75_000), mark(299_999), mark(300_000)],
    pauses: [{ from: 100_000, to: 160_000 }],
    whole: { from: 0, to: 420_000 },
  });
  expect(lines).toEqual([
    { id: '', name: '', ms: 60_000, turns: 1, marks: 1 },
    { id: 'a', name: 'Rooster', purpose: 'explore', outcome: 'follow-up', ms: 180_000, turns: 2, marks: 2 },
    { id: 'b', name: 'Rondvraag', purpose: undefined, outcome: undefined, ms: 120_000, turns: 1, marks: 1 },
    { id: 'planned Weekend', name: 'Weekend', purpose: 'decide', ms: null, turns: 0, marks: 0 },
  ]);
});

it('is empty without items', () => {
  expect(
    agendaOf({
      phases: [],
      planned: [],
      turns: [turn('a', 1)],
      marks: [],
      pauses: [],
      whole: { from: 0, to: 9 },
    }),
  ).toEqual([]);
});

it('puts a missed turn halfway between its neighbours', () => {
  const turns = [turn('a', 1_000), turn('b', 4_001), turn('c', 9_000)];
  const [a, b, c] = turns as [Turn, Turn, Turn];
  expect(halfway(turns, b, 'before', [])).toBe(2_500);
  expect(halfway(turns, b, 'after', [])).toBe(6_500);
  expect(halfway(turns, a, 'before', [])).toBe(0);
  expect(halfway(turns, c, 'after', [])).toBe(11_000);
});

it('puts it before turns of the same ms, after which it would otherwise come', () => {
  const turns = [turn('a', 1_000), turn('b', 5_000), turn('c', 5_000), turn('d', 5_001)];
  const [, b, c, d] = turns as [Turn, Turn, Turn, Turn];
  expect(halfway(turns, c, 'before', [])).toBe(4_999);
  expect(halfway(turns, d, 'before', [])).toBe(5_000);
  expect(halfway(turns, b, 'after', [])).toBe(5_000);
});

it('keeps a missed turn on its side of a pause, of the next item, and of the end', () => {
  const turns = [turn('a', 1_000), turn('b', 9_000)];
  const [a, b] = turns as [Turn, Turn];
  const parts = [2_000, 7_000, 9_500];
  expect(halfway(turns, a, 'after', parts)).toBe(1_500);
  expect(halfway(turns, b, 'before', parts)).toBe(8_000);
  expect(halfway(turns, b, 'after', parts)).toBe(9_250);
  expect(halfway(turns, b, 'before', [9_000])).toBe(5_000);
});

it('keeps each line of the leader with its question', () => {
  expect(linesOfLeader('From\n\nTo')).toEqual([
    { place: 0, line: 'From' },
    { place: 2, line: 'To' },
  ]);
  expect(linesOfLeader('\nHere')).toEqual([{ place: 1, line: 'Here' }]);
  expect(linesOfLeader(undefined)).toEqual([]);
});
