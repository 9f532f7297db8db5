import { expect, journey, saved } from './journey';
import { imported, roundMeeting } from './meetings';
import {
  asks,
  at,
  begun,
  brings,
  bringsAll,
  logs,
  momentsOpen,
  one,
  pressAll,
  type Row,
  type Scene,
  sends,
  types,
  unfolds,
  type Words,
} from './press';
import type { Server } from './server';

journey('everything on the three cards does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const round = await imported(
    server,
    roundMeeting(420, {
      curiosity: 'sharing',
      sharing: 'curiosity',
      judgement: 'defending',
      defending: 'judgement',
    }),
    'Rond',
  );
  const tried = await afterTryOut(server);
  /** Forgets what was chosen of a meeting. */
  const unchosen = async (id: string) => {
    const etag = (await server.fetch(`/sessions/${id}/debrief`)).headers.get('ETag') ?? '';
    await server.fetch(`/sessions/${id}/debrief`, {
      method: 'PUT',
      body: '{}',
      headers: { 'If-Match': etag },
    });
  };
  const open = (to: string, more: (m: Words) => Promise<void>, id: string) => async (m: Words) => {
    await at(page, to, '.folds');
    await saved(page);
    await page.locator('.kept[data-kept="saved"]').filter({ hasText: /./ }).waitFor();
    await more(m);
    return id;
  };
  const scenes: Scene[] = [
    {
      name: 'what was found',
      open: async (m) => {
        await unchosen(round);
        await page.goto('about:blank');
        return open(
          `/sessions/${round}/review#finding-loop-story`,
          async () => page.locator('.round').waitFor(),
          round,
        )(m);
      },
    },
    {
      name: 'a question of their own',
      after: 'what was found',
      open: open(
        `/sessions/${round}/review`,
        async (m) => {
          await page.locator('.told').waitFor();
          await page.getByLabel(m.review.question.label).fill('Wat nu?');
        },
        round,
      ),
    },
    {
      name: 'what was tried',
      open: open(`/sessions/${tried}/review`, async () => page.locator('.last').waitFor(), tried),
    },
    {
      name: 'what was noticed',
      after: 'what was tried',
      open: open(
        `/sessions/${tried}/review`,
        async (m) => page.getByLabel(m.review.question.noticed).fill('Het werd stiller'),
        tried,
      ),
    },
  ];
  const rows: Row[] = [
    {
      kind: 'button',
      name: (m) => one(Object.values(m.review.fragment.why)),
      does: sends('PUT', /debrief$/, async (a) => {
        await expect(a.it).toHaveAttribute('aria-pressed', 'true');
        await expect(page.locator('.kept')).toHaveAttribute('data-kept', 'saved');
        await unchosen(a.id);
      }),
    },
    {
      kind: 'button',
      name: (m) => {
        const f = m.review.fragment;
        return one([f.startEarlier, f.startLater, f.endEarlier, f.endLater]);
      },
      does: sends('PUT', /debrief$/, async (a) => unchosen(a.id)),
    },
    {
      kind: 'button',
      name: (m) => m.review.fragment.play,
      does: brings(async (a) => {
        await expect(page.locator('.strip [data-state="comes"]').first()).toBeAttached();
        await page.getByRole('button', { name: a.m.review.fragment.stop }).click();
        await expect(page.locator('.strip [data-state]')).toHaveCount(0);
      }),
    },
    {
      kind: 'checkbox',
      name: (m) => m.review.fragment.names,
      does: async (a) => {
        await sends('PUT', /debrief$/)(a);
        await expect(page.locator('.legend')).toContainText(/Anna|Bram/);
        await expect(page.getByText(a.m.review.fragment.namesHint)).toBeVisible();
        await unchosen(a.id);
      },
    },
    {
      kind: 'button',
      name: (m) => one([m.review.pattern.previous, m.review.pattern.next]),
      does: async (a) => {
        const says = page.locator('.finding-says');
        const before = (await says.textContent()) ?? '';
        await a.it.click();
        await expect(says).not.toHaveText(before);
      },
    },
    {
      kind: 'button',
      name: (m) => one([m.review.pattern.choose, m.review.pattern.without]),
      does: sends('PUT', /debrief$/, async (a) => unchosen(a.id)),
    },
    {
      kind: 'button',
      name: (m) => new RegExp(`^${m.review.pattern.moments(22).replace('22', '\\d+')}$`),
      does: bringsAll(
        asks('moments', () => /^glance!/),
        momentsOpen,
      ),
    },
    {
      kind: 'button',
      name: (m) => m.review.pattern.asFragment,
      does: sends('PUT', /debrief$/, async (a) => unchosen(a.id)),
    },
    {
      kind: 'button',
      name: (m) => m.review.pattern.otherwise,
      does: bringsAll(
        asks('moments', () => /^glance!otherwise:/),
        momentsOpen,
      ),
    },
    {
      kind: 'text',
      name: (m) => one([m.review.question.label, m.review.question.tryOut]),
      does: types('Wie wacht er drie tellen?', async (a) => {
        await expect(page.locator('.kept')).toHaveAttribute('data-kept', 'saved');
        const kept = await (await server.fetch(`/sessions/${a.id}/debrief`)).text();
        expect(kept).toContain('Wie wacht er drie tellen?');
        await unchosen(a.id);
      }),
    },
    {
      kind: 'text',
      name: (m) => m.review.question.owner,
      does: types('Bram', async (a) => {
        await expect(page.getByText(a.m.review.question.first)).toBeVisible();
      }),
    },
    {
      kind: 'button',
      name: (m) => m.review.question.back,
      does: brings(async (a) => {
        await expect(page.getByLabel(a.m.review.question.label)).not.toHaveValue('Wat nu?');
      }),
    },
    {
      kind: 'button',
      name: (m) => m.review.question.done,
      does: async (a) => {
        await logs({ type: 'experiment', event: 'tried' })(a);
        await expect(a.it).toHaveAttribute('aria-pressed', 'true');
        await logs({ type: 'void' })(a);
      },
    },
    { kind: 'text', name: (m) => m.review.question.noticed, does: types('Er werd meer gevraagd') },
    {
      kind: 'button',
      name: (m) => m.review.question.keepNoticed,
      on: ['what was noticed'],
      does: async (a) => {
        await logs({ type: 'experiment', event: 'judged', text: 'Het werd stiller' })(a);
        await expect(a.it).toHaveCount(0);
      },
    },
    {
      kind: 'button',
      name: (m) => one([m.review.loop.previous, m.review.loop.next]),
      does: async (a) => {
        const round = page.locator('.round');
        const before = (await round.textContent()) ?? '';
        await a.it.click();
        await expect(round).not.toHaveText(before);
      },
    },
    { kind: 'summary', name: () => /./, does: unfolds },
    { kind: 'button', name: () => /: /, does: bringsAll(asks('moments'), momentsOpen) },
  ];
  await pressAll(j, scenes, rows, j.lang, false, { only: '.cards, #finding-loop-story' });
});

/** A meeting of a team that agreed on a try-out in the meeting before it. */
async function afterTryOut(server: Server): Promise<string> {
  const team = await server.post<{ id: string }>('/teams', { name: 'Zorgplein', people: [{ name: 'Anna' }] });
  const first = await begun(server, { team: team.id });
  const etag = (await server.fetch(`/sessions/${first}/debrief`)).headers.get('ETag') ?? '';
  await server.fetch(`/sessions/${first}/debrief`, {
    method: 'PUT',
    body: JSON.stringify({ experiment: { text: 'Drie tellen wachten', owner: 'Anna' } }),
    headers: { 'If-Match': etag },
  });
  return begun(server, { team: team.id });
}
