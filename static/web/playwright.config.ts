import { defineConfig } from '@playwright/test';

// The journeys through the real program in the system's Chromium. KOMPAS_BIN is the
// path of the program, CHROMIUM that of the browser.
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
    // Recording takes a third of the time. A failed journey can be run again with
    // it.
    trace: process.env.KOMPAS_TRACE ? 'retain-on-failure' : 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox'], // Chromium needs it when it runs as root, as in a container
    },
  },
});
