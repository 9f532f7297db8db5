import { GraphChart } from 'echarts/charts';
import { GraphicComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import Cache from 'zrender/lib/core/LRU.js';
import type { ChartPart, Chart as Option } from '../server/api.gen';
import { loadPart } from '../server/load-part';
import { heightAt, PAPER_PX, partOf, ready, still } from './chart-option';
import { isDark } from './theme';

use([GraphChart, GraphicComponent, TitleComponent, TooltipComponent, CanvasRenderer]);

// ECharts caches what it measured and parsed in plain objects, with the text itself
// as the key. A name such as "__proto__" would change all objects of the page, so
// keys get a prefix.
const { get, put } = Cache.prototype;
const own = (key: string | number) => `.${key}`;
Cache.prototype.get = function (key) {
  return get.call(this, own(key));
};
Cache.prototype.put = function (key, value) {
  return put.call(this, own(key), value);
};

/**
 * How far from a part a mouse may point and still mean it, in px. A finger gets
 * the size of a touch target.
 */
const NEAR_PX = 16;
const FINGER_PX = 44;

/** Behind a dark chart that is printed as it is. */
const DARK_PAPER = '#15171A';

/** The parts for axes and bands are loaded. */
let axes = false;

export interface Chart {
  /**
   * Draws the option instead of what is there. Resolves when it is on the
   * canvas; rejects with a Problem when code that it needs cannot be loaded.
   */
  draw(option: Option): Promise<void>;
  /** What is printed in its place: on paper charts are light. Without it a dark chart is printed as it is. */
  onPaper(light: Option): void;
  /** Shows only this stretch of a chart with a time axis. */
  stretch(from: number, to: number): void;
  /** The position of a time, in px from the left of the element; null without a time axis. */
  x(at: number): number | null;
  /** The time at a position, in ms; null without a time axis. */
  at(x: number): number | null;
  dispose(): void;
}

/** Whether a chart needs the parts for axes and bands. */
function needsAxes({ xAxis, series }: Option): boolean {
  return (
    xAxis !== undefined ||
    (Array.isArray(series) && series.some((s: { type?: string }) => s.type === 'sankey'))
  );
}

/** Loads what a chart needs to be drawn. Rejects with a Problem when that cannot be loaded. */
export async function partsFor(option: Option): Promise<void> {
  if (axes || !needsAxes(option)) return;
  await loadPart(import('./chart-axes'));
  axes = true;
}

/**
 * Ends a chart. What ECharts did not paint within a frame it paints in the next one, also
 * when the chart is gone, and fails; with another number that paint is no longer wanted.
 */
function end(chart: EChartsType | null): void {
  if (!chart) return;
  (chart.getZr().painter as unknown as { _redrawId: number })._redrawId = -1;
  chart.dispose();
}

/** Draws a chart on a canvas of its own, `width` px wide and `scale` times as sharp. Its parts must be loaded. */
export function paint(
  option: Option,
  width: number,
  scale: number,
  backgroundColor?: string,
): HTMLCanvasElement {
  const height = heightAt(option, width);
  const chart = init(document.createElement('div'), undefined, { renderer: 'canvas', width, height });
  chart.setOption(still(option), { notMerge: true });
  const canvas = chart.renderToCanvas({ pixelRatio: scale, backgroundColor });
  end(chart);
  canvas.removeAttribute('style'); // where it stands, and how large, is for whoever shows it
  return canvas;
}

/**
 * Mounts a chart in an element, as high as the chart asks for at that width.
 * `pick` is called with the part that was clicked. It draws on a canvas: the SVG
 * renderer writes style attributes, which the Content-Security-Policy forbids.
 */
export function mount(el: HTMLElement, pick?: (part: ChartPart) => void): Chart {
  let chart: EChartsType | null = null;
  let shown: Option | null = null;
  let light: Option | null = null;
  let timed = false;
  let whole = false; // the instance was made with the parts for axes
  let turn = 0;
  const fit = () => {
    const width = el.clientWidth;
    if (width === 0) return; // not laid out; the observer calls again
    if (shown) el.style.height = `${heightAt(shown, width)}px`;
    if (!chart) return;
    chart.resize();
    chart.getZr().flush(); // resizing empties the canvas; without this it stays empty for a frame
  };
  const watch = new ResizeObserver(fit);
  watch.observe(el);
  // A canvas is as wide as the screen was. So a light one, made for the width of a
  // page, is printed in its place.
  let printed: HTMLCanvasElement | null = null;
  const print = () => {
    const option = light ?? shown;
    if (!option || el.clientWidth === 0) return;
    printed?.remove();
    printed = paint(option, PAPER_PX, 2, light ? undefined : DARK_PAPER);
    printed.className = 'on-paper';
    el.after(printed);
  };
  const printedAll = () => {
    printed?.remove();
    printed = null;
  };
  window.addEventListener('beforeprint', print);
  window.addEventListener('afterprint', printedAll);
  return {
    onPaper(option) {
      light = option;
    },
    async draw(option) {
      const mine = ++turn;
      const more = needsAxes(option);
      await partsFor(option);
      if (mine !== turn) return;
      shown = option;
      light = isDark() ? null : option;
      timed = timeAxes(option.xAxis) > 0;
      fit();
      // An instance knows only the parts that were loaded when it was made.
      if (more && !whole) {
        end(chart);
        chart = null;
      }
      if (!chart) {
        chart = begin(el, pick);
        whole = axes;
      }
      chart.setOption(ready(option), { notMerge: true });
    },
    stretch(min, max) {
      if (!timed || !chart) return;
      const n = timeAxes(chart.getOption().xAxis);
      chart.setOption({ xAxis: Array.from({ length: n }, () => ({ min, max })) }, { lazyUpdate: true });
    },
    x: (at) => (timed && chart ? chart.convertToPixel({ xAxisIndex: 0 }, at) : null),
    at: (x) => (timed && chart ? chart.convertFromPixel({ xAxisIndex: 0 }, x) : null),
    dispose() {
      turn++;
      watch.disconnect();
      window.removeEventListener('beforeprint', print);
      window.removeEventListener('afterprint', printedAll);
      printedAll();
      end(chart);
      chart = null;
    },
  };
}

function begin(el: HTMLElement, pick?: (part: ChartPart) => void): EChartsType {
  const finger = matchMedia('(pointer: coarse)').matches;
  const chart = init(el, undefined, {
    renderer: 'canvas',
    useCoarsePointer: true,
    pointerSize: finger ? FINGER_PX : NEAR_PX,
  });
  if (pick) {
    chart.on('click', (e) => {
      const part = partOf(e);
      if (part) pick(part);
    });
    // A series that is drawn as one shape gets clicks only where they hit its
    // marks.
    chart.getZr().on('click', (e) => {
      const part = e.target ? null : nearest(chart, e.offsetX, e.offsetY, (finger ? FINGER_PX : NEAR_PX) / 2);
      if (part) pick(part);
    });
  }
  // A name in the legend opens its series instead of hiding it.
  chart.on('legendselectchanged', (e) => {
    const { name } = e as { name: string };
    chart.dispatchAction({ type: 'legendSelect', name });
    const series = (chart.getOption().series as { name?: string }[]).findIndex((s) => s.name === name);
    if (series >= 0) pick?.({ series });
  });
  return chart;
}

/** The mark nearest to a point, at most `most` px away, among series that are drawn as one shape. */
function nearest(chart: EChartsType, x: number, y: number, most: number): ChartPart | null {
  let best: ChartPart | null = null;
  let away = most;
  const all = chart.getOption().series as { large?: boolean; silent?: boolean; data?: [number, number][] }[];
  all.forEach((s, series) => {
    if (!s.large || s.silent) return;
    s.data?.forEach((d, data) => {
      const [px = Number.NaN, py = Number.NaN] = chart.convertToPixel({ seriesIndex: series }, d) as number[];
      const far = Math.hypot(px - x, py - y);
      if (far < away) {
        away = far;
        best = { series, data };
      }
    });
  });
  return best;
}

/** How many time axes an option has. */
function timeAxes(x: unknown): number {
  return Array.isArray(x) ? x.filter((a: { type?: string }) => a.type === 'time').length : 0;
}
