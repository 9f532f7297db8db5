import { BarChart, GraphChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import Cache from 'zrender/lib/core/LRU.js';
import type { Chart as Option } from '../server/api.gen';
import { heightAt, PAPER_PX, writtenIn } from '../ui/chart-written';
import './report.css';

// The program inside a report, which is a file of its own: it draws the charts, and
// needs nothing from anywhere. Its Content-Security-Policy names it by its hash.

use([
  BarChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  SVGRenderer,
]);

// As in ui/chart.ts: a name such as "__proto__" is no key of a plain object.
const { get, put } = Cache.prototype;
const own = (key: string | number) => `.${key}`;
Cache.prototype.get = function (key) {
  return get.call(this, own(key));
};
Cache.prototype.put = function (key, value) {
  return put.call(this, own(key), value);
};

const options: Record<string, Option> = JSON.parse(document.getElementById('charts')?.textContent ?? '{}');
const boxes = [...document.querySelectorAll<HTMLElement>('[data-chart]')];
const drawn = new Map<HTMLElement, { chart: EChartsType; width: number }>();

/** Draws all charts for a width, those that are not of that width already. */
function draw(width: (box: HTMLElement) => number): void {
  for (const box of boxes) {
    const option = options[box.dataset.chart ?? ''];
    const wide = Math.min(PAPER_PX, width(box));
    const was = drawn.get(box);
    if (!option || wide <= 0 || was?.width === wide) continue;
    was?.chart.dispose();
    const height = heightAt(option, wide);
    const chart = init(box, undefined, { renderer: 'svg', width: wide, height });
    chart.setOption(
      { ...writtenIn(document.documentElement.lang, option), animation: false },
      { notMerge: true, silent: true },
    );
    chart.getZr().flush();
    drawn.set(box, { chart, width: wide });
    // A sheet may be a little narrower, and a chart higher than it: it shrinks as a whole.
    const svg = box.querySelector('svg');
    svg?.setAttribute('viewBox', `0 0 ${wide} ${height}`);
    for (const part of [svg?.parentElement, svg]) part?.removeAttribute('style');
    svg?.removeAttribute('width');
    svg?.removeAttribute('height');
  }
}

// An empty box is not shown, and has no width of its own.
const onScreen = () => draw((box) => box.parentElement?.clientWidth ?? 0);
onScreen();
addEventListener('resize', onScreen);
addEventListener('beforeprint', () => draw(() => PAPER_PX));
addEventListener('afterprint', onScreen);
