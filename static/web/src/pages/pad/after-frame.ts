/** Has something run later; gives what runs it at once, if it has not run yet. */
export type After = (run: () => void) => () => void;

/** After so long it runs, drawn or not. */
const LATEST_MS = 100;

const nothing = () => {};

/** What waits for the frame that is being made. */
let next = nothing;
const { port1, port2 } = new MessageChannel();
// A task of its own, right after the frame.
port1.onmessage = () => next();
const frame = () => port2.postMessage(null);
document.addEventListener('visibilitychange', () => next());

/**
 * Runs after the next frame is on its way to the screen, so that drawing a
 * touch waits for nothing else. A page that is hidden has no frames: there it
 * runs at once. One thing waits at a time: before the next one comes, what
 * waited has run.
 */
export const afterFrame: After = (run) => {
  next();
  const now = () => {
    if (next !== now) return;
    next = nothing;
    run();
  };
  next = now;
  if (document.hidden) now();
  else {
    requestAnimationFrame(frame);
    setTimeout(now, LATEST_MS); // a window that is covered may get no frames, and not say so
  }
  return now;
};
