import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Room } from '../../session/room';
import { clock, messages } from '../../ui/i18n';
import { Needle } from '../../ui/parts';
import { SyncDot } from '../../ui/sync-dot';

/** The bar at the top: the title, the clock, and whether everything is saved. */
export function Bar({
  room,
  state,
  quiet = false,
  middle,
  children,
}: {
  room: Room;
  state: string;
  /** Leaves out the title and who is present, which a neighbour could read. */
  quiet?: boolean;
  /** Shown instead of the title. */
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
  const fold = room.fold.value;
  if (state === 'planned' || !fold) return <span class="state">{m.state.planned}</span>;
  const at = running ? room.at() : (fold.clock().at(-1)?.at ?? fold.largestAt);
  return (
    <span class="time" role="timer" aria-label={m.pad.clock}>
      {clock(at)}
    </span>
  );
}
