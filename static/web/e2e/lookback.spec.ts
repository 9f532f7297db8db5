import type { Locator, Page, Request } from '@playwright/test';
import type { DebriefAnswer } from '../src/server/api.gen';
import { DEVICES, expect, type Journey, journey, saved } from './journey';
import { asOf, importedLog, madeUp } from './made';
import { bigMeeting, imported } from './meetings';
import { skipWithoutMeetings } from './real';
import type { Server } from './server';
import { turns } from './server';

const card = (page: Page, kind: 'fragment' | 'pattern' | 'ask') => page.locator(`.leaf.${kind}`);
const strip = (page: Page) => card(page, 'fragment').locator('.strip li');
const fold = (page: Page, id: string) => page.locator(`details#${id}`);
const moments = (page: Page) => page.getByRole('region').filter({ has: page.locator('#moments-title') });

/** What the server keeps of what was chosen. */
async function debrief(server: Server, session: string): Promise<DebriefAnswer> {
  return (await (await server.fetch(`/sessions/${session}/debrief`)).json()) as DebriefAnswer;
}

/** Waits until what was chosen is saved. */
async function kept(page: Page): Promise<void> {
  await expect(page.locator('[data-kept="saved"]')).not.toBeEmpty();
}

/** Waits until all three cards say what they have to say. */
async function cards(page: Page): Promise<void> {
  const slow = { timeout: 60_000 }; // a long meeting on a busy machine
  await expect(strip(page).first()).toBeVisible(slow);
  await expect(card(page, 'pattern').locator('.finding-says')).toBeVisible(slow);
  await expect(card(page, 'ask').getByRole('textbox').first()).toBeEnabled();
}

/** What the page asks the server to compute, as the last parts of the addresses. */
function computed(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (r: Request) => {
    const path = new URL(r.url()).pathname;
    const what = /\/sessions\/[^/]+\/(charts(?:\/[^/]+)?|findings|analysis|agreement|report)$/.exec(
      path,
    )?.[1];
    if (what !== undefined) asked.push(what);
  });
  return asked;
}

/** Opens a meeting from the start page, and checks that it is told on the first screen. */
async function open(j: Journey, title: string): Promise<string[]> {
  const { page } = j;
  const asked = computed(page);
  await page.goto('/');
  const id = await page.evaluate(async (t) => {
    const { items } = await (await fetch('/api/v1/sessions')).json();
    return (items as { id: string; title: string }[]).find((s) => s.title === t)?.id;
  }, title);
  await page.locator(`a[href="/sessions/${id}/review"]`).first().click();
  await cards(page);
  // All of it on the first screen; on a phone, all cards at least begin on the first two.
  const phone = j.size.width < 600;
  for (const kind of ['fragment', 'pattern', 'ask'] as const) {
    const box = await card(page, kind).boundingBox();
    const end = (box?.y ?? 0) + (phone ? 100 : (box?.height ?? 0));
    expect(end, `${kind} on the first screen`).toBeLessThanOrEqual((phone ? 2 : 1) * j.size.height);
  }
  await page.waitForLoadState('networkidle');
  expect(asked.filter((a) => a === 'findings')).toHaveLength(1);
  expect(asked.filter((a) => a !== 'findings' && a !== 'charts/timeline')).toEqual([]);
  return asked;
}

/** Chooses a fragment, moves an edge of it and plays it; returns what was chosen. */
async function fragment(j: Journey, session: string): Promise<NonNullable<DebriefAnswer['fragment']>> {
  const { page, m, server } = j;
  const words = m.review.fragment;
  const offers = card(page, 'fragment').locator('.offer');
  expect(await offers.count()).toBeGreaterThan(0);
  expect(await offers.count()).toBeLessThanOrEqual(3);
  const n = await strip(page).locator('svg').count();
  expect(n).toBeGreaterThanOrEqual(8);
  let taps = 0;
  const tap = async (what: Locator) => {
    taps++;
    await what.click();
  };
  await tap(offers.last());
  await expect(offers.last()).toHaveAttribute('aria-pressed', 'true');
  await kept(page);
  expect(taps).toBeLessThanOrEqual(3);
  const first = (await debrief(server, session)).fragment;
  const acts = turns(await server.log(session)).filter((t) => t.from !== '*');
  const log = await server.log(session);
  const at = (id: string | undefined) => log.find((e) => e.id === id)?.at ?? Number.NaN;
  const chosen = acts.filter((t) => t.at >= at(first?.from) && t.at <= at(first?.to));
  expect(chosen.length).toBeGreaterThanOrEqual(8);
  expect(chosen.length).toBeLessThanOrEqual(15);

  // One edge inwards, where that is possible, else outwards.
  const edge = card(page, 'fragment').getByRole('button', { name: words.startLater });
  const other = card(page, 'fragment').getByRole('button', { name: words.endLater });
  const inwards = await edge.isEnabled();
  await (inwards ? edge : other).click();
  const end = inwards ? 'from' : 'to';
  await expect.poll(async () => (await debrief(server, session)).fragment?.[end]).not.toBe(first?.[end]);
  const moved = (await debrief(server, session)).fragment;
  if (!first || !moved) throw new Error('no fragment');
  expect(at(moved[end])).toBeGreaterThan(at(first[end]));
  expect(acts.filter((t) => t.at > at(first[end]) && t.at < at(moved[end]))).toEqual([]);

  await card(page, 'fragment').getByRole('button', { name: words.play }).click();
  await expect(strip(page).nth(1)).toHaveAttribute('data-state', 'now', { timeout: 20_000 });
  await card(page, 'fragment').getByRole('button', { name: words.stop }).click();
  await expect(strip(page).nth(1)).not.toHaveAttribute('data-state', /./);
  // No name is told unless that is asked for.
  const names = log.flatMap((e) => e.person?.name ?? []);
  const people = [...names, ...(await peopleOf(server, session))];
  const said = await card(page, 'fragment').innerText();
  for (const p of people) expect(said).not.toContain(p);
  return moved;
}

async function peopleOf(server: Server, session: string): Promise<string[]> {
  const s = (await (await server.fetch(`/sessions/${session}`)).json()) as {
    participants: { name: string }[];
  };
  return s.participants.map((p) => p.name);
}

/** Writes a question and a try-out, and checks that all that was chosen is there after a reload. */
async function writes(
  j: Journey,
  session: string,
  chosen: { fragment: NonNullable<DebriefAnswer['fragment']>; finding: string },
): Promise<void> {
  const { page, m, server } = j;
  const w = m.review.question;
  const ask = card(page, 'ask');
  const question = `${await ask.getByLabel(w.label).inputValue()} En wat nog meer?`;
  await ask.getByLabel(w.label).fill(question);
  await ask.getByLabel(w.tryOut).fill('Eerst een vraag, dan een mening');
  await ask.getByLabel(w.owner).fill('Els');
  const want = {
    questions: [question],
    experiment: { text: 'Eerst een vraag, dan een mening', owner: 'Els' },
    fragment: { from: chosen.fragment.from, to: chosen.fragment.to },
    finding: chosen.finding,
  };
  await expect.poll(() => debrief(server, session)).toMatchObject(want);
  await kept(page);
  await page.reload();
  await cards(page);
  await expect(ask.getByLabel(w.label)).toHaveValue(question);
  await expect(ask.getByLabel(w.tryOut)).toHaveValue('Eerst een vraag, dan een mening');
  await expect(ask.getByLabel(w.owner)).toHaveValue('Els');
  await expect(card(page, 'pattern').locator('.offer[aria-pressed="true"]')).toHaveCount(1);
  expect(await debrief(server, session)).toMatchObject(want);
}

/** Corrects a turn of a moment, and adds one that was missed after it. */
async function corrects(j: Journey, session: string): Promise<void> {
  const { page, m, server } = j;
  const w = m.review;
  const before = turns(await server.log(session));
  const panel = moments(page);
  await panel
    .getByRole('button', { name: m.pad.correct('').trim() })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('group', { name: m.pad.tags }).getByRole('checkbox').nth(1).click();
  await dialog.getByRole('button', { name: m.action.save }).click();
  await expect(dialog).toBeHidden();
  await saved(page);
  const corrected = turns(await server.log(session));
  expect(corrected).toHaveLength(before.length);
  expect(corrected.filter((t, i) => JSON.stringify(t) !== JSON.stringify(before[i]))).toHaveLength(1);

  await panel
    .getByRole('button', { name: w.insertOf('').trim() })
    .first()
    .click();
  await dialog.locator('select').first().selectOption({ index: 2 });
  await dialog.getByRole('button', { name: w.inserting.add }).click();
  await expect(dialog).toBeHidden();
  await saved(page);
  expect(turns(await server.log(session))).toHaveLength(before.length + 1);
  await panel.getByRole('button', { name: m.action.close }).click();
}

/** Opens each fold, and checks that it is fetched then and not before. */
async function opensFolds(j: Journey, asked: string[]): Promise<void> {
  const { page } = j;
  const ids = await page.locator('.folds > details').evaluateAll((all) => all.map((d) => d.id));
  expect(ids.length).toBeGreaterThanOrEqual(7);
  for (const id of ids) {
    const before = asked.length;
    await fold(page, id).locator('summary').first().click();
    await expect(fold(page, id)).toHaveAttribute('open', '');
    await expect(page).toHaveURL(new RegExp(`#${id}$`));
    await expect(fold(page, id).locator('.inside')).not.toBeEmpty();
    const charts = fold(page, id).locator('[data-chart]');
    for (const chart of await charts.all()) {
      await chart.evaluate((el) => el.scrollIntoView());
      await expect(chart).toHaveAttribute('data-busy', 'false');
    }
    if ((await charts.count()) > 0) expect(asked.length, id).toBeGreaterThan(before);
    else expect(asked.slice(before), id).toEqual([]);
    await fold(page, id).locator('summary').first().click();
  }
}

/** Prints the page: everything is unfolded and drawn by then, but for private notes and files. */
async function prints(j: Journey): Promise<void> {
  const { page, m } = j;
  await page.goto(new URL(page.url()).pathname); // nothing is fetched yet
  await card(page, 'pattern').locator('.finding-says').waitFor();
  await page.evaluate(() => {
    const printed: Record<string, boolean> = {};
    Object.assign(window, { printed, bare: [] });
    window.print = () => {
      const charts = [...document.querySelectorAll<HTMLElement>('[data-chart]')];
      const bare = charts.filter((c) => c.dataset.drawn === undefined).map((c) => c.dataset.chart);
      Object.assign(window, { bare: charts.length < 7 ? ['all'] : bare });
      for (const d of document.querySelectorAll<HTMLDetailsElement>('.folds > details'))
        printed[d.id] = d.open;
    };
  });
  await fold(page, 'files').locator('summary').first().click();
  await fold(page, 'files').getByRole('button', { name: m.review.print }).click();
  await expect
    .poll(() => page.evaluate(() => Object.keys((window as unknown as { printed: object }).printed).length), {
      timeout: 60_000,
    })
    .toBeGreaterThan(0);
  const printed = await page.evaluate(
    () => (window as unknown as { printed: Record<string, boolean> }).printed,
  );
  for (const [id, open] of Object.entries(printed))
    if (id !== 'notes' && id !== 'files') expect(open, id).toBe(true);
  expect(printed.notes).toBe(false);
  expect(await page.evaluate(() => (window as unknown as { bare: string[] }).bare)).toEqual([]);
}

journey(
  'looking back on a meeting with items, marks and a guest',
  async (j) => {
    const { page, m, server } = j;
    const { log, facts } = madeUp();
    const session = await importedLog(server, asOf(log, 2 * 3_600_000));
    await j.signIn();
    const asked = await open(j, 'Teamoverleg');
    await expect(page.locator('.summing')).toContainText(m.review.turns(facts.turns));
    await expect(page.locator('.summing')).toContainText(m.review.events.silence(facts.silences));

    const why = m.review.fragment.why;
    await expect(card(page, 'fragment').locator('.offer').first()).toContainText(why.mark);
    await expect(card(page, 'fragment')).toContainText(why['turning-point']);
    const chosen = await fragment(j, session);

    // Of the patterns the helping one comes first; choose the other, and see when it went
    // otherwise.
    const pattern = card(page, 'pattern');
    const says = pattern.locator('.finding-says');
    const helping = await says.innerText();
    await pattern.getByRole('button', { name: m.review.pattern.next }).click();
    await expect(says).not.toHaveText(helping);
    while (!(await says.innerText()).match(/afweren|fending off/i)) {
      const shown = await says.innerText();
      await pattern.getByRole('button', { name: m.review.pattern.next }).click();
      await expect(says).not.toHaveText(shown);
    }
    // Six times, and what ended it how often.
    const numbers = {
      nl: ['', 'één keer', 'twee keer', 'drie keer', 'vier keer', 'vijf keer', 'zes keer'],
      en: ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times'],
    }[j.lang];
    const ends = new Map<string, number>();
    for (const x of facts.exchanges) ends.set(x.ended_by, (ends.get(x.ended_by) ?? 0) + 1);
    for (const n of [facts.exchanges.length, ...ends.values()])
      await expect(says).toContainText(new RegExp(numbers[n] as string, 'i'));
    await pattern.getByRole('button', { name: m.review.pattern.choose }).click();
    await kept(page);
    const { finding = '' } = await debrief(server, session);
    expect(finding).toContain('holding-off');
    // A piece of it becomes the fragment; the one chosen before is a tap away.
    await pattern.getByRole('button', { name: m.review.pattern.asFragment }).click();
    await kept(page);
    const { fragment: piece } = await debrief(server, session);
    const entries = await server.log(session);
    const at = (id: string | undefined) => entries.find((e) => e.id === id)?.at ?? Number.NaN;
    const fendings = turns(entries)
      .filter((t) => t.at >= at(piece?.from) && t.at <= at(piece?.to))
      .filter((t) => t.tags[0] === 'holding-off');
    expect(fendings.length).toBeGreaterThanOrEqual(3);
    await pattern.getByRole('button', { name: m.review.pattern.otherwise }).click();
    await expect(moments(page).locator('.moment').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(moments(page)).toBeHidden();
    await writes(j, session, { fragment: piece ?? chosen, finding });

    const rows = page.locator('#agenda tbody tr');
    await expect(rows).toHaveCount(facts.items.length);
    const { purposes, outcomes } = m.review.agenda;
    for (const [i, it] of facts.items.entries())
      expect(await rows.nth(i).locator('th, td').allInnerTexts(), it.name).toEqual([
        it.name,
        purposes[it.purpose as keyof typeof purposes],
        String(Math.round(it.ms / 60_000)),
        String(it.turns),
        outcomes[it.outcome as keyof typeof outcomes],
        it.marks === 0 ? '' : String(it.marks),
      ]);

    await pattern.getByRole('button', { name: /moment/ }).click();
    await corrects(j, session);
    await expect(page.locator('.summing')).toContainText(m.review.turns(facts.turns + 1));
    await opensFolds(j, asked);
    await prints(j);
    await j.accessible();
  },
  { on: DEVICES },
);

journey(
  'looking back on a real meeting',
  async (j) => {
    skipWithoutMeetings();
    const { page, m, server } = j;
    const session = await imported(server, bigMeeting('Bro023'), 'Bro023');
    await j.signIn();
    const asked = await open(j, 'Bro023');
    const chosen = await fragment(j, session);
    const pattern = card(page, 'pattern');
    const choose = pattern.getByRole('button', { name: m.review.pattern.choose });
    const found = (await choose.count()) > 0;
    await (found ? choose : pattern.getByRole('button', { name: m.review.pattern.without })).click();
    await kept(page);
    const { finding = '' } = await debrief(server, session);
    if (found) {
      await pattern.getByRole('button', { name: m.review.pattern.otherwise }).click();
      await expect(moments(page).locator('.moment').or(pattern.locator('.also')).first()).toBeVisible();
      await page.keyboard.press('Escape');
    } else expect(finding).toBe('none');
    await writes(j, session, { fragment: chosen, finding });
    await expect(page.locator('#agenda')).toHaveCount(0);
    await opensFolds(j, asked);
    await prints(j);
  },
  { on: DEVICES.map((d, i) => ({ ...d, lang: i % 2 === 0 ? 'en' : 'nl' })) },
);

journey('what a team tried comes back in its next meeting, and is answered there', async (j) => {
  const { page, m, server } = j;
  const team = await server.post<{ id: string }>('/teams', { name: 'Team Noord' });
  const { log } = madeUp();
  const of = (ago: number) =>
    importedLog(server, asOf(log, ago).replace(/("title":"[^"]*")/, `$1,"team":"${team.id}"`));
  const earlier = await of(8 * 86_400_000);
  const session = await of(2 * 3_600_000);
  await j.signIn();
  await page.goto(`/sessions/${earlier}/review`);
  await cards(page);
  const ask = card(page, 'ask');
  await expect(ask.locator('.last')).toHaveCount(0);
  await ask.getByLabel(m.review.question.tryOut).fill('Elke ronde begint met een vraag');
  await kept(page);
  const read = async () =>
    (await (await server.fetch(`/teams/${team.id}`)).json()) as {
      experiments: { id: string; text: string }[];
    };
  await expect
    .poll(async () => (await read()).experiments.map((e) => e.text))
    .toEqual(['Elke ronde begint met een vraag']);

  await page.goto(`/sessions/${session}/review`);
  await cards(page);
  await expect(ask.locator('.last')).toContainText('Elke ronde begint met een vraag');
  await ask.getByRole('button', { name: m.review.question.done }).click();
  await ask.getByLabel(m.review.question.noticed).fill('Meer rust');
  await ask.getByRole('button', { name: m.review.question.keepNoticed, exact: true }).click();
  await saved(page);
  const [tried] = (await read()).experiments;
  const told = (await server.log(session)).filter((e) => e.type === 'experiment');
  expect(told.map(({ event, experiment, text }) => ({ event, experiment, text }))).toEqual([
    { event: 'tried', experiment: tried?.id, text: undefined },
    { event: 'judged', experiment: tried?.id, text: 'Meer rust' },
  ]);
});
