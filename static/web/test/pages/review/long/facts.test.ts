import { describe, expect, it } from 'vitest';
import { debriefLongEn } from '../../../../src/messages/debrief-long-en';
import { decisionsOf } from '../../../../src/pages/review/debrief/long/decisions-of';
import { factsOf } from '../../../../src/pages/review/debrief/long/facts-of';
import type { Finding, Findings } from '../../../../src/server/api.gen';
import type { Turn } from '../../../../src/session/fold';
import type { Codebook } from '../../../../src/session/wire';

const tag = (id: string, effect: 'opens' | 'closes' | 'neutral') => ({
  id,
  effect,
  labels: { en: `to ${id}` },
});
const book: Codebook = {
  id: 'own',
  version: 1,
  tags: [tag('ask', 'opens'), tag('show', 'opens'), tag('judge', 'closes'), tag('tell', 'neutral')],
};

/** Forty turns of three people: every fourth to everybody, every other one an invitation. */
const turns = (change: (i: number) => Partial<Turn> = () => ({})): Turn[] =>
  Array.from({ length: 40 }, (_, i) => ({
    id: `t${i}`,
    seq: i + 1,
    observer: 'owner',
    at: i * 15_000,
    from: `p${(i % 3) + 1}`,
    to: i % 4 === 0 ? '*' : `p${((i + 1) % 3) + 1}`,
    tags: [i % 2 === 0 ? 'tell' : 'ask'],
    proposed: false,
    void: false,
    ...change(i),
  }));

const found = (...ids: string[]): Findings => ({
  glance: { findings: ids, fragments: [], pieces: [] },
  moments: [],
  sections: [
    {
      name: 'loops',
      title: '',
      lead: [],
      method: [],
      folds: [],
      items: ids.map((id): Finding => ({ id, text: '', short: `Said of ${id}.`, questions: [], notes: [] })),
    },
  ],
});

const facts = (o: Partial<Parameters<typeof factsOf>[0]>) =>
  factsOf(
    { turns: turns(), ms: 600_000, people: 4, book, found: null, outcomes: [], ...o },
    debriefLongEn.facts,
  );
const about = (what: string, o: Partial<Parameters<typeof factsOf>[0]>) =>
  facts(o).find((f) => f.about === what)?.text;

describe('the facts of a meeting', () => {
  it('are three sentences about the team', () => {
    expect(facts({}).map((f) => f.text)).toEqual([
      '40 turns in 10 minutes: about every 15 seconds somebody spoke.',
      'We heard 3 of 4 people; of every 4 turns 3 went straight to somebody, 1 to the whole group.',
      '20 turns did what often invites, most of all ‘to ask’.',
    ]);
  });

  it('say nothing of time where it is not known', () => {
    expect(about('much', { ms: null })).toBe('40 turns were noted.');
  });

  it('do not say to whom, where nobody chose it', () => {
    expect(about('whom', { people: 3, turns: turns((i) => ({ proposed: i % 3 > 0 })) })).toBe(
      'We heard all 3 people.',
    );
    expect(about('whom', { turns: turns(() => ({ to: '*' })) })).toContain(
      'every turn was to the whole group',
    );
  });

  it('tell of what helped: a finding only where it helps', () => {
    for (const id of ['loop:ask>show>', 'link:show>ask', 'pattern:difference-used'])
      expect(about('helped', { found: found(id) })).toBe(`Said of ${id}.`);
    for (const id of [
      'loop:judge>',
      'link:ask>judge',
      'link:judge|ask',
      'link:tell>tell',
      'pattern:circling',
    ])
      expect(about('helped', { found: found(id) }), id).toContain('often invites');
  });

  it('tell of outcomes where little invited, and of nothing where there are none', () => {
    const flat = turns(() => ({ tags: ['tell'] }));
    expect(about('helped', { turns: flat, outcomes: ['decision', undefined, 'left-open'] })).toBe(
      'Of 3 items of the agenda 2 got an outcome.',
    );
    expect(facts({ turns: flat, outcomes: [undefined] })).toHaveLength(2);
  });

  it('are none with too few turns', () => {
    expect(facts({ turns: turns().slice(0, 19) })).toEqual([]);
  });
});

it('has the items of the agenda with what came of them, and how many spoke', () => {
  const items = decisionsOf({
    phases: [
      { id: 'a', name: 'Roster', from: 60_000, seq: 0, purpose: 'decide', outcome: 'decision' },
      { id: 'b', name: 'Round', from: 570_000, seq: 0 },
    ],
    planned: [{ name: 'Roster' }, { name: 'Weekend', purpose: 'inform' }],
    turns: turns(),
  });
  expect(items).toEqual([
    { id: 'a', name: 'Roster', purpose: 'decide', outcome: 'decision', begun: true, turns: 34, spoke: 3 },
    { id: 'b', name: 'Round', purpose: undefined, outcome: undefined, begun: true, turns: 2, spoke: 2 },
    { id: 'planned Weekend', name: 'Weekend', purpose: 'inform', begun: false, turns: 0, spoke: 0 },
  ]);
});
