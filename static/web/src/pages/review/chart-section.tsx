import { useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { LoopStory } from '../../server/api.gen';
import type { Chart } from '../../ui/chart';
import { fileName } from '../../ui/chart-name';
import { ChartTools } from '../../ui/chart-tools';
import { messages } from '../../ui/i18n';
import { Failed, Loading } from '../../ui/parts';
import { useDrawn } from '../../ui/use-drawn';
import { lit, momentAt } from './chart-parts';
import { READINGS } from './filter';
import { Comparing, Sentences } from './findings-section';
import type { Replay } from './replay';
import type { ChartRef, Review } from './review';
import { reviewWords } from './review-messages';
import { zoom } from './stretch';
import { Table } from './table';
import { useChart, useNear } from './use-chart';
import type { FetchedFindings } from './use-findings';

const WHEEL = 1.0015;

/** One chart: its sentence, the picture, and what to keep in mind. */
export function ChartSection({
  review,
  replay,
  listed,
  said,
  heading: Heading = 'h4',
}: {
  review: Review;
  replay: Replay;
  listed: ChartRef;
  /** The findings whose sentences stand under it. */
  said?: FetchedFindings;
  heading?: 'h2' | 'h4';
}) {
  const w = reviewWords.value;
  const { name } = listed;
  const section = useRef<HTMLElement>(null);
  const near = useNear(section);
  const { opened } = review.filter.value;
  const wanted =
    near || review.everything.value || (opened !== null && 'chart' in opened && opened.chart === name);
  const [loop, setLoop] = useState('');
  const { option, query, busy, comparing, problem, again, light } = useChart(review, listed, wanted, loop);
  const frame = option?.kompas;
  const followed = review.followed.value;

  const picture = useMemo(() => {
    if (!option || problem) return null;
    const drawn = (el: HTMLElement) => {
      el.dataset.drawn = query;
      el.dataset.following = followed === null ? '' : `${followed.person} ${followed.tag}`;
    };
    return { option: lit(option, followed), drawn, light };
  }, [option, followed, problem]);
  const { box, chart, lost, drawAgain } = useDrawn(picture, (part) => {
    const shown = review.frames.peek().get(name)?.frame;
    if (shown && momentAt(shown, part)) review.set({ opened: { chart: name, part } });
  });
  const failed = problem ?? lost;

  // While a finger moves, the chart only shows that stretch. Its turns are fetched
  // when the finger is lifted.
  const time = frame?.time;
  useSignalEffect(() => {
    const draft = review.draft.value;
    if (draft && time) chart.current?.stretch(draft.from, draft.to);
  });

  useEffect(() => {
    const el = box.current;
    if (!el || !time) return;
    let settle: ReturnType<typeof setTimeout> | null = null;
    const wheel = (e: WheelEvent) => {
      const around = chart.current?.at(e.clientX - el.getBoundingClientRect().left);
      if (!e.ctrlKey || around === null || around === undefined) return;
      e.preventDefault();
      const whole = review.whole.peek();
      review.draft.value = zoom(review.stretch() ?? whole, around, WHEEL ** e.deltaY, whole);
      if (settle) clearTimeout(settle);
      settle = setTimeout(() => review.settle(), 200);
    };
    el.addEventListener('wheel', wheel, { passive: false });
    return () => {
      if (settle) clearTimeout(settle);
      el.removeEventListener('wheel', wheel);
    };
  }, [time === undefined]);

  const short = w.charts[name as keyof typeof w.charts] ?? name;
  const title = frame?.title ?? short;
  return (
    <section
      ref={section}
      class="finding"
      id={`finding-${name}`}
      aria-label={short === title ? title : `${short}: ${title}`}
    >
      <Heading id={`title-${name}`} tabIndex={-1}>
        {title}
      </Heading>
      {frame && !failed && <p class="hint">{frame.subtitle}</p>}
      {name === 'transitions' && <ReadBy review={review} />}
      {failed && <Failed problem={failed} again={problem ? again : drawAgain} />}
      {!option && !failed && (comparing ? <Comparing /> : <Loading />)}
      {frame?.loops && frame.loops.length > 1 && !failed && (
        <ChooseLoop loops={frame.loops} choose={setLoop} />
      )}
      <div class="picture" hidden={failed !== null}>
        <div
          ref={box}
          class="chart"
          data-chart={name}
          data-busy={busy}
          data-stale={option !== null && query !== review.query().toString()}
          role="img"
          aria-label={frame ? `${frame.title}. ${frame.note}` : title}
        />
        {time && <Playhead chart={chart} replay={replay} option={option} />}
      </div>
      {frame && !failed && (
        <>
          {/* An empty chart says itself why. */}
          {comparing ? <Comparing /> : !frame.empty && frame.note && <p class="note">{frame.note}</p>}
          {/* An empty chart of effects says all there is to say. */}
          {said && !(frame.empty && name === 'effects') && (
            <Sentences review={review} said={said} name={name} />
          )}
          {frame.table.rows.length > 0 && <Table review={review} name={name} frame={frame} />}
          {frame.method && (
            <details>
              <summary>{messages.value.findings.method}</summary>
              <p class="hint">{frame.method}</p>
            </details>
          )}
          <ChartTools option={option} file={fileOf(review, name)} light={light} />
        </>
      )}
    </section>
  );
}

/** The name of the files of a chart of this meeting. */
function fileOf(review: Review, name: string): string {
  const session = review.live.session.value;
  const at = Date.parse(session?.started_at ?? session?.created_at ?? '');
  return fileName(session?.title ?? '', Number.isNaN(at) ? null : at, name);
}

/** One loop is drawn at a time; the others are told by their sentences. */
function ChooseLoop({ loops, choose }: { loops: readonly LoopStory[]; choose(id: string): void }) {
  return (
    <div class="choice" role="group" aria-label={reviewWords.value.charts.loops}>
      {loops.map((l) => (
        <button key={l.id} type="button" class="plain" aria-pressed={l.drawn} onClick={() => choose(l.id)}>
          {l.sentence}
        </button>
      ))}
    </div>
  );
}

/** Chooses whether sequences are read by tag, family or person. */
function ReadBy({ review }: { review: Review }) {
  const w = reviewWords.value;
  const families = review.live.session.value?.codebook.families ?? [];
  const offered = READINGS.filter((r) => r !== 'family' || families.length > 0);
  return (
    <label class="reading">
      <span>{w.reading}</span>
      <select
        value={review.filter.value.reading}
        onChange={(e) => review.set({ reading: READINGS.find((r) => r === e.currentTarget.value) ?? 'tag' })}
      >
        {offered.map((r) => (
          <option key={r} value={r}>
            {w.readings[r]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The position of the replay, on a chart with a time axis. */
function Playhead({
  chart,
  replay,
  option,
}: {
  chart: { readonly current: Chart | null };
  replay: Replay;
  option: unknown;
}) {
  const line = useRef<HTMLElement>(null);
  const place = () => {
    const at = replay.at.value;
    const x = at === null ? null : (chart.current?.x(at) ?? null);
    if (!line.current) return;
    line.current.hidden = x === null;
    if (x !== null) line.current.style.transform = `translateX(${x}px)`;
  };
  useSignalEffect(place);
  useEffect(place, [option]);
  return <i ref={line} class="playhead" aria-hidden="true" hidden />;
}
