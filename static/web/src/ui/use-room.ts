import { useEffect, useState } from 'preact/hooks';
import { liveUrl } from '../server/api';
import { Room } from '../session/room';
import { onWho } from '../session/who';
import { browserWorld } from '../session/world';

/**
 * Opens the live session of a meeting while the component is shown; null until
 * the browser's store is open.
 */
export function useRoom(id: string): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    let gone = false;
    let mine: Room | null = null;
    const retry = () => mine?.retry();
    void browserWorld().then(({ world, kept }) => {
      if (gone) return;
      mine = new Room(id, liveUrl(id), world);
      if (!kept) mine.keepFailed.value = 'other';
      setRoom(mine);
      void mine.open();
    });
    addEventListener('online', retry);
    const off = onWho(retry);
    return () => {
      gone = true;
      off();
      removeEventListener('online', retry);
      mine?.close();
    };
  }, [id]);
  return room;
}
