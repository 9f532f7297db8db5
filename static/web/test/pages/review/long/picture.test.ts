import { describe, expect, it } from 'vitest';
import { debriefLongEn } from '../../../../src/messages/debrief-long-en';
import {
  findingOf,
  gapOf,
  named,
  pictureId,
  pictureOf,
} from '../../../../src/pages/review/debrief/long/picture';
import type { Code } from '../../../../src/ui/codes';

const code = (id: string): [string, Code] => [
  id,
  {
    id,
    label: id.toUpperCase(),
    definition: '',
    example: '',
    nearMiss: '',
    family: '',
    colour: '',
    sign: '',
    key: '',
  },
];
const codes = new Map(['judgement', 'defending', 'curiosity', 'asking'].map(code));
const of = (finding: string) => pictureOf(finding, codes, debriefLongEn);
const acts = (finding: string) => of(finding).acts.map((a) => a.text);

describe('the picture of a finding', () => {
  it('tells a loop act by act, with a gap after each, the last one back to the first', () => {
    expect(of('loop:judgement>defending>')).toEqual({
      id: 'judgement>defending>',
      acts: [
        { code: 'judgement', text: 'JUDGEMENT' },
        { code: 'defending', text: 'DEFENDING' },
      ],
      gaps: [
        { id: 'link:judgement>defending', less: false },
        { id: 'link:defending>judgement', less: false },
      ],
      round: 'feeds',
    });
    expect(of('loop:judgement>')).toMatchObject({
      gaps: [{ id: 'link:judgement>judgement' }],
      round: 'feeds',
    });
    expect(acts('loop:family:asking>')).toEqual(['ASKING']);
  });

  it('says of a loop in which one act holds another back that it steadies', () => {
    const picture = of('loop:judgement>curiosity|');
    expect(picture.round).toBe('steadies');
    expect(picture.gaps.map((g) => g.less)).toEqual([false, true]);
  });

  it('tells a link, what came after a word, and a known pattern in a row', () => {
    expect(acts('link:curiosity>judgement')).toEqual(['CURIOSITY', 'JUDGEMENT']);
    expect(of('link:curiosity|judgement').gaps).toEqual([{ id: 'link:curiosity|judgement', less: true }]);
    expect(acts('effect:member:curiosity:new_voice')).toEqual(['CURIOSITY', 'a new voice']);
    const round = of('pattern:circling');
    expect(round.acts).toHaveLength(3);
    expect(round.gaps).toHaveLength(2);
    expect(round.round).toBeUndefined();
  });

  it('is one gap under the sentence where the acts cannot be named', () => {
    for (const finding of [
      '',
      'pattern:new-one',
      'loop:gone>',
      'effect:leader:curiosity:opens',
      'pattern:toString',
    ])
      expect(of(finding), finding).toEqual({ id: pictureId(finding), acts: [], gaps: [expect.anything()] });
  });

  it('finds what was written in a gap in the same gap again', () => {
    for (const finding of ['loop:judgement>defending>', 'link:curiosity>judgement', 'pattern:circling', '']) {
      const picture = of(finding);
      picture.gaps.forEach((_, i) => {
        const loops = named(picture, i);
        expect(gapOf(picture, loops.length > 0 ? loops : undefined), `${finding} ${i}`).toBe(i);
        expect(pictureId(findingOf(picture.id))).toBe(picture.id);
      });
    }
    // Written by another program under the loop as a whole, and under something else.
    expect(gapOf(of('loop:judgement>defending>'), ['judgement>defending>'])).toBe(0);
    expect(gapOf(of('loop:judgement>defending>'), ['curiosity>'])).toBe(-1);
    expect(gapOf(of('loop:judgement>defending>'), undefined)).toBe(-1);
    expect(gapOf(of(''), ['curiosity>'])).toBe(-1);
  });

  it('names nothing longer than an id of an entry may be', () => {
    const long = `a${'x'.repeat(40)}`;
    const longer = `b${'x'.repeat(40)}`;
    const picture = pictureOf(`loop:${long}>${longer}>`, new Map([code(long), code(longer)]), debriefLongEn);
    for (const [i] of picture.gaps.entries()) {
      const loops = named(picture, i);
      expect(Math.max(...loops.map((id) => id.length))).toBeLessThanOrEqual(64);
    }
  });
});
