import { defineConfig } from '@playwright/test';

// The journeys through the real program in the system's Chromium. KOMPAS_BIN
// is the program, CHROMIUM the browser.
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'e2e/out',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI === 'true',
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    // Recording takes a third of the time; a failure is looked at again with it.
    trace: process.env.KOMPAS_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'], // as root, as in a container, Chromium needs it
    },
  },
});
