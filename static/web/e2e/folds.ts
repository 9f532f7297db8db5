import { expect, type Page } from '@playwright/test';

/** The folded parts of the page that looks back, and the charts and findings in each. */
const FOLDS: Record<string, readonly string[]> = {
  heard: ['participation'],
  responded: ['sociogram', 'matrix'],
  followed: ['patterns', 'tags', 'transitions', 'loop-story'],
  dimensions: ['dimensions'],
  pace: ['rhythm'],
  observers: ['disagreements', 'agreement'],
  research: ['effects', 'shifts', 'flow', 'loops'],
};

/**
 * Opens a folded part, if it is not open. While the cards come, the page moves: a press
 * may begin on the part and end beside it.
 */
export async function unfold(page: Page, fold: string): Promise<void> {
  const details = page.locator(`details#${fold}`);
  await expect(async () => {
    if ((await details.getAttribute('open')) === null) await details.locator('> summary').click();
    await expect(details).toHaveAttribute('open', '', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** Opens the part that a chart or a list of findings is in, and chooses it there. */
export async function reveal(page: Page, name: string): Promise<void> {
  const fold = Object.keys(FOLDS).find((f) => FOLDS[f]?.includes(name));
  if (fold === undefined) return;
  await unfold(page, fold);
  if (fold === 'responded')
    await page
      .locator('#responded .offer')
      .nth(name === 'matrix' ? 1 : 0)
      .click();
}
