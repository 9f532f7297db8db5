import { MIRROR_OFF, MIRROR_ON } from '../messages/mirror-notes';
import type { Undoable } from '../session/fold';

// A mirror that is on changes the meeting. So this is kept in the meeting, as a
// shared note with a fixed text.
const ON = new Set(Object.values(MIRROR_ON));
const OFF = new Set(Object.values(MIRROR_OFF));

/** Whether the mirror is on, according to the shared notes of a meeting. */
export function isOn(notes: readonly Undoable[]): boolean {
  const last = notes.findLast(
    (n) => n.visibility === 'shared' && n.text !== undefined && (ON.has(n.text) || OFF.has(n.text)),
  );
  return last?.text !== undefined && ON.has(last.text);
}
