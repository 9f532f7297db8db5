import { type Page, test } from '@playwright/test';
import { asOf, importedLog, madeUp } from '../e2e/made';
import { Server } from '../e2e/server';
import { nl } from '../e2e/words';

const ROUNDS = 7;
const TARGET = 2_000;

declare global {
  interface Window {
    /** When the last tap was, in ms since the navigation. */
    tapped: number;
  }
}

/**
 * From the tap that ends a meeting of 400 turns, on its pad, to the three cards of
 * Look back, with the tap on the way there: the server has computed nothing of the
 * meeting before. Beside it the same page opened by its address, and the start page,
 * which computes nothing.
 */
test('from ended to the three cards, 400 turns', async ({ browser }) => {
  const server = new Server();
  await server.start();
  try {
    const { log } = madeUp();
    const context = await browser.newContext({
      viewport: { width: 1024, height: 768 },
      locale: 'nl-NL',
      baseURL: server.base,
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL('/');
    await page.addInitScript(() => {
      addEventListener(
        'click',
        () => {
          window.tapped = performance.now();
        },
        true,
      );
    });
    const ended: number[] = [];
    const opened: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const running = await importedLog(server, asOf(log, 3_600_000, true));
      await page.goto(`/sessions/${running}/pad`);
      await page.locator('[data-sync="saved"]').waitFor();
      await page.getByRole('button', { name: nl.observe.menu.title }).click();
      await page.getByRole('button', { name: nl.observe.menu.go.end, exact: true }).click();
      await page.getByRole('button', { name: nl.pad.endYes }).click();
      const from = await page.evaluate(() => window.tapped);
      await page.locator('.card').getByRole('link', { name: nl.title.review }).click();
      ended.push((await threeCards(page)) - from);

      const over = await importedLog(server, asOf(log, 7_200_000));
      await page.goto(`/sessions/${over}/review`);
      opened.push(await threeCards(page));

      await page.goto('/');
      await page.locator(`a[href^="/sessions/${over}"]`).first().waitFor();
      bare.push(await page.evaluate(() => performance.now()));
    }
    report(`from the tap on “${nl.pad.endYes}” to the three cards`, ended, TARGET);
    report('the same page by its address, from the navigation', opened, TARGET);
    report('the start page, from the navigation', bare);
  } finally {
    await server.close();
  }
});

/** Waits until all three cards are there; returns when they were, in ms since the navigation. */
async function threeCards(page: Page): Promise<number> {
  const there = await page.waitForFunction(
    () =>
      ['.leaf.fragment .strip li', '.leaf.pattern .finding-says', '.leaf.ask textarea:enabled'].every(
        (s) => document.querySelector(s) !== null,
      ) && performance.now(),
    undefined,
    { polling: 'raf' },
  );
  return Number(await there.jsonValue());
}

function report(what: string, ms: number[], target?: number): void {
  const sorted = [...ms].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? Number.NaN;
  const met =
    target === undefined ? '' : `; target under ${target} ms: ${median < target ? 'met' : 'NOT MET'}`;
  process.stdout.write(
    `look back, 400 turns: ${what}: ${median.toFixed(0)} ms (median of ${ms.length}), ${(sorted.at(-1) ?? 0).toFixed(0)} ms at most${met}\n`,
  );
}
