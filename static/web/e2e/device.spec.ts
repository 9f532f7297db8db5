import { chromium, type Page, test } from '@playwright/test';
import { Front } from './front';
import { AWAY, expect, journey, keptTags, meeting, STATUS, saved, seat, tag } from './journey';
import { Line } from './line';
import { Server, turns } from './server';
import { nl as m } from './words';

/** How many entries and sessions the page's own database holds. */
const kept = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number[]>((done, failed) => {
        const open = indexedDB.open('kompas');
        open.onerror = () => failed(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const tx = db.transaction(['entries', 'sessions']);
          const counts = ['entries', 'sessions'].map((s) => tx.objectStore(s).count());
          tx.oncomplete = () => {
            db.close();
            done(counts.map((c) => c.result));
          };
        };
      }),
  );

journey('signing out leaves no meeting on the device, and asks first where something waits', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(401));
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await saved(page);
  // The WebSocket does not get through, as behind some company proxies; everything
  // else does.
  await page.context().routeWebSocket(/\/live/, (ws) => ws.close());
  await page.reload();
  await seat(page, 'p2').click();
  await tag(page, 'showing').click();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
  await page.goto('/settings');
  const out = page.getByRole('button', { name: m.settings.signout, exact: true });
  await out.click();
  await expect(page.getByText(m.settings.signoutWaits(1))).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.settings.signoutNot }).click();
  expect(await kept(page)).toEqual([3, 1]);
  await out.click();
  await page.getByRole('button', { name: m.settings.signoutAnyway }).click();
  await expect(page.getByText(m.signedOut.body)).toBeVisible();
  expect(await kept(page)).toEqual([0, 0]);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Anna');
  expect(turns(await server.log(session))).toHaveLength(1);
});

journey('who signs out leaves nothing in the other tabs, nor to who joins in that browser', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(401));
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  const pad = `/sessions/${session}/pad`;
  const tab = () => page.context().newPage();
  const [look, settings, asleep] = [await tab(), await tab(), await tab()];
  await asleep.addInitScript(() => {
    // Like a tab that the browser has put to sleep: it does not hear the others.
    Object.defineProperty(BroadcastChannel.prototype, 'onmessage', { set() {} });
  });
  await asleep.goto(pad);
  await asleep.getByRole('button', { name: m.pad.told.start }).click();
  await seat(asleep, 'p1').click();
  await tag(asleep, 'asking').click();
  await saved(asleep);
  await look.goto(`/sessions/${session}/review`);
  await expect(look.getByText('Anna')).not.toHaveCount(0);
  await page.goto(pad);
  page.on('dialog', (d) => d.dismiss()); // if it is asked, it stays
  await seat(page, 'p2').click();

  await settings.goto('/settings');
  await settings.getByRole('button', { name: m.settings.signout, exact: true }).click();
  await expect(settings.getByText(m.settings.signoutWaits(1))).toBeVisible();
  await seat(page, 'p3').click(); // a draft
  await settings.getByRole('button', { name: m.settings.signoutAnyway }).click();
  for (const p of [settings, look, page]) {
    await expect(p.getByText(m.signedOut.body)).toBeVisible();
    await expect(p.getByText('Anna')).toHaveCount(0);
    expect(new URL(p.url()).pathname).toBe('/');
  }
  expect(await kept(settings)).toEqual([0, 0]);

  await seat(asleep, 'p3').click();
  await tag(asleep, 'showing').click();
  await expect(asleep.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'observer',
    expires_in_s: 600,
  });
  await page.goto(url);
  await page.getByRole('button', { name: m.notSent.ask.goOn }).click();
  await page.getByLabel(m.join.name).fill('Otto');
  await page.getByRole('button', { name: m.join.submit }).click();
  await seat(page, 'p2').click();
  await tag(page, 'settling').click();
  // Neither the tab that wakes up nor the one that sends after it sends the entry
  // under the new name: both say that it is kept here.
  await asleep.evaluate(() => dispatchEvent(new Event('online')));
  await expect(asleep.getByText(m.notSent.title(1))).toBeVisible();
  await asleep.close();
  await expect(page.getByText(m.notSent.title(1))).toBeVisible();
  await expect
    .poll(async () =>
      (await server.log(session))
        .filter((e) => e.type === 'interaction')
        .map((e) => [e.observer === 'owner', e.from]),
    )
    .toEqual([
      [true, 'p1'],
      [false, 'p2'],
    ]);
});

journey('a running meeting is not closed by a slip of the hand, a paused one may be', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram']);
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await tag(page, 'asking').click(); // the draft is still there
  await saved(page);
  await page.getByRole('button', { name: m.pad.pause }).click();
  await expect(page.getByText(m.pad.pausedBody)).toBeVisible();
  const gone = page.waitForEvent('close');
  await page.close({ runBeforeUnload: true });
  await gone;
  expect(turns(await server.log(session)).map((t) => [t.from, ...t.tags])).toEqual([['p1', 'asking']]);
});

test('a new version of the page is offered at the start page, and never in a meeting', async ({
  browser,
}) => {
  const front = new Front();
  const server = new Server(await front.open());
  try {
    await server.start();
    front.to = Number(new URL(server.base).port);
    const context = await browser.newContext({ baseURL: front.base, locale: 'nl-NL' });
    const page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL(`${front.base}/`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.reload(); // from here on the worker serves the page
    const session = await meeting(server, ['Anna', 'Bram']);
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).click();
    front.newer = true;
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null))
      .toBe(true);
    await seat(page, 'p1').click();
    await tag(page, 'asking').click();
    await saved(page);
    const offer = page.getByRole('button', { name: m.offline.take });
    await expect(offer).toHaveCount(0);
    await page.getByRole('button', { name: m.pad.pause }).click();
    await page.goto('/');
    await expect(offer).toBeVisible();
    const anew = page.waitForEvent('load');
    await offer.click();
    await anew;
    await expect(page.getByRole('link', { name: m.home.start })).toBeVisible();
    await expect(offer).toHaveCount(0);
    await context.close();
  } finally {
    await server.close();
    front.close();
  }
});

test('over plain http in a local network the pad works, and a banner says what is missing', async () => {
  const line = new Line();
  const base = (await line.open()).replace('127.0.0.1', 'kompas.test');
  const server = new Server(base);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--host-resolver-rules=MAP kompas.test 127.0.0.1'],
  });
  try {
    await server.start();
    line.to = Number(new URL(server.base).port);
    const context = await browser.newContext({
      baseURL: base,
      locale: 'nl-NL',
      viewport: { width: 360, height: 740 },
    });
    const page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL(`${base}/`); // signed in
    await expect(page.getByText(m.offline.plain)).toBeVisible();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).click();
    await expect(page.getByText(m.offline.plain)).toBeVisible();
    await seat(page, 'p1').click();
    await tag(page, 'asking').click();
    await saved(page);
    // What is tapped without the network is still there after a second page has
    // opened, and is sent once.
    line.cut();
    await seat(page, 'p2').click();
    await tag(page, 'showing').click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
    await expect.poll(() => keptTags(page)).toContain('showing'); // a tap reaches the disk some milliseconds later
    line.mend();
    await page.reload();
    await saved(page);
    expect(turns(await server.log(session)).map((t) => [t.from, ...t.tags])).toEqual([
      ['p1', 'asking'],
      ['p2', 'showing'],
    ]);
  } finally {
    await browser.close();
    await server.close();
    line.close();
  }
});

journey(
  'a browser that does not say what it holds is asked again, and not taken for an empty one',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(STATUS(401));
    const session = await meeting(server, ['Anna', 'Bram']);
    await j.signIn();
    await page.addInitScript(() => {
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (...a) {
        return sessionStorage.getItem('stuck')
          ? (new EventTarget() as IDBOpenDBRequest)
          : open.apply(this, a);
      };
    });
    const stuck = (yes: boolean) =>
      page.evaluate((s) => sessionStorage.setItem('stuck', s), yes ? 'yes' : '');
    await page.goto('/settings');
    await stuck(true);
    await page.getByRole('button', { name: m.settings.signout, exact: true }).click();
    await expect(page.getByText(m.settings.signoutUnread)).toBeVisible();
    await j.accessible();
    await page.getByRole('button', { name: m.settings.signoutNot }).click();
    const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
      role: 'observer',
      expires_in_s: 600,
    });
    await page.goto(url);
    await expect(page.getByText(m.notSent.ask.unread)).toBeVisible();
    await j.accessible();
    await stuck(false);
    await page.getByRole('button', { name: m.action.retry }).click();
    await expect(page.getByLabel(m.join.name)).toBeVisible();

    // A meeting that the server does not have, with private entries of somebody
    // else.
    await page.goto('/settings');
    await page.evaluate(
      () =>
        new Promise<void>((done) => {
          const opening = indexedDB.open('kompas');
          opening.onsuccess = () => {
            const db = opening.result;
            const tx = db.transaction('entries', 'readwrite');
            const note = (id: string, visibility: string) => ({
              id,
              session: 'gone',
              n: 1,
              state: 'waiting',
              entry: { id, type: 'note', at: 1, text: 'x', visibility },
              zero: null,
              corrected: true,
              acked: false,
              observer: 'o-other',
            });
            tx.objectStore('entries').put(note(crypto.randomUUID(), 'private'));
            tx.objectStore('entries').put(note(crypto.randomUUID(), 'shared'));
            tx.oncomplete = () => {
              db.close();
              done();
            };
          };
        }),
    );
    await page.getByRole('button', { name: m.settings.signout, exact: true }).click();
    await expect(page.getByText(m.settings.signoutWaits(2))).toBeVisible();
    await expect(page.getByText(m.settings.signoutSealed(1))).toBeVisible();
    await j.accessible();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: m.notSent.save }).click();
    const { readFile } = await import('node:fs/promises');
    const file = await readFile(await (await saving).path(), 'utf8');
    expect(
      file
        .trim()
        .split('\n')
        .map((l) => JSON.parse(l).visibility),
    ).toEqual(['shared']);
    await page.getByRole('button', { name: m.settings.signoutAnyway }).click();
    await expect(page.getByText(m.signedOut.body)).toBeVisible();
    expect(await kept(page)).toEqual([0, 0]);
  },
);
