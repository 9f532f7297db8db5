import '../../../style/review-cards.css';
import '../../../style/sheet.css';
import { useEffect, useMemo } from 'preact/hooks';
import { api, Problem } from '../../../server/api';
import type { LiveSession } from '../../../session/live-session';
import { messages } from '../../../ui/i18n';
import { NotFound, SignedOut } from '../../../ui/not-found';
import { printPapers } from '../../../ui/paper';
import { Failed, Loading, Message, Page } from '../../../ui/parts';
import { addressOf } from '../../../ui/router';
import { Trouble } from '../../../ui/trouble';
import { useAsked } from '../../../ui/use-asked';
import { useLiveSession } from '../../../ui/use-live-session';
import type { Debrief } from '../debrief-merge';
import { GLANCE, Review } from '../review';
import { reviewWords } from '../review-messages';
import { useFindings } from '../use-findings';
import { chosenOf } from './chosen';
import { SheetPaper } from './paper';
import { sheetWords } from './sheet-messages';

/** What is worth telling of one meeting on one sheet of paper. */
export function SheetPage({ id }: { id: string }) {
  const m = messages.value;
  const live = useLiveSession(id);
  switch (live?.phase.value) {
    case 'not-found':
      return <NotFound />;
    case 'deleted':
      return <Message title={m.notFound.title} body={m.pad.gone} />;
  }
  if (!live?.ready.value) {
    if (live?.phase.value === 'signed-out') return <SignedOut />;
    return (
      <Page title={m.title.sheet} back={addressOf('review', id)}>
        {live && <Trouble live={live} />}
        <Loading />
      </Page>
    );
  }
  const role = live.role.value;
  if (role === 'leader' || role === 'participant')
    return <Message title={m.title.sheet} body={reviewWords.value.notForYou} />;
  return <Sheet live={live} />;
}

function Sheet({ live }: { live: LiveSession }) {
  const m = messages.value;
  const w = sheetWords.value;
  const review = useMemo(() => new Review(live), [live]);
  useEffect(() => () => review.close(), [review]);
  const doc = useAsked('debrief', () => readDebrief(live.id));
  const said = useFindings(review, GLANCE);
  const problem = doc.problem ?? said.problem;
  const chosen =
    doc.value && said.findings && review.fold.value ? chosenOf(review, doc.value, said.findings) : null;
  return (
    <Page title={m.title.sheet} kind="papers" back={addressOf('review', live.id)}>
      {problem?.status === 403 ? (
        <p class="lead">{w.notShown}</p>
      ) : (
        problem && <Failed problem={problem} again={doc.problem ? doc.again : said.again} />
      )}
      {!chosen && !problem && <Loading />}
      {chosen && (
        <>
          <div class="papers-tools unprinted">
            <button type="button" class="button" onClick={() => void printPapers()}>
              {w.print}
            </button>
            <p class="hint">{chosen.nothing ? w.asProposed : w.preview}</p>
          </div>
          <SheetPaper review={review} chosen={chosen} />
        </>
      )}
    </Page>
  );
}

/** What was chosen and written. Who may not see it before it is shown, sees what is proposed. */
async function readDebrief(id: string): Promise<Debrief> {
  try {
    return { ...(await api.debrief(id)).value };
  } catch (e) {
    if (e instanceof Problem && e.status === 403) return {};
    throw e;
  }
}
