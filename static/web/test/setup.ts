// The globals of a browser that modules of the page read when they are imported. Node
// 20 has none of them.
Object.defineProperty(globalThis, 'navigator', { value: { languages: ['en'] }, configurable: true });

import './address';
