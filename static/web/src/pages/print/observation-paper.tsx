import type { Code } from '../../ui/codes';
import type { Assigned } from '../../ui/keys';
import { Paper } from '../../ui/paper';
import { Sign } from '../../ui/sign';
import { printWords } from './print-messages';

/** A seat on paper: its place in the circle, who sits there, and the key that stands for it. */
export interface PaperSeat {
  id: string;
  /** Empty where it is to be filled in. */
  name: string;
  x: number;
  y: number;
  key: string;
}

const ROWS = 24;
/** With more people than this, the names stand in a list beside the circle. */
const MOST_IN_CIRCLE = 12;

/** The sheet to write on: who sits where, the words, and a line for each turn. */
export function ObservationPaper({
  team,
  seats,
  words,
  keys,
}: {
  team: string;
  seats: readonly PaperSeat[];
  words: readonly Code[];
  keys: Assigned;
}) {
  const w = printWords.value;
  const many = seats.length > MOST_IN_CIRCLE;
  const example = [(seats[2] ?? seats[1])?.key ?? '', keySign([...keys.tags.values()][0])] as const;
  return (
    <Paper name="observing" label={w.sheet.title} clipped={w.clipped}>
      <header>
        <h2>{team ? w.sheet.ofTeam(team) : w.sheet.title}</h2>
        <p class="blanks">
          {[w.sheet.date, w.sheet.meeting, w.sheet.observer].map((b) => (
            <span key={b}>{b}</span>
          ))}
        </p>
      </header>
      <div class="above">
        <Circle seats={seats} named={!many} group={keys.seats.get('*') ?? ''} />
        <div>
          <p class="small">{w.sheet.told}</p>
          <ul class="words-and-keys" data-many={many || words.length > 8}>
            {words.map((c) => (
              <li key={c.id} style={{ '--tag': c.colour ?? 'var(--edge)' }}>
                <kbd>{keySign(keys.tags.get(c.id))}</kbd>
                <Sign sign={c.sign} />
                <span>{c.label}</span>
              </li>
            ))}
          </ul>
          {many && (
            <ol class="seat-names">
              {seats.map((s) => (
                <li key={s.id}>
                  <b>{s.key}</b> {s.name}
                </li>
              ))}
            </ol>
          )}
          <p class="small">{w.sheet.how(...example)}</p>
        </div>
      </div>
      <div class="rows">
        <Lines />
        <Lines />
      </div>
      <p class="small">{w.sheet.enter(...example)}</p>
      <p class="small">{w.foot}</p>
    </Paper>
  );
}

function Lines() {
  const { time, item, who, word } = printWords.value.sheet;
  return (
    <table>
      <thead>
        <tr>
          {[time, item, who, word].map((c) => (
            <th key={c} scope="col">
              {c}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: ROWS }, (_, i) => (
          <tr key={i}>
            <td />
            <td />
            <td class="arrow">→</td>
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The circle, in a drawing of 150 by 100; open seats have a line for a name. */
function Circle({ seats, named, group }: { seats: readonly PaperSeat[]; named: boolean; group: string }) {
  const w = printWords.value;
  const r = named ? 6 : 4.5;
  return (
    <svg class="seats-on-paper" viewBox="0 0 150 100" role="img" aria-label={w.sheet.circle}>
      <circle class="group" cx="75" cy="50" r="11" />
      <text x="75" y="49.5" class="middle">
        {w.sheet.everybody}
      </text>
      <text x="75" y="55.5" class="middle">
        {group}
      </text>
      {seats.map((s) => {
        const [x, y] = [75 + (s.x - 0.5) * 74, 50 + (s.y - 0.5) * 74];
        const side = s.x < 0.35 ? -1 : s.x > 0.65 ? 1 : 0;
        const at =
          side === 0 ? { x, y: s.y < 0.5 ? y - r - 2 : y + r + 5.5 } : { x: x + side * (r + 2), y: y + 1.8 };
        return (
          <g key={s.id} class={side < 0 ? 'left' : side > 0 ? 'right' : 'middle'}>
            <circle cx={x} cy={y} r={r} />
            <text class="middle" x={x} y={y + 1.8}>
              {s.key}
            </text>
            {named && s.name !== '' && <text {...at}>{s.name}</text>}
            {named && s.name === '' && (
              <path class="blank" d={`M${side === 0 ? at.x - 11 : at.x} ${at.y}h${side < 0 ? -22 : 22}`} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** A key as it is written: a capital stands for Shift with the letter. */
function keySign(k: string | undefined): string {
  return k === undefined ? '' : k !== k.toLowerCase() ? `⇧${k.toLowerCase()}` : k;
}
