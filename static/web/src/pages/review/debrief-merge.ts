/** What is chosen of a meeting and written for talking about it, as the page keeps it. */
export interface Debrief {
  fragment?: { from: string; to: string; names?: boolean };
  /** The id of a finding, or NO_PATTERN. */
  finding?: string;
  questions?: string[];
  form?: 'ten' | 'long';
  loop?: string;
  guesses?: { team?: string; lead?: string };
  step?: number;
  /** It was shown to the team. */
  shown?: true;
  experiment?: TryOut;
  /** What other pages keep in it stays as it is. */
  [other: string]: unknown;
}

export interface TryOut {
  id?: string;
  text?: string;
  owner?: string;
  notice?: string;
}

/** That no pattern is told was chosen. */
export const NO_PATTERN = 'none';

/** The id of the pattern or loop that was chosen, or NO_PATTERN; absent: nothing was. */
export const chosenIn = (d: Debrief) => d.loop ?? d.finding;

/** Chooses a finding, NO_PATTERN, or nothing. A loop that was chosen before goes with it. */
export function choosing(id: string | undefined): Pick<Debrief, 'finding' | 'loop'> {
  return { finding: id, loop: id?.startsWith('loop:') ? id : undefined };
}

/** A text that two people changed at once: what the other one wrote. */
export interface Theirs {
  questions?: string;
  text?: string;
  owner?: string;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The members of what is kept, taken apart as far as they are changed apart. */
function parts(d: Debrief): Map<string, unknown> {
  const { experiment = {}, ...rest } = d;
  return new Map(
    [
      ...Object.entries(rest),
      ...Object.entries(experiment).map(([k, v]) => [`experiment/${k}`, v] as const),
    ].filter(([, v]) => v !== undefined),
  );
}

function together(all: ReadonlyMap<string, unknown>): Debrief {
  const out: Debrief = {};
  const experiment: Record<string, unknown> = {};
  for (const [k, v] of all) {
    if (v === undefined) continue;
    if (k.startsWith('experiment/')) experiment[k.slice('experiment/'.length)] = v;
    else out[k] = v;
  }
  if (Object.keys(experiment).length > 0) out.experiment = experiment;
  return out;
}

/**
 * Brings together what was changed here and what somebody else saved meanwhile; both
 * started from `base`. What was changed here stays. `theirs` is what the other one
 * wrote in a text that was changed here too.
 */
export function merge(base: Debrief, mine: Debrief, saved: Debrief): { merged: Debrief; theirs: Theirs } {
  const [b, m, s] = [parts(base), parts(mine), parts(saved)];
  const out = new Map<string, unknown>();
  const theirs: Theirs = {};
  for (const k of new Set([...s.keys(), ...m.keys()])) {
    const changed = !same(m.get(k), b.get(k));
    out.set(k, changed ? m.get(k) : s.get(k));
    if (!changed || same(s.get(k), b.get(k)) || same(s.get(k), m.get(k))) continue;
    const wrote = k === 'questions' ? (s.get(k) as string[] | undefined)?.[0] : s.get(k);
    if (typeof wrote !== 'string' || wrote === '') continue;
    if (k === 'questions') theirs.questions = wrote;
    if (k === 'experiment/text') theirs.text = wrote;
    if (k === 'experiment/owner') theirs.owner = wrote;
  }
  return { merged: together(out), theirs };
}

/** What can be saved of it: a try-out without words waits for them. */
export function savable(d: Debrief): Debrief {
  const { experiment, ...rest } = d;
  const questions = d.questions?.filter((q) => q.trim() !== '');
  return {
    ...rest,
    ...(d.questions && { questions: questions && questions.length > 0 ? questions : undefined }),
    ...(experiment?.text?.trim() && { experiment }),
  };
}

/** Whether two of them say the same. */
export function alike(a: Debrief, b: Debrief): boolean {
  const [x, y] = [parts(a), parts(b)];
  return [...new Set([...x.keys(), ...y.keys()])].every((k) => same(x.get(k), y.get(k)));
}
