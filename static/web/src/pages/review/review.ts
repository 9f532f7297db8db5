import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ChartFrame, ChartItem, Findings, Chart as Option } from '../../server/api.gen';
import { type Correction, changes } from '../../session/correction';
import { EVERYBODY, type Fold, type Turn, type Undoable } from '../../session/fold';
import type { LiveSession } from '../../session/live-session';
import { mayChange } from '../../session/may-change';
import { type Code, codes, codesOfStep } from '../../ui/codes';
import { clock, messages } from '../../ui/i18n';
import { ask, type How, search } from '../../ui/router';
import type { Followed } from './chart-parts';
import { eventOf, type GroupEvent, pausesOf } from './events';
import {
  type Filter,
  follows,
  isFollowing,
  type OpenedPart,
  readFilter,
  serverQuery,
  writeFilter,
} from './filter';
import { RequestOrder } from './request-order';
import { reviewWords } from './review-messages';
import { begunPhases, chosenObserver, isIn, turnsPerObserver } from './selection';
import { isWhole, type Span } from './stretch';

/** A chart that the server offers. `draws` says that it needs permutations. */
export type ChartRef = Pick<ChartItem, 'name' | 'draws'>;

/** Something with parts that lead to moments: a chart, or the findings in words. */
type WithMoments = Pick<ChartFrame, 'moments'> & { title?: string };

/** The name of the findings in words, beside those of the charts. */
export const FINDINGS = 'findings';
/** That of the findings of the whole meeting, which the cards tell whatever is filtered below. */
export const GLANCE = 'glance';

/** How far a turn without a neighbour is from the one that is added beside it, in ms. */
const ALONE_MS = 2_000;

/**
 * The state of the page that looks back on one meeting. What it shows stands
 * still: turns that come in while the meeting runs are offered, and shown on
 * request. Own corrections are shown at once, and the charts are fetched again
 * when they are saved.
 */
export class Review {
  readonly filter: ReadonlySignal<Filter>;
  /** The fold that is shown; null before the log has been read. */
  readonly fold = signal<Fold | null>(null);
  /** Increases when the charts have to be fetched again. */
  readonly revision = signal(0);
  /** The stretch while a finger or a key still changes it; null otherwise. */
  readonly draft = signal<Span | null>(null);
  /** By the name of each fetched chart, its title and moments, and the query that it answers. */
  readonly frames = signal<ReadonlyMap<string, { frame: WithMoments; query: string }>>(new Map());
  /** The colours of tags in the charts that have come so far. */
  readonly colours = signal<ReadonlyMap<string, string>>(new Map());
  /** The log holds more than what is shown. */
  readonly news: ReadonlySignal<boolean>;
  /** The turns of the chosen observer, by (at, seq). */
  readonly turns: ReadonlySignal<readonly Turn[]>;
  /** Those of them that are turns of persons; the others are what the whole group did. */
  readonly acts: ReadonlySignal<readonly Turn[]>;
  /** The turns that the filter of time and phase leaves. */
  readonly shown: ReadonlySignal<readonly Turn[]>;
  readonly followed: ReadonlySignal<Followed | null>;
  /** From the start of the meeting, or the first turn, to its end. */
  readonly whole: ReadonlySignal<Span>;
  readonly requests = new RequestOrder();
  /** Everything is unfolded and fetched, since the page is being printed. */
  readonly everything = signal(false);
  /** The browser prints at once, though not all charts are there. */
  readonly hasty = signal(false);
  /** The last findings that came, and what they answer: the cards and a fold may ask for the same. */
  told: { key: string; findings: Findings } | null = null;
  private unsaved = false;
  private readonly off: () => void;

  constructor(readonly live: LiveSession) {
    this.filter = computed(() => readFilter(search.value));
    this.news = computed(() => {
      const fold = live.fold.value;
      return this.fold.value !== null && fold !== null && fold.head > this.fold.value.head && !this.waits();
    });
    this.turns = computed(() => {
      const turns = this.fold.value?.interactions() ?? [];
      const observer = this.observer();
      return observer === '' ? turns : turns.filter((t) => t.observer === observer);
    });
    this.shown = computed(() => {
      const stretch = this.stretch();
      const { phase } = this.filter.value;
      return this.turns.value.filter(
        (t) =>
          (stretch === null || (t.at >= stretch.from && t.at <= stretch.to)) &&
          (phase === '' || isIn(phase, this.phases.value, t)),
      );
    });
    this.followed = computed(() => {
      const { person, tag } = this.filter.value;
      if (!isFollowing({ person, tag })) return null;
      const seqs = new Set(this.turns.value.filter((t) => follows({ person, tag }, t)).map((t) => t.seq));
      return { person, tag, has: (seq) => seqs.has(seq) };
    });
    this.whole = computed(() => {
      const fold = this.fold.value;
      const first = fold?.interactions()[0]?.at ?? 0;
      const last = fold?.interactions().at(-1)?.at ?? 0;
      const clock = fold?.clock() ?? [];
      const from = Math.min(first, clock.find((c) => c.state === 'live')?.at ?? first);
      const to = Math.max(last, clock.findLast((c) => c.state === 'ended')?.at ?? last);
      return { from, to: Math.max(to, from + 1000) };
    });
    this.acts = computed(() => this.turns.value.filter((t) => this.eventOf(t) === null));
    this.off = effect(() => {
      const fold = live.fold.value;
      const saved = live.sync.value === 'saved';
      if (!live.ready.value || fold === null) return;
      if (this.fold.peek() === null) this.fold.value = fold;
      else if (this.unsaved && saved) {
        this.unsaved = false;
        this.show();
      }
    });
  }

  close(): void {
    this.off();
  }

  /** Shows the meeting as it is now, and fetches the charts again. */
  show(): void {
    batch(() => {
      this.fold.value = this.live.fold.peek();
      this.revision.value++;
    });
  }

  /**
   * Changes the filter. A change of what the server counts moves the parts of
   * the charts, so it closes the opened part.
   */
  set(change: Partial<Filter>, how: How = 'push'): void {
    const next = { ...this.filter.peek(), ...change };
    if (serverQuery(next).toString() !== this.query().toString()) next.opened = change.opened ?? null;
    ask(writeFilter(next), how);
  }

  /** Makes the stretch under the finger the chosen one. */
  settle(): void {
    const s = this.draft.peek();
    if (!s) return;
    batch(() => {
      this.choose(isWhole(s, this.whole.peek()) ? null : s);
      this.draft.value = null;
    });
  }

  /** Chooses a stretch of time, or with null the whole meeting. */
  choose(s: Span | null): void {
    this.set({ from: s?.from ?? null, to: s?.to ?? null });
  }

  fetched(name: string, option: Option, query: string): void {
    batch(() => {
      this.frames.value = new Map(this.frames.peek()).set(name, { frame: option.kompas, query });
      const colours = coloursOf(option);
      if (colours.size > 0) this.colours.value = new Map([...this.colours.peek(), ...colours]);
    });
  }

  /** Takes the findings in words that have come, for what is filtered or for the cards. */
  found(name: typeof FINDINGS | typeof GLANCE, found: Findings, query: string): void {
    this.frames.value = new Map(this.frames.peek()).set(name, { frame: { moments: found.moments }, query });
  }

  /** Whether the chart of an opened part has come for the present filter. */
  isFetched(o: OpenedPart): boolean {
    if (!('chart' in o)) return this.fold.value !== null;
    const query = o.chart === GLANCE ? this.wholeQuery() : this.query();
    return this.frames.value.get(o.chart)?.query === query.toString();
  }

  /** The stretch that is chosen or under the finger; null: the whole meeting. */
  stretch(): Span | null {
    const { from, to } = this.filter.value;
    if (this.draft.value) return this.draft.value;
    if (from === null && to === null) return null;
    const whole = this.whole.value;
    return { from: Math.max(from ?? whole.from, whole.from), to: Math.min(to ?? whole.to, whole.to) };
  }

  /**
   * The id of the observer whose turns are shown, chosen like the server does;
   * empty: all turns as one stream.
   */
  observer(): string {
    return chosenObserver(this.live.session.value, this.observers.value, this.filter.value.observer);
  }

  /** The tags and families of the codebook, by id, in the language of the page. */
  readonly codes = computed<ReadonlyMap<string, Code>>(() => {
    const book = this.live.session.value?.codebook;
    return book ? codes(book) : new Map();
  });
  /** The words to choose from: those of the first step that has all that were used; else all. */
  readonly choices = computed<readonly Code[]>(() => {
    const book = this.live.session.value?.codebook;
    if (!book) return [];
    const used = new Set(this.turns.value.flatMap((t) => t.tags));
    if (used.size === 0) return codesOfStep(book, undefined);
    const step = book.steps?.find((s) => [...used].every((id) => s.codes.includes(id)));
    return step ? codesOfStep(book, step.id) : [...this.codes.value.values()];
  });

  /** The observers with visible turns, and how many each has. */
  readonly observers = computed(() => turnsPerObserver(this.fold.value?.interactions() ?? []));

  /** The name of an observer, as it stands after "by": whoever reads this is "you". */
  observerName(id: string): string {
    if (id === this.live.observer.value) return reviewWords.value.you;
    const name = this.live.session.value?.observers.find((o) => o.id === id)?.name;
    return name || (id === 'owner' ? reviewWords.value.coach : id);
  }

  /** The phases that began, in order. */
  readonly phases = computed(() => (this.fold.value ? begunPhases(this.fold.value) : []));

  /** The marks, except those that only say something of a turn, and those on turns that were taken out. */
  readonly marks = computed(() => {
    const fold = this.fold.value;
    return (fold?.ofType('mark') ?? []).filter(
      (k) => !saysOfTurn(k) && (k.target === undefined || fold?.turn(k.target)?.void !== true),
    );
  });

  /** What the whole group did in a turn of its own; null for a turn of a person. */
  eventOf(t: Turn): GroupEvent | null {
    return eventOf(t, this.said(t.id));
  }

  /** When the meeting stood still. */
  readonly pauses = computed(() => pausesOf(this.fold.value?.clock() ?? []));

  /** Somebody noted only their own turns, so that nothing is known of the others. */
  readonly onlyOne = computed(() => {
    const who = new Set(this.acts.value.map((t) => t.from));
    return who.size === 1 && (this.fold.value?.participants().length ?? 0) >= 3;
  });

  /** What a mark says of a turn, such as that all laughed. */
  said(id: string): string | undefined {
    return this.sayings.value.get(id);
  }

  private readonly sayings = computed(
    () =>
      new Map(
        (this.fold.value?.ofType('mark') ?? [])
          .filter(saysOfTurn)
          .map((k) => [k.target ?? '', k.label ?? ''] as const),
      ),
  );

  /** The name of a participant, or the word for everybody. */
  name(id: string): string {
    if (id === EVERYBODY) return messages.value.pad.everybody;
    return this.names.value.get(id) ?? id;
  }

  private readonly names = computed(
    () => new Map((this.fold.value?.participants() ?? []).map((p) => [p.id, p.name])),
  );

  /** When something was, in words: its time, or from paper which turn it was, since nobody knows the time. */
  when(at: number): string {
    if (!this.live.fromPaper) return clock(at);
    const nth = this.acts.value.filter((t) => t.at <= at).length;
    return reviewWords.value.nth(Math.max(1, nth));
  }

  /** Returns whether a turn concerns what is followed, and is in the chosen phase. */
  counts(): (t: Turn) => boolean {
    const { phase, person, tag } = this.filter.value;
    const phases = this.phases.value;
    return (t) => follows({ person, tag }, t) && (phase === '' || isIn(phase, phases, t));
  }

  /** Whether a time of the meeting is in the chosen part and item. */
  isShown(at: number): boolean {
    const stretch = this.stretch();
    const { phase } = this.filter.value;
    const inPart = stretch === null || (at >= stretch.from && at <= stretch.to);
    const seq = Number.POSITIVE_INFINITY;
    return inPart && (phase === '' || isIn(phase, this.phases.value, { at, seq }));
  }

  /** Whether the whole meeting is shown. */
  isAll(): boolean {
    return this.stretch() === null && this.filter.value.phase === '';
  }

  /** The query for the server; a change of it fetches the charts again. */
  query(): URLSearchParams {
    return serverQuery(this.filter.value);
  }

  /** The query for the whole meeting, as the chosen observer saw it. */
  wholeQuery(): URLSearchParams {
    const { observer } = this.filter.value;
    return serverQuery({ ...readFilter(''), observer });
  }

  /** Whether this user may correct this turn. */
  may(t: Turn): boolean {
    const session = this.live.session.value;
    if (!session || session.locked) return false;
    return mayChange(this.live.role.value, session.coding, this.live.observer.value, t.observer);
  }

  /** Amends what differs. An addressee that was changed does not count as proposed any more. */
  correct(t: Turn, c: Correction): void {
    const set = changes(t, c);
    if (set.to !== undefined && t.proposed) set.proposed = false;
    if (Object.keys(set).length > 0) this.add({ type: 'amend', target: t.id, set });
  }

  takeOut(id: string): void {
    this.add({ type: 'void', target: id });
  }

  putBack(id: string): void {
    this.add({ type: 'restore', target: id });
  }

  /** Whether this user may add a turn beside this one. Who observed apart adds to the own list only. */
  mayInsert(t: Turn): boolean {
    const session = this.live.session.value;
    return this.may(t) && (session?.coding !== 'independent' || t.observer === this.live.observer.value);
  }

  /** Adds a turn that was missed, between its neighbours, in the item of the one it stands beside. Returns its id. */
  insert(beside: Turn, where: 'before' | 'after', turn: Pick<Turn, 'from' | 'to' | 'tags'>): string {
    const parts = [
      ...this.phases.value.map((p) => p.from),
      ...this.pauses.value.flatMap((p) => [p.from, p.to]),
      this.whole.value.to,
    ];
    const at = halfway(this.turns.value, beside, where, parts);
    return this.add({
      type: 'interaction',
      at,
      from: turn.from,
      to: turn.to,
      ...(turn.tags.length > 0 ? { tags: turn.tags } : {}),
    });
  }

  /** Says what became of a try-out of the team. */
  tell(experiment: string, event: 'tried' | 'judged', text?: string): void {
    this.add({
      type: 'experiment',
      at: this.fold.peek() ? this.whole.peek().to : this.live.at(),
      experiment,
      event,
      ...(text === undefined ? {} : { text }),
    });
  }

  /** Adds an entry, and shows it at once. */
  add(e: Parameters<LiveSession['add']>[0]): string {
    this.unsaved = true;
    return batch(() => {
      const id = this.live.add(e);
      // Before the log has been read there is only what this device adds to it.
      if (this.fold.peek()) this.fold.value = this.live.fold.value;
      return id;
    });
  }

  /** Own corrections are still being saved. */
  private waits(): boolean {
    return this.unsaved || this.live.waiting.value > 0;
  }
}

/**
 * A time halfway between a turn and its neighbour in a list, or the nearest of the times
 * that part the meeting; with nothing on that side, two seconds from it. Of several turns
 * at the same ms a new one is the last, so one before them is a ms earlier.
 */
export function halfway(
  turns: readonly Turn[],
  beside: Turn,
  where: 'before' | 'after',
  parts: readonly number[],
): number {
  const i = turns.findIndex((t) => t.id === beside.id);
  const next = turns[where === 'before' ? i - 1 : i + 1]?.at;
  const ends = next === undefined ? parts : [next, ...parts];
  const other =
    where === 'before'
      ? Math.max(...ends.filter((at) => at < beside.at || at === next))
      : Math.min(...ends.filter((at) => at > beside.at || at === next));
  if (where === 'after')
    return Number.isFinite(other) ? Math.floor((beside.at + other) / 2) : beside.at + ALONE_MS;
  const at = Number.isFinite(other) ? Math.floor((beside.at + other) / 2) : beside.at - ALONE_MS;
  return Math.max(0, Math.min(at, beside.at - 1));
}

function saysOfTurn(mark: Undoable): boolean {
  return mark.kind === 'moment' && mark.target !== undefined && mark.label !== undefined;
}

/** The colours of the series that each stand for one tag. */
function coloursOf(option: Option): Map<string, string> {
  const series = Array.isArray(option.series) ? (option.series as { itemStyle?: { color?: unknown } }[]) : [];
  const out = new Map<string, string>();
  for (const { at, tag } of option.kompas.moments) {
    if (tag === undefined || at.series === undefined || at.data !== undefined) continue;
    const colour = series[at.series]?.itemStyle?.color;
    if (typeof colour === 'string') out.set(tag, colour);
  }
  return out;
}
