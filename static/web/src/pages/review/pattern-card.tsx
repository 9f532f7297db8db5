import { useState } from 'preact/hooks';
import type { Finding, Findings, Fragment } from '../../server/api.gen';
import { Loading } from '../../ui/parts';
import { momentAt } from './chart-parts';
import type { DebriefDocument } from './debrief-document';
import { choosing, NO_PATTERN } from './debrief-merge';
import { GLANCE, type Review } from './review';
import { reviewWords } from './review-messages';

/** All that was found, by id. */
export function byId(found: Findings): ReadonlyMap<string, Finding> {
  return new Map(
    found.sections
      .flatMap((s) => [...s.items, ...s.folds.flatMap((f) => f.items)])
      .map((f) => [f.id, f] as const),
  );
}

/** The findings that the card offers: those told first, and the chosen one if it is another. */
export function offered(found: Findings, chosen: string | undefined): Finding[] {
  const all = byId(found);
  const ids = new Set(found.glance.findings);
  if (chosen !== undefined && chosen !== NO_PATTERN) ids.add(chosen);
  return [...ids].flatMap((id) => all.get(id) ?? []);
}

/** One pattern, in one sentence, with its questions; up to three to choose from, or none. */
export function PatternCard({
  review,
  doc,
  found,
  shown,
  show,
}: {
  review: Review;
  doc: DebriefDocument | null;
  /** Null while it is looked for. */
  found: Findings | null;
  shown: Finding | null;
  show(id: string): void;
}) {
  const w = reviewWords.value;
  const chosen = doc?.shown.value?.finding;
  const list = found ? offered(found, chosen) : [];
  const i = shown ? list.indexOf(shown) : -1;
  const without = chosen === NO_PATTERN;
  const go = (by: number) => {
    const next = list[(i + by + list.length) % list.length];
    if (next) show(next.id);
  };
  return (
    <section class="leaf pattern" aria-labelledby="card-pattern">
      <header>
        <h2 id="card-pattern">{w.pattern.title}</h2>
        {list.length > 1 && !without && (
          <span class="pager">
            <button type="button" class="nudge" aria-label={w.pattern.previous} onClick={() => go(-1)}>
              ‹
            </button>
            <span role="status">{w.pattern.of(i + 1, list.length)}</span>
            <button type="button" class="nudge" aria-label={w.pattern.next} onClick={() => go(1)}>
              ›
            </button>
          </span>
        )}
      </header>
      {!found && <Loading />}
      {found && without && <p class="finding-says">{w.pattern.withoutChosen}</p>}
      {found && !without && !shown && (
        <>
          <p class="finding-says">{chosen === undefined ? w.pattern.none : w.pattern.gone}</p>
          <p class="quiet">{w.pattern.noneThen}</p>
        </>
      )}
      {shown && !without && (
        <Told
          key={shown.id}
          review={review}
          finding={shown}
          doc={doc}
          piece={found?.glance.pieces.find((p) => p.id === `finding:${shown.id}`)}
        />
      )}
      {found && doc && (
        <div class="offers" role="group" aria-labelledby="card-pattern">
          {shown && !without && (
            <button
              type="button"
              class="offer"
              aria-pressed={chosen === shown.id}
              onClick={() => doc.set(choosing(chosen === shown.id ? undefined : shown.id))}
            >
              {chosen === shown.id ? w.pattern.chosen : w.pattern.choose}
            </button>
          )}
          <button
            type="button"
            class="offer"
            aria-pressed={without}
            onClick={() => doc.set(choosing(without ? undefined : NO_PATTERN))}
          >
            {w.pattern.without}
          </button>
        </div>
      )}
    </section>
  );
}

/** The sentence of a finding, its questions, and the ways to its moments. */
function Told({
  review,
  finding,
  doc,
  piece,
}: {
  review: Review;
  finding: Finding;
  doc: DebriefDocument | null;
  /** A fragment that shows the finding. */
  piece: Fragment | undefined;
}) {
  const w = reviewWords.value;
  const [otherwise, setOtherwise] = useState(false);
  const frame = review.frames.value.get(GLANCE)?.frame;
  const part = { graphic: finding.id };
  const counter = { graphic: `otherwise:${finding.id}` };
  const moments = frame && momentAt(frame, part);
  const others = frame && momentAt(frame, counter);
  const [open] = finding.questions;
  return (
    <div class="told">
      <p class="finding-says">{finding.short}</p>
      <p class="acts">
        {moments && (
          <button type="button" class="plain" onClick={() => review.set({ opened: { chart: GLANCE, part } })}>
            {w.pattern.moments(moments.total)}
          </button>
        )}
        {doc && piece && (
          <button
            type="button"
            class="plain"
            onClick={() => doc.set({ fragment: { from: piece.from, to: piece.to } })}
          >
            {w.pattern.asFragment}
          </button>
        )}
        {(others || finding.otherwise) && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              setOtherwise(true);
              if (others) review.set({ opened: { chart: GLANCE, part: counter } });
            }}
          >
            {w.pattern.otherwise}
          </button>
        )}
      </p>
      {otherwise && finding.otherwise && (
        <p class="also" role="status">
          {finding.otherwise}
        </p>
      )}
      {open && <p class="question">{open}</p>}
      {finding.circular && <p class="question">{finding.circular}</p>}
    </div>
  );
}
