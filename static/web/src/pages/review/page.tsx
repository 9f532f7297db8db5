import '../../style/review.css';
import '../../style/review-cards.css';
import '../../style/review-folds.css';
import '../../style/review-band.css';
import '../../style/review-finding.css';
import '../../style/review-moments.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { LiveSession } from '../../session/live-session';
import { clock, dayAndTime, messages } from '../../ui/i18n';
import { NotFound, SignedOut } from '../../ui/not-found';
import { NotSent } from '../../ui/not-sent';
import { Loading, Message, Page } from '../../ui/parts';
import { addressOf } from '../../ui/router';
import { SyncDot } from '../../ui/sync-dot';
import { Trouble } from '../../ui/trouble';
import { useLiveSession } from '../../ui/use-live-session';
import { AgendaTable } from './agenda-table';
import { Band } from './band';
import { Cards } from './cards';
import { ChartSection } from './chart-section';
import { EVENTS } from './events';
import { Filters, WhoseTurns } from './filters';
import { Folds } from './folds';
import { Moments } from './moments';
import { CurrentTurn, Player } from './player';
import { usePrinting } from './print';
import { Marked, TakenOut } from './remarks';
import { type Frames, Replay } from './replay';
import { GLANCE, Review } from './review';
import { reviewWords } from './review-messages';
import { type FetchedFindings, useFindings } from './use-findings';

const CALM_MS = 500;

/** The page that looks back on one meeting. */
export function ReviewPage({ id }: { id: string }) {
  const m = messages.value;
  const live = useLiveSession(id);
  switch (live?.phase.value) {
    case 'not-found':
      return (
        // Entries that were tapped on this device may still be unsent, so they are
        // listed.
        <NotFound>
          <NotSent live={live} />
        </NotFound>
      );
    case 'deleted':
      return <Message title={m.notFound.title} body={m.pad.gone} />;
  }
  if (!live?.ready.value) {
    if (live?.phase.value === 'signed-out') return <SignedOut />;
    return (
      <Page title={m.title.review} back={addressOf('pad', id)}>
        {live && <Trouble live={live} />}
        <Loading />
      </Page>
    );
  }
  const role = live.role.value;
  if (role === 'leader' || role === 'participant')
    return (
      <Message title={m.title.review} body={reviewWords.value.notForYou}>
        <p>
          <a class="button" href={addressOf('preview', id)}>
            {m.title.preview}
          </a>
        </p>
      </Message>
    );
  return <Meeting live={live} />;
}

function Meeting({ live }: { live: LiveSession }) {
  const m = messages.value;
  const w = reviewWords.value;
  const review = useMemo(() => new Review(live), [live]);
  useEffect(() => () => review.close(), [review]);
  const session = live.session.value;
  const fold = review.fold.value;
  const acts = review.acts.value;
  const open = review.filter.value.opened !== null;
  const said = useFindings(review, GLANCE);
  const title = session ? session.title || m.home.untitled : m.title.review;
  // Somebody else shows it first, and the page opens by itself then.
  if (said.problem?.kind === 'not-shown') return <Message title={title} body={m.error.notShown} />;
  const empty = fold && review.turns.value.length === 0;
  return (
    <Page
      title={title}
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
              session.started_at && !live.fromPaper && dayAndTime(Date.parse(session.started_at)),
              m.home.people(fold.participants().length),
              w.turns(acts.length),
              ...eventsInWords(review),
              acts.length > 0 && !live.fromPaper && clock(review.whole.value.to),
              live.fromPaper && m.observe.paper.state,
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
      {empty && !said.findings && !said.problem ? (
        <Loading />
      ) : empty ? (
        <>
          <Empty review={review} />
          <News review={review} />
          <Marked review={review} />
        </>
      ) : (
        fold && <Told review={review} said={said} />
      )}
      <TakenOut review={review} />
      <NotSent live={live} />
    </Page>
  );
}

/** What there is to see of a meeting with turns. */
function Told({ review, said }: { review: Review; said: FetchedFindings }) {
  const w = reviewWords.value;
  const replay = useMemo(() => new Replay(frames(), () => review.stretch() ?? review.whole.peek()), [review]);
  useEffect(() => () => replay.stop(), [replay]);
  const paper = review.live.fromPaper; // nobody knows when its turns were
  usePrinting(review);
  return (
    <>
      {review.onlyOne.value && <p class="notice">{w.onlyOne}</p>}
      <News review={review} />
      {paper && <p class="quiet">{w.fromPaper}</p>}
      {review.hasty.value && <p class="hasty">{w.hasty}</p>}
      <Cards review={review} said={said} />
      <AgendaTable review={review} />
      <Marked review={review} />
      <div class="stays">
        {!paper && <Band review={review} replay={replay} />}
        <div class="under">
          {!paper && <Player review={review} replay={replay} />}
          <Filters review={review} />
        </div>
        <CurrentTurn review={review} replay={replay} />
      </div>
      <ChartSection
        review={review}
        replay={replay}
        listed={{ name: 'timeline', draws: false }}
        heading="h2"
      />
      <Folds review={review} replay={replay} />
      <Moments review={review} replay={replay} />
    </>
  );
}

/** How often the whole group did what, such as two silences. */
function eventsInWords(review: Review): string[] {
  const w = reviewWords.value;
  return EVENTS.flatMap((e) => {
    const times = review.turns.value.filter((t) => review.eventOf(t) === e).length;
    return times > 0 ? [w.events[e](times)] : [];
  });
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

/** Why there is nothing to see yet, and what to do. */
function Empty({ review }: { review: Review }) {
  const w = reviewWords.value;
  const { live } = review;
  const session = live.session.value;
  const role = live.role.value;
  // The turns of observers who look apart are hidden from others until they are revealed.
  const hidden = session?.coding === 'independent' && !session.revealed && role !== 'owner';
  const running = review.fold.value?.now() === 'live';
  if (hidden && (role === 'viewer' || !running)) return <p class="lead">{w.apart}</p>;
  return (
    <p class="lead">
      {w.empty}{' '}
      {role !== 'viewer' && <a href={addressOf('pad', live.id)}>{running ? w.emptyGoOn : w.emptyStart}</a>}
    </p>
  );
}
