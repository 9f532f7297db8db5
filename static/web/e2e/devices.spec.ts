import type { Page } from '@playwright/test';
import { AWAY, expect, journey, meeting, saved, seat, tag } from './journey';
import { Line } from './line';
import { turns } from './server';

const HOUR = 3_600_000;
const TEN_MINUTES = 600_000;

journey(
  'three devices, one with a wrong clock, one begun offline, a network that is cut, and a server set back to an older backup',
  async (j) => {
    const { page, m, server, line } = j;
    j.expectError(AWAY);
    await j.signIn();
    const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
    const pad = `/sessions/${session}/pad`;
    // One device has its own connection, which can be cut.
    const own = new Line();
    const ownBase = await own.open();
    own.to = Number(new URL(server.base).port);

    /** Another observer's browser, on the pad before the meeting begins. */
    const device = async (name: string, on: Page, base: string): Promise<Page> => {
      const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
        role: 'observer',
        expires_in_s: 600,
      });
      await on.goto(base + new URL(url).pathname + new URL(url).hash);
      await on.getByLabel(m.join.name).fill(name);
      await on.getByRole('button', { name: m.join.submit }).click();
      await expect(on.getByRole('heading', { name: m.pad.told.title })).toBeVisible();
      return on;
    };
    const v = await j.visitor();
    v.expectError(AWAY);
    await v.page.addInitScript((ms) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ms;
    }, HOUR);
    const fast = await device('Vera', v.page, line.base);
    const context = await page
      .context()
      .browser()
      ?.newContext({
        viewport: j.size,
        locale: j.lang === 'nl' ? 'nl-NL' : 'en-GB',
        serviceWorkers: 'block',
      });
    if (!context) throw new Error('no browser');
    const other = await device('Otto', await context.newPage(), ownBase);
    own.cut();

    // The meeting began ten minutes ago, and the device without a network does not
    // know that.
    const began = new Date(Date.now() - TEN_MINUTES).toISOString();
    await server.post(`/sessions/${session}/entries`, {
      entries: [{ id: crypto.randomUUID(), type: 'state', at: 0, state: 'live', time: began, told: true }],
    });
    await page.goto(pad);
    for (const p of [page, fast]) await expect(seat(p, 'p1')).toBeVisible();
    await other.getByRole('button', { name: m.pad.told.start }).click();

    const all: { person: string; word: string; when: number }[] = [];
    const turn = async (on: Page, person: string, word: string) => {
      all.push({ person, word, when: Date.now() });
      await seat(on, person).click();
      await tag(on, word).click();
    };
    await turn(page, 'p1', 'asking');
    await turn(fast, 'p2', 'showing');
    await turn(other, 'p2', 'asking');
    for (const p of [page, fast]) await saved(p);
    own.mend();
    await saved(other);
    const copy = await server.backup();
    // These are acknowledged, but not in the backup.
    await turn(other, 'p3', 'settling');
    await turn(fast, 'p1', 'tuning-in');
    for (const p of [fast, other]) await saved(p);

    line.cut();
    own.cut();
    await turn(page, 'p2', 'contributing');
    await turn(other, 'p1', 'holding-off');
    await server.kill();
    server.restore(copy);
    await server.start();
    await turn(fast, 'p3', 'asking');
    line.mend();
    own.mend();
    await turn(page, 'p3', 'showing');
    for (const p of [page, fast, other])
      await expect(p.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });

    // Each turn is there once, at the right time, on every device.
    const log = await server.log(session);
    const stored = turns(log);
    const list = (l: { person: string; word: string }[]) => l.map((t) => `${t.person} ${t.word}`).sort();
    expect(list(stored.map((t) => ({ person: t.from ?? '', word: t.tags.join() })))).toEqual(list(all));
    expect(new Set(log.map((e) => e.id)).size).toBe(log.length);
    const zero = Date.parse(log.find((e) => e.type === 'state')?.time ?? '');
    for (const t of all) {
      const s = stored.find((x) => x.from === t.person && x.tags[0] === t.word);
      // A click by this tool takes a while on a busy machine; ten minutes or an
      // hour is far more than that.
      expect(Math.abs(zero + (s?.at ?? 0) - t.when)).toBeLessThan(30_000);
    }
    const strip = (p: Page) => p.locator('.turns .who').allInnerTexts();
    for (const p of [fast, other]) await expect.poll(() => strip(p)).toEqual(await strip(page));
    // In order for each device, both by time and as they were stored.
    const words = (of: readonly { person: string; word: string }[]) => of.map((t) => `${t.person} ${t.word}`);
    const interactions = log.filter((e) => e.type === 'interaction');
    for (const observer of new Set(interactions.map((e) => e.observer))) {
      const mine = interactions
        .filter((e) => e.observer === observer)
        .map((e) => `${e.from} ${(e.tags ?? []).join()}`);
      expect(words(all).filter((w) => mine.includes(w))).toEqual(mine);
    }
    await context.close();
    own.close();
  },
  { line: true },
);
