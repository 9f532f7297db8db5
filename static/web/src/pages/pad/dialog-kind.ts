import type { Turn } from '../../session/fold';
import type { Code } from '../../ui/codes';
import type { Meeting } from './meeting';
import type { Asked } from './menu';

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
