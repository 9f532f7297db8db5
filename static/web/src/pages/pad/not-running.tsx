import { useState } from 'preact/hooks';
import type { LiveSession } from '../../session/live-session';
import { messages } from '../../ui/i18n';
import { addressOf } from '../../ui/router';
import type { Meeting } from './meeting';

/** What is shown before the start: no meeting starts until its people have heard what will happen. */
export function BeforeStart({ live, start, people }: { live: LiveSession; start(): void; people(): void }) {
  const m = messages.value;
  return (
    <div class="card">
      <h2>{m.pad.told.title}</h2>
      <blockquote>{m.pad.told.text}</blockquote>
      <p class="actions">
        <button type="button" class="button" onClick={start}>
          {m.pad.told.start}
        </button>
        <button type="button" class="plain" onClick={people}>
          {m.observe.people.noPart}
        </button>
        {live.role.value === 'owner' && (
          <a class="plain" href={addressOf('prepare', live.id)}>
            {m.action.change}
          </a>
        )}
      </p>
      <p class="hint">{m.pad.told.hint}</p>
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
  const [discarded, setDiscarded] = useState<number | null>(null);
  const paused = state === 'paused';
  const fold = meeting.live.fold.value;
  const n = paused && !locked ? meeting.recent().length : 0;
  return (
    <div class="card">
      <h2>{paused ? (safety ? m.observe.safety.title : m.pad.pausedTitle) : m.pad.endedTitle}</h2>
      {paused && safety && <p>{m.observe.safety.help}</p>}
      <p>{locked ? m.pad.lockedBody : paused ? m.pad.pausedBody : m.pad.endedBody}</p>
      {!locked && fold?.startedAt != null && (
        <p class="actions">
          <button type="button" class={paused ? 'button' : 'plain'} onClick={() => meeting.resume()}>
            {paused ? m.pad.resume : m.pad.goOn}
          </button>
          {!paused && (
            <a class="button" href={addressOf('review', meeting.live.id)}>
              {m.title.review}
            </a>
          )}
          {paused && (
            <button type="button" class="plain" onClick={end}>
              {m.pad.end}
            </button>
          )}
        </p>
      )}
      {paused && !locked && (
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
            {m.observe.discard.button}
          </button>
          <p class="hint" role="status">
            {discarded !== null ? (
              <>
                {m.observe.discard.done(discarded)}{' '}
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
              m.observe.discard.nothing
            ) : (
              m.observe.discard.what(n)
            )}
          </p>
        </div>
      )}
    </div>
  );
}
