import { expect, it } from 'vitest';
import { en } from '../../../src/messages/en';
import { nl } from '../../../src/messages/nl';

it('has a word for every verdict, measure and purpose in both languages', () => {
  for (const key of ['why', 'measures', 'purposes'] as const)
    expect(Object.keys(nl.team.trends[key])).toEqual(Object.keys(en.team.trends[key]));
});
