import { useEffect, useRef, useState } from 'preact/hooks';
import { api, Problem } from '../server/api';
import type { Session } from '../server/api.gen';
import { forgetSession, unsentIn } from '../session/device-copy';
import { messages } from './i18n';
import { meetingsWords } from './meetings-messages';
import { Dialog, Failed } from './parts';
import { asProblem } from './problem';

type Deletable = Pick<Session, 'id' | 'title' | 'state'>;

/** A button that deletes a meeting after asking. Only an owner may. */
export function DeleteMeeting({ s, gone }: { s: Deletable; gone(): void }) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <p>
        <button type="button" class="plain" onClick={() => setAsks(true)}>
          {meetingsWords.value.remove}
        </button>
      </p>
      {asks && <DeleteDialog s={s} close={() => setAsks(false)} gone={gone} />}
    </>
  );
}

/** Says what goes when a meeting is deleted, and deletes it: on the server, then on this device. */
export function DeleteDialog({ s, close, gone }: { s: Deletable; close(): void; gone(): void }) {
  const o = meetingsWords.value.ask;
  const [left, setLeft] = useState<number | 'unread'>(0);
  const [problem, setProblem] = useState<Problem | 'left' | null>(null);
  const [busy, setBusy] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    keep.current?.focus(); // the answer that changes nothing
    void unsentIn(s.id).then(setLeft);
  }, [s.id]);

  async function remove() {
    setBusy(true);
    setProblem(null);
    try {
      await api.deleteSession(s.id).catch((e) => {
        // It is gone already: an answer was lost, or somebody else deleted it.
        if (!(e instanceof Problem && e.status === 404)) throw e;
      });
      await forgetSession(s.id);
      gone();
    } catch (e) {
      setProblem(e instanceof Problem ? asProblem(e) : 'left');
      setBusy(false);
    }
  }

  return (
    <Dialog title={o.title(s.title || messages.value.home.untitled)} close={close}>
      <p>{s.state === 'planned' ? o.planned : o.begun}</p>
      {(s.state === 'live' || s.state === 'paused') && <p>{o.running}</p>}
      {left === 'unread' ? <p>{o.unread}</p> : left > 0 && <p>{o.unsent(left)}</p>}
      <p class="hint">{o.backups}</p>
      {problem === 'left' ? (
        <p class="notice" role="alert">
          {o.left}
        </p>
      ) : (
        problem && <Failed problem={problem} typing />
      )}
      <p class="actions">
        <button type="button" class="plain" ref={keep} disabled={busy} onClick={close}>
          {o.no}
        </button>
        <button type="button" class="plain warn" disabled={busy} onClick={() => void remove()}>
          {o.yes}
        </button>
      </p>
    </Dialog>
  );
}
