import type { Page } from '@playwright/test';
import { AWAY, expect, journey, meeting, saved, seat, tag } from './journey';
import { turns } from './server';

const HOUR = 3_600_000;

journey(
  'three devices, one with a wrong clock, a network that is cut, and a server set back to an older backup',
  async (j) => {
    const { page, m, server, line } = j;
    j.expectError(AWAY);
    await j.signIn();
    const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
    const pad = `/sessions/${session}/pad`;
    await page.goto(pad);
    await page.getByRole('button', { name: m.pad.told.start }).click();
    await saved(page);

    const device = async (name: string, wrong = 0): Promise<Page> => {
      const v = await j.visitor();
      v.expectError(AWAY);
      if (wrong !== 0)
        await v.page.addInitScript((ms) => {
          const now = Date.now.bind(Date);
          Date.now = () => now() + ms;
        }, wrong);
      const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
        role: 'observer',
        expires_in_s: 600,
      });
      await v.page.goto(line.base + new URL(url).pathname + new URL(url).hash);
      await v.page.getByLabel(m.join.name).fill(name);
      await v.page.getByRole('button', { name: m.join.submit }).click();
      await expect(seat(v.page, 'p1')).toBeVisible();
      return v.page;
    };
    const fast = await device('Vera', HOUR);
    const other = await device('Otto');

    const all: { person: string; word: string; when: number }[] = [];
    const turn = async (on: Page, person: string, word: string) => {
      all.push({ person, word, when: Date.now() });
      await seat(on, person).click();
      await tag(on, word).click();
    };
    await turn(page, 'p1', 'asking');
    await turn(fast, 'p2', 'showing');
    for (const p of [page, fast]) await saved(p);
    const copy = await server.backup();
    // These are acknowledged, and not in the copy.
    await turn(other, 'p3', 'directing');
    await turn(fast, 'p1', 'tuning-in');
    for (const p of [fast, other]) await saved(p);

    line.cut();
    await turn(page, 'p2', 'contributing');
    await turn(other, 'p1', 'holding-off');
    await server.kill();
    server.restore(copy);
    await server.start();
    await turn(fast, 'p3', 'asking');
    line.mend();
    await turn(page, 'p3', 'showing');
    for (const p of [page, fast, other])
      await expect(p.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });

    // Once each, at the right time, on every device.
    const log = await server.log(session);
    const stored = turns(log);
    const list = (l: { person: string; word: string }[]) => l.map((t) => `${t.person} ${t.word}`).sort();
    expect(list(stored.map((t) => ({ person: t.from ?? '', word: t.tags.join() })))).toEqual(list(all));
    expect(new Set(log.map((e) => e.id)).size).toBe(log.length);
    const zero = Date.parse(log.find((e) => e.type === 'state')?.time ?? '');
    for (const t of all) {
      const s = stored.find((x) => x.from === t.person && x.tags[0] === t.word);
      // A click of this tool on a busy machine takes its time; an hour is far from that.
      expect(Math.abs(zero + (s?.at ?? 0) - t.when)).toBeLessThan(30_000);
    }
    const strip = (p: Page) => p.locator('.turns .who').allInnerTexts();
    for (const p of [fast, other]) await expect.poll(() => strip(p)).toEqual(await strip(page));
  },
  { line: true },
);
