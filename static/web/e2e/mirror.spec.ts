import { spoken } from '../src/pages/mirror/figures';
import { unfold } from './folds';
import { expect, journey, meeting, saved, seat, tag } from './journey';
import type { Server } from './server';

/** Adds turns to a meeting, as if they had been tapped over some minutes. */
async function filled(server: Server, session: string, n: number): Promise<void> {
  const id = (i: number) => `0199f5c2-7d5e-7c3a-9d0e-${String(i).padStart(12, '0')}`;
  const start = new Date(Date.now() - 12 * 60_000).toISOString();
  const turn = (i: number) => ({
    id: id(i),
    type: 'interaction',
    at: i * 20_000,
    from: `p${(i % 3) + 1}`,
    to: i % 4 === 0 ? '*' : `p${((i + 1) % 3) + 1}`,
    tags: [['asking', 'showing', 'settling'][i % 3]],
  });
  await adds(server, session, [
    { id: id(0), type: 'state', at: 0, state: 'live', time: start, told: true },
    ...Array.from({ length: n }, (_, i) => turn(i + 1)),
  ]);
}

async function adds(server: Server, session: string, entries: object[]): Promise<void> {
  const { results } = await server.post<{ results: { code?: string }[] }>(`/sessions/${session}/entries`, {
    entries,
  });
  expect(results.filter((r) => r.code !== undefined)).toEqual([]);
}

journey('the mirror is off, is turned on, shows the team as a whole, and that is kept', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  await page.goto(`/sessions/${session}/mirror`);
  await expect(page.getByText(m.mirror.waits)).toBeVisible();
  await filled(server, session, 18);
  await expect(page.getByRole('button', { name: m.mirror.turnOn })).toBeVisible();
  await j.accessible();

  // A viewer on another screen sees it go on too.
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
  });
  const wall = await j.visitor();
  await wall.page.goto(url);
  await wall.page.getByLabel(m.join.name).fill('Muur');
  await wall.page.getByRole('button', { name: m.join.submit }).click();
  await expect(wall.page).toHaveURL(/\/pad$/);
  await wall.page.goto(`/sessions/${session}/mirror`);
  await expect(wall.page.getByRole('heading', { name: m.mirror.offTitle })).toBeVisible();
  await expect(wall.page.getByRole('button', { name: m.mirror.turnOn })).toHaveCount(0);

  await page.getByRole('button', { name: m.mirror.turnOn }).click();
  for (const p of [page, wall.page]) await expect(p.getByText(m.mirror.few(20))).toBeVisible();
  const pad = await page.context().newPage();
  await pad.goto(`/sessions/${session}/pad`);
  for (const who of ['p1', 'p2', 'p3', 'p1']) {
    await seat(pad, who).click();
    await tag(pad, 'asking').click();
  }
  await saved(pad);
  for (const p of [page, wall.page]) {
    await expect(p.getByText(m.mirror.spread)).toBeVisible();
    await expect(p.getByText(m.mirror.threeKs)).toBeVisible();
    await expect(p.getByText(m.mirror.oneVoice, { exact: true })).toBeVisible();
    // It shows the team only: no name, no tag.
    const text = (await p.locator('body').innerText()) + (await p.locator('body').innerHTML());
    for (const name of ['Anna', 'Bram', 'Chantal', 'asking', 'showing', 'vragen', 'zich tonen'])
      expect(text).not.toContain(name);
  }
  await j.accessible();
  await wall.accessible();

  // What it shows is what the server counts.
  const res = await server.fetch(`/sessions/${session}/analysis`);
  const a = (await res.json()) as {
    participation: { group_addressed: number; evenness: number };
    dimensions: { all: Record<string, number> };
  };
  const percent = (v: number) => Math.round(v * 100);
  await expect(page.getByText(m.mirror.address(...spoken(a.participation.group_addressed)))).toBeVisible();
  await expect(
    page.getByRole('img', { name: m.mirror.spreadAt(percent(a.participation.evenness)) }),
  ).toBeVisible();
  for (const share of Object.values(a.dimensions.all))
    await expect(page.getByRole('img', { name: new RegExp(`\\b${percent(share)}%`) }).last()).toBeVisible();

  await page.getByRole('button', { name: m.mirror.turnOff }).click();
  for (const p of [page, wall.page])
    await expect(p.getByRole('heading', { name: m.mirror.offTitle })).toBeVisible();
  const log = await server.log(session);
  expect(log.filter((e) => e.type === 'note').map((e) => [e.text, e.visibility])).toEqual([
    [m.mirror.noteOn, 'shared'],
    [m.mirror.noteOff, 'shared'],
  ]);

  // After the end there is nothing to turn on; it leads to the debrief. The page that looks
  // back says that the mirror was on.
  await adds(server, session, [
    {
      id: crypto.randomUUID(),
      type: 'state',
      at: 12 * 60_000,
      state: 'ended',
      time: new Date().toISOString(),
    },
  ]);
  await expect(page.getByText(m.mirror.over)).toBeVisible();
  await page.getByRole('link', { name: m.mirror.debrief }).click();
  await expect(page).toHaveURL(/\/debrief$/);
  await page.goto(`/sessions/${session}/review`);
  await unfold(page, 'marked');
  await expect(page.getByText(m.mirror.noteOn, { exact: true })).toBeVisible();

  // The screen on the wall goes on by itself when the debrief is shown.
  await expect(wall.page.getByText(m.mirror.waitsForDebrief)).toBeVisible();
  await wall.accessible();
  const etag = (await server.fetch(`/sessions/${session}/debrief`)).headers.get('ETag') ?? '';
  await server.fetch(`/sessions/${session}/debrief`, {
    method: 'PUT',
    body: JSON.stringify({ form: 'ten', step: 1, shown: true }),
    headers: { 'If-Match': etag },
  });
  await expect(wall.page).toHaveURL(/\/debrief$/);
});

journey('the mirror fits on its screen, and every pad says that it is on while it is', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  await filled(server, session, 40);
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'observer',
    expires_in_s: 600,
  });
  const second = await j.visitor();
  await second.page.goto(url);
  await second.page.getByLabel(m.join.name).fill('Jeroen');
  await second.page.getByRole('button', { name: m.join.submit }).click();
  await expect(seat(second.page, 'p1')).toBeVisible();
  await page.goto(`/sessions/${session}/pad`);
  await expect(seat(page, 'p1')).toBeVisible();
  const pads = [page, second.page];
  const sign = (p: typeof page) => p.locator('.bar').getByText(m.mirror.noteOn, { exact: true });
  const said = async (on: boolean) => {
    for (const p of pads) await expect(sign(p)).toHaveCount(on ? 1 : 0);
  };

  const open = async () => {
    const tab = await page.context().newPage();
    await tab.goto(`/sessions/${session}/mirror`);
    return tab;
  };
  const tab = await open();
  await expect(tab.getByRole('button', { name: m.mirror.turnOn })).toBeVisible();
  await said(false); // it is looked at, and off
  await tab.getByRole('button', { name: m.mirror.turnOn }).click();
  await said(true);
  for (const p of pads) await expect(sign(p)).toBeInViewport({ ratio: 1 });
  await second.accessible();

  for (const [width, height] of [
    [1024, 768],
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await tab.setViewportSize({ width, height });
    await expect(tab.getByText(m.mirror.threeKs)).toBeVisible();
    for (const part of await tab.locator('.mirror header, .mirror p, .mirror svg, .mirror footer').all())
      await expect(part).toBeInViewport({ ratio: 0.99 });
    const over = await tab.evaluate(() => document.documentElement.scrollHeight - innerHeight);
    expect(over, `${width}x${height}`).toBeLessThanOrEqual(0);
    // Nothing lies over anything else.
    const boxes = await tab.locator('.triad > *').evaluateAll((all) =>
      all.map((el) => {
        const { top, bottom } = el.getBoundingClientRect();
        return { top, bottom };
      }),
    );
    boxes.slice(1).forEach((b, i) => {
      expect(b.top, `${width}x${height}`).toBeGreaterThanOrEqual((boxes[i]?.bottom ?? 0) - 1);
    });
  }

  // Its browser vanishes without a word, and comes back.
  await tab.close();
  await said(false);
  const again = await open();
  await said(true);
  await again.getByRole('button', { name: m.mirror.turnOff }).click();
  await said(false);
});
