import { describe, expect, it } from 'vitest';
import { chainOf, MOST_SCENES, scenesOf } from '../../../../src/pages/review/debrief/scenes';
import { turnsAt } from '../../../turns';

const turns = turnsAt(0, 1_000, 2_000, 3_000).map((t, i) => ({
  ...t,
  tags: [['asking'], ['showing', 'joking'], [], ['settling']][i] ?? [],
}));
const fold = { turnAt: (seq: number) => turns.find((t) => t.seq === seq) };

describe('the moments of a finding', () => {
  it('are the words of its turns, with what ended a loop, and nobody in them', () => {
    const moments = [
      { at: { graphic: 'loop:asking>showing>' }, label: 'x', total: 1, turns: [[1, 2, 3]] },
      { at: { graphic: 'otherwise:loop:asking>showing>' }, label: 'x', total: 3, turns: [[1, 2]] },
    ];
    const scenes = scenesOf('loop:asking>showing>', moments, fold, turns);
    expect(scenes).toEqual({
      name: '',
      chain: [
        { code: 'asking', less: false },
        { code: 'showing', less: false },
      ],
      round: true,
      usual: [{ words: ['asking', 'showing', ''], ended: 'settling' }],
      otherwise: [{ words: ['asking', 'showing'] }],
      total: 1,
      otherwiseTotal: 3,
    });
    expect(JSON.stringify(scenes)).not.toMatch(/"p1"|"p2"/);
  });

  it('tell a pattern by its name, and as many moments as can be read', () => {
    const all = Array.from({ length: 40 }, () => [1]);
    const moments = [{ at: { graphic: 'pattern:ping-pong' }, label: 'Two talk', total: 40, turns: all }];
    const scenes = scenesOf('pattern:ping-pong', moments, fold, turns);
    expect([scenes?.name, scenes?.total, scenes?.usual.length]).toEqual(['Two talk', 40, MOST_SCENES]);
    expect(scenesOf('pattern:silent-third', [], fold, turns)).toBeNull();
  });

  it('name the words that follow each other', () => {
    expect(chainOf('link:asking>showing').chain.map((c) => c.code)).toEqual(['asking', 'showing']);
    expect(chainOf('link:asking|showing').chain.map((c) => c.less)).toEqual([true, false]);
    expect(chainOf('effect:member:showing:opens')).toEqual({
      chain: [{ code: 'showing', less: false }],
      round: false,
      leads: 'opens',
    });
    expect(chainOf('pattern:ping-pong').chain).toEqual([]);
  });
});
