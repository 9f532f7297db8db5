import { expect, it } from 'vitest';
import { en } from '../../../src/messages/en';
import { nl } from '../../../src/messages/nl';
import { reviewEn } from '../../../src/messages/review-en';
import { reviewNl } from '../../../src/messages/review-nl';
import {
  agreementInWords,
  disagreementInWords,
  namesApart,
  type Words,
} from '../../../src/pages/review/disagreements';
import type { AnalysisAgreement, AnalysisDisagreement } from '../../../src/server/api.gen';

const note = (from: string, to: string, tag?: string) => ({ id: `${from}${to}${tag}`, at: 0, from, to, tag });
const words: Words = {
  observers: ['Ada', 'Ben'],
  person: (id) => ({ p1: 'Anna', p2: 'Bram' })[id] ?? 'all',
  word: (tag) => (tag === undefined ? 'no word' : `“${tag}”`),
};

it.each<[AnalysisDisagreement, string, string]>([
  [
    { on: 'tag', at: 0, a: note('p1', 'p2', 'asking'), b: note('p1', 'p2') },
    'Anna to Bram: “asking” according to Ada, no word according to Ben',
    'Anna tegen Bram: volgens Ada “asking”, volgens Ben no word',
  ],
  [
    { on: 'tag', at: 0, a: note('p1', 'p2', 'asking'), b: note('p1', '*', 'steering') },
    'According to Ada: Anna to Bram, “asking”; according to Ben: Anna to all, “steering”',
    'Volgens Ada: Anna tegen Bram, “asking”; volgens Ben: Anna tegen all, “steering”',
  ],
  [
    { on: 'to', at: 0, a: note('p1', 'p2', 'asking'), b: note('p1', '*', 'asking') },
    'Anna, “asking”: to Bram according to Ada, to all according to Ben',
    'Anna, “asking”: volgens Ada tegen Bram, volgens Ben tegen all',
  ],
  [
    { on: 'from', at: 0, a: note('p1', '*', 'asking'), b: note('p2', '*', 'asking') },
    'According to Ada: Anna to all, “asking”; according to Ben: Bram to all, “asking”',
    'Volgens Ada: Anna tegen all, “asking”; volgens Ben: Bram tegen all, “asking”',
  ],
  [
    { on: 'missed', at: 0, a: note('p1', '*', 'asking'), b: null },
    'Noted only by Ada: Anna to all, “asking”',
    'Alleen genoteerd door Ada: Anna tegen all, “asking”',
  ],
  [
    { on: 'extra', at: 0, a: null, b: note('p2', '*') },
    'Noted only by Ben: Bram to all, no word',
    'Alleen genoteerd door Ben: Bram tegen all, no word',
  ],
])('says what each of two observers noted: %j', (d, english, dutch) => {
  expect(disagreementInWords(d, words, en, reviewEn.talk)).toBe(english);
  expect(disagreementInWords(d, words, nl, reviewNl.talk)).toBe(dutch);
});

const agreement = (
  matched: number,
  on: AnalysisDisagreement['on'][],
  warnings: AnalysisAgreement['warnings'] = [],
  tags: (string | undefined)[] = [],
) =>
  ({
    to: { matched },
    warnings,
    disagreements: on.map((kind, i) => ({
      on: kind,
      at: 0,
      a: kind === 'tag' ? note('p1', 'p2', tags[i]) : null,
      b: kind === 'tag' ? note('p1', 'p2', 'steering') : null,
    })),
  }) as unknown as AnalysisAgreement;

it('says how often they saw the same, and what differs', () => {
  const some = agreement(
    20,
    ['tag', 'tag', 'tag', 'to', 'from', 'missed', 'missed', 'missed', 'extra'],
    [],
    ['asking', undefined, 'naming'],
  );
  expect(agreementInWords(some, ['Ada', 'Ben'], reviewEn.talk)).toBe(
    'You both noted 21 turns; 16 of them exactly the same. Another word: 2. A word from one of you only: 1. To somebody else: 1. From somebody else: 1. Noted only by Ada: 3. Noted only by Ben: 1.',
  );
  expect(agreementInWords(agreement(1, []), ['Ada', 'Ben'], reviewNl.talk)).toBe(
    'Jullie noteerden samen 1 beurt; 1 precies hetzelfde.',
  );
  expect(agreementInWords(agreement(0, []), ['Ada', 'Ben'], reviewEn.talk)).toBe(reviewEn.talk.none);
  expect(
    agreementInWords(
      agreement(1, ['missed', 'extra'], ['alignment', 'kappa_chance']),
      ['Ada', 'Ben'],
      reviewEn.talk,
    ),
  ).toBe(
    'The two lists hardly overlap: fewer than half of the turns of the shorter one were found in the other. Then what is below says little. You both noted 1 turn; 1 of them exactly the same. Noted only by Ada: 1. Noted only by Ben: 1.',
  );
});

it('tells the two apart', () => {
  expect(namesApart('Ada', 'Ben')).toEqual(['Ada', 'Ben']);
  expect(namesApart('Ada', 'Ada')).toEqual(['Ada 1', 'Ada 2']);
});
