import type { Turn } from '../src/session/fold';

/** Turns between two people, alternating, at these times in ms. */
export function turnsAt(...times: number[]): Turn[] {
  return times.map((at, i) => ({
    id: `t${i + 1}`,
    seq: i + 1,
    observer: 'owner',
    at,
    from: i % 2 === 0 ? 'p1' : 'p2',
    to: i % 2 === 0 ? 'p2' : 'p1',
    tags: [],
    proposed: false,
    void: false,
  }));
}
