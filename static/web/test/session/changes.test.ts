import { describe, expect, it } from 'vitest';
import { changedPresence, changedSession } from '../../src/session/changes';
import type { Presence, Session } from '../../src/session/wire';

const session = {
  id: 's',
  title: 'Monday',
  team: 't',
  intention: 'Listen',
  locked: false,
  participants: [
    { id: 'p1', name: 'An', role: 'member', present: true },
    { id: 'p2', name: 'Bo', role: 'member', present: true },
  ],
  observers: [{ id: 'owner', name: '', role: 'owner' }],
  phases: [{ name: 'Opening' }],
  codebook: { id: 'three-k', version: 1, tags: [] },
} as unknown as Session;

describe('what has changed of a session', () => {
  it('leaves what is not told', () => {
    expect(changedSession(session, { id: 's' })).toEqual(session);
  });

  it('takes what is told, and puts those who came behind the others', () => {
    const next = changedSession(session, {
      id: 's',
      locked: true,
      participants: [
        { id: 'p1', name: 'Ann', role: 'leader', present: false },
        { id: 'p3', name: 'Cy', role: 'guest', present: true },
      ],
      observers: [{ id: 'o1', name: 'Dee', role: 'observer' }],
      phases: [],
    });
    expect(next.locked).toBe(true);
    expect(next.title).toBe('Monday');
    expect(next.participants.map((p) => `${p.id} ${p.name} ${p.present}`)).toEqual([
      'p1 Ann false',
      'p2 Bo true',
      'p3 Cy true',
    ]);
    expect(next.observers.map((o) => o.id)).toEqual(['owner', 'o1']);
    expect(next.phases).toEqual([]);
    expect(next.codebook).toBe(session.codebook);
  });

  it('takes an empty text for one that was cleared', () => {
    const next = changedSession(session, { id: 's', team: '', intention: '' });
    expect(next.team).toBeUndefined();
    expect(next.intention).toBeUndefined();
  });
});

describe('who is there', () => {
  const who = (observer: string): Presence => ({ observer, name: observer, role: 'observer' });
  it('goes from one message to the next', () => {
    let there = changedPresence([], { type: 'presence', observers: [who('a'), who('b')] });
    there = changedPresence(there, { type: 'presence', observers: [who('c')], gone: ['a'] });
    expect(there.map((p) => p.observer)).toEqual(['b', 'c']);
    there = changedPresence(there, { type: 'presence', observers: [], gone: ['b', 'z'] });
    expect(there.map((p) => p.observer)).toEqual(['c']);
  });
});
