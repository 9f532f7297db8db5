import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { AWAY, expect, journey, keptOf, keptTags, meeting, STATUS, saved, seat, tag } from './journey';
import { type Server, TOKEN, turns } from './server';

/** Makes an invitation to observe; returns where its link leads, and its id. */
async function invite(server: Server, session: string): Promise<{ url: string; id: string }> {
  return server.post(`/sessions/${session}/invitations`, { role: 'observer', expires_in_s: 600 });
}

/** Taps `n` turns, all with the same tag. */
async function tap(page: Page, n: number): Promise<void> {
  await expect(seat(page, 'p1')).toBeVisible();
  const word = (await tag(page, 'asking').getAttribute('data-key')) ?? '';
  for (let i = 0; i < n; i++) {
    await page.keyboard.press(i % 2 === 0 ? '1' : '2');
    await page.keyboard.press(word);
  }
}

/** Cuts the live connection of a browser until `mend`; everything else gets through. */
async function swallow(page: Page): Promise<{ mend(): void }> {
  let cut = true;
  await page.context().routeWebSocket(/\/live/, (ws) => {
    if (cut) ws.close();
    else ws.connectToServer();
  });
  return {
    mend: () => {
      cut = false;
    },
  };
}

const dot = (page: Page) => page.locator('[data-sync]');
const begun = () => ({
  entries: [
    {
      id: crypto.randomUUID(),
      type: 'state',
      at: 0,
      state: 'live',
      time: new Date().toISOString(),
      told: true,
    },
  ],
});

journey(
  'two who joined after the copy was made bring everything back when it is restored, in whatever order they come',
  async (j) => {
    const { page, m, server } = j;
    const session = await meeting(server, ['Anna', 'Bram']);
    await server.post(`/sessions/${session}/entries`, begun());
    const { url } = await invite(server, session);
    const copy = await server.backup();
    const other = await j.visitor();
    const join = async (on: Page, name: string) => {
      await on.goto(url);
      // A user with unsent entries is asked first.
      const goOn = on.getByRole('button', { name: m.notSent.ask.goOn });
      const field = on.getByLabel(m.join.name);
      await expect(goOn.or(field)).toBeVisible();
      if (await goOn.isVisible()) await goOn.click();
      await field.fill(name);
      await on.getByRole('button', { name: m.join.submit }).click();
    };
    for (const v of [j, other]) {
      v.expectError(AWAY);
      v.expectError(STATUS(401));
    }
    await join(page, 'Eva');
    await join(other.page, 'Max');
    await tap(page, 10);
    await tap(other.page, 15);
    for (const p of [page, other.page]) await saved(p);
    // A private entry is missed as well.
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: m.pad.note }).fill('Alleen voor mij');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await server.log(session)).at(-1)?.type).toBe('redacted');
    await saved(page);
    expect(turns(await server.log(session))).toHaveLength(25);

    await server.kill();
    server.restore(copy);
    await server.start();
    expect(turns(await server.log(session))).toHaveLength(0);
    await join(other.page, 'Max');
    await join(page, 'Eva');
    for (const [p, n, sealed, name] of [
      [page, 10, 1, 'Eva'],
      [other.page, 15, 0, 'Max'],
    ] as const) {
      const list = p.getByRole('region', { name: m.notSent.title(n, sealed), exact: true });
      await expect(list).toContainText(`${name}, `);
      await expect(list).toContainText(m.notSent.counts.interaction(n));
      await expect(list.getByRole('listitem')).toHaveCount(6);
      await expect(list.getByRole('listitem').last()).toHaveText(m.notSent.more(n - 5));
      await expect(list).not.toContainText('Alleen voor mij');
      await expect(dot(p)).not.toHaveAttribute('data-sync', 'saved');
      await p.getByRole('button', { name: m.notSent.claim }).click();
      await expect(p.getByText(m.notSent.claimBody(n))).toBeVisible();
    }
    await j.accessible();
    for (const p of [other.page, page]) await p.getByRole('button', { name: m.notSent.claimYes }).click();
    await saved(other.page);
    await expect(page.getByRole('region', { name: m.notSent.title(0, 1) })).toContainText(
      m.notSent.sealed(1),
    );
    await expect(dot(page)).toHaveAttribute('data-pending', '1');
    const log = await server.log(session);
    expect(turns(log)).toHaveLength(25);
    expect(new Set(log.map((e) => e.id)).size).toBe(log.length);
  },
);

for (const way of ['is invited anew', 'opens the owner’s sign-in link', 'has lost the cookies'] as const)
  journey(`what was tapped without the network is not lost when its person ${way}`, async (j) => {
    const { page, m, server } = j;
    j.expectError(AWAY);
    j.expectError(STATUS(401));
    const session = await meeting(server, ['Anna', 'Bram']);
    await server.post(`/sessions/${session}/entries`, begun());
    const first = await invite(server, session);
    await page.goto(first.url);
    await page.getByLabel(m.join.name).fill('Vera');
    await page.getByRole('button', { name: m.join.submit }).click();
    await tap(page, 5);
    await saved(page);
    const line = await swallow(page);
    await page.reload();
    await tap(page, 20);
    await page.keyboard.press('/');
    await page.getByRole('textbox', { name: m.pad.note }).fill('Alleen voor mij');
    await page.keyboard.press('Control+Enter');
    await expect(dot(page)).toHaveAttribute('data-pending', '21');
    await expect.poll(() => keptOf(page, 'note')).toBe(1); // it reaches the disk some milliseconds later
    await page.goto('about:blank');
    line.mend();

    if (way === 'is invited anew')
      await server.fetch(`/sessions/${session}/invitations/${first.id}`, { method: 'DELETE' });
    if (way === 'has lost the cookies') await page.context().clearCookies();
    if (way !== 'opens the owner’s sign-in link') {
      // Nobody is signed in: the page says where the entries are, and only counts
      // the private ones.
      await page.goto('/');
      const left = page.getByRole('region', { name: m.notSent.home });
      await expect(left.getByText('Weekstart')).toBeVisible();
      await expect(left.getByText(m.notSent.sealed(1))).toBeVisible();
      await expect(left).not.toContainText('Alleen voor mij');
      await j.accessible();
    }
    const link =
      way === 'opens the owner’s sign-in link'
        ? await server.signinLink()
        : (await invite(server, session)).url;
    await page.goto(link);
    await expect(page.getByText(m.notSent.ask.body(21))).toBeVisible();
    await j.accessible();
    await page.getByRole('button', { name: m.notSent.ask.goOn }).click();
    if (way === 'opens the owner’s sign-in link') {
      await page
        .getByRole('region', { name: m.notSent.home })
        .getByRole('link', { name: /Weekstart/ })
        .click();
    } else {
      await page.getByLabel(m.join.name).fill('Vera');
      await page.getByRole('button', { name: m.join.submit }).click();
    }
    const list = page.getByRole('region', { name: m.notSent.title(20, 1) });
    await expect(list).toContainText('Vera, ');
    await expect(list).toContainText(m.notSent.sealed(1));
    await expect(dot(page)).toHaveAttribute('data-sync', 'queued');
    await j.accessible();
    expect(turns(await server.log(session))).toHaveLength(5);
    await page.getByRole('button', { name: m.notSent.claim }).click();
    await page.getByRole('button', { name: m.notSent.claimYes }).click();
    await expect(page.getByRole('region', { name: m.notSent.title(0, 1) })).toBeVisible();
    await expect(dot(page)).toHaveAttribute('data-pending', '1');
    const log = await server.log(session);
    expect(turns(log)).toHaveLength(25);
    expect(log.filter((e) => e.type === 'note' || e.type === 'redacted')).toEqual([]);
    // The private one is deleted when its author says so after a question.
    await page.getByRole('button', { name: m.notSent.throwSealed(1) }).click();
    await expect(page.getByText(m.notSent.throwTitle(1))).toBeVisible();
    await page.getByRole('button', { name: m.notSent.throwYes }).click();
    await saved(page);
  });

journey('what was not sent is saved as a file, thrown away, and taken back', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  const session = await meeting(server, ['Anna', 'Bram']);
  await server.post(`/sessions/${session}/entries`, begun());
  const first = await invite(server, session);
  await page.goto(first.url);
  await page.getByLabel(m.join.name).fill('Vera');
  await page.getByRole('button', { name: m.join.submit }).click();
  await tap(page, 1);
  await saved(page);
  const line = await swallow(page);
  await page.reload();
  await tap(page, 3);
  await expect(dot(page)).toHaveAttribute('data-pending', '3');
  // The invitation is revoked while the pad is open.
  await server.fetch(`/sessions/${session}/invitations/${first.id}`, { method: 'DELETE' });
  j.expectError(STATUS(401));
  line.mend();
  const list = page.getByRole('region', { name: m.notSent.title(3) });
  await expect(list).toContainText(m.notSent.ended, { timeout: 30_000 });
  await expect(list.getByRole('heading')).toBeInViewport();
  await expect(page.getByRole('alert')).toContainText(m.signedOut.ended);
  await expect(page.getByRole('alert')).not.toContainText(m.signedOut.body);
  await expect(dot(page)).toHaveText(m.sync.left(3));
  await expect(dot(page)).toHaveAttribute('data-pending', '3');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: m.notSent.save }).click();
  const file = await (await saving).path();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines.map((l) => Object.keys(JSON.parse(l)))).toHaveLength(3);
  for (const l of lines) expect(JSON.parse(l)).not.toHaveProperty('observer');
  await page.getByRole('button', { name: m.notSent.throwOpen(3) }).click();
  await expect(page.getByText(m.notSent.throwTitle(3))).toBeVisible();
  await page.getByRole('button', { name: m.notSent.throwYes }).click();
  await expect(page.getByText(m.notSent.throwTitle(3))).toHaveCount(0);
  await expect.poll(() => keptTags(page)).toEqual(['asking']); // it was on the disk before

  await page.reload();
  await expect(page.getByText(m.signedOut.ended)).toBeVisible();
  await expect(page.getByText(m.signedOut.body)).toHaveCount(0);

  // The owner reads the file in on another device. The entry is stored once, also
  // when a program sends it.
  const owner = await j.visitor();
  await owner.page.goto(await server.signinLink());
  await expect(owner.page.getByRole('link', { name: m.home.start })).toBeVisible();
  await owner.page.goto(`/sessions/${session}/pad`);
  await owner.page.getByRole('button', { name: m.observe.menu.title }).click();
  await owner.page.getByLabel(m.notSent.back).setInputFiles(file);
  await expect(owner.page.getByText(m.notSent.backTitle(3))).toBeVisible();
  await owner.page.getByRole('button', { name: m.notSent.backYes }).click();
  await expect(owner.page.getByText(m.notSent.taken(3))).toBeVisible();
  await owner.accessible();
  await saved(owner.page);
  await owner.page.getByLabel(m.notSent.back).setInputFiles(file);
  await owner.page.getByRole('button', { name: m.notSent.backYes }).click();
  await expect(owner.page.getByText(m.notSent.takenNone)).toBeVisible();
  const res = await fetch(`${server.base}/api/v1/sessions/${session}/entries`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/x-ndjson' },
    body: readFileSync(file),
  });
  const { results } = (await res.json()) as { results: { seq?: number }[] };
  expect(results.map((r) => r.seq !== undefined)).toEqual([true, true, true]);
  expect(turns(await server.log(session))).toHaveLength(4);
});

journey(
  'a meeting that began without the server, with a team that is gone, is named, and made without it',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(AWAY);
    j.expectError(STATUS(422));
    j.expectError(STATUS(404));
    const team = await server.post<{ id: string; people: { id: string }[] }>('/teams', {
      name: 'Zorglijn',
      people: [{ name: 'Anna' }, { name: 'Bram' }],
    });
    await j.signIn();
    await expect(page.getByRole('link', { name: /Zorglijn/ })).toBeVisible();
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
    for (const p of team.people) {
      await seat(page, p.id).click();
      await tag(page, 'asking').click();
    }
    await expect(dot(page)).toHaveAttribute('data-pending', '3');
    const session = new URL(page.url()).pathname.split('/')[2] ?? '';
    await page.goto('about:blank');
    await server.start();
    await server.fetch(`/teams/${team.id}`, { method: 'DELETE' });
    await page.goto('/');
    const left = page.getByRole('region', { name: m.notSent.home });
    await expect(left.getByText(m.notSent.never)).toBeVisible();
    await j.accessible();
    await left.getByRole('link').click();
    await expect(page.getByText(m.notSent.unmade['no-team'])).toBeVisible();
    await expect(page.getByText(m.pad.refused)).toHaveCount(0);
    await expect(page.getByRole('button', { name: m.notSent.save })).toBeVisible();
    await j.accessible();
    await page.getByRole('button', { name: m.notSent.without }).click();
    await saved(page);
    expect(turns(await server.log(session))).toHaveLength(2);
  },
  { worker: true },
);
