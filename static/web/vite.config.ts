import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/**
 * Writes sw.js with the names of all files of the page, and a version that
 * changes when any of them does. The code of the charts is left out: it is large,
 * and kept when it is first used.
 */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const own = readdirSync('public').filter((f) => !f.startsWith('.') && f !== 'robots.txt');
      const draws = /node_modules\/(echarts|zrender)\//;
      const kept = Object.entries(bundle)
        .filter(
          ([f, c]) =>
            f.startsWith('assets/') &&
            !f.includes('latin-ext') &&
            !(c.type === 'chunk' && c.moduleIds.some((m) => draws.test(m))),
        )
        .map(([f]) => f);
      const files = ['/', ...own.map((f) => `/${f}`), ...kept.map((f) => `/${f}`)].sort();
      const hash = createHash('sha256').update(files.join('\n'));
      for (const f of ['index.html', ...own.map((f) => `public/${f}`)]) hash.update(readFileSync(f));
      const source = readFileSync('worker/sw.js', 'utf8')
        .replace('__VERSION__', hash.digest('hex').slice(0, 16))
        .replace('__FILES__', JSON.stringify(files));
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

// The page is built into ../dist, which the Go program embeds. `npm run dev` serves
// it from source and proxies the API to the server at KOMPAS_URL.
export default defineConfig({
  plugins: [serviceWorker()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // the Content-Security-Policy allows no data: font or script
    chunkSizeWarningLimit: 700, // the lazy chunk of the charts
    // One file holds what every page needs, another what the pages of a meeting
    // need: each further file costs its headers, and a round trip on a slow line.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /preload-helper|node_modules\/@?preact|src\/(app|update)\.ts|src\/server\/(api|answer-cache|load-part|within)\.ts|src\/session\/identity\.ts|src\/messages\/count|src\/ui\/(router|theme|i18n|preference|lazy|parts|not-found|problem|use-asked|chart-table)\.ts/,
            },
            {
              name: 'meeting',
              test: /src\/messages\/mirror-notes\.ts|src\/session\/(live-session|fold|outbox|connection|entry-store|browser-environment|uuid|seats)\.ts|src\/ui\/(codes|keys|names|correct-dialog|mirror-on|time|sign|sync-dot|trouble|not-sent|show-not-sent|use-live-session|wake-lock)\.ts|src\/pages\/pad\/(?!dialogs\/|lead|page|practice|viewer)/,
            },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': {
        target: process.env.KOMPAS_URL ?? 'http://127.0.0.1:7420',
        ws: true,
        changeOrigin: true,
        rewriteWsOrigin: true,
      },
    },
  },
  // A busy machine may be slow without being wrong.
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
  },
});
