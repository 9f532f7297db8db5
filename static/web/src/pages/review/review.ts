import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { ChartFrame, ChartItem, Findings, Chart as Option } from '../../server/api.gen';
import { EVERYBODY, type Fold, type Item, type Turn } from '../../session/fold';
import { mayChange } from '../../session/may-change';
import type { Room } from '../../session/room';
import type { Changes } from '../../session/wire';
import { messages } from '../../ui/i18n';
import { ask, type How, search } from '../../ui/router';
import type { Followed } from './chart-parts';
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
import { begunPhases, chosenObserver, isIn, turnsPerObserver } from './selection';
import { isWhole, type Span } from './stretch';

/** A chart that there is, and whether it shows what draws find. */
export type ChartRef = Pick<ChartItem, 'name' | 'draws'>;

/** What has parts with moments: a chart, or the findings in words. */
export type WithMoments = Pick<ChartFrame, 'moments'> & { title?: string };

/** The findings in words, among the charts. */
export const FINDINGS = 'findings';

/** How a turn is put right. */
export interface Correction {
  at: number;
  from: string;
  to: string;
  tags: readonly string[];
}

/**
 * One meeting that is looked back on. What is shown stands still: turns that
 * come in while the meeting runs are offered, and shown when that is wanted;
 * the own corrections are shown at once, and the charts are drawn again when
 * they are saved.
 */
export class Review {
  readonly filter: ReadonlySignal<Filter>;
  /** The log as it is shown; null before it has been read. */
  readonly fold = signal<Fold | null>(null);
  /** Grows when the charts are to be fetched again. */
  readonly revision = signal(0);
  /** The stretch under the finger, before it is chosen. */
  readonly draft = signal<Span | null>(null);
  /** What the charts that have been fetched say around their pictures, with the query that they answer. */
  readonly frames = signal<ReadonlyMap<string, { frame: WithMoments; query: string }>>(new Map());
  /** The colours of words in the charts, as far as charts have told them. */
  readonly colours = signal<ReadonlyMap<string, string>>(new Map());
  /** There is more in the log than is shown. */
  readonly news: ReadonlySignal<boolean>;
  /** Turns of the observer who is looked at, by (at, seq). */
  readonly turns: ReadonlySignal<readonly Turn[]>;
  /** Those that the filter of time and agenda item leaves. */
  readonly shown: ReadonlySignal<readonly Turn[]>;
  readonly followed: ReadonlySignal<Followed | null>;
  /** From the first to the last that happened. */
  readonly whole: ReadonlySignal<Span>;
  readonly requests = new RequestOrder();
  private unsaved = false;
  private readonly off: () => void;

  constructor(readonly room: Room) {
    this.filter = computed(() => readFilter(search.value));
    this.news = computed(() => {
      const fold = room.fold.value;
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
    this.off = effect(() => {
      const fold = room.fold.value;
      const saved = room.sync.value === 'saved';
      if (!room.ready.value || fold === null) return;
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

  /** Shows the meeting as it is now. */
  show(): void {
    batch(() => {
      this.fold.value = this.room.fold.peek();
      this.revision.value++;
    });
  }

  /**
   * Asks for something else. Marks have other places then when other turns are
   * counted, so the moments of one are closed.
   */
  set(change: Partial<Filter>, how: How = 'push'): void {
    const next = { ...this.filter.peek(), ...change };
    if (serverQuery(next).toString() !== this.query().toString()) next.opened = change.opened ?? null;
    ask(writeFilter(next), how);
  }

  /** The stretch under the finger becomes the chosen one. */
  settle(): void {
    const s = this.draft.peek();
    if (!s) return;
    batch(() => {
      this.choose(isWhole(s, this.whole.peek()) ? null : s);
      this.draft.value = null;
    });
  }

  /** Chooses a stretch of time, or with null all of it. */
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

  /** What was found has come, in words. */
  found(found: Findings, query: string): void {
    this.frames.value = new Map(this.frames.peek()).set(FINDINGS, {
      frame: { moments: found.moments },
      query,
    });
  }

  /** The chart of what was opened has come, as the filter asks for it. */
  isFetched(o: OpenedPart): boolean {
    return 'chart' in o
      ? this.frames.value.get(o.chart)?.query === this.query().toString()
      : this.fold.value !== null;
  }

  /** The stretch that is chosen or under the finger; null: all of it. */
  stretch(): Span | null {
    const { from, to } = this.filter.value;
    if (this.draft.value) return this.draft.value;
    if (from === null && to === null) return null;
    const whole = this.whole.value;
    return { from: Math.max(from ?? whole.from, whole.from), to: Math.min(to ?? whole.to, whole.to) };
  }

  /** Whose turns are looked at, as the server chooses when nobody is asked for; empty: all of them. */
  observer(): string {
    return chosenObserver(this.room.session.value, this.observers.value, this.filter.value.observer);
  }

  /** Who took down turns that are to be seen here, and how many. */
  readonly observers = computed(() => turnsPerObserver(this.fold.value?.interactions() ?? []));

  /** How an observer is called. */
  observerName(id: string): string {
    const name = this.room.session.value?.observers.find((o) => o.id === id)?.name;
    return name || (id === 'owner' ? messages.value.review.owner : id);
  }

  /** The phases that began, in order. */
  readonly phases = computed(() => (this.fold.value ? begunPhases(this.fold.value) : []));

  /** Marks of the observer, but for those that only say of a turn what it was, and those on turns that are out. */
  readonly marks = computed(() => {
    const fold = this.fold.value;
    return (fold?.items('mark') ?? []).filter(
      (k) => !saysOfTurn(k) && (k.target === undefined || fold?.turn(k.target)?.void !== true),
    );
  });

  /** What a mark says of a turn, such as that all laughed. */
  said(id: string): string | undefined {
    return this.sayings.value.get(id);
  }

  private readonly sayings = computed(
    () =>
      new Map(
        (this.fold.value?.items('mark') ?? [])
          .filter(saysOfTurn)
          .map((k) => [k.target ?? '', k.label ?? ''] as const),
      ),
  );

  /** How somebody is called. */
  name(id: string): string {
    if (id === EVERYBODY) return messages.value.pad.everybody;
    return this.names.value.get(id) ?? id;
  }

  private readonly names = computed(
    () => new Map((this.fold.value?.participants() ?? []).map((p) => [p.id, p.name])),
  );

  /** Says of turns whether they have to do with what is followed, in the chosen agenda item. */
  counts(): (t: Turn) => boolean {
    const { phase, person, tag } = this.filter.value;
    const phases = this.phases.value;
    return (t) => follows({ person, tag }, t) && (phase === '' || isIn(phase, phases, t));
  }

  /** What the server is asked for; charts are fetched again when it changes. */
  query(): URLSearchParams {
    return serverQuery(this.filter.value);
  }

  /** Whether this user may correct this turn. */
  may(t: Turn): boolean {
    const session = this.room.session.value;
    if (!session || session.locked) return false;
    return mayChange(this.room.role.value, session.coding, this.room.observer.value, t.observer);
  }

  correct(t: Turn, c: Correction): void {
    const set = changes(t, c);
    if (Object.keys(set).length > 0) this.add({ type: 'amend', target: t.id, set });
  }

  takeOut(id: string): void {
    this.add({ type: 'void', target: id });
  }

  putBack(id: string): void {
    this.add({ type: 'restore', target: id });
  }

  private add(e: Parameters<Room['add']>[0]): void {
    this.unsaved = true;
    batch(() => {
      this.room.add(e);
      this.fold.value = this.room.fold.value;
    });
  }

  /** The own corrections are not all saved yet. */
  private waits(): boolean {
    return this.unsaved || this.room.waiting.value > 0;
  }
}

function saysOfTurn(mark: Item): boolean {
  return mark.kind === 'moment' && mark.target !== undefined && mark.label !== undefined;
}

/** The colours of the series that stand for a word each. */
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

/** What differs from the turn as it stands. A touched addressee is no longer a proposed one. */
export function changes(t: Turn, c: Correction): Changes {
  const set: Changes = {};
  if (c.at !== t.at) set.at = c.at;
  if (c.from !== t.from) set.from = c.from;
  if (c.to !== t.to) set.to = c.to;
  if (c.to !== t.to && t.proposed) set.proposed = false;
  if (c.tags.join('\n') !== t.tags.join('\n')) set.tags = c.tags.length > 0 ? [...c.tags] : null;
  return set;
}
