import { defineConfig } from 'vite';

// The program and the style of a report, each one file, which the Go program writes into
// the file that it makes. The page never asks for them.
export default defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../dist',
    emptyOutDir: false, // vite.config.ts has just written the page into it
    copyPublicDir: false,
    target: 'es2022',
    lib: {
      entry: 'src/report/report.ts',
      formats: ['iife'],
      name: 'report',
      fileName: () => 'report.js',
      cssFileName: 'report',
    },
  },
});
