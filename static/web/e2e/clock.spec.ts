import type { Page } from '@playwright/test';
import { AWAY, expect, journey, keptTags, meeting, saved, seat, tag } from './journey';

/** When a browser derives the zero of its monotonic clock from the time of day. */
type Zero = 'each page' | 'each look';

/** Lets a test set the time of day that the page sees, and records the true time of each touch. */
async function settable(page: Page, zero: Zero): Promise<void> {
  await page.addInitScript((zero) => {
    const True = Date;
    const step = () => Number(sessionStorage.getItem('test.step') ?? 0);
    class Settable extends True {
      constructor(...a: unknown[]) {
        if (a.length === 0) super(True.now() + step());
        else super(...(a as [number]));
      }
      static override now() {
        return True.now() + step();
      }
    }
    globalThis.Date = Settable as DateConstructor;
    const origin = performance.timeOrigin;
    const loaded = step();
    Object.defineProperty(Performance.prototype, 'timeOrigin', {
      get: () => origin + (zero === 'each page' ? loaded : step()),
    });
    addEventListener(
      'pointerdown',
      () => {
        const all = JSON.parse(sessionStorage.getItem('test.touches') ?? '[]') as number[];
        sessionStorage.setItem('test.touches', JSON.stringify([...all, True.now()]));
      },
      true,
    );
  }, zero);
}

/** Sets the device's time of day. */
const set = (page: Page, by: number) =>
  page.evaluate((ms) => {
    sessionStorage.setItem('test.step', String(Number(sessionStorage.getItem('test.step') ?? 0) + ms));
  }, by);

const HOUR = 3_600_000;

for (const zero of ['each page', 'each look'] as const)
  journey(
    `no turn moves when somebody sets the time of day: connected, offline, over a reload; zero at ${zero}`,
    async (j) => {
      const { page, m, server } = j;
      j.expectError(AWAY);
      await settable(page, zero);
      const id = await meeting(server, ['Anna', 'Bram']);
      await j.signIn();
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await page.goto(`/sessions/${id}/pad`);
      await page.getByRole('button', { name: m.pad.told.start }).click();
      await saved(page);
      const words = ['asking', 'contributing', 'tuning-in', 'showing', 'settling', 'holding-off'];
      async function turn(i: number) {
        await seat(page, i % 2 === 0 ? 'p1' : 'p2').click();
        await tag(page, words[i] ?? '').click();
      }
      await turn(0);
      await set(page, HOUR);
      await turn(1);
      await set(page, -3 * HOUR);
      await turn(2);
      await saved(page);
      await server.kill();
      await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
      await set(page, 30 * HOUR);
      await turn(3);
      await set(page, -HOUR / 6);
      await expect.poll(() => keptTags(page)).toContain(words[3]);
      await page.reload();
      await turn(4);
      await set(page, -40 * HOUR);
      await turn(5);
      await server.start();
      await saved(page);
      const log = await server.log(id);
      const touches = JSON.parse(
        (await page.evaluate(() => sessionStorage.getItem('test.touches'))) ?? '[]',
      ) as number[];
      const [started = 0, ...rest] = touches; // the button, then a seat and a tag for each turn
      const seats = rest.filter((_, i) => i % 2 === 0);
      const ats = log.filter((e) => e.type === 'interaction').map((e) => e.at ?? -1);
      expect(ats).toHaveLength(words.length);
      for (const [i, at] of ats.entries()) {
        expect(at).toBeGreaterThanOrEqual(0);
        expect(Math.abs(at - ((seats[i] ?? 0) - started))).toBeLessThanOrEqual(1_000);
      }
    },
    { worker: true },
  );
