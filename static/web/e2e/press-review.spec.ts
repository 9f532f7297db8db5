import { type Page, test } from '@playwright/test';
import { expect, journey, saved } from './journey';
import { imported, madeMeeting, takenDownTwice } from './meetings';
import {
  asks,
  at,
  begun,
  brings,
  bringsAll,
  chartTools,
  closes,
  downloads,
  frame,
  goes,
  logs,
  momentsOpen,
  one,
  opens,
  PEOPLE,
  pressAll,
  type Row,
  re,
  type Scene,
  selects,
  ticks,
  types,
  unfolds,
  type Words,
} from './press';

/** Scrolls through all charts: each is fetched when it is in sight, and stays. */
async function allDrawn(page: Page): Promise<void> {
  for (const box of await page.locator('[data-chart]').all()) {
    await box.scrollIntoViewIfNeeded();
    await expect(box).toHaveAttribute('data-busy', 'false');
  }
}

/** Unfolds everything, also what appears with it. */
async function unfold(page: Page): Promise<void> {
  while ((await page.locator('details:not([open]) > summary:visible').count()) > 0)
    await page.locator('details:not([open]) > summary:visible').first().click();
}

/** These have a journey of their own. */
const CARDS = '.cards, #finding-loop-story';

journey('everything on the page that looks back does what it says', async (j) => {
  const { page, server } = j;
  test.setTimeout(1_200_000); // it opens the page some eighty times
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const was = await imported(server, madeMeeting(60), 'Was');
  const twice = await takenDownTwice(server, 60, 3);
  const path = `/sessions/${was}/review`;
  const open =
    (to: string, more: (m: Words) => Promise<void> = async () => {}, id = was) =>
    async (m: Words) => {
      await at(page, to, '.folds, .lead');
      await saved(page);
      await more(m);
      return id;
    };
  const turns = (await server.log(was)).filter((e) => e.type === 'interaction').map((e) => e.seq);
  const first = turns[0];
  const remarked = () =>
    begun(server, { phases: ['Opening'] }, [
      { type: 'phase', at: 2_000, name: 'Opening' },
      { type: 'mark', at: 3_000, kind: 'moment' },
      { type: 'note', at: 4_000, text: 'Voor allen', visibility: 'shared' },
      { type: 'note', at: 5_000, text: 'Voor mij' },
      { type: 'state', at: 60_000, state: 'ended', time: new Date().toISOString() },
    ]);
  const scenes: Scene[] = [
    { name: 'review', open: open(path, async () => page.locator('.strip').waitFor()) },
    {
      name: 'review, unfolded',
      after: 'review',
      open: open(path, async () => {
        await page.locator('.strip').waitFor();
        await unfold(page);
        await allDrawn(page);
        await unfold(page);
      }),
    },
    { name: 'review, a stretch', after: 'review', open: open(`${path}?from_ms=10000&to_ms=200000`) },
    {
      name: 'moments',
      after: 'review',
      open: open(`${path}?moments=~${first}`, async () => page.locator('#moments-title').waitFor()),
    },
    {
      name: 'moments, many',
      after: 'moments',
      open: open(`${path}?moments=~${turns.slice(0, 45).join('_')}`, async () =>
        page.locator('.moments li.moment').nth(39).waitFor(),
      ),
    },
    {
      name: 'moments, correcting',
      open: open(`${path}?moments=~${first}`, async (m) => {
        await page.locator('.moments').getByText(m.review.correct, { exact: true }).click();
        await page.locator('dialog select').first().selectOption('*');
      }),
    },
    {
      name: 'moments, inserting',
      after: 'moments',
      open: open(`${path}?moments=~${first}`, async (m) => {
        await page.locator('.moments').getByText(m.review.insert, { exact: true }).click();
        await page.locator('dialog select').first().selectOption({ index: 1 });
      }),
    },
    {
      name: 'moments, inserted',
      after: 'moments',
      open: open(`${path}?moments=~${first}`, async (m) => {
        await page.locator('.moments').getByText(m.review.insert, { exact: true }).click();
        await page.locator('dialog select').first().selectOption({ index: 1 });
        await page.getByRole('button', { name: m.review.inserting.add }).click();
      }),
    },
    {
      name: 'remarks',
      after: 'review',
      open: async (m) => {
        const id = await remarked();
        await open(`/sessions/${id}/review`)(m);
        await unfold(page);
        return id;
      },
    },
    {
      name: 'taken down twice',
      after: 'review',
      open: open(
        `/sessions/${twice}/review`,
        async () => {
          await unfold(page);
          await page.locator('.talk').waitFor();
          await unfold(page);
        },
        twice,
      ),
    },
    {
      name: 'nothing yet',
      open: async (m) => {
        const { id } = await server.post<{ id: string }>('/sessions', {
          title: 'Weekstart',
          participants: PEOPLE.map((name) => ({ name })),
        });
        await open(`/sessions/${id}/review`)(m);
        return id;
      },
    },
    {
      name: 'mirror, off',
      open: async () => {
        const id = await begun(server);
        await at(page, `/sessions/${id}/mirror`, '.button');
        return id;
      },
    },
    {
      name: 'mirror, after the end',
      open: async () => {
        const id = await begun(server, {}, [
          { type: 'state', at: 10_000, state: 'ended', time: new Date().toISOString() },
        ]);
        await at(page, `/sessions/${id}/mirror`, '.button');
        return id;
      },
    },
    {
      name: 'mirror, on',
      open: async (m) => {
        const id = await begun(server, {}, [
          { type: 'note', at: 10_000, text: m.mirror.noteOn, visibility: 'shared' },
        ]);
        await at(page, `/sessions/${id}/mirror`, '.mirror');
        return id;
      },
    },
  ];
  const rows: Row[] = [
    ...frame('/').filter((r) => r.name(j.m) !== j.m.nav.back),
    { kind: 'link', name: (m) => m.title.pad, does: goes((a) => `/sessions/${a.id}/pad`) },
    {
      kind: 'button',
      name: (m) => m.meetings.remove,
      does: async (a) => {
        await a.it.click();
        const { begun: gone, planned } = a.m.meetings.ask;
        const dialog = page.getByRole('dialog');
        await expect(dialog.getByText(gone).or(dialog.getByText(planned))).toBeVisible();
      },
    },
    {
      kind: 'link',
      name: (m) => m.title.mirror,
      does: goes(
        (a) => `/sessions/${a.id}/mirror`,
        (m) => m.mirror.offTitle,
      ),
    },
    {
      kind: 'link',
      name: (m) => m.title.review,
      does: goes(
        (a) => `/sessions/${a.id}/review`,
        () => 'Weekstart',
      ),
    },
    // The agenda, and what is folded.
    {
      kind: 'button',
      name: (m) => re(m.review.agenda.only, /.*/),
      does: async (a) => {
        await a.it.click();
        await asks('phase')(a);
      },
    },
    {
      kind: 'button',
      name: (m) => one([m.review.asPicture, m.review.asNumbers]),
      does: async (a) => {
        await a.it.click();
        await expect(a.it).toHaveAttribute('aria-pressed', 'true');
      },
    },
    {
      kind: 'button',
      name: (m) => m.review.print,
      does: async (a) => {
        await page.evaluate(() => {
          window.print = () => {
            document.title = `${document.querySelectorAll('.fold:not([open])').length} folded`;
          };
        });
        await a.it.click();
        await expect(page).toHaveTitle('0 folded', { timeout: 60_000 });
      },
    },
    {
      kind: 'slider',
      name: (m) => one([m.review.edgeFrom, m.review.edgeTo]),
      does: async (a) => {
        const from = (await a.it.getAttribute('data-edge')) === 'from';
        await a.it.focus();
        await page.keyboard.press(from ? 'ArrowRight' : 'ArrowLeft');
        await asks(from ? 'from_ms' : 'to_ms')(a);
      },
    },
    {
      kind: 'button',
      name: (m) => m.review.play,
      does: brings(async (a) => {
        await expect(page.getByRole('button', { name: a.m.review.pause })).toBeVisible();
      }),
    },
    { kind: 'select', name: (m) => m.review.speed, does: selects() },
    { kind: 'select', name: (m) => m.review.phase, does: selects(async (a, v) => asks('phase', () => v)(a)) },
    {
      kind: 'select',
      name: (m) => m.review.person,
      does: selects(async (a, v) => asks('person', () => v)(a)),
    },
    { kind: 'select', name: (m) => m.review.word, does: selects(async (a, v) => asks('tag', () => v)(a)) },
    {
      kind: 'button',
      name: (m) => m.review.wholeMeeting,
      does: brings(async () => {
        await expect.poll(() => new URL(page.url()).search).toBe('');
      }),
    },
    {
      kind: 'select',
      name: (m) => m.review.reading,
      does: selects(async (a, v) => asks('codes', () => v)(a)),
    },
    {
      kind: 'radio',
      name: () => /^(Ada|Ben)/,
      does: ticks(async (a) => {
        await expect(a.it).toBeChecked();
      }),
    },
    { kind: 'summary', name: () => /./, does: unfolds },
    {
      kind: 'button',
      name: () => /^\d+: /,
      does: bringsAll(asks('moments'), momentsOpen),
    },
    {
      kind: 'button',
      name: (m) => new RegExp(`^(${m.review.seeAll(1)}|${m.review.seeAll(22).replace('22', '\\d+')})\\b.*: `),
      does: bringsAll(asks('moments'), momentsOpen),
    },
    {
      kind: 'button',
      name: (m) => m.action.more,
      does: brings(async () => {
        await expect(page.locator('.moments li.moment')).toHaveCount(45);
      }),
    },
    {
      kind: 'link',
      name: (m) => m.review.takeAs.csv,
      does: downloads(/\.csv$/, /^\uFEFF?time_ms,from,to,tags,note,phase,observer\r?\n/),
    },
    {
      kind: 'link',
      name: (m) => m.review.takeAs.jsonl,
      does: downloads(/\.jsonl$/, /^\{"format":"kompas-log","version":1,/),
    },
    {
      kind: 'link',
      name: (m) => m.review.takeAs.anonymous,
      does: downloads(/\.csv$/, /^(?![\s\S]*Anna)\uFEFF?time_ms,from[\s\S]*P\d/),
    },
    {
      kind: 'button',
      name: (m) => m.mirror.full,
      on: ['mirror, on'],
      does: brings(async () => {
        await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
        await page.evaluate(() => document.exitFullscreen());
      }),
    },
    ...chartTools,
    // Moments.
    {
      kind: 'button',
      name: (m) => m.action.close,
      does: brings(async () => {
        await expect(page.locator('#moments-title')).toHaveCount(0);
      }),
    },
    {
      kind: 'button',
      name: (m) => re(m.review.takeOutOf, /.*/),
      does: async (a) => {
        await logs({ type: 'void' })(a);
        await page
          .getByRole('button', { name: a.name.replace(a.m.review.takeOutOf(''), a.m.review.putBackOf('')) })
          .click();
        await expect.poll(async () => (await server.log(a.id)).at(-1)?.type).toBe('restore');
      },
    },
    { kind: 'button', name: (m) => re(m.pad.correct, /.*/), does: opens((m) => m.pad.correctTitle) },
    {
      kind: 'button',
      name: (m) => re(m.review.aroundOf, /.*/),
      does: async (a) => {
        await a.it.click();
        await expect(a.it).toHaveAttribute('aria-pressed', 'true');
        await expect(page.locator('.moments .around').first()).toBeVisible();
      },
    },
    {
      kind: 'button',
      name: (m) => re(m.review.playFromOf, /.*/),
      does: brings(async (a) => {
        await expect(page.getByRole('button', { name: a.m.review.pause })).toBeVisible();
      }),
    },
    { kind: 'select', name: (m) => one([m.pad.from, m.pad.to]), does: selects() },
    {
      kind: 'button',
      name: (m) => re(m.review.insertOf, /.*/),
      does: opens((m) => m.review.inserting.title),
    },
    {
      kind: 'radio',
      name: (m) => one([m.review.inserting.before, m.review.inserting.after]),
      does: ticks(),
    },
    { kind: 'select', name: (m) => m.pad.tags, does: selects() },
    {
      kind: 'button',
      name: (m) => m.review.inserting.add,
      does: logs({ type: 'interaction', to: '*' }),
    },
    {
      kind: 'button',
      name: (m) => m.review.inserting.undo,
      does: logs({ type: 'void' }),
    },
    { kind: 'text', name: (m) => m.observe.moment, does: types('0:05') },
    {
      kind: 'checkbox',
      name: ({ review: { report } }) =>
        one(
          (['names', 'notes', 'persons', 'anonymous'] as const).map(
            (t) => `${report.ticks[t]} ${report.hints[t]}`,
          ),
        ),
      does: ticks(),
    },
    { kind: 'checkbox', name: () => /./, does: ticks() },
    {
      kind: 'button',
      name: (m) => m.action.save,
      does: async (a) => {
        await logs({ type: 'amend', set: expect.objectContaining({ from: '*' }) })(a);
        const { seq } = (await server.log(a.id)).findLast((e) => e.type === 'amend') ?? {};
        expect(seq).toBeGreaterThan(0);
      },
    },
    { kind: 'button', name: (m) => m.action.cancel, does: closes },
    {
      kind: 'button',
      name: (m) => m.pad.takeOut,
      does: async (a) => {
        await logs({ type: 'void' })(a);
        await server.post(`/sessions/${a.id}/entries`, {
          entries: [
            { id: crypto.randomUUID(), type: 'restore', target: (await server.log(a.id)).at(-1)?.target },
          ],
        });
      },
    },
    // Marks, notes, disagreements.
    {
      kind: 'button',
      name: (m) => re(m.review.lookAt, /.*/),
      does: bringsAll(
        asks('moments', () => /^@/),
        momentsOpen,
      ),
    },
    {
      kind: 'button',
      name: (m) => new RegExp(`^${m.review.marks.moment}, `),
      does: bringsAll(
        asks('moments', () => /^@/),
        momentsOpen,
      ),
    },
    {
      kind: 'button',
      name: (m) => re(m.review.talk.showOf, /.*/),
      does: bringsAll(
        asks('moments', () => /^~/),
        momentsOpen,
      ),
    },
    {
      kind: 'link',
      name: (m) => one([m.review.emptyStart, m.review.emptyGoOn]),
      does: goes((a) => `/sessions/${a.id}/pad`),
    },
    {
      kind: 'link',
      name: (m) => m.title.sheet,
      does: goes(
        (a) => `/sessions/${a.id}/sheet`,
        (m) => m.title.sheet,
      ),
    },
    {
      kind: 'button',
      name: (m) => m.review.report.make,
      does: downloads(/^kompas.*\.html$/, /^<!doctype html>/i),
    },
    // Mirror.
    {
      kind: 'button',
      name: (m) => m.mirror.turnOn,
      does: logs((a) => ({ type: 'note', text: a.m.mirror.noteOn, visibility: 'shared' })),
    },
    {
      kind: 'link',
      name: (m) => one([m.mirror.debrief, m.review.showTeam]),
      does: goes((a) => `/sessions/${a.id}/debrief`),
    },
    {
      kind: 'button',
      name: (m) => m.mirror.turnOff,
      does: logs((a) => ({ type: 'note', text: a.m.mirror.noteOff, visibility: 'shared' })),
    },
  ];
  await pressAll(j, scenes, rows, j.lang, false, { not: CARDS });
});
