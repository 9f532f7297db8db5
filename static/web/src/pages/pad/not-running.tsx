import { useState } from 'preact/hooks';
import { messages } from '../../ui/i18n';
import { addressOf } from '../../ui/router';
import type { Meeting } from './meeting';

/** What is shown before the start: no meeting starts until its people have heard what will happen. */
export function BeforeStart({
  meeting,
  people,
  lead = false,
}: {
  meeting: Meeting;
  people(): void;
  /** The one who reads this aloud observes only themself. */
  lead?: boolean;
}) {
  const m = messages.value;
  const { live } = meeting;
  const session = live.session.value;
  const several = live.presence.value.length > 1 || (session?.observers.length ?? 0) > 1;
  const coached = meeting.coached.value;
  const told = live.fromPaper ? m.observe.paper.told : m.pad.told;
  return (
    <div class="card">
      <h2>{told.title}</h2>
      <blockquote>
        {live.fromPaper ? told.text : lead ? m.pad.told.lead : several ? m.pad.told.many : told.text}
      </blockquote>
      <p class="actions">
        {!coached && (
          <button type="button" class="button" onClick={() => meeting.start()}>
            {told.start}
          </button>
        )}
        <button type="button" class="plain" onClick={people}>
          {m.observe.people.noPart}
        </button>
        <button type="button" class="plain" onClick={people}>
          {m.observe.people.title}
        </button>
        {live.role.value === 'owner' && (
          <a class="plain" href={addressOf('prepare', live.id)}>
            {m.action.change}
          </a>
        )}
      </p>
      <p class="hint">{coached ? m.pad.told.coach : told.hint}</p>
      {session?.intention && (
        <section class="lines">
          <h3>{m.pad.told.lines}</h3>
          {session.intention
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line, i) => (
              <p key={`${i} ${line}`}>{line}</p>
            ))}
        </section>
      )}
    </div>
  );
}

/** What is shown instead of the circle while the meeting is paused or ended. */
export function PausedOrEnded({
  meeting,
  state,
  locked,
  safety,
  end,
}: {
  meeting: Meeting;
  state: string;
  locked: boolean;
  /** It was stopped because something came up that belongs in a conversation. */
  safety: boolean;
  end(): void;
}) {
  const m = messages.value;
  const paused = state === 'paused';
  const coached = meeting.coached.value;
  const { fromPaper } = meeting.live;
  const fold = meeting.live.fold.value;
  const ended = fromPaper ? m.observe.paper.endedTitle : m.pad.endedTitle;
  return (
    <div class="card">
      <h2>{paused ? (safety ? m.observe.safety.title : m.pad.pausedTitle) : ended}</h2>
      {paused && safety && <p>{m.observe.safety.help}</p>}
      <p>{locked ? m.pad.lockedBody : paused ? m.pad.pausedBody : m.pad.endedBody}</p>
      {!locked && fold?.startedAt != null && (
        <p class="actions">
          {!coached && (
            <button type="button" class={paused ? 'button' : 'plain'} onClick={() => meeting.resume()}>
              {paused ? m.pad.resume : fromPaper ? m.observe.paper.goOn : m.pad.goOn}
            </button>
          )}
          {!paused && (
            <a class="button" href={addressOf('review', meeting.live.id)}>
              {m.title.review}
            </a>
          )}
          {paused && !coached && (
            <button type="button" class="plain" onClick={end}>
              {m.pad.end}
            </button>
          )}
        </p>
      )}
      {!locked && coached && <p class="hint">{m.pad.told.coach}</p>}
      {paused && !locked && !fromPaper && <Discard meeting={meeting} />}
    </div>
  );
}

/** Removes the last five minutes: it says how much that is and whose, and can bring it back. */
function Discard({ meeting }: { meeting: Meeting }) {
  const m = messages.value;
  const o = m.observe.discard;
  const [discarded, setDiscarded] = useState<number | null>(null);
  const { ids, others } = meeting.recent();
  const n = ids.length;
  const whose = others > 0 ? o.others(others) : meeting.live.role.value === 'owner' ? '' : o.own;
  return (
    <div class="discard">
      <button
        type="button"
        class="plain"
        disabled={n === 0}
        onClick={() => {
          setDiscarded(n);
          meeting.discard();
        }}
      >
        {o.button}
      </button>
      <p class="hint" role="status">
        {discarded !== null ? (
          <>
            {o.done(discarded)}{' '}
            <button
              type="button"
              class="plain"
              onClick={() => {
                setDiscarded(null);
                meeting.pad.undo();
              }}
            >
              {m.pad.undo}
            </button>
          </>
        ) : n === 0 ? (
          o.nothing
        ) : (
          `${o.what(n)} ${whose}`
        )}
      </p>
    </div>
  );
}
