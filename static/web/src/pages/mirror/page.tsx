import '../../style/mirror.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Dimension } from '../../server/api.gen';
import { isUnderWay } from '../../session/debrief-step';
import { EVERYBODY, type Fold } from '../../session/fold';
import type { LiveSession } from '../../session/live-session';
import { clock, label, messages } from '../../ui/i18n';
import { isOn } from '../../ui/mirror-on';
import { NotFound, SignedOut } from '../../ui/not-found';
import { Loading, Message, Page } from '../../ui/parts';
import { addressOf, navigate } from '../../ui/router';
import { SyncDot } from '../../ui/sync-dot';
import { Trouble } from '../../ui/trouble';
import { useLiveSession } from '../../ui/use-live-session';
import { useWakeLock } from '../../ui/wake-lock';
import {
  ENOUGH_TURNS,
  evenness,
  fewWords,
  inTriangle,
  pace,
  spoken,
  toEverybody,
  WINDOW_MS,
} from './figures';
import { mirror } from './mirror-messages';

/**
 * A second screen for everybody in the meeting: what the team does as a whole,
 * never who did it or with which tag.
 */
export function MirrorPage({ id }: { id: string }) {
  const m = messages.value;
  const live = useLiveSession(id, undefined, true);
  const links = [
    { href: addressOf('pad', id), label: m.title.pad },
    { href: addressOf('review', id), label: m.title.review },
  ];
  switch (live?.phase.value) {
    case 'not-found':
      return <NotFound />;
    case 'deleted':
      return <Message title={m.notFound.title} body={m.pad.gone} />;
  }
  const fold = live?.fold.value;
  if (!live?.ready.value || !fold) {
    if (live?.phase.value === 'signed-out') return <SignedOut />;
    return (
      <Page title={m.title.mirror} links={links}>
        <Loading />
      </Page>
    );
  }
  const role = live.role.value;
  if (role === 'leader' || role === 'participant')
    return <Message title={m.title.mirror} body={mirror.value.notForYou} />;
  const state = fold.now();
  if (role === 'viewer' && state === 'ended') return <Waits live={live} />;
  if (isOn(fold.ofType('note')) && (state === 'live' || state === 'paused'))
    return <Mirror live={live} fold={fold} state={state} />;
  const may = role === 'owner' || role === 'observer';
  return (
    <Page title={mirror.value.offTitle} links={links}>
      <Trouble live={live} />
      <p class="lead">{state === 'ended' ? mirror.value.over : mirror.value.offBody}</p>
      {may && state === 'live' && !live.session.value?.locked && (
        <>
          <p>
            <button type="button" class="button" onClick={() => say(live, mirror.value.noteOn)}>
              {mirror.value.turnOn}
            </button>
          </p>
          <p class="hint">{mirror.value.kept}</p>
        </>
      )}
      {(state === 'planned' || state === 'paused') && (
        <p class="quiet">{state === 'paused' ? m.pad.pausedTitle : mirror.value.waits}</p>
      )}
      {state === 'ended' && (
        <p>
          <a class="button" href={addressOf('debrief', id)}>
            {mirror.value.debrief}
          </a>
        </p>
      )}
      <SyncDot live={live} />
    </Page>
  );
}

/** The screen for everybody after the meeting: it goes on to the debrief as soon as that is shown. */
function Waits({ live }: { live: LiveSession }) {
  const shown = isUnderWay(live.debrief.value?.step ?? 0);
  useEffect(() => {
    if (shown) navigate(addressOf('debrief', live.id), 'replace');
  }, [shown]);
  return (
    <Page title={messages.value.title.mirror}>
      <Trouble live={live} />
      <p class="lead">{mirror.value.waitsForDebrief}</p>
      <SyncDot live={live} />
    </Page>
  );
}

function say(live: LiveSession, text: string): void {
  live.add({ type: 'note', at: live.at(), text, visibility: 'shared' });
}

function Mirror({ live, fold, state }: { live: LiveSession; fold: Fold; state: string }) {
  const m = messages.value;
  const screen = useRef<HTMLDivElement>(null);
  const now = useNow(live, fold, state);
  useWakeLock(state === 'live');
  // What nobody does alone, such as laughter, is no turn.
  const turns = fold.interactions().filter((t) => t.from !== EVERYBODY);
  const summary = live.summary.value;
  const role = live.role.value;
  const book = live.session.value?.codebook;
  const dimensions = book?.dimensions ?? [];
  const group = toEverybody(turns);
  const even = evenness(Object.values(summary?.participation ?? {}));
  const full = typeof document.documentElement.requestFullscreen === 'function';
  return (
    <div class="mirror" ref={screen}>
      <header>
        <h1>{m.title.mirror}</h1>
        <p>{state === 'live' ? <span class="time">{clock(now)}</span> : <span>{m.pad.pausedTitle}</span>}</p>
      </header>
      <Trouble live={live} />
      <main id="main" tabIndex={-1}>
        {turns.length < ENOUGH_TURNS ? (
          <p class="few">{mirror.value.few(ENOUGH_TURNS)}</p>
        ) : (
          <>
            <Pace at={pace(turns, now)} now={now} />
            {group !== null && (
              <figure>
                <figcaption>{mirror.value.address(...spoken(group))}</figcaption>
                <div class="split" aria-hidden="true">
                  <i style={{ '--share': group }} />
                </div>
                <p class="ends">
                  <span>{mirror.value.toEverybody}</span>
                  <span>{mirror.value.toOne}</span>
                </p>
              </figure>
            )}
            {even !== null && (
              <figure>
                <figcaption>{mirror.value.spread}</figcaption>
                <div class="scale" role="img" aria-label={mirror.value.spreadAt(percent(even))}>
                  <i style={{ '--at': even }} />
                </div>
                <p class="ends">
                  <span>{mirror.value.oneVoice}</span>
                  <span>{mirror.value.allVoices}</span>
                </p>
              </figure>
            )}
            {dimensions.length > 0 && fewWords(book, summary?.tags ?? {}) ? (
              <p class="few">{mirror.value.fewWords}</p>
            ) : (
              <Triad dimensions={dimensions} shares={summary?.dimensions ?? {}} />
            )}
          </>
        )}
      </main>
      <footer>
        <p>{mirror.value.foot}</p>
        <span class="acts">
          {full && (
            <button type="button" class="plain" onClick={() => void toggleFull(screen.current)}>
              {mirror.value.full}
            </button>
          )}
          {(role === 'owner' || role === 'observer') && (
            <button type="button" class="plain" onClick={() => say(live, mirror.value.noteOff)}>
              {mirror.value.turnOff}
            </button>
          )}
        </span>
        <SyncDot live={live} />
      </footer>
    </div>
  );
}

const percent = (v: number) => Math.round(v * 100);

async function toggleFull(el: HTMLElement | null): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await el?.requestFullscreen();
  } catch {
    // The browser does not let this page fill the screen.
  }
}

/** The time of the meeting, updated every second while it runs. */
function useNow(live: LiveSession, fold: Fold, state: string): number {
  const [, tick] = useState(0);
  const running = state === 'live';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return running ? live.at() : (fold.clock().at(-1)?.at ?? fold.largestAt);
}

/** Each turn of the last minutes as a stroke. */
function Pace({ at, now }: { at: number[]; now: number }) {
  const from = now - WINDOW_MS;
  return (
    <figure class="pace">
      <figcaption>{mirror.value.pace(at.length, WINDOW_MS / 60_000)}</figcaption>
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        {at.map((t, i) => {
          const x = ((t - from) / WINDOW_MS) * 1000;
          return <path key={i} d={`M${x.toFixed(1)} 0V100`} />;
        })}
      </svg>
      <p class="ends">
        <span>{mirror.value.ago(WINDOW_MS / 60_000)}</span>
        <span>{mirror.value.now}</span>
      </p>
    </figure>
  );
}

const SIDE = 2 / Math.sqrt(3);

/** Where the team stands between the dimensions of the codebook: a triangle for three, a line for two. */
function Triad({
  dimensions,
  shares,
}: {
  dimensions: readonly Dimension[];
  shares: Record<string, number | null>;
}) {
  const names = dimensions.map((d) => label(d.labels, d.id));
  const values = dimensions.map((d) => shares[d.id]);
  const said = values.map((v, i) => (typeof v === 'number' ? `${names[i]} ${percent(v)}%` : '')).join(', ');
  if (dimensions.length === 2 && typeof values[1] === 'number')
    return (
      <figure>
        <figcaption>{mirror.value.between}</figcaption>
        <div class="scale" role="img" aria-label={said}>
          <i style={{ '--at': values[1] }} />
        </div>
        <p class="ends">
          <span>{names[0]}</span>
          <span>{names[1]}</span>
        </p>
      </figure>
    );
  const at = dimensions.length === 3 ? inTriangle(values) : null;
  if (!at) return null;
  return (
    <figure class="triad">
      <figcaption>
        {dimensions.some((d) => d.id === 'compassion') ? mirror.value.threeKs : mirror.value.between}
      </figcaption>
      <p class="corner">{names[2]}</p>
      <svg viewBox={`-0.06 -0.06 ${SIDE + 0.12} 1.12`} role="img" aria-label={said}>
        <path d={`M0 1H${SIDE}L${SIDE / 2} 0Z`} />
        <circle cx={at.x} cy={1 - at.y} r="0.045" />
      </svg>
      <p class="ends">
        <span>{names[0]}</span>
        <span>{names[1]}</span>
      </p>
    </figure>
  );
}
