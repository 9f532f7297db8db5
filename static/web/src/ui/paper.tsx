import '../style/paper.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** How far the type of a page is made smaller at most, and in which steps. */
const LEAST = 0.7;
const STEP = 0.03;
/** How many lines of each text are shown where it is still too much. */
const MOST_LINES = 40;

/**
 * One page of A4, on the screen as on paper. What does not fit is set in smaller type,
 * and where that is not enough, the texts that may be clipped end in dots; then `clipped`
 * is shown.
 */
export function Paper({
  name,
  label,
  clipped,
  children,
}: {
  name: string;
  label: string;
  clipped?: string;
  children: ComponentChildren;
}) {
  const desk = useRef<HTMLDivElement>(null);
  const page = useRef<HTMLElement>(null);
  useEffect(() => {
    const [d, p] = [desk.current, page.current];
    if (!d || !p) return;
    const look = () => fit(p);
    const changes = new MutationObserver(look);
    changes.observe(p, { childList: true, subtree: true, characterData: true });
    // A screen that is narrower than the paper shows it smaller.
    const width = new ResizeObserver(() =>
      d.style.setProperty('--scale', String(Math.min(1, d.clientWidth / p.offsetWidth))),
    );
    width.observe(d);
    look();
    void document.fonts.ready.then(look);
    return () => {
      changes.disconnect();
      width.disconnect();
    };
  }, []);
  return (
    <div class="desk" ref={desk}>
      <article class={`paper ${name}`} ref={page} aria-label={label}>
        {children}
        {clipped !== undefined && <p class="clipped-note">{clipped}</p>}
      </article>
    </div>
  );
}

function fit(page: HTMLElement): void {
  const set = (name: string, value: number) => page.style.setProperty(name, String(value));
  const fits = () => page.scrollHeight <= page.clientHeight;
  page.dataset.clipped = 'false';
  set('--lines', MOST_LINES);
  let size = 1;
  for (set('--k', size); !fits() && size > LEAST; set('--k', size)) size -= STEP;
  if (fits()) return;
  page.dataset.clipped = 'true';
  for (let lines = MOST_LINES; !fits() && lines > 1; ) set('--lines', --lines);
}

/** Prints the papers of the page once their type is there. */
export async function printPapers(): Promise<void> {
  await document.fonts.ready;
  print();
}
