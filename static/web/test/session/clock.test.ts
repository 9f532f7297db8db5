import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Dials,
  dials,
  type Known,
  type Mark,
  type Memory,
  memory,
  PageClock,
} from '../../src/session/clock';

const NOW = 1_800_000_000_000;
const SECOND = 1_000;

/** A device with one tab, the true time, and how the device's clocks differ from it. */
class Device implements Dials {
  /** The true time. */
  time = NOW;
  /** How far the device's time of day is ahead of the true time. */
  wrong = 0;
  private stood = 0; // how long its steady dial has stopped
  private zero = 0; // where the steady dial of this page began, by the time of day when the page was loaded
  private kept: Known | null = null;
  readonly memory: Memory = {
    get: () => this.kept,
    set: (known) => {
      this.kept = known;
    },
  };
  clock: PageClock;

  constructor(
    wrong = 0,
    /** The steady dial stops while the device sleeps. */
    private readonly stands = true,
  ) {
    this.wrong = wrong;
    this.clock = this.load();
  }

  steady(event?: number): number {
    return event ?? this.time - this.stood - this.zero;
  }
  day(): number {
    return this.time + this.wrong;
  }

  load(): PageClock {
    this.clock?.keep();
    this.zero = this.time - this.stood - this.wrong - 12_345;
    this.clock = new PageClock(this, this.memory);
    return this.clock;
  }
  pass(ms: number) {
    this.time += ms;
  }
  sleep(ms: number, outOfSight = true) {
    if (outOfSight) this.clock.inSight(false);
    this.time += ms;
    if (this.stands) this.stood += ms;
    if (outOfSight) this.clock.inSight(true);
  }
  /** Connects; asking and answering take this long. */
  connect(up = 0, down = 0) {
    const asked = this.steady();
    this.pass(up);
    const said = Math.floor(this.time);
    this.pass(down);
    this.clock.heard(said, asked);
  }
  /** Receives a tick that was on its way for this long. */
  tick(ms = 0) {
    this.clock.heard(Math.floor(this.time) - ms);
  }
  /** By how much the page's time differs from the true time. */
  get off(): number {
    return this.clock.now() - this.time;
  }
}

describe('the clock of a page', () => {
  it('does not step with the time of day, before and after the server has spoken', () => {
    const d = new Device();
    for (const wrong of [600_000, -600_000, 86_400_000]) {
      d.wrong = wrong;
      d.pass(5_000);
      expect(d.off).toBe(0);
    }
    d.connect(5, 5);
    d.wrong = -3_600_000;
    d.pass(5_000);
    d.tick(3);
    expect(d.off).toBe(0);
    d.wrong = 3_600_000;
    d.connect(5, 5);
    expect(d.off).toBe(0);
  });

  it('takes the time of the server, and knows by how much its own was wrong', () => {
    for (const wrong of [10_800_000, -10_800_000, 3_000, -3_000]) {
      const d = new Device(wrong);
      expect(d.off).toBe(wrong);
      expect(d.clock.sure).toBe(false);
      d.connect(2, 0);
      expect(d.off).toBe(0);
      expect([d.clock.sure, d.clock.error()]).toEqual([true, -wrong]);
    }
  });

  it('does not take the time that a message is on its way for a clock that is ahead', () => {
    const d = new Device();
    d.connect(200, 180);
    expect(d.off).toBe(0);
    const late = new Device(-5_000);
    late.connect(200, 180);
    expect(late.off).toBe(-180);
    late.tick(5);
    expect(late.off).toBe(-5);
  });

  it('is never put back by a message that was long on its way, nor by a server whose clock was', () => {
    const d = new Device();
    d.connect(1, 0);
    d.tick(20_000);
    expect(d.off).toBe(0);
    d.clock.heard(d.time - 3_600_000, d.steady());
    expect(d.off).toBe(0);
  });

  it('learns from the server that the device has slept, where nothing else says so', () => {
    const d = new Device();
    d.connect(1, 1);
    d.sleep(600_000, false);
    expect(d.off).toBe(-600_000);
    d.tick();
    expect(d.off).toBe(0);
  });

  it('counts a sleep out of sight at once, until the server knows better', () => {
    for (const stands of [true, false]) {
      const d = new Device(0, stands);
      d.connect(1, 1);
      d.sleep(600_000);
      expect(d.off).toBe(0);
      expect(d.clock.sure).toBe(!stands);
      d.tick(40);
      expect(Math.abs(d.off)).toBeLessThanOrEqual(40);
    }
    // Somebody has set the time of day while the page was hidden, and the device did not sleep.
    const d = new Device();
    d.connect(1, 1);
    d.clock.inSight(false);
    d.wrong = 600_000;
    d.clock.inSight(true);
    expect([d.off, d.clock.sure]).toEqual([600_000, false]);
    const after = d.clock.mark();
    d.connect(1, 1);
    expect([d.off, d.clock.sure, d.clock.error(after)]).toEqual([-1, true, -600_001]);
  });

  it('goes on over a reload without the server, as the page before it knew', () => {
    const d = new Device(7_200_000);
    d.connect(1, 0);
    expect(d.off).toBe(0);
    d.wrong = -60_000;
    d.pass(1_000);
    d.load();
    expect([d.off, d.clock.sure]).toEqual([0, false]);
  });

  it('knows what was right before the time of day was set out of sight, and what was not', () => {
    const d = new Device();
    const before = d.clock.mark();
    d.pass(5_000);
    d.clock.inSight(false);
    d.wrong = 3_600_000;
    d.clock.inSight(true);
    const after = d.clock.mark();
    d.load();
    d.connect(3, 2);
    expect(Math.abs(d.clock.error(before))).toBeLessThanOrEqual(5);
    expect(Math.abs(d.clock.error(after) + 3_600_000)).toBeLessThanOrEqual(5);
  });

  it('moves nothing that was noted before a sleep', () => {
    const d = new Device();
    const before = d.clock.mark();
    d.sleep(3_600_000);
    const after = d.clock.mark();
    d.connect(3, 2);
    expect([d.clock.error(before), d.clock.error(after)]).toEqual([0, 0]);
  });

  it('tells the page that the time is a guess after it was out of sight', () => {
    const d = new Device();
    let told = 0;
    const off = d.clock.onGuess(() => told++);
    d.clock.inSight(false);
    d.clock.inSight(true);
    expect(told).toBe(0);
    d.sleep(60_000);
    expect(told).toBe(1);
    off();
    d.sleep(60_000);
    expect(told).toBe(1);
  });

  it('moves nothing that was noted before a sleep where the server speaks before the page is in sight', () => {
    for (const wrong of [0, 7_200_000]) {
      const d = new Device(wrong);
      const before = d.clock.mark();
      d.clock.inSight(false);
      d.sleep(3_600_000, false);
      d.connect(3, 2);
      expect(d.clock.sure).toBe(true);
      expect(Math.abs(d.clock.error(before) + wrong)).toBeLessThanOrEqual(5);
      expect(Math.abs(d.off)).toBeLessThanOrEqual(5);
      const off = d.off;
      d.clock.inSight(true);
      expect([d.off, d.clock.sure]).toEqual([off, true]);
    }
  });

  it('does not believe what was said before a sleep and is heard after it', () => {
    const d = new Device();
    d.connect(1, 1);
    let told = 0;
    d.clock.onGuess(() => told++);
    d.clock.inSight(false);
    const said = Math.floor(d.time);
    d.sleep(3_600_000, false);
    d.clock.heard(said);
    expect([d.off, d.clock.sure, told]).toEqual([0, false, 1]);
    d.clock.inSight(true);
    expect([d.off, told]).toEqual([0, 1]);
  });

  type Deed =
    | { kind: 'pass' | 'sleep' | 'doze'; ms: number }
    | { kind: 'tick' | 'step'; ms: number }
    | { kind: 'connect'; up: number; down: number }
    | { kind: 'reload' | 'tap' };
  const ms = (max: number) => fc.integer({ min: 0, max });
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: ms(3_600_000) }),
    fc.record({
      kind: fc.constant('sleep' as const),
      ms: fc.integer({ min: 1_000, max: 3_600_000 }), // shorter sleeps are not noticed
    }),
    fc.record({ kind: fc.constant('doze' as const), ms: ms(3_600_000) }),
    fc.record({ kind: fc.constant('tick' as const), ms: ms(SECOND) }),
    fc.record({
      kind: fc.constant('step' as const),
      ms: fc.integer({ min: -172_800_000, max: 172_800_000 }),
    }),
    fc.record({ kind: fc.constant('connect' as const), up: ms(9_000), down: ms(SECOND) }),
    fc.constant({ kind: 'reload' as const }),
    fc.constant({ kind: 'tap' as const }),
    fc.constant({ kind: 'tap' as const }),
  );

  it('is right within a second whatever is done to the time of day, and so are taps from before it knew', () => {
    let taps = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: -172_800_000, max: 172_800_000 }),
        fc.boolean(),
        fc.array(deed, { maxLength: 60 }),
        (wrong, stands, deeds) => {
          const d = new Device(wrong, stands);
          let before: { said: number; mark: Mark; was: number }[] = [];
          let slept = 0; // since the server last spoke
          let dozed = false; // it slept while the page was visible: only the server can tell
          for (const x of deeds) {
            switch (x.kind) {
              case 'pass':
                d.pass(x.ms);
                break;
              case 'sleep':
                d.sleep(x.ms);
                if (stands) slept += x.ms;
                break;
              case 'doze':
                d.sleep(x.ms, false);
                dozed ||= stands;
                if (stands) before = []; // nobody can tell whether these were before the sleep
                break;
              case 'step':
                d.wrong += x.ms;
                break;
              case 'tick':
                if (d.clock.sure) d.tick(x.ms);
                dozed &&= !d.clock.sure;
                break;
              case 'connect':
                // If it was ahead by exactly as long as it slept, the clock assumes that its time of day was set.
                if (Math.abs(slept - d.off) <= 2 * SECOND + 2) before = [];
                slept = 0;
                d.connect(x.up, x.down);
                for (const t of before)
                  expect(Math.abs(t.said + d.clock.error(t.mark) - t.was)).toBeLessThanOrEqual(SECOND + 2);
                before = [];
                dozed = false;
                break;
              case 'reload':
                d.load();
                break;
              case 'tap':
                if (dozed) break;
                taps++;
                if (d.clock.sure) expect(Math.abs(d.off)).toBeLessThanOrEqual(SECOND + 2);
                else before.push({ said: d.clock.now(), mark: d.clock.mark(), was: d.time });
                break;
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(taps).toBeGreaterThan(1_000);
  });
});

describe('the dials of the browser', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('tell when an event was', () => {
    const event = performance.now();
    const then = dials.steady();
    vi.advanceTimersByTime(700);
    expect(dials.steady(event)).toBe(then);
    expect(dials.steady()).toBe(then + 700);
  });

  it('do not believe an event that is to come, or long past', () => {
    const now = dials.steady();
    expect(dials.steady(performance.now() + 50)).toBe(now);
    expect(dials.steady(performance.now() - 60_000)).toBe(now - 2_000);
  });

  it('do not step where the browser makes the zero of its dial anew from the time of day', () => {
    const zero = vi.spyOn(performance, 'timeOrigin', 'get');
    zero.mockImplementation(() => Date.now() - performance.now());
    const then = dials.steady();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(500);
    expect(dials.steady()).toBe(then + 500);
    zero.mockRestore();
  });

  it('are steady though somebody sets the time of day', () => {
    const then = dials.steady();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(500);
    expect(dials.steady()).toBe(then + 500);
    expect(dials.day()).toBeGreaterThan(3_600_000);
  });
});

describe('the memory of the browser', () => {
  beforeEach(() => {
    const kept = new Map<string, string>();
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const known: Known = { late: -7_200_000, mark: { of: 1, righted: -7_200_000, slept: 5 }, told: 5 };

  it('gives the next page what it was given', () => {
    expect(memory.get()).toBeNull();
    memory.set(known);
    expect(memory.get()).toEqual(known);
  });

  it('forgets what another day knew', () => {
    memory.set(known);
    vi.setSystemTime(Date.now() + 13 * 3_600_000);
    expect(memory.get()).toBeNull();
  });

  it('takes nothing that it did not write', () => {
    for (const text of ['', '5', 'null', '{}', '{"late":1}', '{"late":null,"day":1,"mark":{},"told":0}']) {
      localStorage.setItem('kompas.clock', text);
      expect(memory.get()).toBeNull();
    }
  });
});
