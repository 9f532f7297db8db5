import { describe, expect, it } from 'vitest';
import { type Followed, isLit, keyOf, lit, momentAt, turnsOf } from '../../../src/pages/review/chart-parts';
import { contextOf } from '../../../src/pages/review/moments';
import type { ChartMoment, Chart as Option } from '../../../src/server/api.gen';
import { partOf } from '../../../src/ui/chart-option';
import { turnsAt } from '../../turns';

function following(person: string, tag: string, ...seqs: number[]): Followed {
  return { person, tag, has: (s) => seqs.includes(s) };
}

function moment(m: Partial<ChartMoment> & Pick<ChartMoment, 'at' | 'turns'>): ChartMoment {
  return { label: '', total: m.turns.length, ...m };
}

function option(series: object[], moments: ChartMoment[]): Option {
  return {
    series,
    kompas: {
      name: 'x',
      title: '',
      subtitle: '',
      note: '',
      empty: false,
      heights: [],
      table: { columns: [], rows: [] },
      moments,
    },
  };
}

describe('parts of a chart', () => {
  it('are those that the events of ECharts name', () => {
    const event = { componentType: 'series', seriesIndex: 1, dataIndex: 4 };
    expect(partOf(event)).toEqual({ series: 1, data: 4 });
    expect(partOf({ ...event, dataType: 'edge' })).toEqual({ series: 1, data: 4, kind: 'edge' });
    expect(partOf({ ...event, dataType: 'main' })).toEqual({ series: 1, data: 4 });
    expect(partOf({ ...event, componentType: 'markLine' })).toEqual({ series: 1, data: 4, kind: 'markLine' });
    expect(partOf({ componentType: 'yAxis', dataIndex: 2 })).toEqual({ axis: 'y', data: 2 });
    expect(partOf({ componentType: 'graphic', name: 'loop-x' })).toEqual({ graphic: 'loop-x' });
    expect(partOf({ componentType: 'graphic' })).toBeNull();
    expect(partOf({ componentType: 'series', seriesIndex: 1 })).toBeNull();
    expect(partOf({ componentType: 'title', dataIndex: 0 })).toBeNull();
  });

  it('are found by what they are, and not by what looks like it', () => {
    const moments = [
      moment({ at: { series: 0, data: 1, kind: 'node' }, turns: [[1]] }),
      moment({ at: { series: 0, data: 1, kind: 'edge' }, turns: [[2]] }),
      moment({ at: { series: 0, data: 1 }, turns: [[3]] }),
      moment({ at: { series: 0 }, turns: [[4]] }),
      moment({ at: { axis: 'x', data: 1 }, turns: [[5]] }),
      moment({ at: { axis: 'y', data: 1 }, turns: [[6]] }),
      moment({ at: { graphic: 'one' }, turns: [[7]] }),
    ];
    const { kompas } = option([], moments);
    for (const m of moments) expect(momentAt(kompas, { ...m.at })).toBe(m);
    expect(new Set(moments.map((m) => keyOf(m.at))).size).toBe(moments.length);
    expect(momentAt(kompas, { series: 0, data: 2 })).toBeUndefined();
  });
});

describe('following somebody or a word', () => {
  it('leaves the moments that have to do with it', () => {
    const m = moment({ at: { series: 0 }, turns: [[1, 2], [2, 3], [5]] });
    expect(turnsOf(m, null)).toEqual([[1, 2], [2, 3], [5]]);
    expect(turnsOf(m, following('p1', '', 3, 5))).toEqual([[2, 3], [5]]);
  });

  it('lights a part that gathers turns of that person, not one that gathers those of another', () => {
    const f = following('p1', '', 1, 2);
    const turns = [[1], [9]];
    expect(isLit(moment({ at: { series: 0, data: 0 }, turns, person: 'p1' }), f)).toBe(true);
    expect(isLit(moment({ at: { series: 0, data: 1 }, turns, person: 'p2' }), f)).toBe(false);
    expect(isLit(moment({ at: { series: 0, data: 2 }, turns }), f)).toBe(true);
    expect(isLit(moment({ at: { series: 0, data: 3 }, turns: [[8], [9]] }), f)).toBe(false);
    // A single turn belongs to its speaker, and still concerns its addressee.
    expect(isLit(moment({ at: { series: 0, data: 4 }, turns: [[2]], person: 'p2' }), f)).toBe(true);
    expect(
      isLit(moment({ at: { series: 0, data: 5 }, turns, tag: 'asking' }), following('', 'showing', 1)),
    ).toBe(false);
  });

  it('makes everything else pale, in data of every form, and changes nothing of the option', () => {
    const o = option(
      [
        {
          data: [[1, 2], 5, { value: 7, itemStyle: { color: 'red' }, label: { color: 'blue' } }],
          links: [{ source: 'a', lineStyle: { width: 2 } }, { source: 'b' }],
        },
      ],
      [
        moment({ at: { series: 0, data: 0 }, turns: [[1]] }),
        moment({ at: { series: 0, data: 1 }, turns: [[2]] }),
        moment({ at: { series: 0, data: 2 }, turns: [[2]] }),
        moment({ at: { series: 0, data: 0, kind: 'edge' }, turns: [[2]] }),
        moment({ at: { series: 0, data: 1, kind: 'edge' }, turns: [[1]] }),
      ],
    );
    const before = structuredClone(o);
    const series = (lit(o, following('p1', '', 1)).series as { data: unknown[]; links: unknown[] }[])[0];
    expect(o).toEqual(before);
    expect(series?.data).toEqual([
      [1, 2],
      { value: 5, itemStyle: { opacity: 0.12 } },
      { value: 7, itemStyle: { color: 'red', opacity: 0.12 }, label: { color: 'blue', opacity: 0.36 } },
    ]);
    expect(series?.links).toEqual([{ source: 'a', lineStyle: { width: 2, opacity: 0.12 } }, { source: 'b' }]);
    expect(lit(o, null)).toBe(o);
  });
});

describe('a series that is drawn as one shape', () => {
  const one = (data: number[][]) => ({
    type: 'scatter',
    name: 'asking',
    large: true,
    itemStyle: { color: '#123456', opacity: 0.9 },
    markLine: { data: [] },
    data,
  });
  const o = option(
    [
      one([
        [1, 0],
        [2, 0],
      ]),
      one([[3, 1]]),
    ],
    [
      moment({ at: { series: 0, data: 0 }, turns: [[1]] }),
      moment({ at: { series: 0, data: 1 }, turns: [[2]] }),
      moment({ at: { series: 1, data: 0 }, turns: [[3]] }),
    ],
  );

  it('pales as a whole, with what is followed once more over it', () => {
    const series = lit(o, following('p1', '', 2)).series as ReturnType<typeof one>[];
    expect(series).toHaveLength(3);
    expect(series.map((s) => s.itemStyle.opacity)).toEqual([0.12, 0.12, 0.9]);
    expect(series.slice(0, 2).map((s) => s.data)).toEqual(
      [o.series, o.series].map((all, i) => (all as { data: unknown }[])[i]?.data),
    );
    expect(series[2]).toEqual({
      type: 'scatter',
      large: true,
      itemStyle: { color: '#123456', opacity: 0.9 },
      data: [[2, 0]],
      silent: true,
      z: 3,
    });
  });

  it('stays as it is when all of it is followed', () => {
    const series = lit(o, following('p1', '', 1, 2)).series as object[];
    expect(series[0]).toBe((o.series as object[])[0]);
    expect(series).toHaveLength(2);
  });
});

describe('what was said around a moment', () => {
  const all = turnsAt(0, 10, 20, 30, 40, 50);
  const ids = (m: ReturnType<typeof contextOf>) => [m.before, m.after].map((list) => list.map((t) => t.id));
  const at = (...places: number[]) => places.flatMap((i) => all[i] ?? []);

  it('is two turns before and two after', () => {
    expect(ids(contextOf(all, at(2)))).toEqual([
      ['t1', 't2'],
      ['t4', 't5'],
    ]);
    expect(ids(contextOf(all, at(2, 3)))).toEqual([
      ['t1', 't2'],
      ['t5', 't6'],
    ]);
  });
  it('is less at the ends', () => {
    expect(ids(contextOf(all, at(0)))).toEqual([[], ['t2', 't3']]);
    expect(ids(contextOf(all, at(5)))).toEqual([['t4', 't5'], []]);
  });
  it('is there too where a turn was taken out', () => {
    const left = all.filter((t) => t.id !== 't3');
    expect(ids(contextOf(left, at(2)))).toEqual([
      ['t1', 't2'],
      ['t4', 't5'],
    ]);
  });
});
