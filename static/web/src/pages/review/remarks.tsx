import type { Entry } from '../../session/wire';
import { clock, messages } from '../../ui/i18n';
import type { Review } from './review';
import { TurnLine, turnInWords } from './turn-line';

/**
 * Marks and notes of the meeting; each leads to the turns around it. Private
 * notes are folded away: others may see the screen.
 */
export function Remarks({ review }: { review: Review }) {
  const m = messages.value;
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
          <h2 id="remarks">{m.review.remarks(open.length)}</h2>
          <List review={review} entries={open} />
        </section>
      )}
      {own.length > 0 && (
        <section class="finding" aria-labelledby="private-notes">
          <details>
            <summary id="private-notes">{m.review.privateNotes(own.length)}</summary>
            <List review={review} entries={own} />
          </details>
        </section>
      )}
    </>
  );
}

function List({ review, entries }: { review: Review; entries: readonly Entry[] }) {
  const m = messages.value;
  return (
    <ul class="list">
      {entries.map((r) => {
        const at = r.at ?? 0;
        const what =
          r.type === 'note'
            ? (r.text ?? '')
            : r.label || m.review.marks[(r.kind ?? 'moment') as keyof typeof m.review.marks];
        return (
          <li key={r.id} class="row">
            <time>{clock(at)}</time>
            <span class="what">{what}</span>
            <button
              type="button"
              class="plain"
              aria-label={m.review.aroundOf(clock(at))}
              onClick={() => review.set({ opened: { around: at } })}
            >
              {m.review.turnsAround}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Turns that were taken out, with buttons to put them back. */
export function TakenOut({ review }: { review: Review }) {
  const m = messages.value;
  const out = review.fold.value?.takenOut() ?? [];
  if (out.length === 0) return null;
  return (
    <section class="finding" aria-labelledby="taken-out">
      <details>
        <summary id="taken-out">{m.review.takenOut(out.length)}</summary>
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
                  aria-label={m.review.putBackOf(turnInWords(t, review))}
                  onClick={() => review.putBack(t.id)}
                >
                  {m.review.putBack}
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
  const m = messages.value;
  const path = (query: string) => `/api/v1/sessions/${encodeURIComponent(review.live.id)}/export?${query}`;
  return (
    <section class="finding" aria-labelledby="take">
      <details>
        <summary id="take">{m.review.take}</summary>
        <ul class="list">
          {(['csv', 'jsonl', 'anonymous'] as const).map((kind) => (
            <li key={kind} class="row">
              <a href={path(kind === 'anonymous' ? 'format=csv&anonymous=true' : `format=${kind}`)} download>
                {m.review.takeAs[kind]}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
