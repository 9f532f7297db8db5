import type { ChartPart, Chart as Option } from '../server/api.gen';
import { writtenIn } from './chart-written';
import { lang } from './i18n';

export { heightAt, PAPER_PX } from './chart-written';

/**
 * The option for a picture that is drawn once: every mark by itself, and all at once.
 * Many marks as one shape, piece by piece, are for the speed of a page.
 */
export function still(option: Option): Option {
  const { series } = option;
  if (!Array.isArray(series)) return ready(option);
  return { ...ready(option), series: series.map((s: object) => ({ ...s, large: false, progressive: 0 })) };
}

/** The option as ECharts gets it, in the language of the page. */
export function ready(option: Option): Option {
  return writtenIn(lang.value, option);
}

/** The part of a chart that an event of ECharts is about; null if there is none. */
export function partOf(e: {
  componentType: string;
  seriesIndex?: number;
  dataIndex?: number;
  dataType?: string;
  name?: string;
}): ChartPart | null {
  const { componentType: type, seriesIndex: series, dataIndex: data, dataType, name } = e;
  if (type === 'graphic') return name ? { graphic: name } : null;
  if (data === undefined) return null;
  if (type === 'xAxis' || type === 'yAxis') return { axis: type === 'xAxis' ? 'x' : 'y', data };
  if (series === undefined) return null;
  if (type === 'markLine' || type === 'markArea') return { series, data, kind: type };
  if (type !== 'series') return null;
  return dataType === 'node' || dataType === 'edge' ? { series, data, kind: dataType } : { series, data };
}
