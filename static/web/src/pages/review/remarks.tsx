import type { Entry } from '../../session/wire';
import { clock } from '../../ui/i18n';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { TurnLine, turnInWords } from './turn-line';

/**
 * Marks and notes of the meeting; each leads to the turns around it. Private
 * notes are folded away: others may see the screen.
 */
export function Remarks({ review }: { review: Review }) {
  const w = reviewWords.value;
  const fold = review.fold.value;
  if (!fold) return null;
  const notes = fold.ofType('note');
  const isPrivate = (e: Entry) => e.type === 'note' && e.visibility !== 'shared';
  const open = [...review.marks.value, ...notes.filter((e) => !isPrivate(e))].sort(
    (a, b) => (a.at ?? 0) - (b.at ?? 0),
  );
  const own = notes.filter(isPrivate);
  return (
    <>
      {open.length > 0 && (
        <section class="finding" aria-labelledby="remarks">
          <h2 id="remarks">{w.remarks(open.length)}</h2>
          <List review={review} entries={open} />
        </section>
      )}
      {own.length > 0 && (
        <section class="finding" aria-labelledby="private-notes">
          <details>
            <summary id="private-notes">{w.privateNotes(own.length)}</summary>
            <List review={review} entries={own} />
          </details>
        </section>
      )}
    </>
  );
}

function List({ review, entries }: { review: Review; entries: readonly Entry[] }) {
  const w = reviewWords.value;
  return (
    <ul class="list">
      {entries.map((r) => {
        const at = r.at ?? 0;
        const what =
          r.type === 'note'
            ? (r.text ?? '')
            : r.label || w.marks[(r.kind ?? 'moment') as keyof typeof w.marks];
        return (
          <li key={r.id} class="row">
            <time>{clock(at)}</time>
            <span class="what">{what}</span>
            <button
              type="button"
              class="plain"
              aria-label={w.aroundOf(clock(at))}
              onClick={() => review.set({ opened: { around: at } })}
            >
              {w.turnsAround}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Turns that were taken out, with buttons to put them back. */
export function TakenOut({ review }: { review: Review }) {
  const w = reviewWords.value;
  const out = review.fold.value?.takenOut() ?? [];
  if (out.length === 0) return null;
  return (
    <section class="finding" aria-labelledby="taken-out">
      <details>
        <summary id="taken-out">{w.takenOut(out.length)}</summary>
        <ul class="list">
          {out.map((t) => (
            <li key={t.id} class="row">
              <div class="line">
                <TurnLine turn={t} review={review} />
              </div>
              {review.may(t) && (
                <button
                  type="button"
                  class="plain"
                  aria-label={w.putBackOf(turnInWords(t, review))}
                  onClick={() => review.putBack(t.id)}
                >
                  {w.putBack}
                </button>
              )}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** Downloads of the meeting as files. */
export function Downloads({ review }: { review: Review }) {
  const w = reviewWords.value;
  const path = (query: string) => `/api/v1/sessions/${encodeURIComponent(review.live.id)}/export?${query}`;
  return (
    <section class="finding" aria-labelledby="take">
      <details>
        <summary id="take">{w.take}</summary>
        <ul class="list">
          {(['csv', 'jsonl', 'anonymous'] as const).map((kind) => (
            <li key={kind} class="row">
              <a href={path(kind === 'anonymous' ? 'format=csv&anonymous=true' : `format=${kind}`)} download>
                {w.takeAs[kind]}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
