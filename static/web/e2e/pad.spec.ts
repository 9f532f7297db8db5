import type { Page } from '@playwright/test';
import { expect, journey, keptOf, meeting, saved, seat, tag } from './journey';
import { turns } from './server';

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
  await page.getByRole('button', { name: m.observe.group.laughter.full }).click();
  await expect(page.getByRole('listitem').filter({ hasText: m.observe.group.laughter.word })).toHaveCount(1);
  await page.getByRole('button', { name: m.observe.group.silence.full }).dblclick(); // counts once
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
  await page.getByRole('button', { name: m.observe.people.leavesName('Femke') }).click();
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
  await expect(tag(page, 'asking')).toHaveText('?');
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
