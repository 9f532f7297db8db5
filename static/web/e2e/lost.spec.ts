import { test } from '@playwright/test';
import { AWAY, expect, journey, meeting, networkDrawn, saved, seat, tag } from './journey';
import { ICSI, keysOnPage, realMeeting, skipWithoutMeetings, type } from './real';
import { turns } from './server';

/** How long the network hangs: ten minutes in the run of all combinations. */
const LONG_MS = process.env.KOMPAS_E2E === 'all' ? 600_000 : 20_000;

journey('what is tapped while the server is away waits, over a reload, and is saved once', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await saved(page);

  await server.kill();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
  await seat(page, 'p2').click();
  await tag(page, 'showing').click();
  await seat(page, 'p3').click();
  await tag(page, 'settling').click();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '2');
  await expect(page.getByRole('listitem').filter({ hasText: 'Chantal' })).toBeVisible();
  await j.accessible();

  await server.start();
  await page.reload();
  await saved(page);
  expect(turns(await server.log(session)).map(({ from, to, tags }) => [from, to, ...tags])).toEqual([
    ['p1', '*', 'asking'],
    ['p2', 'p1', 'showing'],
    ['p3', 'p2', 'settling'],
  ]);
});

journey(
  `a network that hangs for ${LONG_MS / 1000} seconds loses nothing, and the pad says so meanwhile`,
  async (j) => {
    test.setTimeout(300_000 + LONG_MS);
    const { page, m, server, line } = j;
    j.expectError(AWAY);
    await j.signIn();
    const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).click();
    const turn = async (person: string) => {
      await seat(page, person).click();
      await tag(page, 'asking').click();
    };
    await turn('p1');
    await saved(page);

    const from = performance.now();
    line.cut();
    await turn('p2');
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline', { timeout: 15_000 });
    await turn('p3');
    await expect.poll(() => performance.now() - from, { timeout: LONG_MS + 10_000 }).toBeGreaterThan(LONG_MS);
    line.mend();
    await turn('p1');
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });
    const log = await server.log(session);
    expect(log.filter((e) => e.type === 'interaction').map((e) => [e.from, e.to])).toEqual([
      ['p1', '*'],
      ['p2', 'p1'],
      ['p3', 'p2'],
      ['p1', 'p3'],
    ]);
  },
  { line: true },
);

journey('the start page says when the server is away, and goes on by itself', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  await j.signIn();
  await page.getByRole('link', { name: m.home.newTeam }).click();
  await page.getByLabel(m.team.name).fill('Zorglijn');
  await server.kill();
  await page.getByRole('button', { name: m.team.save }).click();
  await expect(page.getByText(m.error.offlineNow)).toBeVisible();
  await expect(page.getByLabel(m.team.name)).toHaveValue('Zorglijn');
  await j.accessible();
  await page.getByRole('link', { name: m.nav.back }).click();
  await expect(page.getByText(m.error.offline).first()).toBeVisible();
  await j.accessible();
  await server.start();
  await expect(page.getByText(m.home.noMeetings)).toBeVisible();
});

journey('two tabs of one pad never save anything twice', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram']);
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  const other = await page.context().newPage();
  await other.goto(`/sessions/${session}/pad`);
  await expect(seat(other, 'p1')).toBeVisible();
  for (let i = 0; i < 10; i++) {
    const tab = i % 2 === 0 ? page : other;
    await tab.bringToFront();
    await tab.keyboard.press(i % 2 === 0 ? '1' : 'Shift+2');
    await tab.keyboard.press((await tag(tab, 'asking').getAttribute('data-key')) ?? '');
  }
  await saved(page);
  await saved(other);
  const log = await server.log(session);
  expect(turns(log)).toHaveLength(10);
  expect(log.filter((e) => e.type === 'interaction')).toHaveLength(10);
  // The first tab closes; the other one sends from then on.
  await page.close();
  await other.keyboard.press('1');
  await other.keyboard.press((await tag(other, 'asking').getAttribute('data-key')) ?? '');
  await saved(other);
  expect(turns(await server.log(session))).toHaveLength(11);
});

journey('200 turns of a real meeting, with the server killed twice', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  skipWithoutMeetings();
  const rows = realMeeting('Bmr001', 200);
  expect(rows).toHaveLength(200);
  await j.signIn();
  const people = [...new Set(rows.flatMap((r) => [r.from, r.to]))].filter((p) => p !== '*');
  const session = await meeting(server, people, { codebook: ICSI });
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).press('Enter');

  const watcher = await j.visitor();
  watcher.expectError(AWAY);
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
  });
  await watcher.page.goto(url);
  await watcher.page.getByLabel(m.join.name).fill('Vera');
  await watcher.page.getByRole('button', { name: m.join.submit }).press('Enter');
  await expect(watcher.page.getByText(m.pad.viewing)).toBeVisible();

  await expect(seat(page, 'p1')).toBeVisible();
  const keys = await keysOnPage(page, people);
  const id = new Map(people.map((p, i) => [p, `p${i + 1}`]));
  let starting: Promise<void> | null = null;
  for (const [i, r] of rows.entries()) {
    if (i === 60 || i === 130) {
      await server.kill();
      await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
      starting = server.start();
    }
    await type(page, keys, r, rows.slice(0, i));
  }
  await starting;

  await saved(page);
  const log = await server.log(session);
  const expected = rows.map((r) => [id.get(r.from), id.get(r.to) ?? '*', r.tag]);
  expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual(expected);
  // Each turn is there once, and stored in order.
  const stored = log.filter((e) => e.type === 'interaction');
  expect(stored.map((e) => [e.from, e.to, ...(e.tags ?? [])])).toEqual(expected);

  // The viewer has reconnected too, and sees the end of the meeting.
  await expect(watcher.page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved');
  const [, , lastWord] = expected.at(-1) ?? [];
  await expect(watcher.page.getByRole('listitem').first()).toContainText(lastWord ?? '');
  await networkDrawn(page);
  await watcher.accessible();
});
