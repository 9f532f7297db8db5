import { signal } from '@preact/signals';
import type { Turn } from '../../session/fold';
import type { Span } from './stretch';

export const SPEEDS = [1, 2, 5, 10, 20, 60] as const;

/** What a replay needs of the browser: its clock and its animation frames. */
export interface Frames {
  now(): number;
  request(fn: () => void): number;
  cancel(id: number): void;
}

/** Replays the time of a meeting, 1 to 60 times as fast. */
export class Replay {
  /** The position in ms of the meeting; null before it has begun. */
  readonly at = signal<number | null>(null);
  readonly playing = signal(false);
  readonly speed = signal<number>(10);
  private frame: number | null = null;
  private last = 0;

  constructor(
    private readonly frames: Frames,
    /** Returns the stretch to play, as it is chosen at that moment. */
    private readonly span: () => Span,
  ) {}

  /** Starts, or goes on. It starts again from the beginning when it is at the end or outside the stretch. */
  play(): void {
    const { from, to } = this.span();
    if (to <= from) return;
    const at = this.at.peek();
    if (at === null || at < from || at >= to) this.at.value = from;
    this.playing.value = true;
    this.last = this.frames.now();
    this.next();
  }

  pause(): void {
    if (this.frame !== null) this.frames.cancel(this.frame);
    this.frame = null;
    this.playing.value = false;
  }

  /** Moves to a time, whether it plays or not. */
  seek(at: number): void {
    this.at.value = at;
    this.last = this.frames.now();
  }

  /** Stops and removes the playhead. */
  stop(): void {
    this.pause();
    this.at.value = null;
  }

  private next(): void {
    this.frame = this.frames.request(() => this.step());
  }

  private step(): void {
    const now = this.frames.now();
    const { to } = this.span();
    const at = (this.at.peek() ?? 0) + (now - this.last) * this.speed.peek();
    this.last = now;
    this.at.value = Math.min(at, to);
    if (at >= to) this.pause();
    else this.next();
  }
}

/** How many turns have begun at this time. */
export function begun(turns: readonly Turn[], at: number): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((turns[mid]?.at ?? 0) <= at) low = mid + 1;
    else high = mid;
  }
  return low;
}
