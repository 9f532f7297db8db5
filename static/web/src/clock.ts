/** What a page's clock reads of the browser. */
export interface Dials {
  /**
   * Milliseconds since some moment, now or at an event with this time stamp.
   * Nobody can set it; on some devices it stands still while they sleep.
   */
  steady(event?: number): number;
  /** The device's time of day in ms, which a person or a program may set at any moment. */
  day(): number;
}

/** What a reload has to know of the page before it. */
export interface Memory {
  get(): number | null;
  set(ahead: number): void;
}

/** The server writes whole milliseconds, cut off. */
const CUT_MS = 1;
/** A message is taken to have been on its way no longer than this, where only that can tell. */
const FRESH_MS = 1_000;
/** Out of sight, the time of day runs ahead of the steady dial by less than this without a sleep. */
const ASLEEP_MS = 1_000;

/**
 * The time, by a clock that nobody can set. It counts with the steady dial, and
 * adds what the time of day is ahead of that:
 *
 * - At first by the device's own time of day, looked at once, or by what the
 *   page before a reload knew. That stays as long as the server can mean it: it
 *   wrote its time after it was asked and before that was read here, and not
 *   more than a second before.
 * - Else by the server's word. A message is never younger than it says, so of
 *   several the one that makes it latest is nearest to the truth. None makes it
 *   earlier again, also where the server's own clock was put back: time that
 *   was counted has passed.
 * - While a device sleeps its steady dial may stand still. With the page out of
 *   sight, a time of day that is later by more than the steady dial says is
 *   taken for a sleep, until the server speaks. In sight, somebody has set the
 *   time of day, and nothing follows from it.
 *
 * A page that is loaded while the server is away has what the page before it
 * knew, where the browser ran all the time and its steady dial is the same for
 * all pages; else it has only the time of day, and what was set in between
 * counts until the server speaks.
 */
export class PageClock {
  /** What the time of day is ahead of the steady dial. */
  private ahead: number;
  /** The least that this can be by the server's word. */
  private least = Number.NEGATIVE_INFINITY;
  private sure_ = false;
  private error_ = 0;
  /** The device's own time of day against the steady dial, when the page went out of sight. */
  private hidden: number | null = null;

  constructor(
    private readonly dials: Dials,
    private readonly memory?: Memory,
  ) {
    this.ahead = memory?.get() ?? this.own();
    memory?.set(this.ahead);
  }

  /** The best time of day in ms, now or at an event with this time stamp. */
  now(event?: number): number {
    return this.steady(event) + this.ahead;
  }

  /** Milliseconds since some moment: for how long something takes. */
  steady(event?: number): number {
    return this.dials.steady(event);
  }

  /** The server has told this page the time, and nothing was guessed since. */
  get sure(): boolean {
    return this.sure_;
  }

  /** When the page became sure: how much later it was, in ms, than it had thought. */
  get error(): number {
    return this.error_;
  }

  /** Takes the server's word for the time, in ms; `asked`: when, by `steady`, it was asked for it. */
  heard(time: number, asked?: number): void {
    const before = this.ahead;
    const least = time - this.steady();
    this.least = Math.max(this.least, least);
    let most = asked === undefined ? Number.POSITIVE_INFINITY : time + CUT_MS - asked;
    if (!this.sure_) most = Math.min(most, least + FRESH_MS);
    if (before < this.least || before > most) this.ahead = this.least;
    if (!this.sure_) {
      this.sure_ = true;
      this.error_ = Math.round(this.ahead - before);
    }
    if (this.ahead !== before) this.memory?.set(this.ahead);
  }

  /** The page goes out of sight, or comes back. */
  inSight(yes: boolean): void {
    if (!yes) {
      this.hidden ??= this.own();
      return;
    }
    const slept = this.hidden === null ? 0 : this.own() - this.hidden;
    this.hidden = null;
    if (slept < ASLEEP_MS) return;
    this.ahead += slept;
    this.sure_ = false;
    this.memory?.set(this.ahead);
  }

  private own(): number {
    return this.dials.day() - this.dials.steady();
  }
}

/** A touch that the page learns of later than this was not measured well. */
const LATEST_MS = 2_000;
const KEY = 'kompas.clock';

/**
 * The browser's dials. The steady one goes on over a reload: by the standard, the
 * time that it counts from is the same for all pages of a running browser.
 */
export const dials: Dials = {
  steady(event) {
    // Both are read in one breath: on a busy device whole frames may lie between.
    const now = performance.now();
    const late = event === undefined ? 0 : Math.min(Math.max(now - event, 0), LATEST_MS);
    return performance.timeOrigin + now - late;
  },
  day: () => Date.now(),
};

/** The memory of this tab; gone with it. */
const memory: Memory = {
  get() {
    try {
      const text = sessionStorage.getItem(KEY);
      const ahead = text === null ? Number.NaN : Number(text);
      return Number.isFinite(ahead) ? ahead : null;
    } catch {
      return null;
    }
  },
  set(ahead) {
    try {
      sessionStorage.setItem(KEY, String(ahead));
    } catch {
      // Then a reload without the server goes by the time of day.
    }
  },
};

let clock: PageClock | null = null;

/** The clock of this page: all its meetings have the same. */
export function pageClock(): PageClock {
  if (clock) return clock;
  const mine = new PageClock(dials, memory);
  const look = () => mine.inSight(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', look);
  look();
  clock = mine;
  return mine;
}
