import type { DebriefAnswer, Findings } from '../src/server/api.gen';
import { expect, type Journey, journey, STATUS, seat, type Visitor } from './journey';
import { asOf, importedLog, madeUp } from './made';
import { frame, pressAll, type Row, type Scene } from './press';

const PHONE = [
  { size: { width: 360, height: 740 }, lang: 'nl' as const, dark: false },
  { size: { width: 360, height: 740 }, lang: 'en' as const, dark: true },
];

/** The meeting of the tests, which has ended, with its first pattern and first fragment chosen to be told. */
async function told(j: Journey) {
  const { server, lang } = j;
  const session = await importedLog(server, asOf(madeUp().log, 3 * 3_600_000));
  const findings = async () =>
    (await (await server.fetch(`/sessions/${session}/findings?lang=${lang}`)).json()) as Findings;
  const { glance, sections } = await findings();
  const finding = sections.flatMap((s) => s.items).find((f) => f.id === glance.findings[0]);
  const fragment = glance.fragments[0];
  if (!finding || !fragment) throw new Error('there is nothing to tell');
  const debrief = async () =>
    (await (await server.fetch(`/sessions/${session}/debrief`)).json()) as DebriefAnswer;
  const keep = async (d: object) => {
    const etag = (await server.fetch(`/sessions/${session}/debrief`)).headers.get('ETag') ?? '';
    await server.fetch(`/sessions/${session}/debrief`, {
      method: 'PUT',
      body: JSON.stringify(d),
      headers: { 'If-Match': etag },
    });
  };
  const chosen = { form: 'ten', finding: finding.id, fragment: { from: fragment.from, to: fragment.to } };
  await keep(chosen);
  return { session, finding, fragment, findings, debrief, show: () => keep({ ...chosen, shown: true }) };
}

/** Joins with a link in a browser of its own. */
async function joined(j: Journey, url: string, name: string): Promise<Visitor> {
  const v = await j.visitor();
  v.page.setDefaultTimeout(20_000);
  await v.page.goto(url);
  await v.page.getByLabel(v.m.join.name).fill(name);
  await v.page.getByRole('button', { name: v.m.join.submit }).click();
  return v;
}

const link = async (j: Journey, session: string, role: string, person?: string, more: object = {}) =>
  (
    await j.server.post<{ url: string }>(`/sessions/${session}/invitations`, {
      role,
      expires_in_s: 600,
      ...(person ? { person } : {}),
      ...more,
    })
  ).url;

journey(
  'a leader sees what concerns her alone, leaves it out for everybody, and takes that back',
  async (j) => {
    const { m } = j;
    const t = await told(j);
    const { page, accessible } = await joined(j, await link(j, t.session, 'leader', 'p1'), 'Anna');
    await expect(page).toHaveURL(/\/preview$/);
    await expect(page.getByText(m.preview.alone)).toBeVisible();
    const says = (await page.locator('.concern > p').first().textContent()) ?? '';
    await accessible();
    // Of others it has no name and no word.
    const text = await page.locator('main').innerText();
    for (const name of ['Bram', 'Chantal', 'Dirk', 'Els', 'Hanna']) expect(text).not.toContain(name);

    await j.signIn();
    const owner = j.page;
    await owner.setViewportSize({ width: 1280, height: 800 });
    await owner.goto(`/sessions/${t.session}/review`);
    await expect(owner.locator('.leaf.pattern').getByText(t.finding.short)).toBeVisible({ timeout: 60_000 });

    const leaf = page.locator('article', { hasText: says });
    await leaf.getByRole('button', { name: m.preview.notNowOf(says) }).click();
    await expect(leaf.getByText(m.preview.heldBack)).toBeVisible();
    const gone = async () => {
      const { glance, sections } = await t.findings();
      return JSON.stringify({ glance, sections }).includes(JSON.stringify(t.finding.id));
    };
    expect(await gone()).toBe(false);
    expect((await t.debrief()).finding).toBeUndefined();
    await owner.reload();
    await expect(owner.locator('.leaf.pattern .finding-says')).toBeVisible({ timeout: 60_000 });
    await expect(owner.getByText(t.finding.short)).toHaveCount(0);
    // With one person nobody is told that somebody asked.
    await expect(owner.getByText(m.review.asked)).toHaveCount(0);

    await page.reload();
    await leaf.getByRole('button', { name: m.preview.putBackOf(says) }).click();
    await expect(leaf.getByText(m.preview.heldBack)).toBeHidden();
    expect(await gone()).toBe(true);
    expect((await t.debrief()).finding).toBe(t.finding.id);

    // Who left something out has seen it.
    await expect(page.getByText(m.preview.seenDone)).toBeVisible();

    // Three people opened their link: it is told that somebody asked, and not who.
    for (const person of ['p2', 'p3']) {
      const other = await joined(j, await link(j, t.session, 'participant', person), person);
      await expect(other.page.getByText(m.preview.turns, { exact: true })).toBeVisible();
      await other.page.getByRole('button', { name: m.preview.seen }).click();
      await expect(other.page.getByText(m.preview.seenDone)).toBeVisible();
    }
    await leaf.getByRole('button', { name: m.preview.notNowOf(says) }).click();
    await expect(leaf.getByText(m.preview.heldBack)).toBeVisible();
    await owner.reload();
    await expect(owner.getByText(m.review.asked)).toBeVisible({ timeout: 60_000 });
  },
  { on: PHONE },
);

journey('a participant sees the own turns of a fragment, and leaves the fragment out', async (j) => {
  const { m } = j;
  const t = await told(j);
  const { page, accessible } = await joined(j, await link(j, t.session, 'participant', 'p2'), 'Bram');
  const strip = page.locator('.own-strip li');
  await expect(strip.first()).toBeVisible();
  expect(await page.locator('.own-strip .mine').count()).toBeGreaterThan(0);
  expect(await page.locator('.own-strip .blank').first().locator('.word').count()).toBe(0);
  await page.getByRole('button', { name: m.preview.notNowOf(m.preview.thisFragment) }).click();
  await expect(page.getByText(m.preview.heldBack)).toBeVisible();
  await accessible();
  expect((await t.debrief()).fragment).toBeUndefined();
});

journey('who is invited to see it after the team sees a calm page until it was shown', async (j) => {
  const { page, m } = j;
  const t = await told(j);
  await j.signIn();
  await page.goto(`/sessions/${t.session}/pad`);
  await page.getByRole('button', { name: m.observe.menu.title, exact: true }).click();
  await page.getByRole('button', { name: m.observe.menu.go.invite }).click();
  const dialog = page.getByRole('dialog');
  const tick = dialog.getByRole('checkbox', { name: m.observe.invite.afterShown });
  await expect(tick).toHaveCount(0);
  await dialog.getByLabel(m.observe.invite.as).selectOption('lead');
  await expect(tick).toBeChecked();
  await expect(dialog.getByText(m.observe.invite.afterShownHint)).toBeVisible();
  await j.accessible();
  const url = await dialog.getByLabel(m.observe.invite.link).inputValue();

  const lead = await joined(j, url, 'Anna');
  lead.expectError(STATUS(403));
  await expect(lead.page).toHaveURL(/\/pad$/);
  await lead.page.goto(`/sessions/${t.session}/review`);
  await expect(lead.page.getByText(m.error.notShown)).toBeVisible({ timeout: 60_000 });
  await expect(lead.page.locator('.leaf')).toHaveCount(0);
  await lead.accessible();

  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: m.observe.menu.title, exact: true }).click();
  await page.getByRole('button', { name: m.observe.menu.go.invite }).click();
  await dialog.getByText(m.observe.invite.inUse(1)).click();
  await expect(dialog.getByText(m.observe.invite.afterShownShort)).toBeVisible();

  await t.show();
  await expect(lead.page.locator('.leaf.pattern').getByText(t.finding.short)).toBeVisible({
    timeout: 60_000,
  });
});

journey('everything on the page of what concerns one person does what it says', async (j) => {
  const t = await told(j);
  const v = await j.visitor();
  const { page } = v;
  v.expectError(STATUS(401)); // the page asks who this is
  await page.goto('/join');
  const path = `/sessions/${t.session}/preview`;
  const scenes: Scene[] = [
    {
      name: 'preview',
      open: async () => {
        // What somebody said of it stays, so each time somebody else looks.
        const token = new URL(await link(j, t.session, 'leader', 'p1')).hash.slice(1);
        await page.context().clearCookies();
        await page.evaluate(
          (t) =>
            fetch('/api/v1/join', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify({ token: t, name: 'Anna' }),
            }).then((r) => r.status),
          token,
        );
        await page.goto(path);
        await page.locator('.not-now').first().waitFor();
        return t.session;
      },
    },
  ];
  const rows: Row[] = [
    ...frame('/').filter((r) => r.name(j.m) !== j.m.nav.back),
    {
      kind: 'button',
      name: (m) => new RegExp(`^(${m.preview.notNow}|${m.preview.putBack})`),
      does: async ({ it }) => {
        const was = await it.textContent();
        await it.click();
        await expect(it).not.toHaveText(was ?? '');
      },
    },
    {
      kind: 'button',
      name: (m) => m.preview.seen,
      does: async (a) => {
        await a.it.click();
        await expect(page.getByText(a.m.preview.seenDone)).toBeVisible();
      },
    },
  ];
  await pressAll({ ...v, server: j.server }, scenes, rows, j.lang);
});

journey(
  'a link of somebody who takes part says that the meeting goes on, and shows it afterwards',
  async (j) => {
    const { m, server } = j;
    const session = await importedLog(server, asOf(madeUp().log, 70 * 60_000, true));
    const { page, accessible } = await joined(j, await link(j, session, 'participant', 'p2'), 'Bram');
    await expect(page.getByText(m.preview.notEnded)).toBeVisible();
    await accessible();
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('link', { name: m.title.preview }).click();
    await expect(page.getByText(m.preview.notEnded)).toBeVisible();
    await j.signIn();
    await j.page.goto(`/sessions/${session}/pad`);
    await expect(seat(j.page, 'p1')).toBeVisible();
    await server.post(`/sessions/${session}/entries`, {
      entries: [
        {
          id: crypto.randomUUID(),
          type: 'state',
          at: 69 * 60_000,
          state: 'ended',
          time: new Date().toISOString(),
        },
      ],
    });
    await expect(page.getByText(m.preview.turns, { exact: true })).toBeVisible({ timeout: 30_000 });
  },
);
