import type { Locator, Page } from '@playwright/test';
import { reveal } from './folds';
import { expect, journey } from './journey';
import { imported, roundMeeting } from './meetings';

const part = (page: Page, name: string) => page.locator(`#finding-${name}`);

/** Waits until a chart is drawn with all that it shows. */
async function drawn(page: Page, name: string): Promise<void> {
  await reveal(page, name);
  await part(page, name).evaluate((el) => el.scrollIntoView());
  const box = page.locator(`[data-chart="${name}"]`);
  await expect(box).toHaveAttribute('data-busy', 'false', { timeout: 30_000 });
  await expect(box.locator('canvas').first()).toBeVisible();
}

/** Presses a button under a chart, and returns the file that it gives. */
async function file(page: Page, button: Locator): Promise<{ name: string; content: Buffer }> {
  const [given] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const chunks: Buffer[] = [];
  for await (const c of await given.createReadStream()) chunks.push(c as Buffer);
  return { name: given.suggestedFilename(), content: Buffer.concat(chunks) };
}

/** What a picture looks like to somebody who opens it: its size, and how much of it is not paper. */
function look(page: Page, content: Buffer, type: string) {
  return page.evaluate(
    async ([base64, mime]) => {
      const img = new Image();
      img.src = `data:${mime};base64,${base64}`;
      await img.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [img.naturalWidth, img.naturalHeight];
      const c = canvas.getContext('2d');
      c?.drawImage(img, 0, 0);
      const data = c?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      const at = (i: number) => [data[i], data[i + 1], data[i + 2], data[i + 3]].join();
      let inked = 0;
      const colours = new Set<string>();
      for (let i = 0; i < data.length; i += 4) {
        if (at(i) !== at(0)) inked++;
        colours.add(at(i));
      }
      return { width: canvas.width, height: canvas.height, paper: at(0), inked, colours: colours.size };
    },
    [content.toString('base64'), type] as const,
  );
}

journey('a chart as a picture, as a table, and on the whole screen', async (j) => {
  const { page, m, server } = j;
  const session = await imported(server, roundMeeting(), 'Ronde & meer');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  const other = await page.context().newPage(); // where a file is opened: a page without rules of ours
  for (const name of ['transitions', 'loops']) {
    await drawn(page, name);
    const title = (await part(page, name).locator(`#title-${name}`).textContent()) ?? '';
    const tool = (text: string) => part(page, name).getByRole('button', { name: text, exact: true });

    const png = await file(page, tool(m.chart.png));
    expect(png.name).toMatch(new RegExp(`^kompas-Ronde-meer-[\\d-]{10}-${name}\\.png$`));
    const seen = await look(other, png.content, 'image/png');
    expect(seen.width).toBe(2048);
    expect(seen.paper).toBe('251,250,246,255'); // light, also where the page is dark
    expect(seen.inked).toBeGreaterThan(20_000);
    expect(seen.colours).toBeGreaterThan(20);

    const svg = await file(page, tool(m.chart.svg));
    const text = svg.content.toString('utf8');
    const read = await other.evaluate((s) => {
      const doc = new DOMParser().parseFromString(s, 'image/svg+xml');
      return {
        fault: doc.querySelector('parsererror')?.textContent ?? '',
        words: [...doc.querySelectorAll('text')].map((t) => t.textContent).join(' '),
        title: doc.querySelector('title')?.textContent,
      };
    }, text);
    expect(read.fault).toBe('');
    expect(read.title).toBe(title);
    expect(read.words.replaceAll(/\s+/g, ' ')).toContain(title);
    const drawnSvg = await look(other, svg.content, 'image/svg+xml');
    expect(drawnSvg.width).toBe(1024);
    expect(drawnSvg.inked).toBeGreaterThan(5_000);

    // The file has what the table says, cell by cell.
    const csv = (await file(page, tool(m.chart.csv))).content.toString('utf8');
    await part(page, name).locator('summary', { hasText: m.pad.asTable }).click();
    await expect(part(page, name).locator('table')).toBeVisible();
    const table = await part(page, name)
      .locator('table tr')
      .evaluateAll((trs) => trs.map((tr) => [...tr.children].map((td) => td.textContent ?? '')));
    const separator = j.lang === 'nl' ? ';' : ',';
    const lines = csv.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(table.length).toBe(Math.min(lines.length, 101)); // the page shows a hundred rows at once
    table.forEach((row, i) => {
      const cells = lines[i]?.split(separator).map((c) => c.replace(/^"(.*)"$/, '$1')) ?? [];
      expect(row.slice(0, cells.length)).toEqual(cells);
    });

    // By keyboard: it fills the screen, Escape leaves, and the focus is where it was.
    await tool(m.chart.full).focus();
    await page.keyboard.press('Enter');
    const full = page.getByRole('dialog', { name: title });
    await expect(full.locator('canvas')).toBeVisible();
    const { width = 0, height = 0 } = (await full.boundingBox()) ?? {};
    const screen = page.viewportSize();
    expect([Math.round(width), Math.round(height)]).toEqual([screen?.width, screen?.height]);
    // The picture is as large as there is room for, and lies below the words.
    const place = (await full.locator('.place').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const shown = (await full.locator('canvas').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const [wide, high] = await full.locator('canvas').evaluate((c: HTMLCanvasElement) => [c.width, c.height]);
    expect(shown.y).toBeGreaterThanOrEqual(place.y - 1);
    expect(shown.width / shown.height).toBeCloseTo(Number(wide) / Number(high), 1);
    expect(Math.max(shown.width / place.width, shown.height / place.height)).toBeGreaterThan(0.97);
    await j.accessible();
    await page.keyboard.press('Escape');
    await expect(full).toHaveCount(0);
    await expect(tool(m.chart.full)).toBeFocused();
  }
});

journey('loops are drawn one at a time', async (j) => {
  const { page, server } = j;
  const two = { curiosity: 'sharing', sharing: 'curiosity', judgement: 'defending', defending: 'judgement' };
  const session = await imported(server, roundMeeting(420, two), 'Ronde');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  await drawn(page, 'loops');
  const choice = part(page, 'loops').locator('.choice').getByRole('button');
  await expect(choice.first()).toHaveAttribute('aria-pressed', 'true');
  await expect(choice.last()).toHaveAttribute('aria-pressed', 'false');
  const before = await page.locator('[data-chart="loops"]').screenshot();
  const last = choice.last();
  await last.click();
  await expect(last).toHaveAttribute('aria-pressed', 'true');
  await expect(part(page, 'loops').locator('.hint').first()).toHaveText((await last.textContent()) ?? '');
  await expect
    .poll(async () => (await page.locator('[data-chart="loops"]').screenshot()).equals(before))
    .toBe(false);
});

journey('charts on paper are whole, and light', async (j) => {
  const { page, server } = j;
  const session = await imported(server, roundMeeting(), 'Ronde');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  await drawn(page, 'tags');
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const was = await theme();
  await page.waitForTimeout(500); // a light one may be on its way
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const printed = page.locator('[data-chart="tags"] + canvas.on-paper');
  await expect(printed).toBeVisible();
  await expect(page.locator('[data-chart="tags"]')).toBeHidden();
  expect(await theme()).toBe('light');
  const shown = await printed.evaluate((c: HTMLCanvasElement) => {
    const data = c.getContext('2d')?.getImageData(0, 0, c.width, c.height).data ?? [];
    let [inked, bright] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] === 0) continue;
      inked++;
      if ((data[i] ?? 0) + (data[i + 1] ?? 0) + (data[i + 2] ?? 0) > 600) bright++;
    }
    return { inked, bright, wide: c.width, whole: getComputedStyle(c).breakInside };
  });
  expect(shown.wide).toBe(1360);
  expect(shown.whole).toBe('avoid');
  expect(shown.inked).toBeGreaterThan(5_000);
  expect(shown.bright / shown.inked).toBeLessThan(0.2); // ink is dark
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await expect(printed).toHaveCount(0);
  expect(await theme()).toBe(was);
});
