import type { Room } from '../session/room';
import { messages } from './i18n';
import { showNotSent } from './show-not-sent';

/** Says whether what was tapped is only on this device, on its way, or saved. */
export function SyncDot({ room }: { room: Room }) {
  const m = messages.value;
  const sync = room.sync.value;
  const onTheWay = room.waiting.value;
  const waiting = onTheWay + room.left.value;
  const words = room.notSent.value.shut
    ? waiting > 0
      ? m.sync.left(waiting)
      : m.sync.out
    : sync === 'saved'
      ? m.sync.saved
      : sync === 'queued'
        ? onTheWay > 0
          ? m.sync.queued(onTheWay)
          : waiting > 0
            ? m.sync.left(waiting)
            : m.loading
        : waiting > 0
          ? m.sync.offlineWaiting(waiting)
          : m.sync.offline;
  return (
    <span class="sync" data-sync={sync} data-pending={waiting} title={words}>
      <i aria-hidden="true" />
      {room.left.value > 0 ? (
        <button type="button" onClick={showNotSent}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
    </span>
  );
}
