import type { ChartPart, Chart as Option } from '../server/api.gen';
import { lang } from './i18n';

/** How wide a chart is drawn for a sheet of A4, upright, in px. */
export const PAPER_PX = 680;

/** How high a chart wants to be in a container of this width, in px. */
export function heightAt(option: Option, width: number): number {
  const { heights } = option.kompas;
  return heights.find((h) => h.max_width === undefined || width <= h.max_width)?.height ?? 300;
}

/**
 * The option for a picture that is drawn once: every mark by itself, and all at once.
 * Many marks as one shape, piece by piece, are for the speed of a page.
 */
export function still(option: Option): Option {
  const { series } = option;
  if (!Array.isArray(series)) return ready(option);
  return { ...ready(option), series: series.map((s: object) => ({ ...s, large: false, progressive: 0 })) };
}

interface Axis {
  type?: string;
  axisLabel?: { formatter?: unknown };
}

/**
 * The option as ECharts gets it: numbers on axes are written as in the page's
 * language. ECharts itself writes 0.5 and 1,000 in all of them.
 */
export function ready(option: Option): Option {
  const written = new Intl.NumberFormat(lang.value, { maximumFractionDigits: 6 });
  const axes = (of: unknown) =>
    Array.isArray(of)
      ? of.map((a: Axis) => {
          if (a.type !== 'value') return a;
          const { formatter = '{value}' } = a.axisLabel ?? {};
          const text = (v: number) => String(formatter).replace('{value}', written.format(v));
          return { ...a, axisLabel: { ...a.axisLabel, formatter: text } };
        })
      : of;
  return { ...option, xAxis: axes(option.xAxis), yAxis: axes(option.yAxis) };
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
