import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { DeleteMeeting } from '../../ui/delete-meeting';
import { label } from '../../ui/i18n';
import { navigate } from '../../ui/router';
import { ChartSection } from './chart-section';
import { beliefsOf } from './debrief/long/beliefs';
import { longWords } from './debrief/long/long-messages';
import { DisagreementsSection } from './disagreements';
import { FindingsSection } from './findings-section';
import { LoopStory } from './loop-story';
import { Downloads, Notes } from './remarks';
import type { Replay } from './replay';
import { ReportFile } from './report-file';
import { FINDINGS, type Review } from './review';
import { reviewWords } from './review-messages';
import { type FetchedFindings, useFindings } from './use-findings';
import { WrittenUnder } from './written-under';

/** What is in which fold, by the part of the address after #. */
const CONTENT: Record<string, readonly string[]> = {
  heard: ['participation'],
  responded: ['sociogram', 'matrix'],
  followed: [FINDINGS, 'patterns', 'tags', 'transitions', 'loop-story'],
  dimensions: ['dimensions'],
  pace: ['rhythm'],
  observers: ['disagreements', 'agreement'],
  research: ['effects', 'shifts', 'flow', 'loops'],
};

/** The fold that an address names, or that holds what it names. */
export function foldOf(hash: string): string {
  const name = hash.replace(/^#/, '').replace(/^finding-/, '');
  return Object.entries(CONTENT).find(([, names]) => names.includes(name))?.[0] ?? name;
}

/**
 * The rest of what can be seen of the meeting. Each part is folded, has an address, and
 * is fetched when it is opened.
 */
export function Folds({ review, replay }: { review: Review; replay: Replay }) {
  const w = reviewWords.value;
  const { live } = review;
  const session = live.session.value;
  const role = live.role.value;
  const book = session?.codebook;
  const dimensions = book?.dimensions ?? [];
  const names = dimensions.map((d) => label(d.labels, d.id));
  const compares =
    session?.coding === 'independent' &&
    !live.fromPaper && // turns of two observers are found in both by their times
    review.observers.value.length > 1 &&
    (role === 'owner' || session.revealed);
  // What was taken away just now can be put back there.
  const wrote = useRef(false);
  wrote.current ||= beliefsOf(live.fold.value).length > 0;
  const chart = (name: string, draws = false) => (
    <ChartSection key={name} review={review} replay={replay} listed={{ name, draws }} />
  );
  return (
    <div class="folds">
      <h2>{w.more}</h2>
      {!review.onlyOne.value && (
        <>
          <Fold review={review} id="heard" title={w.folds.heard}>
            {() => chart('participation')}
          </Fold>
          <Fold review={review} id="responded" title={w.folds.responded}>
            {() => <Responded review={review} chart={chart} />}
          </Fold>
        </>
      )}
      <Fold review={review} id="followed" title={w.folds.followed}>
        {() => <Followed review={review} replay={replay} />}
      </Fold>
      {wrote.current && (
        <Fold review={review} id="under" title={longWords.value.written.title}>
          {() => <WrittenUnder review={review} />}
        </Fold>
      )}
      {dimensions.length > 0 && !review.onlyOne.value && (
        <Fold
          review={review}
          id="dimensions"
          title={dimensions.length === 3 ? w.folds.threeKs : w.folds.dimensions(names.join(' · '))}
        >
          {() => chart('dimensions')}
        </Fold>
      )}
      {!live.fromPaper && (
        <Fold review={review} id="pace" title={w.folds.pace}>
          {() => chart('rhythm')}
        </Fold>
      )}
      {compares && (
        <Fold review={review} id="observers" title={w.folds.observers}>
          {() => (
            <>
              <DisagreementsSection review={review} />
              {chart('agreement')}
            </>
          )}
        </Fold>
      )}
      {(role === 'owner' || role === 'observer') && (
        <Fold review={review} id="notes" title={w.folds.notes} printed={false}>
          {() => <Notes review={review} />}
        </Fold>
      )}
      <Fold review={review} id="research" title={w.folds.research}>
        {() => <Research review={review} replay={replay} />}
      </Fold>
      <Fold review={review} id="files" title={w.folds.files} printed={false}>
        {() => (
          <>
            <ReportFile review={review} />
            <Downloads review={review} />
            {role === 'owner' && session && <DeleteMeeting s={session} gone={() => navigate('/')} />}
          </>
        )}
      </Fold>
    </div>
  );
}

function Fold({
  review,
  id,
  title,
  printed = true,
  children,
}: {
  review: Review;
  id: string;
  title: string;
  /** It is opened for printing. */
  printed?: boolean;
  children(): ComponentChildren;
}) {
  const [open, setOpen] = useState(false);
  const [begun, setBegun] = useState(false); // what was opened once stays
  useEffect(() => {
    const follow = () => {
      if (location.hash === '' || foldOf(location.hash) !== id) return;
      setOpen(true);
      setBegun(true);
      scrollTo(location.hash.slice(1), id);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [id]);
  // The moments of a part of a chart need that chart.
  const { opened } = review.filter.value;
  const needed = opened !== null && 'chart' in opened && foldOf(opened.chart) === id;
  useEffect(() => {
    if (!needed) return;
    setOpen(true);
    setBegun(true);
  }, [needed]);
  const printing = printed && review.everything.value;
  return (
    <details
      id={id}
      class={printed ? 'fold' : 'fold unprinted'}
      open={open || printing}
      onToggle={(e) => {
        if (review.everything.peek()) return;
        setOpen(e.currentTarget.open);
        if (e.currentTarget.open) setBegun(true);
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a control; the keyboard clicks it too. */}
      <summary
        onClick={() => {
          if (!open) history.replaceState(null, '', `${location.pathname}${location.search}#${id}`);
        }}
      >
        <h3>{title}</h3>
      </summary>
      {(begun || printing) && <div class="inside">{children()}</div>}
    </details>
  );
}

/** Scrolls to what an address names, or to its fold, as soon as it is there. */
function scrollTo(name: string, fold: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      (document.getElementById(name) ?? document.getElementById(fold))?.scrollIntoView();
    }),
  );
}

/** Who responded to whom, as a network or in numbers. */
function Responded({ review, chart }: { review: Review; chart(name: string): ComponentChildren }) {
  const w = reviewWords.value;
  const [numbers, setNumbers] = useState(location.hash === '#finding-matrix');
  return (
    <>
      <div class="offers" role="group" aria-label={w.folds.responded}>
        <button type="button" class="offer" aria-pressed={!numbers} onClick={() => setNumbers(false)}>
          {w.asPicture}
        </button>
        <button type="button" class="offer" aria-pressed={numbers} onClick={() => setNumbers(true)}>
          {w.asNumbers}
        </button>
      </div>
      {chart(numbers && !review.everything.value ? 'matrix' : 'sociogram')}
    </>
  );
}

function useFiltered(review: Review): FetchedFindings {
  return useFindings(review, FINDINGS);
}

/** Habits, words, what followed what, and the loops one at a time. */
function Followed({ review, replay }: { review: Review; replay: Replay }) {
  const said = useFiltered(review);
  return (
    <>
      <FindingsSection review={review} said={said} name="patterns" />
      <ChartSection review={review} replay={replay} listed={{ name: 'tags', draws: false }} />
      <ChartSection
        review={review}
        replay={replay}
        listed={{ name: 'transitions', draws: true }}
        said={said}
      />
      <LoopStory review={review} said={said} />
    </>
  );
}

/** What came next, how turns were taken, the flow; each with its method and table. */
function Research({ review, replay }: { review: Review; replay: Replay }) {
  const said = useFiltered(review);
  return (
    <>
      {['effects', 'shifts', 'flow', 'loops'].map((name) => (
        <ChartSection
          key={name}
          review={review}
          replay={replay}
          listed={{ name, draws: true }}
          said={name === 'effects' ? said : undefined}
        />
      ))}
    </>
  );
}
