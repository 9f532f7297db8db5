import { expect, journey, meeting, networkDrawn, saved, seat, tag } from './journey';
import { turns } from './server';

const NAMES = ['Anna', 'Bram', 'Chantal', 'Dirk'];

journey('a first meeting, from nothing to the first turns, by keyboard only', async (j) => {
  const { page, m, server } = j;
  // The code of the other dialogs cannot be loaded: a note does not need it, and
  // the keys go on working.
  j.expectError(/dialog-host-|ERR_FAILED/);
  await page.route('**/assets/dialog-host-*', (r) => r.abort());
  await j.signIn();
  await expect(page.getByText(m.home.noMeetings)).toBeVisible();
  await j.accessible();
  await page.getByRole('link', { name: m.home.start }).press('Enter');
  await expect(page.getByLabel(m.meeting.who)).toBeFocused();
  await j.accessible();

  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: m.meeting.submit }).press('Enter');
  await expect(page.getByText(m.meeting.needNames)).toBeVisible();
  await page.getByLabel(m.meeting.who).fill(NAMES.join('\n'));
  await expect(page.getByText(m.meeting.count(4))).toBeVisible();
  await page.getByRole('button', { name: m.meeting.submit }).press('Enter');

  await expect(page.getByText(m.pad.told.text)).toBeVisible();
  await expect(seat(page, 'p1')).toHaveCount(0); // no turn before the people were told
  await j.accessible();
  const session = new URL(page.url()).pathname.split('/')[2] ?? '';
  await page.getByRole('button', { name: m.pad.told.start }).press('Enter');

  // The keys shown on the buttons.
  await expect(seat(page, 'p1')).toHaveAttribute('data-key', '1');
  await expect(seat(page, '*')).toHaveAttribute('data-key', '-');
  const key = async (id: string) => (await tag(page, id).getAttribute('data-key')) ?? '';
  const [asking, settling, showing] = [await key('asking'), await key('settling'), await key('showing')];
  await page.keyboard.press('1'); // the first speaks to the group
  await page.keyboard.press(asking);
  await page.keyboard.press('2'); // answers the first
  await page.keyboard.press(settling);
  await page.keyboard.press(showing); // a second tag within three seconds
  await page.keyboard.press('2'); // the same again: to the group
  await page.keyboard.press('Shift+3'); // to the group
  await page.keyboard.press('Alt+3'); // goes on, to the last other speaker
  await page.keyboard.press('4');
  await page.keyboard.down('>');
  await page.keyboard.press('1'); // the draft goes to the first
  await page.keyboard.up('>');
  await page.keyboard.press(asking);
  await page.keyboard.press('4');
  await page.keyboard.press('-'); // the draft goes to the group
  await page.keyboard.press('1');
  await page.keyboard.press('Backspace'); // the draft is dropped
  await page.keyboard.press('Backspace'); // and the turn before it, which the seat had settled
  await page.keyboard.press('Shift+Backspace');
  await page.keyboard.press('.');
  await page.keyboard.press('w');
  await page.keyboard.press('/');
  await page.keyboard.type('My own 1 thought');
  await j.accessible();
  await page.getByRole('button', { name: m.pad.noteSave }).press('Enter');
  await page.keyboard.press('?');
  await expect(page.getByText(m.pad.said.away)).toBeVisible();
  await page.keyboard.press('4'); // a draft, which the next key drops
  await page.keyboard.press('Backspace');
  await page.unroute('**/assets/dialog-host-*');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await j.accessible();
  await page.keyboard.press('1'); // does nothing while the list lies over the pad
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await saved(page);
  await networkDrawn(page);
  await j.accessible();
  const log = await server.log(session);
  expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual([
    ['p1', '*', 'asking'],
    ['p2', 'p1', 'settling', 'showing'],
    ['p2', '*'],
    ['p3', '*'],
    ['p3', 'p2'],
    ['p4', 'p1', 'asking'],
    ['p4', '*'],
  ]);
  expect(log[0]).toMatchObject({ type: 'state', state: 'live', at: 0, told: true });
  expect(log.filter((e) => e.type === 'interaction').map((e) => e.proposed ?? false)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const last = log.filter((e) => e.type === 'interaction').at(-1);
  expect(log.filter((e) => e.type === 'mark').map((e) => [e.kind, e.target])).toEqual([
    ['moment', undefined],
    ['from-work', last?.id],
  ]);
  expect(log.find((e) => e.type === 'note')).toMatchObject({
    text: 'My own 1 thought',
    visibility: 'private',
  });
});

journey(
  'a meeting by touch: tap, correct, undo, pause, somebody joins, end',
  async (j) => {
    const { page, m, server } = j;
    await j.signIn();
    const session = await meeting(server, NAMES);
    await page.goto(`/sessions/${session}/pad`);
    await page.getByRole('button', { name: m.pad.told.start }).tap();

    await page.getByRole('button', { name: 'Anna', exact: true }).tap();
    await tag(page, 'asking').tap();
    await seat(page, 'p2').tap();
    await tag(page, 'tuning-in').tap();
    await tag(page, 'tuning-in').tap(); // a double tap counts once
    await seat(page, 'p3').tap();
    await seat(page, '*').tap(); // to the group instead
    await tag(page, 'holding-off').tap();
    await saved(page);
    await expect(page.getByRole('listitem').filter({ hasText: 'Chantal' })).toHaveCount(1);

    // Any part of a turn can be corrected.
    await page.getByRole('button', { name: m.pad.correct(m.pad.draft('Chantal', m.pad.everybody)) }).tap();
    await page.getByRole('combobox', { name: m.pad.to, exact: true }).selectOption('p4');
    await j.accessible();
    await page.getByRole('checkbox', { checked: true }).uncheck();
    await page.getByRole('button', { name: m.action.save }).tap();
    await saved(page);
    const now = async () => turns(await server.log(session)).map(({ from, to, tags }) => [from, to, ...tags]);
    expect(await now()).toEqual([
      ['p1', '*', 'asking'],
      ['p2', 'p1', 'tuning-in'],
      ['p3', 'p4'],
    ]);

    // Undo takes back the last thing: the correction, then the turn. Redo restores
    // both.
    const corrected = await now();
    const undo = page.getByRole('button', { name: m.pad.undo });
    const redo = page.getByRole('button', { name: m.pad.redo });
    await undo.tap();
    await saved(page);
    expect((await now()).at(-1)).toEqual(['p3', '*', 'holding-off']);
    await undo.tap();
    await saved(page);
    expect(await now()).toHaveLength(2);
    await redo.tap();
    await redo.tap();
    await expect(redo).toBeDisabled();
    await saved(page);
    expect(await now()).toEqual(corrected);

    await page.getByRole('button', { name: m.pad.joins }).tap();
    await page.getByLabel(m.pad.joinName, { exact: true }).fill('Els');
    await page.getByRole('button', { name: m.pad.joinAdd }).tap();
    await page.getByRole('button', { name: 'Els', exact: true }).tap();
    await tag(page, 'asking').tap();
    await saved(page);
    expect((await now()).at(-1)?.slice(1)).toEqual(['p3', 'asking']);

    await page.getByRole('button', { name: m.pad.pause }).tap();
    await expect(page.getByText(m.pad.pausedBody)).toBeVisible();
    await expect(seat(page, 'p1')).toHaveCount(0);
    await j.accessible();
    await page.getByRole('button', { name: m.pad.resume }).tap();
    await seat(page, 'p1').tap(); // a draft, which ending makes an entry
    await page.getByRole('button', { name: m.observe.menu.title }).tap();
    await j.accessible();
    await page.getByRole('button', { name: m.observe.menu.go.end, exact: true }).tap();
    await page.getByRole('button', { name: m.pad.endYes }).tap();
    await expect(page.getByText(m.pad.endedBody)).toBeVisible();
    await saved(page);
    await j.accessible();
    expect(await now()).toHaveLength(5);
    const states = (await server.log(session)).filter((e) => e.type === 'state').map((e) => e.state);
    expect(states).toEqual(['live', 'paused', 'live', 'ended']);

    await page.goto('/');
    await expect(page.getByRole('link', { name: /^Weekstart/ })).toHaveAttribute('href', /review$/);
  },
  { touch: true },
);

journey('a draft becomes an entry by itself, and is there after a reload', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, NAMES);
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-pending', '1');
  await page.reload();
  await seat(page, 'p2').click();
  await saved(page);
  // The draft that the reload ended, and the turn without a tag.
  expect(turns(await server.log(session)).map((t) => t.from)).toEqual(['p1', 'p2']);
});

journey('24 people and 22 words of three letters, all of it by key', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const people = Array.from({ length: 24 }, (_, i) => `Person ${i + 1}`);
  const words =
    'inf bck pos flh sug qyn chk neg qwh unc dis app qot ela rst def act flg pol cpl jok ack'.split(' ');
  const session = await meeting(server, people, {
    codebook: { id: 'icsi', version: 1, tags: words.map((id) => ({ id })) },
  });
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();
  const keyOf = async (selector: string) => (await page.locator(selector).getAttribute('data-key')) ?? '';
  const expected = [];
  for (let i = 0; i < 24; i++) {
    const word = words[i % words.length] ?? '';
    // As a hand does it: Shift is held for the seat and for capitals.
    const [s, w] = [await keyOf(`[data-person="p${i + 1}"]`), await keyOf(`[data-tag="${word}"]`)];
    await page.keyboard.press(`Shift+${s}`);
    await page.keyboard.press(w === w.toLowerCase() ? w : `Shift+${w}`);
    expected.push([`p${i + 1}`, '*', word]);
  }
  await saved(page);
  expect(turns(await server.log(session)).map(({ from, to, tags }) => [from, to, ...tags])).toEqual(expected);
  await j.accessible();
  const box = await page.locator('.circle').boundingBox();
  expect(box?.height ?? 0).toBeLessThan(j.size.height);
});
