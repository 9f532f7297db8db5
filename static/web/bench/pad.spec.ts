import { type CDPSession, expect, type Page, test } from '@playwright/test';
import { Server } from '../e2e/server';

const TURNS = 2_000;
const PEOPLE = 8;
const TOUCHES = 48;
const SLOWER = 4;
const ROUNDS = 3;

interface TraceEvent {
  name: string;
  ph: string;
  ts: number;
  dur?: number;
  /** The part of it that the processor spent, in µs. */
  tdur?: number;
  tid: number;
  pid: number;
  args?: { data?: { type?: string; timeStamp?: number; commitFinishTime?: number } };
}

/** Records a trace of what the browser did meanwhile. */
async function trace(client: CDPSession, run: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  const take = ({ value }: { value: unknown[] }) => events.push(...(value as TraceEvent[]));
  client.on('Tracing.dataCollected', take);
  const complete = new Promise<void>((done) => client.once('Tracing.tracingComplete', () => done()));
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] },
  });
  await run();
  await client.send('Tracing.end');
  await complete;
  client.off('Tracing.dataCollected', take);
  return events;
}

/**
 * For each touch, the time in which the page worked: from the touch to the end of
 * the first commit after it, which hands what is drawn to the screen, in ms.
 * Waiting for the screen's next frame, or for other programs of the machine, is
 * left out.
 */
function work(events: readonly TraceEvent[]): number[] {
  const out: number[] = [];
  const touches = events.filter(
    (e) => e.name === 'EventDispatch' && e.ph === 'X' && e.args?.data?.type === 'pointerdown',
  );
  for (const touch of touches) {
    const thread = events.filter((e) => e.tid === touch.tid && e.pid === touch.pid && e.ph === 'X');
    const committed = thread
      .filter((e) => e.name === 'Commit' && e.ts > touch.ts)
      .sort((a, b) => a.ts - b.ts)[0];
    if (!committed) continue;
    const till = committed.ts + (committed.dur ?? 0);
    let busy = 0;
    for (const t of thread) {
      if (t.name !== 'RunTask') continue;
      const length = t.dur ?? 0;
      const within = Math.max(0, Math.min(till, t.ts + length) - Math.max(touch.ts, t.ts));
      // Counts processor time where the browser reports it, so that other programs
      // do not count.
      busy += length > 0 ? within * Math.min(1, (t.tdur ?? length) / length) : 0;
    }
    out.push(busy / 1000);
  }
  return out;
}

/**
 * The latency of each touch by the browser's event timing, from the finger on and
 * with everything that it waited for, in ms.
 */
function waited(events: readonly TraceEvent[]): number[] {
  const out = [];
  for (const { name, args } of events) {
    const d = args?.data;
    if (name === 'EventTiming' && d?.type === 'pointerdown' && d.timeStamp && d.commitFinishTime)
      out.push(d.commitFinishTime - d.timeStamp);
  }
  return out;
}

const percentile = (list: readonly number[], p: number) => {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
};

/** A meeting of so many turns. All were typed on this page, so its device holds them. */
async function longMeeting(server: Server, page: Page): Promise<void> {
  const { id } = await server.post<{ id: string }>('/sessions', {
    title: 'Long',
    participants: Array.from({ length: PEOPLE }, (_, i) => ({ name: `Person ${i + 1}` })),
  });
  const time = new Date(Date.now() - 3_600_000).toISOString();
  await server.post(`/sessions/${id}/entries`, {
    entries: [{ id: crypto.randomUUID(), type: 'state', at: 0, state: 'live', time, told: true }],
  });
  await page.goto(`/sessions/${id}/pad`);
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved');
  const word = (await page.locator('[data-tag="asking"]').getAttribute('data-key')) ?? '';
  await page.evaluate(
    async ([n, people, tag]) => {
      const press = (key: string, code: string) =>
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true }));
      for (let i = 0; i < n; i++) {
        const digit = String((i % people) + 1);
        press(digit, `Digit${digit}`);
        press(tag, `Key${tag.toUpperCase()}`);
        if (i % 10 === 9) await new Promise((done) => setTimeout(done));
      }
    },
    [TURNS, PEOPLE, word] as const,
  );
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });
  const log = await server.log(id);
  expect(log.filter((e) => e.type === 'interaction')).toHaveLength(TURNS);
}

/** The baseline: what the same browser takes for a page that does almost nothing. */
async function nothing(page: Page): Promise<void> {
  await page.setContent('<style>button{width:80px;height:80px}</style>');
  await page.evaluate((n) => {
    for (let i = 0; i < n; i++) {
      const b = document.body.appendChild(document.createElement('button'));
      b.dataset.person = b.dataset.tag = i === n - 1 ? 'asking' : `p${i + 1}`;
      b.addEventListener('pointerdown', () => {
        b.textContent = b.textContent === '' ? 'x' : '';
      });
    }
  }, PEOPLE + 1);
}

type Place = { x: number; y: number };

async function touches(page: Page, client: CDPSession, at: readonly Place[]): Promise<void> {
  for (let i = 0; i < TOUCHES; i++) {
    const point = at[i % at.length] as Place;
    await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.waitForTimeout(50); // a finger stays down at least this long
    await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await page.waitForTimeout(200); // a quick hand: four touches per second
  }
}

/** Seats and tags, alternating. */
async function places(page: Page): Promise<Place[]> {
  const middle = async (selector: string) => {
    const box = await page.locator(selector).boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + 20 };
  };
  const word = await middle('[data-tag="asking"]');
  const out: Place[] = [];
  for (let i = 1; i <= PEOPLE; i++) out.push(await middle(`[data-person="p${i}"]`), word);
  return out;
}

/** For each touch, whether the first frame after it shows the circle changed. */
async function shows(page: Page, client: CDPSession, at: readonly Place[]): Promise<boolean[]> {
  await page.evaluate(() => {
    const seen: boolean[] = [];
    Object.assign(window, { seen });
    const look = () => document.querySelector('.circle')?.innerHTML;
    addEventListener(
      'pointerdown',
      () => {
        const before = look();
        requestAnimationFrame(() => seen.push(look() !== before));
      },
      true,
    );
  });
  await touches(page, client, at);
  return page.evaluate(() => (window as unknown as { seen: boolean[] }).seen);
}

test(`a touch is drawn, with ${TURNS} turns in the meeting and the processor ${SLOWER} times slower`, async ({
  browser,
}) => {
  const server = new Server();
  try {
    await server.start();
    const context = await browser.newContext({
      viewport: { width: 768, height: 1024 },
      hasTouch: true,
      baseURL: server.base,
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await page.goto(await server.signinLink());
    await page.waitForURL(`${server.base}/`);
    await longMeeting(server, page);
    await page.reload();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved');
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const pad = await places(page);
    await touches(page, client, pad); // to warm up

    const blank = await context.newPage();
    await nothing(blank);
    const other = await context.newCDPSession(blank);
    await other.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const buttons = await places(blank);

    const rounds = { pad: [] as TraceEvent[][], nothing: [] as TraceEvent[][] };
    for (let r = 0; r < ROUNDS; r++) {
      await page.bringToFront();
      rounds.pad.push(await trace(client, () => touches(page, client, pad)));
      await blank.bringToFront();
      rounds.nothing.push(await trace(other, () => touches(blank, other, buttons)));
    }
    const figures = (of: TraceEvent[][], measure: typeof work) => {
      const all = of.map(measure);
      const median = (p: number) =>
        percentile(
          all.map((l) => percentile(l, p)),
          0.5,
        ).toFixed(1);
      return `${median(0.5)} ms, 95th percentile ${median(0.95)} ms`;
    };
    process.stdout.write(
      [
        `touch to drawn, median of ${ROUNDS} rounds of ${TOUCHES} touches, ${TURNS} turns, ${SLOWER} times slower:`,
        `  the page's own work: ${figures(rounds.pad, work)} (a frame has 16 ms); a page that does nothing ${figures(rounds.nothing, work)}`,
        `  with waiting for the screen: ${figures(rounds.pad, waited)}; a page that does nothing ${figures(rounds.nothing, waited)}`,
        '',
      ].join('\n'),
    );
    await page.bringToFront();
    const seen = await shows(page, client, pad);
    expect(seen).toHaveLength(TOUCHES);
    expect(seen.filter((s) => !s)).toEqual([]);
  } finally {
    await server.close();
  }
});
