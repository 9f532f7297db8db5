import type { LiveSession } from '../session/live-session';
import { messages } from './i18n';
import { showNotSent } from './show-not-sent';

/** Says whether what was tapped is only on this device, on its way, or saved. */
export function SyncDot({ live }: { live: LiveSession }) {
  const m = messages.value;
  const sync = live.sync.value;
  const onTheWay = live.waiting.value;
  const waiting = onTheWay + live.left.value;
  const words = live.notSent.value.shut
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
      {live.left.value > 0 ? (
        <button type="button" onClick={showNotSent}>
          {words}
        </button>
      ) : (
        <span>{words}</span>
      )}
    </span>
  );
}
