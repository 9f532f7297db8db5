import { messages } from '../i18n';
import type { Room } from '../room';

/** What stands between this device and the server, where the user can do something about it. */
export function Trouble({ room }: { room: Room }) {
  const m = messages.value;
  const phase = room.phase.value;
  const body =
    phase === 'signed-out'
      ? `${m.signedOut.title}. ${m.signedOut.body}`
      : phase === 'refused'
        ? m.pad.refused
        : room.keepFailed.value
          ? m.offline.keep[room.keepFailed.value]
          : null;
  if (body === null) return null;
  return (
    <div class="notice" role="alert">
      <p>{body}</p>
      {phase === 'refused' && (
        <button type="button" class="plain" onClick={() => location.reload()}>
          {m.pad.newVersion}
        </button>
      )}
    </div>
  );
}

/** What the server refused for good, with the reason; it stays on the device until it is put away. */
export function Refused({ room }: { room: Room }) {
  const m = messages.value;
  const list = room.notSent.value.refused;
  if (list.length === 0) return null;
  return (
    <section class="notice refused" aria-label={m.refused.title(list.length)}>
      <h2>{m.refused.title(list.length)}</h2>
      <ul>
        {list.map((k) => (
          <li key={k.id}>
            <span>
              {m.refused.kinds[k.entry.type]}: {reason(m.refused.codes, k.code)}
            </span>
            <button type="button" class="plain" onClick={() => room.throwAway([k.id])}>
              {m.refused.dismiss}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function reason(codes: Record<string, string>, code: string | undefined): string {
  return (code !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined) ?? code ?? '';
}
