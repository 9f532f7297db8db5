import config from './playwright.config';

// Every journey in every size and language.
process.env.KOMPAS_E2E = 'all';
export default config;
