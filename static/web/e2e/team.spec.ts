import { expect, journey } from './journey';
import { imported, madeMeeting, pressedMeeting } from './meetings';

journey('a team is followed over its meetings, from too few on', async (j) => {
  const { page, m, server } = j;
  const t = m.team.trends;
  const team = await server.post<{ id: string }>('/teams', {
    name: 'Zorglijn',
    yardstick: [{ text: 'Wij vragen eerst', tags: ['curiosity'], direction: 'more' }],
  });
  const add = async (turns: number) => {
    const made = await server.fetch(`/sessions/import?format=csv&as_new=true&title=Week`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: madeMeeting(turns),
    });
    const { sessions } = (await made.json()) as { sessions: { id: string }[] };
    await server.fetch(`/sessions/${sessions[0]?.id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ team: team.id }),
    });
  };
  await j.signIn();
  await page.goto(`/teams/${team.id}`);
  await expect(page.getByRole('heading', { name: t.title })).toBeVisible();
  await expect(page.getByText(t.none)).toBeVisible();
  await j.accessible();

  // A short meeting: the page says that it has too few turns, and is accessible all
  // the same.
  await add(60);
  await page.reload();
  await expect(page.getByText(t.why['too-few'])).toBeVisible();
  await j.accessible();

  for (const turns of [300, 240, 260, 280]) await add(turns);
  await page.reload();
  const picture = page.locator('[data-chart="trends"]');
  await expect(picture).toHaveAttribute('data-drawn', /.+/, { timeout: 60_000 }); // five meetings are pooled
  await expect(page.locator('[data-findings="came-back"]')).toBeVisible();
  await expect(page.locator('[data-findings="together"]')).toContainText(
    j.lang === 'nl' ? '5 overleggen samen.' : '5 meetings together.',
  );
  await page.getByText(m.pad.asTable).click();
  await expect(page.locator('.trends tbody tr')).toHaveCount(5);
  await page.getByLabel(t.measure).selectOption('yardstick:0');
  await expect(page.getByRole('heading', { name: 'Wij vragen eerst' })).toBeVisible();
  await page.getByLabel(t.purpose).selectOption('decide');
  await expect(page.getByText(t.none)).toBeVisible(); // no phase was for deciding
  await j.accessible();
});

journey('what is found over the meetings of a team opens in each of them', async (j) => {
  const { page, m, server } = j;
  const team = await server.post<{ id: string }>('/teams', {
    name: 'Zorglijn',
    people: [{ name: 'Anna' }, { name: 'Bram' }],
  });
  const ids: string[] = [];
  for (const title of ['Eerste week', 'Tweede week', 'Derde week', 'Vierde week']) {
    const id = await imported(server, pressedMeeting(24 + ids.length), title);
    await server.fetch(`/sessions/${id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ team: team.id }),
    });
    ids.push(id);
  }
  await imported(server, madeMeeting(20), 'Een ander team');
  await j.signIn();
  await page.goto(`/teams/${team.id}`);

  // It starts with the meetings, the latest first, and the next one.
  await expect(page.locator('main h2').first()).toHaveText(m.team.meetings);
  const rows = page.locator('main .list').first().locator('.row');
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText('Vierde week');
  await expect(page.getByRole('link', { name: m.team.start })).toBeVisible();
  await expect(page.locator('main h2').last()).toHaveText(m.team.about);

  // Each finding says in which meetings it was seen and how often; the link opens
  // exactly that.
  const habit = page
    .locator('[data-findings="patterns"] .sentences > li')
    .filter({ hasText: j.lang === 'nl' ? 'Na druk werd het stil' : 'After pressure it went quiet' });
  await expect(habit.locator('.question')).toHaveCount(3);
  for (const name of ['came-back', 'together']) {
    const loop = page.locator(`[data-findings="${name}"] > .sentences > li`);
    await expect(loop).not.toHaveCount(0);
    for (const one of await loop.all()) await expect(one.getByRole('link')).toHaveCount(4);
  }
  const seen = page.locator('[data-findings="together"] .sentences > li').first();
  await expect(seen).toContainText(j.lang === 'nl' ? 'In dit team gezien' : 'Seen in this team');
  await j.accessible();
  const latest = habit.getByRole('link').first();
  const many = Number(/: (\d+) moment/.exec(await latest.innerText())?.[1]);
  expect(many).toBeGreaterThan(5);
  await latest.click();
  await expect(page).toHaveURL(new RegExp(`/sessions/${ids[3]}/review\\?moments=~[\\d._]+$`));
  const panel = page.getByRole('region').filter({ has: page.locator('#moments-title') });
  await expect(panel.getByText(m.findings.momentCount(many), { exact: true })).toBeVisible();
  await expect(panel.locator('.moment')).toHaveCount(many);
  const pushed = j.lang === 'nl' ? 'doordrukken' : 'pushing through';
  for (const moment of await panel.locator('.moment').all())
    await expect(moment.locator('.line').first()).toContainText(pushed);
  await j.accessible();
  await page.reload();
  await expect(panel.locator('.moment')).toHaveCount(many);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);

  // A malformed list of turns opens nothing; turns that do not exist are left out.
  await page.goto(`/sessions/${ids[3]}/review?moments=~12.x`);
  await expect(page.locator('#finding-timeline')).toBeVisible();
  await expect(panel).toHaveCount(0);
  await page.goto(`/sessions/${ids[3]}/review?moments=~999999`);
  await expect(panel.getByText(m.review.noMoments)).toBeVisible();
});
