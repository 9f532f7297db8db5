/** How long a tab waits for its turn, in ms: the tab before it may be put to sleep by the browser and never end. */
const IN_TURN_MS = 40_000;

/**
 * Runs requests that sign in or join one after the other, in all tabs. The answer to each
 * sets a cookie: of two at once, in a browser that the server does not know yet, only the
 * last would be kept. Without Web Locks, which need a secure context, and after waiting
 * too long, `run` runs at once.
 */
export async function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return run();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), IN_TURN_MS);
  let begun = false;
  const mine = () => {
    begun = true;
    clearTimeout(timer);
    return run();
  };
  try {
    return await locks.request('kompas-cookie', { signal: stop.signal }, mine);
  } catch (e) {
    if (begun) throw e;
    return run();
  } finally {
    clearTimeout(timer);
  }
}
