import '../../style/review.css';
import '../../style/review-band.css';
import '../../style/review-finding.css';
import '../../style/review-moments.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { api } from '../../server/api';
import type { LiveSession } from '../../session/live-session';
import { clock, dayAndTime, messages } from '../../ui/i18n';
import { NotFound, SignedOut } from '../../ui/not-found';
import { NotSent } from '../../ui/not-sent';
import { Failed, Loading, Message, Page } from '../../ui/parts';
import { addressOf } from '../../ui/router';
import { SyncDot } from '../../ui/sync-dot';
import { Trouble } from '../../ui/trouble';
import { useAsked } from '../../ui/use-asked';
import { useLiveSession } from '../../ui/use-live-session';
import { Band } from './band';
import { ChartSection } from './chart-section';
import { DisagreementsSection } from './disagreements';
import { Filters, WhoseTurns } from './filters';
import { FindingsSection } from './findings-section';
import { Moments } from './moments';
import { CurrentTurn, Player } from './player';
import { Downloads, Remarks, TakenOut } from './remarks';
import { type Frames, Replay } from './replay';
import { type ChartRef, Review } from './review';
import { reviewWords } from './review-messages';
import { useFindings } from './use-findings';

const CALM_MS = 500;

// The code of the charts is loaded while the meeting is being fetched.
void import('../../ui/chart').then(() => import('../../ui/chart-axes')).catch(() => {});

/** The page that looks back on one meeting. */
export function ReviewPage({ id }: { id: string }) {
  const m = messages.value;
  const w = reviewWords.value;
  const live = useLiveSession(id);
  const charts = useAsked(id, () => api.charts(id));
  if (!live) return <Waiting id={id} />;
  switch (live.phase.value) {
    case 'not-found':
      return <NoMeeting live={live} />;
    case 'deleted':
      return <Message title={m.notFound.title} body={m.pad.gone} />;
    case 'signed-out':
      if (!live.ready.value) return <SignedOut />;
  }
  if (charts.problem) {
    if (charts.problem.status === 404) return <NoMeeting live={live} />;
    if (charts.problem.status === 403) return <Message title={m.title.review} body={w.notForYou} />;
    return (
      <Page title={m.title.review} back="/">
        <Failed problem={charts.problem} again={charts.again} />
      </Page>
    );
  }
  if (!charts.value) return <Waiting id={id} />;
  // The timeline comes first: the page opens on sequences, not on persons.
  const first = (c: ChartRef) => (c.name === 'timeline' ? 1 : 0);
  return <Pictures live={live} charts={[...charts.value.items].sort((a, b) => first(b) - first(a))} />;
}

/** Entries that were tapped on this device may still be unsent, so they are listed. */
function NoMeeting({ live }: { live: LiveSession }) {
  return (
    <NotFound>
      <NotSent live={live} />
    </NotFound>
  );
}

function Waiting({ id }: { id: string }) {
  const m = messages.value;
  return (
    <Page title={m.title.review} back={addressOf('pad', id)}>
      <Loading />
    </Page>
  );
}

function Pictures({ live, charts }: { live: LiveSession; charts: readonly ChartRef[] }) {
  const m = messages.value;
  const w = reviewWords.value;
  const review = useMemo(() => new Review(live), [live]);
  useEffect(() => () => review.close(), [review]);
  const replay = useMemo(() => new Replay(frames(), () => review.stretch() ?? review.whole.peek()), [review]);
  useEffect(() => () => replay.stop(), [replay]);

  const said = useFindings(review);

  const session = live.session.value;
  const fold = review.fold.value;
  const open = review.filter.value.opened !== null;
  const state = fold?.now();
  return (
    <Page
      title={session ? session.title || m.home.untitled : m.title.review}
      kind={open ? 'look open' : 'look'}
      links={[
        { href: addressOf('pad', live.id), label: m.title.pad },
        { href: addressOf('mirror', live.id), label: m.title.mirror },
      ]}
    >
      <Trouble live={live} />
      <div class="summing">
        {fold && session ? (
          <p class="quiet">
            {[
              session.started_at && dayAndTime(Date.parse(session.started_at)),
              m.home.people(fold.participants().length),
              w.turns(review.turns.value.length),
              review.turns.value.length > 0 && clock(review.whole.value.to),
              m.state[session.state],
            ]
              .filter((s) => s)
              .join(' · ')}
          </p>
        ) : (
          <p class="quiet">{m.loading}</p>
        )}
        <SyncDot live={live} />
      </div>
      {session?.locked && <p class="quiet">{m.pad.lockedBody}</p>}
      <WhoseTurns review={review} />
      {fold && review.turns.value.length === 0 ? (
        <>
          <Empty running={state === 'live'} pad={addressOf('pad', live.id)} />
          <News review={review} />
        </>
      ) : (
        <>
          <Contents
            names={inOrder(charts).map((c) => (typeof c === 'string' ? c : c.name))}
            review={review}
          />
          <div class="stays">
            <Band review={review} replay={replay} />
            <div class="under">
              <Player review={review} replay={replay} />
              <Filters review={review} />
            </div>
            <CurrentTurn review={review} replay={replay} />
            <News review={review} />
          </div>
          {inOrder(charts).map((c) => {
            if (c === 'disagreements') return <DisagreementsSection key={c} review={review} />;
            if (c === 'patterns') return <FindingsSection key={c} review={review} said={said} name={c} />;
            return <ChartSection key={c.name} review={review} replay={replay} listed={c} said={said} />;
          })}
        </>
      )}
      <Remarks review={review} />
      <TakenOut review={review} />
      <Downloads review={review} />
      <NotSent live={live} />
      <Moments review={review} replay={replay} />
    </Page>
  );
}

/**
 * What the page shows, in order. If two observers can be compared, their
 * disagreements come first, then the charts. The habits have no chart; they
 * follow the timeline.
 */
function inOrder(charts: readonly ChartRef[]): (ChartRef | 'disagreements' | 'patterns')[] {
  const shown = charts.flatMap((c) => (c.name === 'timeline' ? [c, 'patterns' as const] : [c]));
  return charts.some((c) => c.name === 'agreement') ? ['disagreements', ...shown] : shown;
}

/** Offers to show the entries that have come in since. */
function News({ review }: { review: Review }) {
  const w = reviewWords.value;
  if (!review.news.value) return null;
  return (
    <p class="news" role="status">
      {w.news}{' '}
      <button type="button" class="plain" onClick={() => review.show()}>
        {w.showNews}
      </button>
    </p>
  );
}

/** When the playhead moves: with each animation frame, or less often for users who prefer reduced motion. */
function frames(): Frames {
  const now = () => performance.now();
  return matchMedia('(prefers-reduced-motion: reduce)').matches
    ? { now, request: (fn) => window.setTimeout(fn, CALM_MS), cancel: (id) => clearTimeout(id) }
    : { now, request: (fn) => requestAnimationFrame(fn), cancel: (id) => cancelAnimationFrame(id) };
}

function Empty({ running, pad }: { running: boolean; pad: string }) {
  const w = reviewWords.value;
  return (
    <p class="lead">
      {w.empty} <a href={pad}>{running ? w.emptyGoOn : w.emptyStart}</a>
    </p>
  );
}

/** Links to the sections by their short names; the one in sight is marked. */
function Contents({ names, review }: { names: readonly string[]; review: Review }) {
  const w = reviewWords.value;
  const nav = useRef<HTMLElement>(null);
  const [here, setHere] = useState('');
  useEffect(() => {
    const watch = new IntersectionObserver(
      (seen) => {
        for (const s of seen) if (s.isIntersecting) setHere(s.target.id);
      },
      { rootMargin: '-45% 0px -50%' },
    );
    for (const n of names) {
      const el = document.getElementById(`finding-${n}`);
      if (el) watch.observe(el);
    }
    return () => watch.disconnect();
  }, [names.join(' ')]);
  return (
    <nav ref={nav} class="contents" aria-label={w.contents}>
      <ul>
        {names.map((n) => (
          <li key={n}>
            <a href={`#finding-${n}`} aria-current={here === `finding-${n}` ? 'true' : undefined}>
              {nameOf(n, review)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function nameOf(name: string, review: Review): string {
  const known: Record<string, string> = reviewWords.value.charts;
  return known[name] ?? review.frames.value.get(name)?.frame.title ?? name;
}
