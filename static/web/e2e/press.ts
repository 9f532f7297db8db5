import type { Locator, Page } from '@playwright/test';
import { PRACTICE } from '../src/messages/practice';
import { expect, type Visitor } from './journey';
import type { Server } from './server';
import { en, nl } from './words';

// These journeys press everything that can be operated, and check that it does what
// a table says.

export type Kind =
  | 'link'
  | 'button'
  | 'summary'
  | 'radio'
  | 'checkbox'
  | 'select'
  | 'text'
  | 'slider'
  | 'file'
  | 'other';

/** A control, as a user knows it. */
interface Control {
  kind: Kind;
  name: string;
  disabled: boolean;
  /** Its index among controls of the same kind and name. */
  nth: number;
}

/** What an effect gets. */
export interface Act {
  page: Page;
  m: typeof nl;
  server: Server;
  /** The control that is pressed. */
  it: Locator;
  name: string;
  /** The id of the meeting or team that the scene is about. */
  id: string;
}

/** Presses the control, and fails if the expected result does not come. */
export type Effect = (a: Act) => Promise<void>;

/** What a control does, or several alike. */
export interface Row {
  kind: Kind;
  name: (m: typeof nl) => string | RegExp;
  does: Effect;
  /** The scenes in which it applies; without it, all. */
  on?: readonly string[];
}

/** A page in one state, as one role sees it. */
export interface Scene {
  name: string;
  /**
   * Another scene of the same page. What was pressed there is not pressed
   * again, unless a row is for this scene.
   */
  after?: string;
  /**
   * Brings the page into this state, each time from the start; returns the id
   * of the meeting or team that it is about.
   */
  open(m: typeof nl): Promise<string>;
}

/** How many controls that are alike are pressed in a scene: the first ones. */
const ALIKE = 2;

/** The part of a page that a journey presses in, or leaves to another journey. */
export interface Part {
  only?: string;
  not?: string;
}

/** Finds all controls, only in the dialog if one is open, and marks each with its number. */
function collect(page: Page, part: Part = {}): Promise<Control[]> {
  return page.evaluate(({ only, not }) => {
    const text = (el: Element): string => {
      const copy = el.cloneNode(true) as Element;
      for (const no of copy.querySelectorAll('[aria-hidden="true"], select, input, textarea')) no.remove();
      const words: string[] = [];
      const walk = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) words.push(walk.currentNode.textContent ?? '');
      return words.join(' ').replace(/\s+/g, ' ').trim();
    };
    const nameOf = (el: HTMLElement): string => {
      const by = el.getAttribute('aria-labelledby');
      const labels = (el as HTMLInputElement).labels;
      return (
        el.getAttribute('aria-label') ??
        (by
          ? by
              .split(' ')
              .map((id) => text(document.getElementById(id) as Element))
              .join(' ')
          : labels && labels.length > 0
            ? [...labels].map(text).join(' ')
            : text(el) || el.title || (el as HTMLInputElement).placeholder || '')
      );
    };
    const kindOf = (el: HTMLElement): Kind => {
      const role = el.getAttribute('role');
      if (role === 'slider') return 'slider';
      if (el instanceof HTMLAnchorElement || role === 'link') return 'link';
      if (el instanceof HTMLButtonElement || role === 'button') return 'button';
      if (el instanceof HTMLSelectElement) return 'select';
      if (el instanceof HTMLTextAreaElement) return 'text';
      if (el.tagName === 'SUMMARY') return 'summary';
      if (el instanceof HTMLInputElement)
        return el.type === 'radio' || el.type === 'checkbox' || el.type === 'file'
          ? el.type
          : ['text', 'search', 'email', 'number'].includes(el.type)
            ? 'text'
            : 'other';
      return 'other';
    };
    for (const old of document.querySelectorAll('[data-press]')) old.removeAttribute('data-press');
    const dialogs = [...document.querySelectorAll('dialog[open]')];
    const within = dialogs.at(-1) ?? document;
    const all = within.querySelectorAll<HTMLElement>(
      'a, button, input, select, textarea, summary, area, [contenteditable], [role], [tabindex]',
    );
    const operable =
      /^(button|link|slider|checkbox|radio|switch|tab|menuitem|menuitemcheckbox|menuitemradio|option|combobox|textbox|spinbutton|treeitem|searchbox)$/;
    const seen = new Map<string, number>();
    const out: Control[] = [];
    let n = 0;
    for (const el of all) {
      const role = el.getAttribute('role');
      const native = /^(A|BUTTON|INPUT|SELECT|TEXTAREA|SUMMARY|AREA)$/.test(el.tagName);
      if (!native && !el.isContentEditable && !(role && operable.test(role)) && el.tabIndex < 0) continue;
      if (!el.checkVisibility({ visibilityProperty: true }) || el.closest('[aria-hidden="true"]')) continue;
      if ((only && !el.closest(only)) || (not && el.closest(not))) continue;
      const kind = kindOf(el);
      const name = nameOf(el);
      const key = `${kind} ${name}`;
      const nth = seen.get(key) ?? 0;
      seen.set(key, nth + 1);
      el.dataset.press = String(n++);
      out.push({ kind, name, disabled: el.matches(':disabled'), nth });
    }
    return out;
  }, part);
}

const LANGS = { nl, en };

/**
 * Presses every control in all scenes. A control that is not in the table fails,
 * and so does a row that nothing was pressed for.
 */
export async function pressAll(
  v: Visitor & { server: Server },
  scenes: readonly Scene[],
  rows: readonly Row[],
  first: 'nl' | 'en',
  /** The table also holds rows of a role that has more controls. */
  shared = false,
  part: Part = {},
): Promise<void> {
  const { page, server } = v;
  page.setDefaultTimeout(process.env.KOMPAS_PRESS ? 4_000 : 10_000);
  const pressed = new Set<Row>();
  const wrong: string[] = [];
  const done = new Map<string, Set<Row>>(); // by scene
  const languages = first === 'nl' ? (['nl', 'en'] as const) : (['en', 'nl'] as const);
  for (const [i, scene] of scenes.entries()) {
    const lang = languages[i % 2] ?? 'nl';
    const m = LANGS[lang];
    // What this browser remembers is not part of the scene.
    const open = async () => {
      await page.evaluate((l) => {
        for (const key of Object.keys(localStorage))
          if (!key.startsWith('kompas.known.')) localStorage.removeItem(key);
        localStorage.setItem('kompas.lang', l);
      }, lang);
      return scene.open(m);
    };
    let id = await open();
    const all = await collect(page, part);
    if (process.env.KOMPAS_PRESS === 'list')
      process.stdout.write(`\n${scene.name}\n${all.map((c) => `  ${c.kind} "${c.name}"`).join('\n')}\n`);
    const times = new Map<Row, number>();
    const mine = new Set(done.get(scene.after ?? ''));
    done.set(scene.name, mine);
    let fresh = true;
    for (const c of all) {
      const row = rows.find(
        (r) =>
          r.kind === c.kind &&
          (r.on === undefined || r.on.includes(scene.name)) &&
          matches(r.name(m), c.name),
      );
      const what = `${scene.name} (${lang}): ${c.kind} "${c.name}"`;
      if (!row) {
        wrong.push(`${what} is not in the table`);
        continue;
      }
      const n = times.get(row) ?? 0;
      const before = scene.after ? done.get(scene.after)?.has(row) : false;
      if (c.disabled || n >= ALIKE || before) continue;
      times.set(row, n + 1);
      try {
        if (!fresh) id = await open();
        fresh = false;
        let at = -1;
        await expect
          .poll(
            async () => {
              const now = await collect(page, part);
              at = now.findIndex((o) => o.kind === c.kind && o.name === c.name && o.nth === c.nth);
              return at;
            },
            { message: 'it is not there the next time' },
          )
          .toBeGreaterThanOrEqual(0);
        await row.does({ page, m, server, it: page.locator(`[data-press="${at}"]`), name: c.name, id });
        pressed.add(row);
        mine.add(row);
      } catch (e) {
        wrong.push(`${what}: ${(e as Error).message.split('\n').slice(0, 12).join(' ')}`);
        if (process.env.KOMPAS_PRESS) process.stdout.write(`${wrong.at(-1)}\n`);
      }
    }
  }
  for (const r of rows)
    if (!pressed.has(r) && !shared)
      wrong.push(
        `nothing was pressed for the row ${r.kind} ${r.name(nl)}${r.on ? ` on ${r.on.join(', ')}` : ''}`,
      );
  expect(wrong).toEqual([]);
}

function matches(pattern: string | RegExp, name: string): boolean {
  return typeof pattern === 'string' ? pattern === name : pattern.test(name);
}

// Effects.

/** The address becomes this one, and the page has this heading. */
export const goes =
  (path: (a: Act) => string | RegExp, heading?: (m: typeof nl, a: Act) => string | RegExp): Effect =>
  async (a) => {
    await a.it.click();
    const to = path(a);
    await expect
      .poll(() => {
        const { pathname, search } = new URL(a.page.url());
        return pathname + search;
      })
      .toMatch(typeof to === 'string' ? new RegExp(`^${to.replace(/[.?+]/g, '\\$&')}$`) : to);
    if (heading)
      await expect(a.page.getByRole('heading', { level: 1, name: heading(a.m, a) }).first()).toBeAttached();
    await expect(a.page.getByRole('heading', { level: 1, name: a.m.notFound.title })).toHaveCount(0);
  };

/** A file with this name and content is downloaded. */
export const downloads =
  (name: RegExp, content: RegExp): Effect =>
  async ({ page, it }) => {
    const [file] = await Promise.all([page.waitForEvent('download'), it.click()]);
    expect(file.suggestedFilename()).toMatch(name);
    const chunks: Buffer[] = [];
    for await (const c of await file.createReadStream()) chunks.push(c as Buffer);
    expect(Buffer.concat(chunks).toString('utf8')).toMatch(content);
  };

/** The buttons under each chart. */
export const chartTools: readonly Row[] = [
  { kind: 'button', name: (m) => m.chart.png, does: downloads(/^kompas-.*\.png$/, /^\uFFFDPNG/) },
  { kind: 'button', name: (m) => m.chart.svg, does: downloads(/^kompas-.*\.svg$/, /^<svg [\s\S]*<\/svg>$/) },
  { kind: 'button', name: (m) => m.chart.csv, does: downloads(/^kompas-.*\.csv$/, /^\uFEFF?.*\r\n/) },
  {
    kind: 'button',
    name: (m) => m.chart.full,
    does: async ({ page, it }) => {
      await it.click();
      await expect(page.locator('dialog.chart-full canvas')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.locator('dialog.chart-full')).toHaveCount(0);
      await expect(it).toBeFocused();
    },
  },
];

/** A dialog with this title opens. */
export const opens =
  (title: (m: typeof nl, a: Act) => string): Effect =>
  async (a) => {
    await a.it.click();
    await expect(a.page.getByRole('dialog', { name: title(a.m, a), exact: true })).toBeVisible();
  };

/** The dialog closes, and nothing else happens. */
export const closes: Effect = async ({ page, it }) => {
  await it.click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
};

/** It unfolds, and folds again. */
export const unfolds: Effect = async ({ it }) => {
  const details = it.locator('xpath=..');
  const was = await details.evaluate((d: HTMLDetailsElement) => d.open);
  await it.click();
  await expect.poll(() => details.evaluate((d: HTMLDetailsElement) => d.open)).toBe(!was);
};

/** It takes what is typed; `then` checks what comes of that. */
export const types =
  (text: string, then: Effect = async () => {}): Effect =>
  async (a) => {
    await a.it.fill(text);
    await expect(a.it).toHaveValue(text);
    await then(a);
  };

/** Every option of a list can be chosen; `then` checks what comes of the last one. */
export const selects =
  (then: (a: Act, value: string) => Promise<void> = async () => {}): Effect =>
  async (a) => {
    const values = await a.it
      .locator('option:not(:disabled)')
      .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
    const was = await a.it.inputValue();
    const other = values.filter((v) => v !== was).at(-1);
    if (other === undefined) return expect(values.length, 'there is something to choose').toBe(1);
    await a.it.selectOption(other);
    await expect(a.it).toHaveValue(other);
    await then(a, other);
  };

/** It is chosen, or ticked the other way; `then` checks what comes of that. */
export const ticks =
  (then: Effect = async () => {}): Effect =>
  async (a) => {
    const was = await a.it.isChecked();
    const radio = (await a.it.getAttribute('type')) === 'radio';
    await a.it.setChecked(radio ? true : !was);
    expect(await a.it.isChecked()).toBe(radio ? true : !was);
    await then(a);
  };

/** After pressing, this holds. */
export const brings =
  (then: Effect): Effect =>
  async (a) => {
    await a.it.click();
    await then(a);
  };

/** The log of the meeting gets an entry with these fields. */
export const logs =
  (entry: object | ((a: Act) => object)): Effect =>
  async (a) => {
    const before = (await a.server.log(a.id)).length;
    await a.it.click();
    const wanted = typeof entry === 'function' ? entry(a) : entry;
    await expect
      .poll(async () => (await a.server.log(a.id)).slice(before), { message: JSON.stringify(wanted) })
      .toEqual(expect.arrayContaining([expect.objectContaining(wanted)]));
  };

/** A request of this kind is sent, and succeeds. */
export const sends =
  (method: string, path: RegExp, then: Effect = async () => {}): Effect =>
  async (a) => {
    const answer = a.page.waitForResponse(
      (r) => r.request().method() === method && path.test(new URL(r.url()).pathname),
    );
    await a.it.click();
    expect((await answer).status()).toBeLessThan(400);
    await then(a);
  };

export const both =
  (...all: Effect[]): Effect =>
  async (a) => {
    for (const e of all) await e(a);
  };

/** After pressing, all of these hold. */
export const bringsAll = (...all: Effect[]): Effect => brings(both(...all));

/** The query of the address has this value. */
export const asks =
  (name: string, value?: (a: Act) => string | RegExp): Effect =>
  async (a) => {
    await expect.poll(() => new URL(a.page.url()).searchParams.get(name)).toMatch(value?.(a) ?? /./);
  };

/** The panel with moments is open. */
export const momentsOpen: Effect = async ({ page }) => {
  await expect(page.locator('#moments-title')).toBeVisible();
};

export type Words = typeof nl;
export const PEOPLE = ['Anna', 'Bram', 'Chantal'];
export const practice = (m: Words) => (m.nav.settings === 'Settings' ? PRACTICE.en : PRACTICE.nl);

export const sees =
  (text: (m: Words) => string | RegExp): Effect =>
  async (a) => {
    await expect(a.page.getByText(text(a.m)).first()).toBeVisible();
  };

/** The rows for what surrounds every page: links to the content, the start page, back and the settings. */
export function frame(back: string, home: (m: Words) => string | RegExp = (m) => m.home.lead): Row[] {
  return [
    {
      kind: 'button',
      name: (m) => m.skip,
      does: async ({ page, it }) => {
        await it.focus();
        await page.keyboard.press('Enter');
        await expect(page.locator('#main')).toBeFocused();
      },
    },
    { kind: 'link', name: (m) => `Kompas: ${m.nav.home}`, does: goes(() => '/', home) },
    { kind: 'link', name: (m) => m.nav.back, does: goes(() => back, home) },
    {
      kind: 'link',
      name: (m) => m.nav.settings,
      does: goes(
        () => '/settings',
        (m) => m.title.settings,
      ),
    },
  ];
}

/** Opens a page, and waits until it is there. */
export async function at(page: Page, path: string, ready: string): Promise<void> {
  await page.goto(path);
  await page.locator(ready).first().waitFor();
}

const escaped = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Either of two patterns. */
export const either = (a: RegExp, b: RegExp) => new RegExp(`${a.source}|${b.source}`);
export const one = (all: readonly string[]) => new RegExp(`^(${all.map(escaped).join('|')})$`);
/** A pattern for a text with an argument of this shape in it. */
export const re = (text: (x: never) => string, shape: RegExp) =>
  new RegExp(`^${escaped(text('\u0001' as never)).replace('\u0001', shape.source)}$`);

/** A running meeting with two turns of the owner. */
export async function begun(server: Server, more: object = {}, entries: object[] = []): Promise<string> {
  const s = await server.post<{ id: string }>('/sessions', {
    title: 'Weekstart',
    participants: PEOPLE.map((name, i) => ({ id: `p${i + 1}`, name })),
    ...more,
  });
  const time = new Date(Date.now() - 60_000).toISOString();
  const all = [
    { type: 'state', at: 0, state: 'live', time, told: true },
    { type: 'interaction', at: 1_000, from: 'p1', to: '*', tags: ['asking'] },
    { type: 'interaction', at: 9_000, from: 'p2', to: 'p1', tags: ['showing'] },
    ...entries,
  ].map((e) => ({ id: crypto.randomUUID(), ...e }));
  const { results } = await server.post<{ results: { code?: string }[] }>(`/sessions/${s.id}/entries`, {
    entries: all,
  });
  expect(results.filter((r) => r.code)).toEqual([]);
  return s.id;
}
