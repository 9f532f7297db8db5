import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Code } from '../codes';
import type { Turn } from '../fold';
import { within } from '../within';
import type { Meeting } from './meeting';
import type { Asked } from './menu';
import { NoteDialog } from './note';

/** What lies over the pad. */
export type Over = { kind: 'note'; at: number } | Later;

/** Of that, what has a program of its own. */
export type Later =
  | { kind: 'theme'; at: number }
  | { kind: 'menu' | 'help' | 'end' | 'people' | 'agenda' | 'invite' }
  | { kind: 'correct'; turn: Turn };

export interface OverProps {
  meeting: Meeting;
  over: Over | null;
  setOver(over: Over | null): void;
  /** The words of the step, and all words of the lens. */
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  live: boolean;
  /** Seats are dragged from now on. */
  places?: () => void;
  safety?: () => void;
}

/** So long somebody who opens a dialog waits for its program. */
const LOAD_MS = 8_000;
const program = signal<typeof import('./overs') | null>(null);

/** Fetches what the dialogs need, so that it is there also when the network is not. */
async function fetchProgram(): Promise<void> {
  program.value ??= await within(LOAD_MS, import('./overs'));
}

/** The dialogs of the pad. The program of most comes after the pad itself, which does not wait for it. */
export function Dialogs(props: OverProps) {
  useEffect(() => {
    const timer = setTimeout(() => fetchProgram().catch(() => {}), 500); // tried again when a dialog is opened
    return () => clearTimeout(timer);
  }, []);
  const { over } = props;
  useEffect(() => {
    if (!over || over.kind === 'note') return;
    fetchProgram().catch(() => {
      // Or the keys of the pad would wait for a dialog that never comes.
      props.setOver(null);
      props.meeting.pad.say('away');
    });
  }, [over]);
  const p = program.value;
  if (over?.kind === 'note') {
    const { meeting, setOver } = props;
    return <NoteDialog close={() => setOver(null)} keep={(text) => meeting.pad.note(text, over.at)} />;
  }
  if (!over || !p) return null;
  return <p.OverThePad {...props} over={over} />;
}

/** What the menu asks for. */
export function follow(what: Asked, props: OverProps): void {
  switch (what) {
    case 'places':
      props.setOver(null);
      props.places?.();
      return;
    case 'safety':
      props.setOver(null);
      props.safety?.();
      return;
    case 'theme':
      props.setOver({ kind: 'theme', at: props.meeting.room.at() });
      return;
    default:
      props.setOver({ kind: what });
  }
}
