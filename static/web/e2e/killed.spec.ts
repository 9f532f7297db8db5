import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, test } from '@playwright/test';
import { expect, keptTags, meeting, saved, seat, tag } from './journey';
import { Line } from './line';
import { Server, turns } from './server';
import { en } from './words';

/** Kills every process of the browser that uses this folder, as an empty battery does. */
async function powerOff(profile: string): Promise<void> {
  for (;;) {
    const own = readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
      } catch {
        return false; // it has ended meanwhile
      }
    });
    if (own.length === 0) return;
    for (const pid of own)
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // it has gone meanwhile
      }
    await new Promise((done) => setTimeout(done, 50));
  }
}

test('a browser that dies in the middle of a meeting without a network has kept all that was tapped', async () => {
  test.skip(process.platform !== 'linux', 'finds the processes of the browser in /proc');
  const profile = mkdtempSync(join(tmpdir(), 'kompas-profile-'));
  const line = new Line();
  const server = new Server(await line.open());
  const open = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'],
      baseURL: line.base,
      locale: 'en-GB',
      viewport: { width: 768, height: 1024 },
    });
  try {
    await server.start();
    line.to = Number(new URL(server.base).port);
    let context = await open();
    let page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL(`${line.base}/`);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: 'I have told them: begin' }).click();
    const expected: string[][] = [];
    let last = '*';
    const turn = async (person: string, word: string) => {
      await seat(page, person).click();
      await tag(page, word).click();
      expected.push([person, last, word]);
      last = person;
    };
    await turn('p1', 'asking');
    await saved(page);

    line.cut();
    const words = ['showing', 'settling', 'tuning-in', 'contributing', 'holding-off'];
    for (const [i, word] of words.entries()) await turn(`p${((i + 1) % 3) + 1}`, word);
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '5');
    await expect.poll(() => keptTags(page)).toContain('holding-off'); // a tap reaches the disk some milliseconds later
    await powerOff(profile);

    context = await open();
    page = await context.newPage();
    await page.goto(`/sessions/${session}/pad`);
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '5', { timeout: 30_000 });
    await turn('p1', 'asking');
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '6');
    line.mend();
    // The browser may have died before it wrote down who it was.
    const again = await context.newPage();
    await again.goto(await server.signinLink());
    await again.getByRole('button', { name: en.notSent.ask.goOn }).click();
    await again.waitForURL(`${line.base}/`);
    await again.close();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });
    const log = await server.log(session);
    const stored = log.filter((e) => e.type === 'interaction').map((e) => [e.from, e.to, ...(e.tags ?? [])]);
    expect(stored).toEqual(expected); // also stored in this order
    expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual(expected);
    await context.close();
  } finally {
    await powerOff(profile);
    await server.close();
    line.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
