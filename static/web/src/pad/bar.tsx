import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { clock, messages } from '../i18n';
import type { Room } from '../room';
import { Needle } from '../views/parts';
import { showNotSent } from './not-sent';

/** The one thin bar: where, how long, and whether all is saved. */
export function Bar({
  room,
  state,
  quiet = false,
  middle,
  children,
}: {
  room: Room;
  state: string;
  /** Nothing that a neighbour could read. */
  quiet?: boolean;
  /** What stands in the place of the title. */
  middle?: ComponentChildren;
  children?: ComponentChildren;
}) {
  const m = messages.value;
  const session = room.session.value;
  return (
    <header class="bar">
      <a class="brand" href="/" aria-label={`Kompas: ${m.nav.home}`}>
        <Needle />
      </a>
      {middle ?? <span class="title">{quiet ? '' : session?.title || m.home.untitled}</span>}
      {!quiet && room.presence.value.length > 1 && (
        <span class="present">{m.pad.watching(room.presence.value.length)}</span>
      )}
      <Clock room={room} state={state} />
      <SyncDot room={room} />
      {children}
    </header>
  );
}

function Clock({ room, state }: { room: Room; state: string }) {
  const m = messages.value;
  const [, tick] = useState(0);
  const running = state === 'live' || state === 'paused';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
  const view = room.view.value;
  if (state === 'planned' || !view) return <span class="state">{m.state.planned}</span>;
  const at = running ? room.at() : (view.clock().at(-1)?.at ?? view.largestAt);
  return (
    <span class="time" role="timer" aria-label={m.pad.clock}>
      {clock(at)}
    </span>
  );
}

/** Whether what was tapped is on this device, on its way, or saved. */
export function SyncDot({ room }: { room: Room }) {
  const m = messages.value;
  const sync = room.sync.value;
  const onTheWay = room.waiting.value;
  const waiting = onTheWay + room.left.value;
  const words = room.notSent.value.shut
    ? waiting > 0
      ? m.sync.left(waiting)
      : m.sync.out
    : sync === 'saved'
      ? m.sync.saved
      : sync === 'queued'
        ? onTheWay > 0
          ? m.sync.queued(onTheWay)
          : waiting > 0
            ? m.sync.left(waiting)
            : m.loading
        : waiting > 0
          ? m.sync.offlineWaiting(waiting)
          : m.sync.offline;
  return (
    <span class="sync" data-sync={sync} data-pending={waiting} title={words}>
      <i aria-hidden="true" />
      {room.left.value > 0 ? (
        <button type="button" onClick={showNotSent}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
    </span>
  );
}
