import { useState } from 'preact/hooks';
import type { ChartFrame, ChartMoment } from '../../server/api.gen';
import { messages } from '../../ui/i18n';
import { keyOf, turnsOf } from './chart-parts';
import type { Review } from './review';
import { reviewWords } from './review-messages';

const ROWS = 100;

/**
 * The content of a chart as a table, for screen readers and everybody who prefers
 * to read: its rows, and the moments of each. It is rendered when it is unfolded.
 */
export function Table({ review, name, frame }: { review: Review; name: string; frame: ChartFrame }) {
  const m = messages.value;
  const w = reviewWords.value;
  const [open, setOpen] = useState(false);
  const [most, setMost] = useState(ROWS);
  const { columns, rows } = frame.table;
  const ofRow = new Map<number, ChartMoment[]>();
  for (const moment of frame.moments)
    if (moment.row !== undefined) ofRow.set(moment.row, [...(ofRow.get(moment.row) ?? []), moment]);
  const leads = ofRow.size > 0;
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{m.pad.asTable}</summary>
      {open && (
        <div class="scroll">
          <table>
            <caption class="hidden">{frame.title}</caption>
            <thead>
              <tr>
                {columns.map((c, i) => (
                  <th key={i} scope="col">
                    {c}
                  </th>
                ))}
                {leads && <th scope="col">{w.moments}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, most).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, j) => (
                    <td key={j}>{cell}</td>
                  ))}
                  {leads && (
                    <td>
                      {(ofRow.get(i) ?? []).map((moment) => (
                        <Leads key={keyOf(moment.at)} review={review} name={name} moment={moment} />
                      ))}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > most && (
            <button type="button" class="plain" onClick={() => setMost(most + ROWS)}>
              {m.action.more}
            </button>
          )}
        </div>
      )}
    </details>
  );
}

/** Opens the moments of a part, as a click on it in the picture does. */
function Leads({ review, name, moment }: { review: Review; name: string; moment: ChartMoment }) {
  const w = reviewWords.value;
  const followed = review.followed.value;
  const some = turnsOf(moment, followed).length;
  return (
    <button
      type="button"
      class="leads"
      aria-label={w.momentsOf(moment.total, moment.label)}
      onClick={() => review.set({ opened: { chart: name, part: moment.at } })}
    >
      {followed === null ? moment.total : w.someOf(some, moment.total)}
    </button>
  );
}
