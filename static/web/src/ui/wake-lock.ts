import { useEffect } from 'preact/hooks';

/** Keeps the screen awake while `on`, where the browser supports it. */
export function useWakeLock(on: boolean): void {
  useEffect(() => {
    const lock = navigator.wakeLock as WakeLock | undefined;
    if (!on || !lock) return;
    let held: WakeLockSentinel | null = null;
    let gone = false;
    const hold = () => {
      if (document.visibilityState !== 'visible') return;
      lock.request('screen').then(
        (s) => {
          held = s;
          if (gone) void s.release();
        },
        () => {}, // a low battery may refuse it
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, [on]);
}
