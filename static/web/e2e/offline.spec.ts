import { AWAY, expect, journey, keptTags, meeting, saved, seat, tag } from './journey';
import { practice } from './press';
import { turns } from './server';

const TEAM = { name: 'Zorglijn', people: [{ name: 'Anna' }, { name: 'Bram' }, { name: 'Chantal' }] };

journey(
  'a meeting begins without the server from a known team, and arrives when it is back',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(AWAY);
    const team = await server.post<{ id: string; people: { id: string }[] }>('/teams', TEAM);
    await j.signIn();
    await expect(page.getByRole('link', { name: /Zorglijn/ })).toBeVisible();
    // Waits until the page has stored itself and what it needs to start without the
    // server.
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('kompas.known.codebooks') !== null))
      .toBe(true);
    await server.kill();
    await page.goto('/');
    await page.getByRole('link', { name: m.home.start }).click();
    await page.getByRole('button', { name: /Zorglijn/ }).click();
    await page.getByRole('button', { name: m.pad.told.start }).click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
    const [anna = '', bram = ''] = team.people.map((p) => p.id);
    await seat(page, anna).click();
    await tag(page, 'asking').click();
    await expect.poll(() => keptTags(page)).toEqual(['asking']); // a tap reaches the disk some milliseconds later
    await page.reload();
    await seat(page, bram).click();
    await tag(page, 'showing').click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '3');
    await j.accessible();
    const session = new URL(page.url()).pathname.split('/')[2] ?? '';
    // The browser leaves, and comes back on another page when the server is there
    // again.
    await page.goto('about:blank');
    await server.start();
    await page.goto('/');
    await expect
      .poll(
        async () => turns(await server.log(session).catch(() => [])).map((t) => [t.from, t.to, ...t.tags]),
        {
          timeout: 20_000,
        },
      )
      .toEqual([
        [anna, '*', 'asking'],
        [bram, anna, 'showing'],
      ]);
    const { items } = (await (await server.fetch('/sessions')).json()) as { items: { team?: string }[] };
    expect(items.map((s) => s.team)).toEqual([team.id]);
  },
  { worker: true },
);

journey('two taps from last week: the same people, the same agenda', async (j) => {
  const { page, m, server } = j;
  const team = await server.post<{ id: string; people: { id: string }[] }>('/teams', TEAM);
  await meeting(server, [], {
    team: team.id,
    participants: undefined,
    phases: [{ name: 'Opening', purpose: 'inform' }, 'Rondvraag'],
  });
  await j.signIn();
  await page.getByRole('link', { name: m.home.start }).click();
  await expect(page.getByRole('button', { name: /Zorglijn/ })).toContainText(m.prepare.asLastTime);
  await j.accessible();
  await page.getByRole('button', { name: /Zorglijn/ }).click();
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await page.locator('.agenda .next').filter({ hasText: 'Opening' }).click();
  await page.keyboard.press('1');
  await page.keyboard.press((await tag(page, 'asking').getAttribute('data-key')) ?? '');
  await saved(page);
  const session = new URL(page.url()).pathname.split('/')[2] ?? '';
  expect(turns(await server.log(session)).map((t) => t.from)).toEqual([team.people[0]?.id]);
});

journey('a template, the three lines of the lead, and each observer alone', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  await page.getByRole('link', { name: m.home.start }).click();
  await page.getByLabel(m.meeting.who).fill('Anna, Bram, Chantal');
  await page.getByRole('combobox', { name: m.prepare.template }).selectOption('management');
  await page.getByRole('button', { name: m.prepare.addPhase }).click();
  await page.getByLabel(m.prepare.phaseName(5)).fill('Rondvraag');
  await page
    .getByRole('button', { name: m.prepare.removePhase(m.prepare.templates.management.phases[1] ?? '') })
    .click();
  await page.getByText(m.prepare.more).click();
  await page.getByLabel(m.prepare.lineOf[1] ?? '').fill('Vast op het rooster');
  await page.getByLabel(m.prepare.independent).check();
  await j.accessible();
  await page.getByRole('button', { name: m.meeting.submit }).click();
  await expect(page.getByText(m.pad.told.text)).toBeVisible();
  const id = new URL(page.url()).pathname.split('/')[2] ?? '';
  const s = (await (await server.fetch(`/sessions/${id}`)).json()) as Record<string, unknown>;
  const [first, , third, fourth] = m.prepare.templates.management.phases;
  expect(s).toMatchObject({
    coding: 'independent',
    intention: '\nVast op het rooster',
    phases: [
      { name: first, purpose: 'inform' },
      { name: third, purpose: 'weigh' },
      { name: fourth, purpose: 'decide' },
      { name: 'Rondvraag' },
    ],
  });
});

journey(
  'a panel interview observes the panel, each observer alone, with the codebook that suits it',
  async (j) => {
    const { page, m, server } = j;
    await j.signIn();
    await page.getByRole('link', { name: m.home.start }).click();
    const panel = m.prepare.templates.panel;
    await page.getByRole('combobox', { name: m.prepare.template }).selectOption('panel');
    await expect(page.getByText(panel.hint)).toBeVisible();
    await expect(page.getByLabel(m.meeting.who)).toHaveValue(panel.people.join('\n'));
    await j.accessible();
    // Names that were typed are kept.
    await page.getByLabel(m.meeting.who).fill('Anna, Bram, Kandidaat');
    await page.getByRole('combobox', { name: m.prepare.template }).selectOption('role-play');
    await page.getByRole('combobox', { name: m.prepare.template }).selectOption('panel');
    await page.getByRole('button', { name: m.meeting.submit }).click();
    await expect(page.getByText(m.pad.told.text)).toBeVisible();
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const s = (await (await server.fetch(`/sessions/${id}`)).json()) as {
      participants: { name: string }[];
      phases: { name: string }[];
      codebook: { id: string };
      coding: string;
    };
    expect(s.participants.map((p) => p.name)).toEqual(['Anna', 'Bram', 'Kandidaat']);
    expect(s.phases.map((p) => p.name)).toEqual(panel.phases);
    expect([s.codebook.id, s.coding]).toEqual(['compassion-cycle', 'independent']);
  },
);

journey('the practice: two minutes, and what came of it, step by step', async (j) => {
  const { page, m } = j;
  await j.signIn();
  await page.clock.install();
  await page.getByRole('link', { name: m.home.start }).click();
  await page.getByRole('link', { name: m.prepare.practice }).click();
  await expect(page.getByRole('button', { name: 'Begin' })).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: 'Begin' }).click();
  await expect(page.locator('.script .line')).toBeVisible();
  await seat(page, 'p1').click();
  await tag(page, 'contributing').click();
  await page.clock.runFor(5_000);
  await seat(page, 'p2').click();
  await tag(page, 'asking').click();
  await page.clock.runFor(120_000);
  const result = page.getByText(/2 (van de|of) 24/);
  await expect(result).toBeVisible();
  await expect(page.getByText(/1 (van de|of) 2$/)).toBeVisible();
  await j.accessible();
  // Again, stopped after one line, and corrected in the words of the buttons.
  const t = practice(m);
  await page.getByRole('button', { name: t.again }).click();
  await expect(page.getByRole('banner')).toContainText(t.kept); // and not that it is saved
  await expect(page.locator('[data-sync]')).toHaveCount(0);
  await seat(page, 'p1').click();
  await tag(page, 'settling').click();
  await page.getByRole('button', { name: m.pad.end, exact: true }).click();
  await expect(page.getByText(t.caught(1, 1))).toBeVisible();
  await page.getByText(t.differences).click();
  const [sample, own] = j.lang === 'nl' ? ['inbrengen', 'afspreken'] : ['contributing', 'settling'];
  await expect(page.getByText(t.difference(sample, own))).toBeVisible();
});
