import { expect, journey, saved } from './journey';
import { imported, madeMeeting } from './meetings';
import {
  at,
  begun,
  closes,
  type Effect,
  frame,
  goes,
  logs,
  one,
  pressAll,
  type Row,
  re,
  type Scene,
  selects,
  types,
} from './press';

journey('everything on the pages that are printed does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const meeting = await imported(server, madeMeeting(60), 'Was');
  const scenes: Scene[] = [
    {
      name: 'blank sheets',
      open: async () => {
        await at(page, '/print/sheet', '.paper');
        return '';
      },
    },
    {
      name: 'one sheet',
      open: async () => {
        await at(page, `/sessions/${meeting}/sheet`, '.paper');
        return meeting;
      },
    },
  ];
  const [skip, home, , settings] = frame('/');
  const prints: Effect = async ({ it }) => {
    await page.evaluate(() => {
      window.print = () => {
        document.title = 'printed';
      };
    });
    await it.click();
    await expect(page).toHaveTitle('printed');
  };
  const rows: Row[] = [
    ...[skip, home, settings].flatMap((r) => r ?? []),
    { kind: 'link', name: (m) => m.nav.back, on: ['blank sheets'], does: goes(() => '/') },
    {
      kind: 'link',
      name: (m) => m.nav.back,
      on: ['one sheet'],
      does: goes(() => `/sessions/${meeting}/review`),
    },
    {
      kind: 'select',
      name: (m) => m.blank.seats,
      does: selects(async (_, value) => {
        await expect(page.locator('.seats-on-paper .blank')).toHaveCount(Number(value));
      }),
    },
    {
      kind: 'select',
      name: (m) => m.blank.lens,
      does: selects(async () => {
        await expect(page.locator('.words-and-keys')).toBeVisible();
      }),
    },
    { kind: 'button', name: (m) => m.blank.print, does: prints },
    {
      kind: 'link',
      name: (m) => m.blank.enter,
      does: goes(
        () => '/sessions/new?from=paper',
        (m) => m.paper.title,
      ),
    },
  ];
  await pressAll(j, scenes, rows, 'nl');
});

journey('everything in the dialogs of a meeting from paper does what it says', async (j) => {
  const { page, server } = j;
  await page.setViewportSize({ width: 1280, height: 900 });
  await j.signIn();
  const open = (more: () => Promise<void>) => async () => {
    const id = await begun(server, { timing: 'paper', phases: ['Rondje', 'Rooster'] }, [
      { type: 'phase', at: 0, name: 'Rondje' },
    ]);
    await at(page, `/sessions/${id}/pad`, '.agenda .next');
    await saved(page);
    await more();
    await page.getByRole('dialog').waitFor();
    return id;
  };
  const scenes: Scene[] = [
    { name: 'the minutes of an item', open: open(() => page.locator('.agenda .next').click()) },
    {
      name: 'the end',
      open: async (m) => {
        const end = page.getByRole('button', { name: m.pad.end, exact: true });
        return open(() => end.click())();
      },
    },
  ];
  const rows: Row[] = [
    { kind: 'text', name: (m) => re(m.observe.paper.minutesOf, /.*/), does: types('12') },
    {
      kind: 'button',
      name: (m) => re(m.observe.paper.next, /.*/),
      does: logs({ type: 'phase', name: 'Rooster' }),
    },
    {
      kind: 'button',
      name: (m) => one(Object.values(m.observe.agenda.outcomes)),
      does: logs({ type: 'amend' }),
    },
    { kind: 'button', name: (m) => m.observe.paper.done, does: logs({ type: 'state', state: 'ended' }) },
    { kind: 'button', name: (m) => m.action.cancel, does: closes },
  ];
  await pressAll(j, scenes, rows, 'nl', false, { only: 'dialog' });
});
