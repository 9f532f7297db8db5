import { signal } from '@preact/signals';
import type { Code } from './codes';

/** A word that is explained, and the element beside which that is done. `held` says that a finger asked. */
interface Explained {
  code: Code;
  near: Element;
  held: boolean;
}

/** The word that is explained at this moment. */
export const explained = signal<Explained | null>(null);

/** How long a mouse rests on a word before the word is explained. */
const REST_MS = 600;
let resting: ReturnType<typeof setTimeout> | undefined;

export function explain(code: Code, near: Element, held = false): void {
  clearTimeout(resting);
  explained.value = { code, near, held };
}

export function explainNothing(): void {
  clearTimeout(resting);
  explained.value = null;
}

/** Event handlers for the button of a word: a mouse that rests on it and the focus of a keyboard explain it. */
export function explains(code: Code) {
  return {
    onPointerEnter: (e: PointerEvent) => {
      if (e.pointerType !== 'mouse') return;
      const near = e.currentTarget as Element;
      clearTimeout(resting);
      resting = setTimeout(() => explain(code, near), REST_MS);
    },
    onPointerLeave: (e: PointerEvent) => {
      if (e.pointerType === 'mouse') explainNothing();
    },
    onFocus: (e: FocusEvent) => {
      const near = e.currentTarget as Element;
      if (near.matches(':focus-visible')) explain(code, near);
    },
    onBlur: explainNothing,
  };
}
