import type { ChartPart } from '../../server/api.gen';
import { MAX_AT } from '../../server/tables.gen';
import type { Turn } from '../../session/fold';
import { LONGEST, writeMoments } from '../../ui/moments';

/**
 * Ways to read the sequence of a meeting: by tag, family or speaker. The server
 * calls them codes, and knows more of them.
 */
export const READINGS = ['tag', 'family', 'person'] as const;
type Reading = (typeof READINGS)[number];

/**
 * What was opened: the moments behind a part of a chart, those around a time, or
 * moments given by the sequence numbers of their turns.
 */
export type OpenedPart =
  | { chart: string; part: ChartPart }
  | { around: number }
  | { moments: readonly (readonly number[])[] };

/** What the page shows. All of it is in the address, so that it can be kept and sent. */
export interface Filter {
  /** A stretch of the meeting in ms; null stands for its start or end. */
  from: number | null;
  to: number | null;
  /** The name or id of a phase; empty: all of them. */
  phase: string;
  /** The observer whose turns are shown; empty: as the server chooses. */
  observer: string;
  reading: Reading;
  /** The person and the tag to follow through the charts; empty: nobody, none. */
  person: string;
  tag: string;
  opened: OpenedPart | null;
}

export function readFilter(search: string): Filter {
  const q = new URLSearchParams(search);
  const reading = READINGS.find((r) => r === q.get('codes')) ?? 'tag';
  let from = millis(q.get('from_ms'));
  let to = millis(q.get('to_ms'));
  if (from !== null && to !== null && from > to) [from, to] = [to, from];
  return {
    from,
    to,
    phase: q.get('phase') ?? '',
    observer: q.get('observer') ?? '',
    reading,
    person: q.get('person') ?? '',
    tag: q.get('tag') ?? '',
    opened: readOpened(q.get('moments') ?? ''),
  };
}

/** The filter as the query of an address, without what is not chosen. */
export function writeFilter(f: Filter): URLSearchParams {
  const q = serverQuery(f);
  if (f.person !== '') q.set('person', f.person);
  if (f.tag !== '') q.set('tag', f.tag);
  if (f.opened) q.set('moments', writeOpened(f.opened));
  return q;
}

/** The part of the filter that changes what the server computes. */
export function serverQuery(f: Filter): URLSearchParams {
  const q = new URLSearchParams();
  if (f.observer !== '') q.set('observer', f.observer);
  if (f.phase !== '') q.set('phase', f.phase);
  if (f.from !== null) q.set('from_ms', String(f.from));
  if (f.to !== null) q.set('to_ms', String(f.to));
  if (f.reading !== 'tag') q.set('codes', f.reading);
  return q;
}

function millis(s: string | null): number | null {
  if (s === null || !/^\d{1,9}$/.test(s)) return null;
  return Math.min(Number(s), MAX_AT);
}

// A part of a chart is written as CHART.SERIES.DATA, with its kind before the
// series if it has one; as CHART.SERIES for a whole series; as CHART.AXIS.DATA for
// a label of an axis; and as CHART!NAME for a named element. A time is written as
// @MS, and moments as ~SEQ.SEQ_SEQ.SEQ: the turns of a moment are separated by
// dots, moments by underscores.
function readOpened(s: string): OpenedPart | null {
  if (s.length > LONGEST) return null;
  if (/^~[1-9]\d{0,8}([._][1-9]\d{0,8})*$/.test(s))
    return {
      moments: s
        .slice(1)
        .split('_')
        .map((moment) => moment.split('.').map(Number)),
    };
  const around = /^@(\d{1,8})$/.exec(s)?.[1];
  if (around !== undefined) return { around: Number(around) };
  const [, named, name] = /^([a-z-]+)!(.+)$/.exec(s) ?? [];
  if (named && name) return { chart: named, part: { graphic: name } };
  const [, chart, kind, first, second] =
    /^([a-z-]+)(?:\.(x|y|node|edge|markLine|markArea))?\.(\d{1,6})(?:\.(\d{1,6}))?$/.exec(s) ?? [];
  if (!chart) return null;
  switch (kind) {
    case 'x':
    case 'y':
      return second === undefined ? { chart, part: { axis: kind, data: Number(first) } } : null;
    case 'node':
    case 'edge':
    case 'markLine':
    case 'markArea':
      return second === undefined
        ? null
        : { chart, part: { kind, series: Number(first), data: Number(second) } };
  }
  const part: ChartPart = { series: Number(first) };
  return { chart, part: second === undefined ? part : { ...part, data: Number(second) } };
}

function writeOpened(o: OpenedPart): string {
  if ('around' in o) return `@${o.around}`;
  if ('moments' in o) return writeMoments(o.moments);
  const { graphic, axis, kind, series, data } = o.part;
  if (graphic !== undefined) return `${o.chart}!${graphic}`;
  return [o.chart, axis ?? kind, series, data].filter((v) => v !== undefined).join('.');
}

/** Whether a turn concerns the followed person, as speaker or addressee, and has the followed tag. */
export function follows(f: Pick<Filter, 'person' | 'tag'>, t: Turn): boolean {
  if (f.person !== '' && t.from !== f.person && t.to !== f.person) return false;
  return f.tag === '' || t.tags.includes(f.tag);
}

/** Whether a person or a tag is followed. */
export function isFollowing(f: Pick<Filter, 'person' | 'tag'>): boolean {
  return f.person !== '' || f.tag !== '';
}
