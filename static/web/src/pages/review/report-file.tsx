import { useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import { inFileName, save } from '../../session/save-file';
import { lang } from '../../ui/i18n';
import { Failed } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import type { Review } from './review';
import { reviewWords } from './review-messages';

const TICKS = ['names', 'notes', 'persons', 'anonymous'] as const;
type Tick = (typeof TICKS)[number];

/** The report as one file. What tells of persons is left out unless it is ticked. */
export function ReportFile({ review }: { review: Review }) {
  const w = reviewWords.value.report;
  const [on, setOn] = useState<readonly Tick[]>([]);
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const anonymous = on.includes('anonymous');
  const without = (t: Tick) => anonymous && t !== 'anonymous';

  async function make() {
    setMaking(true);
    setProblem(null);
    const ticked = on.filter((t) => !without(t));
    try {
      const query = new URLSearchParams([['lang', lang.value], ...ticked.map((t) => [t, 'true'])]);
      const title = anonymous ? '' : inFileName(review.live.session.value?.title ?? '');
      const html = await api.report(review.live.id, query);
      save(new Blob([html], { type: 'text/html' }), `${title === '' ? 'kompas' : `kompas-${title}`}.html`);
    } catch (e) {
      setProblem(asProblem(e));
    }
    setMaking(false);
  }

  return (
    <fieldset class="report">
      <legend>{w.title}</legend>
      <p class="hint">{w.what}</p>
      {TICKS.map((t) => (
        <label key={t} class="switch">
          <input
            type="checkbox"
            checked={on.includes(t) && !without(t)}
            disabled={without(t)}
            onChange={(e) => setOn(e.currentTarget.checked ? [...on, t] : on.filter((o) => o !== t))}
          />
          <span>
            {w.ticks[t]}
            <small class="hint">{w.hints[t]}</small>
          </span>
        </label>
      ))}
      {problem && <Failed problem={problem} />}
      <p>
        <button type="button" class="plain" disabled={making} onClick={() => void make()}>
          {making ? w.making : w.make}
        </button>
      </p>
    </fieldset>
  );
}
