import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ChangeForm } from '../../../src/pages/meeting/change-form';
import { Problem } from '../../../src/server/api';
import type { Session, Team } from '../../../src/server/api.gen';
import { circleSeat } from '../../../src/session/seats';
import { lang, loadLang } from '../../../src/ui/i18n';

beforeAll(async () => {
  await loadLang('en');
  lang.value = 'en';
});

const session = (more: Partial<Session> = {}) =>
  ({
    id: 's',
    title: 'Monday',
    state: 'planned',
    coding: 'shared',
    intention: '\nHere',
    participants: ['Anna', 'Bram'].map((name, i) => ({
      id: `p${i + 1}`,
      name,
      role: 'member',
      seat: circleSeat(i, 2),
      present: true,
    })),
    phases: [{ name: 'Budget', purpose: 'decide' }],
    codebook: { id: 'three-k', version: 1, tags: [] },
    ...more,
  }) as unknown as Session;

function setup(now = session(), first = session()) {
  const server = {
    session: vi.fn().mockResolvedValue(now),
    addEntries: vi.fn().mockResolvedValue({ results: [{ id: 'x', seq: 1 }] }),
    changeSession: vi.fn().mockResolvedValue(now),
  };
  const go = vi.fn();
  return { form: new ChangeForm(first, server, go), server, go };
}

describe('the form of a meeting that is changed', () => {
  it('shows what was planned, and sends what was changed', async () => {
    const { form, server, go } = setup();
    expect(form.people.value.map((p) => p.name)).toEqual(['Anna', 'Bram']);
    expect(form.intention.value).toEqual(['', 'Here', '']);
    form.setIntention(0, 'There');
    form.title.value = ' ';
    form.agenda.add({ name: 'Roster', purpose: '' });
    await form.submit();
    expect(server.addEntries).not.toHaveBeenCalled();
    expect(server.changeSession).toHaveBeenCalledWith('s', {
      intention: 'There\nHere',
      phases: [{ name: 'Budget', purpose: 'decide' }, { name: 'Roster' }],
    });
    expect(go).toHaveBeenCalledWith('/sessions/s/pad');
  });

  it('asks for two people at least', async () => {
    const { form, server } = setup();
    form.removePerson(form.people.value[0]?.key ?? -1);
    form.addPerson();
    await form.submit();
    expect(form.unfit.value).toBe('few');
    expect(server.session).not.toHaveBeenCalled();
  });

  it('moves somebody one place forward', () => {
    const { form } = setup();
    form.upPerson(form.people.value[1]?.key ?? -1);
    expect(form.people.value.map((p) => p.name)).toEqual(['Bram', 'Anna']);
    form.upPerson(form.people.value[0]?.key ?? -1);
    expect(form.people.value.map((p) => p.name)).toEqual(['Bram', 'Anna']);
  });

  it('takes the people of a team, before the team itself', async () => {
    const { form, server } = setup();
    const order: string[] = [];
    server.addEntries.mockImplementation(async () => {
      order.push('people');
      return { results: [] };
    });
    server.changeSession.mockImplementation(async () => order.push('team'));
    form.chooseTeam({
      id: 't1',
      people: [
        { id: 'p1', name: 'Cas' },
        { id: 'p2', name: 'Bram' },
      ],
    } as unknown as Team);
    expect(form.ofTeam()).toBe(true);
    await form.submit();
    expect(order).toEqual(['people', 'team']);
    expect(server.changeSession).toHaveBeenCalledWith('s', { team: 't1' });
  });

  it('saves nothing in a meeting that has begun, or over what somebody else changed', async () => {
    const begun = setup(session({ state: 'live' }));
    begun.form.title.value = 'Tuesday';
    await begun.form.submit();
    expect([begun.form.late.value, begun.server.changeSession.mock.calls.length]).toEqual(['begun', 0]);
    const clash = setup(session({ title: 'Wednesday' }));
    clash.form.title.value = 'Tuesday';
    await clash.form.submit();
    expect([clash.form.late.value, clash.server.changeSession.mock.calls.length]).toEqual(['clash', 0]);
    expect(clash.go).not.toHaveBeenCalled();
  });

  it('stays, and can be sent again, when the server is away or refuses somebody', async () => {
    const { form, server, go } = setup();
    form.title.value = 'Tuesday';
    server.changeSession.mockRejectedValueOnce(new Problem(0));
    await form.submit();
    expect([form.problem.value?.status, form.busy.value, go.mock.calls.length]).toEqual([0, false, 0]);
    await form.submit();
    expect(go).toHaveBeenCalledTimes(1);
    form.addPerson();
    form.renamePerson(form.people.value[2]?.key ?? -1, 'Els');
    server.addEntries.mockResolvedValueOnce({ results: [{ id: 'x', code: 'full' }] });
    await form.submit();
    expect([form.problem.value?.status, go.mock.calls.length]).toEqual([409, 1]);
  });

  it('can be sent again when the people were stored and the rest was not', async () => {
    const { form, server, go } = setup();
    form.title.value = 'Tuesday';
    form.addPerson();
    form.renamePerson(form.people.value[2]?.key ?? -1, 'Els');
    server.changeSession.mockRejectedValueOnce(new Problem(0));
    await form.submit();
    const sent: Session['participants'] = server.addEntries.mock.calls[0]?.[1].map(
      (e: { person: object }) => ({ role: 'member', ...e.person, present: true }),
    );
    const stored = session();
    stored.participants = [...stored.participants.filter((p) => sent.every((s) => s.id !== p.id)), ...sent];
    server.session.mockResolvedValue(stored);
    await form.submit();
    expect([form.late.value, go.mock.calls.length, server.addEntries.mock.calls.length]).toEqual([
      null,
      1,
      1,
    ]);
    expect(server.changeSession).toHaveBeenLastCalledWith('s', { title: 'Tuesday' });
  });

  it('changes what the leader wrote on more lines than it has', async () => {
    const long = session({ intention: 'From\nNow \nTo\nAnd on' });
    const { form, server } = setup(long, long);
    expect(form.intention.value).toEqual(['From', 'Now', 'To And on']);
    form.setIntention(0, 'Since');
    await form.submit();
    expect(form.late.value).toBeNull();
    expect(server.changeSession).toHaveBeenCalledWith('s', { intention: 'Since\nNow\nTo And on' });
  });
});
