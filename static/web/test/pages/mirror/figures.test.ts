import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mirrorEn } from '../../../src/messages/mirror-en';
import { mirrorNl } from '../../../src/messages/mirror-nl';
import {
  evenness,
  fewWords,
  inTriangle,
  pace,
  spoken,
  toEverybody,
  WINDOW_MS,
} from '../../../src/pages/mirror/figures';
import type { Undoable } from '../../../src/session/fold';
import { isOn } from '../../../src/ui/mirror-on';
import { turnsAt } from '../../turns';

const spread: { counts: number[]; evenness: number | null }[] = JSON.parse(
  readFileSync(new URL('../../../../../analysis/stats/testdata/evenness.json', import.meta.url), 'utf8'),
);

describe('the spread of turns', () => {
  it.each(spread)('is the evenness that the server computes: $counts', (c) => {
    if (c.evenness === null) expect(evenness(c.counts)).toBeNull();
    else expect(evenness(c.counts)).toBeCloseTo(c.evenness, 12);
  });
});

describe('to whom the team speaks', () => {
  it('is the share of turns to everybody', () => {
    const turns = turnsAt(1, 2, 3, 4).map((t, i) => (i === 0 ? { ...t, to: '*' } : t));
    expect(toEverybody(turns)).toBe(0.25);
    expect(toEverybody([])).toBeNull();
  });
});

describe('a share that is said aloud', () => {
  const said = (share: number) => [mirrorNl.address(...spoken(share)), mirrorEn.address(...spoken(share))];
  it.each([
    [0.16, 'Eén op de zes beurten is voor iedereen', 'One turn in six is to everybody'],
    [0.42, 'Twee op de vijf beurten zijn voor iedereen', 'Two turns in five are to everybody'],
    [0.95, 'Negen op de tien beurten zijn voor iedereen', 'Nine turns in ten are to everybody'],
    [0.01, 'Eén op de twintig beurten is voor iedereen', 'One turn in twenty is to everybody'],
    [0, 'Geen beurt is voor iedereen', 'No turn is to everybody'],
    [1, 'Elke beurt is voor iedereen', 'Every turn is to everybody'],
  ])('of %f is the nearest simple one', (share, inDutch, inEnglish) => {
    expect(said(share)).toEqual([inDutch, inEnglish]);
  });
});

describe('the pace', () => {
  const now = 1_000_000;
  it('is the turns of the last minutes', () => {
    const from = now - WINDOW_MS;
    expect(pace(turnsAt(from - 1, from, from + 1, now, now + 1), now)).toEqual([from + 1, now]);
  });
});

describe('the triangle', () => {
  it('has its corners left, right and on top, and the even mixture in the middle', () => {
    const side = 2 / Math.sqrt(3);
    expect(inTriangle([1, 0, 0])).toEqual({ x: 0, y: 0 });
    expect(inTriangle([0, 1, 0])).toEqual({ x: side, y: 0 });
    expect(inTriangle([0, 0, 1])).toEqual({ x: side / 2, y: 1 });
    const middle = inTriangle([1 / 3, 1 / 3, 1 / 3]);
    expect(middle?.x).toBeCloseTo(side / 2, 12);
    expect(middle?.y).toBeCloseTo(1 / 3, 12);
  });
  it('has no point while there is nothing to share', () => {
    expect(inTriangle([null, null, null])).toBeNull();
    expect(inTriangle([])).toBeNull();
  });
});

describe('the mirror', () => {
  const note = (text: string, visibility: 'private' | 'shared' = 'shared'): Undoable => ({
    id: text,
    type: 'note',
    text,
    visibility,
    void: false,
  });
  it('is off until a shared note says that it is on, in either language', () => {
    expect(isOn([])).toBe(false);
    expect(isOn([note(mirrorEn.noteOn)])).toBe(true);
    expect(isOn([note(mirrorNl.noteOn), note('koffie')])).toBe(true);
    expect(isOn([note(mirrorEn.noteOn, 'private')])).toBe(false);
  });
  it('follows the last word, whatever its language', () => {
    expect(isOn([note(mirrorEn.noteOn), note(mirrorNl.noteOff)])).toBe(false);
    expect(isOn([note(mirrorEn.noteOff), note(mirrorNl.noteOn)])).toBe(true);
  });
});

it('knows where only the few words were used', () => {
  const book = {
    id: 'b',
    version: 1,
    tags: [],
    steps: [
      { id: 'core', codes: ['a', 'b'] },
      { id: 'full', codes: ['c'] },
    ],
  };
  expect(fewWords(book, { a: 3, b: 1 })).toBe(true);
  expect(fewWords(book, { a: 3, c: 1 })).toBe(false);
  expect(fewWords(book, {})).toBe(false);
  expect(fewWords({ ...book, steps: [] }, { a: 3 })).toBe(false);
  expect(fewWords(undefined, { a: 3 })).toBe(false);
});
