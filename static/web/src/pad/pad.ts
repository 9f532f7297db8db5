import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { EVERYBODY, type Turn } from '../fold';
import {
  type Act,
  type Address,
  EMPTY,
  type Last,
  SETTLE_MS,
  type State,
  type Touch,
  type TurnEntry,
  touch,
} from '../grammar';
import type { Room } from '../room';
import type { Changes, Person } from '../wire';

/** What was just done, for the line that says so. */
export type Said = 'undone' | 'redone' | 'nothingToUndo' | 'noTurnForTag' | 'moment' | 'fromWork' | 'note';

type Undone = { kind: 'entry'; id: string } | { kind: 'draft'; draft: NonNullable<State['draft']> };

/** A tap on the seat that was just tapped is one tap too many for so long. */
const DOUBLE_TAP_MS = 300;

/** The pad of one room: turns touches into entries by the grammar. */
export class Pad {
  readonly draft: ReadonlySignal<State['draft']>;
  readonly said = signal<{ what: Said; n: number } | null>(null);
  readonly canRedo = signal(false);
  private readonly state = signal<State>(EMPTY);
  private undone: Undone[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;
  private lastTap = { person: '', time: Number.NEGATIVE_INFINITY };

  constructor(readonly room: Room) {
    this.draft = computed(() => this.state.value.draft);
  }

  /** The page goes: what is a draft becomes an entry. */
  close(): void {
    this.settle();
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Turns that this observer works with, in order: in an independent session the own ones. */
  turns(): readonly Turn[] {
    const all = this.room.view.value?.interactions() ?? [];
    const session = this.room.session.value;
    if (session?.coding !== 'independent' || session.revealed) return all;
    return all.filter((t) => t.observer === this.room.observer.value);
  }

  // Touches.

  /** A tap on a seat by finger or mouse; the second of a double tap does nothing. */
  tap(person: string): void {
    const time = this.room.wallTime();
    const again = this.lastTap.person === person && time - this.lastTap.time < DOUBLE_TAP_MS;
    this.lastTap = { person, time };
    if (again) return;
    if (person === EVERYBODY) this.to(EVERYBODY);
    else this.seat(person, 'answer');
  }

  seat(person: string, address: Address): void {
    this.forgetUndone();
    this.touch({ kind: 'seat', person, address, id: this.room.newId(), at: this.room.at() });
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  to(person: string): void {
    this.touch({ kind: 'to', person, at: this.room.at() });
  }

  tag(tag: string): void {
    const acts = this.touch({ kind: 'tag', tag, at: this.room.at() });
    if (acts.length === 0 && !this.state.value.last?.tags.includes(tag)) this.say('noTurnForTag');
  }

  /** The draft, if there is one, becomes an entry. */
  settle(): void {
    this.touch({ kind: 'settle' });
  }

  private touch(t: Touch): Act[] {
    const speakers = this.turns().map((turn) => turn.from);
    const before = { ...this.state.value, last: this.lastOwn() };
    const { state, acts } = touch(before, t, speakers);
    this.state.value = state;
    for (const act of acts) this.perform(act);
    return acts;
  }

  /** The last own turn as it stands now: it may have been corrected, or taken out. */
  private lastOwn(): Last | null {
    const me = this.room.observer.value;
    const turn = this.turns().findLast((t) => t.observer === me);
    if (!turn) return null;
    const known = this.state.value.last;
    const tagged = turn.tags.length === 0 ? null : known?.id === turn.id ? known.tagged : turn.at;
    return { id: turn.id, from: turn.from, to: turn.to, tags: turn.tags, at: turn.at, tagged };
  }

  private perform(act: Act): void {
    switch (act.kind) {
      case 'draft':
        this.room.draft(entryOf(act.turn));
        break;
      case 'turn':
        this.room.add(entryOf(act.turn));
        break;
      case 'amend':
        this.room.add({ type: 'amend', target: act.target, set: act.set });
        break;
      case 'drop':
        this.room.drop(act.id);
        break;
    }
  }

  // Undo.

  undo(): void {
    const draft = this.state.value.draft;
    if (draft) {
      this.touch({ kind: 'drop' });
      this.undone.push({ kind: 'draft', draft });
    } else {
      const id = this.room.view.value?.lastOwn(this.room.observer.value);
      if (id === undefined) {
        this.say('nothingToUndo');
        return;
      }
      this.room.add({ type: 'void', target: id });
      this.undone.push({ kind: 'entry', id });
    }
    this.canRedo.value = true;
    this.say('undone');
  }

  redo(): void {
    const last = this.undone.pop();
    if (!last) return;
    this.canRedo.value = this.undone.length > 0;
    if (last.kind === 'entry') {
      this.room.add({ type: 'restore', target: last.id });
    } else {
      this.state.value = { ...this.state.value, draft: last.draft };
      this.settle();
    }
    this.say('redone');
  }

  private forgetUndone(): void {
    this.undone = [];
    this.canRedo.value = false;
  }

  /** Takes one turn out; redo brings it back. */
  takeOut(id: string): void {
    this.room.add({ type: 'void', target: id });
    this.undone.push({ kind: 'entry', id });
    this.canRedo.value = true;
    this.say('undone');
  }

  /** Corrects what differs from the turn as it stands. */
  correct(turn: Turn, to: { from: string; to: string; tags: readonly string[] }): void {
    const set: Changes = {};
    if (to.from !== turn.from) set.from = to.from;
    if (to.to !== turn.to) {
      set.to = to.to;
      set.proposed = false;
    }
    if (to.tags.join('\n') !== turn.tags.join('\n')) set.tags = to.tags.length > 0 ? [...to.tags] : null;
    if (Object.keys(set).length > 0) this.room.add({ type: 'amend', target: turn.id, set });
  }

  // Other entries.

  mark(kind: 'moment' | 'from-work'): void {
    const at = this.room.at();
    if (kind === 'from-work') this.settle();
    this.forgetUndone();
    const target = kind === 'from-work' ? this.lastOwn()?.id : undefined;
    this.room.add(target === undefined ? { type: 'mark', at, kind } : { type: 'mark', at, kind, target });
    this.say(kind === 'moment' ? 'moment' : 'fromWork');
  }

  note(text: string, at: number): void {
    this.forgetUndone();
    this.room.add({ type: 'note', at, text, visibility: 'private' });
    this.say('note');
  }

  /** The first start says that the participants were told; none goes without. */
  start(): void {
    this.room.add({ type: 'state', at: this.room.at(), state: 'live', time: this.wallTime(), told: true });
  }

  resume(): void {
    this.room.add({ type: 'state', at: this.room.at(), state: 'live', time: this.wallTime() });
  }

  halt(state: 'paused' | 'ended'): void {
    this.settle();
    this.room.add({ type: 'state', at: this.room.at(), state, time: this.wallTime() });
  }

  join(name: string): void {
    const person: Person = { id: this.room.newId(), name };
    this.room.add({ type: 'participant', at: this.room.at(), person, present: true });
  }

  private wallTime(): string {
    return new Date(this.room.wallTime()).toISOString();
  }

  private say(what: Said): void {
    this.said.value = { what, n: (this.said.value?.n ?? 0) + 1 };
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
