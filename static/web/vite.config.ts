import { defineConfig } from 'vitest/config';

// The page is built into ../dist, which the Go program embeds. `npm run dev`
// serves it from source and hands the API to a server on KOMPAS_URL.
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a data: font or script would not pass the Content-Security-Policy
    chunkSizeWarningLimit: 700, // the lazy chunk of the charts
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
  test: { include: ['test/**/*.test.ts'], environment: 'node', setupFiles: ['test/setup.ts'] },
});
