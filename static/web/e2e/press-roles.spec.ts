import { expect, journey, STATUS, type Visitor } from './journey';
import {
  begun,
  brings,
  chartTools,
  frame,
  goes,
  one,
  practice,
  pressAll,
  type Row,
  type Scene,
  sees,
  selects,
  sends,
  ticks,
  types,
  unfolds,
} from './press';

const ROLES = ['observer', 'viewer', 'anonymous', 'leader', 'participant'] as const;

/** Scenes with the pages at these addresses. */
const pages = (v: Visitor, id: string, all: Record<string, string>): Scene[] =>
  Object.entries(all).map(([name, path]) => ({
    name,
    open: async () => {
      await v.page.goto(path);
      await v.page.locator('h1').first().waitFor();
      await v.page.waitForLoadState('networkidle');
      return id;
    },
  }));

/** The settings that every role has. */
const settings: Row[] = [
  {
    kind: 'radio',
    name: () => /^(Nederlands|English)$/,
    does: ticks(async (a) => {
      await expect(a.page.locator('html')).toHaveAttribute('lang', a.name === 'English' ? 'en' : 'nl');
    }),
  },
  {
    kind: 'radio',
    name: (m) => one(Object.values(m.settings.themes)),
    does: ticks(async (a) => {
      await expect(a.it).toBeChecked();
    }),
  },
];

for (const role of ROLES)
  journey(`everything that a guest can press does what it says, as ${role}`, async (j) => {
    const { server } = j;
    const session = await begun(server);
    const person = role === 'leader' || role === 'participant';
    const looks = !person;
    const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
      role: role === 'anonymous' ? 'viewer' : role,
      expires_in_s: 600,
      ...(role === 'anonymous' ? { anonymous: true } : {}),
      ...(person ? { person: 'p1' } : {}),
    });
    const { page, m } = j;
    for (const n of [401, 403, 404]) j.expectError(STATUS(n));
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(url);
    await page.getByLabel(m.join.name).fill('Vera');
    await page.getByRole('button', { name: m.join.submit }).click();
    const landed = person ? /\/preview$/ : /\/pad$/;
    await page.waitForURL(landed);

    const path = `/sessions/${session}`;
    const title = (words: typeof m) => (role === 'anonymous' ? words.home.untitled : 'Weekstart');
    const scenes = pages(j, session, {
      home: '/',
      settings: '/settings',
      // The observer's pad has a journey of its own.
      ...(role === 'observer' ? {} : { pad: `${path}/pad` }),
      review: `${path}/review`,
      mirror: `${path}/mirror`,
      preview: `${path}/preview`,
      changing: `${path}/prepare`,
      'new meeting': '/sessions/new',
      'new team': '/teams/new',
      'a team': '/teams/none',
      practice: '/practice',
      nowhere: '/nowhere',
    });
    const rows: Row[] = [
      ...frame('/'),
      ...settings,
      {
        kind: 'link',
        name: (words) => `${words.meetings.goOn}: ${title(words)}`,
        does: goes(() => `${path}/pad`),
      },
      {
        kind: 'button',
        name: (words) => practice(words).begin,
        does: brings(async () => {
          await expect(page.locator('[data-person="*"]')).toBeVisible();
        }),
      },
      {
        kind: 'link',
        name: (words) => words.notFound.home,
        does: goes(
          () => '/',
          (words) => words.home.lead,
        ),
      },
      {
        kind: 'button',
        name: (words) => words.action.retry,
        does: brings(sees((words) => words.error.forbidden)),
      },
      // It comes last: it ends what this browser may do.
      {
        kind: 'button',
        name: (words) => words.settings.signout,
        does: async (a) => {
          const cookies = await page.context().cookies();
          await a.it.click();
          await page.getByRole('button', { name: a.m.settings.signoutYes }).click();
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(a.m.signedOut.title);
          // Nothing is left: the old cookie does not let a browser in that was
          // signed out.
          await page.context().addCookies(cookies);
          await page.goto('/');
          await expect(page.getByRole('heading', { level: 1 })).toHaveText(a.m.signedOut.title);
          await page.context().clearCookies();
          await page.goto(url);
          await page.getByLabel(a.m.join.name).fill('Vera');
          await page.getByRole('button', { name: a.m.join.submit }).click();
          await page.waitForURL(landed);
        },
      },
      ...(person
        ? ([
            {
              kind: 'link',
              name: (words) => words.title.preview,
              does: goes(
                () => `${path}/preview`,
                (words) => words.title.preview,
              ),
            },
          ] satisfies Row[])
        : []),
      ...(looks
        ? ([
            { kind: 'link', name: (words) => words.title.review, does: goes(() => `${path}/review`, title) },
            { kind: 'link', name: (words) => words.title.sheet, does: goes(() => `${path}/sheet`) },
            { kind: 'link', name: (words) => words.title.pad, does: goes(() => `${path}/pad`) },
            {
              kind: 'link',
              name: (words) => words.title.mirror,
              does: goes(
                () => `${path}/mirror`,
                (words) => words.mirror.offTitle,
              ),
            },
            {
              kind: 'slider',
              name: (words) => one([words.review.edgeFrom, words.review.edgeTo]),
              does: async ({ it }) => {
                await it.focus();
                await page.keyboard.press(
                  (await it.getAttribute('data-edge')) === 'from' ? 'ArrowRight' : 'ArrowLeft',
                );
                await expect.poll(() => new URL(page.url()).search).toMatch(/(from|to)_ms=/);
              },
            },
            {
              kind: 'button',
              name: (words) => words.review.play,
              does: brings(async (a) => {
                await expect(a.it).toBeAttached();
              }),
            },
            {
              kind: 'select',
              name: (words) => one([words.review.speed, words.review.person, words.review.word]),
              does: selects(),
            },
            { kind: 'summary', name: () => /./, does: unfolds },
            ...chartTools,
          ] satisfies Row[])
        : []),
      ...(role === 'observer'
        ? ([
            { kind: 'link', name: (words) => words.review.showTeam, does: goes(() => `${path}/debrief`) },
            {
              kind: 'button',
              name: (words) => words.review.pattern.without,
              does: sends('PUT', /debrief$/),
            },
            {
              kind: 'text',
              name: ({ review: { question } }) => one([question.label, question.tryOut, question.owner]),
              does: types('Wat deed je in die stilte?'),
            },
            {
              kind: 'button',
              name: (words) => words.mirror.turnOn,
              does: brings(async () => {
                await expect
                  .poll(async () => (await server.log(session)).some((e) => e.type === 'note'))
                  .toBe(true);
              }),
            },
          ] satisfies Row[])
        : []),
    ];
    await pressAll(j, scenes, rows, j.lang);
  });

journey('everything that somebody can press who is not signed in does what it says', async (j) => {
  const { page, server } = j;
  const session = await begun(server);
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'viewer',
    expires_in_s: 600,
  });
  for (const n of [401, 404]) j.expectError(STATUS(n));
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto('/');
  const path = `/sessions/${session}`;
  const scenes: Scene[] = [
    ...pages(j, session, {
      home: '/',
      settings: '/settings',
      pad: `${path}/pad`,
      review: `${path}/review`,
      mirror: `${path}/mirror`,
      changing: `${path}/prepare`,
      'new meeting': '/sessions/new',
      'new team': '/teams/new',
      'a team': '/teams/none',
      practice: '/practice',
      nowhere: '/nowhere',
      'signing in': '/signin',
      'signing in, too late': '/signin#none',
      'joining without a link': '/join',
    }),
    {
      name: 'joining',
      open: async (m) => {
        // The page asks for a link when it is opened without a code.
        await page.goto('/join');
        await page.getByText(m.join.missing).waitFor();
        await page.goto(url);
        await page.getByLabel(m.join.name).fill('Vera');
        return session;
      },
    },
    {
      name: 'joining, too late',
      open: async (m) => {
        await page.goto('/join');
        await page.goto('/join#none');
        await page.getByLabel(m.join.name).fill('Vera');
        return session;
      },
    },
  ];
  const out = (m: typeof j.m) => m.signedOut.title;
  const rows: Row[] = [
    ...frame('/', out),
    ...settings,
    { kind: 'link', name: (m) => one([m.notFound.home, m.signin.home]), does: goes(() => '/', out) },
    { kind: 'text', name: (m) => m.join.name, does: types('Wim') },
    {
      kind: 'button',
      name: (m) => m.join.submit,
      on: ['joining'],
      does: async (a) => {
        await a.it.click();
        await expect(page.getByText(a.m.pad.viewing)).toBeVisible();
        await page.context().clearCookies();
        await page.evaluate(() => localStorage.clear()); // like a browser that was never invited
        await page.goto('/');
      },
    },
    {
      kind: 'button',
      name: (m) => m.join.submit,
      on: ['joining, too late'],
      does: brings(sees((m) => m.join.failedTitle)),
    },
  ];
  await pressAll(j, scenes, rows, j.lang);
});
