import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignKeys, keyName, moreKeys } from '../../src/ui/keys';

const RESERVED = ['w', '/', '.', '>', '?', 'Backspace', ' ', 'Enter', 'Tab'];
const ICSI = 'inf bck pos flh sug qyn chk neg qwh unc dis app qot ela rst def act flg pol cpl jok ack'.split(
  ' ',
);
const people = (n: number) => Array.from({ length: n }, (_, i) => `p${i + 1}`);
const tags = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));

describe('the keys of the pad', () => {
  it('gives the first ten seats the digits in order', () => {
    const { seats } = assignKeys(people(10), []);
    expect([...seats.values()]).toEqual(['-', ...'1234567890']);
  });

  it('takes the keys of the codebook where they are free', () => {
    const { tags: t } = assignKeys(people(3), [
      { id: 'asking', key: 'a', label: 'asking' },
      { id: 'again', key: 'a', label: 'again' },
      { id: 'work', key: 'w', label: 'work' },
      { id: 'one', key: '1', label: 'one' },
      { id: 'long', key: 'lo', label: 'long' },
    ]);
    expect(Object.fromEntries(t)).toEqual({ asking: 'a', again: 'g', work: 'o', one: 'n', long: 'l' });
  });

  it('takes a letter of the word that is shown where the codebook names no key', () => {
    const { tags: t } = assignKeys(people(3), [
      { id: 'asking', label: 'vragen' },
      { id: 'steering', label: 'sturen' },
    ]);
    expect([...t.values()]).toEqual(['v', 's']);
  });

  it('gives more words letters that nothing else has', () => {
    const assigned = assignKeys(people(12), [{ id: 's', key: 's', label: 'settling' }]);
    const more = moreKeys(assigned, [
      { id: 'deciding', key: 'd', label: 'deciding' },
      { id: 'standing', key: 's', label: 'standing' },
    ]);
    expect(more.get('deciding')).toBe('d');
    expect(more.get('standing')).toBe('t');
    for (const k of more.values()) expect([...assigned.seats.values()]).not.toContain(k);
  });

  it('gives 24 people and 22 words a key each', () => {
    const { seats, tags: t } = assignKeys(people(24), tags(ICSI));
    expect(seats.size).toBe(25);
    expect(t.size).toBe(22);
  });

  it('never gives one key twice, nor one that means something else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 }),
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 22 }),
        fc.array(fc.option(fc.stringMatching(/^[a-zA-Z0-9/.>?-]{1,2}$/), { nil: undefined }), {
          minLength: 22,
          maxLength: 22,
        }),
        (n, ids, wishes) => {
          const a = assignKeys(
            people(n),
            ids.map((id, i) => ({ id, label: id, key: wishes[i] })),
          );
          expect(a.seats.size).toBe(n + 1);
          expect(a.tags.size).toBe(ids.length);
          const all = [...a.seats.values(), ...a.tags.values()];
          expect(new Set(all).size).toBe(all.length);
          for (const k of all) expect(RESERVED).not.toContain(k);
          // Shift with a seat's key is "to the group": no tag may have it.
          for (const k of a.seats.values()) if (/[a-z]/.test(k)) expect(all).not.toContain(k.toUpperCase());
        },
      ),
    );
  });

  const press = (key: string, code: string, o: Partial<Parameters<typeof keyName>[0]> = {}) =>
    keyName({
      key,
      code,
      shiftKey: false,
      altKey: false,
      altGraph: false,
      capsLock: false,
      numLock: false,
      ...o,
    });

  it('knows letters by what they write, whatever Shift, Caps Lock, Alt and the layout do', () => {
    expect(press('a', 'KeyQ')).toEqual({ name: 'a', shift: false }); // AZERTY
    expect(press('A', 'KeyA', { shiftKey: true })).toEqual({ name: 'a', shift: true });
    expect(press('A', 'KeyA')).toEqual({ name: 'a', shift: true });
    expect(press('A', 'KeyA', { capsLock: true })).toEqual({ name: 'a', shift: false });
    expect(press('a', 'KeyA', { capsLock: true, shiftKey: true })).toEqual({ name: 'a', shift: true });
  });

  it('leaves other keys as they are', () => {
    expect(press('Backspace', 'Backspace', { shiftKey: true })).toEqual({ name: 'Backspace', shift: true });
    expect(press('?', 'Slash', { shiftKey: true })).toEqual({ name: '?', shift: true });
    expect(press('-', 'Minus')).toEqual({ name: '-', shift: false });
  });
});
