import { describe, expect, it } from 'vitest';
import type { Chart } from '../../src/server/api.gen';
import { csvOf, wrapped } from '../../src/ui/chart-file';
import { fileName } from '../../src/ui/chart-name';
import { ready } from '../../src/ui/chart-option';
import { lang } from '../../src/ui/i18n';

describe('the table of a chart as a file', () => {
  const table = {
    columns: ['Wie', 'Hoe vaak, bij toeval'],
    rows: [
      ['=SUM(A1)', '9,2'],
      ['"Jan"; de Wit', '+3 (−2 tot 8)'],
      ["'@x", 'twee\nregels'],
    ],
  };
  it('is read in columns by a Dutch spreadsheet, and holds no formula', async () => {
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await csvOf(table, 'nl').arrayBuffer())).toBe(
      '\uFEFFWie;"Hoe vaak, bij toeval"\r\n' +
        '\'=SUM(A1);"9,2"\r\n' +
        '"""Jan""; de Wit";\'+3 (−2 tot 8)\r\n' +
        '\'\'@x;"twee\nregels"\r\n',
    );
  });
  it('keeps numbers below zero as numbers', async () => {
    const text = await csvOf({ columns: ['a', 'b'], rows: [['-0,12', '-1+1']] }, 'nl').text();
    expect(text).toContain('"-0,12";\'-1+1\r\n');
  });
  it('has commas in English', async () => {
    expect(await csvOf({ columns: ['a', 'b'], rows: [['1', '2;3']] }, 'en').text()).toContain(
      'a,b\r\n1,"2;3"\r\n',
    );
  });
});

describe('a text in a picture', () => {
  it('is broken where it no longer fits', () => {
    expect(wrapped('een  twee drie vier', (s) => s.length <= 9)).toEqual(['een twee', 'drie vier']);
    expect(wrapped('eenheelergLangWoord kort', (s) => s.length <= 9)).toEqual([
      'eenheelergLangWoord',
      'kort',
    ]);
    expect(wrapped('', () => true)).toEqual([]);
  });
});

describe('the name of a file', () => {
  it('has the day of the reader, and letters of every system', () => {
    const late = new Date(2026, 10, 30, 0, 20).getTime(); // just after midnight here
    expect(fileName('MT Zorgplein: één!', late, 'loops')).toBe('kompas-MT-Zorgplein-een-2026-11-30-loops');
    expect(fileName('', null, 'trends')).toBe('kompas-trends');
  });
});

describe('numbers on axes', () => {
  const option = {
    yAxis: [{ type: 'value', axisLabel: { color: 'red' } }, { type: 'category' }],
    xAxis: [{ type: 'value', axisLabel: { formatter: '{value}%' } }],
  } as unknown as Chart;
  const label = (axes: unknown, v: number) =>
    (axes as { axisLabel: { formatter(v: number): string } }[])[0]?.axisLabel.formatter(v);
  it.each([
    ['nl', '0,8', '1.000%'],
    ['en', '0.8', '1,000%'],
  ] as const)('are written as in the language (%s)', (language, small, large) => {
    lang.value = language;
    const out = ready(option);
    expect(label(out.yAxis, 0.8)).toBe(small);
    expect(label(out.xAxis, 1000)).toBe(large);
    expect((out.yAxis as object[])[1]).toEqual({ type: 'category' });
  });
});
