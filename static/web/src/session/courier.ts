import { liveUrl } from '../server/api';
import { mayGo } from './decide';
import type { Unsent } from './keep';
import { Room } from './room';
import { browserWorld } from './world';

/** A room that is open only to send stays so long at most. */
const STAY_MS = 60_000;

/**
 * Sends what other meetings have left on this device: a browser that was killed
 * in a meeting sends it also when another page is opened first. Gives what ends
 * that.
 */
export function sendWhatWaits(): () => void {
  const rooms = new Set<Room>();
  let gone = false;
  void browserWorld().then(async ({ world, kept }) => {
    const left = kept ? await world.keep.unsent().catch(() => []) : [];
    for (const { id } of gone ? [] : left.filter(mayArrive)) {
      const room = new Room(id, liveUrl(id), world);
      rooms.add(room);
      void room.open();
    }
  });
  const timer = setTimeout(stop, STAY_MS);
  function stop(): void {
    gone = true;
    clearTimeout(timer);
    for (const room of rooms) room.close();
    rooms.clear();
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
