import type { DebriefLongMessages } from '../../../../messages/debrief-long-en';
import type { Findings } from '../../../../server/api.gen';
import { EVERYBODY, type Turn } from '../../../../session/fold';
import type { Codebook } from '../../../../session/wire';
import { codes } from '../../../../ui/codes';
import { spoken } from '../../../mirror/figures';

export interface Fact {
  about: 'much' | 'whom' | 'helped';
  text: string;
}

/** With fewer turns, nothing is told of a share. */
const ENOUGH = 20;
/** Of so many it is worth telling that they invited. */
const SOME = 5;
/** Patterns that help, by their id. */
const HELPING = new Set(['pattern:curiosity-opens', 'pattern:cycle', 'pattern:difference-used']);

/** What can be counted of a meeting, in at most three sentences about the team. */
export function factsOf(
  o: {
    /** The turns of persons. */
    turns: readonly Turn[];
    /** How long the meeting lasted, in ms; null where its times are not known. */
    ms: number | null;
    /** How many people took part. */
    people: number;
    book: Codebook | undefined;
    found: Findings | null;
    /** The outcomes of the items that began. */
    outcomes: readonly (string | undefined)[];
  },
  w: DebriefLongMessages['facts'],
): Fact[] {
  const { turns, ms, people } = o;
  if (turns.length < ENOUGH) return [];
  const out: Fact[] = [{ about: 'much', text: muchIn(turns.length, ms ?? 0, w) }];
  const spoke = new Set(turns.map((t) => t.from)).size;
  const heard = spoke < people ? w.heard(spoke, people) : w.heardAll(people);
  // Where the pad proposed most addressees, nobody chose them.
  const chosen = turns.filter((t) => !t.proposed);
  const whom = 2 * chosen.length > turns.length ? toWhom(chosen, w) : '';
  out.push({ about: 'whom', text: whom === '' ? `${heard}.` : `${heard}; ${whom}` });
  const helped = whatHelped(o, w);
  if (helped !== '') out.push({ about: 'helped', text: helped });
  return out;
}

function muchIn(n: number, ms: number, w: DebriefLongMessages['facts']): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes === 0) return w.noted(w.turns(n));
  const gap = Math.round(ms / n / 1000);
  return gap < 60
    ? w.every(w.turns(n), w.minutes(minutes), w.seconds(Math.max(1, gap)))
    : w.lasted(w.turns(n), w.minutes(minutes));
}

function toWhom(turns: readonly Turn[], w: DebriefLongMessages['facts']): string {
  const [some, of] = spoken(turns.filter((t) => t.to === EVERYBODY).length / turns.length);
  if (some === 0) return w.toOne;
  return some === of ? w.toAll : w.split(some, of);
}

/** One thing that helped: a finding that helps, else what often invites, else outcomes. */
function whatHelped(
  { turns, book, found, outcomes }: Parameters<typeof factsOf>[0],
  w: DebriefLongMessages['facts'],
): string {
  // One that helps comes first where there is one.
  const first = found?.sections
    .flatMap((s) => [...s.items, ...s.folds.flatMap((f) => f.items)])
    .find((f) => f.id === found.glance.findings[0]);
  if (first && helps(first.id, book)) return first.short;
  const opens = effects(book, 'opens');
  const inviting = turns.flatMap((t) => (opens.has(t.tags[0] ?? '') ? [t.tags[0] ?? ''] : []));
  if (book && inviting.length >= SOME) {
    const most = [...new Set(inviting)].reduce((a, b) => (times(inviting, b) > times(inviting, a) ? b : a));
    return w.invited(w.turns(inviting.length), codes(book).get(most)?.label ?? most);
  }
  const ended = outcomes.filter((x) => x !== undefined).length;
  return ended > 0 ? w.ended(ended, outcomes.length) : '';
}

const times = (list: readonly string[], one: string) => list.filter((x) => x === one).length;

function effects(book: Codebook | undefined, effect: string): ReadonlySet<string> {
  return new Set(
    [...(book?.tags ?? []), ...(book?.families ?? [])].filter((t) => t.effect === effect).map((t) => t.id),
  );
}

/** Whether a finding tells of what helps, as the codebook assumes: some words in it open, and none closes. */
function helps(finding: string, book: Codebook | undefined): boolean {
  if (HELPING.has(finding)) return true;
  const [, name] = /^(?:loop|link):(?:[^:]+:)?([^|]+)$/.exec(finding) ?? [];
  if (name === undefined) return false;
  const words = name.split('>').filter((word) => word !== '');
  const [opens, closes] = [effects(book, 'opens'), effects(book, 'closes')];
  return words.some((word) => opens.has(word)) && !words.some((word) => closes.has(word));
}
