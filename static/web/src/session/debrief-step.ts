/** The step of a debrief that has ended. */
export const ENDED = 100;

/** Whether a debrief is under way at this step. */
export const isUnderWay = (step: number) => step > 0 && step < ENDED;
