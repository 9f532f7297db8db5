import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ChartMoment } from '../../server/api.gen';
import type { Turn } from '../../session/fold';
import { CorrectDialog } from '../../ui/correct-dialog';
import { lang, messages } from '../../ui/i18n';
import { writeMoments } from '../../ui/moments';
import { keyOf, momentAt, turnsOf } from './chart-parts';
import type { OpenedPart } from './filter';
import { InsertDialog } from './insert-dialog';
import { begun, type Replay } from './replay';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { TurnLine, turnInWords } from './turn-line';

/** How many turns are shown before and after a moment on request. */
const CONTEXT = 2;
/** What counts as around a time: turns up to this long before and after it, in ms. */
const BEFORE_MS = 45_000;
const AFTER_MS = 15_000;
const PART = 40;

type Shown = Pick<ChartMoment, 'label' | 'total' | 'turns' | 'person' | 'tag'>;

/**
 * The moments behind a part of a chart: their turns, the turns around them, and
 * buttons to correct them. The list stays while a correction changes the charts,
 * so that what was taken out can be put back.
 */
export function Moments({ review, replay }: { review: Review; replay: Replay }) {
  const m = messages.value;
  const w = reviewWords.value;
  const { opened } = review.filter.value;
  const kept = useRef<{ key: string; shown: Shown } | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef<Element | null>(null);
  const [most, setMost] = useState(PART);
  const [everything, setEverything] = useState(false);
  const [correcting, setCorrecting] = useState<Turn | null>(null);
  const [inserting, setInserting] = useState<Turn | null>(null);
  const [added, setAdded] = useState('');
  const followed = review.followed.value;
  const key = opened === null ? '' : `${keyOfOpened(opened)} ${review.query()} ${lang.value}`;

  useEffect(() => {
    setMost(PART);
    setEverything(false);
    setCorrecting(null);
    setInserting(null);
    setAdded('');
    if (key === '') {
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
      before.current = null;
      return;
    }
    before.current ??= document.activeElement;
    heading.current?.focus();
  }, [key]);

  // Escape closes it from anywhere on the page, except from a dialog over it.
  const escapes = key !== '' && correcting === null && inserting === null;
  useLayoutEffect(() => {
    if (!escapes) return;
    const leave = (e: KeyboardEvent) => {
      if (e.key === 'Escape' && !e.defaultPrevented) review.set({ opened: null });
    };
    addEventListener('keydown', leave);
    return () => removeEventListener('keydown', leave);
  }, [escapes, review]);

  if (opened === null) {
    kept.current = null;
    return null;
  }
  if (kept.current?.key !== key) {
    const shown = resolve(review, opened);
    kept.current = shown ? { key, shown } : null;
  }
  const shown = kept.current?.shown;
  const close = () => review.set({ opened: null });
  // Moments that were opened by time or by sequence numbers are all shown.
  const asked = everything || !('chart' in opened) ? null : followed;
  const moments = shown ? turnsOf(shown, asked) : [];
  const fold = review.fold.value;

  return (
    <section class="moments" aria-labelledby="moments-title">
      <header>
        <h2 id="moments-title" ref={heading} tabIndex={-1}>
          {shown?.label ?? w.moments}
        </h2>
        <button type="button" class="icon" aria-label={m.action.close} onClick={close}>
          <span aria-hidden="true">×</span>
        </button>
      </header>
      {shown && (
        <p class="hint">
          {moments.length === shown.turns.length
            ? m.findings.momentCount(shown.total)
            : w.someOf(moments.length, shown.total)}
          {shown.total > shown.turns.length && ` ${w.firstOf(shown.turns.length)}`}
        </p>
      )}
      {shown && <Follow review={review} shown={shown} />}
      {!shown && <p class="quiet">{review.isFetched(opened) ? w.noMoments : m.loading}</p>}
      {shown && moments.length === 0 && <p class="quiet">{w.noMoments}</p>}
      {fold && (
        <ol>
          {moments.slice(0, most).map((seqs) => (
            <Moment
              key={seqs.join(' ')}
              turns={seqs.flatMap((s) => fold.turnAt(s) ?? [])}
              review={review}
              replay={replay}
              correct={setCorrecting}
              insert={setInserting}
            />
          ))}
        </ol>
      )}
      {moments.length > most && (
        <button type="button" class="plain" onClick={() => setMost(most + PART)}>
          {m.action.more}
        </button>
      )}
      {shown && moments.length < shown.turns.length && (
        <button type="button" class="plain" onClick={() => setEverything(true)}>
          {w.all(shown.total)}
        </button>
      )}
      {added !== '' && fold?.turn(added)?.void === false && (
        <p class="acts" role="status">
          {w.inserting.added(turnInWords(fold.turn(added) as Turn, review))}
          <button type="button" class="plain" onClick={() => review.takeOut(added)}>
            {w.inserting.undo}
          </button>
        </p>
      )}
      {inserting && (
        <InsertDialog review={review} beside={inserting} close={() => setInserting(null)} added={setAdded} />
      )}
      {correcting && fold && (
        <CorrectDialog
          turn={correcting}
          people={fold.participants()}
          codes={review.choices.value}
          all={review.codes.value}
          timeless={review.live.fromPaper}
          close={() => setCorrecting(null)}
          save={(to) => review.correct(correcting, to)}
          takeOut={() => review.takeOut(correcting.id)}
        />
      )}
    </section>
  );
}

function Moment({
  turns,
  review,
  replay,
  correct,
  insert,
}: {
  turns: readonly Turn[];
  review: Review;
  replay: Replay;
  correct(t: Turn): void;
  insert(t: Turn): void;
}) {
  const m = messages.value;
  const w = reviewWords.value;
  const [around, setAround] = useState(false);
  const first = turns[0];
  if (!first) return null;
  const { before, after } = around ? contextOf(review.turns.value, turns) : { before: [], after: [] };
  // Where two observers noted the same turn independently, each turn says who noted
  // it.
  const several = turns.some((t) => t.observer !== first.observer);
  const quiet = (t: Turn) => (
    <li key={t.id} class="around">
      <div class="line">
        <TurnLine turn={t} review={review} />
      </div>
    </li>
  );
  // One button takes out and puts back, so that it keeps the focus.
  const corrections = (t: Turn) =>
    review.may(t) && (
      <>
        {!t.void && (
          <Tool label={m.pad.correct(turnInWords(t, review))} act={() => correct(t)}>
            {w.correct}
          </Tool>
        )}
        {!t.void && review.mayInsert(t) && (
          <Tool label={w.insertOf(turnInWords(t, review))} act={() => insert(t)}>
            {w.insert}
          </Tool>
        )}
        <Tool
          label={(t.void ? w.putBackOf : w.takeOutOf)(turnInWords(t, review))}
          act={() => (t.void ? review.putBack(t.id) : review.takeOut(t.id))}
        >
          {t.void ? w.putBack : w.takeOut}
        </Tool>
      </>
    );
  return (
    <li class="moment">
      <ol>
        {before.map(quiet)}
        {turns.map((t) => (
          <li key={t.id} class={t.void ? 'void' : ''}>
            <div class="line">
              <TurnLine turn={t} review={review} />
              {several && <span class="quiet">{review.observerName(t.observer)}</span>}
            </div>
            {turns.length > 1 && <div class="acts">{corrections(t)}</div>}
          </li>
        ))}
        {after.map(quiet)}
      </ol>
      <div class="acts">
        <Tool
          label={w.playFromOf(review.when(first.at))}
          act={() => {
            replay.seek(first.at);
            replay.play();
          }}
        >
          {w.playFrom}
        </Tool>
        <Tool label={w.aroundOf(review.when(first.at))} act={() => setAround(!around)} pressed={around}>
          {w.around}
        </Tool>
        {turns.length === 1 && corrections(first)}
      </div>
    </li>
  );
}

function Tool({
  label,
  act,
  pressed,
  children,
}: {
  label: string;
  act(): void;
  pressed?: boolean;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="plain" aria-label={label} aria-pressed={pressed} onClick={act}>
      {children}
    </button>
  );
}

/** The turns just before and after a moment. */
export function contextOf(all: readonly Turn[], moment: readonly Turn[]): { before: Turn[]; after: Turn[] } {
  const ids = new Set(moment.map((t) => t.id));
  const first = moment[0]?.at ?? 0;
  const last = moment.at(-1)?.at ?? 0;
  const start = all.findIndex((t) => ids.has(t.id) || t.at >= first);
  const from = start < 0 ? all.length : start;
  const end = all.findLastIndex((t) => ids.has(t.id));
  const to = end < 0 ? begun(all, last) : end + 1;
  return {
    before: all.slice(Math.max(0, from - CONTEXT), from),
    after: all.slice(to, to + CONTEXT),
  };
}

function keyOfOpened(o: OpenedPart): string {
  if ('moments' in o) return writeMoments(o.moments);
  return 'around' in o ? `@${o.around}` : `${o.chart} ${keyOf(o.part)}`;
}

/** What was opened, as it is now; null while its chart has not come, or has no such part. */
function resolve(review: Review, o: OpenedPart): Shown | null {
  if ('around' in o) {
    if (review.fold.value === null) return null;
    const turns = review.turns.value.filter(
      (t) => t.at >= o.around - BEFORE_MS && t.at <= o.around + AFTER_MS,
    );
    return {
      label: reviewWords.value.aroundTime(review.when(o.around)),
      total: turns.length > 0 ? 1 : 0,
      turns: turns.length > 0 ? [turns.map((t) => t.seq)] : [],
    };
  }
  if ('moments' in o) {
    const fold = review.fold.value;
    if (fold === null) return null;
    const turns = o.moments.filter((seqs) => seqs.every((s) => fold.turnAt(s)));
    return {
      label: reviewWords.value.moments,
      total: turns.length,
      turns: turns.map((seqs) => [...seqs]),
    };
  }
  if (!review.isFetched(o)) return null;
  const frame = review.frames.value.get(o.chart)?.frame;
  return (frame && momentAt(frame, o.part)) ?? null;
}

/** Offers to follow the person or tag of a part through the other charts. */
function Follow({ review, shown }: { review: Review; shown: Shown }) {
  const w = reviewWords.value;
  const { person, tag } = review.filter.value;
  const offers = [
    shown.person !== undefined && shown.person !== person
      ? { name: review.name(shown.person), change: { person: shown.person } }
      : null,
    shown.tag !== undefined && shown.tag !== tag
      ? { name: review.codes.value.get(shown.tag)?.label ?? shown.tag, change: { tag: shown.tag } }
      : null,
  ].filter((o) => o !== null);
  if (offers.length === 0) return null;
  return (
    <p class="acts">
      {offers.map((o) => (
        <button key={o.name} type="button" class="plain" onClick={() => review.set(o.change)}>
          {w.follow(o.name)}
        </button>
      ))}
    </p>
  );
}
