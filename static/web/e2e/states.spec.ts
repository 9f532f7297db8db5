import { AWAY, expect, journey, meeting, STATUS, saved, seat, tag } from './journey';

const NAMES = ['Anna', 'Bram', 'Chantal', 'Dirk', 'Els van der Heijden', 'Femke'];

journey('nothing that the pad can show has a fault that axe finds', async (j) => {
  const { page, m, server } = j;
  j.expectError(AWAY);
  j.expectError(STATUS(401));
  await j.signIn();
  const session = await meeting(server, NAMES, {
    phases: [{ name: 'Opening', purpose: 'inform' }, 'Rondvraag'],
    coding: 'independent',
  });
  await page.goto(`/sessions/${session}/pad`);
  await expect(page.getByText(m.pad.told.text)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.pad.told.start }).click();
  const menu = page.getByRole('button', { name: m.observe.menu.title, exact: true });
  const dialog = page.getByRole('dialog');
  const open = async (item: keyof typeof m.observe.menu.go) => {
    await menu.click();
    await dialog.getByRole('button', { name: m.observe.menu.go[item], exact: true }).click();
  };

  // The circle with a draft, a turn and a mark; each step of the tags.
  await seat(page, 'p1').click();
  await j.accessible();
  await tag(page, 'asking').click();
  await page.keyboard.press('.');
  await expect(page.getByText(m.pad.said.moment)).toBeVisible();
  await j.accessible();
  const steps = page.getByRole('group', { name: m.pad.step }).getByRole('button');
  for (let i = (await steps.count()) - 1; i >= 0; i--) {
    await steps.nth(i).click();
    await j.accessible();
  }
  await steps.nth(1).click();

  // The dialogs.
  await menu.click();
  await j.accessible();
  await page.keyboard.press('Escape');
  for (const item of ['people', 'agenda', 'theme', 'help', 'invite', 'end'] as const) {
    await open(item);
    await expect(dialog).toBeVisible();
    expect(await dialog.evaluate((d) => d.scrollTop)).toBe(0); // it is scrolled to its top
    await j.accessible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await page.keyboard.press('/');
  await expect(page.locator('.note')).toBeVisible();
  await j.accessible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.note')).toHaveCount(0);
  await page.getByRole('button', { name: m.pad.correct(`${m.pad.draft('Anna', m.pad.everybody)}`) }).click();
  await j.accessible();
  await page.keyboard.press('Escape');
  await page.locator('.agenda .next').click();
  await page.locator('.agenda .next').click();
  await expect(page.locator('.agenda.ended')).toBeVisible();
  await j.accessible();
  await open('places');
  await j.accessible();
  await page.getByRole('button', { name: m.observe.places.done }).click();

  // For the left hand, and discreet; the pad of somebody who leads and observes
  // themself.
  await menu.click();
  await page.getByLabel(m.observe.menu.left).check();
  await page.getByLabel(m.observe.menu.discreet).check();
  await page.keyboard.press('Escape');
  await j.accessible();
  await menu.click();
  await page.getByLabel(m.observe.menu.discreet).uncheck();
  await page.getByLabel(m.observe.menu.lead).selectOption('p1');
  await page.keyboard.press('Escape');
  await expect(page.getByText(m.observe.lead.group)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.observe.lead.kinds.moved }).click();
  await expect(page.getByRole('button', { name: m.observe.lead.followed })).toBeVisible();
  await j.accessible();
  await menu.click();
  await page.getByLabel(m.observe.menu.lead).selectOption('');
  await page.keyboard.press('Escape');
  await saved(page);

  // Stopped, the server away, refused entries, signed out, and ended.
  await open('safety');
  await expect(page.getByText(m.observe.safety.help)).toBeVisible();
  await j.accessible();
  await page.getByRole('button', { name: m.pad.resume }).click();
  await server.kill();
  await expect(page.locator('[data-sync]')).toHaveAttribute('data-sync', 'offline');
  await seat(page, 'p2').click();
  await tag(page, 'asking').click();
  await j.accessible();
  await server.start();
  await saved(page);
  await page.context().clearCookies();
  await server.kill();
  await server.start();
  // The page tries again to connect after a delay that grows each time.
  const alert = page.getByRole('alert').filter({ hasText: m.signedOut.title });
  await expect(alert).toBeVisible({ timeout: 60_000 });
  await j.accessible();
});
