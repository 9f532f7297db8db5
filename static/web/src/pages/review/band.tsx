import { useEffect, useRef } from 'preact/hooks';
import type { Fold, Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import { clock, lang } from '../../ui/i18n';
import { isDark } from '../../ui/theme';
import type { Replay } from './replay';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import {
  between,
  clamp,
  isWhole,
  LEAP_MS,
  moveEdge,
  type Span,
  STEP_MS,
  share,
  shift,
  timeAt,
} from './stretch';

/** A finger that moved less than this, in px, has tapped. */
const TAP_PX = 5;
/** Keys that follow each other within this time make one choice. */
const KEYS_MS = 600;
/** The opacity of turns that are filtered out. */
const PALE = 0.14;

type Grip = { kind: 'new' | 'whole' | 'from' | 'to'; x: number; at: number; start: Span; moved: boolean };

/**
 * The whole meeting in one band that stays in sight, with a lane for each person
 * and a tick for each turn. A stretch is chosen by drawing, by its two edges, or
 * by keys. A tap sets the playhead.
 */
export function Band({ review, replay }: { review: Review; replay: Replay }) {
  const w = reviewWords.value;
  const field = useRef<HTMLDivElement>(null);
  const grip = useRef<Grip | null>(null);
  const keys = useRef<ReturnType<typeof setTimeout> | null>(null);
  const whole = review.whole.value;
  const stretch = review.stretch() ?? whole;
  const chosen = !isWhole(stretch, whole);

  const timeOf = (e: PointerEvent) => {
    const box = field.current?.getBoundingClientRect();
    return box ? timeAt((e.clientX - box.left) / box.width, whole) : whole.from;
  };

  function down(e: PointerEvent) {
    if (e.button !== 0 || !field.current) return;
    const edge = e.target instanceof HTMLElement ? e.target.dataset.edge : undefined;
    const at = timeOf(e);
    const inside = chosen && at >= stretch.from && at <= stretch.to;
    const kind = edge === 'from' || edge === 'to' ? edge : inside ? 'whole' : 'new';
    grip.current = { kind, x: e.clientX, at, start: stretch, moved: false };
    field.current.setPointerCapture(e.pointerId);
  }

  function move(e: PointerEvent) {
    const g = grip.current;
    if (!g) return;
    g.moved ||= Math.abs(e.clientX - g.x) >= TAP_PX;
    if (!g.moved) return;
    const at = timeOf(e);
    review.draft.value =
      g.kind === 'new'
        ? between(g.at, at, whole)
        : g.kind === 'whole'
          ? shift(g.start, at - g.at, whole)
          : moveEdge(g.start, g.kind, at, whole);
  }

  function up(e: PointerEvent) {
    const g = grip.current;
    grip.current = null;
    if (!g) return;
    if (g.moved) review.settle();
    else replay.seek(timeOf(e));
  }

  function cancel() {
    grip.current = null;
    review.draft.value = null;
  }

  function key(e: KeyboardEvent, edge: 'from' | 'to') {
    const at = stretch[edge];
    const to: Record<string, number> = {
      ArrowLeft: at - STEP_MS,
      ArrowDown: at - STEP_MS,
      ArrowRight: at + STEP_MS,
      ArrowUp: at + STEP_MS,
      PageDown: at - LEAP_MS,
      PageUp: at + LEAP_MS,
      Home: whole.from,
      End: whole.to,
    };
    const next = to[e.key];
    if (next === undefined || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    review.draft.value = moveEdge(stretch, edge, next, whole);
    if (keys.current) clearTimeout(keys.current);
    keys.current = setTimeout(() => review.settle(), KEYS_MS);
  }
  useEffect(
    () => () => {
      if (keys.current) clearTimeout(keys.current);
    },
    [],
  );

  const edge = (which: 'from' | 'to', label: string) => (
    <div
      class="edge"
      role="slider"
      tabIndex={0}
      data-edge={which}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={Math.round(whole.from / 1000)}
      aria-valuemax={Math.round(whole.to / 1000)}
      aria-valuenow={Math.round(stretch[which] / 1000)}
      aria-valuetext={clock(stretch[which])}
      style={{ '--at': share(stretch[which], whole) }}
      onKeyDown={(e) => key(e, which)}
    />
  );

  return (
    <div class="band" role="group" aria-label={w.band} aria-describedby="band-hint">
      <p class="hidden" id="band-hint">
        {w.bandHint}
      </p>
      <Lines review={review} whole={whole} />
      <div
        ref={field}
        class="track"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={cancel}
      >
        <Ticks review={review} whole={whole} />
        {chosen && (
          <>
            <i class="outside" style={{ '--at': 0, '--to': share(stretch.from, whole) }} />
            <i class="outside" style={{ '--at': share(stretch.to, whole), '--to': 1 }} />
          </>
        )}
        {edge('from', w.edgeFrom)}
        {edge('to', w.edgeTo)}
        <Head replay={replay} whole={whole} />
      </div>
      <Scale whole={whole} />
    </div>
  );
}

function Head({ replay, whole }: { replay: Replay; whole: Span }) {
  const at = replay.at.value;
  return at === null ? null : <i class="playhead" style={{ '--at': share(at, whole) }} />;
}

/** Where phases begin, and where the observer set a mark. */
function Lines({ review, whole }: { review: Review; whole: Span }) {
  const w = reviewWords.value;
  const marks = review.marks.value;
  const phases = review.phases.value;
  if (marks.length === 0 && phases.length === 0) return null;
  return (
    <div class="lines">
      {phases.map((p, i) => {
        const at = share(p.from, whole);
        const next = phases[i + 1];
        const width = (next ? share(next.from, whole) : 1) - at;
        return (
          <span key={p.id} class="item" style={{ '--at': at, '--room': width }} title={p.name}>
            {p.name}
          </span>
        );
      })}
      {marks.map((k) => {
        const what = k.label || w.marks[(k.kind ?? 'moment') as keyof typeof w.marks];
        const at = k.at ?? 0;
        return (
          <button
            key={k.id}
            type="button"
            class="mark"
            style={{ '--at': share(at, whole) }}
            aria-label={w.markAt(what, clock(at))}
            title={w.markAt(what, clock(at))}
            onClick={() => review.set({ opened: { around: at } })}
          />
        );
      })}
    </div>
  );
}

/** Times under the band, as many as there is space for. */
function Scale({ whole }: { whole: Span }) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480].map((n) => n * 60_000);
  const length = whole.to - whole.from;
  const step = steps.find((s) => length / s <= 6) ?? length;
  const times: number[] = [];
  for (let t = Math.ceil(whole.from / step) * step; t <= whole.to; t += step) times.push(t);
  if (times.length < 2) times.splice(0, times.length, whole.from, whole.to);
  return (
    <div class="scale" aria-hidden="true">
      {times.map((t) => (
        <span key={t} style={{ '--at': share(t, whole) }}>
          {clock(t)}
        </span>
      ))}
    </div>
  );
}

function Ticks({ review, whole }: { review: Review; whole: Span }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const redraw = useRef(() => {});
  redraw.current = () => {
    const el = canvas.current;
    const fold = review.fold.value;
    if (!el || !fold) return;
    draw(el, {
      turns: review.turns.value,
      lanes: lanesOf(fold, review.turns.value),
      pauses: review.pauses.value,
      starts: review.phases.value.map((p) => p.from),
      colour: colourOf(review.codes.value, review.colours.value),
      whole,
      shown: review.counts(),
    });
  };
  const { person, tag, phase } = review.filter.value;
  const turns = review.turns.value;
  const colours = review.colours.value;
  useEffect(() => redraw.current(), [turns, whole, person, tag, phase, colours, isDark(), lang.value]);
  useEffect(() => {
    const el = canvas.current;
    if (!el) return;
    const watch = new ResizeObserver(() => redraw.current());
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/** The lane of everybody with turns: participants in their order, then the group. */
function lanesOf(fold: Fold, turns: readonly Turn[]): Map<string, number> {
  const lanes = new Map(fold.participants().map((p, i) => [p.id, i]));
  for (const t of turns) if (!lanes.has(t.from)) lanes.set(t.from, lanes.size);
  return lanes;
}

/** A tag has the same colour everywhere: that of the charts, or of the codebook before any chart has come. */
function colourOf(book: ReadonlyMap<string, Code>, charts: ReadonlyMap<string, string>) {
  return (tag: string) => charts.get(tag) ?? book.get(tag)?.colour;
}

interface Drawn {
  turns: readonly Turn[];
  lanes: ReadonlyMap<string, number>;
  pauses: readonly Span[];
  starts: readonly number[];
  colour(tag: string): string | undefined;
  whole: Span;
  shown(t: Turn): boolean;
}

function draw(el: HTMLCanvasElement, d: Drawn): void {
  const ratio = devicePixelRatio;
  const width = Math.round(el.clientWidth * ratio);
  const height = Math.round(el.clientHeight * ratio);
  if (width === 0 || height === 0) return;
  el.width = width;
  el.height = height;
  const c = el.getContext('2d');
  if (!c) return;
  const style = getComputedStyle(el);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const x = (at: number) => share(at, d.whole) * width;
  c.fillStyle = token('--line');
  for (const p of d.pauses) c.fillRect(x(p.from), 0, x(p.to) - x(p.from), height);
  c.fillStyle = token('--edge');
  for (const at of d.starts) c.fillRect(Math.round(x(at)), 0, Math.max(1, ratio), height);
  const lane = height / Math.max(d.lanes.size, 1);
  const tick = clamp(1.5 * ratio, 1, 4);
  const gap = lane > 4 * ratio ? ratio : 0;
  const quiet = token('--quiet');
  for (const t of d.turns) {
    const colour = t.tags[0] === undefined ? undefined : d.colour(t.tags[0]);
    c.globalAlpha = d.shown(t) ? 1 : PALE;
    c.fillStyle = colour ?? quiet;
    c.fillRect(x(t.at) - tick / 2, (d.lanes.get(t.from) ?? 0) * lane, tick, lane - gap);
  }
}
