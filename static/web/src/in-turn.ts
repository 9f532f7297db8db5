/**
 * Runs what joins or signs in after that of the other tabs: the answer to each
 * brings the browser a cookie, and of two at once in a browser that the server
 * does not know yet only the last would stay. Web Locks need a secure context;
 * over plain http they run as they come.
 */
export function inTurn<T>(run: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request('kompas-cookie', run) : run();
}
