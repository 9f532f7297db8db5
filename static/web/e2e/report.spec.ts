import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { madeUp } from './made';

// The report as somebody has it who was sent the file: opened from disk, without a
// network, by a browser that knows nothing of Kompas.

/** Texts that mean something to a browser, a spreadsheet, or the program that draws. */
const HOSTILE = [
  '</script><script>document.title = "taken"</script>',
  '"><img src=x onerror="document.title = 1">',
  '=HYPERLINK("https://example.org")',
  '{b} {a|x} $1 {{.}}',
  '__proto__',
  "<!-- ' ` \\u003c",
];

/** The made-up meeting, with hostile texts where people write. */
function hostile(log: string): string {
  let n = 0;
  const next = (what: string) => `${what}${++n} ${HOSTILE[n % HOSTILE.length]}`;
  return log
    .trim()
    .split('\n')
    .map((line) => {
      const e = JSON.parse(line);
      if (e.session) {
        const { session } = e;
        session.title = next('title');
        for (const p of session.participants) p.name = next('name');
        for (const t of [...session.codebook.tags, ...session.codebook.families])
          t.labels = { nl: next('word'), en: next('word') };
        for (const p of session.phases) p.name = next('item');
        session.debrief = {
          questions: [next('question'), next('question')],
          experiment: { text: next('try'), owner: next('owner'), notice: next('notice') },
        };
      }
      if (e.type === 'note') Object.assign(e, { text: next('note'), visibility: 'shared' });
      if (e.type === 'phase') e.name = next('item');
      return JSON.stringify(e);
    })
    .join('\n');
}

/** Makes a report of a log with the command, and returns its path. */
function report(log: string, ...flags: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kompas-report-'));
  const file = join(folder, 'meeting.jsonl');
  const out = join(folder, 'report.html');
  writeFileSync(file, log);
  const bin = process.env.KOMPAS_BIN;
  if (!bin) throw new Error('KOMPAS_BIN must name the program to test');
  execFileSync(bin, ['report', ...flags, '-o', out, file]);
  return out;
}

/** Opens a file without a network; tells of what it asks for and what goes wrong in it. */
async function open(
  browser: Browser,
  file: string,
  width = 1024,
): Promise<{ page: Page; trouble: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  await context.setOffline(true);
  const page = await context.newPage();
  const trouble: string[] = [];
  const own = `file://${file}`;
  page.on('request', (r) => r.url() !== own && !r.url().startsWith('data:') && trouble.push(r.url()));
  page.on('console', (m) => trouble.push(m.text()));
  page.on('pageerror', (e) => trouble.push(e.message));
  page.on('dialog', (d) => trouble.push(d.message()));
  await page.goto(own);
  return { page, trouble };
}

/** How many of the charts have something drawn in them. */
const drawn = (page: Page) =>
  page
    .locator('[data-chart]')
    .evaluateAll((all) => all.map((c) => c.querySelectorAll('svg path, svg text').length));

test('it opens from disk, draws all charts, and asks for nothing', async ({ browser }) => {
  const { log } = madeUp();
  for (const [flags, charts] of [
    [['--lang', 'nl'], 7],
    [['--lang', 'en', '--names', '--notes', '--persons'], 11],
    [['--lang', 'nl', '--anonymous', '--persons'], 10],
  ] as const) {
    const { page, trouble } = await open(browser, report(log, ...flags));
    const parts = await drawn(page);
    expect(parts.length, flags.join(' ')).toBe(charts);
    expect(Math.min(...parts)).toBeGreaterThan(3);
    await expect(page.locator('.strip li')).toHaveCount(12);
    expect(trouble).toEqual([]);
    await page.context().close();
  }
});

test('without scripts it is read as tables', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`file://${report(madeUp().log, '--lang', 'en')}`);
  await expect(page.locator('.strip li')).toHaveCount(12);
  await expect(page.locator('.drawn').first()).toBeHidden();
  const table = page.locator('.figure details').first();
  await table.locator('summary').click();
  await expect(table.getByRole('row').nth(1)).toBeVisible();
  await context.close();
});

test('what people wrote stays text', async ({ browser }) => {
  const file = report(hostile(madeUp().log), '--lang', 'nl', '--names', '--notes', '--persons');
  const { page, trouble } = await open(browser, file);
  expect(trouble).toEqual([]);
  expect(await page.title()).toMatch(/^title1 /);
  await expect(page.locator('script')).toHaveCount(2);
  await expect(page.locator('img, iframe, object, a')).toHaveCount(0);
  expect(Math.min(...(await drawn(page)))).toBeGreaterThan(3);
  const text = await page.locator('main').innerText();
  for (const what of ['name', 'word', 'item', 'question', 'try', 'owner', 'notice', 'note'])
    expect(text).toMatch(new RegExp(`${what}\\d+ `));
  expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
  await page.context().close();
});

test('it prints on A4, each chart whole on one sheet', async ({ browser }) => {
  for (const flags of [[], ['--names', '--notes', '--persons']]) {
    const { page, trouble } = await open(browser, report(madeUp().log, '--lang', 'nl', ...flags), 360);
    // On a phone charts are drawn narrower; for paper they are drawn again.
    const narrow = await page.locator('.drawn svg').first().getAttribute('viewBox');
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.locator('.drawn svg').first().getAttribute('viewBox')).toBe(narrow);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 688, height: 1017 }); // what A4 leaves between its margins, in px
    const sheet = 1017;
    for (const figure of await page.locator('.figure').all()) {
      const box = await figure.boundingBox();
      expect(box?.height).toBeLessThan(sheet);
      expect(await figure.evaluate((f) => getComputedStyle(f).breakInside)).toBe('avoid');
    }
    const first = await page.locator('.minute').boundingBox();
    expect(first?.height).toBeLessThan(sheet);
    await expect(page.locator('details').first()).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(688);
    expect(trouble).toEqual([]);
    await page.context().close();
  }
});

test('without names no name, note, title or id is anywhere in the file', () => {
  const { log } = madeUp();
  const entries = log
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l));
  const header = entries[0].session;
  const file = readFileSync(
    report(log, '--anonymous', '--names', '--notes', '--persons', '--lang', 'nl'),
    'utf8',
  );
  const told =
    file.slice(0, file.indexOf('<style>')) +
    file.slice(file.indexOf('</style>'), file.lastIndexOf('<script>'));
  const secrets = [header.title, header.id, ...header.participants.map((p: { name: string }) => p.name)];
  for (const e of entries.slice(1)) secrets.push(e.id, e.text, e.person?.name);
  for (const secret of secrets.filter(Boolean)) expect(told).not.toContain(secret);
});
