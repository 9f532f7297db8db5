import config from './playwright.config';

// Measures the speed of the page, one thing at a time. Nothing is recorded
// meanwhile: that takes longer than the page.
export default {
  ...config,
  testDir: 'bench',
  fullyParallel: false,
  workers: 1,
  timeout: 300_000,
  use: { ...config.use, trace: 'off' as const },
};
