import { Paper } from '../../ui/paper';
import { printWords } from './print-messages';

/** The middles of the four boxes, clockwise from the top, and of the clouds between them. */
const BOXES = [
  [91, 18],
  [152, 94],
  [91, 170],
  [30, 94],
] as const;
const CLOUDS = [
  [153, 33],
  [153, 155],
  [29, 155],
  [29, 33],
] as const;
/** A cloud around the origin, 56 wide. */
const CLOUD =
  'M-20 14a9 9 0 0 1-4-17a10 10 0 0 1 11-11a13 13 0 0 1 23-2a11 11 0 0 1 15 11a10 10 0 0 1-2 19a8 8 0 0 1-12 4a12 12 0 0 1-18 1a9 9 0 0 1-13-5z';
/** From the side of one box to the next one, a quarter round each. */
const ARROWS = [
  'M100 36Q136 42 143 75',
  'M143 113Q136 146 100 152',
  'M82 152Q46 146 39 113',
  'M39 75Q46 42 82 36',
];

/** A circle to fill in: what we do in the boxes, what goes without saying in the clouds. */
export function LoopPaper() {
  const w = printWords.value;
  return (
    <Paper name="looping" label={w.loop.title}>
      <h2>{w.loop.title}</h2>
      <p>{w.loop.about}</p>
      <svg viewBox="0 0 182 188" aria-hidden="true">
        <defs>
          <marker
            id="tip"
            viewBox="0 0 10 10"
            refX="8"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            orient="auto"
          >
            <path d="M0 0 10 5 0 10z" />
          </marker>
        </defs>
        {ARROWS.map((d) => (
          <path key={d} class="round" d={d} marker-end="url(#tip)" />
        ))}
        {CLOUDS.map(([x, y]) => {
          const [sx, sy] = [x > 91 ? -1 : 1, y > 94 ? -1 : 1];
          return (
            <g key={`${x} ${y}`}>
              <path class="cloud" d={CLOUD} transform={`translate(${x} ${y})`} />
              <circle class="cloud" cx={x + sx * 23} cy={y + sy * 17} r="2.2" />
              <circle class="cloud" cx={x + sx * 27} cy={y + sy * 19} r="1.2" />
            </g>
          );
        })}
        {BOXES.map(([x, y]) => (
          <rect key={`${x} ${y}`} x={x - 27} y={y - 16} width="54" height="32" rx="3" />
        ))}
      </svg>
      {[w.loop.helps, w.loop.otherwise, w.loop.next].map((q) => (
        <div key={q} class="to-write">
          <p>{q}</p>
        </div>
      ))}
      <p class="small">{w.foot}</p>
    </Paper>
  );
}
