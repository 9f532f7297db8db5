import type { Room } from '../session/room';
import { messages } from './i18n';
import { LazyPart } from './lazy';
import { showNotSent } from './show-not-sent';

/** While the pad is in use the list stands below it: one line leads there. */
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

/** The list of what was not sent; its program comes when there is something in it. */
export function NotSent({ room }: { room: Room }) {
  if (room.left.value === 0 && room.unmade.value === null) return null;
  return <LazyPart load={program} show={({ NotSentList }) => <NotSentList room={room} />} />;
}

/** Reads a saved file in. */
export function TakeBack({ room }: { room: Room }) {
  return <LazyPart load={program} show={(p) => <p.TakeBack room={room} />} />;
}
