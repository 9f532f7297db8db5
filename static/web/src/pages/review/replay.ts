import { type ReadonlySignal, signal } from '@preact/signals';
import type { Turn } from '../../session/fold';
import type { Span } from './stretch';

export const SPEEDS = [1, 2, 5, 10, 20, 60] as const;

/** What a replay needs of the browser. */
export interface Frames {
  now(): number;
  request(fn: () => void): number;
  cancel(id: number): void;
}

/** Plays the time of a meeting again, at 1 to 60 times. */
export class Replay {
  /** Where it is, in ms of the meeting; null when it has not begun. */
  readonly at = signal<number | null>(null);
  readonly playing = signal(false);
  readonly speed = signal<number>(10);
  private frame: number | null = null;
  private last = 0;

  constructor(
    private readonly frames: Frames,
    /** What is played, as it is now. */
    private readonly span: () => Span,
  ) {}

  /** Begins, or goes on; from the start again when it is at the end or outside. */
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

  /** Goes somewhere, playing or not. */
  seek(at: number): void {
    this.at.value = at;
    this.last = this.frames.now();
  }

  /** Takes the playhead away. */
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

export type Playhead = ReadonlySignal<number | null>;
