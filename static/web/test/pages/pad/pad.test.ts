import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DISCARD_MS, Meeting } from '../../../src/pages/pad/meeting';
import { Pad } from '../../../src/pages/pad/pad';
import { memoryEntryStore } from '../../../src/session/entry-store';
import { LiveSession } from '../../../src/session/live-session';
import { Clock } from '../../clock';
import { FakeServer } from '../../server';

let clock: Clock;
let live: LiveSession;
let pad: Pad;
let meeting: Meeting;

async function settled() {
  for (let i = 0; i < 20; i++) await new Promise((r) => setImmediate(r));
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  clock = new Clock();
  const server = new FakeServer(() => clock.now);
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
