import type { Page } from '@playwright/test';
import { expect, journey, STATUS, seat } from './journey';
import { imported, madeMeeting } from './meetings';
import {
  at,
  begun,
  both,
  brings,
  closes,
  type Effect,
  either,
  frame,
  goes,
  one,
  opens,
  PEOPLE,
  practice,
  pressAll,
  type Row,
  re,
  type Scene,
  sees,
  selects,
  sends,
  ticks,
  types,
  unfolds,
} from './press';
import type { nl } from './words';

journey('everything that an owner can press beside a meeting does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  j.expectError(STATUS(401)); // the page asks who this is after signing out
  await j.signIn();
  const team = await server.post<{ id: string }>('/teams', {
    name: 'Zorglijn',
    people: ['Anna', 'Bram'].map((name) => ({ id: name, name })),
  });
  for (let i = 0; i < 12; i++)
    await server.post('/sessions', { title: `Gepland ${i}`, participants: PEOPLE.map((name) => ({ name })) });
  const was = await imported(server, madeMeeting(60), 'Was');
  await server.fetch(`/sessions/${was}`, { method: 'PATCH', body: JSON.stringify({ team: team.id }) });
  const live = await begun(server);
  const open = (path: string, ready: string, more: (m: typeof nl) => Promise<void> = async () => {}) => {
    return async (m: typeof nl) => {
      await at(page, path, ready);
      await more(m);
      return team.id;
    };
  };
  const people = page.locator('ol.people > li');
  const name = (m: typeof nl) => page.getByLabel(m.team.name);

  const scenes: Scene[] = [
    { name: 'home', open: open('/', 'a[href^="/teams/"].row, .list a.row >> nth=11') },
    {
      name: 'home, deleting',
      after: 'home',
      open: open('/', '.list', async (m) => {
        await server.post('/sessions', {
          title: 'Weg ermee',
          participants: PEOPLE.map((name) => ({ name })),
        });
        await page.reload();
        await page
          .getByRole('button', { name: m.meetings.removeOne('Weg ermee') })
          .first()
          .click();
        await page.getByRole('dialog').waitFor();
      }),
    },
    { name: 'settings', open: open('/settings', '#signout') },
    {
      name: 'settings, signing out',
      after: 'settings',
      open: open('/settings', '#signout', async (m) => {
        await page.getByRole('button', { name: m.settings.signout, exact: true }).click();
        await page.getByText(m.settings.signoutSure).waitFor();
      }),
    },
    {
      name: 'settings with a link',
      after: 'settings',
      open: open('/settings', '#signout', async (m) => {
        await page.getByRole('button', { name: m.settings.phoneMake }).click();
        await page.locator('svg.code').waitFor();
      }),
    },
    {
      name: 'team',
      open: open(`/teams/${team.id}`, '[data-chart="trends"][data-drawn]', async () => {
        await page.locator('section[aria-labelledby="meetings"] a.row').first().waitFor();
      }),
    },
    { name: 'new team', after: 'team', open: open('/teams/new', '#team-name') },
    {
      name: 'new team, filled in',
      after: 'new team',
      open: open('/teams/new', '#team-name', async (m) => {
        await name(m).fill('Buitendienst');
        for (const [i, who] of ['Anna', 'Bram'].entries()) {
          await page.getByRole('button', { name: m.team.add }).click();
          await page.getByLabel(m.team.personName(i + 1)).fill(who);
        }
      }),
    },
    { name: 'new meeting', open: open('/sessions/new', '.choice') },
    {
      name: 'new meeting, filled in',
      after: 'new meeting',
      open: open('/sessions/new', '.choice', async (m) => {
        await page.getByLabel(m.meeting.who).fill('Anna\nBram');
        await page.getByRole('combobox', { name: m.prepare.template }).selectOption('team');
        await page.getByText(m.prepare.more).click();
      }),
    },
    {
      name: 'new meeting from paper',
      after: 'new meeting',
      open: open('/sessions/new?from=paper', '.choice', async (m) => {
        await page.getByLabel(m.meeting.who).fill('Anna\nBram');
      }),
    },
    {
      name: 'changing a meeting',
      open: async (m) => {
        const made = await server.post<{ id: string }>('/sessions', {
          title: 'Te vroeg',
          participants: PEOPLE.map((name) => ({ name })),
          phases: ['Opening'],
        });
        await at(page, `/sessions/${made.id}/prepare`, '.choice');
        await page.getByText(m.prepare.more).click();
        return made.id;
      },
    },
    { name: 'practice', open: open('/practice', '.actions .button') },
  ];

  const rows: Row[] = [
    ...frame('/'),
    // Home.
    {
      kind: 'link',
      name: (m) => m.home.start,
      does: goes(
        () => '/sessions/new',
        (m) => m.title['new-meeting'],
      ),
    },
    {
      kind: 'link',
      name: (m) => m.paper.title,
      does: goes(
        () => '/sessions/new?from=paper',
        (m) => m.paper.title,
      ),
    },
    {
      kind: 'link',
      name: () => /^Zorglijn/,
      does: goes(
        () => `/teams/${team.id}`,
        () => 'Zorglijn',
      ),
    },
    {
      kind: 'link',
      name: (m) => m.home.newTeam,
      does: goes(
        () => '/teams/new',
        (m) => m.title['new-team'],
      ),
    },
    {
      kind: 'link',
      name: (m) => `${m.meetings.goOn}: Weekstart`,
      does: goes(
        () => `/sessions/${live}/pad`,
        () => 'Weekstart',
      ),
    },
    {
      kind: 'button',
      name: (m) => m.meetings.ask.yes,
      does: sends('DELETE', /\/sessions\/[^/]+$/, async () => {
        await expect(page.locator('dialog[open]')).toHaveCount(0);
      }),
    },
    {
      kind: 'button',
      name: (m) => m.meetings.remove,
      does: opens((m) => m.meetings.ask.title('Te vroeg')),
    },
    {
      kind: 'button',
      name: (m) => re(m.meetings.removeOne, /.*/),
      does: opens((m, a) => m.meetings.ask.title(a.name.replace(m.meetings.removeOne(''), ''))),
    },
    { kind: 'button', name: (m) => m.meetings.ask.no, does: closes },
    {
      kind: 'link',
      name: (m) => m.action.change,
      does: goes(
        () => /^\/sessions\/[^/]+\/prepare$/,
        (m) => m.title.prepare,
      ),
    },
    {
      kind: 'link',
      name: () => /^Was/,
      does: goes(
        () => `/sessions/${was}/review`,
        () => 'Was',
      ),
    },
    {
      kind: 'link',
      name: () => /^Gepland/,
      does: goes(
        () => /^\/sessions\/[^/]+\/pad$/,
        () => /^Gepland/,
      ),
    },
    {
      kind: 'link',
      name: (m) => m.meetings.correct,
      does: goes(
        () => `/sessions/${was}/pad`,
        () => 'Was',
      ),
    },
    {
      kind: 'button',
      name: (m) => m.action.more,
      does: sends('GET', /\/sessions$/, async () => {
        await expect(page.locator('.list a[href$="/pad"].row')).toHaveCount(12);
      }),
    },
    // Settings.
    {
      kind: 'radio',
      name: () => /^(Nederlands|English)$/,
      does: ticks(async (a) => {
        await expect(page.locator('html')).toHaveAttribute('lang', a.name === 'English' ? 'en' : 'nl');
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(
          a.name === 'English' ? 'Settings' : 'Instellingen',
        );
      }),
    },
    {
      kind: 'radio',
      name: (m) => one(Object.values(m.settings.themes)),
      does: ticks(async (a) => {
        const value = await a.it.getAttribute('value');
        if (value === 'auto') await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'x');
        else await expect(page.locator('html')).toHaveAttribute('data-theme', value ?? '');
      }),
    },
    {
      kind: 'button',
      name: (m) => m.settings.phoneMake,
      does: sends('POST', /\/signin-links$/, async () => {
        await expect(page.locator('svg.code')).toBeVisible();
      }),
    },
    {
      kind: 'text',
      name: (m) => m.settings.phoneLink,
      does: async ({ it }) => {
        await it.focus();
        await expect(it).toHaveValue(/\/signin#\S{20,}$/);
        expect(
          await it.evaluate((i: HTMLInputElement) => [i.selectionStart, i.selectionEnd === i.value.length]),
        ).toEqual([0, true]);
      },
    },
    { kind: 'button', name: (m) => m.action.copy, does: brings(sees((m) => m.action.copied)) },
    {
      kind: 'button',
      name: (m) => m.settings.signout,
      does: brings(sees((m) => m.settings.signoutSure)),
    },
    {
      kind: 'button',
      name: (m) => m.settings.signoutNot,
      does: brings(async (a) => {
        await expect(page.getByText(a.m.settings.signoutSure)).toHaveCount(0);
      }),
    },
    {
      kind: 'button',
      name: (m) => m.settings.signoutYes,
      does: async (a) => {
        await a.it.click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(a.m.signedOut.title);
        await page.goto(await server.signinLink());
        await expect(page.getByRole('link', { name: a.m.home.start })).toBeVisible();
      },
    },
    // Teams.
    {
      kind: 'link',
      name: (m) => m.team.start,
      does: goes(
        () => `/sessions/new?team=${team.id}`,
        (m) => m.title['new-meeting'],
      ),
    },
    {
      kind: 'link',
      name: (m) => m.team.onPaper,
      on: ['team'],
      does: goes(
        () => `/print/sheet?team=${team.id}`,
        (m) => m.title['blank-sheet'],
      ),
    },
    {
      kind: 'link',
      name: (m) => m.prepare.onPaper,
      on: ['new meeting', 'new meeting, filled in'],
      does: goes(
        () => '/print/sheet',
        (m) => m.title['blank-sheet'],
      ),
    },
    {
      kind: 'select',
      name: (m) => m.team.trends.measure,
      does: selects(async (a, value) => {
        await expect(page.locator('.trends h3').first()).toHaveText(
          a.m.team.trends.measures[value as 'evenness'],
        );
      }),
    },
    {
      kind: 'select',
      name: (m) => m.team.trends.purpose,
      does: selects(async (a) => {
        await expect(page.getByText(a.m.team.trends.none)).toBeVisible(); // no phase of this meeting had that purpose
      }),
    },
    {
      kind: 'summary',
      name: (m) => one([m.pad.asTable, m.team.trends.method, m.findings.method]),
      does: unfolds,
    },
    { kind: 'text', name: (m) => m.team.name, does: types('Iets anders') },
    { kind: 'text', name: (m) => re(m.team.personName, /\d/), does: types('Dirk') },
    { kind: 'select', name: (m) => re(m.team.personRole, /.*/), does: selects() },
    {
      kind: 'button',
      name: (m) => re(m.team.up, /.*/),
      does: async (a) => {
        const all = () =>
          people.locator('input').evaluateAll((inputs) => inputs.map((i) => (i as HTMLInputElement).value));
        const before = await all();
        const from = await a.it.evaluate((b) =>
          [...document.querySelectorAll('ol.people > li')].indexOf(b.closest('li') as Element),
        );
        const after = [...before];
        after.splice(from - 1, 0, ...after.splice(from, 1));
        await a.it.click();
        await expect.poll(all).toEqual(after);
      },
    },
    {
      kind: 'button',
      name: (m) => either(re(m.team.remove, /.*/), re(m.prepare.removePhase, /.*/)),
      does: async (a) => {
        const n = await people.count();
        await a.it.click();
        await expect(people).toHaveCount(n - 1);
      },
    },
    {
      kind: 'button',
      name: (m) => m.team.add,
      does: async (a) => {
        const n = await people.count();
        await a.it.click();
        await expect(people).toHaveCount(n + 1);
      },
    },
    {
      kind: 'button',
      name: (m) => m.team.save,
      on: ['team'],
      does: sends(
        'PATCH',
        /\/teams\//,
        sees((m) => m.team.saved),
      ),
    },
    {
      kind: 'button',
      name: (m) => m.team.save,
      on: ['new team'],
      does: brings(sees((m) => m.team.needName)),
    },
    {
      kind: 'button',
      name: (m) => m.team.save,
      on: ['new team, filled in'],
      does: both(async (a) => {
        // The page asks for these at once: the team may only go when they have come.
        const asked = [/\/teams\/[^/]+\/trends$/, /\/charts\/trends$/].map((path) =>
          page.waitForResponse((r) => path.test(new URL(r.url()).pathname)),
        );
        await a.it.click();
        await Promise.all(asked);
        await expect(page).toHaveURL(/\/teams\/(?!new)/);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Buitendienst');
        const made = page.url().split('/').at(-1);
        expect(await (await server.fetch(`/teams/${made}`)).json()).toMatchObject({
          people: [{ name: 'Anna' }, { name: 'Bram' }],
        });
        await server.fetch(`/teams/${made}`, { method: 'DELETE' });
      }),
    },
    // A new meeting.
    { kind: 'button', name: () => /^Zorglijn/, does: sends('POST', /\/sessions$/, goesOn(page)) },
    {
      kind: 'select',
      name: (m) => m.meeting.takeTeam,
      does: selects(async () => {
        await expect(page.getByText('Anna, Bram')).toBeVisible();
      }),
    },
    {
      kind: 'text',
      name: (m) => m.meeting.who,
      does: types(
        'Dirk\nEls',
        sees((m) => m.meeting.count(2)),
      ),
    },
    { kind: 'text', name: (m) => m.meeting.name, does: types('Titel') },
    { kind: 'select', name: (m) => m.meeting.codebook, does: selects() },
    {
      kind: 'radio',
      name: (m) => new RegExp(`^${m.meeting.buttons(2).replace('2', '\\d+')} `),
      does: ticks(),
    },
    {
      kind: 'select',
      name: (m) => m.prepare.template,
      does: selects(async (a, value) => {
        const kind = a.m.prepare.templates[value as 'team'];
        await expect(page.getByLabel(a.m.prepare.phaseName(1))).toHaveValue(kind.phases[0] ?? '');
      }),
    },
    { kind: 'text', name: (m) => re(m.prepare.phaseName, /\d/), does: types('Punt') },
    { kind: 'select', name: (m) => re(m.prepare.phasePurpose, /.*/), does: selects() },
    {
      kind: 'button',
      name: (m) => m.prepare.addPhase,
      does: async (a) => {
        const n = await people.count();
        await a.it.click();
        await expect(people).toHaveCount(n + 1);
      },
    },
    { kind: 'summary', name: (m) => one([m.prepare.more, m.meeting.meanings]), does: unfolds },
    { kind: 'text', name: (m) => one(m.prepare.lineOf), does: types('Waar we staan') },
    {
      kind: 'radio',
      name: (m) => new RegExp(`^(${m.prepare.shared}|${m.prepare.independent}) `),
      does: ticks(),
    },
    {
      kind: 'button',
      name: (m) => m.meeting.submit,
      on: ['new meeting'],
      does: brings(sees((m) => m.meeting.needNames)),
    },
    {
      kind: 'button',
      name: (m) => m.meeting.submit,
      on: ['new meeting, filled in'],
      does: sends('POST', /\/sessions$/, goesOn(page)),
    },
    {
      kind: 'other',
      name: (m) => m.paper.day,
      does: async ({ it }) => {
        await it.fill('2026-11-26');
        await expect(page.getByPlaceholder('26')).toBeVisible(); // the title that it gets
      },
    },
    {
      kind: 'button',
      name: (m) => m.paper.submit,
      does: sends(
        'POST',
        /\/sessions$/,
        sees((m) => m.observe.paper.told.text),
      ),
    },
    {
      kind: 'button',
      name: (m) => m.change.submit,
      does: brings(async (a) => {
        await expect(page).toHaveURL(`${server.base}/sessions/${a.id}/pad`);
      }),
    },
    {
      kind: 'link',
      name: (m) => m.prepare.practice,
      does: goes(
        () => '/practice',
        (m) => practice(m).title,
      ),
    },
    {
      kind: 'button',
      name: (m) => practice(m).begin,
      does: brings(async () => {
        await expect(seat(page, '*')).toBeVisible();
      }),
    },
  ];
  await pressAll(j, scenes, rows, j.lang);
});

/** The page goes to the pad of the meeting that was made. */
function goesOn(page: Page): Effect {
  return async (a) => {
    await expect(page).toHaveURL(/\/sessions\/[0-9a-f-]+\/pad$/);
    await expect(page.getByText(a.m.pad.told.text)).toBeVisible();
    await a.server.fetch(new URL(page.url()).pathname.replace(/\/pad$/, ''), { method: 'DELETE' });
  };
}
