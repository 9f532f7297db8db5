import type { Page } from '@playwright/test';
import { DEVICES, expect, journey, keptOf, meeting, saved, seat, tag } from './journey';
import { turns } from './server';

const LABELS: Record<string, { nl: string; en: string }> = {
  settling: { nl: 'afspreken', en: 'settling' },
  showing: { nl: 'zich tonen', en: 'showing oneself' },
  contributing: { nl: 'inbrengen', en: 'contributing' },
  'holding-off': { nl: 'afweren', en: 'fending off' },
};
const label = (j: { lang: 'nl' | 'en' }, word: string) => LABELS[word]?.[j.lang] ?? '';

const NAMES = ['Anna', 'Bram', 'Chantal', 'Dirk', 'Els van der Heijden', 'Femke'];

/** Begins a meeting on the pad; returns its id. */
async function begin(j: Parameters<Parameters<typeof journey>[1]>[0], more: object = {}, names = NAMES) {
  const session = await meeting(j.server, names, more);
  await j.page.goto(`/sessions/${session}/pad`);
  await j.page.getByRole('button', { name: j.m.pad.told.start }).click();
  await expect(seat(j.page, 'p1')).toBeVisible();
  return session;
}

/** The centre of a seat's disc, or of the group's, in px. */
async function middle(page: Page, person: string) {
  const box = await seat(page, person).boundingBox();
  if (!box) throw new Error(`no seat ${person}`);
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 22) };
}

/**
 * Draws a line with the mouse, as quickly as a hand. The time stamps of the
 * events say so, however long a busy machine takes to deliver them.
 */
async function stroke(page: Page, from: { x: number; y: number }, to: { x: number; y: number }) {
  const client = await page.context().newCDPSession(page);
  const start = Date.now() / 1000;
  const half = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  const event = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: typeof from, ms: number) =>
    client.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      timestamp: start + ms / 1000,
      button: 'left',
      buttons: type === 'mouseReleased' ? 0 : 1,
      clickCount: type === 'mouseMoved' ? 0 : 1,
    });
  await client.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...from, timestamp: start - 0.02 });
  await event('mousePressed', from, 0);
  await event('mouseMoved', half, 60);
  await event('mouseMoved', to, 120);
  await event('mouseReleased', to, 150);
  await client.detach();
}

journey('a drag from seat to seat, a flick to the middle, and what all do at once', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j);
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  // From seat to seat.
  await stroke(page, await middle(page, 'p3'), await middle(page, 'p5'));
  await expect(page.locator('.arrow.open')).toHaveCount(1);
  await tag(page, 'tuning-in').click();
  // Halfway to the middle is enough.
  const [from, group] = [await middle(page, 'p2'), await middle(page, '*')];
  await stroke(page, from, { x: from.x + (group.x - from.x) * 0.5, y: from.y + (group.y - from.y) * 0.5 });
  await tag(page, 'settling').click();
  // The whole way works, too.
  await stroke(page, await middle(page, 'p4'), group);
  await tag(page, 'showing').click();
  // A finger that only trembles has tapped.
  const still = await middle(page, 'p6');
  await stroke(page, still, { x: still.x + 5, y: still.y - 4 });
  await tag(page, 'contributing').click();
  await page.getByRole('button', { name: m.observe.group.laughter.button }).click();
  await expect(page.getByRole('listitem').filter({ hasText: m.observe.group.laughter.word })).toHaveCount(1);
  await page.getByRole('button', { name: m.observe.group.silence.button }).dblclick(); // counts once
  await page.keyboard.press('Backspace'); // the silence and its mark go together
  await saved(page);
  const log = await server.log(session);
  expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual([
    ['p1', '*', 'asking'],
    ['p3', 'p5', 'tuning-in'],
    ['p2', '*', 'settling'],
    ['p4', '*', 'showing'],
    ['p6', 'p4', 'contributing'],
    ['*', '*'],
  ]);
  expect(log.filter((e) => e.type === 'interaction').map((e) => e.proposed ?? false)).toEqual([
    true,
    false,
    false,
    false,
    true,
    false,
    false,
  ]);
  const laughter = log.findLast((e) => e.type === 'mark' && e.label === m.observe.group.laughter.word);
  expect(log.find((e) => e.id === laughter?.target)).toMatchObject({ from: '*', to: '*' });
  expect(log.filter((e) => e.type === 'void')).toHaveLength(2);
});

journey('the agenda, a theme, and the stop for what belongs in a conversation', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j, {
    phases: [
      { name: 'Opening', purpose: 'inform' },
      { name: 'Begroting', purpose: 'decide' },
    ],
  });
  const next = (name: string) => page.locator('.agenda .next').filter({ hasText: name });
  await next('Opening').click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await next('Begroting').click();
  // How the phase before it ended, in one tap.
  await page.getByRole('button', { name: m.observe.agenda.outcomes['follow-up'] }).click();
  await expect(page.getByRole('button', { name: m.observe.agenda.open('Begroting') })).toBeVisible();
  await page.getByRole('button', { name: m.observe.agenda.open('Begroting') }).click();
  await page.getByLabel(m.observe.agenda.name).fill('Rondvraag');
  await page.getByLabel(m.observe.agenda.purpose).selectOption('explore');
  await j.accessible();
  await page.getByRole('button', { name: m.observe.agenda.begin }).click();
  await page.getByRole('button', { name: m.observe.agenda.later }).click();

  const menu = async (item: string) => {
    await page.getByRole('button', { name: m.observe.menu.title }).click();
    await page.getByRole('button', { name: item, exact: true }).click();
  };
  await menu(m.observe.menu.go.theme);
  await page.getByRole('textbox', { name: m.observe.theme.label }).fill('werkdruk');
  await j.accessible();
  await page.getByRole('button', { name: m.observe.theme.mark }).click();
  await menu(m.observe.menu.go.theme);
  await page.getByRole('button', { name: 'werkdruk' }).click(); // offered, since it was used before

  await seat(page, 'p2').click(); // a draft
  await menu(m.observe.menu.go.safety);
  await expect(page.getByText(m.observe.safety.help)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.observe.discard.button }).click();
  await expect(page.getByText(m.observe.discard.done(4))).toBeVisible(); // two turns, two marks
  await saved(page);
  expect(turns(await server.log(session))).toEqual([]);
  await page.getByRole('button', { name: m.pad.undo }).click();
  await saved(page);
  expect(turns(await server.log(session))).toHaveLength(2);
  await page.getByRole('button', { name: m.observe.discard.button }).click();
  await page.getByRole('button', { name: m.pad.resume }).click();
  await saved(page);

  const log = await server.log(session);
  expect(log.filter((e) => e.type === 'phase').map((e) => [e.name, e.purpose])).toEqual([
    ['Opening', 'inform'],
    ['Begroting', 'decide'],
    ['Rondvraag', 'explore'],
  ]);
  expect(log.filter((e) => e.type === 'amend').map((e) => e.set)).toEqual([{ outcome: 'follow-up' }]);
  expect(log.filter((e) => e.type === 'mark').map((e) => [e.kind, e.label])).toEqual([
    ['theme', 'werkdruk'],
    ['theme', 'werkdruk'],
  ]);
  expect(log.filter((e) => e.type === 'state').map((e) => e.state)).toEqual(['live', 'paused', 'live']);
});

journey('people come, go, are renamed, sit elsewhere, and may be nobody in particular', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const team = await server.post<{ id: string; people: { id: string }[] }>('/teams', {
    name: 'Zorglijn',
    people: NAMES.map((name) => ({ name })),
  });
  const session = await meeting(server, [], { team: team.id, participants: undefined });
  await page.goto(`/sessions/${session}/pad`);
  // Before the start somebody says that they would rather not take part.
  await page.getByRole('button', { name: m.observe.people.noPart }).click();
  await page.getByRole('button', { name: m.observe.people.noPartName('Bram') }).click();
  await page.getByLabel(m.observe.people.nameOf('Anna')).fill('Anne');
  await page.getByRole('button', { name: m.observe.people.notHereName('Femke') }).click();
  await expect(page.getByRole('button', { name: m.observe.people.hereName('Femke') })).toBeVisible();
  await expect(page.getByRole('button', { name: m.observe.people.afterAllName('Bram') })).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.action.close, exact: true }).click();
  await page.getByRole('button', { name: m.pad.told.start }).click();
  const people = () => page.locator('.seat:not(.centre)').evaluateAll((l) => l.map((e) => e.ariaLabel));
  expect(await people()).toEqual([
    'Anne',
    'Chantal',
    'Dirk',
    'Els van der Heijden',
    m.observe.people.someone,
  ]);
  await page.getByRole('button', { name: m.observe.people.someone, exact: true }).click();
  await tag(page, 'asking').click();
  await saved(page);
  const log = await server.log(session);
  const bram = team.people[1]?.id;
  const someone = log.find((e) => e.type === 'participant' && e.person?.name === m.observe.people.someone);
  expect(someone?.person?.id).not.toBe(bram);
  expect(turns(log).map((t) => t.from)).toEqual([someone?.person?.id]);

  // Seats are dragged, and stored for the team.
  await page.getByRole('button', { name: m.observe.menu.title }).click();
  await page.getByRole('button', { name: m.observe.menu.go.places }).click();
  await j.accessible();
  const dirk = team.people[3]?.id ?? '';
  const before = await middle(page, dirk);
  await stroke(page, before, { x: before.x - 70, y: before.y - 60 });
  const after = await middle(page, dirk);
  expect(Math.abs(after.x - before.x + 70) + Math.abs(after.y - before.y + 60)).toBeLessThan(2);
  await page.getByRole('button', { name: m.observe.places.names.table }).click();
  await page.getByRole('button', { name: m.observe.places.right }).click();
  await page.getByRole('button', { name: m.observe.places.done }).click();
  await expect(page.getByRole('group', { name: m.observe.tools })).toBeVisible();
  await saved(page);
  const kept = (await (await server.fetch(`/teams/${team.id}`)).json()) as {
    people: { id: string; seat: { x: number; y: number } }[];
  };
  const moved = (await server.log(session)).findLast((e) => e.person?.id === dirk && e.person.seat);
  expect(kept.people.find((p) => p.id === dirk)?.seat).toEqual(moved?.person?.seat);
  expect(turns(await server.log(session))).toHaveLength(1); // dragging seats logs nothing
});

journey('the discreet pad shows initials only, and the words as signs after a practice', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j);
  await page.getByRole('button', { name: m.observe.menu.title }).click();
  await page.getByLabel(m.observe.menu.discreet).check();
  await page.getByLabel(m.observe.menu.left).check();
  await page.getByRole('button', { name: m.action.close, exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('main')).not.toContainText('Chantal');
  await expect(page.locator('header')).not.toContainText('Weekstart');
  await expect(page.locator('[data-chart]')).toHaveCount(0);
  await seat(page, 'p3').click();
  await tag(page, 'asking').click();
  await saved(page);
  await j.accessible();
  await page.evaluate(() => localStorage.setItem('kompas.practised', 'on'));
  await page.reload();
  await expect(tag(page, 'asking')).toHaveText(j.lang === 'nl' ? '?v' : '?a');
  await expect(tag(page, 'asking')).toHaveAccessibleName(j.lang === 'nl' ? 'vragen' : 'asking');
  await j.accessible();
  expect(turns(await server.log(session)).map((t) => [t.from, ...t.tags])).toEqual([['p3', 'asking']]);
});

journey('just me: the lead taps about themself and the group, and the compass waits', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j);
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'observer',
    person: 'p2',
    expires_in_s: 600,
  });
  const lead = await j.visitor({ touch: true });
  const p = lead.page;
  await p.goto(url);
  await p.getByLabel(m.join.name).fill('Bram');
  await p.getByRole('button', { name: m.join.submit }).tap();
  await expect(p.getByText(m.observe.lead.group)).toBeVisible();
  for (const name of ['Anna', 'Chantal', 'Dirk']) await expect(p.locator('main')).not.toContainText(name);
  await expect(p.locator('html')).toHaveAttribute('data-theme', 'dark');
  await lead.accessible();
  for (const b of await p.locator('.zones button, .zone-group, .compass button').all())
    expect((await b.boundingBox())?.height).toBeGreaterThanOrEqual(44);

  await tag(p, 'steering').tap();
  await seat(p, '*').tap();
  await tag(p, 'curiosity').tap();
  await tag(p, 'judgement').tap();
  await p.getByRole('button', { name: m.pad.undo }).tap();
  await p.getByRole('button', { name: m.observe.lead.kinds.moved }).tap();
  await expect(p.getByRole('status').filter({ hasText: m.pad.said.compass })).toHaveCount(1);
  await p.waitForTimeout(500); // the question appears after the tap, not under the finger
  await p.getByRole('button', { name: m.observe.lead.followed }).tap();
  await p.getByRole('button', { name: m.observe.lead.kinds.postponed }).tap();
  await p.waitForTimeout(500);
  await p.getByRole('button', { name: m.observe.lead.impulses.steering, exact: true }).tap();
  await p.getByRole('button', { name: m.observe.lead.kinds['did-anyway'] }).tap();
  await p.getByRole('button', { name: m.pad.undo }).tap(); // it is never sent
  await saved(p); // the compass does not count as waiting, and does not prevent "saved"
  const compass = async () => (await server.log(session)).filter((e) => e.type === 'redacted').length;
  expect(await compass()).toBe(0);
  await expect.poll(() => keptOf(p, 'compass')).toBe(2); // undone on the disk as well
  await p.reload();
  await saved(p);
  expect(await compass()).toBe(0);
  // Stopping for what belongs in a conversation works here, too; the coach goes on.
  await p.getByRole('button', { name: m.observe.menu.title }).tap();
  await expect(p.getByRole('button', { name: m.observe.menu.go.places })).toHaveCount(0);
  await p.getByRole('button', { name: m.observe.menu.go.safety }).tap();
  await expect(p.getByText(m.observe.safety.help)).toBeVisible();
  await page.getByRole('button', { name: m.pad.resume }).click();
  await expect(p.getByText(m.observe.lead.group)).toBeVisible();

  await page.getByRole('button', { name: m.observe.menu.title }).click();
  await page.getByRole('button', { name: m.observe.menu.go.end, exact: true }).click();
  await page.getByRole('button', { name: m.pad.endYes }).click();
  await expect(p.getByText(m.pad.endedBody)).toBeVisible();
  await expect.poll(compass).toBe(2); // private: even the owner does not see its content
  const log = await server.log(session);
  expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual([
    ['p2', '*', 'steering'],
    ['*', 'p2'],
    ['p2', '*', 'curiosity'],
  ]);
});

journey(
  'what a word means: a finger that stays sees it and tags nothing; a tap tags at once',
  async (j) => {
    const { page, m, server } = j;
    await j.signIn();
    const session = await begin(j);
    const meaning = page.locator('.word-card');
    const finger = await page.context().newCDPSession(page);
    const down = async (word: string) => {
      const box = await tag(page, word).boundingBox();
      if (!box) throw new Error(`no word ${word}`);
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      await finger.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
    };
    const lift = () => finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });

    await seat(page, 'p1').tap();
    await down('settling');
    await expect(page.getByRole('listitem').filter({ hasText: label(j, 'settling') })).toHaveCount(1); // at once
    await expect(meaning).toContainText(j.lang === 'nl' ? 'hakt een knoop door' : 'marks a choice');
    await expect(meaning).toContainText(j.lang === 'nl' ? 'Niet te verwarren met' : 'Not to be mistaken for');
    await j.accessible();
    await lift();
    await expect(meaning).toBeVisible(); // to be read without the finger on it
    await expect(page.getByRole('listitem').filter({ hasText: m.pad.untagged })).toHaveCount(1);
    await tag(page, 'asking').tap();
    await expect(meaning).toHaveCount(0);
    await saved(page);
    expect(turns(await server.log(session)).map((t) => t.tags)).toEqual([['asking']]);

    // A mouse that rests on a word, and the focus of a keyboard.
    await tag(page, 'showing').hover();
    await expect(meaning).toContainText(label(j, 'showing'));
    await seat(page, 'p2').hover();
    await expect(meaning).toHaveCount(0);
    await tag(page, 'asking').focus();
    await page.keyboard.press('Tab');
    await expect(meaning).toContainText(label(j, 'contributing'));
    await page.keyboard.press('Escape');
    await expect(meaning).toHaveCount(0);

    // All words of the step, with their keys.
    await page.keyboard.press('?');
    const list = page.getByRole('dialog');
    await expect(list.locator('.word-list dt')).toHaveCount(7);
    await expect(list).toContainText(j.lang === 'nl' ? 'Maart is een dom idee' : 'March is a silly idea');
    await expect(list.locator('.word-list dt kbd').first()).toHaveText(j.lang === 'nl' ? 'v' : 'a');
    await j.accessible();
    await page.keyboard.press('Escape');
    // A key of a word that is not shown says so.
    await seat(page, 'p3').click();
    await page.keyboard.press(j.lang === 'nl' ? 'k' : 'd');
    await expect(page.getByRole('status')).toContainText([
      m.pad.saidOf.otherWord(j.lang === 'nl' ? 'knoop doorhakken' : 'deciding'),
    ]);
    await saved(page);
    expect(turns(await server.log(session)).at(-1)?.tags).toEqual([]);
  },
  { touch: true },
);

journey(
  'the words of a family are offered for two seconds, and only where somebody wants that',
  async (j) => {
    const { page, m, server } = j;
    await j.signIn();
    const session = await begin(j);
    const row = page.locator('.follow');
    await expect(row).toHaveCount(0);
    await page.getByRole('button', { name: m.observe.menu.title }).click();
    await page.getByLabel(m.observe.menu.followUp).check();
    await page.getByRole('button', { name: m.action.close, exact: true }).click();
    await page.reload(); // it is kept on the device
    const before = await tag(page, 'asking').boundingBox();
    await seat(page, 'p1').click();
    await tag(page, 'settling').click();
    expect(await tag(page, 'asking').boundingBox()).toEqual(before); // nothing moves under the thumb
    await row.locator('[data-tag="deciding"]').click();
    await expect(row.getByRole('button')).toHaveCount(0);
    await seat(page, 'p2').click();
    await tag(page, 'pushing').click();
    const key = await row.locator('[data-tag="forcing"]').getAttribute('data-key');
    await page.keyboard.press(key ?? '');
    await seat(page, 'p3').click();
    await tag(page, 'showing').click();
    await expect(row.getByRole('button')).toHaveCount(3);
    await j.accessible();
    await expect(row.getByRole('button')).toHaveCount(0, { timeout: 3_000 }); // by itself
    await seat(page, 'p4').click();
    await tag(page, 'asking').click(); // one word: nothing to ask
    await expect(row.getByRole('button')).toHaveCount(0);
    await seat(page, 'p1').click();
    await tag(page, 'holding-off').click();
    await seat(page, 'p2').click(); // goes on
    await expect(row.getByRole('button')).toHaveCount(0);
    await tag(page, 'tuning-in').click();
    await saved(page);
    expect(turns(await server.log(session)).map((t) => t.tags)).toEqual([
      ['deciding'],
      ['forcing'],
      ['showing'],
      ['asking'],
      ['holding-off'],
      ['tuning-in'],
    ]);
  },
);

journey('turns go on beside a note, and what was undone is said', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j);
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await page.keyboard.press('/');
  await page.keyboard.type('Ik werd 1 tel onrustig');
  const note = await page.locator('.note').boundingBox();
  for (const it of [seat(page, 'p1'), seat(page, 'p4'), tag(page, 'asking'), tag(page, 'holding-off')]) {
    const box = await it.boundingBox();
    if (!note || !box) throw new Error('it is not there');
    const apart =
      box.x >= note.x + note.width ||
      note.x >= box.x + box.width ||
      box.y >= note.y + note.height ||
      note.y >= box.y + box.height;
    expect(apart).toBe(true);
  }
  await seat(page, 'p4').click();
  await tag(page, 'holding-off').click();
  await page.keyboard.type(', en bleef dat'); // what is tapped takes no focus
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.note')).toHaveCount(0);
  await page.keyboard.press('Backspace'); // the note
  await expect(page.getByRole('status').filter({ hasText: m.pad.saidOf.undone(m.pad.note) })).toHaveCount(1);
  await page.keyboard.press('Backspace');
  const turn = `Dirk → Anna, ${label(j, 'holding-off')}`;
  await expect(page.getByRole('status').filter({ hasText: m.pad.saidOf.undone(turn) })).toHaveCount(1);
  await page.keyboard.press('Shift+Backspace');
  await expect(page.getByRole('status').filter({ hasText: m.pad.saidOf.redone(turn) })).toHaveCount(1);
  await page.keyboard.press('Shift+Backspace');
  // A silence is said alone, and its button keeps no focus: Enter does not repeat it.
  await page.getByRole('button', { name: m.observe.group.silence.button, exact: true }).click();
  await page.keyboard.press('Enter');
  await expect(page.locator('ol.turns li').first()).toHaveText(
    new RegExp(`^\\S*\\d${m.observe.group.silence.word}$`),
  );
  await saved(page);
  const log = await server.log(session);
  expect(turns(log).map(({ from, to, tags }) => [from, to, ...tags])).toEqual([
    ['p1', '*', 'asking'],
    ['p4', 'p1', 'holding-off'],
    ['*', '*'],
  ]);
  expect(log.filter((e) => e.type === 'redacted')).toHaveLength(0);
});

journey('the last item is asked for its outcome when the meeting ends', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await begin(j, { phases: ['Opening', 'Begroting'] });
  const o = m.observe.agenda;
  await page.locator('.agenda .next').click();
  await page.locator('.agenda .next').click();
  await page.getByRole('button', { name: o.outcomes.decision, exact: true }).click();
  const end = async () => {
    await page.getByRole('button', { name: m.observe.menu.title }).click();
    await page.getByRole('button', { name: m.observe.menu.go.end, exact: true }).click();
  };
  await end();
  const asks = page.getByRole('group', { name: o.ended('Begroting') });
  await asks.getByRole('button', { name: o.outcomes['decision-with-owner'] }).click();
  await j.accessible();
  await page.getByRole('button', { name: m.pad.endYes }).click();
  await expect(page.getByText(m.pad.endedBody)).toBeVisible();
  await page.getByRole('button', { name: m.pad.goOn }).click();
  await end();
  await expect(asks).toHaveCount(0); // it is answered
  await page.keyboard.press('Escape');
  await saved(page);
  const log = await server.log(session);
  const phases = log.filter((e) => e.type === 'phase');
  expect(
    log.filter((e) => e.type === 'amend').map((e) => [phases.find((p) => p.id === e.target)?.name, e.set]),
  ).toEqual([
    ['Opening', { outcome: 'decision' }],
    ['Begroting', { outcome: 'decision-with-owner' }],
  ]);
});

journey('a second observer leaves start and end to the coach, and removes only their own', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, NAMES);
  await page.goto(`/sessions/${session}/pad`);
  const second = await j.visitor();
  const p = second.page;
  const { url } = await server.post<{ url: string }>(`/sessions/${session}/invitations`, {
    role: 'observer',
    expires_in_s: 600,
  });
  await p.goto(url);
  await p.getByLabel(m.join.name).fill('Jeroen');
  await p.getByRole('button', { name: m.join.submit }).click();
  for (const v of [page, p]) await expect(v.getByText(m.pad.told.many)).toBeVisible();
  await expect(p.getByText(m.pad.told.coach)).toBeVisible();
  await expect(p.getByRole('button', { name: m.pad.told.start })).toHaveCount(0);
  await second.accessible();
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await seat(p, 'p2').click();
  await tag(p, 'settling').click();
  await saved(p);
  for (const name of [m.pad.pause, m.pad.end])
    await expect(p.getByRole('button', { name, exact: true })).toHaveCount(0);
  // Stopping for what belongs in a conversation is anybody's.
  await p.getByRole('button', { name: m.observe.menu.title }).click();
  await p.getByRole('button', { name: m.observe.menu.go.safety }).click();
  await expect(p.getByText(m.observe.discard.own)).toBeVisible();
  await expect(page.getByText(m.observe.discard.others(1))).toBeVisible();
  await p.getByRole('button', { name: m.observe.discard.button }).click();
  await saved(p);
  await expect.poll(async () => turns(await server.log(session)).map((t) => t.from)).toEqual(['p1']);
  // Without the coach somebody else can go on.
  await page.goto('about:blank');
  await p.getByRole('button', { name: m.pad.resume }).click();
  await expect(seat(p, 'p1')).toBeVisible();
});

journey(
  'on a tablet nothing of the pad lies outside the page, with each number of words',
  async (j) => {
    const { page, m } = j;
    await j.signIn();
    await begin(j);
    const steps = page.getByRole('group', { name: m.pad.step }).getByRole('button');
    for (let i = 0; i < (await steps.count()); i++) {
      await steps.nth(i).click();
      const outside = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll('button')]
          .filter((e) => e.getBoundingClientRect().right > innerWidth || e.scrollWidth > innerWidth)
          .map((e) => e.textContent),
      );
      expect(outside).toEqual([]);
    }
  },
  { on: DEVICES.slice(0, 1) },
);

journey('the first load of the pad is small', async (j) => {
  const { page, m, server } = j;
  const session = await meeting(server, NAMES);
  await j.signIn();
  const context = page.context();
  const fresh = await context.newPage();
  const client = await context.newCDPSession(fresh);
  await client.send('Network.enable');
  await client.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  client.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength;
  });
  await fresh.goto(`/sessions/${session}/pad`);
  await fresh.getByRole('button', { name: m.pad.told.start }).click();
  await expect(seat(fresh, 'p1')).toBeVisible();
  await fresh.waitForLoadState('networkidle');
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(100 * 1024); // headers and fonts included
});
