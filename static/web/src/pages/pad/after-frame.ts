/** Runs something later. Returns a function that runs it at once, unless it has run. */
export type After = (run: () => void) => () => void;

/** The longest that something waits, in ms, whether a frame is drawn or not. */
const LATEST_MS = 100;

const nothing = () => {};

/** What waits for the frame that is being made, as a function that runs it; `nothing` when nothing waits. */
let next = nothing;
const { port1, port2 } = new MessageChannel();
// A message is a task of its own, which the browser runs right after the frame.
port1.onmessage = () => next();
const frame = () => port2.postMessage(null);
document.addEventListener('visibilitychange', () => next());

/**
 * Runs something once the next frame is on its way to the screen, so that drawing
 * a touch waits for nothing else. A hidden page has no frames: there it runs at
 * once. Only one thing waits at a time: when the next one comes, the one that
 * waits runs first.
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
    setTimeout(now, LATEST_MS); // a covered window may get no frames, and is not told so
  }
  return now;
};
