import { useEffect, useLayoutEffect } from 'preact/hooks';
import { guardLeaving } from '../../ui/router';
import { forceDark } from '../../ui/theme';

/** Makes the page dark while this is shown, whatever the device is set to. */
export function useDark(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    forceDark.value = true;
    return () => {
      forceDark.value = false;
    };
  }, [on]);
}

/** Leaving a running meeting by accident costs turns, so it takes two tries. */
export function useStay(on: boolean, warn: () => void): void {
  // A layout effect ends together with what is shown, not a frame later, when the
  // page may be leaving.
  useLayoutEffect(() => {
    if (!on) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    addEventListener('beforeunload', ask);
    // Turns off the browser's gestures: pulling at the top and swiping at the side.
    document.documentElement.classList.add('stays');
    const free = guardLeaving(warn);
    return () => {
      removeEventListener('beforeunload', ask);
      document.documentElement.classList.remove('stays');
      free();
    };
  }, [on, warn]);
}
