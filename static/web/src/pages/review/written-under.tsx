import { useState } from 'preact/hooks';
import { type Belief, beliefsOf, mayTake } from './debrief/long/beliefs';
import { longWords } from './debrief/long/long-messages';
import { findingOf, pictureOf } from './debrief/long/picture';
import type { Review } from './review';

/** What the team wrote under its loops and patterns, when it talked about the meeting; nothing without any. */
export function WrittenUnder({ review }: { review: Review }) {
  const w = longWords.value;
  const [taken, setTaken] = useState('');
  const under = new Map<string, Belief[]>();
  for (const b of beliefsOf(review.live.fold.value)) {
    const of = b.loops?.[0] ?? '';
    under.set(of, [...(under.get(of) ?? []), b]);
  }
  return (
    <>
      {[...under].map(([of, beliefs]) => {
        const { acts, round } = pictureOf(findingOf(of), review.codes.value, w);
        const name = acts.map((a) => a.text).join(' → ');
        return (
          <section key={of} class="written-under">
            <h4>{name === '' ? w.written.other : `${name}${round ? ' ↻' : ''}`}</h4>
            <ul>
              {beliefs.map((b) => (
                <li key={b.id}>
                  {b.text} <small>{b.helping ? w.under.helps : w.under.hinders}</small>{' '}
                  {mayTake(review, b) && (
                    <button
                      type="button"
                      class="plain"
                      aria-label={w.written.takeAway(b.text)}
                      onClick={() => {
                        review.takeOut(b.id);
                        setTaken(b.id);
                      }}
                    >
                      {w.under.takeAway}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      <p role="status">
        {taken !== '' && (
          <>
            {w.under.taken}{' '}
            <button
              type="button"
              class="plain"
              onClick={() => {
                review.putBack(taken);
                setTaken('');
              }}
            >
              {w.under.undo}
            </button>
          </>
        )}
      </p>
    </>
  );
}
