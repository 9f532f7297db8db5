import { circleSeat } from '../../session/seats';
import type { Participant, Seat } from '../../session/wire';

/** Where people sit, as the pad draws them: all coordinates 0 to 1. */

export type Layout = 'circle' | 'table' | 'grid';
export const LAYOUTS: readonly Layout[] = ['circle', 'table', 'grid'];

/** The seat of each person. Those without one get a seat that is free. */
export function seatsOf(people: readonly Participant[]): Map<string, Seat> {
  const out = new Map<string, Seat>();
  for (const p of people) if (p.seat) out.set(p.id, p.seat);
  for (const p of people) if (!p.seat) out.set(p.id, freeSeat([...out.values()], people.length));
  return out;
}

/** The place on the circle that is farthest from everybody. */
export function freeSeat(taken: readonly Seat[], n: number): Seat {
  const places = Math.max(8, 2 * n);
  let best = circleSeat(0, places);
  let most = -1;
  for (let i = 0; i < places; i++) {
    const seat = circleSeat(i, places);
    const near = Math.min(...taken.map((t) => distance(t, seat)));
    if (near > most + 1e-9) {
      most = near;
      best = seat;
    }
  }
  return best;
}

/**
 * The seats as seen from another side of the table. `angle` is in radians,
 * clockwise. If corners would leave the square, all seats move towards the middle
 * a little.
 */
export function turned(seats: ReadonlyMap<string, Seat>, angle: number): ReadonlyMap<string, Seat> {
  if (angle === 0) return seats;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const around = [...seats].map(([id, s]) => {
    const [x, y] = [s.x - 0.5, s.y - 0.5];
    return [id, { x: x * cos - y * sin, y: x * sin + y * cos }] as const;
  });
  const far = Math.max(0.5, ...around.map(([, s]) => Math.max(Math.abs(s.x), Math.abs(s.y))));
  const by = 0.5 / far;
  return new Map(around.map(([id, s]) => [id, { x: 0.5 + s.x * by, y: 0.5 + s.y * by }]));
}

/** Turns a seat of the turned circle back to where it is stored. */
export function turnedBack(s: Seat, angle: number): Seat {
  const [x, y] = [s.x - 0.5, s.y - 0.5];
  const [cos, sin] = [Math.cos(-angle), Math.sin(-angle)];
  return place(0.5 + x * cos - y * sin, 0.5 + x * sin + y * cos);
}

/** Where the group is drawn: in the middle, or, where people sit there, at the edge with most room. */
export function groupPlace(seats: readonly Seat[]): Seat {
  const middle = { x: 0.5, y: 0.5 };
  const free = (at: Seat) => Math.min(1, ...seats.map((s) => distance(s, at)));
  if (free(middle) >= 0.3) return middle;
  const edges = [
    { x: 0.5, y: 1 },
    { x: 0.5, y: 0 },
    { x: 0, y: 0.5 },
    { x: 1, y: 0.5 },
  ];
  return edges.reduce((a, b) => (free(b) > free(a) + 1e-9 ? b : a), middle);
}

/** Seats for `n` people in order, clockwise from the top, or row by row. */
export function arrange(layout: Layout, n: number): Seat[] {
  const all = Array.from({ length: n }, (_, i) => i);
  switch (layout) {
    case 'circle':
      return all.map((i) => circleSeat(i, n));
    case 'table':
      return all.map((i) => tableSeat(i, n));
    case 'grid':
      return all.map((i) => gridSeat(i, n));
  }
}

/** A seat at a long table: even steps around a rectangle that is wider than it is high. */
function tableSeat(i: number, n: number): Seat {
  const [w, h] = [1, 0.64];
  const around = 2 * (w + h);
  let at = ((i + 0.5) / n) * around;
  const y0 = (1 - h) / 2;
  if (at < w) return place(at, y0);
  at -= w;
  if (at < h) return place(1, y0 + at);
  at -= h;
  if (at < w) return place(1 - at, y0 + h);
  return place(0, y0 + h - (at - w));
}

/** A seat in a grid, as on a screen: rows from the top, with room for the group under them. */
function gridSeat(i: number, n: number): Seat {
  const columns = n <= 4 ? 2 : n <= 9 ? 3 : n <= 16 ? 4 : 5;
  const rows = Math.ceil(n / columns);
  const row = Math.floor(i / columns);
  const inRow = row === rows - 1 ? n - columns * (rows - 1) : columns;
  const x = (i - row * columns + 0.5 + (columns - inRow) / 2) / columns;
  return place((x - 0.5 / columns) / (1 - 1 / columns), rows === 1 ? 0.25 : (0.76 * row) / (rows - 1));
}

/** People in the order in which they sit, clockwise from the top. */
export function inOrder<T extends { id: string }>(
  people: readonly T[],
  seats: ReadonlyMap<string, Seat>,
): T[] {
  const angle = (p: T) => {
    const s = seats.get(p.id);
    if (!s) return 0;
    const a = Math.atan2(s.x - 0.5, 0.5 - s.y);
    return a < -1e-6 ? a + 2 * Math.PI : a;
  };
  return [...people].sort((a, b) => angle(a) - angle(b));
}

export function distance(a: Seat, b: Seat): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** A seat as it is stored: within the square, rounded to steps that a finger can make. */
export function place(x: number, y: number): Seat {
  const round = (v: number) => Math.round(clamp(v) * 1000) / 1000;
  return { x: round(x), y: round(y) };
}

function clamp(v: number): number {
  return Math.min(1, Math.max(0, v));
}
