import { type Page, test } from '@playwright/test';
import { imported, madeMeeting } from '../e2e/meetings';
import { Server } from '../e2e/server';

const TURNS = 2500;
const ROUNDS = 7;

/** What the page records about itself while it is measured. */
interface Notes {
  /** When each chart was first on its canvas, in ms since the navigation. */
  drawn: Record<string, number>;
  /** The durations of tasks longer than 50 ms, in ms. */
  long: number[];
}

declare global {
  interface Window {
    notes: Notes;
    /** Resolves with how long the charts in sight took to answer, in ms. */
    answered: Promise<number>;
  }
}

/**
 * Looking back on a meeting of 2 500 turns in the built program: how soon the
 * first charts are there, how soon the charts in sight answer when a stretch of
 * time, a phase or a person is chosen, and the longest task meanwhile.
 */
test('looking back on 2 500 turns', async ({ browser }) => {
  const server = new Server();
  await server.start();
  try {
    const session = await imported(server, madeMeeting(TURNS), 'Bench');
    const context = await browser.newContext({
      viewport: { width: 1024, height: 768 },
      baseURL: server.base,
    });
    const page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL('/');
    await page.addInitScript(() => {
      window.notes = { drawn: {}, long: [] };
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) window.notes.long.push(e.duration);
      }).observe({ type: 'longtask', buffered: true });
      new MutationObserver((changes) => {
        for (const c of changes) {
          const { chart } = (c.target as HTMLElement).dataset;
          if (chart !== undefined) window.notes.drawn[chart] ??= performance.now();
        }
      }).observe(document, { subtree: true, attributeFilter: ['data-drawn'] });
    });

    let loading = 0;
    const first: number[] = [];
    const afterPage: number[] = [];
    const said: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      await page.goto(`/sessions/${session}/review`);
      await page.waitForFunction(() => window.notes.drawn.timeline !== undefined);
      const [charts, shown] = await page.evaluate(() => [
        window.notes.drawn.timeline,
        performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
      ]);
      first.push(charts ?? 0);
      afterPage.push((charts ?? 0) - (shown ?? 0));
      const words = await page.waitForFunction(
        () => document.querySelector('[data-findings="patterns"]') !== null && performance.now(),
      );
      said.push(Number(await words.jsonValue()) - (shown ?? 0));
      loading = Math.max(loading, await longest(page));
    }

    await page.locator('#finding-timeline').evaluate((el) => el.scrollIntoView());
    const stretch: number[] = [];
    const finger: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const at = 0.05 + i * 0.05;
      finger.push(await drag(page, at, at + 0.4));
      stretch.push(await answer(page, 'drawn', () => page.mouse.up()));
      // Clears the stretch: drawing inside a chosen one would move it.
      await answer(page, 'drawn', () => page.locator('.stretch button').click());
    }

    const item: number[] = [];
    const person: number[] = [];
    const word: number[] = [];
    const choose = (label: RegExp, index: number) => () =>
      page
        .getByLabel(label)
        .selectOption({ index })
        .then(() => undefined);
    for (let i = 0; i < ROUNDS; i++) {
      item.push(await answer(page, 'drawn', choose(/^(Agenda item|Agendapunt)$/, (i % 3) + 1)));
      person.push(
        await answer(page, 'following', choose(/^(Follow a person|Volg een persoon)$/, (i % 4) + 1)),
      );
      word.push(await answer(page, 'following', choose(/^(Follow a word|Volg een woord)$/, (i % 5) + 1)));
    }
    // A chart that needs permutations comes without them first.
    await page.locator('#finding-transitions').evaluate((el) => el.scrollIntoView());
    await compared(page);
    const counted: number[] = [];
    const shuffled: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const began = performance.now();
      counted.push(await answer(page, 'drawn', choose(/^(Agenda item|Agendapunt)$/, ((i + 1) % 3) + 1)));
      await compared(page);
      shuffled.push(performance.now() - began);
    }
    const using = await longest(page);

    report('the chart in sight, from the navigation', first);
    report('the chart in sight, after the page was there', afterPage);
    report('habits in words, compared with shuffled meetings, after the page was there', said);
    report('a frame while a stretch is drawn', finger);
    report('a stretch chosen: charts in sight drawn again', stretch);
    report('an agenda item chosen: the same', item);
    report('an agenda item chosen: what was followed by what, counted', counted);
    report('an agenda item chosen: the same, compared with shuffled meetings', shuffled);
    report('a person followed: charts in sight drawn again', person);
    report('a word followed: the same', word);
    say(`longest task: ${loading.toFixed(0)} ms while loading, ${using.toFixed(0)} ms afterwards`);
  } finally {
    await server.close();
  }
});

/** Presses on the band and draws over it; returns the longest time between two frames meanwhile, in ms. */
async function drag(page: Page, from: number, to: number): Promise<number> {
  const box = await page.locator('.track').boundingBox();
  if (!box) throw new Error('no band');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  const frames = page.evaluate(
    () =>
      new Promise<number>((done) => {
        let last = performance.now();
        let most = 0;
        const end = last + 600;
        const next = () => {
          const now = performance.now();
          most = Math.max(most, now - last);
          last = now;
          if (now < end) requestAnimationFrame(next);
          else done(most);
        };
        requestAnimationFrame(next);
      }),
  );
  await page.mouse.move(box.x + box.width * to, y, { steps: 30 });
  return frames;
}

/**
 * Does something and returns the time from the event that the page gets to the
 * frame in which the last chart in sight has answered, in ms.
 */
async function answer(page: Page, what: 'drawn' | 'following', act: () => Promise<void>): Promise<number> {
  const watched = await page.evaluate((attribute) => {
    let began = 0;
    const begin = () => {
      began ||= performance.now();
    };
    for (const type of ['pointerup', 'change', 'click'])
      addEventListener(type, begin, { capture: true, once: true });
    const waiting = new Set<EventTarget>(
      [...document.querySelectorAll<HTMLElement>('[data-chart]')].filter((el) => {
        const box = el.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight && el.dataset.drawn !== undefined;
      }),
    );
    const count = waiting.size;
    window.answered = new Promise((done) => {
      const watch = new MutationObserver((changes) => {
        for (const c of changes) waiting.delete(c.target);
        if (waiting.size > 0 || began === 0) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
      });
      for (const el of waiting) watch.observe(el as HTMLElement, { attributeFilter: [`data-${attribute}`] });
    });
    return count;
  }, what);
  if (watched === 0) throw new Error('no chart is in sight');
  await act();
  return page.evaluate(() => window.answered);
}

/** Waits until the charts in sight have been compared with shuffled meetings. */
async function compared(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector<HTMLElement>('[data-chart="transitions"]')?.dataset.busy === 'false',
  );
}

async function longest(page: Page): Promise<number> {
  return page.evaluate(() => {
    const most = Math.max(0, ...window.notes.long);
    window.notes.long = [];
    return most;
  });
}

function report(what: string, ms: number[]): void {
  const sorted = [...ms].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const most = sorted.at(-1) ?? 0;
  say(`${what}: ${median.toFixed(0)} ms (median of ${ms.length}), ${most.toFixed(0)} ms at most`);
}

function say(line: string): void {
  process.stdout.write(`look back, ${TURNS} turns: ${line}\n`);
}
