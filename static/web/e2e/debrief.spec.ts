import type { Page } from '@playwright/test';
import type { DebriefAnswer } from '../src/server/api.gen';
import { AWAY, expect, type Journey, journey, STATUS, type Visitor } from './journey';
import { asOf, importedLog, madeUp } from './made';
import type { Server } from './server';

/** A tablet, in both languages. */
const TABLETS = [
  { size: { width: 1024, height: 768 }, lang: 'nl' as const, dark: false },
  { size: { width: 1024, height: 768 }, lang: 'en' as const, dark: true },
];
const PROJECTOR = { width: 1920, height: 1080 };
const PHONE = { width: 360, height: 740 };
const slow = { timeout: 60_000 }; // a long meeting on a busy machine

const wall = (page: Page) => page.locator('.wall');
const atStep = (page: Page, step: number) =>
  expect(wall(page)).toHaveAttribute('data-step', String(step), { timeout: 20_000 });

async function debrief(server: Server, session: string): Promise<DebriefAnswer> {
  return (await (await server.fetch(`/sessions/${session}/debrief`)).json()) as DebriefAnswer;
}

/** Joins by a link as a viewer. */
async function watches(j: Journey, session: string, more: object = {}): Promise<Visitor> {
  const { url } = await j.server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
    ...more,
  });
  const v = await j.visitor();
  v.expectError(STATUS(403)); // before anything is shown
  await v.page.setViewportSize(PHONE);
  await v.page.goto(url);
  await v.page.getByLabel(v.m.join.name).fill('Els');
  await v.page.getByRole('button', { name: v.m.join.submit }).click();
  return v;
}

/** Nothing lies beside the screen, and on a projector all of it is on one screen, in large letters. */
async function readable(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const main = document.querySelector('.wall main');
    const small: string[] = [];
    for (const el of main?.querySelectorAll<HTMLElement>('*') ?? []) {
      const own = [...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
      if (!own || el.closest('.hidden, button') || !el.checkVisibility()) continue;
      if (Number.parseFloat(getComputedStyle(el).fontSize) < 34) small.push(el.textContent ?? '');
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return { small, wide: scrollWidth - innerWidth, high: scrollHeight - innerHeight };
  });
  expect(found.wide).toBeLessThanOrEqual(0);
  if ((page.viewportSize()?.width ?? 0) < 1280) return;
  expect(found.small).toEqual([]);
  expect(found.high).toBeLessThanOrEqual(0);
}

journey(
  'a team debriefs in ten minutes; a phone follows what is shown',
  async (j) => {
    const { page, m, server, line } = j;
    const w = m.debrief;
    j.expectError(AWAY);
    const { log } = madeUp();
    const session = await importedLog(server, asOf(log, 2 * 3_600_000));
    const names = (await server.log(session)).flatMap((e) => (e.person ? [e.person.name] : []));
    const people = (await (await server.fetch(`/sessions/${session}`)).json()) as {
      participants: { name: string }[];
    };
    names.push(...people.participants.map((p) => p.name));
    expect(names.length).toBeGreaterThan(4);

    // Prepared on a tablet, with what is there already.
    await j.signIn();
    await page.goto(`/sessions/${session}/debrief`);
    const fending = page.locator('.tales label', { hasText: /[‘“](afweren|fending off)[’”]/ }).first();
    await expect(fending).toBeVisible(slow);
    const says = await fending.innerText();
    await fending.click();
    await page.getByRole('textbox', { name: w.prepare.question }).fill('Wat willen we hier?');
    await expect(page.getByText(w.prepare.sees)).toBeVisible();
    await expect(page.locator('[data-kept="saved"]')).not.toBeEmpty();
    await j.accessible();
    expect((await debrief(server, session)).shown_at).toBeUndefined();

    const phone = await watches(j, session);
    phone.expectError(AWAY);
    await expect(phone.page).toHaveURL(/\/pad$/);
    await expect(phone.page.getByText(m.pad.debriefElsewhere)).toBeVisible();
    await phone.accessible();
    await phone.page.getByRole('link', { name: m.title.debrief }).click();
    await expect(phone.page).toHaveURL(/\/debrief$/);
    await expect(phone.page.getByText(phone.m.debrief.waits.body)).toBeVisible();
    await phone.accessible();
    // Who has not opened it goes there when it begins.
    await phone.page.goBack();
    await expect(phone.page.getByText(m.pad.debriefElsewhere)).toBeVisible();

    // Shown on the projector.
    await page.setViewportSize(PROJECTOR);
    await page.getByRole('button', { name: w.prepare.show }).click();
    const both = async (step: number) => {
      await atStep(page, step);
      await atStep(phone.page, step);
      for (const v of [j, phone]) {
        await readable(v.page);
        await v.accessible();
        const text = await v.page.locator('body').innerText();
        for (const name of names) expect(text, `${step}`).not.toMatch(new RegExp(`\\b${name}\\b`));
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await readable(page);
      await page.setViewportSize(PROJECTOR);
    };
    await both(1);
    await expect(phone.page).toHaveURL(/\/debrief$/);
    await expect(phone.page.getByRole('heading', { name: w.purpose.title })).toBeVisible();
    expect((await debrief(server, session)).shown_at).toBeDefined();
    await page.keyboard.press('PageDown');
    await both(2);
    await page.keyboard.press('ArrowRight');
    await both(12);
    // The figure is told with the picture only.
    for (const v of [page, phone.page]) await expect(v.locator('body')).not.toContainText(says);
    await page.getByLabel(w.noticed.write).fill('Vaak, wel tien keer');
    await page.keyboard.press('ArrowRight'); // in a text it moves the cursor
    await atStep(page, 12);
    await page.keyboard.press('PageDown'); // a remote control
    await both(3);
    await expect(page.locator('.strip svg').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(page.locator('.strip [data-state="now"]')).toHaveCount(1);
    await page.keyboard.press(' ');
    await both(4);
    for (const v of [page, phone.page]) {
      await expect(v.getByRole('heading', { name: says })).toBeVisible();
      await expect(v.getByText('Wat willen we hier?')).toBeVisible();
      await expect(v.getByText(w.picture.guessed('Vaak, wel tien keer'))).toBeVisible();
      expect(await v.locator('.scenes li').count()).toBeGreaterThan(3);
    }
    await page.keyboard.press('c');
    await both(24);
    await page.keyboard.press('c');
    await both(4);
    await page.keyboard.press('PageDown');
    await both(14);

    // The connection breaks: it goes on, and the phone catches up later.
    line.cut();
    await page.keyboard.press('PageDown');
    await atStep(page, 5);
    await page.getByLabel(w.tryOut.words).fill('Eerst een vraag, dan een antwoord');
    await page.getByLabel(w.tryOut.owner).fill('Bo');
    await page.getByLabel(w.tryOut.notice).fill('Er wordt doorgevraagd');
    await expect(wall(page).getByText(w.bar.kept)).toBeVisible(slow);
    await expect(wall(phone.page)).toHaveAttribute('data-step', '14');
    line.mend();
    await atStep(phone.page, 5);
    await expect(phone.page.getByText('Eerst een vraag, dan een antwoord')).toBeVisible(slow);
    await expect
      .poll(async () => (await debrief(server, session)).experiment, slow)
      .toMatchObject({
        text: 'Eerst een vraag, dan een antwoord',
        owner: 'Bo',
        notice: 'Er wordt doorgevraagd',
      });
    await both(5);
    await page.keyboard.press('PageUp');
    await both(14);
    await page.keyboard.press('End');
    await both(6);
    await page.keyboard.press('Home');
    await atStep(phone.page, 1);
    await page.keyboard.press('End');

    // Who has a link without names sees the same screens, and nothing that somebody wrote.
    const other = await watches(j, session, { anonymous: true });
    await atStep(other.page, 6);
    await expect(other.page.locator('body')).not.toContainText('Eerst een vraag');

    await page.getByRole('button', { name: w.bar.end }).click();
    await expect(page.getByText(w.prepare.over)).toBeVisible();
    await expect(phone.page.getByText(w.waits.over)).toBeVisible();
    await phone.accessible();
    expect(await debrief(server, session)).toMatchObject({
      step: 100,
      guesses: { team: 'Vaak, wel tien keer' },
      questions: ['Wat willen we hier?'],
    });
  },
  { line: true, on: TABLETS },
);

journey(
  'a debrief goes on without the server, also after the page was loaded again',
  async (j) => {
    const { page, m, server } = j;
    const w = m.debrief;
    j.expectError(AWAY);
    const team = await server.post<{ id: string }>('/teams', {
      name: 'Zorgplein',
      people: [{ name: 'Anna' }],
    });
    const { log } = madeUp();
    const ofTeam = async (ago: number) => {
      const id = await importedLog(server, asOf(log, ago));
      await server.fetch(`/sessions/${id}`, { method: 'PATCH', body: JSON.stringify({ team: team.id }) });
      return id;
    };
    await write(server, await ofTeam(8 * 86_400_000), {
      experiment: { text: 'Drie tellen wachten', owner: 'Anna' },
    });
    const session = await ofTeam(2 * 3_600_000);
    await j.signIn();
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await page.goto(`/sessions/${session}/debrief`);
    const show = page.getByRole('button', { name: w.prepare.show });
    await expect(show).toBeEnabled(slow);
    await expect(page.getByText(w.prepare.last)).toBeVisible();
    await show.click();
    await atStep(page, 1);
    await expect.poll(async () => (await debrief(server, session)).step).toBe(1);
    await server.kill();
    await page.reload();
    await atStep(page, 1);
    for (const by of [-200, -200, 200, -200, -200]) await swipe(page, by);
    await atStep(page, 3);
    expect(await page.locator('.strip svg').count()).toBeGreaterThanOrEqual(8);
    await page.keyboard.press('PageDown');
    expect(await page.locator('.scenes li').count()).toBeGreaterThan(3);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    await atStep(page, 5);
    await expect(page.getByText('Drie tellen wachten')).toBeVisible();
    const done = page.getByRole('button', { name: m.review.question.done });
    await done.click();
    await expect(done).toHaveAttribute('aria-pressed', 'true');
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
    await atStep(page, 3);
    expect(await page.locator('.strip svg').count()).toBeGreaterThanOrEqual(8);
    for (let i = 0; i < 3; i++) await page.keyboard.press('PageDown');
    await atStep(page, 5);
    await expect(done).toHaveAttribute('aria-pressed', 'true');
    await page.getByLabel(w.tryOut.words).fill('Vijf tellen wachten');
    await expect(page.getByText(w.bar.kept)).toBeVisible();
    await page.reload();
    await atStep(page, 5);
    await expect(page.getByLabel(w.tryOut.words)).toHaveValue('Vijf tellen wachten');
    await j.accessible();

    await server.start();
    await expect
      .poll(async () => (await debrief(server, session)).experiment?.text, slow)
      .toBe('Vijf tellen wachten');
    await expect
      .poll(
        async () => (await server.log(session)).some((e) => e.type === 'experiment' && e.event === 'tried'),
        slow,
      )
      .toBe(true);
    const { experiments } = (await (await server.fetch(`/teams/${team.id}`)).json()) as {
      experiments?: { text: string }[];
    };
    expect(experiments?.map((e) => e.text)).toContain('Vijf tellen wachten');
  },
  { worker: true, on: TABLETS.slice(1) },
);

/** Moves a finger across the screen, so many px to the right. */
async function swipe(page: Page, by: number): Promise<void> {
  await page.locator('.wall main').evaluate((el, dx) => {
    const touch = (x: number) => new Touch({ identifier: 1, target: el, clientX: x, clientY: 300 });
    const of = (x: number) => ({ bubbles: true, changedTouches: [touch(x)] });
    el.dispatchEvent(new TouchEvent('touchstart', { ...of(400), touches: [touch(400)] }));
    el.dispatchEvent(new TouchEvent('touchend', of(400 + dx)));
  }, by);
}

/** Writes into the debrief of a meeting. */
async function write(server: Server, session: string, d: object): Promise<void> {
  const etag = (await server.fetch(`/sessions/${session}/debrief`)).headers.get('ETag') ?? '';
  await server.fetch(`/sessions/${session}/debrief`, {
    method: 'PUT',
    body: JSON.stringify(d),
    headers: { 'If-Match': etag },
  });
}
