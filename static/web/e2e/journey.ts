import AxeBuilder from '@axe-core/playwright';
import { type Browser, type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Line } from './line';
import { Server } from './server';
import { en, nl } from './words';

const SIZES = [
  { width: 360, height: 740 },
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
];
const LANGS = { nl, en };
type Lang = keyof typeof LANGS;
const COMBINATIONS = SIZES.flatMap((size, i) =>
  (['nl', 'en'] as Lang[]).map((lang, j) => ({ size, lang, dark: (i + j) % 2 === 1 })),
);
type Combination = (typeof COMBINATIONS)[number];

/** A tablet, a laptop and a phone, in the languages in turn. */
export const DEVICES: Combination[] = [
  { size: { width: 1024, height: 768 }, lang: 'nl', dark: false },
  { size: { width: 1440, height: 900 }, lang: 'en', dark: true },
  { size: { width: 360, height: 740 }, lang: 'nl', dark: true },
];

/** One browser of the journey: its page, and the texts that it should show. */
export interface Visitor {
  page: Page;
  m: typeof nl;
  /** Declares that an error in the console is expected. */
  expectError(pattern: RegExp): void;
  /** Checks that axe finds no fault in the page as it is. */
  accessible(): Promise<void>;
}

export interface Journey extends Visitor {
  server: Server;
  lang: Lang;
  size: { width: number; height: number };
  /** The connection between browsers and server, if the journey asked for one that can be cut. */
  line: Line;
  /** Opens another browser, which shares nothing with the first. */
  visitor(o?: { touch?: boolean }): Promise<Visitor>;
  /** Signs the owner's browser in and waits for the start page. */
  signIn(): Promise<void>;
}

/**
 * A journey through the program, run once in one size and language, on the devices
 * that it names, or in all sizes and languages. No page may write an unexpected error to the console, or ask another
 * server for anything.
 */
export function journey(
  name: string,
  run: (j: Journey) => Promise<void>,
  o: { touch?: boolean; line?: boolean; worker?: boolean; on?: Combination[] } = {},
): void {
  const all = process.env.KOMPAS_E2E === 'all';
  // Chosen by the name, so that every process of a run chooses the same
  // combination.
  const turn = [...name].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % COMBINATIONS.length;
  const combinations = all ? COMBINATIONS : (o.on ?? COMBINATIONS.slice(turn, turn + 1));
  for (const c of combinations) {
    base(`${name} (${c.size.width} px, ${c.lang}${c.dark ? ', dark' : ''})`, async ({ browser }) => {
      const line = new Line();
      const server = new Server(o.line ? await line.open() : undefined);
      const closing: (() => Promise<void>)[] = [];
      try {
        await server.start();
        line.to = Number(new URL(server.base).port);
        const base = o.line ? line.base : server.base;
        const open = async (touch = false): Promise<Visitor> => {
          const v = await visit(browser, base, c, touch, o.worker === true);
          closing.push(v.done);
          return v.visitor;
        };
        const first = await open(o.touch);
        await run({
          ...first,
          server,
          line,
          lang: c.lang,
          size: c.size,
          visitor: (v) => open(v?.touch),
          signIn: async () => {
            await first.page.goto(await server.signinLink());
            await expect(first.page.getByRole('link', { name: first.m.home.start })).toBeVisible();
          },
        });
        for (const done of closing.splice(0)) await done();
      } finally {
        await server.close();
        line.close();
      }
    });
  }
}

async function visit(browser: Browser, base: string, c: Combination, touch: boolean, worker: boolean) {
  const context: BrowserContext = await browser.newContext({
    viewport: c.size,
    locale: c.lang === 'nl' ? 'nl-NL' : 'en-GB',
    colorScheme: c.dark ? 'dark' : 'light',
    hasTouch: touch,
    serviceWorkers: worker ? 'allow' : 'block',
    baseURL: base,
  });
  const page = await context.newPage();
  const wrong: string[] = [];
  // Most journeys test the page as built, not one that a worker has kept.
  const expected: RegExp[] = worker ? [] : [/Service Worker registration blocked/];
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') wrong.push(m.text());
  });
  page.on('pageerror', (e) => wrong.push(String(e)));
  page.on('request', (r) => {
    const url = new URL(r.url());
    if (url.host !== new URL(base).host && url.protocol !== 'data:' && url.protocol !== 'blob:')
      wrong.push(`a request to elsewhere: ${r.url()}`);
  });
  const visitor: Visitor = {
    page,
    m: LANGS[c.lang],
    expectError: (p) => expected.push(p),
    accessible: async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
    },
  };
  return {
    visitor,
    done: async () => {
      await context.close();
      expect(wrong.filter((w) => !expected.some((p) => p.test(w)))).toEqual([]);
    },
  };
}

/** An error in Chromium's console: the server answered with this status. */
export const STATUS = (n: number) => new RegExp(`the server responded with a status of ${n}`);
/** Errors in Chromium's console while the server is away; the last one is of its own error page. */
export const AWAY = /net::ERR_|WebSocket connection to|Couldn't load preload assets/;

export const seat = (page: Page, person: string) => page.locator(`[data-person="${person}"]`);
export const tag = (page: Page, id: string) => page.locator(`[data-tag="${id}"]`);

/** Waits until everything that was tapped is saved. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved');
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '0');
}

/**
 * Waits until the network beside the pad is drawn. On all but wide pages it is
 * chosen in the place of the last turns; it scrolls there, since on a phone it
 * lies below the pad.
 */
export async function networkDrawn(page: Page): Promise<void> {
  const choose = page.locator('.beside > .steps button').last();
  if (await choose.isVisible()) await choose.click();
  await page.locator('[data-chart="sociogram"]').scrollIntoViewIfNeeded();
  await expect(page.locator('[data-chart="sociogram"] canvas')).toBeVisible();
}

/** Lets only the first `messages` messages of the live connection through. */
export async function hold(page: Page): Promise<{ messages: number }> {
  const line = { messages: Number.POSITIVE_INFINITY };
  await page.context().routeWebSocket(/\/live/, (ws) => {
    if (line.messages === 0) {
      ws.close();
      return;
    }
    let n = 0;
    const to = ws.connectToServer();
    to.onMessage((text) => {
      if (n++ < line.messages) ws.send(text);
    });
  });
  return line;
}

/** Makes a meeting with people p1, p2, … that has begun. */
export async function meeting(server: Server, names: readonly string[], more: object = {}): Promise<string> {
  const s = await server.post<{ id: string }>('/sessions', {
    title: 'Weekstart',
    participants: names.map((name) => ({ name })),
    ...more,
  });
  return s.id;
}

export { expect };

/** The entries in IndexedDB. A tap or an undo reaches it some milliseconds later. */
const keptEntries = (page: Page): Promise<{ type: string; tags?: string[] }[]> =>
  page.evaluate(
    () =>
      new Promise((done, fail) => {
        const open = indexedDB.open('kompas');
        open.onerror = () => fail(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const all = db.transaction('entries').objectStore('entries').getAll();
          all.onsuccess = () => {
            db.close();
            done(all.result.map((k) => k.entry));
          };
          all.onerror = () => fail(all.error);
        };
      }),
  );

/** The tags of the turns in IndexedDB. */
export const keptTags = async (page: Page): Promise<string[]> =>
  (await keptEntries(page)).flatMap((e) => e.tags ?? []);

/** How many entries of a type are in IndexedDB. */
export const keptOf = async (page: Page, type: string): Promise<number> =>
  (await keptEntries(page)).filter((e) => e.type === type).length;
