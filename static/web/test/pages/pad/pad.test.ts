import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DISCARD_MS, Meeting } from '../../../src/pages/pad/meeting';
import { Pad } from '../../../src/pages/pad/pad';
import { memoryEntryStore } from '../../../src/session/entry-store';
import { LiveSession } from '../../../src/session/live-session';
import { Clock } from '../../clock';
import { FakeServer } from '../../server';

let clock: Clock;
let server: FakeServer;
let live: LiveSession;
let pad: Pad;
let meeting: Meeting;

async function settled() {
  for (let i = 0; i < 20; i++) await new Promise((r) => setImmediate(r));
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  clock = new Clock();
  server = new FakeServer(() => clock.now);
  server.tags = [
    { id: 'x' },
    { id: 'open', family: 'f' },
    { id: 'shut', family: 'f' },
    { id: 'one', family: 'g' },
  ];
  live = new LiveSession('s', 'ws://host/live', {
    openSocket: (url) => server.open(url),
    store: memoryEntryStore(),
    clock: clock.page(),
    random: () => 0.5,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (id) => clock.clearTimeout(id),
    make: async () => 'made',
    becomeSender: (_, granted) => {
      granted();
      return { release: () => {} };
    },
    channel: () => ({ post: () => {}, close: () => {} }),
  });
  pad = new Pad(live);
  meeting = new Meeting(live, pad);
  await live.open();
  await settled();
  live.add({ type: 'state', at: 0, state: 'live', time: new Date(clock.now).toISOString(), told: true });
  await settled();
  return () => vi.useRealTimers();
});

const SEATS: Record<string, { x: number; y: number }> = {
  Anna: { x: 0.5, y: 0 },
  Bram: { x: 1, y: 0.5 },
  Chantal: { x: 0.5, y: 1 },
  Dirk: { x: 0, y: 0.5 },
};
const place = (name: string) => SEATS[name];

const turns = () => pad.turns.value.map((t) => `${t.from}>${t.to}${t.tags.map((x) => ` ${x}`).join('')}`);
/** Taps a turn with its tag, a second after the one before. */
function turn(from: string, tag = 'x') {
  clock.now += 1000;
  pad.seat(from, 'answer');
  pad.tag(tag);
}

describe('the pad', () => {
  describe('with a frame to draw', () => {
    let frame: (() => void) | null;
    beforeEach(() => {
      frame = null;
      pad = new Pad(live, (run) => {
        const now = () => {
          if (frame !== now) return;
          frame = null;
          run();
        };
        frame = now;
        return now;
      });
    });

    it('shows a touch at once, and keeps it right after the frame', () => {
      const list = turns().length;
      pad.tap('a');
      expect(pad.shown.value).toEqual({ from: 'a', to: '*', open: true });
      expect(live.waiting.value).toBe(0);
      frame?.();
      expect(live.waiting.value).toBe(1);
      clock.now += 500;
      pad.tag('x');
      expect(pad.shown.value).toEqual({ from: 'a', to: '*', open: false });
      expect(turns()).toHaveLength(list);
      frame?.();
      expect(pad.shown.value).toEqual({ from: 'a', to: '*', open: false });
      expect(turns()).toEqual(['a>* x']);
      expect(frame).toBeNull();
    });

    it('keeps what waits before anything else is done, and when the page goes', () => {
      pad.tap('a');
      clock.now += 500;
      pad.tap('b'); // no frame came between
      clock.now += 500;
      pad.mark('moment');
      expect(turns()).toEqual(['a>*']);
      pad.undo(); // the draft of b
      expect(pad.shown.value).toEqual({ from: 'a', to: '*', open: false });
      clock.now += 500;
      pad.tap('c');
      pad.close();
      expect(turns()).toEqual(['a>*', 'c>a']);
      expect(frame).toBeNull();
    });
  });

  it('gives a turn the moment of its touch, however late the page learns of it', () => {
    clock.now += 5000;
    pad.tap('a', clock.now - 800);
    pad.settle();
    pad.seat('b', 'answer', clock.now - 300);
    pad.settle();
    expect(pad.turns.value.map((t) => t.at)).toEqual([4200, 4700]);
  });

  it('says why a word belongs to no turn', () => {
    pad.tag('x');
    expect(pad.said.value?.what).toBe('noTurnForTag');
    turn('a');
    clock.now += 5000;
    pad.tag('y');
    expect(pad.said.value?.what).toBe('tooLateForTag');
    expect(turns()).toEqual(['a>* x']);
  });

  it('takes the second of a double tap for none, and a tap after a word for a new one', () => {
    pad.tap('a');
    clock.now += 200;
    expect(pad.tap('a')).toBeNull();
    pad.tag('x');
    expect(pad.tap('a')).not.toBeNull();
    pad.settle();
    expect(turns()).toEqual(['a>* x', 'a>*']);
    pad.mark('moment');
    pad.mark('moment');
    pad.together('silence', 'silence');
    pad.together('silence', 'silence');
    expect(live.fold.value?.ofType('mark')).toHaveLength(2);
    expect(turns()).toEqual(['a>* x', 'a>*', '*>*']);
  });

  it('lets a finger that lifts late change its own turn only', () => {
    const first = pad.tap('a');
    clock.now += 400;
    pad.tap('b');
    pad.to('c', first ?? undefined);
    pad.settle();
    expect(turns()).toEqual(['a>*', 'b>a']);
  });

  it('undoes and redoes in the order of doing, corrections and discarding among it', () => {
    turn('a');
    turn('b');
    const second = pad.turns.value[1];
    if (!second) throw new Error('no second turn');
    pad.correct(second, { from: 'b', to: '*', tags: ['y', 'z'], at: second.at });
    pad.takeOut(pad.turns.value[0]?.id ?? '');
    turn('c');
    expect(turns()).toEqual(['b>* y z', 'c>b x']);
    const back = [];
    for (let i = 0; i < 5; i++) {
      pad.undo();
      back.push(turns());
    }
    expect(back).toEqual([['b>* y z'], ['a>* x', 'b>* y z'], ['a>* x', 'b>a x'], ['a>* x'], []]);
    pad.undo();
    expect(pad.said.value?.what).toBe('nothingToUndo');
    const forth = [];
    for (let i = 0; i < 5; i++) {
      pad.redo();
      forth.push(turns());
    }
    expect(forth).toEqual([...back.slice(0, 4).reverse(), ['b>* y z', 'c>b x']]);
    expect(pad.undoing.canRedo.value).toBe(false);
  });

  it('takes a turn with both its words back at once', () => {
    turn('a', 'x');
    pad.tag('y');
    expect(turns()).toEqual(['a>* x y']);
    pad.undo();
    expect(turns()).toEqual([]);
    pad.redo();
    expect(turns()).toEqual(['a>* x y']);
  });

  it('says what was taken back and what came again', () => {
    const said = () => [pad.said.value?.what, pad.said.value?.about] as const;
    turn('a', 'x');
    pad.mark('moment');
    pad.undo();
    expect(said()).toEqual(['undone', expect.objectContaining({ type: 'mark', kind: 'moment' })]);
    pad.undo();
    expect(said()).toEqual(['undone', expect.objectContaining({ from: 'a', to: '*', tags: ['x'] })]);
    pad.redo();
    expect(said()).toEqual(['redone', expect.objectContaining({ from: 'a', to: '*', tags: ['x'] })]);
    pad.seat('b', 'answer'); // a draft
    pad.undo();
    expect(said()).toEqual(['undone', { from: 'b', to: 'a', tags: [] }]);
    pad.together('silence', 'stilte');
    pad.undo();
    expect(said()).toEqual(['undone', expect.objectContaining({ type: 'mark', label: 'stilte' })]);
    const [first] = pad.turns.value;
    if (!first) throw new Error('no turn');
    pad.correct(first, { from: 'a', to: '*', tags: [], at: first.at });
    pad.undo(); // a correction has no entry of its own to name
    expect(said()).toEqual(['undone', undefined]);
  });

  it('takes the tag of a finger that only asked back, and no other', () => {
    clock.now += 1000;
    pad.seat('a', 'answer');
    const tagged = pad.tag('x');
    if (tagged === null) throw new Error('no turn took the tag');
    clock.now += 500;
    pad.untag(tagged, 'x');
    expect(turns()).toEqual(['a>*']);
    pad.tag('open'); // still within ten seconds
    expect(turns()).toEqual(['a>* open']);
    expect(pad.tag('open')).toBeNull(); // it has it already
  });

  it('offers the words of a family for two seconds, where there are several', () => {
    turn('a', 'g');
    expect(pad.family.value).toBeNull();
    turn('b', 'f');
    const offered = pad.family.value;
    if (!offered) throw new Error('nothing is offered');
    vi.advanceTimersByTime(1900);
    expect(pad.family.value).toBe(offered);
    pad.refine(offered, 'open');
    expect(turns()).toEqual(['a>* g', 'b>a open']);
    expect(pad.family.value).toBeNull();
    turn('c', 'f');
    vi.advanceTimersByTime(2000);
    expect(pad.family.value).toBeNull();
    pad.undo(); // the turn goes with its word
    pad.undo();
    expect(turns()).toEqual(['a>* g']);
  });

  it('lets an observer discard what is their own, and the owner that of all', async () => {
    turn('a');
    const own = pad.turns.value[0]?.id;
    const at = live.at() + 10;
    server.store({ id: 'o', type: 'interaction', observer: 'o1', at, from: 'b', to: 'a' } as never);
    server.store({ id: 'n', type: 'note', observer: 'o1', at, text: 'T', visibility: 'private' } as never);
    await settled();
    expect(meeting.recent()).toEqual({ ids: [own, 'o'], others: 1 });
    live.role.value = 'observer';
    expect(meeting.recent()).toEqual({ ids: [own], others: 0 });
  });

  it('leaves start and end to the owner while the owner is here', () => {
    const owner = { observer: 'owner', name: 'Olga', role: 'owner' as const };
    live.presence.value = [owner];
    expect(meeting.coached.value).toBe(false); // the owner is the one who looks
    live.role.value = 'observer';
    expect(meeting.coached.value).toBe(true);
    live.presence.value = [{ observer: 'o1', name: 'Jan', role: 'observer' }];
    expect(meeting.coached.value).toBe(false);
  });

  it('discards the last five minutes, and no more, and brings them back', () => {
    turn('a');
    clock.now += DISCARD_MS;
    turn('b');
    pad.mark('moment');
    pad.seat('c', 'answer'); // a draft belongs to these minutes, too
    meeting.discard();
    expect(turns()).toEqual(['a>* x']);
    expect(live.fold.value?.ofType('mark')).toEqual([]);
    pad.undo();
    expect(turns()).toEqual(['a>* x', 'b>a x', 'c>b']);
    expect(live.fold.value?.ofType('mark')).toHaveLength(1);
  });

  it('gives all who take no part one seat', () => {
    meeting.join('Anna');
    meeting.join('Bram');
    const [anna, bram] = meeting.people.value;
    meeting.someone('someone', anna);
    meeting.someone('someone', bram);
    expect(meeting.people.value.map((p) => p.name)).toEqual(['someone']);
    expect([anna?.id, bram?.id]).not.toContain(meeting.people.value[0]?.id);
  });

  it('tells who takes no part from who left, and seats nobody on the chair that is free', () => {
    for (const name of ['Anna', 'Bram', 'Chantal', 'Dirk']) meeting.join(name, place(name));
    const [anna, bram, chantal] = meeting.people.value;
    if (!anna || !bram || !chantal) throw new Error('nobody');
    meeting.present(chantal, false);
    meeting.someone('someone', anna);
    meeting.someone('someone', bram);
    const now = new Map(live.fold.value?.participants().map((p) => [p.name, p]));
    const rather = (name: string) => {
      const p = now.get(name);
      return p && meeting.ratherNot(p, 'someone');
    };
    expect(['Anna', 'Bram', 'Chantal'].map(rather)).toEqual([true, true, false]);
    expect(now.get('someone')?.seat).toBeDefined();
    expect(Object.values(SEATS)).not.toContainEqual(now.get('someone')?.seat);
  });

  it('asks how an item ended once the next has begun', () => {
    meeting.begin({ name: 'One', purpose: 'inform' });
    expect(meeting.openPhase()).toBeUndefined();
    clock.now += 1000;
    meeting.begin({ name: 'Two' });
    expect(meeting.openPhase()?.name).toBe('One');
    const one = meeting.openPhase();
    if (one) meeting.outcome(one, 'decision');
    expect(meeting.openPhase()).toBeUndefined();
    expect(meeting.currentPhase()?.name).toBe('Two');
    pad.undo();
    expect(meeting.openPhase()?.name).toBe('One');
  });
});

describe('the pad, from paper', () => {
  const at = () => pad.turns.value.map((t) => t.at / 60_000);
  beforeEach(() => {
    const session = live.session.value;
    if (session) live.session.value = { ...session, timing: 'paper' };
  });

  it('takes the first word of a turn however late, and a second one only right after it', () => {
    pad.seat('a', 'answer');
    clock.now += 120_000;
    pad.settle();
    pad.tag('x');
    clock.now += 1_000;
    pad.tag('one');
    expect(turns()).toEqual(['a>* x one']);
    clock.now += 60_000;
    expect(pad.tag('open')).toBeNull();
    expect(turns()).toEqual(['a>* x one']);
  });

  it('keeps the order of what is entered faster than it is drawn', () => {
    pad = new Pad(live, (run) => {
      let done = false;
      return () => {
        if (!done) run();
        done = true;
      };
    });
    for (const who of ['a', 'b', 'c', 'a']) pad.seat(who, 'answer');
    pad.close();
    expect(turns()).toEqual(['a>*', 'b>a', 'c>b', 'a>c']);
    expect(new Set(at()).size).toBe(4);
  });

  it('sets the turns within the minutes of their item, the next item after them, and undo puts them back', () => {
    meeting.begin({ name: 'One' });
    for (const who of ['a', 'b', 'a', 'b']) turn(who);
    const before = at();
    meeting.begin({ name: 'Two' }, meeting.spread([8]));
    turn('a');
    expect(at().slice(0, 4)).toEqual([1, 3, 5, 7]);
    expect(meeting.paperItems().map((i) => [i.phase?.name, i.turns, i.minutes])).toEqual([
      ['One', 4, 8],
      ['Two', 1, null],
    ]);
    for (let i = 0; i < 3; i++) pad.undo(); // the turn, the item, and the times
    expect(at()).toEqual(before);
    for (let i = 0; i < 3; i++) pad.redo();
    expect(at().slice(0, 4)).toEqual([1, 3, 5, 7]);
    expect(turns()).toHaveLength(5);
  });
});
