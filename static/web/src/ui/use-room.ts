import { useEffect, useState } from 'preact/hooks';
import { liveUrl } from '../server/api';
import { Room } from '../session/room';
import { onWho } from '../session/who';
import { browserWorld } from '../session/world';

/** A room for as long as the view is there; null until the browser has shown what it keeps. */
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
