import { PURPOSES } from '../../server/tables.gen';
import '../../style/trends.css';
import { useMemo, useState } from 'preact/hooks';
import { api } from '../../server/api';
import type { AnalysisTeamMoments, Codebook, Team, Trends } from '../../server/api.gen';
import { cachedCodebooks } from '../../session/offline-start';
import { fileName } from '../../ui/chart-name';
import { ChartTable } from '../../ui/chart-table';
import { ChartTools } from '../../ui/chart-tools';
import { FindingsList } from '../../ui/findings-list';
import { day, dayAndTime, label, lang, messages } from '../../ui/i18n';
import { writeMoments } from '../../ui/moments';
import { Failed, Loading } from '../../ui/parts';
import { addressOf } from '../../ui/router';
import { isDark } from '../../ui/theme';
import { useAsked } from '../../ui/use-asked';
import { useDrawn } from '../../ui/use-drawn';
import { teamMessages } from './team-messages';

const CHOICES = ['', ...PURPOSES] as const;
const USUAL = 'evenness';

/** How the team changes over its meetings: one figure, habits, and the loops that came back. */
export function TeamTrends({ team }: { team: Team }) {
  const m = teamMessages.value.trends;
  const [measure, setMeasure] = useState(USUAL);
  const [purpose, setPurpose] = useState<(typeof CHOICES)[number]>('');
  const theme = isDark() ? 'dark' : 'light';
  const filter = new URLSearchParams({ measure });
  if (purpose !== '') filter.set('purpose', purpose);
  const {
    value: shown,
    problem,
    again,
  } = useAsked<{ trends: Trends; chart: Option }>(`${filter} ${lang.value} ${theme}`, async (signal) => {
    const [trends, chart] = await Promise.all([
      api.trends(team.id, lang.value, filter, signal),
      api.trendsChart(team.id, lang.value, theme, filter, signal),
    ]);
    return { trends, chart };
  });
  const { value: codebooks } = useAsked('codebooks', cachedCodebooks);
  const lines = team.yardstick.flatMap((line, i) =>
    line.tags && line.tags.length > 0 ? [{ value: `yardstick:${i}`, text: line.text }] : [],
  );
  const tried = team.experiments
    .map((e) => e.measure ?? '')
    .filter((name) => /^(tag|family|dimension):/.test(name));
  return (
    <section class="trends" aria-labelledby="trends">
      <h2 id="trends">{m.title}</h2>
      <p class="hint">{m.about}</p>
      <div class="choices">
        <label class="field">
          <span>{m.measure}</span>
          <select value={measure} onChange={(e) => setMeasure(e.currentTarget.value)}>
            {lines.map((l) => (
              <option key={l.value} value={l.value}>
                {l.text}
              </option>
            ))}
            {[...new Set(tried)].map((name) => (
              <option key={name} value={name}>
                {wordOf(name, codebooks ?? [])}
              </option>
            ))}
            {Object.entries(m.measures).map(([name, text]) => (
              <option key={name} value={name}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{m.purpose}</span>
          <select
            value={purpose}
            onChange={(e) => setPurpose(CHOICES.find((p) => p === e.currentTarget.value) ?? '')}
          >
            {CHOICES.map((p) => (
              <option key={p} value={p}>
                {m.purposes[p]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem && <Failed problem={problem} again={again} />}
      {!shown && !problem && <Loading />}
      {shown && shown.trends.points.length === 0 && <p>{m.none}</p>}
      {shown && shown.trends.points.length > 0 && (
        <>
          <Line
            option={shown.chart}
            why={m.why[whyOf(shown.trends)]}
            file={fileName(team.name, null, 'trends')}
            light={() => api.trendsChart(team.id, lang.value, 'light', filter, new AbortController().signal)}
          />
          <details>
            <summary>{m.method}</summary>
            <p class="hint">{m.methodBody}</p>
            {shown.trends.slope !== null && shown.trends.p !== null && (
              <p class="hint">
                {m.slope(number(shown.trends.slope, 2), number(shown.trends.p, 3), shown.trends.weak)}
              </p>
            )}
          </details>
          <Habits trends={shown.trends} />
          <Loops trends={shown.trends} />
        </>
      )}
    </section>
  );
}

/** With so many meetings before it is known how much the meetings of a team differ anyway. */
const BEFORE = 3;

/** What is said of the figure: that it is too early to tell is not that all is as usual. */
function whyOf({ verdict, change }: Trends) {
  return verdict === 'too-few' && (change?.earlier ?? 0) >= BEFORE ? 'usual' : verdict;
}

const number = (value: number, digits: number) =>
  new Intl.NumberFormat(lang.value, { maximumFractionDigits: digits }).format(value);

/** The label of a measure of one tag, family or dimension. */
function wordOf(measure: string, codebooks: readonly Codebook[]): string {
  const [kind, id = ''] = measure.split(/:(.*)/s);
  for (const book of codebooks) {
    const list = kind === 'tag' ? book.tags : kind === 'family' ? book.families : book.dimensions;
    const found = list?.find((x) => x.id === id);
    if (found) return label(found.labels, id);
  }
  return id;
}

type Option = Awaited<ReturnType<typeof api.trendsChart>>;

/** The figure for each meeting: a sentence, the chart, and the same as a table. */
function Line({
  option,
  why,
  file,
  light,
}: {
  option: Option;
  why: string;
  file: string;
  light(): Promise<Option>;
}) {
  const frame = option.kompas;
  const picture = useMemo(() => {
    const drawn = (el: HTMLElement) => {
      el.dataset.drawn = frame.title;
    };
    return { option, drawn, light };
  }, [option]);
  const { box, lost, drawAgain } = useDrawn(picture);
  return (
    <>
      <h3>{frame.title}</h3>
      <p>{why}</p>
      {!frame.empty && <p class="hint">{frame.subtitle}</p>}
      {lost && <Failed problem={lost} again={drawAgain} />}
      <div
        ref={box}
        class="chart"
        data-chart="trends"
        role="img"
        aria-label={`${frame.title}. ${frame.note}`}
      />
      {!frame.empty && <p class="hint">{frame.note}</p>}
      <ChartTable frame={frame} />
      <ChartTools option={option} file={file} light={light} />
    </>
  );
}

/** Habits that only show over several meetings. */
function Habits({ trends }: { trends: Trends }) {
  const moments = new Map(trends.patterns.map((p) => [`pattern:${p.id}`, p.moments]));
  return (
    <>
      <h3>{trends.habits.title}</h3>
      <FindingsList section={trends.habits} leads={(f) => <InMeetings moments={moments.get(f.id) ?? []} />} />
    </>
  );
}

/** The loops of several meetings, and those of all meetings taken together. */
function Loops({ trends }: { trends: Trends }) {
  const { pooled } = trends;
  if (pooled.meetings < 2) return null;
  const cameBack = new Map(trends.loops.map((l) => [`loop:${l.id}`, l.moments]));
  // A loop that is listed twice is told as the surer one.
  const together = new Map(pooled.known_loops.map((l) => [`loop:${l.id}`, l.moments]));
  for (const l of pooled.known_loops) together.set(`one-way:${l.id}`, l.moments);
  for (const l of pooled.loops) {
    const known = pooled.known_loops.find((k) => k.id === l.id);
    if (known?.confidence !== 'clear') together.set(`loop:${l.id}`, l.moments);
  }
  return (
    <>
      <h3>{trends.came_back.title}</h3>
      <FindingsList
        section={trends.came_back}
        leads={(f) => <InMeetings moments={cameBack.get(f.id) ?? []} />}
      />
      <h3>{trends.together.title}</h3>
      <FindingsList
        section={trends.together}
        leads={(f) => <InMeetings moments={together.get(f.id) ?? []} />}
      />
    </>
  );
}

/** How many meetings of a finding are shown at once. */
const SHOWN = 4;

/** The meetings in which a finding was seen, the latest first. Each leads to its moments there. */
function InMeetings({ moments }: { moments: readonly AnalysisTeamMoments[] }) {
  const m = teamMessages.value.trends;
  const latest = [...moments].reverse();
  const days = latest.map((one) => day(Date.parse(one.at)));
  const lines = (from: number, to: number) => (
    <ul>
      {latest.slice(from, to).map((one) => (
        <li key={one.session}>
          <InMeeting moments={one} days={days} />
        </li>
      ))}
    </ul>
  );
  return (
    <div class="seen-in">
      {lines(0, SHOWN)}
      {latest.length > SHOWN && (
        <details>
          <summary>{m.earlier(latest.length - SHOWN)}</summary>
          {lines(SHOWN, latest.length)}
        </details>
      )}
    </div>
  );
}

function InMeeting({ moments, days }: { moments: AnalysisTeamMoments; days: readonly string[] }) {
  const m = teamMessages.value.trends;
  const { session, at, total, turns } = moments;
  const time = Date.parse(at);
  const alone = days.filter((d) => d === day(time)).length === 1;
  const text = m.on(alone ? day(time) : dayAndTime(time), messages.value.findings.momentCount(total));
  if (turns.length === 0) return <>{text}</>;
  return (
    <>
      <a href={`${addressOf('review', session)}?moments=${writeMoments(turns)}`}>{text}</a>
      {turns.length < total && `, ${m.first(turns.length)}`}
    </>
  );
}
