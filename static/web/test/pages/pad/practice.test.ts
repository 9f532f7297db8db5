import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PRACTICE } from '../../../src/messages/practice';
import { answer, codeAt, compare, LINE_MS, person, steps } from '../../../src/pages/pad/practice/practice';
import type { Turn } from '../../../src/session/fold';
import type { Codebook } from '../../../src/session/wire';

const book = JSON.parse(
  readFileSync(new URL('../../../../../observe/codebooks/three-k.json', import.meta.url), 'utf8'),
) as Codebook;
const { lines } = PRACTICE.en;

const tapped = (i: number, o: Partial<Turn> = {}): Turn => {
  const line = lines[i];
  if (!line) throw new Error(`no line ${i}`);
  return {
    id: `t${i}`,
    seq: i,
    observer: 'owner',
    at: i * LINE_MS + 1500,
    from: person(line.from),
    to: person(line.to),
    tags: [line.tag],
    proposed: false,
    void: false,
    ...o,
  };
};

describe('the practice', () => {
  it('lasts two minutes, in tags of the codebook, and nobody speaks to themself', () => {
    expect(lines.length * LINE_MS).toBe(120_000);
    for (const { lines: l, names } of [PRACTICE.nl, PRACTICE.en]) {
      expect(l.every((x) => x.text !== '')).toBe(true);
      for (const x of l) {
        expect(book.tags.map((t) => t.id)).toContain(x.tag);
        expect(x.from).not.toBe(x.to);
        expect(names[x.from]).toBeDefined();
      }
    }
  });

  it('finds all in who taps it like the key', () => {
    const seen = compare(
      lines,
      lines.map((_, i) => tapped(i)),
    );
    expect(seen.every((s) => s.turn && s.sameTo)).toBe(true);
    expect(steps(seen, book)).toEqual([
      { step: 'core', same: 24, of: 24 },
      { step: 'seven', same: 24, of: 24 },
      { step: 'full', same: 24, of: 24 },
    ]);
  });

  it('counts what was missed, tapped too late, or went to somebody else', () => {
    const seen = compare(lines, [
      tapped(0, { at: LINE_MS + 3_999 }),
      tapped(1, { to: '*' }),
      tapped(4, { at: 5 * LINE_MS + 4_001 }),
    ]);
    expect(seen.map((s) => [s.turn !== null, s.sameTo]).slice(0, 3)).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ]);
    expect(seen.filter((s) => s.turn !== null)).toHaveLength(2);
  });

  it('takes each tap for one line only', () => {
    // The same person speaks in lines 0 and 4. One tap at the first of them does
    // not count for both.
    const seen = compare(lines, [tapped(0)]);
    expect(seen.filter((s) => s.turn !== null)).toHaveLength(1);
  });

  it('compares a word at its own step and where it rolls up to, and nowhere finer', () => {
    const core = book.steps?.find((s) => s.id === 'core')?.codes ?? [];
    const seven = book.steps?.find((s) => s.id === 'seven')?.codes ?? [];
    expect(codeAt('curiosity', core, book)).toBe('curiosity');
    expect(codeAt('sharing', core, book)).toBe('other');
    expect(codeAt('sharing', seven, book)).toBe('showing');
    expect(codeAt('showing', core, book)).toBeUndefined();
    const seen = compare(lines, [tapped(3, { tags: ['showing'] }), tapped(2, { tags: ['contributing'] })]);
    expect(steps(seen, book)).toEqual([{ step: 'seven', same: 1, of: 2 }]);
  });

  it('corrects in the words that were on the buttons', () => {
    // Line 0 is structuring, line 3 showing oneself, line 15 holding to what was agreed.
    const at = (step: string, i: number, tags: string[]) => {
      const seen = compare(lines, [tapped(i, { tags })])[i];
      if (!seen) throw new Error(`no line ${i}`);
      return answer(seen, step, book);
    };
    expect(at('seven', 0, ['settling'])).toEqual({ sample: 'contributing', own: 'settling', same: false });
    expect(at('seven', 15, ['settling'])).toEqual({ sample: 'settling', own: 'settling', same: true });
    expect(at('core', 0, ['other'])).toEqual({ sample: 'other', own: 'other', same: true });
    expect(at('full', 0, ['deciding'])).toEqual({ sample: 'ordering', own: 'deciding', same: false });
    // Tapped before all words were chosen: compared as it was tapped.
    expect(at('full', 3, ['showing'])).toEqual({ sample: 'showing', own: 'showing', same: true });
    // Tapped before fewer words were chosen: said in the words that are chosen.
    expect(at('seven', 3, ['naming'])).toEqual({ sample: 'showing', own: 'showing', same: true });
    expect(at('seven', 3, [])).toEqual({ sample: 'showing', own: undefined, same: false });
  });
});
