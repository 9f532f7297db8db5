import config from './playwright.config';

// Speed of the page, one thing at a time, and nothing recorded beside it: that takes longer than the page.
export default {
  ...config,
  testDir: 'bench',
  fullyParallel: false,
  workers: 1,
  timeout: 300_000,
  use: { ...config.use, trace: 'off' as const },
};
