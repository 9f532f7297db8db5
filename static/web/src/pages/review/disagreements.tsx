import { useState } from 'preact/hooks';
import type { Messages } from '../../messages/en';
import type { ReviewMessages } from '../../messages/review-en';
import { api } from '../../server/api';
import type { AnalysisAgreement, AnalysisDisagreement, AnalysisNote } from '../../server/api.gen';
import { messages } from '../../ui/i18n';
import { Failed, Loading } from '../../ui/parts';
import { useAsked } from '../../ui/use-asked';
import type { Review } from './review';
import { reviewWords } from './review-messages';

/** How many are shown before the rest is unfolded. */
const SHOWN = 20;

/** The moments to talk about: those that two independent observers noted differently. */
export function DisagreementsSection({ review }: { review: Review }) {
  const w = reviewWords.value;
  // Turns of this list can be corrected, so it stays in place while it is fetched
  // again.
  const { last, problem, again } = useAsked<AnalysisAgreement>(String(review.revision.value), (signal) =>
    review.requests.quick(api.agreement(review.live.id, signal)),
  );
  return (
    <section class="finding" id="finding-disagreements" aria-labelledby="title-disagreements">
      <h4 id="title-disagreements" tabIndex={-1}>
        {w.charts.disagreements}
      </h4>
      {problem && <Failed problem={problem} again={again} />}
      {!last && !problem && <Loading />}
      {last && !problem && <Disagreements review={review} agreement={last} />}
    </section>
  );
}

function Disagreements({ review, agreement }: { review: Review; agreement: AnalysisAgreement }) {
  const m = messages.value;
  const w = reviewWords.value;
  const [open, setOpen] = useState(false);
  // Like all else they are those of the chosen item and part.
  const list = agreement.disagreements.filter((d) => review.isShown(d.at));
  const part = list.length < agreement.disagreements.length || !review.isAll();
  const names = namesApart(
    review.observerName(agreement.a.observer),
    review.observerName(agreement.b.observer),
  );
  const words: Words = {
    observers: names,
    person: (id) => review.name(id),
    word: (tag) => (tag === undefined ? m.pad.untagged : w.quoted(review.codes.value.get(tag)?.label ?? tag)),
  };
  const lines = (some: readonly AnalysisDisagreement[]) => (
    <ul class="list">
      {some.map((d) => (
        <li key={`${d.a?.id} ${d.b?.id}`} class="row">
          <time>{review.when(d.at)}</time>
          <span class="what">{disagreementInWords(d, words, m, w.talk)}</span>
          <Leads review={review} of={d} />
        </li>
      ))}
    </ul>
  );
  return (
    <div class="talk">
      <p class="note">{part ? w.talk.here(list.length) : agreementInWords(agreement, names, w.talk)}</p>
      {list.length > 0 && <p class="hint">{w.talk.about}</p>}
      {list.length > 0 && lines(list.slice(0, SHOWN))}
      {list.length > SHOWN && (
        <details onToggle={(e) => setOpen(e.currentTarget.open)}>
          <summary>{w.talk.rest(list.length - SHOWN)}</summary>
          {open && lines(list.slice(SHOWN))}
        </details>
      )}
    </div>
  );
}

/** Opens the turns of a moment, from each observer who noted it. */
function Leads({ review, of }: { review: Review; of: AnalysisDisagreement }) {
  const w = reviewWords.value;
  const fold = review.fold.value;
  const seqs = [of.a, of.b].flatMap((n) => (n && fold?.turn(n.id)?.seq) || []);
  if (seqs.length === 0) return null;
  return (
    <button
      type="button"
      class="plain"
      aria-label={w.talk.showOf(review.when(of.at))}
      onClick={() => review.set({ opened: { moments: [seqs] } })}
    >
      {w.talk.show}
    </button>
  );
}

type Talk = ReviewMessages['talk'];

export interface Words {
  observers: readonly [string, string];
  person(id: string): string;
  /** The label of the tag, or the text for "no tag" when there is none. */
  word(tag: string | undefined): string;
}

/** One moment in words: what each of the two noted, or that only one of them noted it. */
export function disagreementInWords(d: AnalysisDisagreement, w: Words, m: Messages, t: Talk): string {
  const [a, b] = w.observers;
  const who = (n: AnalysisNote) => m.pad.draft(w.person(n.from), w.person(n.to));
  const turn = (n: AnalysisNote) => t.turn(who(n), w.word(n.tag));
  if (!d.a || !d.b) {
    const [name, note] = d.a ? [a, d.a] : [b, d.b];
    return note ? t.only(name, turn(note)) : '';
  }
  if (d.on === 'tag' && d.a.to === d.b.to) return t.each(who(d.a), a, w.word(d.a.tag), b, w.word(d.b.tag));
  if (d.on === 'to')
    return t.to(t.turn(w.person(d.a.from), w.word(d.a.tag)), a, w.person(d.a.to), b, w.person(d.b.to));
  return t.both(a, turn(d.a), b, turn(d.b));
}

/** How often the two agreed, and in what they differ; first, if they are hardly of the same turns. */
export function agreementInWords(
  agreement: AnalysisAgreement,
  [a, b]: readonly [string, string],
  t: Talk,
): string {
  const on = (kind: AnalysisDisagreement['on']) =>
    agreement.disagreements.filter((d) => d.on === kind).length;
  const oneWord = agreement.disagreements.filter(
    (d) => d.on === 'tag' && (d.a?.tag === undefined || d.b?.tag === undefined),
  ).length;
  const paired = agreement.to.matched;
  if (paired + agreement.disagreements.length === 0) return t.none;
  return [
    ...(agreement.warnings.includes('alignment') ? [t.apart] : []),
    `${t.noted(paired + on('from'))}; ${t.alike(paired - on('tag') - on('to'))}.`,
    ...[
      [t.otherWord, on('tag') - oneWord] as const,
      [t.oneWord, oneWord] as const,
      [t.otherTo, on('to')] as const,
      [t.otherFrom, on('from')] as const,
      [t.onlyBy(a), on('missed')] as const,
      [t.onlyBy(b), on('extra')] as const,
    ].flatMap(([what, n]) => (n > 0 ? [`${what}: ${n}.`] : [])),
  ].join(' ');
}

/** The names of the two, numbered if they are the same. */
export function namesApart(a: string, b: string): readonly [string, string] {
  return a === b ? [`${a} 1`, `${b} 2`] : [a, b];
}
