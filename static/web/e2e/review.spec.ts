import type { Locator, Page } from '@playwright/test';
import type { Findings } from '../src/server/api.gen';
import { reveal, unfold } from './folds';
import { AWAY, expect, journey, meeting, STATUS, saved, seat, tag, type Visitor } from './journey';
import { bigMeeting, imported, madeMeeting, roundMeeting, takenDownTwice } from './meetings';
import { type Server, turns } from './server';
import { en, nl } from './words';

const chart = (page: Page, name: string) => page.locator(`[data-chart="${name}"]`);
const finding = (page: Page, name: string) => page.locator(`#finding-${name}`);
const panel = (page: Page) => page.getByRole('region').filter({ has: page.locator('#moments-title') });

/** Waits until a chart is in sight, and drawn as the address asks for it. */
async function drawn(page: Page, name: string): Promise<Locator> {
  const box = chart(page, name);
  await reveal(page, name);
  await finding(page, name).evaluate((el) => el.scrollIntoView());
  await expect(box.locator('canvas').first()).toBeVisible();
  await expect(box).toHaveAttribute('data-drawn', query(page));
  await expect(box).toHaveAttribute('data-busy', 'false');
  return box;
}

/** The names of the charts that the server offers for a session. */
async function chartsOf(server: Server, session: string): Promise<string[]> {
  const res = await server.fetch(`/sessions/${session}/charts`);
  const names = ((await res.json()) as { items: { name: string }[] }).items.map((c) => c.name);
  expect(names.length).toBeGreaterThanOrEqual(10);
  return names;
}

/** The query that the charts of the page are fetched with. */
function query(page: Page): string {
  const q = new URL(page.url()).searchParams;
  for (const own of ['person', 'tag', 'moments']) q.delete(own);
  return q.toString();
}

/** The rows of a chart's table, as the server has them for the page's query. */
async function rows(
  server: Server,
  page: Page,
  lang: string,
  session: string,
  name: string,
): Promise<string[][]> {
  const res = await server.fetch(`/sessions/${session}/charts/${name}?lang=${lang}&${query(page)}`);
  return ((await res.json()) as { kompas: { table: { rows: string[][] } } }).kompas.table.rows;
}

async function openTable(page: Page, name: string): Promise<Locator> {
  await reveal(page, name);
  const table = finding(page, name).locator('table');
  if ((await table.count()) === 0) await finding(page, name).locator('summary').press('Enter');
  await expect(table).toBeVisible();
  return table;
}

/** Checks that the table of a chart says what the server says. */
async function follows(
  j: { server: Server; page: Page; lang: string },
  session: string,
  name: string,
): Promise<void> {
  const { page } = j;
  await drawn(page, name);
  const table = await openTable(page, name);
  const want = await rows(j.server, page, j.lang, session, name);
  const columns = want[0]?.length ?? 0;
  await expect
    .poll(() =>
      table
        .locator('tbody tr')
        .evaluateAll(
          (trs, n) => trs.map((tr) => [...tr.children].slice(0, n).map((td) => td.textContent)),
          columns,
        ),
    )
    .toEqual(want.slice(0, 100));
}

/** How many pixels of a chart's canvases are painted, and in how many colours. */
function ink(box: Locator): Promise<{ pixels: number; colours: number }> {
  return box.locator('canvas').evaluateAll((layers) => {
    const colours = new Set<number>();
    let pixels = 0;
    for (const c of layers as HTMLCanvasElement[]) {
      const copy = new OffscreenCanvas(c.width, c.height).getContext('2d', { willReadFrequently: true });
      copy?.drawImage(c, 0, 0);
      const data = copy?.getImageData(0, 0, c.width, c.height).data ?? [];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 0) continue;
        pixels++;
        colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
      }
    }
    return { pixels, colours: colours.size };
  });
}

/** Draws over a part of the band, from and to as shares of its width. */
async function brush(page: Page, from: number, to: number): Promise<void> {
  const track = page.locator('.track');
  await track.evaluate((el) => el.scrollIntoView({ block: 'nearest' }));
  const box = await track.boundingBox();
  if (!box) throw new Error('no band');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * (from + to) * 0.5, y, { steps: 4 });
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 });
  await page.mouse.up();
}

/** Clicks on a chart where the pointer says that something can be opened, until a part of that kind opens. */
async function clickPart(page: Page, name: string, part: RegExp): Promise<void> {
  const picture = chart(page, name);
  const { width, height } = (await picture.boundingBox()) ?? { width: 0, height: 0 };
  const top = (await page.locator('.stays').boundingBox())?.height ?? 0;
  const below = (page.viewportSize()?.height ?? 0) - 8;
  for (let dy = 12; dy < height; dy += 22)
    for (let dx = 6; dx < width; dx += 22) {
      // Something that appeared above or beside the chart may have moved it.
      const box = await picture.boundingBox();
      const [x, y] = [(box?.x ?? 0) + dx, (box?.y ?? 0) + dy];
      if (y < top + 12 || y > below) break;
      await page.mouse.move(x, y);
      const cursor = await picture.evaluate(
        (el) => (el.firstElementChild as HTMLElement | null)?.style.cursor,
      );
      if (cursor !== 'pointer') continue;
      await page.mouse.click(x, y);
      await expect(page).toHaveURL(/moments=/);
      if (part.test(new URL(page.url()).searchParams.get('moments') ?? '')) return;
      await page.goBack();
      await expect(page).not.toHaveURL(/moments=/);
      await expect(picture).toHaveJSProperty('clientWidth', Math.round(width)); // its width has not changed
    }
  throw new Error(`${name} has no part like ${part}`);
}

journey('looking back: a stretch of time, a person, and the moments of a row', async (j) => {
  const { page, m, server } = j;
  const session = await imported(server, madeMeeting(160), 'Weekstart');
  await j.signIn();
  await page.getByRole('link', { name: 'Weekstart' }).click();
  await expect(page).toHaveURL(`/sessions/${session}/review`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Weekstart');
  await drawn(page, 'timeline');
  await j.accessible();

  // A stretch of time: every chart follows it, also with back and forward.
  await brush(page, 0.25, 0.5);
  await expect(page).toHaveURL(/from_ms=\d+&to_ms=\d+/);
  const chosen = page.url();
  const asked = () => new URL(page.url()).search;
  await follows(j, session, 'participation');
  await page.goBack();
  await expect.poll(asked).toBe('');
  await follows(j, session, 'participation');
  await page.goForward();
  await expect.poll(asked).toBe(new URL(chosen).search);
  await follows(j, session, 'participation');
  await page.reload();
  await expect.poll(asked).toBe(new URL(chosen).search);
  await follows(j, session, 'tags');

  // With keys the edge moves, and the stretch is chosen when the keys rest.
  const edge = page.getByRole('slider', { name: m.review.edgeFrom });
  const from = Number(new URL(chosen).searchParams.get('from_ms'));
  await edge.press('ArrowRight');
  await edge.press('PageUp');
  await expect.poll(() => new URL(page.url()).searchParams.get('from_ms')).toBe(String(from + 70_000));
  await edge.press('Home');
  await page.getByRole('slider', { name: m.review.edgeTo }).press('End');
  await expect.poll(asked).toBe('');

  // A person: whatever does not concern her turns pale, and the rows count her
  // moments.
  await drawn(page, 'sociogram');
  const before = await ink(chart(page, 'sociogram'));
  await page.getByLabel(m.review.person).selectOption({ label: 'Anna' });
  await expect(page).toHaveURL(/person=p\d/);
  await expect.poll(() => ink(chart(page, 'sociogram'))).not.toEqual(before);
  const table = await openTable(page, 'matrix');
  const other = table.getByRole('row', { name: 'Bram Chantal' });
  await expect(other.getByRole('button')).toHaveText(/^0 /);
  await j.accessible();

  // The moments of a row, opened by the keyboard; closing returns the focus.
  const own = table.getByRole('row', { name: 'Anna Bram' }).getByRole('button');
  await own.focus();
  await page.keyboard.press('Enter');
  const shown = panel(page);
  await expect(shown.getByRole('heading', { name: 'Anna → Bram' })).toBeFocused();
  const count = Number((await own.textContent())?.match(/\d+$/)?.[0]);
  await expect(shown.locator('.moment')).toHaveCount(count);
  await expect(shown.locator('.moment').first()).toContainText('Anna → ');
  await j.accessible();
  await page.keyboard.press('Escape');
  await expect(shown).toBeHidden();
  await expect(own).toBeFocused();
});

journey('looking back: the moments of an arc, and putting them right', async (j) => {
  const { page, m, server } = j;
  const session = await imported(server, madeMeeting(160), 'Weekstart');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  const shown = panel(page);
  await drawn(page, 'sociogram');
  await clickPart(page, 'sociogram', /^sociogram\.edge\./);
  const name = (await shown.getByRole('heading').textContent()) ?? '';
  expect(name).toMatch(/^\S+ → \S+$/);
  const first = shown.locator('.moment').first();
  await expect(first.locator('.line')).toHaveCount(1);
  await first.getByRole('button', { name: m.review.aroundOf('').trim() }).click();
  expect(await first.locator('.line').count()).toBeGreaterThan(2);
  const [speaker, addressee] = name.split(' → ');
  await expect(first.locator('.line:not(.around .line)')).toContainText(
    new RegExp(`${speaker} →.*${addressee}`),
  );
  const told = await turnOf(first, server, session);

  await first.getByRole('button', { name: m.pad.correct('').trim() }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await j.accessible();
  await dialog.getByLabel(m.observe.moment).fill('nonsense');
  await expect(dialog.getByRole('button', { name: m.action.save })).toBeDisabled();
  await dialog.getByLabel(m.observe.moment).fill('0:02');
  await dialog.getByLabel(m.pad.to).selectOption('*');
  for (const box of await dialog.getByRole('checkbox', { checked: true }).all()) await box.uncheck();
  await dialog.getByRole('checkbox', { name: j.lang === 'en' ? 'asking' : 'vragen', exact: true }).check();
  await dialog.getByRole('button', { name: m.action.save }).click();
  await saved(page);
  await expect(first).toContainText('00:02');
  await expect
    .poll(async () => turns(await server.log(session))[0])
    .toEqual({
      at: 2000,
      from: told.from,
      to: '*',
      tags: ['asking'],
    });
  await follows(j, session, 'sociogram');
});

journey('looking back: a turn is taken out and put back, until the meeting is locked', async (j) => {
  const { page, m, server } = j;
  const session = await imported(server, madeMeeting(160), 'Weekstart');
  await j.signIn();
  await page.goto(`/sessions/${session}/review?moments=participation.0.0`);
  const shown = panel(page);
  const first = shown.locator('.moment').first();
  const left = async () => turns(await server.log(session)).length;
  const all = await left();
  await first.getByRole('button', { name: m.review.takeOutOf('').trim() }).click();
  await saved(page);
  await expect.poll(left).toBe(all - 1);
  await expect(page.getByText(m.review.takenOut(1))).toBeVisible();
  await follows(j, session, 'participation');
  await j.accessible();
  await first.getByRole('button', { name: m.review.putBackOf('').trim() }).click();
  await saved(page);
  await expect.poll(left).toBe(all);
  await first.getByRole('button', { name: m.review.takeOutOf('').trim() }).click();
  await saved(page);
  await page.keyboard.press('Escape');
  await page.getByText(m.review.takenOut(1)).click();
  await page.getByRole('button', { name: m.review.putBackOf('').trim() }).click();
  await saved(page);
  await expect.poll(left).toBe(all);
  await follows(j, session, 'participation');

  // A locked meeting says so, and leaves everything as it is.
  await server.fetch(`/sessions/${session}`, { method: 'PATCH', body: '{"locked":true}' });
  await expect(page.getByText(m.pad.lockedBody)).toBeVisible();
  await page.goto(`/sessions/${session}/review?moments=participation.0.0`);
  await expect(shown.locator('.moment').first()).toBeVisible();
  await expect(shown.getByRole('button', { name: m.review.takeOutOf('').trim() })).toHaveCount(0);
});

/** The turn of the log that a moment shows. */
async function turnOf(moment: Locator, server: Server, session: string) {
  const time = await moment.locator('.line:not(.around .line) time').textContent();
  const log = turns(await server.log(session));
  const clock = (ms: number) =>
    [Math.floor(ms / 60_000), Math.floor(ms / 1000) % 60].map((v) => String(v).padStart(2, '0')).join(':');
  const found = log.find((t) => clock(t.at) === time);
  if (!found) throw new Error(`no turn at ${time}`);
  return found;
}

journey('every chart stands on its canvas, in both languages, light and dark, at every width', async (j) => {
  const { page, server } = j;
  await j.signIn();
  const small = await imported(server, madeMeeting(160), 'Weekstart');
  const big = await imported(server, bigMeeting('Bmr006'), 'Bmr006');
  const looks = [
    { session: small, lang: 'nl', theme: 'light', width: 360, height: 740 },
    { session: small, lang: 'en', theme: 'dark', width: 1024, height: 768 },
    { session: big, lang: 'nl', theme: 'dark', width: 1920, height: 1080 },
    { session: big, lang: 'en', theme: 'light', width: 360, height: 740 },
  ];
  for (const { session, lang, theme, width, height } of looks) {
    await page.setViewportSize({ width, height });
    await page.evaluate(
      ([l, t]) => {
        localStorage.setItem('kompas.lang', l ?? '');
        localStorage.setItem('kompas.theme', t ?? '');
      },
      [lang, theme],
    );
    await page.goto(`/sessions/${session}/review`);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    for (const name of await chartsOf(server, session)) {
      const box = await drawn(page, name);
      // It may be drawn anew when a scroll bar changes the width of the page.
      await expect(async () => {
        const { pixels, colours } = await ink(box);
        expect(pixels, `${name} (${lang}, ${theme}, ${width} px) has ink`).toBeGreaterThan(200);
        expect(colours, `${name} (${lang}, ${theme}, ${width} px) is a drawing`).toBeGreaterThan(3);
      }).toPass({ timeout: 10_000 });
    }
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      `the page at ${width} px is not wider than the screen`,
    ).toBe(0);
    await j.accessible();
  }
});

journey('names that mean something to the language of the page stay names', async (j) => {
  const { page, server } = j;
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
  const csv = madeMeeting(120, names)
    .replaceAll('curiosity', '__proto__')
    .replaceAll('steering', 'constructor')
    .replaceAll('Rooster', '__proto__')
    .replaceAll('Rondvraag', 'valueOf');
  const session = await imported(server, csv, '__proto__');
  await j.signIn();
  /** The properties of the built-in prototypes, and what these names lead to. */
  const basics = () =>
    page.evaluate(
      (all) => [
        Object.getOwnPropertyNames(Object.prototype).sort(),
        ...all.map((n) => Object.getOwnPropertyNames(({} as Record<string, object>)[n]).sort()),
      ],
      names,
    );
  const before = await basics();
  await page.goto(`/sessions/${session}/review`);
  for (const name of await chartsOf(server, session)) {
    const box = await drawn(page, name);
    const { width = 0, height = 0 } = (await box.boundingBox()) ?? {};
    for (const [x, y] of [
      [0.2, 0.3],
      [0.5, 0.5],
      [0.8, 0.7],
    ] as const)
      await box.hover({ position: { x: width * x, y: height * y }, force: true });
    await expect(finding(page, name)).toBeVisible();
  }
  expect(await basics()).toEqual(before);
});

const said = (page: Page, name: string) => page.locator(`[data-findings="${name}"]`);

/** The findings of the server for the page's query. */
async function found(server: Server, page: Page, lang: string, session: string): Promise<Findings> {
  const res = await server.fetch(`/sessions/${session}/findings?lang=${lang}&${query(page)}`);
  return (await res.json()) as Findings;
}

journey('what was found is said in words, and every sentence opens its moments', async (j) => {
  const { page, server } = j;
  const session = await imported(server, roundMeeting(), 'Weekstart');
  await j.signIn();
  for (const lang of ['nl', 'en'] as const) {
    await page.evaluate((l) => localStorage.setItem('kompas.lang', l), lang);
    await page.goto(`/sessions/${session}/review`);
    await expect(page.locator('html')).toHaveAttribute('lang', lang);
    const m = (lang === 'nl' ? nl : en).review;
    const { sections, moments } = await found(server, page, lang, session);
    const total = new Map(moments.map((m) => [m.at.graphic, m.total]));
    expect(sections.find((s) => s.name === 'loops')?.items.length).toBeGreaterThan(0);
    expect(sections.find((s) => s.name === 'transitions')?.items.length).toBeGreaterThan(1);
    for (const s of sections) {
      const part = s.name === 'loops' ? 'loop-story' : s.name;
      await reveal(page, part);
      await finding(page, part).evaluate((el) => el.scrollIntoView());
      const section = said(page, s.name);
      for (const text of s.lead) await expect(section.getByText(text, { exact: true })).toBeVisible();
      for (const fold of s.folds) await section.getByText(`${fold.title} (${fold.items.length})`).click();
      for (const [i, f] of [...s.items, ...s.folds.flatMap((o) => o.items)].entries()) {
        // Loops are told one at a time.
        if (s.name === 'loops' && i > 0 && i < s.items.length)
          await page.getByRole('button', { name: m.loop.next }).click();
        const sentence = section
          .locator('.sentences > li')
          .filter({ has: page.getByText(f.text, { exact: true }) });
        await expect(sentence).toBeVisible();
        for (const q of f.questions) await expect(sentence.getByText(q, { exact: true })).toBeVisible();
        if (f.sure) await expect(sentence.locator('.sure')).toHaveText(f.sure);
        await expect(sentence.getByRole('button')).toContainText(new RegExp(`\\b${total.get(f.id)}\\b`));
      }
      await expect(section.locator('.method > p').first()).toBeHidden();
      await section.locator('.method > summary').click();
      for (const text of s.method) await expect(section.getByText(text, { exact: true })).toBeVisible();
      const [first] = s.items;
      if (!first) continue;
      await section.getByRole('button').first().click();
      await expect(page).toHaveURL(/moments=findings/);
      await expect(panel(page).locator('.moment')).toHaveCount(Math.min(total.get(first.id) ?? 0, 40));
      await page.keyboard.press('Escape');
      await expect(panel(page)).toBeHidden();
    }
    await j.accessible();
  }

  // Opened moments are in the address.
  const { sections } = await found(server, page, 'en', session);
  const loop = sections.find((s) => s.name === 'loops')?.items[0]?.id ?? '';
  await page.goto(`/sessions/${session}/review?moments=${encodeURIComponent(`findings!${loop}`)}`);
  await expect(panel(page).locator('.moment').first()).toBeVisible();

  // A part of the meeting is compared separately.
  await page.keyboard.press('Escape');
  await page.getByLabel(en.review.phase).selectOption({ index: 1 });
  await expect(page).toHaveURL(/phase=/);
  const part = (await found(server, page, 'en', session)).sections.find((s) => s.name === 'loops');
  await finding(page, 'loop-story').evaluate((el) => el.scrollIntoView());
  const expected = part?.items[0]?.text ?? part?.lead[0] ?? '';
  await expect(said(page, 'loops').getByText(expected, { exact: true })).toBeVisible();
});

journey('that no loop was found is a good page, too', async (j) => {
  const { page, server, lang } = j;
  const session = await imported(server, madeMeeting(160), 'Weekstart');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  const loops = (await found(server, page, lang, session)).sections.find((s) => s.name === 'loops');
  expect(loops?.items).toEqual([]);
  expect(loops?.lead.length).toBeGreaterThanOrEqual(3);
  await reveal(page, 'loop-story');
  for (const text of loops?.lead ?? [])
    await expect(said(page, 'loops').getByText(text, { exact: true })).toBeVisible();
  const [nearest] = loops?.folds ?? [];
  const [near] = nearest?.items ?? [];
  if (!nearest || !near) throw new Error('nothing came near');
  await said(page, 'loops').getByText(`${nearest.title} (${nearest.items.length})`).click();
  await expect(said(page, 'loops').getByText(near.text, { exact: true })).toBeVisible();
  await j.accessible();
  await said(page, 'loops').getByRole('button').first().click();
  await expect(panel(page).locator('.moment').first()).toBeVisible();
  await j.accessible();
});

journey('a replay passes the turns, and what was marked leads to the turns around it', async (j) => {
  const { page, m, server } = j;
  const session = await imported(server, madeMeeting(120), 'Weekstart');
  await server.post(`/sessions/${session}/entries`, {
    entries: [{ id: '0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e', type: 'mark', at: 180_000, kind: 'moment' }],
  });
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  await drawn(page, 'timeline');
  await page.getByLabel(m.review.speed).selectOption('60');
  await page.getByRole('button', { name: m.review.play, exact: true }).click();
  const passing = page.getByRole('list', { name: m.review.passing });
  await expect(passing.getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: m.review.pause }).click();
  await j.accessible();
  const at = await page.locator('.now').textContent();
  await page.getByRole('button', { name: m.review.play, exact: true }).click();
  await expect(page.locator('.now')).not.toHaveText(at ?? '');
  await page.getByRole('button', { name: m.review.stop }).click();
  await expect(passing).toBeHidden();

  // The mark on the band, the note in the list, a phase.
  await page.getByRole('button', { name: m.review.markAt(m.review.marks.moment, '03:00') }).click();
  const shown = panel(page);
  await expect(shown.getByRole('heading', { name: m.review.aroundTime('03:00') })).toBeFocused();
  expect(await shown.locator('.line').count()).toBeGreaterThan(2);
  await page.goBack();
  await expect(shown).toBeHidden();
  await unfold(page, 'marked');
  await expect(page.getByText('Hier werd het anders')).toBeVisible();
  await page.getByLabel(m.review.phase).selectOption('Rooster');
  await expect(page).toHaveURL(/phase=Rooster/);
  await follows(j, session, 'tags');
});

journey('what is folded is fetched when it is opened, by a tap or by its address', async (j) => {
  const { page, server, m } = j;
  const session = await imported(server, madeMeeting(120), 'Weekstart');
  await j.signIn();
  const asked: string[] = [];
  page.on('request', (r) => {
    const part = new RegExp(`/sessions/${session}/(\\S+?)(\\?|$)`).exec(r.url())?.[1];
    if (part && part !== 'live' && part !== 'review') asked.push(part);
  });
  const charts = () => asked.filter((a) => a.startsWith('charts'));
  await page.goto(`/sessions/${session}/review`);
  await expect(page.locator('.strip')).toBeVisible();
  await drawn(page, 'timeline');
  await page.locator('#files').scrollIntoViewIfNeeded();
  await page.waitForLoadState('networkidle');
  expect(new Set(charts())).toEqual(new Set(['charts/timeline']));
  expect(new Set(asked)).toEqual(new Set(['charts/timeline', 'findings', 'debrief']));

  await drawn(page, 'participation');
  expect(new URL(page.url()).hash).toBe('#heard');
  expect(new Set(charts())).toEqual(new Set(['charts/timeline', 'charts/participation']));

  // The findings of the whole meeting were fetched for the cards.
  const before = asked.filter((a) => a === 'findings').length;
  await unfold(page, 'followed');
  await expect(said(page, 'patterns')).toBeVisible();
  expect(asked.filter((a) => a === 'findings')).toHaveLength(before);

  asked.splice(0);
  await page.goto('about:blank');
  await page.goto(`/sessions/${session}/review#finding-rhythm`);
  await expect(finding(page, 'rhythm')).toBeInViewport();
  await expect(chart(page, 'rhythm')).toHaveAttribute('data-busy', 'false');
  expect(charts()).toContain('charts/rhythm');
  expect(charts()).not.toContain('charts/participation');

  // The browser prints right after it says so: all is open then, but notes and files.
  const folded = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'));
    return [...document.querySelectorAll('.fold:not([open])')].map((f) => f.id);
  });
  expect(folded).toEqual(['notes', 'files']);
  await expect(page.locator('.hasty')).toHaveText(m.review.hasty);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await expect(page.locator('#heard')).not.toHaveAttribute('open');
});

journey('a turn that was missed is added between two others, and taken out again', async (j) => {
  const { page, server, m } = j;
  const session = await imported(server, madeMeeting(60), 'Weekstart');
  const log = turns(await server.log(session));
  const [, before, beside] = (await server.log(session)).filter((e) => e.type === 'interaction');
  await j.signIn();
  await page.goto(`/sessions/${session}/review?moments=~${beside?.seq}`);
  await panel(page)
    .getByRole('button', { name: m.review.insertOf('').trim() })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(m.review.inserting.before, { exact: true }).click();
  const [els] = await dialog.locator('select').first().selectOption({ label: 'Els' });
  await dialog.getByLabel(m.pad.tags).selectOption('curiosity');
  await j.accessible();
  await dialog.getByRole('button', { name: m.review.inserting.add }).click();
  const between = Math.floor(((before?.at ?? 0) + (beside?.at ?? 0)) / 2);
  await expect
    .poll(async () => turns(await server.log(session)).find((t) => t.at === between))
    .toEqual({ at: between, from: els, to: '*', tags: ['curiosity'] });
  await expect(page.getByText(m.review.turns(61)).first()).toBeVisible();
  await panel(page).getByRole('button', { name: m.review.inserting.undo }).click();
  await saved(page);
  expect(turns(await server.log(session))).toEqual(log);
});

journey('of several who took down the meeting alone, one is looked at', async (j) => {
  const { page, m, server } = j;
  const csv = ['time_ms,from,to,tag,observer'];
  for (let i = 0; i < 40; i++) csv.push(`${i * 4000},${i % 2 ? 'Anna' : 'Bram'},*,asking,Otto`);
  for (let i = 0; i < 30; i++) csv.push(`${i * 4000 + 500},${i % 3 ? 'Anna' : 'Bram'},*,showing,Vera`);
  const session = await imported(server, csv.join('\n'), 'Twee kijkers');
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  await expect(page.getByText(m.review.turns(40)).first()).toBeVisible();
  await follows(j, session, 'participation');
  await expect(page.getByRole('radio', { name: 'Otto' })).toBeChecked();
  await page.getByRole('radio', { name: 'Vera' }).check();
  await expect(page).toHaveURL(/observer=o2/);
  await expect(page.getByText(m.review.turns(30)).first()).toBeVisible();
  await follows(j, session, 'participation');
  await j.accessible();
});

journey('while the meeting runs, more is offered and nothing jumps', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  await page.goto(`/sessions/${session}/review`);
  await expect(page.getByText(m.review.empty)).toBeVisible();
  await j.accessible();
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await saved(page);

  const other = await page.context().newPage();
  await other.goto(`/sessions/${session}/review`);
  await expect(other.getByText(m.review.turns(1)).first()).toBeVisible();
  await seat(page, 'p2').click();
  await tag(page, 'showing').click();
  await saved(page);
  await expect(other.getByText(m.review.news)).toBeVisible();
  await expect(other.getByText(m.review.turns(1)).first()).toBeVisible();
  await other.getByRole('button', { name: m.review.showNews }).click();
  await expect(other.getByText(m.review.turns(2)).first()).toBeVisible();
  await expect(other.getByText(m.review.news)).toBeHidden();
});

journey('a viewer looks back and changes nothing; a leader and a stranger hear why not', async (j) => {
  const { page, m, server } = j;
  j.expectError(STATUS(403));
  j.expectError(STATUS(404));
  const session = await imported(server, madeMeeting(60), 'Weekstart');
  const invited = async (role: string, more: object = {}): Promise<Visitor> => {
    const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
      role,
      expires_in_s: 600,
      ...more,
    });
    const v = await j.visitor();
    v.expectError(STATUS(403));
    await v.page.goto(url);
    await v.page.getByLabel(v.m.join.name).fill('Vera');
    await v.page.getByRole('button', { name: v.m.join.submit }).click();
    await expect(v.page).toHaveURL(role === 'leader' ? /\/preview$/ : /\/pad$/);
    await v.page.goto(`/sessions/${session}/review?moments=participation.0.0`);
    return v;
  };
  const viewer = await invited('viewer');
  await expect(panel(viewer.page).locator('.moment').first()).toBeVisible();
  await expect(panel(viewer.page).getByRole('button', { name: m.review.takeOutOf('').trim() })).toHaveCount(
    0,
  );
  await viewer.accessible();
  const leader = await invited('leader', { person: 'p1' });
  await expect(leader.page.getByText(m.review.notForYou)).toBeVisible();
  await expect(leader.page.locator('[data-chart]')).toHaveCount(0);
  await leader.accessible();

  await j.signIn();
  await page.goto('/sessions/0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e/review');
  await expect(page.getByText(m.notFound.body)).toBeVisible();
});

journey('a reader of a meeting that was observed apart hears why there is nothing yet', async (j) => {
  const { page, server, m } = j;
  const session = await takenDownTwice(server, 20, 3);
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
  });
  await page.goto(url);
  await page.getByLabel(m.join.name).fill('Vera');
  await page.getByRole('button', { name: m.join.submit }).click();
  await expect(page).toHaveURL(/\/pad$/);
  await page.goto(`/sessions/${session}/review`);
  await expect(page.getByText(m.review.apart)).toBeVisible();
  await expect(page.getByText(m.review.empty)).toHaveCount(0);
  await j.accessible();
});

journey(
  'the server goes away while looking back: what was corrected waits, and the charts come back',
  async (j) => {
    const { page, m, server } = j;
    j.expectError(AWAY);
    const session = await imported(server, madeMeeting(60), 'Weekstart');
    await j.signIn();
    await page.goto(`/sessions/${session}/review?moments=participation.0.0`);
    const first = panel(page).locator('.moment').first();
    await expect(first).toBeVisible();
    await drawn(page, 'participation');
    await server.kill();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
    await first.getByRole('button', { name: m.review.takeOutOf('').trim() }).click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
    await page.getByLabel(m.review.phase).selectOption('Rooster');
    await expect(page.getByText(m.error.offline).first()).toBeVisible();
    await j.accessible();
    await server.start();
    await saved(page);
    await follows(j, session, 'participation');
    expect(turns(await server.log(session))).toHaveLength(59);
  },
);

journey('two who took down a meeting each alone first see what they may talk about', async (j) => {
  const { page, m, server } = j;
  const session = await takenDownTwice(server, 60, 2);
  await j.signIn();
  await page.goto(`/sessions/${session}/review`);
  const talk = finding(page, 'disagreements');
  await expect(talk).toHaveCount(0); // it never stands first, but folded
  await unfold(page, 'observers');
  const t = m.review.talk;
  await expect(talk.getByText(`${t.noted(59)}; ${t.alike(29)}.`)).toContainText(`${t.onlyBy('Ada')}: 1.`);
  const lines = talk.locator('.list .row');
  await expect(lines).toHaveCount(20);
  const [asked, steered] =
    j.lang === 'nl' ? ['‘open vragen’', '‘sturen’'] : ['“open question”', '“steering”'];
  await expect(lines.first()).toContainText(
    t.each(m.pad.draft('Anna', m.pad.everybody), 'Ada', asked, 'Ben', steered),
  );
  await talk.getByText(t.rest(11)).click();
  await expect(lines).toHaveCount(31);
  await expect(lines.last()).toContainText(t.only('Ada', ''));
  await j.accessible();

  // Each opens the turns of both observers. What is corrected there disappears from
  // the list.
  await lines.nth(1).getByRole('button').click();
  const moment = panel(page).locator('.moment');
  await expect(moment).toHaveCount(1);
  await expect(moment.locator('.line')).toHaveCount(2);
  await expect(moment.locator('.line').nth(0)).toContainText('Ada');
  await expect(moment.locator('.line').nth(1)).toContainText('Ben');
  await j.accessible();
  await moment
    .getByRole('button', { name: m.review.takeOutOf('').trim() })
    .nth(1)
    .click();
  await expect(lines.nth(1)).toContainText(t.only('Ada', ''));
  await expect(talk.getByText(`${t.noted(58)}; ${t.alike(29)}.`)).toBeVisible();
  await expect(chart(page, 'agreement')).toHaveCount(1);

  // A part of the meeting has its own disagreements.
  await page.keyboard.press('Escape');
  await page.goto(`/sessions/${session}/review?from_ms=0&to_ms=20000#observers`);
  await expect(talk.getByText(t.here(2))).toBeVisible();
  await expect(lines).toHaveCount(2);
});
