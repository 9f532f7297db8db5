import { liveUrl } from '../server/api';
import { browserEnvironment } from './browser-environment';
import { mayGo } from './decide';
import type { Unsent } from './entry-store';
import { LiveSession } from './live-session';

/** A session that is opened only to send is closed after this long. */
const STAY_MS = 60_000;

/**
 * Sends the entries of all meetings that are still unsent on this device. After a browser
 * was killed during a meeting, opening any page is enough. Returns what ends that.
 */
export function sendWhatWaits(): () => void {
  const sessions = new Set<LiveSession>();
  let gone = false;
  void browserEnvironment().then(async ({ environment, kept }) => {
    const left = kept ? await environment.store.unsent().catch(() => []) : [];
    for (const { id } of gone ? [] : left.filter(mayArrive)) {
      const live = new LiveSession(id, liveUrl(id), environment);
      sessions.add(live);
      void live.open();
    }
  });
  const timer = setTimeout(stop, STAY_MS);
  function stop(): void {
    gone = true;
    clearTimeout(timer);
    for (const live of sessions) live.close();
    sessions.clear();
  }
  return stop;
}

/**
 * Whether the person here can send any of these. Entries of others wait for them, so no
 * connection is opened for those alone.
 */
function mayArrive({ session, entries }: Unsent): boolean {
  if (!session) return true; // the server will say who this is
  return (
    session.make !== undefined || (session.observer !== '' && entries.some((k) => mayGo(k, session.observer)))
  );
}
