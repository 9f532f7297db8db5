import { describe, expect, it } from 'vitest';
import { changesOf, isCircle, type Plan, planOf } from '../../../src/pages/meeting/plan';
import type { Session } from '../../../src/server/api.gen';
import { circleSeat } from '../../../src/session/seats';

function session(more: Partial<Session> = {}, names = ['Anna', 'Bram', 'Chantal']): Session {
  const participants = names.map((name, i) => ({
    id: `p${i + 1}`,
    name,
    role: 'member' as const,
    seat: circleSeat(i, names.length),
    present: true,
  }));
  return {
    id: 's',
    title: 'Monday',
    state: 'planned',
    coding: 'shared',
    participants,
    phases: [{ name: 'Budget', purpose: 'decide' }],
    ...more,
  } as unknown as Session;
}

const changed = (more: Partial<Plan>, now = session()) =>
  changesOf(planOf(session()), { ...planOf(session()), ...more }, now, () => 'new');
const people = (...names: [string | undefined, string][]) => names.map(([id, name]) => ({ id, name }));

describe('what is sent when a plan is changed', () => {
  it('is nothing without a change, and only what was changed', () => {
    expect(changed({})).toEqual({ patch: {}, people: [] });
    expect(changed({ title: 'Tuesday', coding: 'independent' })).toEqual({
      patch: { title: 'Tuesday', coding: 'independent' },
      people: [],
    });
    expect(changed({ phases: [], team: 't1', intention: 'Here' })?.patch).toEqual({
      phases: [],
      team: 't1',
      intention: 'Here',
    });
  });

  it('leaves what another device changed meanwhile, unless it is the same field', () => {
    const now = session({ title: 'Wednesday' });
    expect(changed({ intention: 'Here' }, now)?.patch).toEqual({ intention: 'Here' });
    expect(changed({ title: 'Tuesday' }, now)).toBe(null);
    expect(changed({ title: 'Wednesday' }, now)?.patch).toEqual({}); // the same change, as after a lost answer
  });

  it('keeps the ids of those who stay, also with another name, and seats everybody anew', () => {
    const c = changed({
      people: people(['p1', 'Anne'], ['p3', 'Chantal'], [undefined, 'Els'], [undefined, 'Finn']),
    });
    const of = (id: string, name: string, place: number) => ({
      type: 'participant',
      person: { id, name, seat: circleSeat(place, 4) },
      present: true,
    });
    expect(c?.people).toEqual([
      { type: 'participant', person: { id: 'p2', name: 'Bram' }, present: false },
      of('p1', 'Anne', 0),
      of('p3', 'Chantal', 1),
      of('new', 'Els', 2),
      of('new', 'Finn', 3),
    ]);
  });

  it('knows somebody who was taken off the list before', () => {
    const now = session();
    (now.participants[1] as { present: boolean }).present = false;
    const c = changesOf(
      planOf(now),
      { ...planOf(now), people: people(['p1', 'Anna'], ['p3', 'Chantal'], [undefined, 'Bram']) },
      now,
      () => 'new',
    );
    expect(c?.people.map((e) => (e.person as { id: string }).id)).toEqual(['p2']);
  });

  it('leaves seats that were moved by hand', () => {
    const now = session();
    (now.participants[0] as { seat: object }).seat = { x: 0.2, y: 0.3 };
    expect(isCircle(now)).toBe(false);
    const c = changesOf(
      planOf(now),
      {
        ...planOf(now),
        people: people(['p1', 'Anna'], ['p2', 'Bram'], ['p3', 'Chantal'], [undefined, 'Els']),
      },
      now,
      () => 'new',
    );
    expect(c?.people).toEqual([{ type: 'participant', person: { id: 'new', name: 'Els' }, present: true }]);
  });

  it('lists people in the order in which they sit', () => {
    const now = session();
    const [a, b] = now.participants as { seat: object }[];
    if (a && b) [a.seat, b.seat] = [b.seat, a.seat];
    expect(planOf(now).people.map((p) => p.name)).toEqual(['Bram', 'Anna', 'Chantal']);
  });
});
