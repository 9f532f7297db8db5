import { batch, computed, type ReadonlySignal } from '@preact/signals';
import type { Outcome, Purpose } from '../../server/tables.gen';
import type { Undoable } from '../../session/fold';
import type { LiveSession } from '../../session/live-session';
import { mayChange } from '../../session/may-change';
import { type PaperItem, paperItems, spread } from '../../session/paper';
import type { Participant, Person, Seat } from '../../session/wire';
import type { Pad } from './pad';
import { freeSeat, seatsOf } from './places';

/** How far back "discard the last five minutes" reaches. */
export const DISCARD_MS = 5 * 60 * 1000;

/** A phase of the agenda as the pad offers it. */
export interface AgendaPhase {
  name: string;
  purpose?: Purpose;
  /** It has begun in this meeting. */
  begun: boolean;
}

/** What happens to the meeting as a whole: its clock, its agenda, its people. */
export class Meeting {
  /** planned, live, paused or ended. */
  readonly now: ReadonlySignal<string>;
  /** The people who are present. */
  readonly people: ReadonlySignal<readonly Participant[]>;
  /** The planned phases and those that were added, in order. */
  readonly agenda: ReadonlySignal<readonly AgendaPhase[]>;
  /** By the id of a turn, what a mark says of it, such as that all laughed. */
  readonly marks: ReadonlySignal<Readonly<Record<string, string>>>;
  /** The owner is here too, with another device: then starting and stopping is theirs. */
  readonly coached: ReadonlySignal<boolean>;

  constructor(
    readonly live: LiveSession,
    readonly pad: Pad,
  ) {
    this.now = computed(() => live.now());
    this.people = steady(() => (live.fold.value?.participants() ?? []).filter((p) => p.present));
    this.agenda = steady(() => this.plannedAndBegun());
    this.coached = computed(
      () => live.role.value !== 'owner' && live.presence.value.some((p) => p.role === 'owner'),
    );
    this.marks = steady(() => {
      const out: Record<string, string> = {};
      for (const k of live.fold.value?.ofType('mark') ?? [])
        if (k.kind === 'moment' && k.target && k.label) out[k.target] = k.label;
      return out;
    });
  }

  // The clock.

  /** Starts the meeting, and records that the participants were told: it never starts without that. */
  start(): void {
    this.state('live', true);
    // Otherwise a browser that runs short of space may delete what was tapped.
    void (navigator.storage as StorageManager | undefined)?.persist?.().catch(() => {});
  }

  resume(): void {
    this.state('live');
  }

  halt(state: 'paused' | 'ended', at?: number): void {
    this.pad.settle();
    this.state(state, false, at);
  }

  private state(state: 'live' | 'paused' | 'ended', told = false, at = this.live.at()): void {
    const time = new Date(this.live.wallTime()).toISOString();
    this.live.add({ type: 'state', at, state, time, ...(told ? { told } : {}) });
  }

  // From paper.

  /** The items that were entered. */
  paperItems(): PaperItem[] {
    return this.live.fold.value ? paperItems(this.live.fold.value) : [];
  }

  /**
   * Sets what was entered from paper evenly within the minutes that its items took, null
   * where nobody knows. Returns when the last of them ends.
   */
  spread(minutes: readonly (number | null)[]): number {
    this.pad.settle();
    const { live } = this;
    const fold = live.fold.value;
    if (!fold) return live.at();
    const { moves, end } = spread(fold, minutes);
    const coding = live.session.value?.coding;
    const mine = moves.filter((m) => mayChange(live.role.value, coding, live.observer.value, m.observer));
    const to = (which: 'at' | 'was') => () =>
      batch(() => {
        for (const m of mine) live.add({ type: 'amend', target: m.id, set: { at: m[which] } });
      });
    to('at')();
    if (mine.length > 0) this.pad.undoing.did({ undo: to('was'), redo: to('at') });
    return Math.max(end, live.at());
  }

  /**
   * The turns, marks and notes of the last five minutes that can be removed here:
   * an observer's own, and for the owner those of all. `others` counts those of others.
   */
  recent(): { ids: string[]; others: number } {
    const fold = this.live.fold.value;
    if (!fold) return { ids: [], others: 0 };
    const from = this.live.at() - DISCARD_MS;
    const me = this.live.observer.value;
    const own = (e: { observer?: string }) => e.observer === me;
    const removable = (e: { observer?: string; visibility?: string }) =>
      own(e) || (this.live.role.value === 'owner' && e.visibility !== 'private');
    const all = [...fold.interactions(), ...fold.ofType('mark'), ...fold.ofType('note')].filter(
      (e) => (e.at ?? 0) >= from && removable(e),
    );
    return { ids: all.map((e) => e.id), others: all.filter((e) => !own(e)).length };
  }

  /** Takes the last five minutes out; undo brings them back. */
  discard(): void {
    this.pad.settle();
    const { ids } = this.recent();
    if (ids.length === 0) return;
    const all = (type: 'void' | 'restore') => () => {
      for (const target of ids) this.live.add({ type, target });
    };
    all('void')();
    this.pad.undoing.did({ undo: all('restore'), redo: all('void') });
    this.pad.say('discarded');
  }

  // The agenda.

  private plannedAndBegun(): AgendaPhase[] {
    const begun = new Map(this.phases().map((p) => [p.name ?? '', p]));
    const out = new Map<string, AgendaPhase>();
    for (const p of this.live.session.value?.phases ?? [])
      if (p.at === undefined || begun.has(p.name))
        out.set(p.name, {
          name: p.name,
          purpose: p.purpose as Purpose | undefined,
          begun: begun.has(p.name),
        });
    for (const [name, p] of begun)
      out.set(name, { name, purpose: p.purpose ?? out.get(name)?.purpose, begun: true });
    return [...out.values()];
  }

  private phases(): Undoable[] {
    return this.live.fold.value?.ofType('phase') ?? [];
  }

  /** The phase that the meeting is in. */
  currentPhase(): Undoable | undefined {
    return this.phases().at(-1);
  }

  /** The phase before that, as long as nobody has said how it ended. */
  openPhase(): Undoable | undefined {
    const before = this.phases().at(-2);
    return before && before.outcome === undefined ? before : undefined;
  }

  /** Begins a phase, now or where the one before it ends. */
  begin(phase: { name: string; purpose?: Purpose }, at?: number): void {
    if (this.pad.again(`phase ${phase.name}`)) return;
    this.pad.settle();
    this.pad.undoing.forget();
    const purpose = phase.purpose === undefined ? {} : { purpose: phase.purpose };
    this.live.add({ type: 'phase', at: at ?? this.live.at(), name: phase.name, ...purpose });
  }

  /** Records how a phase ended; the same outcome again takes it back. */
  outcome(phase: Undoable, outcome: Outcome): void {
    const was = phase.outcome ?? null;
    const next = was === outcome ? null : outcome;
    const amend = (value: Outcome | null) => () =>
      void this.live.add({ type: 'amend', target: phase.id, set: { outcome: value } });
    amend(next)();
    this.pad.undoing.did({ undo: amend(was), redo: amend(next) });
  }

  // The people.

  join(name: string, seat?: Seat): void {
    this.person({ id: this.live.newId(), name, ...(seat ? { seat } : {}) }, true);
  }

  rename(p: Participant, name: string): void {
    if (name !== p.name) this.person({ id: p.id, name }, p.present);
  }

  present(p: Participant, present: boolean): void {
    this.person({ id: p.id, name: p.name }, present);
  }

  move(p: Participant, seat: Seat): void {
    if (p.seat?.x !== seat.x || p.seat?.y !== seat.y)
      this.person({ id: p.id, name: p.name, seat }, p.present);
  }

  /**
   * Makes somebody take no part: their turns count for the flow, but no id of
   * theirs is kept. All such people share one seat, named by the language's
   * word for "somebody".
   */
  someone(word: string, instead?: Participant): void {
    const people = this.live.fold.value?.participants() ?? [];
    if (instead) this.present(instead, false);
    const there = people.find((p) => p.name === word);
    // Not on the chair that has become free: that would say who it is.
    const seat = freeSeat([...seatsOf(people).values()], people.length);
    if (!there) this.person({ id: this.live.newId(), name: word, ...(instead ? { seat } : {}) }, true);
    else if (instead || !there.present) this.present(there, true);
  }

  /** Whether somebody who is away preferred to take no part, rather than left: "somebody" came in that moment. */
  ratherNot(p: Participant, word: string): boolean {
    const entries = this.live.fold.value?.personEntries() ?? [];
    const last = entries.findLastIndex((e) => e.person?.id === p.id);
    const [gone, next] = [entries[last], entries[last + 1]];
    return gone?.present === false && next?.present === true && next.person?.name === word;
  }

  /** Whether somebody has had a turn. */
  spoke(p: Participant): boolean {
    return this.live.fold.value?.interactions().some((t) => t.from === p.id) ?? false;
  }

  private person(person: Person, present: boolean): void {
    this.live.add({ type: 'participant', at: this.live.at(), person, present });
  }
}

/**
 * A computed value that stays the same object while its content is the same, so
 * that nothing is redrawn needlessly.
 */
function steady<T>(make: () => T): ReadonlySignal<T> {
  let text: string | undefined;
  let last: T;
  return computed(() => {
    const next = make();
    const nextText = JSON.stringify(next);
    if (nextText !== text) [text, last] = [nextText, next];
    return last;
  });
}
