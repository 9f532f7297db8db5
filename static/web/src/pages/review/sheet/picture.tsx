import type { Code } from '../../../ui/codes';
import { chainOf } from '../debrief/scenes';
import type { Review } from '../review';
import { reviewWords } from '../review-messages';
import type { Chosen } from './chosen';
import { sheetWords } from './sheet-messages';

/** How many moments are drawn. */
const MOST = 7;

/** The picture of a finding: a circle or an arrow of its words, or its moments as rows of signs. */
export function Picture({ review, id, moments }: { review: Review; id: string; moments: Chosen['moments'] }) {
  const codes = review.codes.value;
  const { chain: acts, round } = chainOf(id);
  const known = acts.flatMap(({ code, less }) => {
    const c = codes.get(code);
    return c ? [{ code: c, less }] : [];
  });
  if (round && known.length === acts.length) return <Round acts={known} />;
  if (!round && known.length === 2) return <Step acts={known} />;
  return <Moments review={review} moments={moments} />;
}

interface Act {
  code: Code;
  /** It is seldom followed by the next one. */
  less: boolean;
}

const WIDE = 220;
const HIGH = 116;

/** The acts of a loop around a circle, clockwise from the top or the left. */
function Round({ acts }: { acts: readonly Act[] }) {
  const n = acts.length;
  const [rx, ry] = [62, 40];
  const turn = (i: number) => (n === 2 ? Math.PI : -Math.PI / 2) + (2 * Math.PI * i) / n;
  const at = (a: number) => ({ x: WIDE / 2 + rx * Math.cos(a), y: HIGH / 2 + ry * Math.sin(a) });
  const gap = n <= 2 ? 0.5 : n === 3 ? 0.6 : 0.45;
  return (
    <svg
      class="one-picture"
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      role="img"
      aria-label={inWords([...acts, ...acts.slice(0, 1)])}
    >
      <Tip />
      {acts.map(({ code, less }, i) => {
        if (n === 1)
          return (
            <path
              key={code.id}
              class="goes"
              data-less={less}
              d={`M${WIDE / 2 + 30} 66a34 26 0 1 0-60 0`}
              marker-end="url(#tip)"
            />
          );
        const [a, b] = [at(turn(i) + gap), at(turn(i + 1) - gap)];
        return (
          <path
            key={code.id}
            class="goes"
            data-less={less}
            d={`M${a.x} ${a.y}A${rx} ${ry} 0 0 1 ${b.x} ${b.y}`}
            marker-end="url(#tip)"
          />
        );
      })}
      {acts.map(({ code }, i) => {
        const p = n === 1 ? { x: WIDE / 2, y: 78 } : at(turn(i));
        return <Word key={code.id} code={code} {...p} />;
      })}
    </svg>
  );
}

/** What was followed by what: two words and an arrow. */
function Step({ acts }: { acts: readonly Act[] }) {
  const [a, b] = acts;
  if (!a || !b) return null;
  return (
    <svg class="one-picture" viewBox={`0 0 ${WIDE} 40`} role="img" aria-label={inWords(acts)}>
      <Tip />
      <path class="goes" data-less={a.less} d="M92 20H122" marker-end="url(#tip)" />
      <Word code={a.code} x={46} y={20} />
      <Word code={b.code} x={170} y={20} />
    </svg>
  );
}

function inWords(acts: readonly Act[]): string {
  const w = reviewWords.value.loop;
  const last = acts.length - 1;
  return acts
    .map(({ code, less }, i) => (i === last ? code.label : `${code.label} ${less ? w.seldom : w.followed}`))
    .join(' ');
}

function Tip() {
  return (
    <defs>
      <marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0 10 5 0 10z" />
      </marker>
    </defs>
  );
}

function Word({ code, x, y }: { code: Code; x: number; y: number }) {
  const half = Math.min(46, 10 + code.label.length * 2.8);
  return (
    <g transform={`translate(${x} ${y})`} style={{ '--tag': code.colour ?? 'var(--edge)' }}>
      <rect x={-half} y="-9" width={2 * half} height="18" rx="9" />
      <text text-anchor="middle" y="3">
        <tspan class="sign">{code.sign ?? '•'}</tspan> {code.label}
      </text>
    </g>
  );
}

/** The moments of a pattern, each a row of the signs of its turns, without who. */
function Moments({ review, moments }: { review: Review; moments: Chosen['moments'] }) {
  const w = sheetWords.value;
  const fold = review.fold.value;
  const codes = review.codes.value;
  const rows = moments.turns
    .slice(0, MOST)
    .map((seqs) => seqs.flatMap((s) => codes.get(fold?.turnAt(s)?.tags[0] ?? '') ?? []))
    .filter((row) => row.length > 0);
  if (rows.length === 0) return null;
  const used = new Map(rows.flat().map((c) => [c.id, c]));
  const rest = moments.total - rows.length;
  return (
    <figure class="moments-on-paper">
      <ol>
        {rows.map((row, i) => (
          <li key={i}>
            {row.map((c, j) => (
              <i key={j} style={{ '--tag': c.colour ?? 'var(--edge)' }} title={c.label}>
                {c.sign ?? '•'}
              </i>
            ))}
          </li>
        ))}
      </ol>
      {rest > 0 && <p class="small">{w.more(rest)}</p>}
      <figcaption class="small">
        {[...used.values()].map((c) => (
          <span key={c.id} style={{ '--tag': c.colour ?? 'var(--edge)' }}>
            <i>{c.sign ?? '•'}</i> {c.label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
