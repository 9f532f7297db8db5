import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Code } from './codes';
import { explained, explainNothing } from './explain';
import { Sign } from './sign';
import { Meaning } from './word-list';

/** The distance between the card and the words, and to the edge of the page, in px. */
const GAP = 8;

/**
 * The card that explains a word. It lies beside or above the words, never on
 * them, and goes with the next touch or key.
 */
export function WordCard({ all }: { all: ReadonlyMap<string, Code> }) {
  const shown = explained.value;
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (card.current && shown) place(card.current, shown.near);
  }, [shown]);
  useEffect(() => {
    addEventListener('pointerdown', explainNothing, true);
    addEventListener('keydown', explainNothing, true);
    addEventListener('resize', explainNothing);
    return () => {
      removeEventListener('pointerdown', explainNothing, true);
      removeEventListener('keydown', explainNothing, true);
      removeEventListener('resize', explainNothing);
      explainNothing();
    };
  }, []);
  if (!shown) return null;
  const { code, held } = shown;
  return (
    <div
      class="word-card"
      role="status"
      data-held={held}
      ref={card}
      style={{ '--tag': code.colour ?? 'var(--edge)' }}
    >
      <p>
        <Sign sign={code.sign} /> <b>{code.label}</b>
      </p>
      <Meaning code={code} all={all} />
    </div>
  );
}

/** Places the card beside the words, where there is more room, or else above or below them. */
function place(card: HTMLElement, near: Element): void {
  const words = (near.closest('.words') ?? near).getBoundingClientRect();
  const at = near.getBoundingClientRect();
  const { offsetWidth: w, offsetHeight: h } = card;
  const within = (v: number, length: number, page: number) => Math.max(GAP, Math.min(v, page - length - GAP));
  const right = innerWidth - words.right;
  let x = words.left > right ? words.left - w - GAP : words.right + GAP;
  let y = within(at.top, h, innerHeight);
  if (Math.max(words.left, right) < w + 2 * GAP) {
    x = within(at.left, w, innerWidth);
    y = words.top > h + 2 * GAP ? words.top - h - GAP : within(words.bottom + GAP, h, innerHeight);
  }
  card.style.left = `${x}px`;
  card.style.top = `${y}px`;
}
