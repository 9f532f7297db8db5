import config from './playwright.config';

// Runs every journey in every size and language.
process.env.KOMPAS_E2E = 'all';
export default config;
