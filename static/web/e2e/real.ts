import { type Page, test } from '@playwright/test';
import { meetingFile, missingMeetings } from '../test/meetings';

export interface Row {
  ms: number;
  from: string;
  to: string;
  tag: string;
}

const WORDS = 'inf bck pos flh sug qyn chk neg qwh unc dis app qot ela rst def act flg pol cpl jok ack'.split(
  ' ',
);
/** The codebook of the real meetings. */
export const ICSI = { id: 'icsi', version: 1, tags: WORDS.map((id) => ({ id })) };

export function skipWithoutMeetings(): void {
  const why = missingMeetings();
  test.skip(why !== undefined, why);
}

/** The first rows of a real meeting. */
export function realMeeting(name: string, n = Number.POSITIVE_INFINITY): Row[] {
  const lines = meetingFile(name).trim().split('\n').slice(1);
  return lines.slice(0, Math.min(n, lines.length)).map((l) => {
    const [ms = '', from = '', to = '', tag = ''] = l.split(',');
    return { ms: Number(ms), from, to: to === '' ? '*' : to, tag };
  });
}

/** The keys shown on the buttons, by the name of the person and by tag. */
export async function keysOnPage(page: Page, people: readonly string[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const b of await page.locator('[data-key]').all()) {
    const key = (await b.getAttribute('data-key')) ?? '';
    const person = /^p(\d+)$/.exec((await b.getAttribute('data-person')) ?? '')?.[1];
    if (person !== undefined) keys.set(people[Number(person) - 1] ?? '', key);
    else keys.set(`tag:${await b.getAttribute('data-tag')}`, key);
  }
  return keys;
}

/**
 * Types one turn like somebody who knows the keys; returns when the seat's key
 * went down, as a time of day in ms since 1970.
 */
export async function type(
  page: Page,
  keys: ReadonlyMap<string, string>,
  row: Row,
  before: readonly Row[],
): Promise<number> {
  const last = before.at(-1)?.from;
  const other = before.findLast((r) => r.from !== row.from)?.from;
  const proposed = last === undefined || last === row.from ? '*' : last;
  const key = keys.get(row.from) ?? '';
  const at = Date.now();
  if (row.to === proposed) await page.keyboard.press(key);
  else if (row.to === '*') await page.keyboard.press(`Shift+${key}`);
  else if (row.to === other) await page.keyboard.press(`Alt+${key}`);
  else {
    await page.keyboard.press(key);
    await page.keyboard.down('>');
    await page.keyboard.press(keys.get(row.to) ?? '');
    await page.keyboard.up('>');
  }
  await page.keyboard.press(keys.get(`tag:${row.tag}`) ?? '');
  return at;
}
