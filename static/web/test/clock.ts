import { type Known, PageClock } from '../src/session/clock';

/** A clock whose time passes only when a test says so. */
export class Clock {
  now = 1_800_000_000_000;
  private timers = new Map<number, { at: number; fn: () => void }>();
  private last = 0;

  /** How far the device's time of day is ahead of it, in ms. */
  wrong = 0;
  /** The clocks of the device's pages, the newest last. */
  readonly pages: PageClock[] = [];
  private known: Known | null = null;

  /** Returns the clock of a new page. */
  page(): PageClock {
    const memory = {
      get: () => this.known,
      set: (known: Known) => {
        this.known = known;
      },
    };
    const dials = { steady: (event?: number) => event ?? this.now, day: () => this.now + this.wrong };
    const page = new PageClock(dials, memory);
    this.pages.push(page);
    return page;
  }

  /** Sets the time of day, while the newest page is in sight or not. */
  set(by: number, inSight: boolean): void {
    const page = this.pages.at(-1);
    if (!inSight) page?.inSight(false);
    this.wrong += by;
    if (!inSight) page?.inSight(true);
    else page?.keep();
  }

  setTimeout(fn: () => void, ms: number): number {
    this.timers.set(++this.last, { at: this.now + Math.ceil(ms), fn });
    return this.last;
  }

  clearTimeout(id: number): void {
    this.timers.delete(id);
  }

  /** Lets this many ms pass, and runs what is due meanwhile. */
  run(ms: number): void {
    const end = this.now + ms;
    while (this.fireNext(end));
  }

  /** Runs one due thing after the other until something holds. */
  runUntil(holds: () => boolean): void {
    while (!holds()) if (!this.fireNext(Number.POSITIVE_INFINITY)) throw new Error('nothing more is due');
  }

  /**
   * Goes to the next thing that is due by `end` and runs it. If there is none,
   * goes to `end` and returns false.
   */
  fireNext(end: number): boolean {
    const [next] = [...this.timers].sort((a, b) => a[1].at - b[1].at || a[0] - b[0]);
    if (!next || next[1].at > end) {
      if (Number.isFinite(end)) this.now = end;
      return false;
    }
    const [id, timer] = next;
    this.timers.delete(id);
    this.now = Math.max(this.now, timer.at);
    timer.fn();
    return true;
  }
}
