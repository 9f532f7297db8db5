import type { ChartFrame, Chart as Option } from '../api.gen';
import type { Place } from '../chart';

/** A mark of a chart, and the turns behind it: one list of places in the log for each moment. */
export interface Mark {
  at: Place;
  label: string;
  /** How many moments there are; more than `turns` has, where they are many. */
  total: number;
  turns: number[][];
  /** The row of the table that says the same. */
  row?: number;
  /** Whom or which word the whole mark is about. */
  person?: string;
  tag?: string;
}

/** A frame with the moments of its marks, and its axis of time where it has one. */
export type Frame = ChartFrame & { moments?: Mark[]; time?: { from: number; to: number } };

/** What is followed, and which turns of the log have to do with it. */
export interface Followed {
  person: string;
  tag: string;
  has(seq: number): boolean;
}

const PALE = 0.12;

/** A place as a text, so that it can be compared. */
export function keyOf(p: Place): string {
  return 'graphic' in p ? `!${p.graphic}` : `${p.kind}.${p.series}.${p.data}`;
}

export function marksOf(frame: Frame): readonly Mark[] {
  return frame.moments ?? [];
}

export function markAt(frame: Frame, p: Place): Mark | undefined {
  const key = keyOf(p);
  return marksOf(frame).find((m) => keyOf(m.at) === key);
}

/** Moments of a mark that have to do with what is followed. */
export function momentsOf(mark: Pick<Mark, 'turns'>, f: Followed | null): number[][] {
  return f === null ? mark.turns : mark.turns.filter((seqs) => seqs.some((s) => f.has(s)));
}

/** A mark stands out when it is about what is followed, or one of its moments has to do with it. */
export function isLit(mark: Mark, f: Followed): boolean {
  if (f.person !== '' && mark.person !== undefined && mark.person !== f.person) return false;
  if (f.tag !== '' && mark.tag !== undefined && mark.tag !== f.tag) return false;
  return mark.turns.some((seqs) => seqs.some((s) => f.has(s)));
}

type Datum = { itemStyle?: object; lineStyle?: object; label?: object };
type Series = { data?: unknown[]; links?: unknown[]; [k: string]: unknown };

/**
 * The option with every mark pale that has nothing to do with what is followed.
 * Data without moments of their own stay as they are.
 */
export function lit(option: Option, f: Followed | null): Option {
  const marks = marksOf(option.kompas as Frame);
  if (f === null || marks.length === 0) return option;
  const pale = new Map<string, Set<number>>(); // by kind and series
  for (const m of marks) {
    if ('graphic' in m.at || isLit(m, f)) continue;
    const key = `${m.at.kind}.${m.at.series}`;
    const set = pale.get(key) ?? new Set();
    pale.set(key, set.add(m.at.data));
  }
  const list = Array.isArray(option.series) ? (option.series as Series[]) : [];
  const series = list.map((s, i) => {
    const next = { ...s };
    const data = pale.get(`.${i}`) ?? pale.get(`node.${i}`);
    const edges = pale.get(`edge.${i}`);
    if (data && s.data) next.data = s.data.map((d, j) => (data.has(j) ? fade(d, 'itemStyle') : d));
    if (edges && s.links) next.links = s.links.map((d, j) => (edges.has(j) ? fade(d, 'lineStyle') : d));
    return next;
  });
  return { ...option, series };
}

function fade(d: unknown, style: 'itemStyle' | 'lineStyle'): object {
  const datum: Datum = typeof d === 'object' && d !== null && !Array.isArray(d) ? d : ({ value: d } as Datum);
  const label = datum.label === undefined ? {} : { label: { ...datum.label, opacity: PALE * 3 } };
  return { ...datum, [style]: { ...datum[style], opacity: PALE }, ...label };
}
