import type { Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import type { AgendaPhase, Meeting } from './meeting';

/** A dialog over the pad. */
export type DialogKind =
  | { kind: 'theme'; at: number }
  | { kind: 'menu' | 'help' | 'end' | 'people' | 'agenda' | 'invite' }
  | { kind: 'correct'; turn: Turn }
  /** After an item that was entered from paper. */
  | { kind: 'minutes'; next: Item };

/** An item that is to begin. */
export type Item = Pick<AgendaPhase, 'name' | 'purpose'>;

export interface DialogProps {
  meeting: Meeting;
  dialog: DialogKind | null;
  setDialog(dialog: DialogKind | null): void;
  /** The tags of the chosen step, and (`all`) those of the whole codebook. */
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  /** What the chosen step is called, and the keys of its tags, on a pad with keys. */
  step?: string;
  keys?: ReadonlyMap<string, string>;
  running: boolean;
  /** Lets seats be dragged. */
  places?: () => void;
  safety?: () => void;
}

/** What can be chosen in the menu, besides the settings that it changes itself. */
export type MenuChoice = 'people' | 'places' | 'agenda' | 'theme' | 'safety' | 'help' | 'invite' | 'end';

/** Opens what was chosen in the menu. */
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
      props.setDialog({ kind: 'theme', at: props.meeting.live.at() });
      return;
    default:
      props.setDialog({ kind: what });
  }
}

/** Begins an item. From paper it is first asked how long the one took that was entered. */
export function begin(meeting: Meeting, next: Item, setDialog: (dialog: DialogKind | null) => void): void {
  const entered = meeting.live.fromPaper ? meeting.paperItems().at(-1)?.turns : 0;
  if (entered) {
    setDialog({ kind: 'minutes', next });
    return;
  }
  meeting.begin(next);
  setDialog(null);
}
