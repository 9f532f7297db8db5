import { useMemo } from 'preact/hooks';
import { codes } from '../codes';
import { clock, lang, messages } from '../i18n';
import { inWords, Line } from './line';
import type { Look } from './look';

/** Marks and notes of the meeting; each leads to the turns around it. */
export function Remarks({ look }: { look: Look }) {
  const m = messages.value;
  const fold = look.fold.value;
  if (!fold) return null;
  const all = [...look.marks.value, ...fold.items('note')].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  if (all.length === 0) return null;
  return (
    <section class="finding" aria-labelledby="remarks">
      <h2 id="remarks">{m.look.remarks(all.length)}</h2>
      <ul class="list">
        {all.map((r) => {
          const at = r.at ?? 0;
          const what =
            r.type === 'note'
              ? (r.text ?? '')
              : r.label || m.look.marks[(r.kind ?? 'moment') as keyof typeof m.look.marks];
          return (
            <li key={r.id} class="row">
              <time>{clock(at)}</time>
              <span class="what">{what}</span>
              {r.type === 'note' && r.visibility !== 'shared' && <span class="meta">{m.look.private}</span>}
              <button
                type="button"
                class="plain"
                aria-label={m.look.aroundOf(clock(at))}
                onClick={() => look.set({ opened: { around: at } })}
              >
                {m.look.turnsAround}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Turns that were taken out, so that they can be put back. */
export function TakenOut({ look }: { look: Look }) {
  const m = messages.value;
  const book = look.room.session.value?.codebook;
  const all = useMemo(() => (book ? codes(book) : new Map()), [book, lang.value]);
  const out = look.fold.value?.takenOut() ?? [];
  if (out.length === 0) return null;
  return (
    <section class="finding" aria-labelledby="taken-out">
      <details>
        <summary id="taken-out">{m.look.takenOut(out.length)}</summary>
        <ul class="list">
          {out.map((t) => (
            <li key={t.id} class="row">
              <div class="line">
                <Line turn={t} look={look} all={all} />
              </div>
              {look.may(t) && (
                <button
                  type="button"
                  class="plain"
                  aria-label={m.look.putBackOf(inWords(t, look, all))}
                  onClick={() => look.putBack(t.id)}
                >
                  {m.look.putBack}
                </button>
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
