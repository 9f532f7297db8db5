import type { DebriefLongMessages } from '../../../../messages/debrief-long-en';
import type { Talk } from '../talk';
import type { Decision } from './decisions-of';
import { longWords } from './long-messages';
import { longOf } from './prepare-long';

/** The items of the agenda: what they were for, what came of them, and how. */
export function Decisions({ talk }: { talk: Talk }) {
  const w = longWords.value;
  const known = longOf(talk).decisions.value;
  return (
    <section class="long-screen decisions-screen" aria-labelledby="decisions-title">
      <h1 id="decisions-title">{w.decisions.title}</h1>
      {known && known.items.length === 0 && <p class="sentence">{w.decisions.noItems}</p>}
      {known && known.items.length > 0 && (
        <>
          <ul>
            {known.items.map((d) => (
              <li key={d.id} data-outcome={d.outcome}>
                <p class="item">
                  <b>{d.name}</b> {d.purpose && <span>{purpose(d.purpose, w.decisions)}</span>}
                </p>
                <p class="outcome">{outcome(d, w.decisions)}</p>
                {d.begun && (
                  <p class="went">
                    {d.spoke < known.people
                      ? w.decisions.how(w.facts.turns(d.turns), d.spoke, known.people)
                      : w.decisions.howAll(w.facts.turns(d.turns), d.spoke)}
                  </p>
                )}
              </li>
            ))}
          </ul>
          <p class="asks">{w.decisions.ask}</p>
        </>
      )}
    </section>
  );
}

function purpose(p: string, w: DebriefLongMessages['decisions']): string {
  return p in w.purposes ? w.purposes[p as keyof typeof w.purposes] : '';
}

function outcome(d: Decision, w: DebriefLongMessages['decisions']): string {
  if (!d.begun) return w.notReached;
  if (d.outcome !== undefined && d.outcome in w.outcomes)
    return w.outcomes[d.outcome as keyof typeof w.outcomes];
  return d.purpose === 'inform' ? w.toKnow : w.none;
}
