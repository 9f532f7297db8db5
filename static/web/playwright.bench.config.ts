import config from './playwright.config';

// How fast the pages are: figures, one after the other, and no judgement.
export default { ...config, testDir: 'bench', testMatch: '*.bench.ts', workers: 1, timeout: 300_000 };
