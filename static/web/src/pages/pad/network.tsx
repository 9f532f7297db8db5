import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../server/api';
import type { ChartFrame } from '../../server/api.gen';
import { loadPart } from '../../server/load-part';
import type { LiveSession } from '../../session/live-session';
import type { Chart } from '../../ui/chart';
import { ChartTable } from '../../ui/chart-table';
import { lang, messages } from '../../ui/i18n';
import { isDark } from '../../ui/theme';

const EVERY_MS = 2_000;
/** It waits until nobody has tapped for this long, but no longer than `LONGEST_MS`. */
const REST_MS = 800;
const LONGEST_MS = 10_000;

/**
 * The network while it grows. It is fetched again after the server has computed
 * something new, at most every two seconds and never while somebody taps. It is
 * fetched only while it is in sight: on a phone it lies below the tags, and the
 * pad comes first.
 */
export function Network({ live }: { live: LiveSession }) {
  const m = messages.value;
  const box = useRef<HTMLDivElement>(null);
  const [frame, setFrame] = useState<ChartFrame | null>(null);
  const [failed, setFailed] = useState(false);
  const any = useComputed(() => (live.fold.value?.interactions().length ?? 0) > 0).value;
  const language = lang.value;
  const theme = isDark() ? 'dark' : 'light';

  useEffect(() => {
    const el = box.current;
    if (!el || !any) return;
    let gone = false;
    let chart: Chart | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let again = false;
    let inSight = false;

    let drawn = Number.NEGATIVE_INFINITY;
    let touched = Number.NEGATIVE_INFINITY;
    const busy = live.waiting.subscribe(() => {
      touched = performance.now();
    });

    function wait(target: HTMLDivElement, ms: number) {
      timer = setTimeout(() => {
        timer = null;
        const now = performance.now();
        if (!again || !inSight) return;
        if (now - touched < REST_MS && now - drawn < LONGEST_MS) wait(target, REST_MS);
        else void draw(target);
      }, ms);
    }

    async function draw(target: HTMLDivElement) {
      again = false;
      drawn = performance.now();
      wait(target, EVERY_MS);
      try {
        const [{ mount }, option] = await Promise.all([
          loadPart(import('../../ui/chart')),
          api.chart(live.id, 'sociogram', language, theme),
        ]);
        if (gone) return;
        chart ??= mount(target);
        await chart.draw(option);
        if (gone) return;
        setFrame(option.kompas);
        setFailed(false);
      } catch {
        if (!gone) setFailed(true);
      }
    }

    const next = () => {
      if (again && inSight && timer === null) void draw(el);
    };
    const stop = live.summaries.subscribe(() => {
      again = true;
      next();
    });
    const watch = new IntersectionObserver((list) => {
      inSight = list.at(-1)?.isIntersecting === true;
      next();
    });
    watch.observe(el);
    return () => {
      gone = true;
      watch.disconnect();
      stop();
      busy();
      if (timer !== null) clearTimeout(timer);
      chart?.dispose();
    };
  }, [live, language, theme, any]);

  return (
    <section class="network" aria-label={m.pad.network}>
      <h2>{m.pad.network}</h2>
      {!any && <p class="quiet">{m.pad.networkEmpty}</p>}
      {any && frame && <p class="hint">{frame.subtitle}</p>}
      {any && failed && <p class="quiet">{m.pad.networkFailed}</p>}
      <div
        ref={box}
        class="chart"
        data-chart="sociogram"
        role="img"
        aria-label={frame ? `${frame.title}. ${frame.note}` : m.pad.network}
        hidden={!any}
      />
      {any && frame && (
        <>
          <p class="hint">{frame.note}</p>
          {frame.table.rows.length > 0 && <ChartTable frame={frame} />}
        </>
      )}
    </section>
  );
}
