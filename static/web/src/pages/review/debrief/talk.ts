import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { api, type Problem, type Versioned } from '../../../server/api';
import type { DebriefAnswer, Finding, Findings, LastExperiment } from '../../../server/api.gen';
import { keepDraft, recallDraft } from '../../../session/drafts';
import { EVERYBODY } from '../../../session/fold';
import type { LiveSession } from '../../../session/live-session';
import { asProblem } from '../../../ui/problem';
import { DebriefDocument, type Draft, written } from '../debrief-document';
import { chosenIn, type Debrief, NO_PATTERN } from '../debrief-merge';
import type { Naming } from '../film-strip';
import { byId } from '../pattern-card';
import { Review } from '../review';
import { reviewWords } from '../review-messages';
import { cutOf, type Frame, framesOf, placesOf } from '../strip';
import { type Scenes, scenesOf } from './scenes';
import { Shelf } from './shelf';
import {
  ENDED,
  type Form,
  isUnderWay,
  moved,
  nameAt,
  OTHERWISE,
  partOf,
  type ScreenName,
  screenOf,
  stepAt,
  walk,
} from './steps';

/** With fewer moments than this the team does not guess how often it happens. */
const ENOUGH_MOMENTS = 3;

/** How long after a failure a viewer asks a server that is away again. */
const AGAIN_MS = 5_000;

/** What this browser does: prepare the debrief, show it, or show what another one shows. */
type Mode = 'prepare' | 'lead' | 'follow';

/** The fragment as the screens need it, without the log. */
export interface Strip {
  frames: Frame[];
  places: [id: string, place: number][];
  /** The names of the people in it, only where they are to be shown. */
  names: Record<string, string> | null;
}

/**
 * A debrief as this browser has it: what was chosen of the meeting, and which screen is
 * shown. All its screens are made of this. What they need is kept on the device.
 */
export class Talk {
  readonly review: Review;
  /** The document for who may write in it; null for viewers. */
  readonly doc: DebriefDocument | null;
  /** What was chosen and written; null until it has come. */
  readonly debrief: ReadonlySignal<Debrief | null>;
  /** What the team tried the last time. */
  readonly last: ReadonlySignal<LastExperiment | null>;
  /** Nothing was shown yet, so that a viewer sees nothing. */
  readonly hidden = signal(false);
  /** Why a viewer cannot read it. */
  readonly problem = signal<Problem | null>(null);
  readonly mode = signal<Mode>('prepare');
  /** All that was found in the whole meeting; null while it is computed, or the server is away. */
  readonly found = signal<Findings | null>(null);

  readonly form: ReadonlySignal<Form>;
  readonly step: ReadonlySignal<number>;
  /** What the screen that is shown is about; null before the first and after the last one. */
  readonly screen: ReadonlySignal<ScreenName | null>;
  /** Which part of the screen is shown, from 0. */
  readonly part: ReadonlySignal<number>;
  /** The steps that one walks through with what was chosen. */
  readonly steps: ReadonlySignal<number[]>;

  /** The chosen pattern or loop; null without one. */
  readonly finding: ReadonlySignal<Finding | null>;
  /** The turns of its moments, as words in a row. */
  readonly scenes: ReadonlySignal<Scenes | null>;
  readonly strip: ReadonlySignal<Strip | null>;
  /** What to ask the team: as it was written, or that of the pattern. */
  readonly question: ReadonlySignal<string>;

  private readonly read = signal<Versioned<DebriefAnswer> | null>(null);
  private reading = false;
  /** It changed while it was read, and the answer may be from before that. */
  private stale = false;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private readonly shelf: Shelf;
  private readonly offs: (() => void)[] = [];

  constructor(readonly live: LiveSession) {
    const observer = live.observer.peek();
    const role = live.role.peek();
    const { id } = live;
    const kept = `${observer} debrief`;
    this.shelf = new Shelf(
      () => recallDraft(id, kept),
      (all) => void keepDraft(id, kept, all),
    );
    this.review = new Review(live);
    this.doc =
      role === 'owner' || role === 'observer'
        ? new DebriefDocument({
            get: () => api.debrief(id),
            put: (d, version) => api.keepDebrief(id, d, version),
            recall: () => recallDraft<Draft>(id, observer) ?? this.recalled(),
            keep: (d) => void keepDraft(id, observer, d),
            setTimeout: (fn, ms) => setTimeout(fn, ms),
            clearTimeout: (t) => clearTimeout(t as number),
          })
        : null;
    this.mode.value = this.doc ? (recallMode(id) ?? 'prepare') : 'follow';

    this.debrief = this.kept('debrief', () => {
      if (this.doc) return this.doc.shown.value ?? undefined;
      const read = this.read.value;
      return read ? written(read.value) : undefined;
    });
    this.last = this.kept('last', () => {
      if (this.doc) return this.doc.shown.value ? (this.doc.last.value ?? undefined) : undefined;
      return this.read.value ? (this.read.value.value.last ?? null) : undefined;
    });
    this.form = computed(() => this.debrief.value?.form ?? 'ten');
    this.step = computed(() => {
      const told = live.debrief.value;
      return (this.mode.value === 'follow' && told ? told.step : this.debrief.value?.step) ?? 0;
    });
    this.screen = computed(() => nameAt(this.form.value, this.step.value));
    this.part = computed(() => (this.step.value >= ENDED ? 0 : partOf(this.step.value)));

    this.finding = this.kept('finding', () => {
      const d = this.debrief.value;
      if (!d) return undefined;
      const chosen = chosenIn(d);
      if (chosen === undefined || chosen === NO_PATTERN) return null;
      const found = this.found.value;
      return found ? (byId(found).get(chosen) ?? null) : undefined;
    });
    this.scenes = this.kept('scenes', () => {
      const finding = this.finding.value;
      if (!finding) return null;
      const { found, review } = this;
      if (!found.value || !review.fold.value) return undefined;
      return scenesOf(finding.id, found.value.moments, review.fold.value, review.acts.value);
    });
    this.strip = this.kept('strip', () => {
      const d = this.debrief.value;
      if (!d) return undefined;
      if (!d.fragment) return null;
      return this.review.fold.value ? this.stripOf(d.fragment) : undefined;
    });
    this.question = computed(
      () =>
        this.debrief.value?.questions?.[0] ??
        this.finding.value?.questions[0] ??
        reviewWords.value.question.ofFragment,
    );
    this.steps = computed(() => walk(this.form.value, (name) => this.partsOf(name)));

    this.offs.push(
      effect(() => {
        if (live.debrief.value) void this.refresh();
      }),
      effect(() => rememberMode(id, this.mode.value)),
    );
    if (this.doc) void this.doc.open();
    else void this.refresh();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    for (const off of this.offs) off();
    this.doc?.close();
    this.review.close();
  }

  /** Whether what is typed here is kept: only in the browser that shows the debrief. */
  get writes(): boolean {
    return this.doc !== null && this.mode.value === 'lead';
  }

  /** The names of people and the words of the meeting, also while the server is away. */
  get naming(): Naming {
    const { review } = this;
    const names = this.strip.value?.names;
    return {
      name: (id) => (id === EVERYBODY ? review.name(id) : (names?.[id] ?? review.name(id))),
      codes: review.codes,
      colours: review.colours,
    };
  }

  /** What `of` says, kept on the device for when it cannot say it: undefined is "not known yet". */
  kept<T>(name: string, of: () => T | undefined): ReadonlySignal<T | null> {
    const known = computed(of);
    this.offs.push(
      effect(() => {
        if (known.value !== undefined) this.shelf.put(name, known.value);
      }),
    );
    return computed(
      () => known.value ?? (known.value === undefined ? (this.shelf.get<T>(name) ?? null) : null),
    );
  }

  /** Changes what is kept of the debrief; undefined removes a member. */
  set(change: Debrief): void {
    this.doc?.set(change);
  }

  /** Shows it to the team, from the first screen. */
  begin(chosen: Debrief): void {
    batch(() => {
      this.mode.value = 'lead';
      this.doc?.set({ ...chosen, step: this.steps.peek()[0] ?? 1, shown: true }, 0);
    });
  }

  /** Goes on showing what is under way. */
  lead(): void {
    this.mode.value = 'lead';
  }

  follow(): void {
    this.mode.value = 'follow';
  }

  /** Back to preparing; with `ended` the debrief is over for everybody. */
  leave(ended = false): void {
    batch(() => {
      if (ended) this.go(ENDED);
      this.mode.value = 'prepare';
    });
  }

  next(): void {
    this.go(moved(this.steps.peek(), this.step.peek(), 1));
  }

  previous(): void {
    this.go(moved(this.steps.peek(), this.step.peek(), -1));
  }

  /** The first or the last screen. */
  toEnd(end: 'first' | 'last'): void {
    const step = this.steps.peek().at(end === 'first' ? 0 : -1);
    if (step !== undefined) this.go(stepAt(screenOf(step), 0));
  }

  /** Shows when it went otherwise, or goes back to the picture. */
  turnOver(): void {
    const step = this.step.peek();
    if (this.screen.peek() !== 'picture' || !this.finding.peek()) return;
    this.go(stepAt(screenOf(step), partOf(step) === OTHERWISE ? 0 : OTHERWISE));
  }

  go(step: number): void {
    if (this.mode.peek() !== 'lead' || step === this.step.peek()) return;
    this.doc?.set({ step }, 0);
  }

  /** Which screen of how many is shown. */
  readonly place = computed(() => {
    const screens = [...new Set(this.steps.value.map(screenOf))];
    return { at: screens.indexOf(screenOf(this.step.value)) + 1, of: screens.length };
  });

  /** Another browser shows the debrief, or this one did before. */
  readonly underWay = computed(() => this.debrief.value?.shown === true && isUnderWay(this.step.value));

  /** How many parts of a screen one walks through; none where there is nothing to show. */
  private partsOf(name: ScreenName): number {
    switch (name) {
      case 'noticed':
        return (this.scenes.value?.total ?? 0) >= ENOUGH_MOMENTS ? 2 : 1;
      case 'fragment':
        return this.debrief.value?.fragment ? 1 : 0;
      case 'picture':
        return this.finding.value?.circular ? 2 : 1;
      default:
        return 1;
    }
  }

  private stripOf({ from, to, names }: NonNullable<Debrief['fragment']>): Strip | null {
    const { review } = this;
    const acts = review.acts.value;
    const cut = cutOf(acts, from, to);
    const first = cut && acts[cut.from];
    const last = cut && acts[cut.to];
    if (!first || !last) return null;
    const all = review.turns.value;
    const part = all.slice(all.indexOf(first), all.indexOf(last) + 1);
    const frames = framesOf(part, (t) => review.eventOf(t), review.pauses.value).map((f): Frame => {
      if (!f.turn) return f;
      const { from, to, tags } = f.turn;
      return { id: f.id, at: f.at, turn: { from, to, tags } };
    });
    const places = [...placesOf(acts.slice(cut.from, cut.to + 1))];
    const named = names === true && Object.fromEntries(places.map(([id]) => [id, review.name(id)]));
    return { frames, places, names: named || null };
  }

  /** What the device keeps of the document, as if nothing of it had been changed here. */
  private recalled(): Draft | null {
    const d = this.shelf.get<Debrief>('debrief');
    return d ? { base: d, mine: d } : null;
  }

  /** Reads what another browser wrote. */
  private async refresh(): Promise<void> {
    if (this.doc) return this.doc.refresh();
    this.stale = this.reading;
    if (this.reading || this.closed) return;
    this.reading = true;
    clearTimeout(this.retry);
    try {
      const answer = await api.debrief(this.live.id);
      batch(() => {
        this.read.value = answer;
        this.hidden.value = false;
        this.problem.value = null;
      });
    } catch (e) {
      const problem = asProblem(e);
      if (problem.status === 403) this.hidden.value = true;
      else if (problem.status !== 0) this.problem.value = problem;
      else this.retry = setTimeout(() => void this.refresh(), AGAIN_MS);
    } finally {
      this.reading = false;
      if (this.stale) void this.refresh();
    }
  }
}

const PREFIX = 'kompas.debrief.';

/** What this tab did, for when it is loaded again. Another tab may do something else. */
function recallMode(id: string): Mode | null {
  try {
    const mode = sessionStorage.getItem(PREFIX + id);
    return mode === 'lead' || mode === 'follow' ? mode : null;
  } catch {
    return null;
  }
}

function rememberMode(id: string, mode: Mode): void {
  try {
    sessionStorage.setItem(PREFIX + id, mode);
  } catch {
    // Without storage it begins with preparing again.
  }
}
