import { describe, expect, it } from 'vitest';
import { en } from '../../src/messages/en';
import { nl } from '../../src/messages/nl';
import { circleSeat } from '../../src/session/seats';
import { uuid7 } from '../../src/session/uuid';
import type { Codebook } from '../../src/session/wire';
import { codesOfStep, defaultStep, stepOf } from '../../src/ui/codes';
import { guess, lang } from '../../src/ui/i18n';
import { beginnings, initials, parseNames, shortNames } from '../../src/ui/names';
import { isOnlyHere } from '../../src/ui/qr-code';

describe('names', () => {
  it('are taken from lines, commas and numbered lists', () => {
    expect(parseNames('Anna\n Bram , Chantal;\n\n1. Dirk\n- Els van Dam\n2 Live')).toEqual([
      'Anna',
      'Bram',
      'Chantal',
      'Dirk',
      'Els van Dam',
      '2 Live',
    ]);
    expect(parseNames(' \n,')).toEqual([]);
  });
  it('of words begin as long as it takes to tell them apart', () => {
    expect(beginnings(['structuring', 'steering', 'defending', 'deciding', 'naming'])).toEqual([
      'str',
      'ste',
      'def',
      'dec',
      'na',
    ]);
    expect(beginnings(['resourcefulness', 'rescuing'])).toEqual(['reso', 'resc']);
    expect(beginnings(['in', 'inbrengen', 'In'])).toEqual(['in', 'inb', 'In']);
  });
  it('have initials', () => {
    expect(initials('Anna')).toBe('An');
    expect(initials('Els van Dam')).toBe('ED');
    expect(initials('dirk-jan')).toBe('DJ');
    expect(initials('élodie')).toBe('Él');
    expect(initials('me013')).toBe('13');
    expect(initials('P12')).toBe('P1');
    expect(initials('😀')).toBe('·');
  });
  it('are short, and stay different', () => {
    expect(shortNames(['Jan Smit', 'Jan Bos', 'Els', 'Piet Klein'])).toEqual([
      'Jan S.',
      'Jan B.',
      'Els',
      'Piet',
    ]);
  });
  it('stand on a circle, clockwise from the top', () => {
    expect([0, 1, 2, 3].map((i) => circleSeat(i, 4))).toEqual([
      { x: 0.5, y: 0 },
      { x: 1, y: 0.5 },
      { x: 0.5, y: 1 },
      { x: 0, y: 0.5 },
    ]);
  });
});

describe('uuid7', () => {
  it('holds its time, version and variant, and sorts by time', () => {
    const zero = (b: Uint8Array<ArrayBuffer>) => b.fill(0);
    expect(uuid7(0x019a_f3c2_1b2d, zero)).toBe('019af3c2-1b2d-7000-8000-000000000000');
    expect(uuid7(1_000_000_000_000, zero) < uuid7(1_000_000_000_001, zero)).toBe(true);
    expect(uuid7(Date.now())).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('the words of the page', () => {
  it('say one and many differently', () => {
    expect([en.home.people(1), en.home.people(2), nl.home.people(1), nl.home.people(1200)]).toEqual([
      '1 person',
      '2 people',
      '1 persoon',
      '1.200 mensen',
    ]);
  });
});

describe('the guess of the language', () => {
  it('takes the first that the page speaks', () => {
    expect(guess(['fr-BE', 'nl-BE', 'en'])).toBe('nl');
    expect(guess(['en-GB', 'nl'])).toBe('en');
    expect(guess(['de'])).toBe('en');
  });
});

describe('the tags of a codebook', () => {
  const book: Codebook = {
    id: 'b',
    version: 1,
    families: [{ id: 'fam', colour: '#123456', sign: '?', labels: { en: 'Family' } }],
    tags: [
      { id: 'a', family: 'fam', labels: { en: 'Aa', nl: 'Ah' } },
      { id: 'b', colour: '#000000' },
    ],
    steps: [
      { id: 'core', codes: ['a'] },
      { id: 'six', codes: ['fam', 'gone'] },
      { id: 'full', codes: ['a', 'b'] },
    ],
  };
  it('have the key of the language, or the one for all', () => {
    const keys = () =>
      codesOfStep({ ...book, tags: [{ id: 'a', key: 'x', keys: { nl: 'h' } }] }, 'core').map((c) => c.key);
    lang.value = 'nl';
    expect(keys()).toEqual(['h']);
    lang.value = 'en';
    expect(keys()).toEqual(['x']);
  });
  it('begin with the step that the codebook names', () => {
    expect(defaultStep({ ...book, default_step: 'core' })).toBe('core');
    expect(defaultStep({ ...book, default_step: 'full' })).toBe('full');
    expect(
      defaultStep({
        ...book,
        steps: [
          { id: 'a', codes: [] },
          { id: 'z', codes: [] },
        ],
      }),
    ).toBe('z');
  });
  it('are those of the step, with the family standing in for colour and sign', () => {
    expect(defaultStep(book)).toBe('six');
    expect(codesOfStep(book, undefined).map((c) => c.id)).toEqual(['fam']);
    expect(codesOfStep(book, 'full').map((c) => [c.label, c.colour, c.sign])).toEqual([
      ['Aa', '#123456', '?'],
      ['b', '#000000', undefined],
    ]);
    expect(codesOfStep({ ...book, steps: undefined }, 'six').map((c) => c.id)).toEqual(['a', 'b']);
  });
  it('are those of the first step where one was chosen that the codebook has not', () => {
    expect(stepOf(book, 'full')?.id).toBe('full');
    expect(stepOf(book, 'seven')?.id).toBe('six');
    expect(stepOf({ ...book, steps: undefined }, 'six')).toBeUndefined();
  });
});

it('knows the links that lead back to this device', () => {
  const links = [
    '127.0.0.1:7420',
    '127.1.2.3',
    'localhost:1',
    '[::1]:7420',
    '192.168.1.20:7420',
    'kompas.example.org',
  ];
  expect(links.map((host) => isOnlyHere(`http://${host}/join#x`))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
