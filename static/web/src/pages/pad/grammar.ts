import { MAX_ENTRY_TAGS } from '../../server/tables.gen';
import { EVERYBODY } from '../../session/fold';

/**
 * The grammar of the pad: what taps and keys mean, without a page and without
 * a clock of its own. All times are in ms since the start of the session.
 */

/** A turn that is not an entry yet. */
export interface Draft {
  id: string;
  at: number;
  from: string;
  to: string;
  /** The pad proposed `to`, and nobody has changed it. */
  proposed: boolean;
}

/** This observer's last turn that has become an entry. */
export interface Last {
  id: string;
  from: string;
  to: string;
  tags: readonly string[];
  at: number;
  /** When it got its first tag, in ms; null without tags. */
  tagged: number | null;
}

/** Whom the touched seat speaks to: the last speaker, the group, or the last speaker other than themself. */
export type Address = 'answer' | 'group' | 'other';

export type Touch =
  | { kind: 'seat'; person: string; address: Address; id: string; at: number }
  /** With `turn`, it counts only while that is still the draft or the last turn: a finger may lift late. */
  | { kind: 'to'; person: string; at: number; turn?: string }
  | { kind: 'tag'; tag: string; at: number }
  /** Takes a tag of the last turn back: the finger only asked what it means. */
  | { kind: 'untag'; turn: string; tag: string }
  /** Puts a tag in the place of its family, on the last turn. */
  | { kind: 'refine'; turn: string; family: string; tag: string }
  | { kind: 'settle' }
  | { kind: 'drop' };

export interface State {
  draft: Draft | null;
  last: Last | null;
}

export interface TurnEntry {
  id: string;
  at: number;
  from: string;
  to: string;
  tags: string[];
  proposed: boolean;
}

/** What a touch leads to: keep a draft, make it an entry, amend an entry, or drop a draft. */
export type Act =
  | { kind: 'draft'; turn: TurnEntry }
  | { kind: 'turn'; turn: TurnEntry }
  | { kind: 'amend'; target: string; set: { tags?: string[]; to?: string; proposed?: boolean } }
  | { kind: 'drop'; id: string };

/** After this long an untagged draft becomes an entry. */
export const SETTLE_MS = 4_000;
/** For this long after it began, the last untagged turn still takes a tag. */
export const LATE_TAG_MS = 10_000;
/** For this long after its first tag a turn takes a second one. */
const SECOND_TAG_MS = 3_000;

export const EMPTY: State = { draft: null, last: null };

/**
 * Applies one touch. `turns` are the turns before the draft, the latest last.
 * They come from the log, so that the grammar also knows what another observer or
 * an undo has done. It looks at as few of them as it can: there may be thousands.
 */
export function touch(
  s: State,
  t: Touch,
  turns: readonly Pick<TurnEntry, 'from'>[],
): { state: State; acts: Act[] } {
  switch (t.kind) {
    case 'seat': {
      const { state, acts } = settle(s);
      const spoke = (who: (p: string) => boolean) =>
        s.draft && who(s.draft.from) ? s.draft.from : turns.findLast((turn) => who(turn.from))?.from;
      const to = addressee(t.person, t.address, spoke);
      const draft: Draft = {
        id: t.id,
        at: t.at,
        from: t.person,
        to,
        proposed: t.address === 'answer',
      };
      return { state: { ...state, draft }, acts: [...acts, { kind: 'draft', turn: entryOf(draft, []) }] };
    }
    case 'to':
      return redirect(s, t.person, t.at, t.turn);
    case 'tag':
      return tag(s, t.tag, t.at);
    case 'untag':
      return retag(s, t.turn, (tags) => tags.filter((x) => x !== t.tag));
    case 'refine':
      return retag(s, t.turn, (tags) => [...new Set(tags.map((x) => (x === t.family ? t.tag : x)))]);
    case 'settle':
      return settle(s);
    case 'drop':
      if (!s.draft) return { state: s, acts: [] };
      return { state: { ...s, draft: null }, acts: [{ kind: 'drop', id: s.draft.id }] };
  }
}

/** Whom a person speaks to. `spoke` returns the last speaker for whom a condition holds. */
function addressee(
  person: string,
  address: Address,
  spoke: (who: (p: string) => boolean) => string | undefined,
): string {
  if (address === 'group') return EVERYBODY;
  if (address === 'other') return spoke((p) => p !== person && p !== EVERYBODY) ?? EVERYBODY;
  const last = spoke((p) => p !== EVERYBODY);
  return last === undefined || last === person ? EVERYBODY : last;
}

/** Addresses the draft, or the last own turn while it is fresh, to a person or the group. */
function redirect(
  s: State,
  person: string,
  at: number,
  turn: string | undefined,
): { state: State; acts: Act[] } {
  if (turn !== undefined && turn !== (s.draft ?? s.last)?.id) return { state: s, acts: [] };
  if (s.draft) {
    if (s.draft.from === person) return { state: s, acts: [] };
    const draft = { ...s.draft, to: person, proposed: false };
    return { state: { ...s, draft }, acts: [{ kind: 'draft', turn: entryOf(draft, []) }] };
  }
  const last = s.last;
  if (!last || last.from === person || last.to === person || at - last.at > LATE_TAG_MS)
    return { state: s, acts: [] };
  return {
    state: { ...s, last: { ...last, to: person } },
    acts: [{ kind: 'amend', target: last.id, set: { to: person, proposed: false } }],
  };
}

/**
 * Adds a tag. It never starts a turn: it belongs to the draft, or to the last own
 * turn while that is fresh.
 */
function tag(s: State, tag: string, at: number): { state: State; acts: Act[] } {
  if (s.draft) {
    const { state, acts } = settle(s, [tag]);
    const last = state.last && { ...state.last, tagged: at };
    return { state: { ...state, last }, acts };
  }
  const last = s.last;
  if (!last || last.tags.includes(tag)) return { state: s, acts: [] };
  const first = last.tagged === null;
  const fresh = last.tagged === null ? at - last.at <= LATE_TAG_MS : at - last.tagged <= SECOND_TAG_MS;
  if (!fresh || last.tags.length >= MAX_ENTRY_TAGS) return { state: s, acts: [] };
  const tags = [...last.tags, tag];
  return {
    state: { ...s, last: { ...last, tags, tagged: first ? at : last.tagged } },
    acts: [{ kind: 'amend', target: last.id, set: { tags } }],
  };
}

/** Changes the tags of the last turn, if it is still that. */
function retag(
  s: State,
  turn: string,
  change: (tags: readonly string[]) => string[],
): { state: State; acts: Act[] } {
  const last = s.last;
  if (last?.id !== turn) return { state: s, acts: [] };
  const tags = change(last.tags);
  const tagged = tags.length > 0 ? last.tagged : null;
  return {
    state: { ...s, last: { ...last, tags, tagged } },
    acts: [{ kind: 'amend', target: turn, set: { tags } }],
  };
}

/** Makes the draft an entry. */
function settle(s: State, tags: string[] = []): { state: State; acts: Act[] } {
  const d = s.draft;
  if (!d) return { state: s, acts: [] };
  const last: Last = { id: d.id, from: d.from, to: d.to, tags, at: d.at, tagged: null };
  return { state: { draft: null, last }, acts: [{ kind: 'turn', turn: entryOf(d, tags) }] };
}

function entryOf(d: Draft, tags: string[]): TurnEntry {
  return { id: d.id, at: d.at, from: d.from, to: d.to, tags, proposed: d.proposed };
}
