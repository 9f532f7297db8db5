import { expect, it } from 'vitest';
import { en } from '../../../src/messages/en';
import { nl } from '../../../src/messages/nl';
import { roundOf } from '../../../src/pages/team/round';

it('says the way round a loop in words', () => {
  const labels = {
    steering: { en: 'steering', nl: 'sturen' },
    withdrawing: { en: 'withdrawing', nl: 'terugtrekken' },
  };
  const positive = { nodes: ['steering', 'withdrawing'], signs: ['+', '+'] };
  const less = en.team.trends.less;
  expect(roundOf(positive, labels, 'en', less)).toBe('steering → withdrawing');
  expect(en.team.trends.goes(roundOf(positive, labels, 'en', less))).toBe(
    'steering → withdrawing, and round again',
  );
  // The sign of a link is that of its result: withdrawing is followed by less
  // steering.
  expect(roundOf({ nodes: ['steering', 'withdrawing'], signs: ['+', '-'] }, labels, 'en', less)).toBe(
    'steering → withdrawing; withdrawing → less steering',
  );
  expect(roundOf({ nodes: ['<b>', 'x'], signs: ['-', '+'] }, {}, 'en', less)).toBe('<b> → less x; x → <b>');
  expect(roundOf({ nodes: ['x'], signs: ['+'] }, { x: { nl: 'alleen Nederlands' } }, 'en', less)).toBe('x');
});

it('has a word for every verdict, measure and purpose in both languages', () => {
  for (const key of ['why', 'measures', 'purposes'] as const)
    expect(Object.keys(nl.team.trends[key])).toEqual(Object.keys(en.team.trends[key]));
});
