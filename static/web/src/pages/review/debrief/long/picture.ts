import type { DebriefLongMessages } from '../../../../messages/debrief-long-en';
import type { Code } from '../../../../ui/codes';

/** One after another, what a team sees of a loop or a pattern. */
export interface Picture {
  /** What beliefs name that were written under it: the id of the loop, else of the finding; empty: the whole talk. */
  id: string;
  acts: Act[];
  /** What lies between an act and the next; in a loop also between the last and the first. At least one. */
  gaps: Gap[];
  /** How a loop goes round; absent: it is none. */
  round?: 'feeds' | 'steadies';
}

export interface Act {
  /** A word of the codebook; absent: said in plain words. */
  code?: string;
  text: string;
}

interface Gap {
  /** What a belief names in addition, when there is more than one gap; an id as findings have them. */
  id: string;
  /** The next act follows seldom. */
  less: boolean;
}

/** Ids of entries have at most so many characters. */
const LONGEST = 64;
const LOOP = /^(?:loop|one-way):(.+)$/;

/** The id by which beliefs name a loop or another finding. */
export function pictureId(finding: string): string {
  return (LOOP.exec(finding)?.[1] ?? finding).slice(0, LONGEST);
}

/** The acts of a loop or of one link, and the signs of what leads from each to the next. */
function steps(name: string): { code: string; less: boolean }[] {
  const plain = name.replace(/^[^:]+:/, '');
  return [...plain.matchAll(/([^>|]+)([>|]?)/g)].map(([, code = '', sign]) => ({ code, less: sign === '|' }));
}

/** The picture of a finding, from its id. A finding without acts is one gap under its sentence. */
export function pictureOf(
  finding: string,
  codes: ReadonlyMap<string, Code>,
  w: Pick<DebriefLongMessages, 'stories' | 'came'>,
): Picture {
  const id = pictureId(finding);
  const bare: Picture = { id, acts: [], gaps: [{ id, less: false }] };
  const [kind, ...rest] = finding.split(':');
  const act = (code: string): Act => ({ code, text: codes.get(code)?.label ?? code });
  if (kind === 'pattern') {
    const story = known(w.stories, rest.join(':'));
    return story ? { id, acts: story.map((text) => ({ text })), gaps: inRow(id, story.length - 1) } : bare;
  }
  if (kind === 'effect') {
    const [role, tag = '', outcome = ''] = rest;
    const came = known(w.came, outcome);
    if (role !== 'member' || !codes.has(tag) || !came) return bare;
    return { ...bare, acts: [act(tag), { text: came }] };
  }
  const all = steps(rest.join(':'));
  if (all.length === 0 || all.some((s) => !codes.has(s.code))) return bare;
  const between = (i: number): Gap => {
    const next = all[(i + 1) % all.length];
    const less = all[i]?.less === true;
    return { id: `link:${all[i]?.code}${less ? '|' : '>'}${next?.code}`.slice(0, LONGEST), less };
  };
  const acts = all.map((s) => act(s.code));
  if (kind !== 'loop')
    return { id, acts, gaps: acts.length > 1 ? acts.slice(1).map((_, i) => between(i)) : bare.gaps };
  const lessens = all.filter((s) => s.less).length;
  return { id, acts, gaps: acts.map((_, i) => between(i)), round: lessens % 2 === 0 ? 'feeds' : 'steadies' };
}

function inRow(id: string, n: number): Gap[] {
  return Array.from({ length: n }, (_, i) => ({ id: `${id}/${i + 1}`.slice(0, LONGEST), less: false }));
}

function known<T extends object, V = T[keyof T]>(table: T, key: string): V | undefined {
  return Object.hasOwn(table, key) ? (table as Record<string, V>)[key] : undefined;
}

/** The ids that a belief names which is written in a gap of a picture; none under the whole talk. */
export function named(p: Picture, gap: number): string[] {
  const between = p.gaps.length > 1 ? p.gaps[gap] : undefined;
  return [p.id, between?.id ?? ''].filter((id) => id !== '');
}

/** In which gap of a picture a belief was written; -1: in none. */
export function gapOf(p: Picture, loops: readonly string[] | undefined): number {
  const [first] = loops ?? [];
  if (first === undefined) return p.id === '' ? 0 : -1;
  if (first !== p.id) return -1;
  return Math.max(
    0,
    p.gaps.findIndex((g) => loops?.includes(g.id)),
  );
}

/** The finding of a picture, from the id by which beliefs name it. */
export function findingOf(id: string): string {
  return id === '' || /^(pattern|effect|link):/.test(id) ? id : `loop:${id}`;
}
