import { useEffect, useState } from 'preact/hooks';
import { liveUrl } from '../server/api';
import { browserEnvironment } from '../session/browser-environment';
import { onIdentityChange } from '../session/identity';
import { LiveSession } from '../session/live-session';

/**
 * Opens the live session of a meeting while the component is shown; null until
 * the browser's store is open. `began` is called with it before it connects, and
 * returns what is to be done before it closes. `mirror` says that this page shows the
 * mirror.
 */
export function useLiveSession(
  id: string,
  began?: (live: LiveSession) => () => void,
  mirror = false,
): LiveSession | null {
  const [live, setLive] = useState<LiveSession | null>(null);
  useEffect(() => {
    let gone = false;
    let mine: LiveSession | null = null;
    let end: (() => void) | undefined;
    const retry = () => mine?.retry();
    void browserEnvironment().then(({ environment, kept }) => {
      if (gone) return;
      mine = new LiveSession(id, liveUrl(id, mirror), environment);
      if (!kept) mine.keepFailed.value = 'other';
      end = began?.(mine);
      setLive(mine);
      void mine.open();
    });
    addEventListener('online', retry);
    const off = onIdentityChange(retry);
    return () => {
      gone = true;
      off();
      removeEventListener('online', retry);
      end?.();
      mine?.close();
    };
  }, [id]);
  return live;
}
