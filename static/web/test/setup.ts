// What modules of the page read of the browser when they are imported; Node 20 has
// none of it.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'] }, configurable: true });

import './address';
