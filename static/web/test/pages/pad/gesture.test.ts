import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressed, turnBetween } from '../../../src/pages/pad/gesture';
import {
  arrange,
  distance,
  groupPlace,
  inOrder,
  LAYOUTS,
  seatsOf,
  turned,
  turnedBack,
} from '../../../src/pages/pad/places';
import type { Participant } from '../../../src/session/wire';

describe('a stroke from a seat', () => {
  const stroke = (o: Partial<Parameters<typeof addressed>[0]>) =>
    addressed(
      {
        from: 'a',
        over: null,
        start: { x: 0, y: 0 },
        end: { x: 0, y: 0 },
        ms: 100,
        group: { x: 100, y: 0 },
        ...o,
      },
      '*',
    );
  it('goes to the seat where it ends, however slowly', () => {
    expect(stroke({ over: 'b', end: { x: 300, y: 300 }, ms: 5000 })).toBe('b');
    expect(stroke({ over: '*', end: { x: 100, y: 0 } })).toBe('*');
  });
  it('is a tap where it ends on its own seat, or goes nowhere', () => {
    expect(stroke({ over: 'a', end: { x: 10, y: 0 } })).toBeNull();
    expect(stroke({ end: { x: 12, y: 5 } })).toBeNull();
  });
  it('is a flick to the group when it is quick and points there', () => {
    expect(stroke({ end: { x: 30, y: 0 } })).toBe('*');
    expect(stroke({ end: { x: 30, y: 20 } })).toBe('*');
    expect(stroke({ end: { x: 30, y: 40 } })).toBeNull();
    expect(stroke({ end: { x: -30, y: 0 } })).toBeNull();
    expect(stroke({ end: { x: 30, y: 0 }, ms: 600 })).toBeNull();
  });
  it('turns the short way round', () => {
    expect(turnBetween(3, -3)).toBeCloseTo(2 * Math.PI - 6);
    expect(turnBetween(-3, 3)).toBeCloseTo(6 - 2 * Math.PI);
  });
});

describe('places', () => {
  const person = (id: string, seat?: { x: number; y: number }): Participant => ({
    id,
    name: id,
    role: 'member',
    present: true,
    ...(seat ? { seat } : {}),
  });

  it('keep everybody apart and within the square in every arrangement', () => {
    for (const layout of LAYOUTS)
      for (let n = 1; n <= 24; n++) {
        const seats = arrange(layout, n);
        expect(seats).toHaveLength(n);
        for (const [i, s] of seats.entries()) {
          expect(Math.min(s.x, s.y)).toBeGreaterThanOrEqual(0);
          expect(Math.max(s.x, s.y)).toBeLessThanOrEqual(1);
          // The narrowest are the corners of a table with 24 people.
          for (const t of seats.slice(i + 1)) expect(distance(s, t)).toBeGreaterThan(0.09);
        }
        const group = groupPlace(seats);
        if (n > 1) expect(Math.min(...seats.map((s) => distance(s, group)))).toBeGreaterThan(0.09);
      }
  });

  it('find a free one for who comes late', () => {
    const seats = seatsOf([
      person('a', { x: 0.5, y: 0 }),
      person('b', { x: 0.5, y: 1 }),
      person('c'),
      person('d'),
    ]);
    const list = [...seats.values()];
    for (const [i, s] of list.entries())
      for (const t of list.slice(i + 1)) expect(distance(s, t)).toBeGreaterThan(0.3);
  });

  it('turn, stay within the square, and turn back', () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 7, noNaN: true }), (angle) => {
        const circle = new Map(arrange('circle', 7).map((s, i) => [String(i), s]));
        for (const [id, s] of turned(circle, angle)) {
          expect(Math.max(s.x, s.y)).toBeLessThanOrEqual(1 + 1e-9);
          expect(Math.min(s.x, s.y)).toBeGreaterThanOrEqual(-1e-9);
          const was = circle.get(id);
          if (was) expect(distance(turnedBack(s, angle), was)).toBeLessThan(0.01);
        }
        for (const s of turned(new Map(arrange('grid', 9).map((s, i) => [String(i), s])), angle).values())
          expect(Math.max(s.x, s.y, 1 - s.x, 1 - s.y)).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('know who sits beside whom', () => {
    const people = ['a', 'b', 'c', 'd'].map((id, i) => person(id, arrange('circle', 4)[(i + 2) % 4]));
    expect(inOrder(people, seatsOf(people)).map((p) => p.id)).toEqual(['c', 'd', 'a', 'b']);
  });
});
