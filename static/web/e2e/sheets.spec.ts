import type { Page } from '@playwright/test';
import { expect, journey, saved } from './journey';
import { imported, roundMeeting } from './meetings';
import { type LogEntry, type Server, turns } from './server';

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

/** The turns of a log with the names of their people, in order. */
const told = (log: readonly LogEntry[]) => turns(log).map((t) => `${t.from} ${t.to} ${t.tags.join('+')}`);

journey('a paper sheet of two items is entered with the keys, and looked back on', async (j) => {
  const { page, m, server } = j;
  await page.setViewportSize({ width: 1280, height: 800 });
  await j.signIn();
  await page.getByRole('link', { name: m.home.fromPaper }).click();
  await expect(page.getByRole('heading', { name: m.paper.title })).toBeVisible();
  await page.getByLabel(m.meeting.who).fill('Anna\nBram\nChantal');
  await page.getByLabel(m.paper.day).fill('2026-11-26');
  await page.getByRole('combobox', { name: m.prepare.template }).selectOption('one-to-one');
  await page.getByRole('button', { name: m.paper.submit }).click();
  await expect(page.getByText(m.observe.paper.told.text)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.observe.paper.told.start }).click();
  const id = /sessions\/([^/]+)/.exec(page.url())?.[1] ?? '';
  const items = m.prepare.templates['one-to-one'].phases;

  const word = async (tag: string) =>
    (await page.locator(`[data-tag="${tag}"]`).getAttribute('data-key')) ?? '';
  const [asks, brings, fends] = [await word('asking'), await word('contributing'), await word('holding-off')];
  const type = async (keys: string) => {
    for (const k of keys) await page.keyboard.press(k === '⌫' ? 'Backspace' : k);
  };
  // A word may come long after its turn: nobody taps along with a clock.
  await page.locator('.agenda .next').click();
  await type(`1${asks}2${brings}3${asks}`);
  await type('1');
  await page.waitForTimeout(4_500); // longer than a draft waits to become an entry
  await type(fends);
  await type(`2${asks}⌫3${brings}2-${brings}.`);
  await page.locator('.agenda .next').click();
  await expect(page.getByRole('dialog', { name: m.observe.paper.minutes(items[0] ?? '') })).toBeVisible();
  await j.accessible();
  await page.keyboard.type('12');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: m.observe.agenda.outcomes['follow-up'], exact: true }).click();
  await type(`1${brings}2${asks}`);
  await saved(page);
  const before = told(await server.log(id));
  expect(before).toEqual([
    'p1 * asking',
    'p2 p1 contributing',
    'p3 p2 asking',
    'p1 p3 holding-off',
    'p3 p1 contributing',
    'p2 * contributing',
    'p1 p2 contributing',
    'p2 p1 asking',
  ]);
  // Twelve minutes for six turns: two for each.
  const minutes = async () => turns(await server.log(id)).map((t) => t.at / 60_000);
  expect((await minutes()).slice(0, 6)).toEqual([1, 3, 5, 7, 9, 11]);

  await page.getByRole('button', { name: m.pad.end, exact: true }).click();
  await page.getByLabel(m.observe.paper.minutesOf(items[1] ?? '')).fill('8');
  await j.accessible();
  await page.getByRole('button', { name: m.observe.paper.done }).click();
  await saved(page);
  await page.getByRole('link', { name: m.title.review }).click();
  await expect.poll(async () => (await minutes()).slice(6)).toEqual([14, 18]);
  expect(told(await server.log(id))).toEqual(before);

  // Nothing of it rests on a time that nobody knows.
  const agenda = page.locator('section.agenda');
  await expect(agenda).toContainText('12');
  await expect(page.locator('#pace')).toHaveCount(0);
  await expect(page.getByText(/\d\d:\d\d/)).toHaveCount(0);
  await j.accessible();
});
