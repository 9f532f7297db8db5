import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Filter, follows, readFilter, serverQuery, writeFilter } from '../../../src/pages/review/filter';
import { writeMoments } from '../../../src/ui/moments';
import { parseClock } from '../../../src/ui/time';

const NONE: Filter = {
  from: null,
  to: null,
  phase: '',
  observer: '',
  reading: 'tag',
  person: '',
  tag: '',
  opened: null,
};

describe('what is looked at', () => {
  it('is nothing in particular without a query', () => {
    expect(readFilter('')).toEqual(NONE);
    expect(writeFilter(NONE).toString()).toBe('');
  });

  it('stands in the address in the words of the API', () => {
    const f: Filter = {
      from: 61_000,
      to: 120_500,
      phase: 'Budget & “plan”',
      observer: 'o1',
      reading: 'family',
      person: 'p1',
      tag: 'asking',
      opened: { chart: 'sociogram', part: { series: 0, data: 7, kind: 'edge' } },
    };
    const q = writeFilter(f);
    expect([...q]).toEqual([
      ['observer', 'o1'],
      ['phase', 'Budget & “plan”'],
      ['from_ms', '61000'],
      ['to_ms', '120500'],
      ['codes', 'family'],
      ['person', 'p1'],
      ['tag', 'asking'],
      ['moments', 'sociogram.edge.0.7'],
    ]);
    // Following somebody does not change what is counted.
    expect([...serverQuery(f).keys()]).toEqual(['observer', 'phase', 'from_ms', 'to_ms', 'codes']);
  });

  it('is read as it was written', () => {
    const n = fc.nat({ max: 86_400_000 });
    const small = fc.nat({ max: 99_999 });
    const chart = fc.constantFrom('timeline', 'sociogram', 'a-chart');
    const part = fc.oneof(
      fc.record({ series: small }),
      fc.record({ series: small, data: small }),
      fc.record({
        series: small,
        data: small,
        kind: fc.constantFrom<'node' | 'edge' | 'markLine' | 'markArea'>(
          'node',
          'edge',
          'markLine',
          'markArea',
        ),
      }),
      fc.record({ axis: fc.constantFrom<'x' | 'y'>('x', 'y'), data: small }),
      fc.record({ graphic: fc.string({ minLength: 1 }).filter((s) => !/[\n\r\u2028\u2029]/.test(s)) }),
    );
    const filter: fc.Arbitrary<Filter> = fc.record({
      from: fc.option(n),
      to: fc.option(n),
      phase: fc.string(),
      observer: fc.string(),
      reading: fc.constantFrom<Filter['reading']>('tag', 'family', 'person'),
      person: fc.string(),
      tag: fc.string(),
      opened: fc.option(
        fc.oneof(
          fc.record({ around: n }),
          fc.record({ chart, part }),
          fc.record({
            moments: fc.array(
              fc.array(fc.integer({ min: 1, max: 999_999 }), { minLength: 1, maxLength: 6 }),
              { minLength: 1, maxLength: 100 },
            ),
          }),
        ) as fc.Arbitrary<NonNullable<Filter['opened']>>,
      ),
    });
    fc.assert(
      fc.property(filter, (f) => {
        if (f.from !== null && f.to !== null && f.from > f.to) [f.from, f.to] = [f.to, f.from];
        expect(readFilter(`?${writeFilter(f)}`)).toEqual(f);
      }),
    );
  });

  it('takes nothing of what does not belong in an address', () => {
    const q = '?from_ms=-1&to_ms=1e3&codes=effect2&moments=sociogram.edge.0&person=&tag=';
    expect(readFilter(q)).toEqual(NONE);
    expect(readFilter('?moments=timeline.0.x').opened).toBeNull();
    expect(readFilter('?moments=@12m').opened).toBeNull();
    for (const s of [
      '~',
      '~0',
      '~1.',
      '~1__2',
      '~1._2',
      '~01',
      '~1.x',
      '~-1',
      '~1e3',
      '~9999999999',
      '1.2_3',
    ])
      expect(readFilter(`?moments=${s}`).opened, s).toBeNull();
    expect(readFilter('?from_ms=20&to_ms=10')).toMatchObject({ from: 10, to: 20 });
  });
});

describe('moments of turns in an address', () => {
  it('are the numbers of the turns of each', () => {
    expect(readFilter('?moments=~12.13.14_40.41.42').opened).toEqual({
      moments: [
        [12, 13, 14],
        [40, 41, 42],
      ],
    });
    expect(readFilter('?moments=~7').opened).toEqual({ moments: [[7]] });
  });

  it('are no longer than an address may be', () => {
    const many = Array.from({ length: 2000 }, (_, i) => [i + 10_000, i + 10_001]);
    const written = writeMoments(many);
    const read = readFilter(`?moments=${written}`).opened;
    expect(read).toEqual({ moments: many.slice(0, 500) });
    expect(readFilter(`?moments=${written}_${written.slice(1)}`).opened).toBeNull();
  });
});

describe('who and what is followed', () => {
  const turn = {
    id: 't',
    seq: 1,
    observer: 'owner',
    at: 0,
    from: 'p1',
    to: 'p2',
    tags: ['asking', 'showing'],
    proposed: false,
    void: false,
  };
  it.each([
    ['nobody', { person: '', tag: '' }, true],
    ['who speaks', { person: 'p1', tag: '' }, true],
    ['who is spoken to', { person: 'p2', tag: '' }, true],
    ['somebody else', { person: 'p3', tag: '' }, false],
    ['a second word', { person: '', tag: 'showing' }, true],
    ['a word that it has not', { person: 'p1', tag: 'settling' }, false],
  ])('%s', (_, f, want) => {
    expect(follows(f, turn)).toBe(want);
  });
});

describe('a time as it is typed', () => {
  it.each([
    ['12:30', 750_000],
    ['1:02:03', 3_723_000],
    ['90', 90_000],
    ['75:00', 4_500_000],
    [' 0:04.5 ', 4_500],
    ['0:04,25', 4_250],
    ['24:00:00', 86_400_000],
    ['24:00:01', null],
    ['1:60', null],
    ['1:60:00', null],
    ['12:', null],
    ['', null],
    ['-3', null],
    ['1:2:3:4', null],
  ])('%j', (text, want) => {
    expect(parseClock(text)).toBe(want);
  });
});
