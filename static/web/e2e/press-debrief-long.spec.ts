import { randomUUID } from 'node:crypto';
import { expect, journey } from './journey';
import { imported, roundMeeting } from './meetings';
import { at, brings, logs, one, pressAll, type Row, type Scene, types, type Words } from './press';

const TEXTS = ['We zeggen ja', 'En nee'];
const LOOP = 'curiosity>sharing>';
const belief = (text: string) => ({
  id: randomUUID(),
  type: 'belief',
  at: 1000,
  text,
  direction: 'hindering',
  loops: [LOOP, 'link:curiosity>sharing'],
});

journey('everything that only the long debrief has does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const team = await server.post<{ id: string }>('/teams', { name: 'Zorg', people: [] });
  const ofTeam = async (title: string, turns: number) => {
    const csv = roundMeeting(turns, { curiosity: 'sharing', sharing: 'curiosity' });
    const id = await imported(server, csv, title);
    await server.fetch(`/sessions/${id}`, { method: 'PATCH', body: JSON.stringify({ team: team.id }) });
    return id;
  };
  const adds = (id: string, entries: object[]) => server.post(`/sessions/${id}/entries`, { entries });
  await adds(await ofTeam('Eerder', 60), [belief('Snel is ook goed')]);
  const session = await ofTeam('Rond', 420);

  /** Begins with this written, and with nothing that was written before. */
  const written = async (texts: readonly string[]) => {
    const old = (await server.log(session)).filter((e) => e.type === 'belief');
    const gone = old.map((e) => ({ id: randomUUID(), type: 'void', target: e.id }));
    const all = [...gone, ...texts.map(belief)];
    if (all.length > 0) await adds(session, all);
  };
  const opens = async (step: number, until: string, ...texts: string[]) => {
    await at(page, '/settings', 'main');
    await written(texts);
    await expect(async () => {
      const address = `/sessions/${session}/debrief`;
      const etag = (await server.fetch(address)).headers.get('ETag') ?? '';
      const d = { form: 'long', finding: `loop:${LOOP}`, loop: `loop:${LOOP}`, step, shown: true };
      await server.fetch(address, { method: 'PUT', body: JSON.stringify(d), headers: { 'If-Match': etag } });
    }).toPass();
    await page.evaluate((k) => sessionStorage.setItem(k, 'lead'), `kompas.debrief.${session}`);
    await at(page, `/sessions/${session}/debrief`, until);
    return session;
  };
  const clouds = (...texts: string[]) => opens(36, '.legs li:nth-child(2)', ...texts);
  const words = (m: Words) => page.getByLabel(m.debriefLong.under.label);
  const another = (m: Words) => page.getByRole('button', { name: m.debriefLong.under.another });
  const scenes: Scene[] = [
    { name: 'empty clouds', open: () => clouds() },
    { name: 'with one written', open: () => clouds('We zeggen ja') },
    {
      name: 'writing',
      open: async (m) => {
        await clouds('We zeggen ja');
        await another(m).click();
        return session;
      },
    },
    {
      name: 'changing',
      open: async (m) => {
        await clouds('We zeggen ja');
        await page.getByRole('button', { name: m.debriefLong.under.change('We zeggen ja') }).click();
        return session;
      },
    },
    {
      name: 'just written',
      open: async (m) => {
        await clouds('We zeggen ja');
        await another(m).click();
        await words(m).fill('En nee');
        await page.getByRole('button', { name: m.debriefLong.under.helping }).click();
        return session;
      },
    },
    { name: 'putting right', open: () => opens(7, 'textarea') },
  ];
  const rows: Row[] = [
    {
      kind: 'button',
      name: (m) => one(m.debriefLong.under.starts.map((s) => s.label)),
      does: brings(async (a) => {
        const start = a.m.debriefLong.under.starts.find((s) => s.label === a.name);
        await expect(words(a.m)).toHaveValue(start?.text ?? '');
        await expect(words(a.m)).toBeFocused();
      }),
    },
    {
      kind: 'button',
      name: (m) => one(TEXTS.map(m.debriefLong.under.change)),
      does: brings(async (a) =>
        expect(words(a.m)).toHaveValue(TEXTS.find((t) => a.name.endsWith(t)) ?? 'one of them'),
      ),
    },
    {
      kind: 'button',
      name: (m) => m.debriefLong.under.another,
      does: brings(async (a) => expect(words(a.m)).toHaveValue('')),
    },
    {
      kind: 'button',
      name: (m) => m.debriefLong.before.title,
      does: brings(async (a) => {
        await expect(page.getByText('Snel is ook goed')).toBeVisible();
        await a.it.click();
        await expect(page.getByText('Snel is ook goed')).toHaveCount(0);
      }),
    },
    {
      kind: 'text',
      on: ['writing', 'changing'],
      name: (m) => m.debriefLong.under.label,
      does: types('In dit team geldt rust', async (a) => {
        await page.getByRole('button', { name: a.m.debriefLong.under.hindering }).click();
        await expect
          .poll(async () => (await server.log(a.id)).at(-1))
          .toMatchObject({ type: 'belief', text: 'In dit team geldt rust', direction: 'hindering' });
      }),
    },
    {
      kind: 'button',
      on: ['writing', 'changing'],
      name: (m) => m.debriefLong.under.helping,
      does: logs({ type: 'belief', text: 'We zeggen ja', direction: 'helping' }),
    },
    {
      kind: 'button',
      on: ['writing', 'changing'],
      name: (m) => m.debriefLong.under.hindering,
      does: logs({ type: 'belief', text: 'We zeggen ja', direction: 'hindering' }),
    },
    {
      kind: 'button',
      on: ['writing', 'changing'],
      name: (m) => m.debriefLong.under.cancel,
      does: brings(async (a) => expect(words(a.m)).toHaveCount(0)),
    },
    {
      kind: 'button',
      on: ['changing'],
      name: (m) => m.debriefLong.under.takeAway,
      does: logs({ type: 'void' }),
    },
    {
      kind: 'button',
      on: ['just written'],
      name: (m) => m.debriefLong.under.undo,
      does: brings(async () => expect(page.getByText('En nee')).toHaveCount(0)),
    },
    {
      kind: 'text',
      name: (m) => m.debriefLong.putRight.label,
      does: types('We bellen terug', async (a) => {
        await expect
          .poll(async () => (await server.fetch(`/sessions/${a.id}/debrief`)).json())
          .toMatchObject({ put_right: 'We bellen terug' });
      }),
    },
  ];
  await pressAll(j, scenes, rows, j.lang, false, { only: '.long-screen' });
});

journey('what was written under a loop can be taken away on Look back, and put back', async (j) => {
  const { page, server } = j;
  await j.signIn();
  const session = await imported(server, roundMeeting(), 'Rond');
  await server.post(`/sessions/${session}/entries`, { entries: [belief('We zeggen ja')] });
  const open = async () => {
    await at(page, '/settings', 'main');
    await at(page, `/sessions/${session}/review#under`, '.written-under li');
    return session;
  };
  const rows: Row[] = [
    {
      kind: 'button',
      name: (m) => m.debriefLong.written.takeAway('We zeggen ja'),
      does: async (a) => {
        await logs({ type: 'void' })(a);
        const back = page.locator('#under').getByRole('button', { name: a.m.debriefLong.under.undo });
        await logs({ type: 'restore' })({ ...a, it: back });
        await expect(page.locator('.written-under li')).toHaveCount(1);
      },
    },
  ];
  await pressAll(j, [{ name: 'written', open }], rows, j.lang, false, { only: '#under .inside' });
});
