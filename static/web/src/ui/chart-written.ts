import type { Chart as Option } from '../server/api.gen';

interface Axis {
  type?: string;
  axisLabel?: { formatter?: unknown };
}

/**
 * The option as ECharts gets it: numbers on axes are written as in a language. ECharts
 * itself writes 0.5 and 1,000 in all of them.
 */
export function writtenIn(language: string, option: Option): Option {
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });
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

/** How wide a chart is drawn for a sheet of A4, upright, in px. */
export const PAPER_PX = 680;

/** How high a chart wants to be in a container of this width, in px. */
export function heightAt(option: Option, width: number): number {
  const { heights } = option.kompas;
  return heights.find((h) => h.max_width === undefined || width <= h.max_width)?.height ?? 300;
}
