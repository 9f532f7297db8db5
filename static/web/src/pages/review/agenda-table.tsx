import { isSaid } from '../../session/paper';
import { agendaOf, linesOfLeader } from './agenda';
import type { Review } from './review';
import { reviewWords } from './review-messages';

/** The agenda as it went, one line for each item, and the three lines of the leader for the owner. */
export function AgendaTable({ review }: { review: Review }) {
  const w = reviewWords.value;
  const a = w.agenda;
  const session = review.live.session.value;
  const lines = agendaOf({
    phases: review.phases.value,
    planned: session?.phases ?? [],
    turns: review.acts.value,
    marks: review.marks.value,
    pauses: review.pauses.value,
    whole: review.whole.value,
  });
  const said = review.live.role.value === 'owner' ? linesOfLeader(session?.intention) : [];
  if (lines.length === 0 && said.length === 0) return null;
  // From paper, nobody may have said how long an item took.
  const unknown = (ms: number) => review.live.fromPaper && !isSaid(ms);
  const { phase } = review.filter.value;
  const known = <T extends Record<string, string>>(table: T, key: string | undefined) =>
    key !== undefined && key in table ? table[key] : '';
  return (
    <section class="agenda" id="agenda" aria-labelledby="title-agenda">
      <h2 id="title-agenda">{a.title}</h2>
      {lines.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">{a.item}</th>
                <th scope="col">{a.purpose}</th>
                <th scope="col" class="number">
                  {a.minutes}
                </th>
                <th scope="col" class="number">
                  {a.turns}
                </th>
                <th scope="col">{a.outcome}</th>
                <th scope="col" class="number">
                  {a.marks}
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map((l) => (
                <tr key={l.id} class={l.ms === null ? 'quiet' : ''}>
                  <th scope="row">
                    {l.ms === null || l.name === '' ? (
                      l.name || a.before
                    ) : (
                      <button
                        type="button"
                        class="item"
                        aria-label={a.only(l.name)}
                        aria-pressed={phase === l.name || phase === l.id}
                        onClick={() =>
                          review.set({
                            phase: phase === l.name || phase === l.id ? '' : l.name,
                            from: null,
                            to: null,
                          })
                        }
                      >
                        {l.name}
                      </button>
                    )}
                  </th>
                  <td>{known(a.purposes, l.purpose)}</td>
                  <td class="number" data-unit={a.unit.minutes}>
                    {l.ms === null || unknown(l.ms) ? '' : minutes(l.ms, a.under)}
                  </td>
                  <td class="number" data-unit={a.unit.turns(l.turns)}>
                    {l.ms === null ? '' : l.turns}
                  </td>
                  <td>{l.ms === null ? a.notReached : known(a.outcomes, l.outcome)}</td>
                  <td class="number" data-unit={a.unit.marks(l.marks)}>
                    {l.marks || ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {said.length > 0 && (
        <dl class="lines-of-leader" aria-label={a.lines}>
          {said.map(({ place, line }) => (
            <div key={place}>
              <dt>{a.lineOf[place] ?? ''}</dt>
              <dd>{line}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function minutes(ms: number, under: string): string {
  const n = Math.round(ms / 60_000);
  return n === 0 ? under : String(n);
}
