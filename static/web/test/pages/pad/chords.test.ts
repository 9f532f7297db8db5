import { describe, expect, it } from 'vitest';
import { type Address, EMPTY, type State, touch } from '../../../src/pages/pad/grammar';
import { meetingFile, missingMeetings } from '../../meetings';

const MEETINGS = ['Bed003', 'Bmr001', 'Bmr006', 'Bmr019', 'Bro023', 'Buw001'];

/** How many keys and chords a meeting takes with one tag per turn, by the grammar itself. */
function cost(name: string): { perTurn: number; turns: number } {
  const rows = meetingFile(name).trim().split('\n').slice(1);
  const spoken: { from: string }[] = [];
  let state: State = EMPTY;
  let keys = 0;
  let n = 0;
  for (const row of rows) {
    const [ms, from = '', target = ''] = row.split(',');
    const to = target === '' ? '*' : target;
    const at = Number(ms);
    // Counts the cheapest key of the seat that leads to the addressee, or otherwise
    // one more chord.
    const tries = (['answer', 'group', 'other'] as Address[]).map((address) =>
      touch(state, { kind: 'seat', person: from, address, id: `t${n}`, at }, spoken),
    );
    let next = tries.find((t) => t.state.draft?.to === to)?.state;
    keys++;
    if (!next) {
      next = touch(tries[0]?.state ?? EMPTY, { kind: 'to', person: to, at }, spoken).state;
      keys++;
    }
    expect([next.draft?.from, next.draft?.to]).toEqual([from, to]);
    state = touch(next, { kind: 'tag', tag: 'x', at }, spoken).state;
    keys++;
    spoken.push({ from });
    n++;
  }
  return { perTurn: keys / n, turns: n };
}

describe.skipIf(missingMeetings())('keys per turn of real meetings', () => {
  it('are little more than two', () => {
    const all = MEETINGS.map((name) => ({ name, ...cost(name) }));
    for (const { name, perTurn, turns } of all)
      process.stdout.write(`${name}: ${perTurn.toFixed(3)} keys and chords per turn, ${turns} turns\n`);
    expect(all.find((m) => m.name === 'Bmr006')).toMatchObject({ turns: 1824 });
    expect(all.find((m) => m.name === 'Bmr006')?.perTurn).toBeLessThanOrEqual(2.15);
  });
});
