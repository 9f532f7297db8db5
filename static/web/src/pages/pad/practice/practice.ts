import type { Line } from '../../../messages/practice';
import type { Turn } from '../../../session/fold';
import type { Codebook } from '../../../session/wire';

/** How long each line of the script is shown. */
export const LINE_MS = 5_000;
/** A tap counts for a line from this long before it appears. */
const EARLY_MS = 500;
const LATE_MS = 4_000;

/** What the observer saw of one line. */
export interface Seen {
  line: Line;
  /** The turn that was tapped for it; null if it was missed. */
  turn: Turn | null;
  sameTo: boolean;
}

interface StepResult {
  /** The id of the step in the codebook. */
  step: string;
  same: number;
  of: number;
}

export const person = (i: number | null): string => (i === null ? '*' : `p${i + 1}`);

/** Matches the tapped turns with the lines of the script; each turn counts for one line at most. */
export function compare(lines: readonly Line[], turns: readonly Turn[]): Seen[] {
  const used = new Set<string>();
  return lines.map((line, i) => {
    const from = i * LINE_MS - EARLY_MS;
    const till = (i + 1) * LINE_MS + LATE_MS;
    const turn =
      turns.find((t) => !used.has(t.id) && t.from === person(line.from) && t.at >= from && t.at < till) ??
      null;
    if (turn) used.add(turn.id);
    return { line, turn, sameTo: turn?.to === person(line.to) };
  });
}

/**
 * Agreement at each step of the codebook: a tag counts at its own step and at
 * those that it rolls up into. Steps at which nothing can be compared are left
 * out.
 */
export function steps(seen: readonly Seen[], book: Codebook): StepResult[] {
  const out: StepResult[] = [];
  for (const step of book.steps ?? []) {
    let same = 0;
    let of = 0;
    for (const { line, turn } of seen) {
      const own = turn?.tags[0];
      const mine = own === undefined ? undefined : codeAt(own, step.codes, book);
      const key = codeAt(line.tag, step.codes, book);
      if (mine === undefined || key === undefined) continue;
      of++;
      if (mine === key) same++;
    }
    if (of > 0) out.push({ step: step.id, same, of });
  }
  return out;
}

/** A line at the step with which it was observed. */
interface Answer {
  /** The tag that fits, and the observer's own, if any; both as codes of one step. */
  sample: string;
  own: string | undefined;
  same: boolean;
}

/**
 * Compares one line in the words of the chosen step. A tag of a coarser step,
 * tapped before another step was chosen, is compared in the words of that step.
 */
export function answer({ line, turn }: Seen, chosen: string | undefined, book: Codebook): Answer {
  const steps = book.steps ?? [];
  const own = turn?.tags[0];
  const till = steps.findIndex((s) => s.id === chosen);
  for (const { codes } of steps.slice(0, till + 1).reverse()) {
    const sample = codeAt(line.tag, codes, book);
    const mine = own === undefined ? undefined : codeAt(own, codes, book);
    if (sample !== undefined && (own === undefined || mine !== undefined))
      return { sample, own: mine, same: sample === mine };
  }
  return { sample: line.tag, own, same: line.tag === own };
}

/**
 * The code of a step that a tag is, or rolls up into. At a step with `other`, all
 * remaining tags roll up into that.
 */
export function codeAt(id: string, codes: readonly string[], book: Codebook): string | undefined {
  if (codes.includes(id)) return id;
  const tag = book.tags.find((t) => t.id === id);
  if (!tag) return undefined; // a family cannot be compared at a finer step
  if (tag.family !== undefined && codes.includes(tag.family)) return tag.family;
  return codes.includes('other') && codes.length < book.tags.length ? 'other' : undefined;
}
