import type { Page } from '@playwright/test';
import { AWAY, expect, type Journey, journey, STATUS, type Visitor } from './journey';
import { asOf, importedLog, madeUp } from './made';
import type { Server } from './server';

const PROJECTOR = { width: 1280, height: 800 };
const ON = [
  { size: PROJECTOR, lang: 'nl' as const, dark: false },
  { size: PROJECTOR, lang: 'en' as const, dark: true },
];
const slow = { timeout: 60_000 }; // a long meeting on a busy machine
const DAY = 86_400_000;

const wall = (page: Page) => page.locator('.wall');
const atStep = (page: Page, step: number) =>
  expect(wall(page)).toHaveAttribute('data-step', String(step), { timeout: 20_000 });
const cloud = (page: Page, i: number) => page.locator('.cloud').nth(i);

/** The beliefs in the log of a meeting that are not taken away. */
async function beliefs(server: Server, session: string) {
  const log = (await server.log(session)) as { id: string; type: string; target?: string; text?: string }[];
  const gone = new Set<string | undefined>();
  for (const e of log) {
    if (e.type === 'void') gone.add(e.target);
    if (e.type === 'restore') gone.delete(e.target);
  }
  return log.filter((e) => e.type === 'belief' && !gone.has(e.id));
}

/** A meeting of a team, with its loop of asking and showing chosen for a long debrief. */
async function meetingOf(server: Server, team: string, log: string, ago: number): Promise<string> {
  const id = await importedLog(server, asOf(log, ago));
  await server.fetch(`/sessions/${id}`, { method: 'PATCH', body: JSON.stringify({ team }) });
  return id;
}

/** Opens the debrief in another browser, by a link to watch only. */
async function watches(j: Journey, session: string, more: object = {}): Promise<Visitor> {
  const { url } = await j.server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
    ...more,
  });
  const v = await j.visitor();
  v.expectError(STATUS(403)); // before anything is shown
  v.expectError(AWAY);
  await v.page.goto(url);
  await v.page.getByLabel(v.m.join.name).fill('Muur');
  await v.page.getByRole('button', { name: v.m.join.submit }).click();
  await expect(v.page).toHaveURL(/\/pad$/);
  await v.page.goto(`/sessions/${session}/debrief`);
  return v;
}

/** All of it is on one screen of a projector, with letters for the other side of the room; nobody is named. */
async function readable(v: Visitor, names: readonly string[]): Promise<void> {
  const found = await v.page.evaluate(() => {
    const small: string[] = [];
    for (const el of document.querySelectorAll<HTMLElement>('.long-screen *')) {
      const own = [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
      if (!own || el.closest('.hidden, button, [data-sync]') || !el.checkVisibility()) continue;
      if (Number.parseFloat(getComputedStyle(el).fontSize) < 34) small.push(el.textContent ?? '');
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { small, wide: scrollWidth - innerWidth, high: scrollHeight - innerHeight };
  });
  expect(found).toMatchObject({ small: [] });
  expect(found.wide).toBeLessThanOrEqual(0);
  expect(found.high).toBeLessThanOrEqual(0);
  const text = await v.page.locator('body').innerText();
  for (const name of names) expect(text).not.toMatch(new RegExp(`\\b${name}\\b`));
  await v.accessible();
}

journey(
  'a team takes the long debrief, and writes what lies under its loop, also without the server',
  async (j) => {
    const { page, m, server } = j;
    const w = m.debriefLong;
    j.expectError(AWAY);
    const { log, facts } = madeUp();
    const team = await server.post<{ id: string }>('/teams', {
      name: 'Zorgplein',
      people: [{ name: 'Anna' }],
    });
    const before = await meetingOf(server, team.id, log, 14 * DAY);
    await server.post(`/sessions/${before}/entries`, {
      entries: [
        {
          id: crypto.randomUUID(),
          type: 'belief',
          at: 1000,
          text: 'Snel is ook goed',
          direction: 'hindering',
          loops: ['asking>showing>'],
        },
      ],
    });
    const session = await meetingOf(server, team.id, log, DAY / 12);
    const { participants } = (await (await server.fetch(`/sessions/${session}`)).json()) as {
      participants: { name: string }[];
    };
    const names = participants.map((p) => p.name);

    await j.signIn();
    await page.goto(`/sessions/${session}/debrief`);
    await page.getByRole('radio', { name: m.debrief.prepare.long }).check(slow);
    const tales = page.getByRole('radiogroup', { name: m.debrief.prepare.pattern });
    await tales
      .getByRole('radio', { name: /(tussen|between) .(vragen|asking)/ })
      .first()
      .check();
    await expect(page.locator('[data-kept="saved"]')).not.toBeEmpty();
    const second = await watches(j, session);
    const anonymous = await watches(j, session, { anonymous: true });
    await page.getByRole('button', { name: m.debrief.prepare.show }).click();
    const all = [j, second, anonymous];
    const go = async (step: number) => {
      await page.keyboard.press('PageDown');
      for (const v of all) await atStep(v.page, step);
    };
    for (const v of all) await atStep(v.page, 1);
    await go(2);
    await go(12);
    await go(3);
    for (const v of all) {
      await expect(v.page.getByRole('heading', { name: w.facts.title })).toBeVisible();
      await expect(v.page.locator('.facts-screen dd')).toHaveCount(3, slow);
      await readable(v, names);
    }
    await expect(page.locator('.facts-screen')).toContainText(w.facts.turns(facts.turns));
    await go(4);
    await go(5);
    for (const v of all) {
      await expect(v.page.locator('.decisions-screen li')).toHaveCount(facts.items.length);
      await readable(v, names);
    }
    const owned = facts.items.findIndex((i) => i.outcome === 'decision-with-owner');
    await expect(page.locator('.decisions-screen li').nth(owned)).toContainText(
      w.decisions.outcomes['decision-with-owner'],
    );
    await go(6);
    await go(16);
    await go(36);
    for (const v of [j, second]) await expect(v.page.locator('.cloud')).toHaveCount(2);
    for (const v of all) await readable(v, names);
    // Who sees nothing that was written is told nothing of it.
    await expect(anonymous.page.locator('.legs li')).toHaveCount(2);
    await expect(anonymous.page.locator('.below')).toHaveCount(0);
    await expect(second.page.locator('.cloud button')).toHaveCount(0);

    // The server goes away: what is typed is on the device, and arrives when it is back.
    await server.kill();
    const [asIf] = w.under.starts;
    await cloud(page, 0).getByRole('button', { name: asIf?.label }).click();
    await expect(page.getByRole('button', { name: w.under.helping })).toBeDisabled();
    await page.keyboard.type('vragen tijd kosten');
    for (const key of ['ArrowLeft', ' ', 'c']) await page.keyboard.press(key); // they are typed
    for (const _ of 'c ') await page.keyboard.press('Backspace');
    await atStep(page, 36);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: w.under.helping })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const written = `${asIf?.text}vragen tijd kosten`;
    await expect(cloud(page, 0).getByText(written)).toBeVisible();
    await atStep(page, 36);
    await cloud(page, 1).locator('.write').nth(1).click();
    await page.keyboard.type('eerst luisteren');
    await page.getByRole('button', { name: w.under.helping }).click();
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '2');
    await readable(j, names);
    await server.start();
    for (const v of [j, second]) {
      await expect(cloud(v.page, 0).getByText(written)).toBeVisible(slow);
      await expect(cloud(v.page, 0)).toContainText(w.under.hinders);
      await expect(cloud(v.page, 1)).toContainText('eerst luisteren');
    }
    await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '0', slow);
    expect(await beliefs(server, session)).toMatchObject([
      { text: written, direction: 'hindering', loops: ['asking>showing>', 'link:asking>showing'] },
      { direction: 'helping', loops: ['asking>showing>', 'link:showing>asking'] },
    ]);
    await expect(anonymous.page.locator('body')).not.toContainText('eerst luisteren');

    // Changed, and back again; also in a meeting that is locked.
    await server.fetch(`/sessions/${session}`, { method: 'PATCH', body: JSON.stringify({ locked: true }) });
    await page.getByRole('button', { name: w.under.change(written) }).click();
    await page.keyboard.type(', en mensen');
    await page.getByRole('button', { name: w.under.hindering }).click();
    await expect(cloud(second.page, 0).getByText(`${written}, en mensen`)).toBeVisible(slow);
    await expect(cloud(second.page, 0).getByText(written, { exact: true })).toHaveCount(0);
    await page.getByRole('button', { name: w.under.undo }).click();
    await expect(cloud(second.page, 0).getByText(written, { exact: true })).toBeVisible(slow);
    await expect(cloud(second.page, 0).getByText(', en mensen')).toHaveCount(0);

    // What is typed and not kept yet is there again after a look at another screen.
    await cloud(page, 1).getByRole('button', { name: w.under.another }).click();
    await page.keyboard.type('Half af');
    await page.keyboard.press('PageUp');
    await atStep(page, 16);
    await page.keyboard.press('PageDown');
    await expect(page.getByLabel(w.under.label)).toHaveValue('Half af');
    await page.keyboard.press('Escape');
    await expect(page.getByLabel(w.under.label)).toHaveCount(0);
    await expect(cloud(page, 1).getByRole('button', { name: w.under.another })).toBeFocused();

    // The owner sees what the team wrote at its meeting before.
    await page.getByRole('button', { name: w.before.title }).click();
    await expect(page.getByText('Snel is ook goed')).toBeVisible();
    await readable(j, names);

    await page.keyboard.press('PageDown');
    for (const v of all) await atStep(v.page, 7);
    await page.getByLabel(w.putRight.label).fill('We bellen de klant terug');
    await expect(second.page.getByText('We bellen de klant terug')).toBeVisible(slow);
    for (const v of all) await readable(v, names);
    await expect(anonymous.page.locator('body')).not.toContainText('klant');
    await go(8);
    await go(9);
    await page.getByRole('button', { name: m.debrief.bar.end }).click();

    // It is found again on Look back.
    await page.goto(`/sessions/${session}/review#under`);
    const fold = page.locator('details#under');
    await expect(fold.getByText('eerst luisteren')).toBeVisible(slow);
    await j.accessible();
    await fold.getByRole('button', { name: w.written.takeAway(written) }).click();
    await expect(fold.getByText(written)).toHaveCount(0);
    await expect.poll(async () => (await beliefs(server, session)).length).toBe(1);
    await fold.getByRole('button', { name: w.under.undo }).click();
    await expect(fold.getByText(written)).toBeVisible();
    await expect.poll(async () => (await beliefs(server, session)).length).toBe(2);
  },
  { on: ON },
);
