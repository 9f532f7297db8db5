import { expect, journey } from './journey';
import { imported, roundMeeting } from './meetings';
import {
  at,
  brings,
  type Effect,
  frame,
  goes,
  one,
  pressAll,
  type Row,
  type Scene,
  sees,
  sends,
  ticks,
  types,
  type Words,
} from './press';

/** The steps of a debrief in ten minutes that have something to press. */
const STEPS = {
  noticed: [12, '.sentences-to-choose'],
  fragment: [3, '.strip'],
  picture: [4, '.scenes li'],
  otherwise: [24, '.scenes li'],
  try: [5, 'textarea'],
  thanks: [6, 'h1'],
} as const;

journey('everything in a debrief does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const session = await imported(
    server,
    roundMeeting(420, {
      curiosity: 'sharing',
      sharing: 'curiosity',
      judgement: 'defending',
      defending: 'judgement',
    }),
    'Rond',
  );
  const address = `/sessions/${session}/debrief`;
  /** Writes the document anew; what the page that was left still saves comes in between. */
  const write = (d: object) =>
    expect(async () => {
      const etag = (await server.fetch(address)).headers.get('ETag') ?? '';
      await server.fetch(address, { method: 'PUT', body: JSON.stringify(d), headers: { 'If-Match': etag } });
    }).toPass();
  const read = async () => (await server.fetch(address)).json();
  /** Opens the page as the browser that does this. */
  const opens = async (mode: string, d: object, until: string) => {
    await at(page, '/settings', 'main');
    await write(d);
    await page.evaluate(
      ([k, v]) => sessionStorage.setItem(k ?? '', v ?? ''),
      [`kompas.debrief.${session}`, mode],
    );
    await at(page, address, until);
    return session;
  };
  // What the cards choose from is computed once.
  await opens('prepare', {}, '.tales');
  const found = (await (await server.fetch(`/sessions/${session}/findings?lang=nl`)).json()) as {
    glance: { findings: string[]; fragments: { from: string; to: string }[] };
  };
  const [fragment] = found.glance.fragments;
  const loop = found.glance.findings.find((f) => f.startsWith('loop:'));
  const chosen = {
    form: 'ten',
    fragment: fragment && { from: fragment.from, to: fragment.to },
    finding: loop,
    loop,
  };

  const prepared: (m: Words) => Promise<string> = () => opens('prepare', {}, '.tales');
  const scenes: Scene[] = [
    { name: 'preparing', open: prepared },
    {
      name: 'with an own question',
      after: 'preparing',
      open: async (m) => {
        await prepared(m);
        await page.getByRole('textbox', { name: m.debrief.prepare.question }).fill('Wat nu?');
        return session;
      },
    },
    {
      name: 'under way',
      after: 'preparing',
      open: () => opens('prepare', { ...chosen, step: 3, shown: true }, '.goes-on'),
    },
    {
      name: 'before it begins, following',
      open: () => opens('follow', { step: 0 }, '#main .plain'),
    },
    ...Object.entries(STEPS).map(
      ([name, [step, until]]): Scene => ({
        name,
        open: () => opens('lead', { ...chosen, step, shown: true }, `.wall[data-step="${step}"] ${until}`),
      }),
    ),
    { name: 'following', open: () => opens('follow', { ...chosen, step: 3, shown: true }, '.wall .strip') },
  ];
  const turns = (step: number): Effect =>
    brings(async () => {
      await expect(page.locator('.wall')).toHaveAttribute('data-step', String(step));
    });
  const keeps = (text: string): Effect =>
    types(text, async () => {
      await expect.poll(async () => JSON.stringify(await read())).toContain(text);
    });
  const prepares = sees((m) => m.debrief.prepare.question);
  const lists = ['preparing', 'with an own question', 'under way'];
  const rows: Row[] = [
    ...frame('/').filter((r) => r.name(j.m) !== j.m.nav.back),
    {
      kind: 'link',
      name: (m) => m.title.review,
      does: goes(
        (a) => `/sessions/${a.id}/review`,
        () => 'Rond',
      ),
    },
    {
      kind: 'radio',
      on: lists,
      name: (m) => one([m.debrief.prepare.ten, m.debrief.prepare.long]),
      does: ticks(),
    },
    { kind: 'radio', on: lists, name: () => /./, does: ticks(async (a) => expect(a.it).toBeChecked()) },
    { kind: 'text', on: lists, name: (m) => m.debrief.prepare.question, does: keeps('Wat zien we?') },
    {
      kind: 'button',
      on: ['with an own question'],
      name: (m) => m.review.question.back,
      does: brings(async (a) => {
        await expect(page.getByRole('textbox', { name: a.m.debrief.prepare.question })).not.toHaveValue(
          'Wat nu?',
        );
      }),
    },
    {
      kind: 'button',
      on: lists,
      name: (m) => m.debrief.prepare.show,
      does: sends('PUT', /debrief$/, async (a) => {
        await expect(page.getByRole('heading', { name: a.m.debrief.purpose.title })).toBeVisible();
        await expect.poll(read).toMatchObject({ step: 1, form: 'ten' });
      }),
    },
    {
      kind: 'button',
      name: (m) => m.debrief.prepare.goOn,
      does: brings(async () => expect(page.locator('.wall')).toHaveAttribute('data-mode', 'lead')),
    },
    {
      kind: 'button',
      name: (m) => m.debrief.prepare.follow,
      does: brings(async () => expect(page.locator('.wall')).toHaveAttribute('data-mode', 'follow')),
    },
    // Showing.
    { kind: 'button', on: ['fragment'], name: (m) => m.debrief.bar.previous, does: turns(12) },
    { kind: 'button', on: ['fragment'], name: (m) => m.debrief.bar.next, does: turns(4) },
    {
      kind: 'button',
      name: (m) => one([m.debrief.bar.previous, m.debrief.bar.next]),
      does: async (a) => {
        const step = (await page.locator('.wall').getAttribute('data-step')) ?? '';
        await a.it.click();
        await expect(page.locator('.wall')).not.toHaveAttribute('data-step', step);
      },
    },
    {
      kind: 'button',
      name: (m) => m.debrief.fragment.line,
      does: brings(async (a) => {
        await expect(page.locator('.strip [data-state="now"]')).toHaveCount(1);
        await page.getByRole('button', { name: a.m.debrief.fragment.whole }).click();
        await expect(page.locator('.strip [data-state]')).toHaveCount(0);
      }),
    },
    { kind: 'button', name: (m) => m.debrief.bar.otherwise, does: turns(24) },
    { kind: 'button', name: (m) => m.debrief.bar.usual, does: turns(4) },
    {
      kind: 'button',
      name: (m) => m.debrief.bar.full,
      does: brings(async () => {
        await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
        await page.evaluate(() => document.exitFullscreen());
      }),
    },
    { kind: 'button', name: (m) => m.debrief.bar.leave, does: brings(prepares) },
    {
      kind: 'button',
      name: (m) => m.debrief.bar.end,
      does: brings(async (a) => {
        await prepares(a);
        await expect.poll(read).toMatchObject({ step: 100 });
      }),
    },
    {
      kind: 'text',
      name: (m) => {
        const { tryOut, noticed } = m.debrief;
        return one([tryOut.words, noticed.write]);
      },
      does: keeps('Drie tellen wachten'),
    },
    {
      kind: 'text',
      name: (m) => one([m.debrief.tryOut.owner, m.debrief.tryOut.notice]),
      does: async (a) => {
        await page.getByLabel(a.m.debrief.tryOut.words).fill('Wachten');
        await keeps('Bram')(a);
      },
    },
  ];
  await pressAll(j, scenes, rows, j.lang, false, { not: '.leaf.fragment' });
});
