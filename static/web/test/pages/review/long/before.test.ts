import { expect, it } from 'vitest';
import { beliefsBefore } from '../../../../src/pages/review/debrief/long/before';
import type { SessionItem } from '../../../../src/server/api.gen';

const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T09:00:00.000Z`;
const meeting = (id: string, on: number, head = 9) =>
  ({ id, head, created_at: day(on), started_at: day(on), participants: [] }) as unknown as SessionItem;
const uuid = (n: number) => `0199f5c2-7d5e-7c3a-9d0e-${String(n).padStart(12, '0')}`;
const belief = (n: number, text: string) => ({
  seq: n,
  id: uuid(n),
  type: 'belief',
  observer: 'owner',
  at: 5,
  text,
  direction: 'hindering',
});

/** A server with these meetings of the team, newest made first, and these logs. */
function server(items: SessionItem[], logs: Record<string, object[]>) {
  const asked: string[] = [];
  return {
    asked,
    sessions: async (_: number, __?: string, team?: string) => ({ items: team === 't' ? items : [] }),
    log: async (id: string) => {
      asked.push(id);
      return (logs[id] ?? []).map((e) => `${JSON.stringify(e)}\n`).join('');
    },
  };
}
const now = { id: 'now', team: 't', created_at: day(20), started_at: day(20) };

it('finds what was written at the latest earlier meeting with beliefs, by when meetings were', async () => {
  const s = server(
    [meeting('later', 25), meeting('old', 3), meeting('now', 20), meeting('last', 18), meeting('with', 11)],
    {
      later: [belief(1, 'not yet')],
      last: [
        belief(1, 'taken away'),
        { seq: 2, id: uuid(2), type: 'void', observer: 'owner', target: uuid(1) },
      ],
      with: [{ seq: 1, id: 'r', type: 'redacted' }, belief(2, 'we never say no')],
      old: [belief(1, 'too old')],
    },
  );
  expect(await beliefsBefore(now, s)).toMatchObject({
    at: Date.parse(day(11)),
    beliefs: [{ text: 'we never say no', helping: false }],
  });
  expect(s.asked).toEqual(['last', 'with']);
});

it('says nothing where there are none, and asks for few logs', async () => {
  const many = Array.from({ length: 15 }, (_, i) => meeting(`m${i}`, i + 1));
  const s = server([...many, meeting('empty', 19, 0)], {});
  expect(await beliefsBefore(now, s)).toBeNull();
  expect(s.asked).toHaveLength(6);
  expect(s.asked).not.toContain('empty');
  expect(await beliefsBefore({ ...now, team: undefined }, s)).toBeNull();
});
