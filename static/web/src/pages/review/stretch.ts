/** A stretch of time in ms. The functions below are the arithmetic of the time band. */
export interface Span {
  from: number;
  to: number;
}

/** The shortest stretch that can be chosen, and how far a key moves an edge, in ms. */
export const LEAST_MS = 5_000;
export const STEP_MS = 10_000;
export const LEAP_MS = 60_000;

export const clamp = (v: number, low: number, high: number) => Math.min(Math.max(v, low), high);

/** A time as a share of the whole, 0 to 1. */
export function share(at: number, whole: Span): number {
  return whole.to <= whole.from ? 0 : clamp((at - whole.from) / (whole.to - whole.from), 0, 1);
}

/** The time at a share of the whole, in ms. */
export function timeAt(part: number, whole: Span): number {
  return Math.round(whole.from + clamp(part, 0, 1) * (whole.to - whole.from));
}

/** The stretch between two times in any order, within the whole and not too short. */
export function between(a: number, b: number, whole: Span): Span {
  let from = clamp(Math.min(a, b), whole.from, whole.to);
  let to = clamp(Math.max(a, b), whole.from, whole.to);
  if (to - from < LEAST_MS) {
    to = Math.min(from + LEAST_MS, whole.to);
    from = Math.max(to - LEAST_MS, whole.from);
  }
  return { from: Math.round(from), to: Math.round(to) };
}

/** The stretch with one edge moved; edges do not pass each other. */
export function moveEdge(s: Span, edge: 'from' | 'to', at: number, whole: Span): Span {
  return edge === 'from'
    ? { from: Math.round(clamp(at, whole.from, Math.max(whole.from, s.to - LEAST_MS))), to: s.to }
    : { from: s.from, to: Math.round(clamp(at, Math.min(whole.to, s.from + LEAST_MS), whole.to)) };
}

/** The stretch moved in time, within the whole. */
export function shift(s: Span, by: number, whole: Span): Span {
  const d = clamp(by, whole.from - s.from, whole.to - s.to);
  return { from: Math.round(s.from + d), to: Math.round(s.to + d) };
}

/** The stretch zoomed around a time; a factor under 1 zooms in. */
export function zoom(s: Span, around: number, factor: number, whole: Span): Span {
  return between(around - (around - s.from) * factor, around + (s.to - around) * factor, whole);
}

/** Whether a stretch covers the whole, and so is no choice. */
export function isWhole(s: Span, whole: Span): boolean {
  return s.from <= whole.from && s.to >= whole.to;
}
