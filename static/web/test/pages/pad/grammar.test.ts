import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Act, type Address, EMPTY, type State, type Touch, touch } from '../../../src/pages/pad/grammar';

/** Applies touches like the pad does, and keeps the resulting log. */
class Player {
  state: State = EMPTY;
  log = new Map<string, { from: string; to: string; tags: string[]; proposed: boolean; at: number }>();
  drafts = new Set<string>();
  acts: Act[] = [];
  private n = 0;

  do(t: Touch): Act[] {
    const { state, acts } = touch(this.state, t, [...this.log.values()]);
    this.state = state;
    for (const a of acts) this.apply(a);
    this.acts.push(...acts);
    return acts;
  }
  private apply(a: Act) {
    switch (a.kind) {
      case 'draft':
        this.drafts.add(a.turn.id);
        break;
      case 'turn': {
        const { id, ...rest } = a.turn;
        expect(this.log.has(id)).toBe(false);
        expect(this.drafts.has(id)).toBe(true); // it was kept on the device before it is an entry
        this.log.set(id, rest);
        break;
      }
      case 'amend': {
        const old = this.log.get(a.target);
        if (!old) throw new Error('amends what is no entry');
        Object.assign(old, a.set);
        break;
      }
      case 'drop':
        this.drafts.delete(a.id);
    }
  }
  seat(person: string, at: number, address: Address = 'answer') {
    return this.do({ kind: 'seat', person, address, id: `t${++this.n}`, at });
  }
  to(person: string, at: number) {
    return this.do({ kind: 'to', person, at });
  }
  tag(tag: string, at: number) {
    return this.do({ kind: 'tag', tag, at });
  }
  settle() {
    return this.do({ kind: 'settle' });
  }
  turns() {
    return [...this.log.values()].map((t) => `${t.from}>${t.to}${t.tags.map((x) => ` ${x}`).join('')}`);
  }
}

describe('the grammar of the pad', () => {
  it('lets a seat answer the last other speaker', () => {
    const p = new Player();
    p.seat('a', 0);
    p.seat('b', 1000);
    p.seat('a', 2000);
    p.seat('a', 3000);
    p.seat('c', 4000);
    p.settle();
    expect(p.turns()).toEqual(['a>*', 'b>a', 'a>b', 'a>*', 'c>a']);
    expect([...p.log.values()].every((t) => t.proposed)).toBe(true);
  });

  it('sends a turn to the group with Shift, and to the last other speaker with Alt', () => {
    const p = new Player();
    p.seat('a', 0);
    p.seat('b', 1, 'group');
    p.seat('b', 2, 'other');
    p.seat('c', 3, 'other');
    p.settle();
    expect(p.turns()).toEqual(['a>*', 'b>*', 'b>a', 'c>b']);
    expect([...p.log.values()].map((t) => t.proposed)).toEqual([true, false, false, false]);
  });

  it('has nobody to answer with Alt when nobody else spoke', () => {
    const p = new Player();
    p.seat('a', 0, 'other');
    p.settle();
    expect(p.turns()).toEqual(['a>*']);
  });

  it('does not take silence for a speaker', () => {
    const { state } = touch(EMPTY, { kind: 'seat', person: 'b', address: 'answer', id: 'x', at: 0 }, [
      { from: 'a' },
      { from: '*' },
    ]);
    expect(state.draft?.to).toBe('a');
  });

  it('sends the draft to a person with one chord, and then it is chosen', () => {
    const p = new Player();
    p.seat('a', 0);
    p.to('c', 10);
    p.settle();
    expect([...p.log.values()]).toEqual([{ from: 'a', to: 'c', tags: [], proposed: false, at: 0 }]);
  });

  it('sends the draft to nobody who speaks it', () => {
    const p = new Player();
    p.seat('a', 0);
    expect(p.to('a', 10)).toEqual([]);
  });

  it('amends the last turn when the chord comes after it became an entry, for ten seconds', () => {
    const p = new Player();
    p.seat('a', 0);
    p.tag('x', 10);
    p.to('c', 10_000);
    expect(p.turns()).toEqual(['a>c x']);
    expect(p.to('*', 10_001)).toEqual([]);
  });

  it('makes an entry of a draft with its tag, at the moment of the first touch', () => {
    const p = new Player();
    p.seat('a', 500);
    expect(p.tag('x', 3000)).toEqual([
      { kind: 'turn', turn: { id: 't1', at: 500, from: 'a', to: '*', tags: ['x'], proposed: true } },
    ]);
  });

  it('tags the last untagged turn within ten seconds, by amending it', () => {
    const p = new Player();
    p.seat('a', 0);
    p.settle();
    expect(p.tag('x', 10_000)).toEqual([{ kind: 'amend', target: 't1', set: { tags: ['x'] } }]);
    const late = new Player();
    late.seat('a', 0);
    late.settle();
    expect(late.tag('x', 10_001)).toEqual([]);
  });

  it('adds a second tag within three seconds of the first, and no same one twice', () => {
    const p = new Player();
    p.seat('a', 0);
    p.tag('x', 1000);
    expect(p.tag('x', 1100)).toEqual([]);
    expect(p.tag('y', 4000)).toEqual([{ kind: 'amend', target: 't1', set: { tags: ['x', 'y'] } }]);
    expect(p.tag('z', 4001)).toEqual([]);
    expect(p.turns()).toEqual(['a>* x y']);
  });

  it('takes a tag of the last turn back, and the turn takes another one', () => {
    const p = new Player();
    p.seat('a', 0);
    p.tag('x', 100);
    expect(p.do({ kind: 'untag', turn: 't1', tag: 'x' })).toEqual([
      { kind: 'amend', target: 't1', set: { tags: [] } },
    ]);
    p.tag('y', 9_000);
    expect(p.turns()).toEqual(['a>* y']);
    p.seat('b', 9_500); // the tag is taken back also when somebody else speaks already
    p.do({ kind: 'untag', turn: 't1', tag: 'y' });
    expect(p.turns()).toEqual(['a>*']);
  });

  it('puts a tag in the place of its family, and a second one may still follow', () => {
    const p = new Player();
    p.seat('a', 0);
    p.tag('settling', 100);
    p.do({ kind: 'refine', turn: 't1', family: 'settling', tag: 'deciding' });
    p.tag('asking', 2_000);
    expect(p.turns()).toEqual(['a>* deciding asking']);
    p.seat('b', 3_000);
    p.settle();
    // Of a turn that is no longer the last one nothing changes.
    expect(p.do({ kind: 'refine', turn: 't1', family: 'asking', tag: 'curiosity' })).toEqual([]);
  });

  it('never starts a turn by a tag', () => {
    expect(new Player().tag('x', 0)).toEqual([]);
  });

  it('drops a draft without a trace', () => {
    const p = new Player();
    p.seat('a', 0);
    p.do({ kind: 'drop' });
    p.settle();
    expect(p.log.size).toBe(0);
  });

  it('keeps its rules whatever is touched', () => {
    const people = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({
        k: fc.constant('seat' as const),
        person: people,
        address: fc.constantFrom<Address>('answer', 'group', 'other'),
      }),
      fc.record({ k: fc.constant('to' as const), person: fc.constantFrom('a', 'b', 'c', '*') }),
      fc.record({ k: fc.constant('tag' as const), tag: fc.constantFrom('x', 'y', 'z') }),
      fc.record({ k: fc.constant('settle' as const) }),
      fc.record({ k: fc.constant('drop' as const) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 6000 })), { maxLength: 60 }), (steps) => {
        const p = new Player();
        let at = 0;
        let seats = 0;
        let drops = 0;
        for (const [s, wait] of steps) {
          at += wait;
          if (s.k === 'seat') {
            p.seat(s.person, at, s.address);
            seats++;
          } else if (s.k === 'to') p.to(s.person, at);
          else if (s.k === 'tag') p.tag(s.tag, at);
          else if (s.k === 'settle') p.settle();
          else drops += p.do({ kind: 'drop' }).length;
        }
        p.settle();
        // Each touched seat is one turn, except those that were dropped. Nobody
        // answers themself, and no turn has a tag twice.
        expect(p.log.size).toBe(seats - drops);
        for (const t of p.log.values()) {
          expect(t.from).not.toBe(t.to);
          expect(new Set(t.tags).size).toBe(t.tags.length);
        }
        expect([...p.log.values()].map((t) => t.at)).toEqual(
          [...p.log.values()].map((t) => t.at).sort((a, b) => a - b),
        );
      }),
    );
  });
});
