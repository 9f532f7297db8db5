import { GraphChart } from 'echarts/charts';
import { TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { ChartHeight, Chart as Option } from './api.gen';

use([GraphChart, TooltipComponent, CanvasRenderer]);

export interface Chart {
  draw(option: Option): void;
  dispose(): void;
}

/**
 * Mounts a chart of the server in an element, as high as the chart wants to be
 * at that width. On canvas: the SVG renderer writes style attributes, which
 * the Content-Security-Policy forbids.
 */
export function mount(el: HTMLElement): Chart {
  const chart = init(el, undefined, { renderer: 'canvas' });
  let heights: ChartHeight[] = [];
  const fit = () => {
    const width = el.clientWidth;
    const height = heights.find((h) => h.max_width === undefined || width <= h.max_width)?.height;
    if (height !== undefined) el.style.height = `${height}px`;
    chart.resize();
  };
  const watch = new ResizeObserver(fit);
  watch.observe(el);
  return {
    draw(option) {
      heights = option.kompas.heights;
      fit();
      chart.setOption(option, { notMerge: true });
    },
    dispose() {
      watch.disconnect();
      chart.dispose();
    },
  };
}
