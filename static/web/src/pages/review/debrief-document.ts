import { batch, signal } from '@preact/signals';
import { DebriefChanged, type Problem, type Versioned } from '../../server/api';
import type { DebriefAnswer, LastExperiment, NewDebrief as Sent } from '../../server/api.gen';
import { asProblem } from '../../ui/problem';
import { alike, type Debrief, merge, savable, type Theirs } from './debrief-merge';

/** How long nobody may have typed before it is saved, in ms. */
const REST_MS = 700;
/** How long after a failure a server that is away is asked again. */
const AGAIN_MS = 5_000;

/** What it needs of the server, the device and the clock. */
export interface Surroundings {
  get(): Promise<Versioned<DebriefAnswer>>;
  put(d: Sent, version: string): Promise<Versioned<DebriefAnswer>>;
  recall(): Draft | null;
  /** Stores a draft; null removes it. */
  keep(d: Draft | null): void;
  setTimeout(fn: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** What was changed here, and what it was changed from. */
export interface Draft {
  base: Debrief;
  mine: Debrief;
}

/**
 * The document of a meeting that holds what is chosen of it. A change is kept on the
 * device at once, and saved when nobody has typed for a moment. If somebody else saved
 * meanwhile, both are brought together.
 */
export class DebriefDocument {
  /** As it is shown; null until it has come. */
  readonly shown = signal<Debrief | null>(null);
  readonly last = signal<LastExperiment | null>(null);
  /** When it was first shown to the team; null before that. */
  readonly shownAt = signal<string | null>(null);
  /** Somebody asked to leave something out, and it cannot be told who. */
  readonly asked = signal(false);
  readonly state = signal<'saved' | 'saving' | 'here'>('saved');
  /** Why it cannot be read or saved. */
  readonly problem = signal<Problem | null>(null);
  /** What somebody else wrote in a text that was changed here too. */
  readonly theirs = signal<Theirs>({});
  private saved: Versioned<Debrief> | null = null;
  /** What the words of this device were made from, while the server is away. */
  private base: Debrief = {};
  private timer: unknown;
  private asking = false;
  /** It changed while something was asked, whose answer may be from before that. */
  private stale = false;
  private closed = false;

  constructor(private readonly w: Surroundings) {}

  /** Reads it, and brings together with it what the device still holds. */
  async open(): Promise<void> {
    if (this.asking || this.closed) return;
    this.asking = true;
    try {
      const answer = await this.w.get();
      batch(() => {
        const draft = this.w.recall();
        const base = draft?.base ?? written(answer.value);
        this.arrived(answer, base, draft?.mine ?? base);
      });
    } catch (e) {
      const problem = asProblem(e);
      const draft = problem.status === 0 ? this.w.recall() : null;
      batch(() => {
        if (draft && !this.shown.peek()) {
          this.base = draft.base;
          this.become(draft.mine);
        }
        this.failed(problem);
      });
    } finally {
      this.answered();
    }
  }

  /** Reads it again, since somebody else may have changed it. */
  async refresh(): Promise<void> {
    const { saved } = this;
    const mine = this.shown.peek();
    this.stale = this.asking;
    if (this.asking || this.closed) return;
    if (!saved || !mine) return this.open();
    this.asking = true;
    try {
      const answer = await this.w.get();
      batch(() => this.arrived(answer, saved.value, this.shown.peek() ?? mine));
    } catch (e) {
      this.failed(asProblem(e));
    } finally {
      this.answered();
    }
  }

  /** Ends it; what was typed just now is saved. */
  close(): void {
    this.closed = true;
    this.w.clearTimeout(this.timer);
    void this.save();
  }

  /** Changes some members; undefined removes one. It is saved when nothing was changed for `rest` ms. */
  set(change: Debrief, rest = REST_MS): void {
    const now = this.shown.peek();
    if (!now) return;
    this.become({ ...now, ...change });
    this.later(rest);
  }

  /** Takes what somebody else wrote in the place of what is written here, or leaves it. */
  settle(text: keyof Theirs): void {
    const { [text]: _, ...rest } = this.theirs.peek();
    this.theirs.value = rest;
  }

  /** Tries again what failed. */
  again(): void {
    this.problem.value = null;
    if (this.saved) void this.save();
    else void this.open();
  }

  private become(d: Debrief): void {
    const base = this.saved?.value ?? this.base;
    const waits = !alike(d, base);
    this.shown.value = d;
    this.w.keep(waits ? { base, mine: d } : null);
    this.state.value = alike(savable(d), base) ? 'saved' : this.state.peek() === 'here' ? 'here' : 'saving';
  }

  /** Takes in what the server has; `mine` was made from `base`. */
  private arrived(answer: Versioned<DebriefAnswer>, base: Debrief, mine: Debrief): void {
    const saved = written(answer.value);
    const { merged, theirs } = merge(base, mine, saved);
    this.saved = { value: saved, version: answer.version };
    this.last.value = answer.value.last ?? null;
    this.shownAt.value = answer.value.shown_at ?? null;
    this.asked.value = answer.value.asked === true;
    this.problem.value = null;
    if (Object.keys(theirs).length > 0) this.theirs.value = { ...this.theirs.peek(), ...theirs };
    this.become(merged);
    if (!alike(savable(merged), saved)) this.later(0);
  }

  private later(ms: number): void {
    this.w.clearTimeout(this.timer);
    if (!this.closed) this.timer = this.w.setTimeout(() => void (this.saved ? this.save() : this.open()), ms);
  }

  private async save(): Promise<void> {
    const { saved } = this;
    const mine = this.shown.peek();
    if (this.asking || !saved || !mine) return;
    const sent = savable(mine);
    if (alike(sent, saved.value)) return;
    this.asking = true;
    try {
      const answer = await this.w.put(sent as Sent, saved.version);
      batch(() => {
        this.state.value = 'saving';
        // What was typed meanwhile was typed on top of what was sent.
        this.arrived(answer, sent, this.shown.peek() ?? mine);
      });
    } catch (e) {
      if (e instanceof DebriefChanged)
        batch(() => this.arrived(e.present, saved.value, this.shown.peek() ?? mine));
      else this.failed(asProblem(e));
    } finally {
      this.answered();
    }
  }

  private answered(): void {
    this.asking = false;
    if (this.stale) void this.refresh();
  }

  private failed(p: Problem): void {
    batch(() => {
      this.state.value = 'here';
      if (p.status !== 0) this.problem.value = p;
      else this.later(AGAIN_MS);
    });
  }
}

/** What of an answer is written by people; the rest is told by the server. */
export function written({ last: _, asked: __, shown_at, ...doc }: DebriefAnswer): Debrief {
  return { ...doc, ...(shown_at !== undefined && { shown: true }) };
}
