import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begun, Replay } from '../../../src/pages/review/replay';
import {
  between,
  isWhole,
  LEAST_MS,
  moveEdge,
  type Span,
  share,
  shift,
  timeAt,
  zoom,
} from '../../../src/pages/review/stretch';
import { turnsAt } from '../../turns';

const WHOLE: Span = { from: 10_000, to: 110_000 };

describe('a stretch of time', () => {
  it('lies between two times, whichever came first', () => {
    expect(between(30_000, 70_000, WHOLE)).toEqual({ from: 30_000, to: 70_000 });
    expect(between(70_000, 30_000, WHOLE)).toEqual({ from: 30_000, to: 70_000 });
    expect(between(0, 500_000, WHOLE)).toEqual(WHOLE);
    expect(between(109_000, 110_000, WHOLE)).toEqual({ from: 105_000, to: 110_000 });
  });

  it('keeps its length when it is moved, and stays inside', () => {
    const s = { from: 30_000, to: 50_000 };
    expect(shift(s, 10_000, WHOLE)).toEqual({ from: 40_000, to: 60_000 });
    expect(shift(s, -90_000, WHOLE)).toEqual({ from: 10_000, to: 30_000 });
    expect(shift(s, 90_000, WHOLE)).toEqual({ from: 90_000, to: 110_000 });
  });

  it('keeps the time under the pointer in its place when it is zoomed', () => {
    const s = zoom(WHOLE, 35_000, 0.5, WHOLE);
    expect(s).toEqual({ from: 22_500, to: 72_500 });
    expect(share(35_000, s)).toBeCloseTo(share(35_000, WHOLE), 9);
    expect(isWhole(zoom(s, 35_000, 100, WHOLE), WHOLE)).toBe(true);
  });

  it('always lies inside and is never too short', () => {
    const at = fc.integer({ min: -200_000, max: 300_000 });
    const edge = fc.constantFrom<'from' | 'to'>('from', 'to');
    fc.assert(
      fc.property(
        at,
        at,
        at,
        edge,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (a, b, c, which, factor) => {
          const s = between(a, b, WHOLE);
          for (const t of [s, moveEdge(s, which, c, WHOLE), shift(s, c, WHOLE), zoom(s, c, factor, WHOLE)]) {
            expect(t.from).toBeGreaterThanOrEqual(WHOLE.from);
            expect(t.to).toBeLessThanOrEqual(WHOLE.to);
            expect(t.to - t.from).toBeGreaterThanOrEqual(LEAST_MS);
          }
        },
      ),
    );
  });

  it('has a place in the band and back', () => {
    expect(share(60_000, WHOLE)).toBe(0.5);
    expect(timeAt(0.5, WHOLE)).toBe(60_000);
    expect(share(0, WHOLE)).toBe(0);
    expect(timeAt(2, WHOLE)).toBe(110_000);
    expect(share(5, { from: 5, to: 5 })).toBe(0);
  });
});

/** Animation frames that come when a test says so. */
class Film {
  time = 0;
  private waiting: (() => void) | null = null;
  readonly frames = {
    now: () => this.time,
    request: (fn: () => void) => {
      this.waiting = fn;
      return 1;
    },
    cancel: () => {
      this.waiting = null;
    },
  };

  frame(ms: number): boolean {
    const fn = this.waiting;
    this.waiting = null;
    this.time += ms;
    fn?.();
    return fn !== null;
  }
}

describe('a replay', () => {
  it('goes through the stretch at its speed, and stops at its end', () => {
    const film = new Film();
    const replay = new Replay(film.frames, () => WHOLE);
    replay.speed.value = 20;
    replay.play();
    expect(replay.at.value).toBe(10_000);
    film.frame(1000);
    expect(replay.at.value).toBe(30_000);
    replay.speed.value = 60;
    film.frame(1000);
    expect(replay.at.value).toBe(90_000);
    film.frame(5000);
    expect(replay.at.value).toBe(110_000);
    expect(replay.playing.value).toBe(false);
    expect(film.frame(1000)).toBe(false);
    replay.play();
    expect(replay.at.value).toBe(10_000);
  });

  it('goes on where it was paused, or where somebody went', () => {
    const film = new Film();
    const replay = new Replay(film.frames, () => WHOLE);
    replay.speed.value = 1;
    replay.play();
    film.frame(500);
    replay.pause();
    film.frame(60_000);
    expect(replay.at.value).toBe(10_500);
    replay.play();
    film.frame(500);
    expect(replay.at.value).toBe(11_000);
    replay.seek(50_000);
    film.frame(100);
    expect(replay.at.value).toBe(50_100);
    replay.stop();
    expect(replay.at.value).toBeNull();
    expect(replay.playing.value).toBe(false);
  });

  it('begins at the start where the stretch has moved away from it, and not at all in an empty one', () => {
    const film = new Film();
    let span = WHOLE;
    const replay = new Replay(film.frames, () => span);
    replay.seek(100_000);
    span = { from: 20_000, to: 60_000 };
    replay.play();
    expect(replay.at.value).toBe(20_000);
    replay.stop();
    span = { from: 0, to: 0 };
    replay.play();
    expect(replay.playing.value).toBe(false);
  });

  it('knows which turns have begun', () => {
    const turns = turnsAt(100, 200, 200, 300);
    expect([0, 100, 199, 200, 300, 999].map((at) => begun(turns, at))).toEqual([0, 1, 1, 3, 4, 4]);
    expect(begun([], 5)).toBe(0);
  });
});
