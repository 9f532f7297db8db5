import { EVERYBODY, type Turn } from '../../session/fold';
import type { GroupEvent } from './events';
import type { Span } from './stretch';

/** How many turns a fragment has; fewer only where the meeting has fewer. */
export const LEAST = 8;
export const MOST = 15;

/** A part of a list of turns: its first and its last, by their places. */
export interface Cut {
  from: number;
  to: number;
}

/** The part between two turns of the list, in either order; null when one of them is not in it. */
export function cutOf(turns: readonly Turn[], from: string, to: string): Cut | null {
  const a = turns.findIndex((t) => t.id === from);
  const b = turns.findIndex((t) => t.id === to);
  return a < 0 || b < 0 ? null : { from: Math.min(a, b), to: Math.max(a, b) };
}

/**
 * Moves one end by a turn, earlier or later. The other end follows where the part
 * would get too long or too short. At an end of the list it stays as it is.
 */
export function moveEnd(cut: Cut, end: keyof Cut, by: 1 | -1, all: number): Cut {
  const moved = { ...cut, [end]: cut[end] + by };
  const least = Math.min(LEAST, all);
  const length = moved.to - moved.from + 1;
  const other = end === 'from' ? 'to' : 'from';
  const sign = end === 'from' ? 1 : -1;
  if (length > MOST) moved[other] = moved[end] + sign * (MOST - 1);
  else if (length < least) moved[other] = moved[end] + sign * (least - 1);
  return moved.from < 0 || moved.to >= all ? cut : moved;
}

/**
 * The place of everybody in the strip, in the order in which they come in it. It
 * decides their shape, so that somebody has the same one throughout.
 */
export function placesOf(turns: readonly Turn[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const t of turns)
    for (const who of [t.from, t.to]) if (who !== EVERYBODY && !places.has(who)) places.set(who, places.size);
  return places;
}

/** One line of the strip: a turn, what the whole group did, or a pause. */
export type Frame = { id: string; at: number } & (
  | { turn: Pick<Turn, 'from' | 'to' | 'tags'>; event?: undefined }
  | { event: GroupEvent | 'pause'; turn?: undefined }
);

/** The lines of a part of the meeting, in order of time. */
export function framesOf(
  turns: readonly Turn[],
  event: (t: Turn) => GroupEvent | null,
  pauses: readonly Span[],
): Frame[] {
  const first = turns[0]?.at ?? 0;
  const last = turns.at(-1)?.at ?? 0;
  const frames = turns.map((turn): Frame => {
    const did = event(turn);
    return did === null ? { id: turn.id, at: turn.at, turn } : { id: turn.id, at: turn.at, event: did };
  });
  for (const p of pauses)
    if (p.from >= first && p.from < last) frames.push({ id: `pause ${p.from}`, at: p.from, event: 'pause' });
  return frames.sort((a, b) => a.at - b.at);
}

/** How long a line is shown before the next one when the strip is played, in ms. */
export function waits(frames: readonly Frame[]): number[] {
  return frames.slice(1).map((f, i) => Math.min(2_400, Math.max(600, (f.at - (frames[i]?.at ?? 0)) / 4)));
}
