import { expect, journey } from './journey';
import { madeMeeting } from './meetings';

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

  // A short meeting: the page says that it is too few, and is a good page still.
  await add(60);
  await page.reload();
  await expect(page.getByText(t.why['too-few'])).toBeVisible();
  await j.accessible();

  for (const turns of [300, 240, 260, 280]) await add(turns);
  await page.reload();
  const picture = page.locator('[data-chart="trends"]');
  await expect(picture).toHaveAttribute('data-drawn', /.+/);
  await expect(page.getByRole('heading', { name: t.back })).toBeVisible();
  await expect(page.getByText(t.togetherAbout(5))).toBeVisible();
  await page.getByText(m.pad.asTable).click();
  await expect(page.locator('.trends tbody tr')).toHaveCount(5);
  await page.getByLabel(t.measure).selectOption('yardstick:0');
  await expect(page.getByRole('heading', { name: 'Wij vragen eerst' })).toBeVisible();
  await page.getByLabel(t.purpose).selectOption('decide');
  await expect(page.getByText(t.none)).toBeVisible(); // no item was for deciding
  await j.accessible();
});
