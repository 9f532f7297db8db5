import type { Room } from '../room';
import { Late } from '../views/part';

export const NOT_SENT = 'not-sent';

/** Goes to the list of what was not sent. */
export function showNotSent(): void {
  document.getElementById(NOT_SENT)?.focus();
}

const program = () => import('./unsent');

/** The list of what was not sent; its program comes when there is something in it. */
export function NotSent({ room }: { room: Room }) {
  if (room.left.value === 0 && room.unmade.value === null) return null;
  return <Late load={program} show={({ NotSentList }) => <NotSentList room={room} />} />;
}

/** Reads a saved file in. */
export function TakeBack({ room }: { room: Room }) {
  return <Late load={program} show={(p) => <p.TakeBack room={room} />} />;
}
