import { signal } from '@preact/signals';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../../../src/pages/pad/keyboard';
import { assignKeys } from '../../../src/ui/keys';

// Twelve people: the first ten seats have digits, the last two letters. A few tags
// are enough: a, m, q and z change place between layouts.
const people = Array.from({ length: 12 }, (_, i) => `p${i + 1}`);
const tags = ['a', 'm', 'q', 'y', 'z', 'e'].map((k) => ({ id: k, key: k, label: k }));
const keys = assignKeys(people, tags);
const [eleven = ''] = [...keys.seats].filter(([p]) => p === 'p11').map(([, k]) => k);

// The words of a family that was just tapped, where a test offers them.
let offered: Map<string, string> | null;
let did: string[];
let handlers: Map<string, (e: unknown) => void>;

beforeEach(() => {
  did = [];
  offered = null;
  handlers = new Map();
  vi.stubGlobal('Element', class {});
  vi.stubGlobal('addEventListener', (type: string, f: (e: unknown) => void) => handlers.set(type, f));
  vi.stubGlobal('removeEventListener', () => {});
  return () => vi.unstubAllGlobals();
});

/** A machine: its system, what its keys write without modifiers where the browser tells, and its locks. */
function at(machine: { platform?: string; layout?: Record<string, string>; numLock?: boolean } = {}) {
  vi.stubGlobal('navigator', {
    platform: machine.platform ?? 'Win32',
    ...(machine.layout
      ? { keyboard: { getLayoutMap: async () => new Map(Object.entries(machine.layout ?? {})) } }
      : {}),
  });
  const say = (what: string) => () => void did.push(what);
  listen({
    pad: {
      seat: (p: string, address: string) => did.push(`${p} ${address}`),
      to: (p: string) => did.push(`to ${p}`),
      tag: (t: string) => did.push(`word ${t}`),
      mark: (kind: string) => did.push(kind),
      undo: say('undo'),
      redo: say('redo'),
      family: offered ? signal<object | null>({ turn: 't', family: 'q' }) : signal(null),
      refine: (f: { family: string }, word: string) => did.push(`${f.family} is ${word}`),
    } as never,
    keys: () => keys,
    active: () => true,
    following: (_, key) => offered?.get(key),
    unknown: (letter) => did.push(`no ${letter}`),
    openNote: say('note'),
    openHelp: say('help'),
  });
  const event = (type: string, key: string, code: string, mods = '') =>
    handlers.get(type)?.({
      key,
      code,
      shiftKey: mods.includes('S'),
      altKey: mods.includes('A'),
      ctrlKey: mods.includes('C'),
      metaKey: false,
      isComposing: false,
      repeat: mods.includes('R'),
      target: null,
      timeStamp: 0,
      getModifierState: (m: string) =>
        m === 'NumLock'
          ? (machine.numLock ?? false)
          : m === 'CapsLock'
            ? mods.includes('L')
            : mods.includes('G'),
      preventDefault: () => {},
    });
  return {
    /**
     * Presses and releases a key; `mods` of S(hift), A(lt), C(trl), G for
     * AltGr, L for Caps Lock, R for repeated.
     */
    press(key: string, code: string, mods?: string) {
      event('keydown', key, code, mods);
      event('keyup', key, code, mods);
    },
    down: (key: string, code: string, mods?: string) => event('keydown', key, code, mods),
    up: (key: string, code: string, mods?: string) => event('keyup', key, code, mods),
  };
}

/** What the pad does with one key, on a machine as above. */
function does(key: string, code: string, mods = '', machine?: Parameters<typeof at>[0]): string {
  did = [];
  at(machine).press(key, code, mods);
  return did.join(', ');
}

// What the browser says of a key, and what the pad must do. The events are those of
// the layouts on Windows; S is Shift.
type Row = [key: string, code: string, mods: string, does: string];
const LAYOUTS: Record<string, Row[]> = {
  'us-intl': [
    ['1', 'Digit1', '', 'p1 answer'],
    ['!', 'Digit1', 'S', 'p1 group'],
    ['1', 'Digit1', 'A', 'p1 other'],
    ['0', 'Digit0', '', 'p10 answer'],
    ['Dead', 'Digit6', 'S', 'p6 group'],
    ['&', 'Digit7', 'S', 'p7 group'],
    ['-', 'Minus', '', 'to *'],
    ['_', 'Minus', 'S', ''],
    ['/', 'Slash', '', 'note'],
    ['?', 'Slash', 'S', 'help'],
    ['.', 'Period', '', 'moment'],
    ['a', 'KeyA', '', 'word a'],
    ['A', 'KeyA', 'S', 'word a'],
    ['ê', 'KeyE', '', 'word e'], // after the dead key Shift with 6
    ['á', 'KeyA', 'CAG', ''],
    ['¡', 'Digit1', 'CAG', ''],
    ['Dead', 'Quote', '', ''],
  ],
  nl: [
    ['1', 'Digit1', '', 'p1 answer'],
    ['!', 'Digit1', 'S', 'p1 group'],
    ['_', 'Digit7', 'S', 'p7 group'],
    ["'", 'Digit0', 'S', 'p10 group'],
    ['/', 'Minus', '', 'note'],
    ['?', 'Minus', 'S', 'help'],
    ['-', 'Slash', '', 'to *'],
    ['=', 'Slash', 'S', ''],
    ['.', 'Period', '', 'moment'],
    [':', 'Period', 'S', ''],
    ['y', 'KeyY', '', 'word y'],
  ],
  de: [
    ['7', 'Digit7', '', 'p7 answer'],
    ['/', 'Digit7', 'S', 'note'],
    ['&', 'Digit6', 'S', 'p6 group'],
    ['=', 'Digit0', 'S', 'p10 group'],
    ['7', 'Digit7', 'A', 'p7 other'],
    ['{', 'Digit7', 'CAG', ''],
    ['{', 'Digit7', 'G', ''], // Linux reports AltGr alone
    ['-', 'Slash', '', 'to *'],
    ['?', 'Minus', 'S', 'help'],
    ['ß', 'Minus', '', ''],
    ['.', 'Period', '', 'moment'],
    ['z', 'KeyY', '', 'word z'],
    ['y', 'KeyZ', '', 'word y'],
    ['ü', 'BracketLeft', '', ''],
  ],
  fr: [
    ['&', 'Digit1', '', 'p1 answer'],
    ['é', 'Digit2', '', 'p2 answer'],
    ['à', 'Digit0', '', 'p10 answer'],
    ['-', 'Digit6', '', 'to *'],
    ['6', 'Digit6', 'S', 'p6 answer'],
    ['1', 'Digit1', 'S', 'p1 answer'],
    ['1', 'Digit1', 'L', 'p1 answer'],
    ['&', 'Digit1', 'A', 'p1 other'],
    ['|', 'Digit6', 'G', ''],
    ['~', 'Digit2', 'CAG', ''],
    ['.', 'Comma', 'S', 'moment'],
    ['/', 'Period', 'S', 'note'],
    ['?', 'KeyM', 'S', 'help'],
    [',', 'KeyM', '', ''],
    [';', 'Comma', '', ''],
    [':', 'Period', '', ''],
    ['a', 'KeyQ', '', 'word a'],
    ['q', 'KeyA', '', 'word q'],
    ['w', 'KeyZ', '', 'from-work'],
    ['z', 'KeyW', '', 'word z'],
    ['m', 'Semicolon', '', 'word m'],
    ['ù', 'Quote', '', ''],
  ],
  be: [
    ['&', 'Digit1', '', 'p1 answer'],
    ['§', 'Digit6', '', 'p6 answer'],
    ['6', 'Digit6', 'S', 'p6 answer'],
    ['!', 'Digit8', '', 'p8 answer'],
    ['^', 'Digit6', 'CAG', ''],
    ['-', 'Equal', '', 'to *'],
    ['_', 'Equal', 'S', ''],
    ['/', 'Period', 'S', 'note'],
    ['.', 'Comma', 'S', 'moment'],
    ['?', 'KeyM', 'S', 'help'],
    ['a', 'KeyQ', '', 'word a'],
    ['µ', 'Backslash', '', ''],
  ],
};

describe.each(Object.entries(LAYOUTS))('on the layout %s', (_, rows) => {
  it.each(rows)('%s on %s with "%s" does: %s', (key, code, mods, what) => {
    expect(does(key, code, mods)).toBe(what);
  });
});

describe('a digit with Shift, as programs press it', () => {
  it('goes to the group where the key writes the digit by itself', async () => {
    did = [];
    const k = at({ layout: { Digit3: '3' } });
    await Promise.resolve();
    k.press('3', 'Digit3', 'S');
    k.press('4', 'Digit4');
    k.press('4', 'Digit4', 'S');
    expect(did).toEqual(['p3 group', 'p4 answer', 'p4 group']);
  });
});

describe('the chord with ">"', () => {
  it.each([
    ['us-intl', 'Period'],
    ['de, fr, be', 'IntlBackslash'],
    ['nl', 'Backslash'],
  ])('sends the draft to a seat on %s', (_, code) => {
    const k = at();
    k.down('>', code, 'S');
    k.press('@', 'Digit2', 'S');
    k.press('2', 'Digit2');
    k.up('.', code);
    k.press('3', 'Digit3');
    expect(did).toEqual(['to p2', 'to p2', 'p3 answer']);
  });
});

describe('the number pad', () => {
  it('is digits and signs', () => {
    for (const numLock of [true, false]) expect(does('7', 'Numpad7', '', { numLock })).toBe('p7 answer');
    expect(does('0', 'Numpad0', '', { numLock: true })).toBe('p10 answer');
    expect(does('-', 'NumpadSubtract', '', { numLock: true })).toBe('to *');
    expect(does('/', 'NumpadDivide', '', { numLock: true })).toBe('note');
    expect(does(',', 'NumpadDecimal', '', { numLock: true })).toBe('');
  });

  const WRITES = 'Insert End ArrowDown PageDown ArrowLeft Clear ArrowRight Home ArrowUp PageUp'.split(' ');

  it('goes to the group with Shift, which Windows takes away before the key, and Linux does not', () => {
    WRITES.forEach((key, n) => {
      for (const linux of [false, true]) {
        did = [];
        const k = at({ numLock: true, platform: linux ? 'Linux x86_64' : 'Win32' });
        k.down('Shift', 'ShiftLeft', 'S');
        if (!linux) k.up('Shift', 'ShiftLeft');
        k.press(key, `Numpad${n}`, linux ? 'S' : '');
        if (!linux) k.down('Shift', 'ShiftLeft', 'S');
        k.up('Shift', 'ShiftLeft');
        expect(did).toEqual([`p${n === 0 ? 10 : n} group`]);
      }
    });
  });

  it('goes to the group with Shift on a Mac, where it has no lock', () => {
    expect(does('7', 'Numpad7', 'S', { platform: 'MacIntel' })).toBe('p7 group');
  });

  it('does nothing where it moves instead of writing, with Shift or without', () => {
    WRITES.forEach((key, n) => {
      for (const mods of ['', 'S', 'A']) expect(does(key, `Numpad${n}`, mods, { numLock: false })).toBe('');
    });
    expect(does('7', 'Numpad7', 'S', { numLock: false, platform: 'Linux x86_64' })).toBe('');
    expect(does('Home', 'Home')).toBe('');
  });
});

describe('Alt with a letter of a seat', () => {
  const code = `Key${eleven.toUpperCase()}`;

  it('is the letter where it is written all the same', () => {
    expect(does(eleven, code, 'A')).toBe('p11 other');
  });

  it('is nothing on a Mac as long as nobody knows what the key writes by itself', () => {
    expect(does('œ', code, 'A', { platform: 'MacIntel' })).toBe('');
  });

  it('is the letter once that is known: from the key before, or from the browser', async () => {
    const k = at({ platform: 'MacIntel' });
    k.press(eleven, 'KeyQ');
    k.press('œ', 'KeyQ', 'A');
    expect(did).toEqual(['p11 answer', 'p11 other']);
    did = [];
    const told = at({ platform: 'MacIntel', layout: { KeyQ: eleven } });
    await Promise.resolve();
    told.press('œ', 'KeyQ', 'A');
    expect(did).toEqual(['p11 other']);
  });

  it('is nothing where the key writes a sign of the pad by itself', async () => {
    const k = at({ platform: 'MacIntel', layout: { Digit6: '-', Digit5: '(' } });
    await Promise.resolve();
    k.press('¶', 'Digit6', 'A');
    k.press('{', 'Digit5', 'A');
    expect(did).toEqual(['p5 other']);
  });
});

it('means a key once that is held down', () => {
  const k = at();
  k.down('1', 'Digit1');
  k.down('1', 'Digit1', 'R');
  k.up('1', 'Digit1');
  expect(did).toEqual(['p1 answer']);
});

describe('keys and the words of a family', () => {
  it('says of a letter without a word that there is none, and nothing of other keys', () => {
    expect(does('k', 'KeyK')).toBe('no k');
    expect(does('K', 'KeyK', 'S')).toBe('no k');
    expect(does('k', 'KeyK', 'R')).toBe('');
    expect(does('Home', 'Home')).toBe('');
  });

  it('takes the key of an offered word while it is offered, and goes on with any other', () => {
    offered = new Map([['k', 'deciding']]);
    expect(does('k', 'KeyK')).toBe('q is deciding');
    const machine = at();
    did = [];
    machine.press('a', 'KeyA'); // another word: the offer is over
    machine.press('k', 'KeyK');
    expect(did).toEqual(['word a', 'no k']);
  });
});
