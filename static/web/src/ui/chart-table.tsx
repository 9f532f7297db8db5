import type { ChartFrame } from '../server/api.gen';
import { messages } from './i18n';

/** The content of a chart as a table, for screen readers and everybody who prefers to read. */
export function ChartTable({ frame }: { frame: ChartFrame }) {
  return (
    <details>
      <summary>{messages.value.pad.asTable}</summary>
      <div class="scroll">
        <table>
          <caption class="hidden">{frame.title}</caption>
          <thead>
            <tr>
              {frame.table.columns.map((c, i) => (
                <th key={i} scope="col">
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {frame.table.rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={j}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
