import { AWAY, expect, hold, journey, meeting, STATUS, saved, seat, tag } from './journey';

const begun = () => ({
  entries: [
    {
      id: crypto.randomUUID(),
      type: 'state',
      at: 0,
      state: 'live',
      time: new Date(Date.now() - 60_000).toISOString(),
      told: true,
    },
  ],
});

journey('the keys go on where they were when the list of what was not sent asks something', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(401));
  j.expectError(STATUS(404));
  const session = await meeting(server, ['Anna', 'Bram']);
  await server.post(`/sessions/${session}/entries`, begun());
  const { id, url } = await server.post<{ id: string; url: string }>(`/sessions/${session}/invitations`, {
    role: 'observer',
    expires_in_s: 600,
  });
  const line = await hold(page);
  await page.goto(url);
  await page.getByLabel(m.join.name).fill('Vera');
  await page.getByRole('button', { name: m.join.submit }).click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await saved(page);
  // The invitation is revoked while the server is away, so that what is tapped then
  // stays here.
  line.messages = 0;
  await page.reload();
  await seat(page, 'p2').click();
  await tag(page, 'asking').click();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
  await server.fetch(`/sessions/${session}/invitations/${id}`, { method: 'DELETE' });
  line.messages = Number.POSITIVE_INFINITY;
  await page.evaluate(() => dispatchEvent(new Event('online'))); // makes the page try at once
  const list = page.getByRole('region', { name: m.notSent.title(1) });
  await expect(list).toBeVisible();
  await page.locator('[data-sync]').getByRole('button').click();
  await expect(list).toBeFocused();
  const away = list.getByRole('button', { name: m.notSent.throwOpen(1) });
  const keep = list.getByRole('button', { name: m.notSent.keep });
  await away.focus();
  await page.keyboard.press('Enter');
  await expect(keep).toBeFocused();
  await j.accessible();
  await page.keyboard.press('Enter');
  await expect(away).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await expect(list.getByRole('button', { name: m.notSent.throwYes })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(list).toHaveCount(0);
  await expect(page.locator('#main')).toBeFocused();
});

journey(
  'what was tapped is also on the page of the pictures when the meeting is not to be found',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(AWAY);
    j.expectError(STATUS(404));
    const session = await meeting(server, ['Anna', 'Bram']);
    await server.post(`/sessions/${session}/entries`, begun());
    await j.signIn();
    const line = await hold(page);
    await page.goto(`/sessions/${session}/pad`);
    await seat(page, 'p1').click();
    await tag(page, 'asking').click();
    await saved(page);
    line.messages = 0;
    await page.reload();
    await seat(page, 'p2').click();
    await tag(page, 'asking').click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
    await page.goto('about:blank');
    await server.fetch(`/sessions/${session}`, { method: 'DELETE' });
    line.messages = Number.POSITIVE_INFINITY;
    await page.goto(`/sessions/${session}/review`);
    await expect(page.getByText(m.notFound.title)).toBeVisible();
    await expect(page.getByRole('region', { name: m.notSent.title(1) })).toBeVisible();
    await j.accessible();
  },
);

journey('nothing is counted where nothing was tapped', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(401));
  // While a log is being read, nothing is reported as unsent.
  const session = await meeting(server, ['Anna', 'Bram']);
  await server.post(`/sessions/${session}/entries`, begun());
  await j.signIn();
  const line = await hold(page);
  await page.goto(`/sessions/${session}/pad`);
  await saved(page);
  line.messages = 1;
  await page.reload();
  const sync = page.locator('[data-sync="queued"]');
  await expect(sync).toHaveText(m.loading);
  line.messages = Number.POSITIVE_INFINITY;
  await page.goto('/');

  // A meeting that began without the server, and in which nothing has been done
  // yet.
  await page.evaluate(async (id) => {
    const open = indexedDB.open('kompas');
    await new Promise((done) => {
      open.onsuccess = done;
    });
    const store = open.result.transaction('sessions', 'readwrite').objectStore('sessions');
    const all = store.getAll();
    await new Promise((done) => {
      all.onsuccess = done;
    });
    const known = all.result.find((s) => s.id === id);
    const unmade = crypto.randomUUID();
    const session = { ...known.session, id: unmade, title: 'Zonder server' };
    await new Promise((done) => {
      const put = store.put({ ...known, id: unmade, session, make: { id: unmade, title: 'Zonder server' } });
      put.onsuccess = done;
    });
    open.result.close();
  }, session);
  await page.context().clearCookies();
  await page.goto('/');
  const left = page.getByRole('region', { name: m.notSent.home });
  await expect(left).toContainText('Zonder server');
  await expect(left).toContainText(m.notSent.unmade['not-owner']);
  await expect(left).not.toContainText(/\b0\b/);
  await left.getByRole('button', { name: m.notSent.throwAway }).click();
  await expect(left.getByRole('group')).toContainText(m.notSent.throwMeetingTitle);
  await expect(left).not.toContainText(/\b0\b/);
  await j.accessible();
  await page.goto(await server.signinLink());
  const ask = page.getByRole('alert');
  await expect(ask).toContainText(m.notSent.ask.unmade(1));
  await expect(ask).not.toContainText(/\b0\b/);
  await j.accessible();
});

journey(
  'the start page reads what is left through one door, one after the other, and only in sight',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(STATUS(401));
    const session = await meeting(server, ['Anna', 'Bram']);
    await server.post(`/sessions/${session}/entries`, begun());
    await page.addInitScript(() => {
      const counts = { opened: 0, read: 0 };
      Object.assign(window, { counts });
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...a) {
        counts.opened++;
        return open.apply(this, a);
      };
      const { getAll } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.getAll = function (...a) {
        if (this.name === 'entries') counts.read++;
        return getAll.apply(this, a);
      };
    });
    const counts = () =>
      page.evaluate(() => ({
        ...(window as unknown as { counts: { opened: number; read: number } }).counts,
      }));
    await page.goto('/');
    await expect(page.getByText(m.signedOut.body)).toBeVisible();
    await expect.poll(async () => (await counts()).read).toBeGreaterThan(2);
    expect((await counts()).opened).toBe(1);
    await page.clock.install();
    await page.reload();
    await expect(page.getByText(m.signedOut.body)).toBeVisible();
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }));
    await page.clock.runFor(5_000); // runs timers that are already due
    const { read } = await counts();
    await page.clock.runFor(60_000);
    expect((await counts()).read).toBe(read);
  },
);

journey('a page whose words do not come says so', async (j) => {
  const { page } = j;
  j.expectError(/net::ERR_FAILED/);
  await page.route(/assets\/(nl|en)-/, (r) => r.abort());
  await page.goto('/');
  await expect(page.getByText('Kompas could not be loaded.')).toBeVisible();
  await expect(page.getByText('Kompas kon niet worden geladen.')).toBeVisible();
  await j.accessible();
});
