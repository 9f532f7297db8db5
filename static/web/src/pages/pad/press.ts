import { buzz } from './device';

/** A finger that stays this long on a button asks what it is. */
export const HOLD_MS = 500;
let holding: ReturnType<typeof setTimeout> | undefined;
const letGo = () => clearTimeout(holding);
const noMenu = (e: MouseEvent) => e.preventDefault(); // a finger that stays would open one
// What is pressed takes no focus. Otherwise Space or Enter would press it again, and
// somebody who writes a note could not go on with both.
export const noFocus = (e: MouseEvent) => e.preventDefault();

/**
 * Event handlers for a button of the pad. The moment of an entry is that of the
 * first touch, so pressing counts, not letting go. A click without a press before
 * it comes from a key or an assistive device. `held` follows when a finger stays.
 */
export function pressed(run: () => void, held?: (button: Element) => void) {
  return {
    onPointerDown: (e: PointerEvent) => {
      if (e.button !== 0) return;
      buzz();
      run();
      letGo();
      if (!held || e.pointerType === 'mouse') return;
      const button = e.currentTarget as Element;
      holding = setTimeout(() => held(button), HOLD_MS);
    },
    onPointerUp: letGo,
    onPointerCancel: letGo,
    onMouseDown: noFocus,
    onContextMenu: noMenu,
    onClick: (e: MouseEvent) => {
      if (e.detail === 0) run();
    },
  };
}
