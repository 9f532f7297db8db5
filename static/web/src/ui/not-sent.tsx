import type { LiveSession } from '../session/live-session';
import { messages } from './i18n';
import { LazyPart } from './lazy';
import { showNotSent } from './show-not-sent';

/** A line that leads to the list, which stands below the pad while that is in use. */
export function NotSentLine({ live }: { live: LiveSession }) {
  const m = messages.value;
  if (live.left.value === 0) return null;
  return (
    <div class="notice line" role="status">
      <span>{m.sync.left(live.left.value)}</span>
      <button type="button" class="plain" onClick={showNotSent}>
        {m.sync.look}
      </button>
    </div>
  );
}

const program = () => import('./not-sent-list');

/** The list of unsent entries. Its code is fetched when there is something to list. */
export function NotSent({ live }: { live: LiveSession }) {
  if (live.left.value === 0 && live.unmade.value === null) return null;
  return <LazyPart load={program} show={({ NotSentList }) => <NotSentList live={live} />} />;
}

/** Reads in a saved file of entries. */
export function TakeBack({ live }: { live: LiveSession }) {
  return <LazyPart load={program} show={(p) => <p.TakeBack live={live} />} />;
}
