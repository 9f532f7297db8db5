import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fold, type Turn } from '../../src/session/fold';
import type { Entry, EntryType, Header } from '../../src/session/wire';

// The fixtures of the server's fold: a log, and the state that it leads to.
const dir = new URL('../../../../observe/testdata/fold/', import.meta.url);
const TYPES: EntryType[] = [
  'interaction',
  'amend',
  'void',
  'restore',
  'phase',
  'mark',
  'note',
  'compass',
  'participant',
  'state',
  'belief',
  'experiment',
  'journal',
  'redacted',
];

interface Fixture {
  header: Header;
  entries: Entry[];
  state: unknown;
}

function turnOf({ void: _, ...t }: Turn) {
  return t;
}

function stateOf(f: Fold, entries: readonly Entry[]) {
  const items: Record<string, unknown[]> = {};
  for (const type of TYPES) {
    const list = f.ofType(type).map(({ void: _, ...e }) => e);
    if (list.length > 0) items[type] = list;
  }
  return plain({
    head: f.head,
    now: f.now(),
    started_at: f.startedAt === null ? null : new Date(f.startedAt).toISOString(),
    largest_at: f.largestAt,
    participants: f.participants(),
    interactions: f.interactions().map(turnOf),
    void: entries.flatMap((e) => {
      const t = f.turn(e.id);
      return t?.void ? [turnOf(t)] : [];
    }),
    items,
    clock: f.clock().map(({ seq, at, state }) => ({ seq, at, state })),
  });
}

function plain(v: unknown): unknown {
  return JSON.parse(JSON.stringify(v));
}

const files = readdirSync(dir).filter((n) => n.endsWith('.json'));

describe('the fold', () => {
  const seen = new Set<string>();
  it.each(files)('%s', (name) => {
    const fixture = JSON.parse(readFileSync(new URL(name, dir), 'utf8')) as Fixture;
    const fold = new Fold(fixture.header);
    for (const e of fixture.entries) {
      seen.add(e.type);
      fold.apply(e);
    }
    expect(stateOf(fold, fixture.entries)).toEqual(fixture.state);
  });
  it('was tested with entries of every type', () => {
    expect([...seen].sort()).toEqual([...TYPES].sort());
  });

  const turn = (n: number, at: number): Entry => ({
    id: `t${n}`,
    type: 'interaction',
    at,
    from: 'a',
    to: 'b',
  });

  it('puts what waits on the device after what the log holds, in the order of its making', () => {
    const fold = new Fold({ participants: [] });
    fold.apply({ ...turn(1, 10), seq: 1 });
    fold.apply(turn(2, 10));
    fold.apply(turn(3, 10));
    expect(fold.head).toBe(1);
    expect(fold.interactions().map((t) => t.id)).toEqual(['t1', 't2', 't3']);
  });

  it('leaves what it lies over as it is', () => {
    const fold = new Fold({ participants: [] });
    fold.apply({ ...turn(1, 10), seq: 1 });
    const copy = fold.over();
    copy.apply({ id: 'v', type: 'void', target: 't1' });
    copy.apply(turn(2, 20));
    expect(copy.interactions().map((t) => t.id)).toEqual(['t2']);
    expect(fold.interactions().map((t) => t.id)).toEqual(['t1']);
  });

  it('keeps the order whatever comes late, is amended, voided or restored, also over another fold', () => {
    const step = fc.oneof(
      fc.record({ k: fc.constant('turn' as const), at: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ k: fc.constant('at' as const), n: fc.nat(30), at: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ k: fc.constantFrom('void' as const, 'restore' as const), n: fc.nat(30) }),
      fc.record({ k: fc.constant('read' as const) }),
      fc.record({ k: fc.constant('over' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let fold = new Fold({ participants: [] });
        const model: { id: string; at: number; void: boolean }[] = [];
        const check = () =>
          expect(fold.interactions().map((t) => t.id)).toEqual(
            model
              .filter((t) => !t.void)
              .sort((a, b) => a.at - b.at)
              .map((t) => t.id),
          );
        for (const s of steps) {
          const target = 'n' in s ? model[s.n] : undefined;
          if (s.k === 'turn') {
            model.push({ id: `t${model.length}`, at: s.at, void: false });
            fold.apply(turn(model.length - 1, s.at));
          } else if (s.k === 'read') check();
          else if (s.k === 'over') fold = fold.over();
          else if (target && s.k === 'at') {
            target.at = s.at;
            fold.apply({ id: 'x', type: 'amend', target: target.id, set: { at: s.at } });
          } else if (target) {
            target.void = s.k === 'void';
            fold.apply({ id: 'x', type: s.k === 'void' ? 'void' : 'restore', target: target.id });
          }
        }
        check();
      }),
    );
  });

  it('knows the last own thing that undo takes back', () => {
    const fold = new Fold({ participants: [] });
    const mine = { observer: 'me' };
    fold.apply({ ...turn(1, 10), ...mine, seq: 1 });
    fold.apply({ id: 'm1', type: 'mark', at: 11, kind: 'moment', ...mine, seq: 2 });
    fold.apply({ ...turn(2, 12), observer: 'other', seq: 3 });
    expect(fold.lastOwn('me')).toBe('m1');
    fold.apply({ id: 'v1', type: 'void', target: 'm1', ...mine, seq: 4 });
    expect(fold.lastOwn('me')).toBe('t1');
    fold.apply({ id: 'v2', type: 'void', target: 't1', ...mine, seq: 5 });
    expect(fold.lastOwn('me')).toBeUndefined();
  });
});
