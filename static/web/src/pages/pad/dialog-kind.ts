import type { Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import type { Meeting } from './meeting';
import type { MenuChoice } from './menu';

/** What lies over the pad. */
export type DialogKind = { kind: 'note'; at: number } | LazyDialog;

/** Of that, what has a program of its own. */
export type LazyDialog =
  | { kind: 'theme'; at: number }
  | { kind: 'menu' | 'help' | 'end' | 'people' | 'agenda' | 'invite' }
  | { kind: 'correct'; turn: Turn };

export interface DialogProps {
  meeting: Meeting;
  dialog: DialogKind | null;
  setDialog(dialog: DialogKind | null): void;
  /** The words of the step, and all words of the lens. */
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  live: boolean;
  /** Seats are dragged from now on. */
  places?: () => void;
  safety?: () => void;
}

/** What the menu asks for. */
export function openFromMenu(what: MenuChoice, props: DialogProps): void {
  switch (what) {
    case 'places':
      props.setDialog(null);
      props.places?.();
      return;
    case 'safety':
      props.setDialog(null);
      props.safety?.();
      return;
    case 'theme':
      props.setDialog({ kind: 'theme', at: props.meeting.room.at() });
      return;
    default:
      props.setDialog({ kind: what });
  }
}
