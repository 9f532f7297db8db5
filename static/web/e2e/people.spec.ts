import { expect, journey, meeting, networkDrawn, STATUS, saved, seat, tag } from './journey';
import { turns } from './server';

journey('a team is made, put in order, and observed in two taps', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  await page.getByRole('link', { name: m.home.newTeam }).click();
  await page.getByRole('button', { name: m.team.save }).click();
  await expect(page.getByText(m.team.needName)).toBeVisible();
  await page.getByLabel(m.team.name).fill('Zorglijn');
  for (const [i, name] of ['Anna', 'Bram', 'Chantal'].entries()) {
    await page.getByRole('button', { name: m.team.add }).click();
    await page.getByLabel(m.team.personName(i + 1)).fill(name);
  }
  await page.getByLabel(m.team.personRole('Anna')).selectOption('leader');
  await j.accessible();
  await page.getByRole('button', { name: m.team.save }).click();
  await expect(page).toHaveURL(/\/teams\/(?!new)/);
  await page.getByRole('button', { name: m.team.up('Chantal') }).click();
  await page.getByRole('button', { name: m.team.save }).click();
  await expect(page.getByText(m.team.saved)).toBeVisible();
  await page.reload();
  await expect(page.getByLabel(m.team.personName(2))).toHaveValue('Chantal');

  await page.getByRole('link', { name: m.title.home, exact: false }).first().click();
  await page.getByRole('link', { name: /Zorglijn/ }).click();
  await page.getByRole('link', { name: m.team.start }).click();
  await expect(page.getByText('Anna, Chantal, Bram')).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.meeting.submit }).click();
  await page.getByRole('button', { name: m.pad.told.start }).click();
  await expect(page.getByRole('button', { name: 'Chantal', exact: true })).toHaveAttribute('data-key', '2');

  // A running meeting is not left by accident: the first try only warns.
  await page.goBack();
  await expect(page.getByText(m.pad.said.leaving)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Chantal', exact: true })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page.getByLabel(m.team.name)).toHaveValue('Zorglijn');
  const { items } = (await (await server.fetch('/sessions')).json()) as { items: { team?: string }[] };
  expect(items.map((s) => s.team !== undefined)).toEqual([true]);
});

journey('who is invited to look along sees the turns come, and nothing to tap', async (j) => {
  const { page, m, server } = j;
  await j.signIn();
  const session = await meeting(server, ['Anna', 'Bram', 'Chantal']);
  const invite = (role: string) =>
    server.post<{ url: string }>(`/sessions/${session}/invitations`, { role, expires_in_s: 600 });
  await page.goto(`/sessions/${session}/pad`);
  await page.getByRole('button', { name: m.pad.told.start }).click();

  const viewer = await j.visitor();
  await viewer.page.goto((await invite('viewer')).url);
  await expect(viewer.page).toHaveURL(/\/join$/); // the token is removed from the address at once
  await viewer.accessible();
  await viewer.page.getByLabel(m.join.name).fill('Vera');
  await viewer.page.getByRole('button', { name: m.join.submit }).click();
  await expect(viewer.page.getByText(m.pad.viewing)).toBeVisible();
  await expect(viewer.page.getByText(m.pad.noTurnsYet)).toBeVisible();

  await seat(page, 'p1').click();
  await tag(page, 'asking').click();
  await seat(page, 'p2').click();
  await tag(page, 'tuning-in').click();
  await expect(viewer.page.getByRole('listitem').filter({ hasText: 'Bram' })).toBeVisible();
  await networkDrawn(viewer.page);
  await expect(viewer.page.locator('[data-person], [data-tag]')).toHaveCount(0);
  await viewer.accessible();

  // A second observer logs into the same stream.
  const observer = await j.visitor();
  await observer.page.goto((await invite('observer')).url);
  await observer.page.getByLabel(m.join.name).fill('Otto');
  await observer.page.getByRole('button', { name: m.join.submit }).click();
  await seat(observer.page, 'p3').click();
  await tag(observer.page, 'asking').click();
  await saved(observer.page);
  await expect(page.getByRole('listitem').filter({ hasText: 'Chantal' })).toBeVisible();
  const log = await server.log(session);
  expect(turns(log).map(({ from, to }) => [from, to])).toEqual([
    ['p1', '*'],
    ['p2', 'p1'],
    ['p3', 'p2'],
  ]);
  expect(new Set(log.filter((e) => e.type === 'interaction').map((e) => e.observer)).size).toBe(2);

  // The meeting is deleted, and every page says so.
  await server.fetch(`/sessions/${session}`, { method: 'DELETE' });
  for (const v of [viewer, observer]) await expect(v.page.getByText(m.pad.gone)).toBeVisible();
});

journey('settings: language and theme at once, a link for the phone, signing out', async (j) => {
  const { page, m } = j;
  await j.signIn();
  await page.getByRole('link', { name: m.nav.settings }).click();
  await j.accessible();
  await page.getByLabel('English').check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await page.getByLabel('Nederlands').check();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instellingen');
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  for (const [theme, name] of [
    ['dark', 'Donker'],
    ['light', 'Licht'],
  ] as const) {
    await page.getByLabel(name, { exact: true }).check();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await j.accessible();
  }
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Instellingen');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');

  await page.getByRole('button', { name: 'Maak een link' }).click();
  await expect(page.getByRole('img', { name: /camera/ })).toBeVisible();
  await expect(page.getByText('alleen op deze computer')).toBeVisible(); // the server listens on 127.0.0.1
  await j.accessible();
  const link = await page.getByLabel('Aanmeldlink').inputValue();
  const phone = await j.visitor();
  await phone.page.goto(link);
  await expect(phone.page.getByRole('link', { name: m.home.start })).toBeVisible();
  expect(new URL(phone.page.url()).hash).toBe('');

  j.expectError(STATUS(401));
  await page.getByRole('button', { name: 'Afmelden' }).click();
  await page.getByRole('button', { name: 'Ja, afmelden' }).click();
  await expect(page.getByText('Deze browser is niet aangemeld')).toBeVisible();
  await j.accessible();
  // The phone is another browser, which stays signed in.
  await phone.page.reload();
  await expect(phone.page.getByRole('link', { name: m.home.start })).toBeVisible();
});

journey('links that do not work, and pages that do not exist, say what to do', async (j) => {
  const { page, m, server } = j;
  j.expectError(STATUS(401));
  j.expectError(STATUS(404));
  await page.goto('/');
  await expect(page.getByText(m.signedOut.body)).toBeVisible();
  await j.accessible();
  await page.goto('/signin#not-a-token-of-this-server');
  await expect(page.getByText(m.signin.failed)).toBeVisible();
  await expect(page).toHaveURL(/\/signin$/);
  await j.accessible();
  await page.goto('/signin');
  await expect(page.getByText(m.signin.missing)).toBeVisible();
  await page.goto('/join#not-an-invitation');
  await page.getByLabel(m.join.name).fill('Anna');
  await page.getByRole('button', { name: m.join.submit }).click();
  await expect(page.getByText(m.join.failed)).toBeVisible();
  await j.accessible();

  await j.signIn();
  await page.goto('/nothing/here');
  await expect(page.getByText(m.notFound.body)).toBeVisible();
  await j.accessible();
  await page.goto('/sessions/0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e/pad');
  await expect(page.getByText(m.notFound.body)).toBeVisible();
  await page.goto('/teams/none');
  await expect(page.getByText(m.notFound.body)).toBeVisible();

  // More meetings than the first page of the list holds.
  for (let i = 0; i < 13; i++) await meeting(server, ['Anna', 'Bram'], { title: `Overleg ${i}` });
  await page.goto('/');
  await expect(page.getByRole('link', { name: /Overleg/ })).toHaveCount(12);
  await page.getByRole('button', { name: m.action.more }).click();
  await expect(page.getByRole('link', { name: /Overleg/ })).toHaveCount(13);
  await j.accessible();
});
