import { type Assigned, keyName } from '../../ui/keys';
import type { Pad } from './pad';

/** What the keys need of the page besides the pad itself. */
interface Targets {
  pad: Pad;
  keys(): Assigned;
  /** Whether keys work at the moment: the meeting runs, and no dialog is open. */
  active(): boolean;
  /** The tag with this key, of the family that was just tapped. */
  following(family: string, key: string): string | undefined;
  /** A letter that means nothing here. */
  unknown(letter: string): void;
  openNote(): void;
  openHelp(): void;
}

/** Listens to the keys of the pad. Returns what ends that. */
export function listen(t: Targets): () => void {
  // The code of the key that is held as ">", for a chord with a seat.
  let held: string | null = null;
  // What each key writes without modifiers, as far as keys were pressed or the
  // browser tells.
  const plain = new Map<string, string>();
  (navigator as { keyboard?: { getLayoutMap(): Promise<ReadonlyMap<string, string>> } }).keyboard
    ?.getLayoutMap()
    .then((layout) => {
      for (const [code, key] of layout) plain.set(code, key);
    })
    .catch(() => {}); // inside a frame the browser may refuse to tell
  const mac = /Mac|iP/.test(navigator.platform);

  function down(e: KeyboardEvent): void {
    if (!e.altKey && !e.shiftKey && !e.getModifierState('AltGraph')) plain.set(e.code, e.key);
    if (e.ctrlKey || e.metaKey || e.isComposing || !t.active() || writes(e.target)) return;
    if (e.key === '>') {
      held = e.code;
      e.preventDefault();
      return;
    }
    if (act(e)) e.preventDefault();
  }

  /** Acts on a key and returns whether it means something here. A key that is held down counts once. */
  function act(e: KeyboardEvent): boolean {
    const press = keyName(
      {
        key: e.key,
        code: e.code,
        shiftKey: e.shiftKey,
        altKey: e.altKey,
        altGraph: e.getModifierState('AltGraph'),
        capsLock: e.getModifierState('CapsLock'),
        numLock: mac || e.getModifierState('NumLock'),
      },
      (code) => plain.get(code),
    );
    const run = press && meaning(press.name, press.shift, e.altKey, e.timeStamp);
    if (!run) return false;
    if (e.repeat) return true;
    t.pad.family.value = null;
    run();
    return true;
  }

  function meaning(name: string, shift: boolean, alt: boolean, event: number): (() => void) | null {
    const { pad } = t;
    const { seats, tags } = t.keys();
    const person = find(seats, name);
    if (person !== undefined) {
      if (held !== null || person === '*') return () => pad.to(person);
      return () => void pad.seat(person, shift ? 'group' : alt ? 'other' : 'answer', event);
    }
    if (alt) return null;
    const family = pad.family.value;
    const word = family && t.following(family.family, name);
    if (family && word) return () => pad.refine(family, word);
    // A capital is a key of its own only where a tag has it. Otherwise Shift is
    // ignored: the user may still hold it from the seat before.
    const tag = (shift ? find(tags, name.toUpperCase()) : undefined) ?? find(tags, name);
    if (tag !== undefined) return () => pad.tag(tag);
    switch (name) {
      case 'Backspace':
        return () => (shift ? pad.redo() : pad.undo());
      case '/':
        return t.openNote;
      case '?':
        return t.openHelp;
      case '.':
        return () => pad.mark('moment');
      case 'w':
        return () => pad.mark('from-work');
    }
    return /^[a-z]$/.test(name) ? () => t.unknown(name) : null;
  }

  function up(e: KeyboardEvent): void {
    if (e.code === held) held = null;
  }
  function away(): void {
    held = null;
  }

  addEventListener('keydown', down);
  addEventListener('keyup', up);
  addEventListener('blur', away);
  return () => {
    removeEventListener('keydown', down);
    removeEventListener('keyup', up);
    removeEventListener('blur', away);
  };
}

function find(keys: Map<string, string>, key: string): string | undefined {
  for (const [id, k] of keys) if (k === key) return id;
  return undefined;
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], dialog[open]') !== null
  );
}
