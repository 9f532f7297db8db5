import { describe, expect, it } from 'vitest';
import type { SessionItem } from '../../src/server/api.gen';
import { sameNames } from '../../src/ui/names';
import { sorted } from '../../src/ui/use-meetings';

describe('meetings in a list', () => {
  const now = Date.parse('2026-11-30T10:00:00Z');
  const item = (id: string, state: string, started_at: string | null) =>
    ({ id, state, started_at }) as unknown as SessionItem;

  it('are sorted into what goes on now, what was prepared, and the rest', () => {
    const got = sorted(
      [
        item('later', 'planned', null),
        item('now', 'live', '2026-11-30T09:00:00Z'),
        item('pause', 'paused', '2026-11-29T11:00:00Z'),
        item('held', 'ended', '2026-11-30T08:00:00Z'),
        item('forgotten', 'live', '2026-11-29T09:00:00Z'),
      ],
      now,
    );
    const ids = (list: readonly SessionItem[]) => list.map((s) => s.id);
    expect([ids(got.running), ids(got.planned), ids(got.rest)]).toEqual([
      ['now', 'pause'],
      ['later'],
      ['held', 'forgotten'],
    ]);
  });
});

describe('names that several people have', () => {
  it('are each told once, as they were first written', () => {
    expect(sameNames(['Jan', 'Lotte', ' jan', 'JAN', 'Lot', '', ' '])).toEqual(['Jan']);
    expect(sameNames(['An', 'Anna'])).toEqual([]);
  });
});
