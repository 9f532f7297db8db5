import { useEffect, useLayoutEffect } from 'preact/hooks';
import { guardLeaving } from '../../ui/router';
import { forceDark } from '../../ui/theme';

/** Dark, whatever the device says, as long as this is shown. */
export function useDark(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    forceDark.value = true;
    return () => {
      forceDark.value = false;
    };
  }, [on]);
}

/** What was left by a slip of the hand costs turns: leaving a running meeting takes two tries. */
export function useStay(on: boolean, warn: () => void): void {
  // Layout: it ends with what is shown, not a frame later, when the page may be leaving.
  useLayoutEffect(() => {
    if (!on) return;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    addEventListener('beforeunload', ask);
    // A pull at the top, or a swipe at the side, is no gesture of the pad.
    document.documentElement.classList.add('stays');
    const free = guardLeaving(warn);
    return () => {
      removeEventListener('beforeunload', ask);
      document.documentElement.classList.remove('stays');
      free();
    };
  }, [on, warn]);
}
