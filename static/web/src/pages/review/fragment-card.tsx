import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Fragment } from '../../server/api.gen';
import { Loading } from '../../ui/parts';
import type { DebriefDocument } from './debrief-document';
import { FilmStrip } from './film-strip';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { type Cut, cutOf, framesOf, LEAST, moveEnd, placesOf, waits } from './strip';

/** How many turns a fragment has that is chosen by hand, before its ends are moved. */
const BY_HAND = 12;

/**
 * One fragment of the meeting as a film strip: one of those that are proposed, with
 * ends that can be moved. What is chosen is kept in the document.
 */
export function FragmentCard({
  review,
  doc,
  proposed,
  pieces,
  pattern,
}: {
  review: Review;
  /** Null for those who choose nothing. */
  doc: DebriefDocument | null;
  /** Null while they are looked for. */
  proposed: readonly Fragment[] | null;
  /** Those that show a pattern, and are chosen from its card. */
  pieces: readonly Fragment[];
  /** The id of the pattern that is shown beside it; empty where none is. */
  pattern: string;
}) {
  const w = reviewWords.value;
  const chosen = doc?.shown.value?.fragment;
  const [looked, setLooked] = useState(''); // the proposal that somebody who chooses nothing looks at
  const offered = [...following(proposed ?? [], pieces, pattern), ...byHand(review, proposed)];
  const shown = chosen ?? offered.find((p) => p.id === looked) ?? offered[0];
  const turns = review.turns.value;
  const cut = shown && cutOf(review.acts.value, shown.from, shown.to);
  return (
    <section class="leaf fragment" aria-labelledby="card-fragment">
      <h2 id="card-fragment">{w.fragment.title}</h2>
      {proposed === null && !chosen && <Loading />}
      {offered.length > 0 && (
        <div class="offers" role="group" aria-labelledby="card-fragment">
          {offered.map((p) => {
            const at = review.when(review.fold.value?.turn(p.from)?.at ?? 0);
            const pressed = doc ? chosen?.from === p.from && chosen.to === p.to : shown === p;
            return (
              <button
                key={p.id}
                type="button"
                class="offer"
                aria-pressed={pressed}
                onClick={() => {
                  if (!doc) setLooked(p.id);
                  else
                    doc.set({
                      fragment: pressed ? undefined : { from: p.from, to: p.to },
                    });
                }}
              >
                {p.why === 'finding' && p.id !== `finding:${pattern}`
                  ? w.fragment.otherPattern
                  : w.fragment.why[p.why]}
                {offered.some((o) => o !== p && o.why === p.why) && <small> {at}</small>}
              </button>
            );
          })}
        </div>
      )}
      {proposed !== null && !cut && <p class="quiet">{chosen ? w.fragment.gone : w.fragment.none}</p>}
      {cut && turns.length > 0 && (
        <Chosen
          key={doc ? 'kept' : looked}
          review={review}
          cut={cut}
          why={
            [...offered, ...pieces].find((p) => p.from === shown.from && p.to === shown.to)?.text ??
            w.fragment.own
          }
          names={chosen?.names === true}
          doc={doc}
        />
      )}
    </section>
  );
}

/** The proposals, with one of the pattern that is shown in the place of one of another pattern. */
export function following(
  proposed: readonly Fragment[],
  pieces: readonly Fragment[],
  pattern: string,
): readonly Fragment[] {
  const id = `finding:${pattern}`;
  const piece = pieces.find((p) => p.id === id);
  const other = proposed.find((p) => p.why === 'finding');
  if (!piece || !other || proposed.some((p) => p.id === id)) return proposed;
  return proposed.map((p) => (p === other ? piece : p));
}

/**
 * The first turns of the part that is chosen below, for who wants another fragment than
 * those that are proposed; also where none is.
 */
function byHand(review: Review, proposed: readonly Fragment[] | null) {
  if (proposed === null || (review.isAll() && proposed.length > 0)) return [];
  const acts = review.shown.value.filter((t) => review.eventOf(t) === null);
  const [first, last] = [acts[0], acts.slice(0, BY_HAND).at(-1)];
  if (!first || !last || review.acts.value.length < LEAST) return [];
  const text = reviewWords.value.fragment.byHand;
  return [{ id: 'own', why: 'own' as const, text, from: first.id, to: last.id }];
}

function Chosen({
  review,
  cut,
  why,
  names,
  doc,
}: {
  review: Review;
  cut: Cut;
  why: string;
  names: boolean;
  doc: DebriefDocument | null;
}) {
  const w = reviewWords.value;
  const acts = review.acts.value;
  const all = review.turns.value;
  const [first, last] = [acts[cut.from], acts[cut.to]];
  const frames = useMemo(() => {
    const [a, b] = [all.indexOf(first as never), all.indexOf(last as never)];
    return framesOf(all.slice(a, b + 1), (t) => review.eventOf(t), review.pauses.value);
  }, [all, first, last]);
  const places = useMemo(() => placesOf(acts.slice(cut.from, cut.to + 1)), [acts, cut.from, cut.to]);
  const { at, play, stop } = usePlaying(frames);
  if (!first || !last) return null;

  const move = (end: keyof Cut, by: 1 | -1) => {
    stop();
    const next = moveEnd(cut, end, by, acts.length);
    const [from, to] = [acts[next.from]?.id, acts[next.to]?.id];
    if (doc && from && to) doc.set({ fragment: { from, to, names } });
  };
  const edge = (end: keyof Cut, time: number) => (
    <div
      class="end"
      role="group"
      aria-label={end === 'from' ? w.fragment.start : w.fragment.end}
      onKeyDown={(e) => {
        const by =
          e.key === 'ArrowLeft' || e.key === 'ArrowUp'
            ? -1
            : e.key === 'ArrowRight' || e.key === 'ArrowDown'
              ? 1
              : 0;
        if (by === 0 || e.altKey || e.ctrlKey || e.metaKey) return;
        e.preventDefault();
        move(end, by);
      }}
    >
      {doc && (
        <button
          type="button"
          class="nudge"
          aria-label={end === 'from' ? w.fragment.startEarlier : w.fragment.endEarlier}
          disabled={moveEnd(cut, end, -1, acts.length) === cut}
          onClick={() => move(end, -1)}
        >
          ‹
        </button>
      )}
      <time>{review.when(time)}</time>
      {doc && (
        <button
          type="button"
          class="nudge"
          aria-label={end === 'from' ? w.fragment.startLater : w.fragment.endLater}
          disabled={moveEnd(cut, end, 1, acts.length) === cut}
          onClick={() => move(end, 1)}
        >
          ›
        </button>
      )}
    </div>
  );
  return (
    <>
      <p class="why">{why}</p>
      <div class="edge-row">
        {edge('from', first.at)}
        <span class="quiet">{w.fragment.length(cut.to - cut.from + 1)}</span>
      </div>
      <FilmStrip review={review} frames={frames} places={places} names={names} at={at} />
      <div class="edge-row">
        {edge('to', last.at)}
        <button type="button" class="plain" onClick={at === null ? play : stop}>
          <i class={at === null ? 'sign-play' : 'sign-stop'} aria-hidden="true" />
          {at === null ? w.fragment.play : w.fragment.stop}
        </button>
        {doc && (
          <label class="switch">
            <input
              type="checkbox"
              checked={names}
              onChange={() => doc.set({ fragment: { from: first.id, to: last.id, names: !names } })}
            />
            {w.fragment.names}
          </label>
        )}
      </div>
      {names && <p class="hint">{w.fragment.namesHint}</p>}
    </>
  );
}

/** Shows the lines one after the other, with about the pace of the talk. */
function usePlaying(frames: Parameters<typeof waits>[0]) {
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    if (at === null) return;
    const wait = waits(frames)[at] ?? 1_500;
    const timer = setTimeout(() => setAt(at + 1 < frames.length ? at + 1 : null), wait);
    return () => clearTimeout(timer);
  }, [at, frames]);
  return { at, play: () => setAt(0), stop: () => setAt(null) };
}
