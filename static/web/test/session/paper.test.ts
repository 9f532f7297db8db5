import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fold } from '../../src/session/fold';
import { latest, paperItems, STEP_MS, spread } from '../../src/session/paper';
import type { Entry } from '../../src/session/wire';

const MINUTE = 60_000;

/** A meeting that is entered from paper, one thing after the other. */
class Entered {
  readonly entries: Entry[] = [];
  constructor() {
    this.add({ type: 'state', at: 0, state: 'live', time: '2026-11-30T09:00:00.000Z', told: true });
  }

  /** The log as somebody else reads it from its start. */
  fold(): Fold {
    const fold = new Fold({ participants: [] });
    for (const e of this.entries) fold.apply(e);
    return fold;
  }

  add(e: Omit<Entry, 'id'>): string {
    const seq = this.entries.length + 1;
    const id = `e${String(seq).padStart(5, '0')}`;
    this.entries.push({ id, seq, observer: 'owner', ...e } as Entry);
    return id;
  }

  turn(): string {
    return this.add({ type: 'interaction', at: latest(this.fold()) + STEP_MS, from: 'p1', to: '*' });
  }

  mark(): void {
    this.add({ type: 'mark', at: latest(this.fold()), kind: 'moment' });
  }

  /** Begins an item, after it was said how many minutes the one before took. */
  item(minutes: number | null): void {
    const at = this.spread([
      ...paperItems(this.fold())
        .map((i) => i.minutes)
        .slice(0, -1),
      minutes,
    ]);
    this.add({ type: 'phase', at, name: `item ${this.entries.length}` });
  }

  spread(minutes: readonly (number | null)[]): number {
    const { moves, end } = spread(this.fold(), minutes);
    for (const m of moves) this.add({ type: 'amend', target: m.id, set: { at: m.at } });
    return Math.max(end, latest(this.fold()));
  }

  state(state: 'live' | 'paused' | 'ended', at = latest(this.fold())): void {
    this.add({ type: 'state', at, state, time: '2026-11-30T09:00:00.000Z' });
  }

  /** The ids of all that was entered, in order of (at, seq). */
  order(): string[] {
    const fold = this.fold();
    const all = [
      ...fold.interactions(),
      ...fold.clock(),
      ...fold.ofType('phase'),
      ...fold.ofType('mark'),
    ] as { id: string; at: number; seq: number }[];
    return all.sort((a, b) => a.at - b.at || a.seq - b.seq).map((e) => e.id);
  }

  times(): number[] {
    return this.fold()
      .interactions()
      .map((t) => t.at);
  }
}

/** What somebody does while they enter a sheet. */
const doings = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.constant({ do: 'turn' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'mark' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'undo' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('item' as const),
        minutes: fc.option(fc.integer({ min: 1, max: 40 })),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('break' as const), ms: fc.integer({ min: 0, max: 900_000 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'end' as const }) },
  ),
  { maxLength: 60 },
);

function enter(all: readonly (typeof doings extends fc.Arbitrary<infer T> ? T : never)[number][]): Entered {
  const m = new Entered();
  const turns: string[] = [];
  for (const d of all) {
    if (d.do === 'turn') turns.push(m.turn());
    if (d.do === 'mark') m.mark();
    if (d.do === 'undo') {
      const target = turns.pop();
      if (target) m.add({ type: 'void', target });
    }
    if (d.do === 'item') m.item(d.minutes);
    if (d.do === 'break') {
      m.state('paused');
      m.state('live', latest(m.fold()) + d.ms);
    }
    if (d.do === 'end') {
      m.state('ended');
      m.state('live');
    }
  }
  return m;
}

const lengths = fc.array(fc.option(fc.integer({ min: 1, max: 60 })), { minLength: 61, maxLength: 61 });

describe('the times of a meeting from paper', () => {
  it('keep the order in which it was entered', () => {
    fc.assert(
      fc.property(doings, lengths, (all, minutes) => {
        const m = enter(all);
        const before = m.order();
        m.spread(minutes);
        expect(m.order()).toEqual(before);
      }),
    );
  });

  it('lie within their item, evenly, and in no break', () => {
    fc.assert(
      fc.property(doings, lengths, (all, minutes) => {
        const m = enter(all);
        const wall = m.fold().clock().at(-1)?.at ?? 0;
        const end = m.spread(minutes);
        const fold = m.fold();
        const items = paperItems(fold);
        const clock = fold.clock();
        for (const [i, item] of items.entries()) {
          const until = items[i + 1]?.from ?? end;
          const at = item.placed.flatMap((p) => (p.is === 'turn' ? [p.at] : []));
          for (const t of at) {
            expect(t).toBeGreaterThanOrEqual(item.from);
            expect(t).toBeLessThanOrEqual(until);
            for (const [j, c] of clock.entries())
              if (c.state === 'paused') expect(t <= c.at || t >= (clock[j + 1]?.at ?? 0)).toBe(true);
          }
          const free = at.filter((t) => t > wall);
          const gaps = free.slice(1).map((t, j) => t - (free[j] ?? 0));
          if (gaps.length > 0) expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('make each item as long as was said, and saying it again moves nothing', () => {
    fc.assert(
      fc.property(doings, lengths, (all, minutes) => {
        const m = enter(all);
        const wall = m.fold().clock().at(-1)?.at ?? 0;
        const first = m.spread(minutes);
        const items = paperItems(m.fold());
        for (const [i, item] of items.entries()) {
          const until = items[i + 1]?.from ?? first;
          const said = minutes[i];
          if (item.placed[0]?.is === 'phase' && item.from > wall && said != null)
            expect(until - item.from).toBe(said * MINUTE);
        }
        const again = spread(m.fold(), minutes);
        expect(again.moves).toEqual([]);
      }),
    );
  });

  it('keep a mark before the first item, also where its turn was undone', () => {
    const m = new Entered();
    const turn = m.turn();
    m.mark();
    m.item(null);
    m.add({ type: 'void', target: turn });
    const before = m.order();
    m.spread([null]);
    expect(m.order()).toEqual(before);
    expect(spread(m.fold(), [null]).moves).toEqual([]);
  });

  it('are even in items of ten and of five minutes', () => {
    const m = new Entered();
    m.add({ type: 'phase', at: 0, name: 'Rondje' });
    for (let i = 0; i < 4; i++) m.turn();
    m.item(10);
    for (let i = 0; i < 2; i++) m.turn();
    m.spread([10, 5]);
    expect(m.times().map((t) => t / MINUTE)).toEqual([1.25, 3.75, 6.25, 8.75, 11.25, 13.75]);
    m.state('ended', m.spread([10, 5]));
    expect(paperItems(m.fold()).map((i) => i.minutes)).toEqual([10, 5]);
  });

  it('know the minutes of no item of which nobody said how long it took', () => {
    const m = new Entered();
    for (let i = 0; i < 12; i++) m.turn();
    m.item(null);
    m.turn();
    expect(paperItems(m.fold()).map((i) => i.minutes)).toEqual([null, null]);
  });
});
