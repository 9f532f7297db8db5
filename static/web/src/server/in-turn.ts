/** A tab that was put to sleep in the middle of it holds the others up so long at most. */
const IN_TURN_MS = 40_000;

/**
 * Runs what joins or signs in after that of the other tabs: the answer to each
 * brings the browser a cookie, and of two at once in a browser that the server
 * does not know yet only the last would stay. Web Locks need a secure context;
 * over plain http they run as they come, and so does what has waited too long.
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
