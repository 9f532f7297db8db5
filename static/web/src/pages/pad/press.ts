import { buzz } from './device';

/**
 * What a button of the pad does when it is touched: the moment of an entry is
 * that of the first touch, so the press counts, not the letting go. A click
 * without a press before it comes from a key or an assistive device.
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
