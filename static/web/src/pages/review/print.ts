import { options } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Review } from './review';

/** How often it is looked whether all charts are there, and for how long at most, in ms. */
const LOOK_MS = 100;
const MOST_MS = 60_000;

/** Unfolds everything, waits until all charts are drawn, and prints. */
export async function printAll(review: Review): Promise<void> {
  review.everything.value = true;
  const until = performance.now() + MOST_MS;
  do await new Promise((done) => setTimeout(done, LOOK_MS));
  while (!isDrawn() && performance.now() < until);
  print();
  review.everything.value = false;
}

function isDrawn(): boolean {
  // One that failed is hidden, and says so in its place.
  const charts = [...document.querySelectorAll<HTMLElement>('.finding .picture:not([hidden]) .chart')];
  return charts.every((c) => c.dataset.busy === 'false' && c.dataset.drawn !== undefined);
}

/** Renders a change at once: the browser prints right after it. */
function atOnce(change: () => void): void {
  const later = options.debounceRendering;
  options.debounceRendering = (render) => render();
  change();
  options.debounceRendering = later;
}

/** Whatever prints the page unfolds everything first; the usual keys also wait for the charts. */
export function usePrinting(review: Review): void {
  useEffect(() => {
    const before = () => {
      const ready = review.everything.peek() && isDrawn();
      atOnce(() => {
        review.hasty.value = !ready;
        review.everything.value = true;
      });
    };
    const after = () => {
      review.hasty.value = false;
      review.everything.value = false;
    };
    const keys = (e: KeyboardEvent) => {
      if (e.key !== 'p' || !(e.ctrlKey || e.metaKey) || e.shiftKey || e.altKey) return;
      e.preventDefault();
      void printAll(review);
    };
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    addEventListener('keydown', keys);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
      removeEventListener('keydown', keys);
    };
  }, [review]);
}
