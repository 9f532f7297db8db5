import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart as Option } from '../server/api.gen';
import { heightAt, still } from './chart-option';

// Only a chart that is saved as SVG needs this.
use([SVGRenderer]);

/** A chart as the text of an SVG element, `width` px wide. Its parts must be loaded. */
export function drawSvg(option: Option, width: number): string {
  const chart = init(null, undefined, { renderer: 'svg', ssr: true, width, height: heightAt(option, width) });
  chart.setOption(still(option), { notMerge: true });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
