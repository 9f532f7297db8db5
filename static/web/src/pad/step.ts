import { remembered } from '../remember';

/** How many words the pad of a session shows on this device. */
export function rememberStep(session: string, step: string): void {
  remembered(`step.${session}`, null).set(step);
}

export function rememberedStep(session: string): string {
  return remembered(`step.${session}`, null).get();
}
