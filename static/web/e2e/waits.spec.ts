import { AWAY, expect, journey, meeting, saved, seat, tag } from './journey';
import { turns } from './server';

journey(
  'a network that swallows everything does not keep a page from starting',
  async (j) => {
    const { page, m, server, line } = j;
    j.expectError(AWAY);
    const id = await meeting(server, ['Anna', 'Bram']);
    const team = { name: 'Zorglijn', people: [{ name: 'Anna' }] };
    await server.post('/teams', team);
    await page.goto((await server.signinLink()).replace(server.base, line.base));
    await expect(page.getByRole('link', { name: /Zorglijn/ })).toBeVisible();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.goto(`/sessions/${id}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).click();
    await saved(page);
    line.cut();
    await page.goto('/');
    await expect(page.getByRole('link', { name: m.home.start })).toBeVisible();
    await expect(page.getByRole('link', { name: /Zorglijn/ })).toBeVisible();
    await page.goto(`/sessions/${id}/pad`);
    await expect(seat(page, 'p1')).toBeVisible();
    await seat(page, 'p1').click();
    await tag(page, 'asking').click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
    line.mend();
    await saved(page);
    expect(turns(await server.log(id)).map((t) => [t.from, ...t.tags])).toEqual([['p1', 'asking']]);
  },
  { line: true, worker: true },
);

journey('a database of the browser that never opens gives a pad that says so, and sends', async (j) => {
  const { page, m, server } = j;
  const id = await meeting(server, ['Anna', 'Bram']);
  await j.signIn();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  });
  await page.goto(`/sessions/${id}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await expect(page.getByText(m.offline.keep.other)).toBeVisible();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await saved(page);
  expect(turns(await server.log(id)).map((t) => [t.from, ...t.tags])).toEqual([['p1', 'asking']]);
});

journey(
  'a picture whose program does not come says so, and is drawn when it is asked for again',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(/net::ERR_FAILED/);
    const id = await meeting(server, ['Anna', 'Bram']);
    const turn = (at: number) => ({
      id: crypto.randomUUID(),
      type: 'interaction',
      at,
      from: 'p1',
      to: 'p2',
      tags: ['asking'],
    });
    const time = new Date(Date.now() - 60_000).toISOString();
    const begun = { id: crypto.randomUUID(), type: 'state', at: 0, state: 'live', time, told: true };
    await server.post(`/sessions/${id}/entries`, { entries: [begun, turn(1_000), turn(9_000)] });
    await j.signIn();
    await page.route(/assets\/chart-[^-]+\.js/, (r) => r.abort());
    await page.goto(`/sessions/${id}/review`);
    const finding = page.locator('#finding-timeline');
    const again = finding.getByRole('alert').getByRole('button', { name: m.action.retry });
    await expect(again).toBeVisible();
    await j.accessible();
    await page.unrouteAll();
    await again.click();
    await expect(finding.locator('[data-drawn]')).toBeVisible();
  },
);
