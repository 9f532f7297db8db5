import { AWAY, expect, hold, journey, keptOf, meeting, STATUS, saved, seat } from './journey';

interface Made {
  title: string;
  intention?: string;
  coding: string;
  phases: { name: string; purpose?: string }[];
  participants: { id: string; name: string; present: boolean }[];
}

journey('what was planned is changed until the meeting starts, on two devices', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const id = await meeting(server, ['Anna', 'Bram', 'Chantal'], {
    phases: [{ name: 'Rooster', purpose: 'decide' }],
    intention: 'Van ver',
  });
  const now = async () => (await (await server.fetch(`/sessions/${id}`)).json()) as Made;
  const patch = (body: object) =>
    server.fetch(`/sessions/${id}`, { method: 'PATCH', body: JSON.stringify(body) });
  const submit = page.getByRole('button', { name: m.change.submit });
  await page.reload();
  await page.getByRole('link', { name: m.action.change }).click();
  await expect(page.getByLabel(m.meeting.name)).toHaveValue('Weekstart');
  await expect(submit).toBeInViewport(); // also on a phone
  await j.accessible();
  await page.getByLabel(m.meeting.name).fill('Weekstart 2');
  await page.getByLabel(m.change.person(1), { exact: true }).fill('Anne');
  await page.getByRole('button', { name: m.change.remove('Bram'), exact: true }).click();
  await page.getByRole('button', { name: m.change.add }).click();
  await page.keyboard.type('Anne'); // the cursor is in the new field
  await expect(page.getByText(m.pad.sameNames('Anne'))).toBeVisible();
  await page.getByLabel(m.change.person(3), { exact: true }).fill('Dirk');
  await expect(page.getByText(m.pad.sameNames('Anne'))).toHaveCount(0);
  await page.getByRole('button', { name: m.prepare.addPhase }).click();
  await page.keyboard.type('Rondvraag');
  await page.getByText(m.prepare.more).click();
  await expect(page.getByLabel(m.prepare.lineOf[0] ?? '')).toHaveValue('Van ver');
  await page.getByLabel(m.prepare.lineOf[2] ?? '').fill('Naar huis');
  await page.getByLabel(m.prepare.independent).check();
  await j.accessible();
  await submit.click();
  await expect(page.getByText(m.pad.told.text)).toBeVisible();
  const first = await now();
  expect(first).toMatchObject({
    title: 'Weekstart 2',
    intention: 'Van ver\n\nNaar huis',
    coding: 'independent',
    phases: [{ name: 'Rooster', purpose: 'decide' }, { name: 'Rondvraag' }],
  });
  expect(first.participants.map((p) => [p.name, p.present])).toEqual([
    ['Anne', true],
    ['Bram', false],
    ['Chantal', true],
    ['Dirk', true],
  ]);

  // From the pad. Another device changes the meeting meanwhile: another field is
  // kept, the same one is not overwritten.
  await page.getByRole('link', { name: m.action.change }).click();
  await expect(page.getByLabel(m.meeting.name)).toHaveValue('Weekstart 2');
  await patch({ title: 'Van een ander', phases: ['Van een ander'] });
  await page.getByLabel(m.meeting.name).fill('Van mij');
  await submit.click();
  await expect(page.getByText(m.change.clash)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.change.look }).click();
  await expect(page.getByLabel(m.meeting.name)).toHaveValue('Van een ander');
  await patch({ phases: ['Nog een'] });
  await page.getByLabel(m.meeting.name).fill('Van mij');
  await submit.click();
  await expect(page.getByText(m.pad.told.text)).toBeVisible();
  expect(await now()).toMatchObject({ title: 'Van mij', phases: [{ name: 'Nog een' }] });

  // It begins on another device.
  await page.getByRole('link', { name: m.action.change }).click();
  await page.getByLabel(m.meeting.name).fill('Te laat');
  const time = new Date().toISOString();
  await server.post(`/sessions/${id}/entries`, {
    entries: [{ id: crypto.randomUUID(), type: 'state', at: 0, state: 'live', time, told: true }],
  });
  await submit.click();
  await expect(page.getByText(m.change.begun)).toBeVisible();
  await expect(submit).toBeDisabled();
  expect((await now()).title).toBe('Van mij');
  await page.reload();
  await expect(page.getByText(m.change.begun)).toBeVisible();
  await page.getByRole('link', { name: m.change.toPad }).click();
  await expect(seat(page, '*')).toBeVisible();
});

journey('a meeting that began without the server is changed when the server has it', async (j) => {
  const { page, m } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(404));
  await j.signIn();
  await page.getByRole('link', { name: m.home.start }).click();
  await page.getByLabel(m.meeting.who).fill('Anna, Bram');
  await page.route('**/api/v1/sessions', (r) => (r.request().method() === 'POST' ? r.abort() : r.continue()));
  await page.getByRole('button', { name: m.meeting.submit }).click();
  await page.getByRole('link', { name: m.action.change }).click();
  await expect(page.getByText(m.change.unmade)).toBeVisible();
  await j.accessible();
  await page.unroute('**/api/v1/sessions');
  await page.getByRole('link', { name: m.change.toPad }).click();
  await saved(page);
  await page.getByRole('link', { name: m.action.change }).click();
  await expect(page.getByLabel(m.change.person(2), { exact: true })).toHaveValue('Bram');
});

journey('a running meeting stands on top, and one that is deleted is gone everywhere', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(404));
  await j.signIn();
  const id = await meeting(server, ['Anna', 'Bram']);
  await meeting(server, ['Anna', 'Bram'], { title: 'Volgende week' });
  const line = await hold(page);
  await page.goto(`/sessions/${id}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await seat(page, 'p2').click();
  await saved(page);
  const { url } = await server.post<{ url: string }>(`/sessions/${id}/invitations`, {
    role: 'observer',
    expires_in_s: 600,
  });
  const other = await j.visitor();
  other.expectError(AWAY);
  other.expectError(STATUS(404));
  await other.page.goto(url);
  await other.page.getByLabel(m.join.name).fill('Otto');
  await other.page.getByRole('button', { name: m.join.submit }).click();
  await seat(other.page, 'p1').click();
  await saved(other.page);

  line.messages = 0; // what is tapped now is not sent
  await page.reload();
  await seat(page, 'p1').click();
  await seat(page, 'p2').click();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '2');
  await page.goto('/');
  const goOn = page.getByRole('link', { name: `${m.meetings.goOn}: Weekstart` });
  await expect(goOn).toBeInViewport();
  await expect(page.getByRole('heading', { name: m.meetings.planned })).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.meetings.removeOne('Weekstart') }).click();
  const ask = page.getByRole('dialog');
  await expect(ask.getByText(m.meetings.ask.unsent(2))).toBeVisible();
  await expect(ask.getByRole('button', { name: m.meetings.ask.no })).toBeFocused();
  await j.accessible();

  // Without the server nothing is deleted.
  await page.route(`**/sessions/${id}`, (r) => r.abort());
  await ask.getByRole('button', { name: m.meetings.ask.yes }).click();
  await expect(ask.getByRole('alert')).toBeVisible();
  expect(await keptOf(page, 'interaction')).toBe(4); // two of them are sent
  await page.unroute(`**/sessions/${id}`);
  await ask.getByRole('button', { name: m.meetings.ask.yes }).click();
  await expect(goOn).toHaveCount(0);
  await expect(page.getByText('Volgende week')).toBeVisible();
  expect(await keptOf(page, 'interaction')).toBe(0);
  await expect(other.page.getByText(m.pad.gone)).toBeVisible();
  expect(await keptOf(other.page, 'interaction')).toBe(0);
  await page.reload();
  await expect(page.getByText('Volgende week')).toBeVisible();
  await expect(page.getByText('Weekstart')).toHaveCount(0);
});

journey('the words of a lens are explained while a meeting is prepared', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  await page.getByRole('link', { name: m.home.start }).click();
  await expect(page.getByRole('button', { name: m.meeting.submit })).toBeInViewport();
  await page.getByText(m.meeting.meanings).click();
  const words = page.locator('.word-list');
  const { items } = (await (await server.fetch('/codebooks')).json()) as {
    items: {
      id: string;
      steps: { about: Record<string, string> }[];
      tags: { id: string; definition: Record<string, string>; near_miss: Record<string, string> }[];
    }[];
  };
  const book = items.find((b) => b.id === 'three-k');
  for (const step of book?.steps ?? [])
    await expect(page.getByText(step.about[j.lang] ?? '-', { exact: true })).toBeVisible();
  const asking = book?.tags.find((t) => t.id === 'curiosity');
  await page.getByRole('radio').first().check(); // four words
  await expect(words.getByText(asking?.definition[j.lang] ?? '-')).toBeVisible();
  await expect(words.getByText(asking?.near_miss[j.lang] ?? '-')).toBeVisible();
  await j.accessible();
  await page.getByLabel(m.meeting.who).fill('Jan\nJan\nLotte');
  await expect(page.getByText(m.pad.sameNames('Jan'))).toBeVisible();
});
