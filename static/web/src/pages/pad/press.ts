import { buzz } from './device';

/**
 * Event handlers for a button of the pad. The moment of an entry is that of the
 * first touch, so pressing counts, not letting go. A click without a press before
 * it comes from a key or an assistive device.
 */
export function pressed(run: () => void) {
  return {
    onPointerDown: (e: PointerEvent) => {
      if (e.button !== 0) return;
      buzz();
      run();
    },
    onClick: (e: MouseEvent) => {
      if (e.detail === 0) run();
    },
  };
}
