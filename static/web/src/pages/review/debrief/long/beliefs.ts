import type { Fold, Undoable } from '../../../../session/fold';
import { mayChange } from '../../../../session/may-change';
import type { Review } from '../../review';

/** What a team says lies under what was seen. */
export interface Belief {
  id: string;
  text: string;
  helping: boolean;
  /** The loop or finding under which it was written, and the gap in it. */
  loops?: string[];
  observer?: string;
}

/** The beliefs that are written and not taken away, in the order in which they came. */
export function beliefsOf(fold: Fold | null): Belief[] {
  return (fold?.ofType('belief') ?? []).map((e: Undoable) => ({
    id: e.id,
    text: e.text ?? '',
    helping: e.direction === 'helping',
    loops: e.loops,
    observer: e.observer,
  }));
}

/** Writes one down; it is on the device at once. Returns its id. */
export function believe(
  review: Review,
  b: { text: string; helping: boolean; loops: readonly string[] },
): string {
  return review.add({
    type: 'belief',
    at: review.whole.peek().to,
    text: b.text,
    direction: b.helping ? 'helping' : 'hindering',
    ...(b.loops.length > 0 ? { loops: [...b.loops] } : {}),
  });
}

/** Whether who is here may take a belief away. */
export function mayTake(review: Review, b: Belief): boolean {
  const { live } = review;
  return mayChange(live.role.value, live.session.value?.coding, live.observer.value, b.observer);
}
