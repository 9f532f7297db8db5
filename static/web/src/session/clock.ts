/** What a page's clock reads of the browser. */
export interface Dials {
  /**
   * Milliseconds since some fixed moment, now or at an event with this time stamp.
   * Nobody can set it. On some devices it stops while they sleep.
   */
  steady(event?: number): number;
  /** The device's time of day in ms, which a person or a program may set at any moment. */
  day(): number;
}

/** What a page stores for the next page of the browser. */
export interface Known {
  /** By how many ms the right time is later than the device's time of day. */
  late: number;
  mark: Mark;
  /** The value of `slept` when the last message of the server came. */
  told: number;
}

export interface Memory {
  get(): Known | null;
  set(known: Known): void;
}

/** The state of a clock when a time was read from it, so that this time can be corrected later. */
export interface Mark {
  /** The clock; the next page continues the clock of the page before it. */
  of: number;
  /** The sum of all corrections by the server until then, in ms. */
  righted: number;
  /** How long the clock believed until then that the device had slept, in ms. */
  slept: number;
}

/** The server truncates its time to whole milliseconds. */
const CUT_MS = 1;
/** Before the first answer, a message is assumed to have travelled no longer than this. */
const FRESH_MS = 1_000;
/** While the page is hidden, a time of day that runs ahead by less than this means no sleep. */
const ASLEEP_MS = 1_000;
/** A clock that differs from the server's by no more than this was right. */
const RIGHT_MS = 1_000;

/**
 * The time, by a clock that nobody can set. It adds an offset to the steady dial. The
 * offset is found as follows:
 *
 * - At first it comes from the device's time of day, read once, plus the difference
 *   that the page before had found. It is kept if the server's time agrees with it: the
 *   server wrote its time after it was asked and before the answer was read here, and
 *   at most a second before that.
 * - Otherwise it comes from the server. A message is always at least as old as the time
 *   in it says, so of several messages the one that leads to the latest time is nearest
 *   to the truth. No message makes the time earlier again, even if the server's own
 *   clock was set back: time that was counted has passed.
 * - While a device sleeps, its steady dial may stop. If the time of day has run ahead of
 *   the steady dial while the page was hidden, the difference is taken for a sleep until
 *   the server tells the time. If it happens while the page is visible, somebody has set
 *   the time of day, and the offset stays.
 *
 * The steady dials of two pages cannot be compared. So a page stores its difference from
 * the time of day, again and again, for the next page. Only a change of the time of day
 * while no page is open, or just before a page is killed, makes the time wrong, and only
 * until the server tells it.
 */
export class PageClock {
  /** The offset that is added to the steady dial, in ms. */
  private ahead: number;
  /** The smallest offset that agrees with the server's messages. */
  private least = Number.NEGATIVE_INFINITY;
  private sure_ = false;
  private of: number;
  private righted = 0;
  private slept = 0;
  /** The value of `slept` when the last message of the server came. */
  private told = 0;
  /** The part of `slept` that was no sleep, in ms: somebody had set the time of day. */
  private untrue: [from: number, to: number] = [0, 0];
  private guessed = new Set<() => void>();
  /** The time of day minus `performance.now()` when the page was hidden, in ms; null while it is visible. */
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

  /** The server has told this page the time, and no sleep was assumed since. */
  get sure(): boolean {
    return this.sure_;
  }

  /** The state of this clock, to be stored with a time that is read now, for `error`. */
  mark(): Mark {
    return { of: this.of, righted: this.righted, slept: this.slept };
  }

  /**
   * By how many ms a time that was read at this mark was too early, as far as the server
   * has said since. Without a mark, the time is assumed to be the time of day.
   */
  error(mark?: Mark): number {
    const [from, to] = this.untrue;
    const untrue = mark?.of === this.of ? Math.max(0, to - Math.max(from, mark.slept)) : 0;
    return Math.round(this.righted - (mark?.righted ?? 0) + untrue);
  }

  /** The server has told its time, in ms; `asked`: when it was asked for it, by `steady`. */
  heard(time: number, asked?: number): void {
    // A message that was not asked for may be from before the sleep.
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
   * The server's time is this much later. If that only undoes what was taken for a sleep,
   * the device did not sleep, and the times that were read before that were right.
   */
  private right(late: number): void {
    this.sure_ = true;
    this.righted += late;
    const rest = Math.abs(late + this.slept - this.told);
    if (rest <= RIGHT_MS && rest < Math.abs(late)) this.untrue = [this.told, this.slept];
    this.told = this.slept;
  }

  /** The page becomes visible, or is hidden. */
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

  /** Whether the time of day has run ahead while the page was hidden; takes the difference for a sleep. */
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

  /** Calls back when a sleep was assumed, so that the time is a guess. Returns what ends that. */
  onGuess(call: () => void): () => void {
    this.guessed.add(call);
    return () => this.guessed.delete(call);
  }

  /** Stores what the next page needs. Not while the page is hidden: the time of day may have run ahead by a sleep. */
  keep(): void {
    if (this.hidden !== null) return;
    this.memory?.set({ late: this.ahead - this.own(), mark: this.mark(), told: this.told });
  }

  private own(): number {
    return this.dials.day() - this.dials.steady();
  }
}

/** An event that the page receives later than this has no usable time stamp. */
const LATEST_MS = 2_000;
const KEY = 'kompas.clock';
/** What a page stored longer ago is ignored: nobody knows whether the time of day was set since. */
const OLD_MS = 12 * 60 * 60 * 1000;
/** How often a page stores what it knows, in case it is killed. */
const KEEP_MS = 3_000;

/**
 * The browser's dials. The steady one counts from when the page was loaded. It does not
 * use `performance.timeOrigin`, which browsers compute from the time of day: some once
 * for each page, others each time it is read.
 */
export const dials: Dials = {
  steady(event) {
    // Read right before the subtraction: on a busy device the event may be several frames old.
    const now = performance.now();
    const late = event === undefined ? 0 : Math.min(Math.max(now - event, 0), LATEST_MS);
    return now - late;
  },
  day: () => Date.now(),
};

/** What the pages of this browser share: they all run on the same device. */
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
      // The next page uses the time of day until the server tells the time.
    }
  },
};

let clock: PageClock | null = null;

/** The clock of this page, the same for all its sessions. */
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
