/** What fingers on the circle mean, without a page. All distances are in CSS pixels. */

export interface Point {
  x: number;
  y: number;
}

/** A finger that went down on a seat and is lifted. */
interface Stroke {
  /** The seat under the finger where it went down, and where it was lifted. */
  from: string;
  over: string | null;
  start: Point;
  end: Point;
  ms: number;
  /** Where the group is. */
  group: Point;
}

/** A finger that moves less than this, in px, has tapped: fingers tremble. */
export const TAP_PX = 16;
/** A flick lasts at most this long, in ms, and points to the group within this angle. */
const FLICK_MS = 450;
const FLICK_ANGLE = (40 * Math.PI) / 180;

/**
 * Returns whom the turn of the seat where a stroke began is addressed to: the
 * seat where the stroke ended, or the group when it was flicked towards the
 * middle. Null for a tap and for a stroke that led nowhere.
 */
export function addressed(s: Stroke, everybody: string): string | null {
  if (s.over === s.from) return null;
  if (s.over !== null) return s.over;
  const dx = s.end.x - s.start.x;
  const dy = s.end.y - s.start.y;
  if (Math.hypot(dx, dy) < TAP_PX || s.ms > FLICK_MS) return null;
  const wanted = Math.atan2(s.group.y - s.start.y, s.group.x - s.start.x);
  const off = Math.abs(turnBetween(wanted, Math.atan2(dy, dx)));
  return off <= FLICK_ANGLE ? everybody : null;
}

/** The shorter way from one angle to another, in radians. */
export function turnBetween(a: number, b: number): number {
  const d = (b - a) % (2 * Math.PI);
  if (d > Math.PI) return d - 2 * Math.PI;
  return d < -Math.PI ? d + 2 * Math.PI : d;
}
