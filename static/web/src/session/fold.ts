import type { Changes, Entry, EntryType, Header, Participant, Seat } from './wire';

/** One observed turn as it stands now, amends applied. */
export interface Turn {
  id: string;
  /** Position in the log; Infinity while it is on this device only. */
  seq: number;
  observer: string;
  at: number;
  from: string;
  to: string;
  tags: string[];
  replies_to?: string;
  proposed: boolean;
  void: boolean;
}

/** Any other entry that can be undone, as it stands now. */
export interface Undoable extends Entry {
  void: boolean;
}

interface ClockPoint {
  id: string;
  seq: number;
  at: number;
  state: string;
  time: string;
}

interface PersonEntry {
  seq: number;
  at: number;
  entry: Entry;
}

const DAY = 24 * 60 * 60 * 1000;

/** A map whose changes lie over another map, which stays as it is. */
class Layer<K, V> {
  private readonly own = new Map<K, V>();
  constructor(private readonly base: Layer<K, V> | null = null) {}

  get(id: K): V | undefined {
    return this.own.get(id) ?? this.base?.get(id);
  }
  has(id: K): boolean {
    return this.own.has(id) || this.base?.has(id) === true;
  }
  set(id: K, value: V): void {
    this.own.set(id, value);
  }
  *entries(): Iterable<[K, V]> {
    if (this.base) for (const [id, v] of this.base.entries()) yield [id, this.own.get(id) ?? v];
    for (const e of this.own) if (!this.base?.has(e[0])) yield e;
  }
}

const UNDONE_ON_THE_PAD = new Set<EntryType>(['mark', 'note', 'phase']);

/** The id that stands for the group as a whole, in place of a person's id. */
export const EVERYBODY = '*';

/**
 * The state that the entries of a log lead to, starting from the header. It works as
 * the server's fold does, and is tested on the same fixtures. Returned values never
 * change afterwards: a change makes a new object.
 */
export class Fold {
  private head_ = 0;
  private ids = new Layer<string, EntryType>();
  private bySeq = new Layer<number, string>();
  private turns = new Layer<string, Turn>();
  private undoables = new Layer<string, Undoable>();
  private persons: PersonEntry[] = [];
  private clock_: ClockPoint[] = [];
  private zero: number | null = null;
  private largestAt_ = 0;
  private sorted: Turn[] | null = null;

  constructor(private header: Header) {}

  /**
   * Returns a fold that continues from here and leaves this one as it is. It shares the
   * content of this one, so its cost does not grow with the log, and it is valid only
   * until an entry is applied to this one.
   */
  over(): Fold {
    const f = new Fold(this.header);
    f.head_ = this.head_;
    f.ids = new Layer(this.ids);
    f.bySeq = new Layer(this.bySeq);
    f.turns = new Layer(this.turns);
    f.undoables = new Layer(this.undoables);
    f.persons = [...this.persons];
    f.clock_ = [...this.clock_];
    f.zero = this.zero;
    f.largestAt_ = this.largestAt_;
    this.interactions(); // sorted here once, and not again in each fold that continues from here
    f.sorted = this.sorted;
    return f;
  }

  setHeader(header: Header): void {
    this.header = header;
  }

  get head(): number {
    return this.head_;
  }

  /** The largest time of the entries so far, 0 when there is none. */
  get largestAt(): number {
    return this.largestAt_;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  typeOf(id: string): EntryType | undefined {
    return this.ids.get(id);
  }

  /** The type of the entry at this position of the log; undefined where there is none. */
  typeAt(seq: number): EntryType | undefined {
    return this.ids.get(this.bySeq.get(seq) ?? '');
  }

  /** Applies one entry. An entry without seq waits on this device. */
  apply(e: Entry): void {
    const seq = e.seq ?? Number.POSITIVE_INFINITY;
    if (e.seq !== undefined) this.head_ = e.seq;
    this.ids.set(e.id, e.type);
    if (e.seq !== undefined) this.bySeq.set(e.seq, e.id);
    if (e.type === 'redacted') return;
    if (e.type === 'amend' || e.type === 'void' || e.type === 'restore') {
      this.correct(e);
      return;
    }
    const at = e.at ?? this.largestAt_; // only a participant entry may lack it
    this.largestAt_ = Math.max(this.largestAt_, at);
    switch (e.type) {
      case 'interaction':
        this.putTurn({
          id: e.id,
          seq,
          observer: e.observer ?? '',
          at,
          from: e.from ?? '',
          to: e.to ?? '',
          tags: e.tags ?? [],
          replies_to: e.replies_to,
          proposed: e.proposed ?? false,
          void: false,
        });
        break;
      case 'participant':
        this.persons.push({ seq, at, entry: e });
        break;
      case 'state':
        if (this.zero === null && e.state === 'live') this.zero = zeroOf(e);
        this.clock_.push({ id: e.id, seq, at, state: e.state ?? '', time: e.time ?? '' });
        break;
      default:
        this.undoables.set(e.id, { ...e, void: false });
    }
  }

  private correct(e: Entry): void {
    const target = e.target ?? '';
    const turn = this.turns.get(target);
    if (turn) {
      if (e.type === 'amend') this.putTurn(amendTurn(turn, e.set ?? {}));
      else this.putTurn({ ...turn, void: e.type === 'void' });
      return;
    }
    const entry = this.undoables.get(target);
    if (!entry) return; // redacted: nothing to correct
    if (e.type === 'amend') this.undoables.set(target, amendUndoable(entry, e.set ?? {}));
    else this.undoables.set(target, { ...entry, void: e.type === 'void' });
  }

  private putTurn(t: Turn): void {
    const old = this.turns.get(t.id);
    this.turns.set(t.id, t);
    const list = this.sorted;
    if (!list) return;
    // The list stays sorted when the turn comes last, as nearly always, or keeps its time.
    if (!old && !t.void && t.at >= (list.at(-1)?.at ?? 0)) this.sorted = [...list, t];
    else if (old && !old.void && !t.void && old.at === t.at)
      this.sorted = list.map((x) => (x.id === t.id ? t : x));
    else this.sorted = null;
  }

  /** The turns that are not void, by (at, seq). The list must not be changed. */
  interactions(): readonly Turn[] {
    if (!this.sorted) {
      const list: Turn[] = [];
      for (const [, t] of this.turns.entries()) if (!t.void) list.push(t);
      this.sorted = list.sort(byAt);
    }
    return this.sorted;
  }

  /** The turn with this id as it stands now, void or not. */
  turn(id: string): Turn | undefined {
    return this.turns.get(id);
  }

  /** The turn at this position of the log, void or not. */
  turnAt(seq: number): Turn | undefined {
    const id = this.bySeq.get(seq);
    return id === undefined ? undefined : this.turns.get(id);
  }

  /** The turns that are void, by (at, seq). */
  takenOut(): Turn[] {
    const out: Turn[] = [];
    for (const [, t] of this.turns.entries()) if (t.void) out.push(t);
    return out.sort(byAt);
  }

  /** The entries of one type that are not void, by (at, seq). */
  ofType(type: EntryType): Undoable[] {
    const out: Undoable[] = [];
    for (const [, i] of this.undoables.entries()) if (i.type === type && !i.void) out.push(i);
    return out.sort(byAt);
  }

  /** The last turn, mark, note or phase of this observer that is not void: what undo takes back. */
  lastOwn(observer: string): string | undefined {
    let last: string | undefined;
    for (const [id, type] of this.ids.entries()) {
      const it =
        type === 'interaction'
          ? this.turns.get(id)
          : UNDONE_ON_THE_PAD.has(type)
            ? this.undoables.get(id)
            : undefined;
      if (it && !it.void && it.observer === observer) last = id;
    }
    return last;
  }

  /** The state entries by (at, seq). */
  clock(): ClockPoint[] {
    return [...this.clock_].sort(byAt);
  }

  /** planned, live, paused or ended. */
  now(): string {
    return this.clock().at(-1)?.state ?? (this.header.imported ? 'ended' : 'planned');
  }

  /** The zero of the session's clock as wall time in ms; null before the first live entry. */
  get startedAt(): number | null {
    return this.zero;
  }

  /** The entries about people, in order of seq. */
  personEntries(): Entry[] {
    return this.persons.map((p) => p.entry);
  }

  /** Everybody who takes or took part: first the planned people in their order, then the others in the order in which they came. */
  participants(): Participant[] {
    const out = new Map<string, Participant>();
    for (const p of this.header.participants)
      out.set(p.id, { id: p.id, name: p.name, role: p.role ?? 'member', seat: p.seat, present: true });
    for (const { entry } of this.persons) {
      const p = entry.person;
      if (p && !out.has(p.id)) out.set(p.id, { id: p.id, name: p.name, role: 'member', present: false });
    }
    for (const { entry } of [...this.persons].sort(byAt)) {
      const p = entry.person;
      const was = p && out.get(p.id);
      if (!was) continue;
      const seat: Seat | undefined = p.seat ?? was.seat;
      out.set(p.id, {
        id: p.id,
        name: p.name,
        role: p.role ?? was.role,
        seat,
        present: entry.present ?? false,
      });
    }
    return [...out.values()];
  }
}

/**
 * Compares by time only, which sorts by (at, seq): entries are applied in order of seq,
 * waiting ones after them in the order in which they were made, and sorting is stable.
 */
function byAt(a: { at?: number }, b: { at?: number }): number {
  return (a.at ?? 0) - (b.at ?? 0);
}

/**
 * The start of the session, in ms of wall time, from its first live entry: by the wall
 * time in the entry, or by the time when it was recorded if the two differ by more
 * than a day.
 */
function zeroOf(e: Entry): number {
  const at = e.at ?? 0;
  const said = moment(e.time ?? '') - at;
  const recorded = e.recorded_at === undefined ? said : moment(e.recorded_at);
  return Math.abs(said - recorded) > DAY ? recorded - at : said;
}

/**
 * Reads a time of RFC 3339, in ms. Unlike Date.parse it also reads small letters, and a
 * leap second, which counts as the first moment of the next second.
 */
function moment(s: string): number {
  const t = s.toUpperCase();
  return t.slice(17, 19) === '60' ? Date.parse(`${t.slice(0, 17)}59${t.slice(19)}`) + 1000 : Date.parse(t);
}

/** Null, or the empty value, clears an optional field; an absent field stays. */
function amendTurn(t: Turn, set: Changes): Turn {
  const next = { ...t };
  if (typeof set.at === 'number') next.at = set.at;
  if (typeof set.from === 'string') next.from = set.from;
  if (typeof set.to === 'string') next.to = set.to;
  if (set.tags !== undefined) next.tags = set.tags ?? [];
  if (set.replies_to !== undefined) next.replies_to = set.replies_to || undefined;
  if (set.proposed !== undefined) next.proposed = set.proposed ?? false;
  return next;
}

function amendUndoable(i: Undoable, set: Changes): Undoable {
  const next = { ...i };
  if (typeof set.at === 'number') next.at = set.at;
  if (typeof set.text === 'string') next.text = set.text;
  if (typeof set.name === 'string') next.name = set.name;
  if (typeof set.kind === 'string') next.kind = set.kind;
  if (set.purpose !== undefined) next.purpose = set.purpose || undefined;
  if (set.outcome !== undefined) next.outcome = set.outcome || undefined;
  if (set.label !== undefined) next.label = set.label || undefined;
  return next;
}
