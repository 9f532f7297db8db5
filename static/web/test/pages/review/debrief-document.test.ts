import { beforeEach, describe, expect, it } from 'vitest';
import { DebriefDocument, type Draft } from '../../../src/pages/review/debrief-document';
import {
  alike,
  choosing,
  chosenIn,
  type Debrief,
  merge,
  NO_PATTERN,
  savable,
} from '../../../src/pages/review/debrief-merge';
import { DebriefChanged, Problem } from '../../../src/server/api';
import type { DebriefAnswer } from '../../../src/server/api.gen';
import { Clock } from '../../clock';

describe('bringing two changes together', () => {
  const base: Debrief = {
    finding: 'a',
    questions: ['Why?'],
    experiment: { id: 'e', text: 'Wait', owner: 'Ann' },
  };

  it('keeps what each of the two changed', () => {
    const mine = { ...base, finding: 'b', experiment: { ...base.experiment, owner: 'Bo' } };
    const theirs = { ...base, questions: ['How?'], experiment: { ...base.experiment, text: 'Wait longer' } };
    expect(merge(base, mine, theirs)).toEqual({
      merged: {
        finding: 'b',
        questions: ['How?'],
        experiment: { id: 'e', text: 'Wait longer', owner: 'Bo' },
      },
      theirs: {},
    });
  });

  it('keeps what was removed here removed, and what was removed there', () => {
    const { finding: _, ...mine } = base;
    const { questions: __, ...theirs } = base;
    expect(merge(base, mine, theirs).merged).toEqual({ experiment: base.experiment });
  });

  it('keeps the own text where both wrote, and tells what the other wrote', () => {
    const mine = { ...base, questions: ['Mine?'], experiment: { ...base.experiment, text: 'My try' } };
    const theirs = { ...base, questions: ['Theirs?'], experiment: { ...base.experiment, text: 'Their try' } };
    expect(merge(base, mine, theirs)).toEqual({
      merged: mine,
      theirs: { questions: 'Theirs?', text: 'Their try' },
    });
  });

  it('leaves what it does not know', () => {
    const theirs = { ...base, guesses: { team: 'more' }, step: 3 };
    expect(merge(base, { ...base, finding: 'b' }, theirs).merged).toEqual({ ...theirs, finding: 'b' });
  });
});

it('tells one pattern or one loop, the one that was chosen last', () => {
  const chosen = { ...choosing('loop:asking>'), form: 'ten' as const };
  expect(chosenIn(chosen)).toBe('loop:asking>');
  expect(chosenIn({ ...chosen, ...choosing('pattern:circling') })).toBe('pattern:circling');
  expect(chosenIn({ ...chosen, ...choosing(NO_PATTERN) })).toBe(NO_PATTERN);
  expect(chosenIn({ ...chosen, ...choosing(undefined) })).toBeUndefined();
});

it('saves a try-out only with words, and no empty question', () => {
  expect(savable({ finding: 'a', experiment: { owner: 'Bo' } })).toEqual({ finding: 'a' });
  expect(savable({ experiment: { text: '  ', owner: 'Bo' }, questions: [' '] })).toEqual({
    questions: undefined,
  });
  expect(savable({ experiment: { text: 'x', owner: 'Bo' } })).toEqual({
    experiment: { text: 'x', owner: 'Bo' },
  });
  expect(alike({ finding: 'a', questions: undefined }, { finding: 'a' })).toBe(true);
  expect(alike({ finding: 'a' }, {})).toBe(false);
});

describe('the document', () => {
  let clock: Clock;
  let kept: Draft | null;
  let stored: { value: DebriefAnswer; version: string };
  let away: boolean;
  let puts: Debrief[];
  let hold: Promise<void> | null;

  beforeEach(() => {
    clock = new Clock();
    kept = null;
    stored = { value: {}, version: '1' };
    away = false;
    puts = [];
    hold = null;
  });

  const settled = () => new Promise((done) => setTimeout(done, 0));
  async function pass(ms: number): Promise<void> {
    clock.run(ms);
    await settled();
  }

  async function opened(): Promise<DebriefDocument> {
    const doc = new DebriefDocument({
      get: async () => {
        if (away) throw new Problem(0);
        const answer = stored;
        await hold;
        return answer;
      },
      put: async (d, version) => {
        if (away) throw new Problem(0);
        if (version !== stored.version) throw new DebriefChanged(stored);
        puts.push(d as Debrief);
        stored = { value: d, version: String(Number(version) + 1) };
        return stored;
      },
      recall: () => kept,
      keep: (d) => {
        kept = d;
      },
      setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
      clearTimeout: (t) => clock.clearTimeout(t as number),
    });
    await doc.open();
    await settled();
    return doc;
  }

  it('keeps a change on the device at once, and saves it when nobody types', async () => {
    const doc = await opened();
    doc.set({ finding: 'a' });
    expect(kept?.mine).toEqual({ finding: 'a' });
    expect(doc.state.value).toBe('saving');
    doc.set({ questions: ['Why?'] });
    await pass(1_000);
    expect(puts).toEqual([{ finding: 'a', questions: ['Why?'] }]);
    expect([doc.state.value, kept]).toEqual(['saved', null]);
  });

  it('shows what the device holds while the server is away, and saves it later', async () => {
    kept = { base: {}, mine: { questions: ['Why?'] } };
    stored = { value: { finding: 'a' }, version: '4' };
    away = true;
    const doc = await opened();
    expect(doc.shown.value).toEqual({ questions: ['Why?'] });
    doc.set({ questions: ['Why now?'] });
    expect([kept, doc.state.value]).toEqual([{ base: {}, mine: { questions: ['Why now?'] } }, 'here']);
    away = false;
    await pass(60_000);
    await pass(60_000);
    expect(stored.value).toEqual({ finding: 'a', questions: ['Why now?'] });
    expect(doc.state.value).toBe('saved');
  });

  it('brings together what somebody else saved meanwhile, and saves that', async () => {
    const doc = await opened();
    stored = { value: { questions: ['Theirs?'], last: { id: 'l', text: 'Wait' } }, version: '7' };
    doc.set({ finding: 'a' });
    await pass(1_000);
    await pass(1_000);
    expect(stored.value).toEqual({ finding: 'a', questions: ['Theirs?'] });
    expect(doc.shown.value).toEqual({ finding: 'a', questions: ['Theirs?'] });
    expect(doc.state.value).toBe('saved');
  });

  it('reads again what changed while an answer was on its way', async () => {
    const doc = await opened();
    let late = () => {};
    hold = new Promise((done) => {
      late = done;
    });
    void doc.refresh();
    hold = null;
    stored = { value: { questions: ['Theirs?'] }, version: '7' };
    void doc.refresh();
    late();
    await settled();
    expect(doc.shown.value).toEqual({ questions: ['Theirs?'] });
  });

  it('offers the text of the other one where both wrote', async () => {
    const doc = await opened();
    stored = { value: { questions: ['Theirs?'] }, version: '7' };
    doc.set({ questions: ['Mine?'] });
    await pass(1_000);
    await pass(1_000);
    expect(doc.theirs.value).toEqual({ questions: 'Theirs?' });
    expect(stored.value.questions).toEqual(['Mine?']);
    doc.settle('questions');
    expect(doc.theirs.value).toEqual({});
  });

  it('saves what was typed just before the page is left', async () => {
    const doc = await opened();
    doc.set({ questions: ['Why?'] });
    doc.close();
    await settled();
    expect([puts, kept]).toEqual([[{ questions: ['Why?'] }], null]);
  });

  it('loses nothing while the server is away, also when the page is left', async () => {
    const doc = await opened();
    away = true;
    doc.set({ questions: ['Why?'] });
    await pass(1_000);
    expect(doc.state.value).toBe('here');
    expect(doc.problem.value).toBeNull();
    doc.close();
    stored = { value: { finding: 'b' }, version: '5' };
    away = false;
    const next = await opened();
    expect(next.shown.value).toEqual({ finding: 'b', questions: ['Why?'] });
    await pass(1_000);
    expect(stored.value).toEqual({ finding: 'b', questions: ['Why?'] });
    expect(kept).toBeNull();
  });

  it('tries again by itself when the server is away', async () => {
    const doc = await opened();
    away = true;
    doc.set({ finding: 'a' });
    await pass(1_000);
    away = false;
    await pass(6_000);
    expect([doc.state.value, stored.value]).toEqual(['saved', { finding: 'a' }]);
  });

  it('says when something cannot be saved, and keeps it', async () => {
    const doc = await opened();
    const { version } = stored;
    Object.defineProperty(stored, 'version', {
      get: () => {
        throw new Problem(422);
      },
    });
    doc.set({ finding: 'a' });
    await pass(1_000);
    expect(doc.problem.value?.status).toBe(422);
    expect(kept?.mine).toEqual({ finding: 'a' });
    stored = { value: {}, version };
    doc.again();
    await settled();
    expect([doc.problem.value, doc.state.value]).toEqual([null, 'saved']);
  });
});
