import { describe, expect, it } from 'vitest';
import {
  ENDED,
  isUnderWay,
  MINUTES,
  moved,
  nameAt,
  partOf,
  SCREENS,
  type ScreenName,
  screenOf,
  stepAt,
  walk,
} from '../../../../src/pages/review/debrief/steps';

/** A picture with two questions, and a guess; no fragment. */
const parts = (name: ScreenName) =>
  name === 'fragment' ? 0 : name === 'picture' || name === 'noticed' ? 2 : 1;

describe('the steps of a debrief', () => {
  it('are the screen, and ten times the part of it', () => {
    expect([screenOf(24), partOf(24), stepAt(4, 2)]).toEqual([4, 2, 24]);
    expect(nameAt('ten', 24)).toBe('picture');
    expect(nameAt('long', 24)).toBe('fragment');
    expect([nameAt('ten', 0), nameAt('ten', 7), nameAt('long', 9), nameAt('ten', ENDED)]).toEqual([
      null,
      null,
      'thanks',
      null,
    ]);
    expect([0, 1, 24, 99, ENDED].map(isUnderWay)).toEqual([false, true, true, true, false]);
  });

  it('go through all parts of a screen before the next, past screens with nothing to show', () => {
    expect(walk('ten', () => 1)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(walk('long', () => 1)).toEqual([1, 2, 3, 4, 5, 6, 36, 7, 8, 9]);
    const steps = walk('ten', parts);
    expect(steps).toEqual([1, 2, 12, 4, 14, 5, 6]);
    const there = [1];
    for (let i = 0; i < steps.length; i++) there.push(moved(steps, there.at(-1) ?? 0, 1));
    expect(there).toEqual([1, 2, 12, 4, 14, 5, 6, 6]);
    const back = [6];
    for (let i = 0; i < steps.length; i++) back.push(moved(steps, back.at(-1) ?? 0, -1));
    expect(back).toEqual([6, 5, 14, 4, 12, 2, 1, 1]);
  });

  it('lead on from a step that is not walked through', () => {
    const steps = walk('ten', parts);
    expect([moved(steps, 24, 1), moved(steps, 24, -1)]).toEqual([5, 14]); // when it went otherwise
    expect([moved(steps, 3, 1), moved(steps, 3, -1)]).toEqual([4, 12]); // the fragment was taken away
    expect(moved(steps, 0, 1)).toBe(1);
  });

  it('have a time for each screen, ten minutes together in the short form', () => {
    for (const form of ['ten', 'long'] as const) expect(MINUTES[form]).toHaveLength(SCREENS[form].length);
    expect(MINUTES.ten.reduce((a, b) => a + b)).toBe(10);
  });
});
