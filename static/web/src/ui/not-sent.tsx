import type { Room } from '../session/room';
import { messages } from './i18n';
import { LazyPart } from './lazy';
import { showNotSent } from './show-not-sent';

/** A line that leads to the list, which stands below the pad while that is in use. */
export function NotSentLine({ room }: { room: Room }) {
  const m = messages.value;
  if (room.left.value === 0) return null;
  return (
    <div class="notice line" role="status">
      <span>{m.sync.left(room.left.value)}</span>
      <button type="button" class="plain" onClick={showNotSent}>
        {m.sync.look}
      </button>
    </div>
  );
}

const program = () => import('./not-sent-list');

/** The list of unsent entries. Its code is fetched when there is something to list. */
export function NotSent({ room }: { room: Room }) {
  if (room.left.value === 0 && room.unmade.value === null) return null;
  return <LazyPart load={program} show={({ NotSentList }) => <NotSentList room={room} />} />;
}

/** Reads in a saved file of entries. */
export function TakeBack({ room }: { room: Room }) {
  return <LazyPart load={program} show={(p) => <p.TakeBack room={room} />} />;
}
