import { useEffect, useState } from 'preact/hooks';
import { liveUrl } from '../server/api';
import { browserEnvironment } from '../session/browser-environment';
import { onIdentityChange } from '../session/identity';
import { LiveSession } from '../session/live-session';

/**
 * Opens the live session of a meeting while the component is shown; null until
 * the browser's store is open.
 */
export function useLiveSession(id: string): LiveSession | null {
  const [live, setRoom] = useState<LiveSession | null>(null);
  useEffect(() => {
    let gone = false;
    let mine: LiveSession | null = null;
    const retry = () => mine?.retry();
    void browserEnvironment().then(({ environment, kept }) => {
      if (gone) return;
      mine = new LiveSession(id, liveUrl(id), environment);
      if (!kept) mine.keepFailed.value = 'other';
      setRoom(mine);
      void mine.open();
    });
    addEventListener('online', retry);
    const off = onIdentityChange(retry);
    return () => {
      gone = true;
      off();
      removeEventListener('online', retry);
      mine?.close();
    };
  }, [id]);
  return live;
}
