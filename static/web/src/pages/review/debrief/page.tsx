import '../../../style/review-cards.css';
import '../../../style/debrief.css';
import '../../../style/debrief-long.css';
import { useEffect, useMemo } from 'preact/hooks';
import type { LiveSession } from '../../../session/live-session';
import { messages } from '../../../ui/i18n';
import { NotFound, SignedOut } from '../../../ui/not-found';
import { Failed, Loading, Message, Page } from '../../../ui/parts';
import { addressOf } from '../../../ui/router';
import { Trouble } from '../../../ui/trouble';
import { useLiveSession } from '../../../ui/use-live-session';
import { GLANCE } from '../review';
import { useFindings } from '../use-findings';
import { debriefWords } from './debrief-messages';
import { Prepare } from './prepare';
import { Talk } from './talk';
import { Wall } from './wall';

/** The debrief of one meeting: prepared, shown, or followed on a second screen. */
export function DebriefPage({ id }: { id: string }) {
  const m = messages.value;
  const live = useLiveSession(id);
  switch (live?.phase.value) {
    case 'not-found':
      return <NotFound />;
    case 'deleted':
      return <Message title={m.notFound.title} body={m.pad.gone} />;
  }
  // While the server is away the page goes on with what the device keeps of it.
  if (!live?.shown.value) {
    if (live?.phase.value === 'signed-out') return <SignedOut />;
    return (
      <Page title={m.title.debrief} back={addressOf('review', id)}>
        {live && <Trouble live={live} />}
        <Loading />
      </Page>
    );
  }
  const role = live.role.value;
  if (role === 'leader' || role === 'participant')
    return <Message title={m.title.debrief} body={debriefWords.value.notForYou} />;
  return <Debrief key={`${role} ${live.observer.value}`} live={live} />;
}

function Debrief({ live }: { live: LiveSession }) {
  const w = debriefWords.value;
  const m = messages.value;
  const talk = useMemo(() => new Talk(live), [live]);
  useEffect(() => () => talk.close(), [talk]);
  const said = useFindings(talk.review, GLANCE);
  useEffect(() => {
    talk.found.value = said.findings;
  }, [said.findings]);
  useEffect(() => {
    const again = () => talk.doc?.again();
    addEventListener('online', again);
    return () => removeEventListener('online', again);
  }, [talk]);

  const begun = talk.step.value > 0;
  if (talk.mode.value === 'prepare' || (talk.mode.value === 'lead' && talk.debrief.value && !begun))
    return <Prepare talk={talk} problem={said.problem} again={said.again} />;
  if (talk.problem.value)
    return (
      <Page title={m.title.debrief}>
        <Failed problem={talk.problem.value} />
      </Page>
    );
  if (talk.debrief.value === null && !talk.hidden.value)
    return (
      <Page title={m.title.debrief}>
        <Trouble live={live} />
        <Loading />
      </Page>
    );
  if (talk.hidden.value || !begun)
    return (
      <Message title={w.waits.title} body={w.waits.body}>
        {talk.doc && (
          <p>
            <button type="button" class="plain" onClick={() => talk.leave()}>
              {w.bar.leave}
            </button>
          </p>
        )}
      </Message>
    );
  return <Wall talk={talk} />;
}
