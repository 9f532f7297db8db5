import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { begunPhases, chosenObserver, isIn, turnsPerObserver } from '../../../src/pages/review/selection';
import { Fold } from '../../../src/session/fold';
import type { Entry, Header, Session } from '../../../src/session/wire';

interface Log {
  why: string;
  header: Header & Pick<Session, 'coding' | 'observers'>;
  entries: Entry[];
  cases: { observer: string; phase: string; chosen: string; turns: number[] }[];
}

const logs: Log[] = JSON.parse(
  readFileSync(new URL('../../../../../analysis/testdata/selection.json', import.meta.url), 'utf8'),
);

it.each(logs)('selects the turns that the server counts: $why', ({ header, entries, cases }) => {
  const fold = new Fold(header);
  for (const e of entries) fold.apply(e);
  const turns = fold.interactions();
  const phases = begunPhases(fold);
  for (const c of cases) {
    const observer = chosenObserver(header, turnsPerObserver(turns), c.observer);
    expect(observer).toBe(c.chosen);
    const selected = turns.filter(
      (t) => (observer === '' || t.observer === observer) && (c.phase === '' || isIn(c.phase, phases, t)),
    );
    expect(selected.map((t) => t.seq)).toEqual(c.turns);
  }
});
