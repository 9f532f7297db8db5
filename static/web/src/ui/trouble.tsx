import type { LiveSession } from '../session/live-session';
import { messages } from './i18n';

/** What keeps this device from working with the server, if the user can do something about it. */
export function Trouble({ live }: { live: LiveSession }) {
  const m = messages.value;
  const phase = live.phase.value;
  const role = live.role.value;
  const body =
    phase === 'signed-out'
      ? role === null || role === 'owner'
        ? `${m.signedOut.title}. ${m.signedOut.body}`
        : `${m.signedOut.endedTitle}. ${m.signedOut.ended}${live.left.value > 0 ? ` ${m.signedOut.kept}` : ''}`
      : phase === 'refused'
        ? live.unmade.value === null
          ? m.pad.refused
          : null // the list of unsent entries says why
        : live.keepFailed.value
          ? m.offline.keep[live.keepFailed.value]
          : live.full.value
            ? m.pad.full[live.full.value]
            : null;
  if (body === null) return null;
  return (
    <div class="notice" role="alert">
      <p>{body}</p>
      {body === m.pad.refused && (
        <button type="button" class="plain" onClick={() => location.reload()}>
          {m.pad.newVersion}
        </button>
      )}
    </div>
  );
}
