import '../style/chart.css';
import { computed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type ChartMessages, chartEn } from '../messages/chart-en';
import { chartNl } from '../messages/chart-nl';
import type { Problem } from '../server/api';
import type { Chart as Option } from '../server/api.gen';
import { loadPart } from '../server/load-part';
import { save } from '../session/save-file';
import { heightAt } from './chart-option';
import { lang } from './i18n';
import { Failed } from './parts';
import { asProblem } from './problem';
import { isDark } from './theme';

const words = computed<ChartMessages>(() => ({ en: chartEn, nl: chartNl })[lang.value]);

/**
 * What can be done with a chart: save it as a picture, save its table, and see it on the
 * whole screen. `file` is the name of its files without their ending. `light` fetches
 * it for paper where the page is dark: pictures are light.
 */
export function ChartTools({
  option,
  file,
  light,
}: {
  option: Option;
  file: string;
  light: () => Promise<Option>;
}) {
  const w = words.value;
  const [full, setFull] = useState(false);
  const [failed, setFailed] = useState<Problem | null>(null);
  if (option.kompas.empty) return null;
  const make = async (kind: 'png' | 'svg' | 'csv') => {
    setFailed(null);
    try {
      const f = await loadPart(import('./chart-file'));
      const picture = async () => (isDark() ? await light() : option);
      const made = {
        png: async () => f.pngOf(await picture()),
        svg: async () => f.svgOf(await picture()),
        csv: async () => f.csvOf(option.kompas.table, lang.value),
      };
      save(await made[kind](), `${file}.${kind}`);
    } catch (e) {
      setFailed(asProblem(e));
    }
  };
  return (
    <>
      <div class="chart-tools" role="group" aria-label={w.keep(option.kompas.title)}>
        {(['png', 'svg', 'csv'] as const).map((kind) => (
          <button key={kind} type="button" class="plain" onClick={() => void make(kind)}>
            {w[kind]}
          </button>
        ))}
        <button type="button" class="plain" onClick={() => setFull(true)}>
          {w.full}
        </button>
      </div>
      {failed && <Failed problem={failed} />}
      {full && <Full option={option} closed={() => setFull(false)} />}
    </>
  );
}

/** On a screen this wide the chart is drawn as on a page, and enlarged. */
const DRAWN_PX = 880;

/** A chart as large as the screen. Escape closes it, and the focus is where it was. */
function Full({ option, closed }: { option: Option; closed(): void }) {
  const w = words.value;
  const { title, subtitle, note } = option.kompas;
  const dialog = useRef<HTMLDialogElement>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = dialog.current;
    if (!box) return;
    let alone = false; // this made the browser fill the screen
    let gone = false;
    const left = () => {
      if (alone && !document.fullscreenElement) box.close();
    };
    document.addEventListener('fullscreenchange', left);
    void (async () => {
      try {
        if (!document.fullscreenElement) {
          await document.documentElement.requestFullscreen();
          alone = true;
        }
      } catch {
        // Then it fills the window.
      }
      if (!gone) box.showModal();
    })();
    return () => {
      gone = true;
      document.removeEventListener('fullscreenchange', left);
      if (alone && document.fullscreenElement) void document.exitFullscreen().catch(() => {});
    };
  }, []);
  useEffect(() => {
    const el = place.current;
    if (!el) return;
    let gone = false;
    let watch: ResizeObserver | null = null;
    void (async () => {
      const { paint, partsFor } = await loadPart(import('./chart'));
      await partsFor(option);
      if (gone) return;
      watch = new ResizeObserver(() => {
        const width = Math.min(el.clientWidth, DRAWN_PX);
        const most = Math.min(el.clientWidth / width, el.clientHeight / heightAt(option, width));
        if (!(most > 0)) return;
        const canvas = paint(option, width, most * devicePixelRatio);
        canvas.style.width = `${width * most}px`;
        el.replaceChildren(canvas);
      });
      watch.observe(el);
    })().catch(() => {}); // the chart is on the page: what draws it is loaded
    return () => {
      gone = true;
      watch?.disconnect();
    };
  }, [option]);
  return (
    <dialog ref={dialog} class="chart-full" aria-label={title} onClose={closed}>
      <h2>{title}</h2>
      <p class="hint">{subtitle}</p>
      <div ref={place} class="place" role="img" aria-label={`${title}. ${note}`} />
      <button type="button" class="plain" onClick={() => dialog.current?.close()}>
        {w.close}
      </button>
    </dialog>
  );
}
