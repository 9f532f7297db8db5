import type { Page } from '@playwright/test';
import { expect, journey } from './journey';
import { imported, roundMeeting } from './meetings';
import { type Server, turns } from './server';

/** The sizes of the pages that the browser prints, in mm. */
async function printed(page: Page): Promise<string[]> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const boxes = [...pdf.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)];
  const pages = [...pdf.matchAll(/\/Type\s*\/Page(?!s)/g)];
  expect(boxes.length).toBe(pages.length);
  const mm = (points = '') => Math.round((Number(points) * 25.4) / 72);
  return boxes.map(([, w, h]) => `${mm(w)} x ${mm(h)}`);
}

const A4 = '210 x 297';

journey('blank sheets of a team print on three pages of A4', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const team = await server.post<{ id: string }>('/teams', {
    name: 'Wijkteam Noord',
    people: ['Anna', 'Bram', 'Chantal', 'Dirk', 'Els', 'Fatima', 'Gijs'].map((name) => ({ name })),
  });
  await page.goto(`/teams/${team.id}`);
  await page.getByRole('link', { name: m.team.onPaper }).click();
  const first = page.getByRole('article', { name: m.blank.sheet.title });
  await expect(first).toContainText('Wijkteam Noord');
  for (const name of ['Anna', 'Gijs']) await expect(first).toContainText(name);
  await expect(page.getByRole('article', { name: m.blank.words.title })).toContainText(m.blank.words.rules);
  await expect(page.getByRole('article', { name: m.blank.loop.title })).toBeVisible();
  await j.accessible();
  expect(await printed(page)).toEqual([A4, A4, A4]);
  // Nothing runs over the edge of its page.
  for (const lens of await page.getByLabel(m.blank.lens).locator('option').all()) {
    await page.getByLabel(m.blank.lens).selectOption((await lens.getAttribute('value')) ?? '');
    await expect(page.locator('.paper')).toHaveCount(3);
    for (const paper of await page.locator('.paper').all())
      expect(await paper.evaluate((p) => p.scrollHeight - p.clientHeight)).toBeLessThanOrEqual(0);
    expect(await page.locator('.paper[data-clipped="true"]').count()).toBe(0);
  }
  expect(await printed(page)).toEqual([A4, A4, A4]);

  await page.goto('/print/sheet');
  for (const seats of ['6', '12']) {
    await page.getByLabel(m.blank.seats).selectOption(seats);
    await expect(first.locator('.blank')).toHaveCount(Number(seats));
  }
  expect(await printed(page)).toEqual([A4, A4, A4]);
});

/** A meeting with loops that can be told. */
const looping = (server: Server) =>
  imported(
    server,
    roundMeeting(420, { curiosity: 'sharing', sharing: 'curiosity', judgement: 'defending' }),
    'Rond',
  );

journey('a meeting stands on one sheet of A4, with what was chosen and with the longest texts', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const id = await looping(server);
  await page.goto(`/sessions/${id}/sheet`);
  const sheet = page.getByRole('article', { name: m.title.sheet });
  await expect(sheet).toContainText(m.sheet.proposed);
  await expect(sheet.locator('.strip li').first()).toBeVisible();
  await expect(sheet).toContainText(m.sheet.foot);
  for (const name of ['Anna', 'Bram', 'Chantal']) await expect(sheet).not.toContainText(name);
  expect(await printed(page)).toEqual([A4]);
  await j.accessible();

  const etag = (await server.fetch(`/sessions/${id}/debrief`)).headers.get('ETag') ?? '';
  const strip = turns(await server.log(id));
  const log = (await server.log(id)).filter((e) => e.type === 'interaction');
  expect(strip.length).toBeGreaterThan(100);
  const long = (what: string, n: number) =>
    `${what} ${'wat ons bezighoudt en niet gezegd wordt '.repeat(200)}`.slice(0, n);
  await server.fetch(`/sessions/${id}`, {
    method: 'PATCH',
    body: JSON.stringify({ title: long('Titel', 120) }),
  });
  await server.fetch(`/sessions/${id}/debrief`, {
    method: 'PUT',
    headers: { 'If-Match': etag },
    body: JSON.stringify({
      fragment: { from: log[20]?.id, to: log[34]?.id, names: true },
      questions: [long('Vraag', 4000)],
      experiment: {
        id: crypto.randomUUID(),
        text: long('Proberen', 4000),
        owner: long('Iemand', 120),
        notice: long('Merken', 4000),
      },
    }),
  });
  await page.reload();
  await expect(sheet).toContainText('Proberen');
  await expect(sheet).toContainText('Anna'); // names were turned on for the strip
  await expect(sheet.getByText(m.sheet.clipped)).toBeVisible();
  expect(await printed(page)).toEqual([A4]);
  expect(await sheet.evaluate((p) => p.scrollHeight - p.clientHeight)).toBeLessThanOrEqual(0);
  // What was said still has its place.
  const room = await sheet.locator('.room').evaluate((r) => r.clientHeight);
  expect(room).toBeGreaterThan(60);
  await j.accessible();

  // A viewer sees what is proposed, and nothing that somebody wrote.
  const { url } = await server.post<{ url: string }>(`/sessions/${id}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
  });
  const other = await j.visitor();
  other.expectError(/status of 403/);
  await other.page.goto(url);
  await other.page.getByLabel(other.m.join.name).fill('Muur');
  await other.page.getByRole('button', { name: other.m.join.submit }).click();
  await expect(other.page).toHaveURL(/\/pad$/);
  await other.page.goto(`/sessions/${id}/sheet`);
  const theirs = other.page.getByRole('article', { name: other.m.title.sheet });
  await expect(theirs).toContainText(other.m.sheet.proposed);
  await expect(theirs).not.toContainText('Proberen');
});
