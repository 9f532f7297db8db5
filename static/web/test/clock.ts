import { type Known, PageClock } from '../src/session/clock';

/** Time that passes when a test says so. */
export class Clock {
  now = 1_800_000_000_000;
  private timers = new Map<number, { at: number; fn: () => void }>();
  private last = 0;

  /** What the device's time of day is ahead of that. */
  wrong = 0;
  /** The clocks of its pages, the newest last. */
  readonly pages: PageClock[] = [];
  private known: Known | null = null;

  /** The clock of a new page; events carry the time that it was. */
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

  /** Somebody sets the time of day, in sight of the newest page or not. */
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

  /** Lets so much time pass, with what is due on the way. */
  run(ms: number): void {
    const end = this.now + ms;
    while (this.fireNext(end));
  }

  /** Lets time pass, one due thing after the other, until something holds. */
  runUntil(holds: () => boolean): void {
    while (!holds()) if (!this.fireNext(Number.POSITIVE_INFINITY)) throw new Error('nothing more is due');
  }

  /** Goes to the next thing that is due, and does it; to the end, and false, when there is none before. */
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
