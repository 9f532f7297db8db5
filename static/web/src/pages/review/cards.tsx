import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../../server/api';
import { keepDraft, recallDraft } from '../../session/drafts';
import { messages } from '../../ui/i18n';
import { Failed } from '../../ui/parts';
import { explain } from '../../ui/problem';
import { addressOf } from '../../ui/router';
import { DebriefDocument, type Draft } from './debrief-document';
import { NO_PATTERN } from './debrief-merge';
import { FragmentCard } from './fragment-card';
import { offered, PatternCard } from './pattern-card';
import { QuestionCard } from './question-card';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import type { FetchedFindings } from './use-findings';

/** What is worth telling of the meeting: one fragment, one pattern, one question with a try-out. */
export function Cards({ review, said }: { review: Review; said: FetchedFindings }) {
  const w = reviewWords.value;
  const role = review.live.role.value;
  const writes = role === 'owner' || role === 'observer';
  const doc = useDocument(review, writes);
  const found = said.findings;
  const chosen = doc?.shown.value?.finding;
  const [looked, setLooked] = useState('');
  const list = found ? offered(found, chosen) : [];
  const shown =
    list.find((f) => f.id === (looked || chosen)) ?? (isGone(chosen, list) ? null : list[0]) ?? null;
  return (
    <div class="worth">
      <section class="cards" aria-label={w.cards}>
        {said.problem && <Failed problem={said.problem} again={said.again} />}
        <FragmentCard
          review={review}
          doc={doc}
          proposed={found?.glance.fragments ?? (said.problem ? [] : null)}
          pieces={found?.glance.pieces ?? []}
          pattern={shown?.id ?? ''}
        />
        <PatternCard review={review} doc={doc} found={found} shown={shown} show={setLooked} />
        <QuestionCard
          review={review}
          doc={doc}
          asked={
            shown && chosen !== NO_PATTERN ? (shown.questions[0] ?? '') : found ? w.question.ofFragment : ''
          }
        >
          {doc && <Saved doc={doc} />}
        </QuestionCard>
      </section>
      {doc?.asked.value && <p class="quiet">{w.asked}</p>}
      <p class="onward">
        {writes && (
          <a class="button" href={addressOf('debrief', review.live.id)}>
            {w.showTeam}
          </a>
        )}
        <a class="plain" href={addressOf('sheet', review.live.id)}>
          {messages.value.title.sheet}
        </a>
      </p>
    </div>
  );
}

function isGone(chosen: string | undefined, list: readonly { id: string }[]): boolean {
  return chosen !== undefined && !list.some((f) => f.id === chosen);
}

/** The document of the meeting, for those who may write in it. */
function useDocument(review: Review, writes: boolean): DebriefDocument | null {
  const { live } = review;
  const observer = live.observer.value;
  const doc = useMemo(
    () =>
      writes
        ? new DebriefDocument({
            get: () => api.debrief(live.id),
            put: (d, version) => api.keepDebrief(live.id, d, version),
            recall: () => recallDraft<Draft>(live.id, observer),
            keep: (d) => void keepDraft(live.id, observer, d),
            setTimeout: (fn, ms) => setTimeout(fn, ms),
            clearTimeout: (t) => clearTimeout(t as number),
          })
        : null,
    [live, observer, writes],
  );
  useEffect(() => {
    if (!doc) return;
    void doc.open();
    const again = () => doc.again();
    addEventListener('online', again);
    return () => {
      removeEventListener('online', again);
      doc.close();
    };
  }, [doc]);
  return doc;
}

/** Whether what was chosen is saved; the line has its place before there is anything to say. */
export function Saved({ doc }: { doc: DebriefDocument }) {
  const m = messages.value;
  const w = reviewWords.value;
  const problem = doc.problem.value;
  if (problem)
    return (
      <p class="kept" role="alert">
        {doc.shown.value ? w.savedNot : explain(problem, m)}{' '}
        <button type="button" class="plain" onClick={() => doc.again()}>
          {w.retry}
        </button>
      </p>
    );
  return (
    <p class="kept" role="status" data-kept={doc.state.value}>
      {doc.shown.value || doc.state.value === 'here' ? w.saved[doc.state.value] : ''}
    </p>
  );
}
