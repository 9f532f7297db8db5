import { expect, it } from 'vitest';
import { entriesOf, linesOf, readableOf } from '../../src/session/entry-file';
import type { Kept, KeptSession } from '../../src/session/entry-store';
import type { Entry } from '../../src/session/wire';

const A = '0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e';
const B = '0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f';
const kept = (entry: Entry) => ({ id: entry.id, entry }) as Kept;

it('a file of entries has one a line, as the server takes them, and comes back', () => {
  const turn: Entry = { id: A, type: 'interaction', at: 1, from: 'p1', to: '*', tags: ['asking'] };
  const note: Entry = { id: B, type: 'note', at: 2, text: 'one\ntwo', visibility: 'shared' };
  const text = linesOf([kept({ ...turn, seq: 7, observer: 'o1', recorded_at: 'x' }), kept(note)]);
  expect(text.split('\n')).toEqual([JSON.stringify(turn), JSON.stringify(note), '']);
  expect(entriesOf(text)).toEqual({ entries: [turn, note], bad: 0 });
});

it('of a file that an editor has touched what is an entry comes back, and the rest is counted', () => {
  const entry = { id: A, type: 'mark', at: 1, kind: 'moment' };
  const text = `\ufeff\r\n${JSON.stringify(entry)}\r\n\n[1]\nnull\n{"id":3}\n{"id":"a","type":"mark"}\n{"id":"${B}","type":"letter"}\n{"id":"${B}","type":"constructor"}\nno\n{"seq":1,"id":"${B}","type":"redacted"}`;
  expect(entriesOf(text)).toEqual({ entries: [entry], bad: 8 });
});

it('what is private of others is in no file of who is here', () => {
  const entry = (id: string, observer: string, visibility: 'private' | 'shared') =>
    ({ id, observer, entry: { id, type: 'note', at: 1, text: 'x', visibility } }) as Kept;
  const entries = [
    entry('mine', 'o1', 'private'),
    entry('theirs', 'o2', 'private'),
    entry('shared', 'o2', 'shared'),
  ];
  const of = (observer?: string) => {
    const session = observer === undefined ? undefined : ({ observer } as KeptSession);
    return readableOf({ id: 's', session, entries }).map((k) => k.id);
  };
  expect(of('o1')).toEqual(['mine', 'shared']);
  expect(of('')).toEqual(['shared']);
  expect(of()).toEqual(['shared']);
});
