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
    'Anna to Bram: Ada noted “asking”, Ben no word',
    'Anna tegen Bram: Ada noteerde “asking”, Ben no word',
  ],
  [
    { on: 'tag', at: 0, a: note('p1', 'p2', 'asking'), b: note('p1', '*', 'steering') },
    'Ada noted Anna to Bram, “asking”; Ben noted Anna to all, “steering”',
    'Ada noteerde Anna tegen Bram, “asking”; Ben noteerde Anna tegen all, “steering”',
  ],
  [
    { on: 'to', at: 0, a: note('p1', 'p2', 'asking'), b: note('p1', '*', 'asking') },
    'Anna, “asking”: Ada noted it to Bram, Ben to all',
    'Anna, “asking”: Ada noteerde hem tegen Bram, Ben tegen all',
  ],
  [
    { on: 'from', at: 0, a: note('p1', '*', 'asking'), b: note('p2', '*', 'asking') },
    'Ada noted Anna to all, “asking”; Ben noted Bram to all, “asking”',
    'Ada noteerde Anna tegen all, “asking”; Ben noteerde Bram tegen all, “asking”',
  ],
  [
    { on: 'missed', at: 0, a: note('p1', '*', 'asking'), b: null },
    'Only Ada noted this: Anna to all, “asking”',
    'Alleen Ada noteerde dit: Anna tegen all, “asking”',
  ],
  [
    { on: 'extra', at: 0, a: null, b: note('p2', '*') },
    'Only Ben noted this: Bram to all, no word',
    'Alleen Ben noteerde dit: Bram tegen all, no word',
  ],
])('says what each of two observers noted: %j', (d, english, dutch) => {
  expect(disagreementInWords(d, words, en, reviewEn.talk)).toBe(english);
  expect(disagreementInWords(d, words, nl, reviewNl.talk)).toBe(dutch);
});

const agreement = (
  matched: number,
  on: AnalysisDisagreement['on'][],
  warnings: AnalysisAgreement['warnings'] = [],
) =>
  ({
    to: { matched },
    warnings,
    disagreements: on.map((kind) => ({ on: kind, at: 0, a: null, b: null })),
  }) as unknown as AnalysisAgreement;

it('says how often they saw the same, and what differs', () => {
  const some = agreement(20, ['tag', 'tag', 'to', 'from', 'missed', 'missed', 'missed', 'extra']);
  expect(agreementInWords(some, ['Ada', 'Ben'], reviewEn.talk)).toBe(
    'Ada and Ben: both noted 21 turns, 17 of them alike. Another word: 2. To somebody else: 1. From somebody else: 1. Noted by Ada only: 3. Noted by Ben only: 1.',
  );
  expect(agreementInWords(agreement(1, []), ['Ada', 'Ben'], reviewNl.talk)).toBe(
    'Ada en Ben: beiden noteerden 1 beurt, 1 daarvan hetzelfde.',
  );
  expect(agreementInWords(agreement(0, []), ['Ada', 'Ben'], reviewEn.talk)).toBe(reviewEn.talk.none);
  expect(
    agreementInWords(
      agreement(1, ['missed', 'extra'], ['alignment', 'kappa_chance']),
      ['Ada', 'Ben'],
      reviewEn.talk,
    ),
  ).toBe(
    'The two lists hardly overlap: fewer than half of the turns of the shorter one were found in the other. Then what is below says little. Ada and Ben: both noted 1 turn, 1 of them alike. Noted by Ada only: 1. Noted by Ben only: 1.',
  );
});

it('tells the two apart', () => {
  expect(namesApart('Ada', 'Ben')).toEqual(['Ada', 'Ben']);
  expect(namesApart('Ada', 'Ada')).toEqual(['Ada 1', 'Ada 2']);
});
