import config from './playwright.config';

// Speed of the page, one thing at a time.
export default { ...config, testDir: 'bench', fullyParallel: false, workers: 1, timeout: 300_000 };
