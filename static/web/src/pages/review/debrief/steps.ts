import { ENDED } from '../../../session/debrief-step';

export { ENDED, isUnderWay } from '../../../session/debrief-step';

/** How long a debrief is. */
export type Form = 'ten' | 'long';

/** A screen of a debrief, by what it is about. */
export type ScreenName =
  | 'purpose'
  | 'noticed'
  | 'facts'
  | 'fragment'
  | 'decisions'
  | 'picture'
  | 'put-right'
  | 'try'
  | 'thanks';

/** The screens of a form in order; the first one is screen 1. */
export const SCREENS: Record<Form, readonly ScreenName[]> = {
  ten: ['purpose', 'noticed', 'fragment', 'picture', 'try', 'thanks'],
  long: ['purpose', 'noticed', 'facts', 'fragment', 'decisions', 'picture', 'put-right', 'try', 'thanks'],
};

/** How many minutes a screen is meant to take; those of the short form are ten together. */
export const MINUTES: Record<Form, readonly number[]> = {
  ten: [0.5, 2, 3, 2.5, 1.5, 0.5],
  long: [1, 4, 3, 5, 4, 8, 4, 5, 1],
};

/** The part of a picture that shows when it went otherwise. */
export const OTHERWISE = 2;
/** The last part of a picture in the long form: the team writes what lies under it. */
export const UNDER = 3;

// A step is one number: the screen, and ten times the part of it that is shown.

export const stepAt = (screen: number, part: number) => part * 10 + screen;
export const screenOf = (step: number) => step % 10;
export const partOf = (step: number) => Math.floor(step / 10);

/** What a step is about; null before the first and after the last one. */
export function nameAt(form: Form, step: number): ScreenName | null {
  return step >= ENDED ? null : (SCREENS[form][screenOf(step) - 1] ?? null);
}

/** The steps that one walks through, in order. `parts` says how many parts a screen has; without any it is passed over. */
export function walk(form: Form, parts: (name: ScreenName) => number): number[] {
  return SCREENS[form].flatMap((name, i) => [
    ...Array.from({ length: parts(name) }, (_, part) => stepAt(i + 1, part)),
    ...(form === 'long' && name === 'picture' ? [stepAt(i + 1, UNDER)] : []),
  ]);
}

/** Where a step is in the order of all. */
const place = (step: number) => screenOf(step) * 10 + partOf(step);

/** The next step of a walk, or with -1 the one before; the same where there is none. Steps beside the walk count, too. */
export function moved(steps: readonly number[], step: number, by: 1 | -1): number {
  const here = place(step);
  const other = by === 1 ? steps.find((s) => place(s) > here) : steps.findLast((s) => place(s) < here);
  return other ?? step;
}
