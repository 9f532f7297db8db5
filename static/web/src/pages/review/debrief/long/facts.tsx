import { reviewWords } from '../../review-messages';
import type { Talk } from '../talk';
import { longWords } from './long-messages';
import { longOf } from './prepare-long';

/** What could be counted, in at most three sentences about the team. */
export function Facts({ talk }: { talk: Talk }) {
  const w = longWords.value.facts;
  const facts = longOf(talk).facts.value;
  const one = talk.review.onlyOne.value;
  return (
    <section class="long-screen facts-screen" aria-labelledby="facts-title">
      <h1 id="facts-title">{w.title}</h1>
      {one ? (
        <p class="sentence">{reviewWords.value.onlyOne}</p>
      ) : facts && facts.length === 0 ? (
        <p class="sentence">{w.few}</p>
      ) : (
        <>
          <dl>
            {(facts ?? []).map((f) => (
              <div key={f.about}>
                <dt>{w.labels[f.about]}</dt>
                <dd>{f.text}</dd>
              </div>
            ))}
          </dl>
          {facts && <p class="asks">{w.ask}</p>}
        </>
      )}
    </section>
  );
}
