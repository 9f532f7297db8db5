import { useState } from 'preact/hooks';
import { messages } from '../i18n';
import type { Look } from './look';
import { type Frame, keyOf, type Mark, marksOf, momentsOf } from './marks';

const ROWS = 100;

/**
 * The same as the picture, for who reads rather than looks: the rows, and what
 * each leads to. It is made when it is unfolded.
 */
export function Table({ look, name, frame }: { look: Look; name: string; frame: Frame }) {
  const m = messages.value;
  const [open, setOpen] = useState(false);
  const [most, setMost] = useState(ROWS);
  const { columns, rows } = frame.table;
  const marks = marksOf(frame);
  const ofRow = new Map<number, Mark[]>();
  for (const mark of marks)
    if (mark.row !== undefined) ofRow.set(mark.row, [...(ofRow.get(mark.row) ?? []), mark]);
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
                {leads && <th scope="col">{m.look.moments}</th>}
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
                      {(ofRow.get(i) ?? []).map((mark) => (
                        <Leads key={keyOf(mark.at)} look={look} name={name} mark={mark} />
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

/** Opens the moments of a mark, as a click on it in the picture does. */
function Leads({ look, name, mark }: { look: Look; name: string; mark: Mark }) {
  const m = messages.value;
  const followed = look.followed.value;
  const some = momentsOf(mark, followed).length;
  return (
    <button
      type="button"
      class="leads"
      aria-label={m.look.momentsOf(mark.total, mark.label)}
      onClick={() => look.set({ opened: { chart: name, place: mark.at } })}
    >
      {followed === null ? mark.total : m.look.someOf(some, mark.total)}
    </button>
  );
}
