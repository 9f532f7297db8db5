import type { Page } from '@playwright/test';
import { expect, journey, meeting, saved, seat, tag } from './journey';
import { ICSI, keysOnPage, type Row, realMeeting, skipWithoutMeetings } from './real';
import { turns } from './server';

const everything = process.env.KOMPAS_E2E === 'all';

/** What the log must hold after these rows. */
function expected(rows: readonly Row[], people: readonly string[]) {
  const id = (p: string) => (p === '*' ? '*' : `p${people.indexOf(p) + 1}`);
  return rows.map((r) => [id(r.from), id(r.to), r.tag]);
}
const peopleOf = (rows: readonly Row[]) =>
  [...new Set(rows.flatMap((r) => [r.from, r.to]))].filter((p) => p !== '*');

/** The keys for these rows, as an observer presses them who knows the grammar. */
function chords(rows: readonly Row[], keys: ReadonlyMap<string, string>) {
  const key = (name: string) => keys.get(name) ?? '';
  let last: string | undefined;
  let other: string | undefined; // the last speaker before that one
  return rows.map((r) => {
    const of = r.from === last ? other : last;
    const proposed = r.from === last ? '*' : (last ?? '*');
    const first =
      r.to === proposed
        ? [{ key: key(r.from) }]
        : r.to === '*'
          ? [{ key: key(r.from), shift: true }]
          : r.to === of
            ? [{ key: key(r.from), alt: true }]
            : [{ key: key(r.from) }, { key: key(r.to), hold: true }];
    if (r.from !== last) [other, last] = [last, r.from];
    return [...first, { key: key(`tag:${r.tag}`) }];
  });
}

interface Chord {
  key: string;
  shift?: boolean;
  alt?: boolean;
  hold?: boolean;
}

/**
 * Presses the keys in the page itself, so many turns per second, as the browser's
 * own events would come: a tool that sends each key over a wire is slower than a
 * hand. Returns when the first key of each turn went down, by the event's own
 * time.
 */
async function typeFast(page: Page, list: readonly Chord[][], perSecond: number): Promise<number[]> {
  return page.evaluate(
    async ([all, every]) => {
      const press = (type: string, c: { key: string; shift?: boolean; alt?: boolean }) => {
        const digit = /\d/.test(c.key);
        const key = c.shift && !digit ? c.key.toUpperCase() : c.key;
        const code = digit ? `Digit${c.key}` : `Key${c.key.toUpperCase()}`;
        const shiftKey = c.shift === true;
        const altKey = c.alt === true;
        const e = new KeyboardEvent(type, { key, code, shiftKey, altKey, bubbles: true });
        document.body.dispatchEvent(e);
        return performance.timeOrigin + e.timeStamp;
      };
      const hold = (type: string) =>
        document.body.dispatchEvent(
          new KeyboardEvent(type, { key: '>', code: 'Period', shiftKey: true, bubbles: true }),
        );
      const times: number[] = [];
      const start = performance.now();
      for (const [i, turn] of all.entries()) {
        const due = start + i * every;
        while (performance.now() < due) await new Promise((r) => setTimeout(r, 1));
        for (const [k, c] of turn.entries()) {
          if (c.hold) hold('keydown');
          const time = press('keydown', c);
          if (k === 0) times.push(time);
          press('keyup', c);
          if (c.hold) hold('keyup');
          await new Promise((r) => setTimeout(r, every / 8));
        }
      }
      return times;
    },
    [list, 1000 / perSecond] as const,
  );
}

journey(
  everything
    ? 'a whole real meeting typed, ten turns a second'
    : 'four hundred turns of a real meeting typed, ten a second',
  async (j) => {
    const { page, m, server } = j;
    skipWithoutMeetings();
    const rows = realMeeting('Bmr006', everything ? undefined : 400);
    expect(rows).toHaveLength(everything ? 1824 : 400);
    const people = peopleOf(rows);
    await j.signIn();
    const session = await meeting(server, people, { codebook: ICSI });
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).press('Enter');
    await expect(seat(page, 'p1')).toBeVisible();
    const list = chords(rows, await keysOnPage(page, people));
    const times = await typeFast(page, list, 10);
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'saved', { timeout: 60_000 });
    const log = await server.log(session);
    // Each turn is there once, in the order of the source, and only chosen
    // addressees were amended.
    const stored = log.filter((e) => e.type === 'interaction');
    expect(stored.map((e) => [e.from, e.to, ...(e.tags ?? [])])).toEqual(expected(rows, people));
    expect(log.filter((e) => e.type !== 'interaction').map((e) => e.type)).toEqual(['state']);
    const zero = Date.parse(log[0]?.time ?? '') - (log[0]?.at ?? 0);
    const off = stored.map((e, i) => Math.abs(zero + (e.at ?? 0) - (times[i] ?? 0)));
    expect(Math.max(...off)).toBeLessThanOrEqual(50);
  },
);

for (const size of [
  { name: 'a phone', width: 360, height: 740 },
  { name: 'a tablet', width: 768, height: 1024 },
])
  journey(
    `turns of a real meeting by touch on ${size.name}`,
    async (j) => {
      const { page, m, server } = j;
      skipWithoutMeetings();
      const rows = realMeeting('Bmr006', everything ? 200 : 60);
      const people = peopleOf(rows);
      await page.setViewportSize(size);
      await j.signIn();
      const session = await meeting(server, people, { codebook: ICSI });
      await page.goto(`/sessions/${session}/pad`);
      await page.getByRole('button', { name: m.pad.told.start }).tap();
      await expect(seat(page, 'p1')).toBeVisible();
      // People and tags are all visible without scrolling, and large enough.
      for (const b of await page.locator('[data-person], [data-tag]').all()) {
        const box = await b.boundingBox();
        expect(box?.width).toBeGreaterThanOrEqual(44);
        expect(box?.height).toBeGreaterThanOrEqual(44);
        expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(size.height);
      }
      const client = await page.context().newCDPSession(page);
      const at = async (selector: string) => {
        const box = await page.locator(selector).boundingBox();
        if (!box) throw new Error(`${selector} is not there`);
        return { x: box.x + box.width / 2, y: box.y + Math.min(20, box.height / 2) };
      };
      const touch = (
        type: 'touchStart' | 'touchMove' | 'touchEnd',
        ...touchPoints: { x: number; y: number }[]
      ) => client.send('Input.dispatchTouchEvent', { type, touchPoints });
      const id = (p: string) => (p === '*' ? '*' : `p${people.indexOf(p) + 1}`);
      let last: string | undefined;
      for (const r of rows) {
        const proposed = last === undefined || last === r.from ? '*' : last;
        const from = await at(`[data-person="${id(r.from)}"]`);
        await touch('touchStart', from);
        if (r.to !== proposed) {
          const to = await at(`[data-person="${id(r.to)}"]`);
          await touch('touchMove', { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
          await touch('touchMove', to);
        }
        await touch('touchEnd');
        await tag(page, r.tag).tap();
        last = r.from;
      }
      await saved(page);
      expect(turns(await server.log(session)).map(({ from, to, tags }) => [from, to, ...tags])).toEqual(
        expected(rows, people),
      );
    },
    { touch: true },
  );
