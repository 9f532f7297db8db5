import type { ChartFrame, ChartMoment, ChartPart, Chart as Option } from '../../server/api.gen';

/** The person and tag that are followed, and which turns of the log concern them. */
export interface Followed {
  person: string;
  tag: string;
  has(seq: number): boolean;
}

const PALE = 0.12;

/** A part of a chart as a string, to compare parts by. */
export function keyOf(p: ChartPart): string {
  return [p.graphic, p.axis, p.kind, p.series, p.data].map((v) => v ?? '').join('.');
}

export function momentAt(frame: Pick<ChartFrame, 'moments'>, p: ChartPart): ChartMoment | undefined {
  const key = keyOf(p);
  return frame.moments.find((m) => keyOf(m.at) === key);
}

/** The moments behind a part that concern what is followed. */
export function turnsOf(m: Pick<ChartMoment, 'turns'>, f: Followed | null): number[][] {
  return f === null ? m.turns : m.turns.filter((seqs) => seqs.some((s) => f.has(s)));
}

/**
 * Whether a part stands out: one of its moments concerns what is followed. A part
 * that gathers turns of another person or tag does not stand out.
 */
export function isLit(m: ChartMoment, f: Followed): boolean {
  if (m.total > 1) {
    if (f.person !== '' && m.person !== undefined && m.person !== f.person) return false;
    if (f.tag !== '' && m.tag !== undefined && m.tag !== f.tag) return false;
  }
  return m.turns.some((seqs) => seqs.some((s) => f.has(s)));
}

interface Datum {
  value?: unknown;
  itemStyle?: object;
  lineStyle?: object;
  label?: object;
}
interface Series {
  data?: unknown[];
  links?: unknown[];
  /** It is drawn as one shape, so that single marks cannot look different. */
  large?: boolean;
  itemStyle?: object;
}

/** The chart option, with every part pale that does not concern what is followed. */
export function lit(option: Option, f: Followed | null): Option {
  if (f === null) return option;
  const pale = new Set<string>();
  for (const m of option.kompas.moments) if (!isLit(m, f)) pale.add(keyOf(m.at));
  if (pale.size === 0 || !Array.isArray(option.series)) return option;
  const isPale = (p: ChartPart) => pale.has(keyOf(p));
  const over: object[] = [];
  const series = (option.series as Series[]).map((s, i) => {
    if (s.large && s.data) {
      const bright = s.data.filter((_, k) => !isPale({ series: i, data: k }));
      if (bright.length === s.data.length) return s;
      if (bright.length > 0) over.push(onTop(s, bright));
      return { ...s, itemStyle: { ...s.itemStyle, opacity: PALE } };
    }
    return fadeSome(s, i, isPale);
  });
  return { ...option, series: [...series, ...over] };
}

/**
 * Draws some marks of a series again on top of it. The copy has no name, so that
 * the legend shows the series once.
 */
function onTop(s: Series, data: unknown[]): object {
  const { name: _, markLine: __, markArea: ___, ...look } = s as Record<string, unknown>;
  return { ...look, data, silent: true, z: 3 };
}

function fadeSome(s: Series, i: number, isPale: (p: ChartPart) => boolean): Series {
  return {
    ...s,
    ...(s.data && {
      data: s.data.map((d, k) =>
        isPale({ series: i, data: k }) || isPale({ series: i, data: k, kind: 'node' })
          ? fade(d, 'itemStyle')
          : d,
      ),
    }),
    ...(s.links && {
      links: s.links.map((d, k) => (isPale({ series: i, data: k, kind: 'edge' }) ? fade(d, 'lineStyle') : d)),
    }),
  };
}

function fade(d: unknown, style: 'itemStyle' | 'lineStyle'): object {
  const datum: Datum = isDatum(d) ? d : { value: d };
  return {
    ...datum,
    [style]: { ...datum[style], opacity: PALE },
    ...(datum.label && { label: { ...datum.label, opacity: 3 * PALE } }),
  };
}

function isDatum(d: unknown): d is Datum {
  return typeof d === 'object' && d !== null && !Array.isArray(d);
}
