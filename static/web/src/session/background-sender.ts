import { liveUrl } from '../server/api';
import { browserEnvironment } from './browser-environment';
import { mayGo } from './decide';
import type { Unsent } from './entry-store';
import { LiveSession } from './live-session';

/** A session that is opened only to send is closed after this long. */
const STAY_MS = 60_000;

/**
 * Sends what other meetings have left on this device: a browser that was killed
 * in a meeting sends it also when another page is opened first. Gives what ends
 * that.
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

/** Whether anything of it can be sent by who is here: what is somebody else's waits for them, and needs no connection. */
export function mayArrive({ session, entries }: Unsent): boolean {
  if (!session) return true; // the server will say who this is
  return (
    session.make !== undefined || (session.observer !== '' && entries.some((k) => mayGo(k, session.observer)))
  );
}
