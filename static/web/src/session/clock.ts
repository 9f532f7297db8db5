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

/** What a later page has to know of the one before it. */
export interface Known {
  /** How much later it is, in ms, than the device's time of day. */
  late: number;
  mark: Mark;
  /** `slept` when the server last spoke. */
  told: number;
}

export interface Memory {
  get(): Known | null;
  set(known: Known): void;
}

/** How far a clock was when something was noted by it, so that this can be put right later. */
export interface Mark {
  /** Which clock: a later page that knew of it goes on with it. */
  of: number;
  /** By how much the server has put it right until then, all told, in ms. */
  righted: number;
  /** What it took for sleep until then, in ms. */
  slept: number;
}

/** The server writes whole milliseconds, cut off. */
const CUT_MS = 1;
/** A message is taken to have been on its way no longer than this, where only that can tell. */
const FRESH_MS = 1_000;
/** Out of sight, the time of day runs ahead of the steady dial by less than this without a sleep. */
const ASLEEP_MS = 1_000;
/** A clock that was right is told so by the server but for this. */
const RIGHT_MS = 1_000;

/**
 * The time, by a clock that nobody can set. It counts with the steady dial, and
 * adds what the time of day is ahead of that:
 *
 * - At first by the device's own time of day, looked at once, and by how much
 *   later than that it was to the page before. That stays as long as the server
 *   can mean it: it wrote its time after it was asked and before that was read
 *   here, and not more than a second before.
 * - Else by the server's word. A message is never younger than it says, so of
 *   several the one that makes it latest is nearest to the truth. None makes it
 *   earlier again, also where the server's own clock was put back: time that
 *   was counted has passed.
 * - While a device sleeps its steady dial may stand still. With the page out of
 *   sight, a time of day that is later by more than the steady dial says is
 *   taken for a sleep, until the server speaks. In sight, somebody has set the
 *   time of day, and nothing follows from it.
 *
 * The steady dials of two pages have nothing in common. What one page knows goes
 * to the next as a difference to the time of day, noted again and again: only
 * what is set while no page is there, or before a page that is killed could note
 * it, counts until the server speaks.
 */
export class PageClock {
  /** What the time of day is ahead of the steady dial. */
  private ahead: number;
  /** The least that this can be by the server's word. */
  private least = Number.NEGATIVE_INFINITY;
  private sure_ = false;
  private of: number;
  private righted = 0;
  private slept = 0;
  /** `slept` when the server last spoke. */
  private told = 0;
  /** From and to where `slept` was no sleep: somebody had set the time of day. */
  private untrue: [from: number, to: number] = [0, 0];
  private guessed = new Set<() => void>();
  /** The device's own time of day against the steady dial, when the page went out of sight. */
  private hidden: number | null = null;

  constructor(
    private readonly dials: Dials,
    private readonly memory?: Memory,
  ) {
    const known = memory?.get();
    this.ahead = this.own() + (known?.late ?? 0);
    this.of = dials.day();
    if (known) {
      ({ of: this.of, righted: this.righted, slept: this.slept } = known.mark);
      this.told = known.told;
    }
    this.keep();
  }

  /** The best time of day in ms, now or at an event with this time stamp. */
  now(event?: number): number {
    return this.steady(event) + this.ahead;
  }

  /** Milliseconds since some moment of this page: for how long something takes. */
  steady(event?: number): number {
    return this.dials.steady(event);
  }

  /** The server has told this page the time, and nothing was guessed since. */
  get sure(): boolean {
    return this.sure_;
  }

  /** To be kept with what is noted now, for `error`. */
  mark(): Mark {
    return { of: this.of, righted: this.righted, slept: this.slept };
  }

  /**
   * How much later it was, in ms, than this clock had said at a mark, by all that
   * the server has told since. Nothing is known of what has no mark: it is taken
   * to have gone by the time of day.
   */
  error(mark?: Mark): number {
    const [from, to] = this.untrue;
    const untrue = mark?.of === this.of ? Math.max(0, to - Math.max(from, mark.slept)) : 0;
    return Math.round(this.righted - (mark?.righted ?? 0) + untrue);
  }

  /** Takes the server's word for the time, in ms; `asked`: when, by `steady`, it was asked for it. */
  heard(time: number, asked?: number): void {
    // What was not asked for may have been said before the sleep.
    if (this.wakes() && asked === undefined) {
      this.guesses();
      return;
    }
    const before = this.ahead;
    const least = time - this.steady();
    this.least = Math.max(this.least, least);
    let most = asked === undefined ? Number.POSITIVE_INFINITY : time + CUT_MS - asked;
    if (!this.sure_) most = Math.min(most, least + FRESH_MS);
    if (before < this.least || before > most) this.ahead = this.least;
    if (!this.sure_) this.right(this.ahead - before);
    this.keep();
  }

  /**
   * The server says that it is so much later. Where that takes back just what was
   * taken for sleep, nobody slept, and what was noted before that was right.
   */
  private right(late: number): void {
    this.sure_ = true;
    this.righted += late;
    const rest = Math.abs(late + this.slept - this.told);
    if (rest <= RIGHT_MS && rest < Math.abs(late)) this.untrue = [this.told, this.slept];
    this.told = this.slept;
  }

  /** The page goes out of sight, or comes back. */
  inSight(yes: boolean): void {
    if (!yes) {
      this.keep();
      this.hidden ??= this.own();
      return;
    }
    const guess = this.wakes();
    this.hidden = null;
    this.keep();
    if (guess) this.guesses();
  }

  /** Takes for sleep what the time of day is further ahead than when the page went out of sight. */
  private wakes(): boolean {
    const slept = this.hidden === null ? 0 : this.own() - this.hidden;
    if (slept < ASLEEP_MS) return false;
    this.hidden = this.own();
    this.ahead += slept;
    this.slept += slept;
    this.sure_ = false;
    return true;
  }

  private guesses(): void {
    for (const call of this.guessed) call();
  }

  /** Calls when the time has become a guess; gives what ends that. */
  onGuess(call: () => void): () => void {
    this.guessed.add(call);
    return () => this.guessed.delete(call);
  }

  /** Notes what a later page has to know. Out of sight, what the time of day does may be a sleep. */
  keep(): void {
    if (this.hidden !== null) return;
    this.memory?.set({ late: this.ahead - this.own(), mark: this.mark(), told: this.told });
  }

  private own(): number {
    return this.dials.day() - this.dials.steady();
  }
}

/** A touch that the page learns of later than this was not measured well. */
const LATEST_MS = 2_000;
const KEY = 'kompas.clock';
/** What a page noted longer ago says nothing of today: somebody has set the time of day, or not. */
const OLD_MS = 12 * 60 * 60 * 1000;
/** So often a page notes what it knows, in case it is killed. */
const KEEP_MS = 3_000;

/**
 * The browser's dials. The steady one counts from when the page was loaded;
 * `performance.timeOrigin` is no part of it, since that comes from the time of
 * day: in some browsers at each page, in others at each look.
 */
export const dials: Dials = {
  steady(event) {
    // Both are read in one breath: on a busy device whole frames may lie between.
    const now = performance.now();
    const late = event === undefined ? 0 : Math.min(Math.max(now - event, 0), LATEST_MS);
    return now - late;
  },
  day: () => Date.now(),
};

/** The memory of this browser: its pages, one after the other or side by side, are of one device. */
export const memory: Memory = {
  get() {
    try {
      const { day, ...known } = JSON.parse(localStorage.getItem(KEY) ?? '') as Known & { day: number };
      const { of, righted, slept } = known.mark;
      const whole = [day, known.late, known.told, of, righted, slept].every(Number.isFinite);
      return whole && Math.abs(Date.now() - day) < OLD_MS ? known : null;
    } catch {
      return null;
    }
  },
  set(known) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...known, day: Date.now() }));
    } catch {
      // Then a page that is loaded without the server goes by the time of day.
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
  addEventListener('pagehide', () => mine.keep());
  setInterval(() => mine.keep(), KEEP_MS);
  look();
  clock = mine;
  return mine;
}
