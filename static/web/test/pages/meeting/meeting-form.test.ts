import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MeetingForm, MOST_PEOPLE } from '../../../src/pages/meeting/meeting-form';
import { Problem } from '../../../src/server/api';
import type { Codebook, SessionItem, Team } from '../../../src/server/api.gen';
import { lang, loadLang } from '../../../src/ui/i18n';

beforeAll(async () => {
  await loadLang('en');
  lang.value = 'en';
});

const codebook = (id: string) => ({ id, labels: { en: id }, tags: [] }) as unknown as Codebook;
const team = { id: 't1', name: 'Wednesday', people: [{ name: 'Anna' }, { name: 'Bram' }] } as unknown as Team;

function setup(asked = '') {
  const send = vi.fn().mockResolvedValue(undefined);
  const go = vi.fn();
  const form = new MeetingForm(asked, send, go);
  form.offered = {
    teams: [team],
    codebooks: [codebook('three-k'), codebook('compassion-cycle')],
    meetings: [],
  };
  return { form, send, go, sent: () => send.mock.calls.map(([body]) => body) };
}

describe('the meeting form', () => {
  it('makes a meeting of those who were typed, and goes to its pad', async () => {
    const { form, send, go, sent } = setup();
    form.names.value = 'Anna\nBram';
    form.agenda.add();
    form.agenda.add();
    form.agenda.change(form.agenda.items.value[1]?.key ?? -1, { name: ' Budget ', purpose: 'decide' });
    form.setIntention(1, ' to listen ');
    await form.submit();
    expect(sent()).toEqual([
      {
        id: expect.any(String),
        title: expect.any(String),
        codebook: 'three-k',
        participants: [expect.objectContaining({ name: 'Anna' }), expect.objectContaining({ name: 'Bram' })],
        phases: [{ name: 'Budget', purpose: 'decide' }],
        intention: '\nto listen',
      },
    ]);
    expect(send.mock.calls[0]?.[1]).toMatchObject({ id: 'three-k' });
    expect(go).toHaveBeenCalledWith(`/sessions/${sent()[0].id}/pad`);
  });

  it('asks for two people at least, and for no more than there are seats', async () => {
    const { form, send } = setup();
    form.names.value = 'Anna';
    await form.submit();
    expect(form.unfit.value).toBe('few');
    form.names.value = Array.from({ length: MOST_PEOPLE + 1 }, (_, i) => `P${i}`).join('\n');
    await form.submit();
    expect(form.unfit.value).toBe('many');
    expect(send).not.toHaveBeenCalled();
    form.team.value = 't1';
    await form.submit();
    expect(form.unfit.value).toBe(null);
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('takes what a template says, and keeps what was typed or chosen by hand', () => {
    const { form } = setup();
    form.takeTemplate('panel');
    expect(form.agenda.items.value).toHaveLength(4);
    expect(form.names.value.split('\n').length).toBeGreaterThan(1);
    expect([form.codebook.value, form.coding.value]).toEqual(['compassion-cycle', 'independent']);
    form.takeTemplate('team');
    expect([form.names.value, form.codebook.value, form.coding.value]).toEqual(['', 'three-k', 'shared']);
    form.names.value = 'Anna';
    form.chooseCodebook('compassion-cycle');
    form.takeTemplate('panel');
    form.takeTemplate('team');
    expect(form.names.value).toBe('Anna');
    form.takeTemplate('');
    expect(form.template.value).toBe(null);
    expect(form.agenda.items.value).toHaveLength(4);
  });

  it('posts the same meeting again after a lost answer, and another one after a conflict', async () => {
    const { form, send, sent, go } = setup();
    form.names.value = 'Anna, Bram';
    send.mockRejectedValueOnce(new Problem(500)).mockRejectedValueOnce(new Problem(409));
    await form.submit();
    expect(form.problem.value?.status).toBe(500);
    await form.submit();
    expect(form.problem.value?.status).toBe(409);
    await form.submit();
    const [first, second, third] = sent().map((b) => b.id);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(go).toHaveBeenCalledTimes(1);
    expect(form.problem.value).toBe(null);
  });

  it('makes one meeting while it is asked to twice', async () => {
    const { form, sent } = setup();
    form.names.value = 'Anna, Bram';
    await Promise.all([form.submit(), form.submit()]);
    expect(sent()).toHaveLength(1);
  });

  it('of a paper sheet makes a meeting without a clock, named after its day', async () => {
    const { form, sent } = setup();
    form.names.value = 'Anna\nBram';
    form.fromPaper = true;
    form.day.value = '2026-11-26';
    await form.submit();
    expect(sent()).toEqual([
      expect.objectContaining({ timing: 'paper', title: 'Meeting of 26 November 2026' }),
    ]);
  });

  it('repeats the last meeting of a team', async () => {
    const { form, sent } = setup();
    form.offered = {
      ...form.offered,
      meetings: [
        {
          id: 's1',
          team: 't1',
          coding: 'independent',
          codebook: { id: 'compassion-cycle' },
          phases: [{ name: 'Budget', purpose: 'decide', at: 5 }, { name: 'Rest' }],
        } as unknown as SessionItem,
      ],
    };
    await form.repeat(team);
    expect(sent()).toEqual([
      expect.objectContaining({
        team: 't1',
        participants: team.people,
        codebook: 'compassion-cycle',
        coding: 'independent',
        phases: [{ name: 'Budget', purpose: 'decide' }, { name: 'Rest' }],
      }),
    ]);
  });
});
