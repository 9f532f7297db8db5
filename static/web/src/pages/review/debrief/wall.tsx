import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { lang } from '../../../ui/i18n';
import { Trouble } from '../../../ui/trouble';
import { useWakeLock } from '../../../ui/wake-lock';
import { debriefWords } from './debrief-messages';
import { Decisions } from './long/decisions';
import { Facts } from './long/facts';
import { longOf } from './long/prepare-long';
import { PutRight } from './long/put-right';
import { Under } from './long/under';
import { FragmentScreen, Noticed, PictureScreen, Purpose, Thanks, TryScreen } from './screens';
import { ENDED, MINUTES, OTHERWISE, type ScreenName, screenOf, UNDER } from './steps';
import type { Talk } from './talk';

/** What each screen shows. */
const SCREEN: Record<ScreenName, (p: { talk: Talk }) => ComponentChildren> = {
  purpose: Purpose,
  noticed: Noticed,
  facts: Facts,
  fragment: FragmentScreen,
  decisions: Decisions,
  picture: ({ talk }) => (talk.part.value === UNDER ? <Under talk={talk} /> : <PictureScreen talk={talk} />),
  'put-right': PutRight,
  try: TryScreen,
  thanks: Thanks,
};

/** How far a finger moves, in px, before it turns the screen. */
const SWIPE_PX = 60;

/** The debrief on a projector, or on a screen that follows it: one thing at a time, and large. */
export function Wall({ talk }: { talk: Talk }) {
  const w = debriefWords.value;
  const screen = useRef<HTMLDivElement>(null);
  useWakeLock(true);
  const { live } = talk;
  const leads = talk.mode.value === 'lead';
  useKeys(talk, leads);
  useSwipe(talk, leads, screen);
  const form = talk.form.value;
  useEffect(() => {
    if (form === 'long') longOf(talk);
  }, [talk, form]);
  const step = talk.step.value;
  const name = talk.screen.value;
  const Shown = SCREEN[name ?? 'thanks'];
  const { at, of } = talk.place.value;
  const last = at === of;
  const state = talk.doc?.state.value;
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [step]);
  return (
    <div class="wall" ref={screen} data-screen={name ?? ''} data-step={step} data-mode={talk.mode.value}>
      <Trouble live={live} />
      <main id="main" tabIndex={-1} aria-live="polite">
        {step >= ENDED ? (
          <div class="say">
            <h1>{w.waits.over}</h1>
          </div>
        ) : (
          <Shown key={name} talk={talk} />
        )}
      </main>
      <footer>
        {leads && (
          <button
            type="button"
            class="silent"
            aria-label={w.bar.previous}
            disabled={at === 1 && talk.part.value === 0}
            onClick={() => talk.previous()}
          >
            ‹
          </button>
        )}
        {step < ENDED && (
          <p class="quiet" role="status">
            {w.bar.place(at, of)}
          </p>
        )}
        {leads && (
          <button
            type="button"
            class="silent"
            aria-label={w.bar.next}
            disabled={last}
            onClick={() => talk.next()}
          >
            ›
          </button>
        )}
        {leads && step < ENDED && (
          <Ring key={screenOf(step)} minutes={MINUTES[talk.form.value][screenOf(step) - 1] ?? 1} />
        )}
        <span class="acts">
          {(state === 'here' || live.phase.value !== 'open') && (
            <span role="status">{!leads ? w.bar.awayHere : state === 'here' ? w.bar.kept : w.bar.away}</span>
          )}
          {leads && name === 'picture' && talk.finding.value && (
            <button type="button" class="silent" onClick={() => talk.turnOver()}>
              {talk.part.value === OTHERWISE ? w.bar.usual : w.bar.otherwise}
            </button>
          )}
          {typeof document.documentElement.requestFullscreen === 'function' && (
            <button type="button" class="silent" onClick={() => void toggleFull()}>
              {w.bar.full}
            </button>
          )}
          {leads && last && (
            <button type="button" class="silent" onClick={() => finish(talk, true)}>
              {w.bar.end}
            </button>
          )}
          {talk.doc && (
            <button type="button" class="silent" onClick={() => finish(talk, false)}>
              {w.bar.leave}
            </button>
          )}
        </span>
      </footer>
    </div>
  );
}

function finish(talk: Talk, ended: boolean): void {
  talk.leave(ended);
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
}

/** Fills the screen, where the browser lets a page do that. */
export async function fill(): Promise<void> {
  try {
    await document.documentElement.requestFullscreen?.();
  } catch {
    // It is shown within the window.
  }
}

async function toggleFull(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen().catch(() => {});
  else await fill();
}

const FORWARD = new Set(['PageDown', 'ArrowRight', ' ', 'Enter']);
const BACK = new Set(['PageUp', 'ArrowLeft']);

/** Keys, and what a remote control sends. In a text only those that a remote control has turn the screen. */
function useKeys(talk: Talk, leads: boolean): void {
  useEffect(() => {
    if (!leads) return;
    const key = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
      const remote = e.key === 'PageDown' || e.key === 'PageUp';
      const at = e.target instanceof Element ? e.target : null;
      if (!remote && at?.closest('textarea, input, select')) return;
      if ((e.key === ' ' || e.key === 'Enter') && at?.closest('button, a')) return; // that is pressed
      if (FORWARD.has(e.key)) talk.next();
      else if (BACK.has(e.key)) talk.previous();
      else if (e.key === 'Home') talk.toEnd('first');
      else if (e.key === 'End') talk.toEnd('last');
      else if (e.key === 'c' || e.key === 'C') talk.turnOver();
      else return;
      e.preventDefault();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, [talk, leads]);
}

/** A finger that moves sideways turns the screen. */
function useSwipe(talk: Talk, leads: boolean, on: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const el = on.current;
    if (!el || !leads) return;
    let from: { x: number; y: number } | null = null;
    const down = (e: TouchEvent) => {
      const t = e.touches[0];
      from = t && e.touches.length === 1 ? { x: t.clientX, y: t.clientY } : null;
    };
    const up = (e: TouchEvent) => {
      const t = e.changedTouches[0];
      if (!t || !from) return;
      const [dx, dy] = [t.clientX - from.x, t.clientY - from.y];
      from = null;
      if (Math.abs(dx) < SWIPE_PX || Math.abs(dx) < 2 * Math.abs(dy)) return;
      if (dx < 0) talk.next();
      else talk.previous();
    };
    el.addEventListener('touchstart', down, { passive: true });
    el.addEventListener('touchend', up, { passive: true });
    return () => {
      el.removeEventListener('touchstart', down);
      el.removeEventListener('touchend', up);
    };
  }, [talk, leads]);
}

/** How much of the time meant for a screen has passed: a ring that fills, and then stays full. */
function Ring({ minutes }: { minutes: number }) {
  const w = debriefWords.value;
  const [share, setShare] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(
      () => setShare(Math.min(1, (performance.now() - began) / (minutes * 60_000))),
      1_000,
    );
    return () => clearInterval(timer);
  }, [minutes]);
  const said = w.bar.time(new Intl.NumberFormat(lang.value).format(minutes));
  return (
    <svg class="ring" viewBox="-12 -12 24 24" role="img" aria-label={said}>
      <title>{said}</title>
      <circle r="9" />
      <circle r="9" class="passed" pathLength="1" style={{ strokeDashoffset: String(1 - share) }} />
    </svg>
  );
}
