import { expect, journey } from './journey';
import { imported, madeMeeting } from './meetings';
import { at, type Effect, frame, goes, pressAll, type Row, type Scene, selects } from './press';

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
  ];
  await pressAll(j, scenes, rows, 'nl');
});
