import { useState } from 'preact/hooks';
import { FindingsList } from '../../ui/findings-list';
import { Failed } from '../../ui/parts';
import { Sign } from '../../ui/sign';
import { Comparing, Leads } from './findings-section';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import type { FetchedFindings } from './use-findings';

/** The loops of the meeting, drawn one at a time, with what is said of each. */
export function LoopStory({ review, said }: { review: Review; said: FetchedFindings }) {
  const w = reviewWords.value;
  const [place, setPlace] = useState(0);
  const section = said.findings?.sections.find((s) => s.name === 'loops');
  const all = section?.items ?? [];
  const i = Math.min(place, Math.max(0, all.length - 1));
  const shown = all[i];
  return (
    <section class="finding" id="finding-loop-story" aria-labelledby="title-loop-story">
      <h4 id="title-loop-story" tabIndex={-1}>
        {section?.title ?? w.charts.loops}
      </h4>
      {said.problem && <Failed problem={said.problem} again={said.again} />}
      {!said.problem && !section && <Comparing />}
      {all.length > 1 && (
        <p class="pager">
          <button
            type="button"
            class="nudge"
            aria-label={w.loop.previous}
            onClick={() => setPlace((i + all.length - 1) % all.length)}
          >
            ‹
          </button>
          <span role="status">{w.loop.of(i + 1, all.length)}</span>
          <button
            type="button"
            class="nudge"
            aria-label={w.loop.next}
            onClick={() => setPlace((i + 1) % all.length)}
          >
            ›
          </button>
        </p>
      )}
      {shown && <Round review={review} id={shown.id} />}
      {section && (
        <FindingsList
          section={shown ? { ...section, items: [shown] } : section}
          leads={(f) => <Leads review={review} finding={f} />}
        />
      )}
    </section>
  );
}

/** The acts of a loop and what leads from one to the next, read from its id. */
export function roundOf(id: string): { code: string; less: boolean }[] {
  const name = /^loop:(?:[^:]+:)?(.+)$/.exec(id)?.[1] ?? '';
  return [...name.matchAll(/([^>|]+)([>|])/g)].map(([, code = '', sign]) => ({ code, less: sign === '|' }));
}

function Round({ review, id }: { review: Review; id: string }) {
  const w = reviewWords.value;
  const codes = review.codes.value;
  const acts = roundOf(id);
  if (acts.length === 0 || acts.some((a) => !codes.has(a.code))) return null;
  return (
    <p class="round">
      {acts.map(({ code, less }) => (
        <span key={code} class="step">
          <span
            class="tag"
            style={{ '--tag': review.colours.value.get(code) ?? codes.get(code)?.colour ?? 'var(--quiet)' }}
          >
            <Sign sign={codes.get(code)?.sign} />
            {codes.get(code)?.label ?? code}
          </span>
          <span class="leads-to" data-less={less}>
            <span aria-hidden="true">→</span>
            <span class="hidden">{less ? w.loop.seldom : w.loop.followed}</span>
          </span>
        </span>
      ))}
      <span class="quiet">↻ {w.loop.again}</span>
    </p>
  );
}
