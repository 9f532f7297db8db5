import { useState } from 'preact/hooks';
import type { Entry } from '../../session/wire';
import { printAll } from './print';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { TurnLine, turnInWords } from './turn-line';

const isPrivate = (e: Entry) => e.type === 'note' && e.visibility !== 'shared';

/** The marks and shared notes of the chosen part; each leads to the turns around it. */
export function Marked({ review }: { review: Review }) {
  const w = reviewWords.value;
  const [unfolded, setUnfolded] = useState(false);
  const notes = review.fold.value?.ofType('note') ?? [];
  const open = [...review.marks.value, ...notes.filter((e) => !isPrivate(e))]
    .filter((e) => review.isShown(e.at ?? 0))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  if (open.length === 0) return null;
  return (
    <details
      class="fold"
      id="marked"
      open={unfolded || review.everything.value}
      onToggle={(e) => {
        if (!review.everything.peek()) setUnfolded(e.currentTarget.open);
      }}
    >
      <summary>
        <h2>{w.marked(open.length)}</h2>
      </summary>
      <div class="inside">
        <List review={review} entries={open} />
      </div>
    </details>
  );
}

/** The private notes of whoever reads this. */
export function Notes({ review }: { review: Review }) {
  const w = reviewWords.value;
  const own = (review.fold.value?.ofType('note') ?? []).filter(isPrivate);
  return own.length === 0 ? <p class="quiet">{w.noNotes}</p> : <List review={review} entries={own} />;
}

function List({ review, entries }: { review: Review; entries: readonly Entry[] }) {
  const w = reviewWords.value;
  return (
    <ul class="list">
      {entries.map((r) => {
        const at = r.at ?? 0;
        const note = r.type === 'note';
        const what = note ? (r.text ?? '') : r.label || w.marks[(r.kind ?? 'moment') as keyof typeof w.marks];
        const by = review.observerName(r.observer ?? '');
        return (
          <li key={r.id} class={note ? 'row unprinted' : 'row'}>
            <time>{review.when(at)}</time>
            <span class="what">{what}</span>
            {!isPrivate(r) && by !== '' && (
              <span class="quiet">{note ? w.writtenBy(by) : w.markedBy(by)}</span>
            )}
            <button
              type="button"
              class="plain"
              aria-label={w.lookAt(review.when(at))}
              onClick={() => review.set({ opened: { around: at } })}
            >
              {w.look}
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
    <details class="fold unprinted" id="taken-out">
      <summary>
        <h2>{w.takenOut(out.length)}</h2>
      </summary>
      <ul class="list inside">
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
  );
}

/** The meeting as files, and on paper. */
export function Downloads({ review }: { review: Review }) {
  const w = reviewWords.value;
  const [preparing, setPreparing] = useState(false);
  const path = (query: string) => `/api/v1/sessions/${encodeURIComponent(review.live.id)}/export?${query}`;
  return (
    <ul class="list">
      {(['csv', 'jsonl', 'anonymous'] as const).map((kind) => (
        <li key={kind} class="row">
          <a href={path(kind === 'anonymous' ? 'format=csv&anonymous=true' : `format=${kind}`)} download>
            {w.takeAs[kind]}
          </a>
        </li>
      ))}
      <li class="row">
        <button
          type="button"
          class="plain"
          disabled={preparing}
          onClick={() => {
            setPreparing(true);
            void printAll(review).finally(() => setPreparing(false));
          }}
        >
          {preparing ? w.printing : w.print}
        </button>
      </li>
    </ul>
  );
}
