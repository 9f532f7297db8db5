import { describe, expect, it } from 'vitest';
import { PRACTICE } from '../../src/messages/practice';
import { WORDS } from '../../src/messages/words';

// Every table of texts, by what it is called: those of a page of its own, too.
const tables = import.meta.glob<Record<string, unknown>>(
  ['../../src/messages/*-{en,nl}.ts', '../../src/messages/{en,nl}.ts'],
  { eager: true },
);

/** Words that label people, or make a trial of a meeting: no text may have them. */
const BANNED =
  'dominante?|passie(f|ve)|weerstand|moeilijke?|stille|daders?|slachtoffers?|drama|toxische?|scores?|prestaties?|gemiddelde persoon|resistance|difficult|silent ones?|offenders?|performances?|passive|victims?|toxic';

/** Words that nobody would say beside a meeting, and that were replaced. */
const GONE =
  'kringloop|kringlopen|geschudde|dan bij toeval|langste stilte|vastzet(ten)?|steekt af|steken af|het bewoog|afhouden|shuffled|than by chance|longest silence|usually fix(es)?|that fixes|it moved|holding off';

/** What is the same in both languages. */
const ALIKE = new Set([
  '1 moment',
  'Agenda',
  'Alt',
  'Anna\nBram\nChantal',
  'Apart',
  'Backspace',
  'Begin',
  'Discreet',
  'Kompas',
  'letter',
  'min',
  'Moment',
  'Offline',
  'Open',
  'Panel 1',
  'Panel 2',
  'Panel 3',
  'Per',
  'Shift',
  'Stop',
  'Team',
  'Teams',
]);

const whole = (words: string) => new RegExp(`(?<!\\p{L})(${words})(?!\\p{L})`, 'iu');

/** Every text of a table, by its path. Functions are called with numbers, so that they show what they take. */
function texts(o: object, at = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [k, v] of Object.entries(o)) {
    const path = `${at}/${k}`;
    if (typeof v === 'string') out.set(path, v);
    else if (typeof v === 'function')
      for (const n of [1, 2]) out.set(`${path}(${n})`, String(v(n, n, n, n, n)));
    else if (typeof v === 'object' && v !== null) for (const [p, t] of texts(v, path)) out.set(p, t);
  }
  return out;
}

/** All texts of a language. */
function inLanguage(lang: 'en' | 'nl'): Map<string, string> {
  const out = new Map([...texts(PRACTICE[lang], 'practice'), ...texts(WORDS[lang], 'words')]);
  for (const [file, table] of Object.entries(tables)) {
    const [, name, its] = /\/(?:([\w-]+)-)?(en|nl)\.ts$/.exec(file) ?? [];
    if (its !== lang) continue;
    for (const part of Object.values(table))
      for (const [path, text] of texts(part as object, name ?? 'page')) out.set(path, text);
  }
  return out;
}

describe('the words of the page', () => {
  const [en, nl] = [inLanguage('en'), inLanguage('nl')];
  const all = [...en, ...nl];

  it('are in both languages the same ones, none empty, none cut off', () => {
    expect([...nl.keys()].sort()).toEqual([...en.keys()].sort());
    expect(en.size).toBeGreaterThan(500);
    for (const [path, t] of all) expect(t, path).not.toMatch(/^\s*$|undefined|NaN|\{n\}/);
  });

  it('take the same figures in both languages, where there are more than one', () => {
    const figures = (t = '') => (t.match(/\d+/g) ?? []).sort();
    for (const [path, t] of en)
      if (path.endsWith('(2)')) expect(figures(nl.get(path)), path).toEqual(figures(t));
  });

  it('are not the same in both languages, but for a few', () => {
    const names = /^practice\/(names|lines\/\d+\/tag)/;
    const same = [...en].filter(
      ([path, t]) => nl.get(path) === t && /\p{L}/u.test(t) && !ALIKE.has(t) && !names.test(path),
    );
    expect(same.map((x) => x.join(': '))).toEqual([]);
  });

  it('label nobody, and are words that one would say', () => {
    for (const [path, t] of all) {
      expect(t, path).not.toMatch(whole(BANNED));
      expect(t, path).not.toMatch(whole(GONE));
    }
  });

  it('keep the sentences that people knew again', () => {
    const inDutch = [...nl.values()];
    for (const sentence of [
      'Zie wat er tussen mensen gebeurt, beurt voor beurt.',
      'Ik kijk vandaag naar wat er tussen jullie gebeurt',
      'Dit hoort in een gesprek, niet in een grafiek. Leg het apparaat weg en wees erbij.',
      'Geen van beiden hoeft gelijk te hebben. Wat zag ieder van jullie?',
      'is ook maar één manier van kijken. Waar je verschilt is een gesprek waard',
      'Langer dan een tel twijfel: geen woord.',
      'Waar gaat dit eigenlijk over? Een paar woorden, geen namen.',
      'Niets hier vergelijkt kandidaten.',
    ])
      expect(
        inDutch.some((t) => t.includes(sentence)),
        sentence,
      ).toBe(true);
    expect(inDutch.filter((t) => t.includes('Stop hier')).length).toBeGreaterThan(0);
  });

  it('are found as whole words only', () => {
    for (const t of ['Hij is DOMINANT.', 'de stille deelnemer', 'Score: 3', 'een gemiddelde persoon'])
      expect(t).toMatch(whole(BANNED));
    for (const t of ['dominantie', 'underscore', 'stilte, en stil', 'het werd moeilijker'])
      expect(t).not.toMatch(whole(BANNED));
  });
});
