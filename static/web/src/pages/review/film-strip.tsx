import { EVERYBODY } from '../../session/fold';
import { clock, messages } from '../../ui/i18n';
import { Sign } from '../../ui/sign';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { Shape } from './shapes';
import type { Frame } from './strip';

/** What it takes of the page: the names of people, and the words. */
export type Naming = Pick<Review, 'name' | 'codes' | 'colours'>;

/** How wide the lane of a person is, and how high a line, in the units of the drawing. */
const LANE = 30;
const NARROW = 24;
const HIGH = 26;

/**
 * A fragment as a film strip: a lane for each person, who is a shape without a name,
 * and a line for each turn, with an arrow to whom it went and its word.
 */
export function FilmStrip({
  review,
  frames,
  places,
  names,
  at,
  lane,
}: {
  review: Naming & Partial<Pick<Review, 'when'>>;
  frames: readonly Frame[];
  places: ReadonlyMap<string, number>;
  names: boolean;
  /** The line that is played; null: all are shown alike. */
  at: number | null;
  /** How wide the lane of a person is, where there is much room. */
  lane?: number;
}) {
  const w = reviewWords.value;
  const first = frames[0];
  const last = frames.at(-1);
  const when = (f: Frame | undefined) => review.when?.(f?.at ?? 0) ?? clock(f?.at ?? 0);
  return (
    <div class="film">
      <div class="reel">
        <Guides places={places} lane={lane} />
        <ol class="strip" aria-label={w.fragment.strip(when(first), when(last))}>
          {frames.map((f, i) => (
            <li
              key={f.id}
              class={f.turn ? '' : 'event'}
              data-state={at === null ? undefined : i === at ? 'now' : i < at ? 'been' : 'comes'}
            >
              <Lanes frame={f} places={places} lane={lane} />
              {f.turn ? (
                <Line review={review} turn={f.turn} places={places} names={names} />
              ) : (
                <span class="word">{w.event[f.event]}</span>
              )}
            </li>
          ))}
        </ol>
      </div>
      {names && (
        <ul class="legend">
          {[...places].map(([id, place]) => (
            <li key={id}>
              <svg viewBox="-12 -12 24 24" aria-hidden="true">
                <Shape place={place} x={0} y={0} />
              </svg>
              {review.name(id)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Line({
  review,
  turn,
  places,
  names,
}: {
  review: Naming;
  turn: NonNullable<Frame['turn']>;
  places: ReadonlyMap<string, number>;
  names: boolean;
}) {
  const m = messages.value;
  const w = reviewWords.value;
  const codes = review.codes.value;
  const who = (id: string) =>
    id === EVERYBODY || names ? review.name(id) : w.fragment.shape((places.get(id) ?? 0) + 1);
  const words = turn.tags.map((t) => codes.get(t)?.label ?? t).join(', ') || m.pad.untagged;
  return (
    <span class="word">
      <span class="hidden">{w.fragment.line(who(turn.from), who(turn.to), words)}</span>
      <span aria-hidden="true">
        {turn.tags.length === 0 && <span class="quiet">{m.pad.untagged}</span>}
        {turn.tags.map((t) => (
          <span
            key={t}
            class="tag"
            style={{ '--tag': review.colours.value.get(t) ?? codes.get(t)?.colour ?? 'var(--quiet)' }}
          >
            <Sign sign={codes.get(t)?.sign} />
            {codes.get(t)?.label ?? t}
          </span>
        ))}
      </span>
    </span>
  );
}

/** How wide the lanes are together, and where the middle of each is. */
function lanesOf(places: ReadonlyMap<string, number>, wide?: number) {
  const all = Math.max(places.size, 2);
  const lane = wide ?? (all > 6 ? NARROW : LANE);
  return { width: all * lane, x: (place: number) => (place + 0.5) * lane };
}

/** A line behind the strip for each lane. */
function Guides({ places, lane }: { places: ReadonlyMap<string, number>; lane?: number }) {
  const { width, x } = lanesOf(places, lane);
  return (
    <svg
      class="guides lanes"
      viewBox={`0 0 ${width} 1`}
      style={{ '--wide': String(width / HIGH) }}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {[...places.values()].map((p) => (
        <path key={p} d={`M${x(p)} 0V1`} />
      ))}
    </svg>
  );
}

function Lanes({
  frame,
  places,
  lane,
}: {
  frame: Frame;
  places: ReadonlyMap<string, number>;
  lane?: number;
}) {
  const { width, x } = lanesOf(places, lane);
  const y = HIGH / 2;
  const { turn } = frame;
  const from = turn && places.get(turn.from);
  return (
    <svg
      class="lanes"
      viewBox={`0 0 ${width} ${HIGH}`}
      style={{ '--wide': String(width / HIGH) }}
      preserveAspectRatio="xMinYMid meet"
      aria-hidden="true"
    >
      {turn && from !== undefined && (
        <>
          {turn.to === EVERYBODY ? (
            <>
              <path class="arrow" d={`M${x(0)} ${y}H${x(places.size - 1)}`} />
              {[...places.values()].map(
                (p) => p !== from && <circle key={p} class="to" cx={x(p)} cy={y} r="3" />,
              )}
            </>
          ) : (
            <Arrow
              from={x(from)}
              to={x(places.get(turn.to) ?? from)}
              y={y}
              place={places.get(turn.to) ?? from}
            />
          )}
          <Shape place={from} x={x(from)} y={y} />
        </>
      )}
    </svg>
  );
}

function Arrow({ from, to, y, place }: { from: number; to: number; y: number; place: number }) {
  const sign = to > from ? 1 : -1;
  const tip = to - sign * 10;
  return (
    <>
      <path class="arrow" d={`M${from} ${y}H${tip - sign * 4}`} />
      <path class="head" d={`M${tip} ${y}l${-sign * 7}-4.5v9z`} />
      <Shape place={place} x={to} y={y} to />
    </>
  );
}
