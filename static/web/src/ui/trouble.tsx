import type { Room } from '../session/room';
import { messages } from './i18n';

/** What keeps this device from working with the server, if the user can do something about it. */
export function Trouble({ room }: { room: Room }) {
  const m = messages.value;
  const phase = room.phase.value;
  const role = room.role.value;
  const body =
    phase === 'signed-out'
      ? role === null || role === 'owner'
        ? `${m.signedOut.title}. ${m.signedOut.body}`
        : `${m.signedOut.endedTitle}. ${m.signedOut.ended}${room.left.value > 0 ? ` ${m.signedOut.kept}` : ''}`
      : phase === 'refused'
        ? room.unmade.value === null
          ? m.pad.refused
          : null // the list of unsent entries says why
        : room.keepFailed.value
          ? m.offline.keep[room.keepFailed.value]
          : room.full.value
            ? m.pad.full[room.full.value]
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
