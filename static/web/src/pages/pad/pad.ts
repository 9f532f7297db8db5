import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Correction, changes } from '../../session/correction';
import { EVERYBODY, type Turn } from '../../session/fold';
import type { LiveSession } from '../../session/live-session';
import type { Changes } from '../../session/wire';
import type { After } from './after-frame';
import {
  type Act,
  type Address,
  EMPTY,
  LATE_TAG_MS,
  type Last,
  SETTLE_MS,
  type State,
  type Touch,
  type TurnEntry,
  touch,
} from './grammar';
import { type About, Undo } from './undo';

/** What was just done, for the line that reports it. */
type Said =
  | 'undone'
  | 'redone'
  | 'nothingToUndo'
  | 'noTurnForTag'
  | 'tooLateForTag'
  | 'otherWord'
  | 'noWord'
  | 'moment'
  | 'fromWork'
  | 'theme'
  | 'note'
  | 'silence'
  | 'laughter'
  | 'together'
  | 'discarded'
  | 'turn'
  | 'compass'
  | 'leaving'
  | 'away';

/** A family that was tapped: its words are offered for a moment. */
export interface Family {
  turn: string;
  family: string;
}

/** For this long the words of a family are offered. */
const FOLLOW_MS = 2_000;

/** What the whole group does at once. */
export type Together = 'silence' | 'laughter' | 'together';

/** A second tap on the same thing within this time is ignored as a double tap. */
const DOUBLE_TAP_MS = 300;
/** For this long the last turn is fresh enough for "from the work". */
const FRESH_MS = 3 * LATE_TAG_MS;

/** The turn that the circle shows. `open` says that it is a draft. */
export interface Shown {
  from: string;
  to: string;
  open: boolean;
}

/**
 * The pad of one meeting: it makes entries of touches, by the grammar. What a
 * touch shows on the circle is there at once. Keeping, sending and listing it
 * follow right after it is drawn, and before anything else is done.
 */
export class Pad {
  /** The draft, or without one the last turn. */
  readonly shown: ReadonlySignal<Shown | null>;
  /** The turns that this observer works with, in order. In an independent session these are their own. */
  readonly turns: ReadonlySignal<readonly Turn[]>;
  /** What was just done; `about` is the entry or the word that it concerns. */
  readonly said = signal<{ what: Said; about?: About | string; n: number } | null>(null);
  readonly family = signal<Family | null>(null);
  readonly undoing: Undo;
  private readonly state = signal<State>(EMPTY);
  /** What is still to be done for the last touch; empty except until it is drawn. */
  private readonly acts = signal<readonly Act[]>([]);
  private actNow = () => {};
  private timer: ReturnType<typeof setTimeout> | null = null;
  private familyTimer: ReturnType<typeof setTimeout> | undefined;
  /** When the first word of the last turn was tapped, by the steady clock. */
  private firstWord = Number.NEGATIVE_INFINITY;
  private lastTap = { on: '', time: Number.NEGATIVE_INFINITY };

  constructor(
    readonly live: LiveSession,
    /** Without it everything is done at once, as in tests that draw nothing. */
    private readonly afterDrawing?: After,
  ) {
    this.shown = computed(() => {
      const { draft, last } = this.state.value;
      const turn = draft ?? (this.acts.value.length > 0 ? last : this.turns.value.at(-1));
      return turn ? { from: turn.from, to: turn.to, open: draft !== null } : null;
    });
    this.undoing = new Undo(live);
    this.turns = computed(() => {
      const all = live.fold.value?.interactions() ?? [];
      const session = live.session.value;
      if (session?.coding !== 'independent' || session.revealed) return all;
      return all.filter((t) => t.observer === live.observer.value);
    });
  }

  /** Called when the page closes: the draft becomes an entry. */
  close(): void {
    this.settle();
    this.actNow();
    if (this.timer !== null) clearTimeout(this.timer);
    clearTimeout(this.familyTimer);
  }

  // Touches. `event` is the time stamp of the pointer or key event.

  /** Returns true for the second half of a double tap on the same thing, which does nothing. */
  again(on: string): boolean {
    const time = this.live.steady();
    const again = this.lastTap.on === on && time - this.lastTap.time < DOUBLE_TAP_MS;
    this.lastTap = { on, time };
    return again;
  }

  /** A finger on a seat. Returns the id of the turn that this began, so that a drag can address it. */
  tap(person: string, event?: number): string | null {
    if (this.again(person)) return null;
    if (person !== EVERYBODY) return this.seat(person, 'answer', event);
    this.to(EVERYBODY);
    return null;
  }

  seat(person: string, address: Address, event?: number): string {
    this.undoing.forget();
    // From paper a turn stands after the one before it, which has to be there for that.
    if (this.live.fromPaper) this.settle();
    const id = this.live.newId();
    this.touch({ kind: 'seat', person, address, id, at: this.live.begins(event) });
    return id;
  }

  /** Addresses the draft to a person; with `turn`, only if that is still the draft. */
  to(person: string, turn?: string): void {
    this.touch({ kind: 'to', person, at: this.live.at(), turn });
  }

  /** Tags the turn under way or the last one. Returns the id of the turn, or null when none takes the tag. */
  tag(tag: string): string | null {
    this.lastTap.on = '';
    const [act] = this.touch({ kind: 'tag', tag, at: this.tagged() });
    if (!act) {
      const last = this.lastOwn();
      if (!last?.tags.includes(tag)) this.say(last ? 'tooLateForTag' : 'noTurnForTag');
      return null;
    }
    this.undoing.forget();
    const turn = act.kind === 'turn' ? act.turn.id : act.kind === 'amend' ? act.target : null;
    if (turn !== null) this.offer({ turn, family: tag });
    return turn;
  }

  /** When a word is tapped. From paper the first word of a turn may come as late as it likes. */
  private tagged(): number {
    if (!this.live.fromPaper) return this.live.at();
    const { draft } = this.state.value;
    const last = draft ? null : this.lastOwn();
    const now = this.live.steady();
    if (last?.tagged == null) this.firstWord = now;
    return ((draft ?? last)?.at ?? 0) + now - this.firstWord;
  }

  /** Takes a tag back that the same touch has given: it only asked what the tag means. */
  untag(turn: string, tag: string): void {
    this.family.value = null;
    this.touch({ kind: 'untag', turn, tag });
  }

  /** Puts one of the words of a family in its place. */
  refine({ turn, family }: Family, tag: string): void {
    this.family.value = null;
    this.touch({ kind: 'refine', turn, family, tag });
  }

  /** Offers the words of a family for a moment, where it has several. */
  private offer(f: Family): void {
    const words = this.live.session.value?.codebook.tags.filter((t) => t.family === f.family) ?? [];
    if (words.length < 2) return;
    this.family.value = f;
    clearTimeout(this.familyTimer);
    this.familyTimer = setTimeout(() => {
      this.family.value = null;
    }, FOLLOW_MS);
  }

  /** Makes the draft an entry, if there is one. Afterwards nothing waits to be drawn. */
  settle(): void {
    this.touch({ kind: 'settle' });
    this.actNow();
  }

  private touch(t: Touch): Act[] {
    this.actNow();
    const before = { ...this.state.value, last: this.lastOwn() };
    const { state, acts } = touch(before, t, this.turns.value);
    batch(() => {
      this.acts.value = acts;
      this.state.value = state;
    });
    if (acts.length === 0) return acts;
    // The next draft's time to settle is counted from when it is kept.
    if (t.kind === 'seat' && this.timer !== null) clearTimeout(this.timer);
    const act = () => this.act(t.kind === 'seat');
    if (this.afterDrawing) this.actNow = this.afterDrawing(act);
    else act();
    return acts;
  }

  /** Does what the last touch leads to. */
  private act(began: boolean): void {
    const acts = this.acts.value;
    batch(() => {
      for (const act of acts) this.perform(act);
      this.acts.value = [];
    });
    if (began) this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  /** This observer's last turn as it stands: it may have been corrected or taken out. */
  private lastOwn(): Last | null {
    const me = this.live.observer.value;
    const turn = this.turns.value.findLast((t) => t.observer === me);
    if (!turn) return null;
    const known = this.state.value.last;
    const tagged = turn.tags.length === 0 ? null : known?.id === turn.id ? known.tagged : turn.at;
    return { id: turn.id, from: turn.from, to: turn.to, tags: turn.tags, at: turn.at, tagged };
  }

  private perform(act: Act): void {
    switch (act.kind) {
      case 'draft':
        this.live.draft(entryOf(act.turn));
        break;
      case 'turn':
        this.live.add(entryOf(act.turn));
        break;
      case 'amend':
        this.live.add({ type: 'amend', target: act.target, set: act.set });
        break;
      case 'drop':
        this.live.drop(act.id);
        break;
    }
  }

  // Undo.

  undo(): void {
    this.actNow();
    const draft = this.state.value.draft;
    if (draft) {
      this.touch({ kind: 'drop' });
      this.actNow();
      const about = { from: draft.from, to: draft.to, tags: [] };
      this.undoing.push({
        undo: () => {},
        redo: () => {
          this.state.value = { ...this.state.value, draft };
          this.settle();
        },
        about,
      });
      this.say('undone', about);
      return;
    }
    const undone = this.undoing.undo();
    if (undone) this.say('undone', undone.about);
    else this.say('nothingToUndo');
  }

  redo(): void {
    this.actNow();
    const redone = this.undoing.redo();
    if (redone) this.say('redone', redone.about);
  }

  /** Takes one turn out; undo brings it back. */
  takeOut(id: string): void {
    this.actNow();
    const out = () => void this.live.add({ type: 'void', target: id });
    const about = this.undoing.entry(id);
    out();
    this.undoing.did({ undo: () => this.live.add({ type: 'restore', target: id }), redo: out });
    this.say('undone', about);
  }

  /** Amends what differs from the turn as it stands. */
  correct(turn: Turn, to: Correction): void {
    const set = changes(turn, to);
    const back = changes(to, turn);
    if (set.to !== undefined) [set.proposed, back.proposed] = [false, turn.proposed];
    if (Object.keys(set).length === 0) return;
    this.actNow();
    const amend = (fields: Changes) => () =>
      void this.live.add({ type: 'amend', target: turn.id, set: fields });
    amend(set)();
    this.undoing.did({ undo: amend(back), redo: amend(set) });
  }

  // Other entries.

  /** Marks that something happened here, or that in this turn the work itself speaks. */
  mark(kind: 'moment' | 'from-work'): void {
    if (this.again(kind)) return;
    const at = this.live.at();
    this.actNow();
    if (kind === 'from-work') this.settle();
    this.undoing.forget();
    const last = kind === 'from-work' ? this.lastOwn() : null;
    const target = last && at - last.at <= FRESH_MS ? { target: last.id } : {};
    this.live.add({ type: 'mark', at, kind, ...target });
    this.say(kind === 'moment' ? 'moment' : 'fromWork');
  }

  /** Marks a theme that runs through the agenda. */
  theme(label: string, at: number): void {
    this.actNow();
    this.undoing.forget();
    this.live.add({ type: 'mark', at, kind: 'theme', label });
    this.say('theme');
  }

  note(text: string, at: number): void {
    this.actNow();
    this.undoing.forget();
    this.live.add({ type: 'note', at, text, visibility: 'private' });
    this.say('note');
  }

  /**
   * Silence, laughter, all at once: an act of the group to itself. If the
   * codebook has a tag for it, the turn gets that; otherwise a mark on the turn
   * says what it was.
   */
  together(what: Together, word: string): void {
    if (this.again(what)) return;
    this.settle();
    this.undoing.forget();
    const at = this.live.begins();
    const group = { type: 'interaction' as const, at, from: EVERYBODY, to: EVERYBODY };
    const book = this.live.session.value?.codebook;
    if (book?.tags.some((t) => t.id === what)) this.live.add({ ...group, tags: [what] });
    else {
      const target = this.live.add(group);
      const mark = this.live.add({ type: 'mark', at, kind: 'moment', label: word, target });
      const both = (type: 'void' | 'restore') => () => {
        for (const id of [mark, target]) this.live.add({ type, target: id });
      };
      const about = this.undoing.entry(mark);
      this.undoing.did({ undo: both('void'), redo: both('restore'), about });
    }
    this.say(what);
  }

  say(what: Said, about?: About | string): void {
    this.said.value = { what, about, n: (this.said.value?.n ?? 0) + 1 };
  }
}

function entryOf(t: TurnEntry) {
  return {
    id: t.id,
    type: 'interaction' as const,
    at: t.at,
    from: t.from,
    to: t.to,
    ...(t.tags.length > 0 ? { tags: t.tags } : {}),
    ...(t.proposed ? { proposed: true } : {}),
  };
}
