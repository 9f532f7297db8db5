import { describe, expect, it } from 'vitest';
import { changes } from '../../src/session/correction';

describe('a correction', () => {
  const turn = { at: 1234, from: 'p1', to: 'p2', tags: ['asking'] };
  it.each([
    ['nothing', {}, {}],
    ['the time', { at: 1000 }, { at: 1000 }],
    ['to whom', { to: '*' }, { to: '*' }],
    ['the words', { tags: ['showing', 'asking'] }, { tags: ['showing', 'asking'] }],
    ['that there is no word', { tags: [] }, { tags: null }],
  ])('says %s', (_, change, want) => {
    expect(changes(turn, { ...turn, ...change })).toEqual(want);
  });
});
