import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { MIRROR_ON } from '../../messages/mirror-notes';
import type { LiveSession } from '../../session/live-session';
import { clock, lang, messages } from '../../ui/i18n';
import { isOn } from '../../ui/mirror-on';
import { Needle } from '../../ui/parts';
import { SyncDot } from '../../ui/sync-dot';

/** The bar at the top: the title, the clock, and whether everything is saved. */
export function Bar({
  live,
  state,
  quiet = false,
  middle,
  sync,
  children,
}: {
  live: LiveSession;
  state: string;
  /** Leaves out the title and who is present, which a neighbour could read. */
  quiet?: boolean;
  /** Shown instead of the title. */
  middle?: ComponentChildren;
  /** Shown instead of whether everything is saved, where nothing is. */
  sync?: string;
  children?: ComponentChildren;
}) {
  const m = messages.value;
  const session = live.session.value;
  return (
    <header class="bar">
      <a class="brand" href="/" aria-label={`Kompas: ${m.nav.home}`}>
        <Needle />
      </a>
      {middle ?? <span class="title">{quiet ? '' : session?.title || m.home.untitled}</span>}
      {!quiet && live.presence.value.length > 1 && (
        <span class="present">{m.pad.watching(live.presence.value.length)}</span>
      )}
      <span class="when">
        <MirrorSign live={live} state={state} />
        <Clock live={live} state={state} />
      </span>
      {sync === undefined ? <SyncDot live={live} /> : <span class="state">{sync}</span>}
      {children}
    </header>
  );
}

/** Says that the team sees itself in the mirror, as long as the page that shows it is there. */
function MirrorSign({ live, state }: { live: LiveSession; state: string }) {
  const runs = state === 'live' || state === 'paused';
  if (!runs || !live.mirror.value || !isOn(live.fold.value?.ofType('note') ?? [])) return null;
  return <span class="mirrored">{MIRROR_ON[lang.value]}</span>;
}

function Clock({ live, state }: { live: LiveSession; state: string }) {
  const m = messages.value;
  const [, tick] = useState(0);
  const running = (state === 'live' || state === 'paused') && !live.fromPaper;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
  const fold = live.fold.value;
  if (live.fromPaper) return <span class="state">{m.observe.paper.state}</span>;
  if (state === 'planned' || !fold) return <span class="state">{m.state.planned}</span>;
  const at = running ? live.at() : (fold.clock().at(-1)?.at ?? fold.largestAt);
  return (
    <span class="time" role="timer" aria-label={m.pad.clock}>
      {clock(at)}
    </span>
  );
}
