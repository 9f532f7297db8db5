import { useEffect, useRef, useState } from 'preact/hooks';
import { isHeld, isPrivate } from '../session/decide';
import { saveFile } from '../session/entry-file';
import type { Unsent } from '../session/entry-store';
import { identity } from '../session/identity';
import { followUnsent, throwAway } from '../session/unsent';
import { messages } from './i18n';
import { Ask, inWords, throwWords } from './not-sent-list';
import { notSent } from './not-sent-messages';
import { addressOf } from './router';

/**
 * What this device keeps that is in no meeting yet, null until it is read; and a
 * function that reads again.
 */
function useUnsent(): [Unsent[] | null, () => void] {
  const [left, setLeft] = useState<Unsent[] | null>(null);
  const following = useRef<ReturnType<typeof followUnsent> | null>(null);
  useEffect(() => {
    const f = followUnsent(setLeft);
    following.current = f;
    return f.stop;
  }, []);
  return [left, () => following.current?.again()];
}

/**
 * The meetings with unsent entries, on the start page and for users who are not
 * signed in, so that nobody forgets them.
 */
export function UnsentMeetings() {
  const [left, again] = useUnsent();
  // Compass entries wait for the end of their meeting on purpose.
  const list = (left ?? []).filter((u) => u.session?.make || u.entries.some((k) => !isHeld(k)));
  if (list.length === 0) return null;
  const known = identity.value !== 'signed-out';
  return (
    <section class="left" aria-labelledby="left">
      <h2 id="left">{notSent.value.home}</h2>
      <ul class="list">
        {list.map((u) => (
          <li key={u.id}>{known ? <Way u={u} /> : <Ways u={u} again={again} />}</li>
        ))}
      </ul>
    </section>
  );
}

const titleOf = (u: Unsent) => u.session?.session.title || messages.value.home.untitled;

/** For a signed-in user: leads to the pad, which says the reason and what to do. */
function Way({ u }: { u: Unsent }) {
  const o = notSent.value;
  return (
    <a class="row" href={addressOf('pad', u.id)}>
      <span class="what">{titleOf(u)}</span>
      <span class="meta">
        {u.entries.length > 0 && <span>{messages.value.sync.left(u.entries.length)}</span>}
        {u.session?.make && <span>{o.never}</span>}
      </span>
    </a>
  );
}

/** For a browser that is not signed in: private entries are only counted, and go into no file. */
function Ways({ u, again }: { u: Unsent; again(): void }) {
  const o = notSent.value;
  const kept = new Map(u.entries.map((k) => [k.id, k]));
  const open = u.entries.filter((k) => !isPrivate(k, { kept, log: null }));
  const sealed = u.entries.length - open.length;
  const unmade = u.session?.make !== undefined;

  return (
    <div class="notice">
      <h3>{titleOf(u)}</h3>
      {unmade ? (
        <p>
          {o.unmade['not-owner']}
          {open.length > 0 && <> ({inWords(open)})</>}
        </p>
      ) : (
        <p>
          {o.title(open.length, sealed)}
          {open.length > 0 && <> ({inWords(open)})</>}. {o.ended}
        </p>
      )}
      {sealed > 0 && <p>{o.sealed(sealed)}</p>}
      <div class="actions">
        {open.length > 0 && (
          <button type="button" class="plain" onClick={() => saveFile(titleOf(u), open)}>
            {o.save}
          </button>
        )}
        <Ask
          does={o.throwAway}
          {...throwWords(u.entries.length, unmade)}
          yes={o.throwYes}
          run={() => void throwAway(u).then(again)}
        />
      </div>
    </div>
  );
}

/** Says that this device could not tell what has not been sent. */
export function AskUnread({ goOn, again }: { goOn(): void; again(): void }) {
  const m = messages.value;
  const o = notSent.value.ask;
  return (
    <div class="notice" role="alert">
      <p>{o.unread}</p>
      <p class="actions">
        <button type="button" class="button" onClick={again}>
          {m.action.retry}
        </button>
        <button type="button" class="plain" onClick={goOn}>
          {o.goOn}
        </button>
      </p>
    </div>
  );
}

/** Says what has not been sent, before somebody else may use this browser. */
export function AskFirst({ left, goOn }: { left: readonly Unsent[]; goOn(): void }) {
  const o = notSent.value.ask;
  const entries = left.reduce((n, u) => n + u.entries.length, 0);
  const unmade = left.filter((u) => u.session?.make).length;
  return (
    <div class="notice" role="alert">
      <p>
        {entries > 0 && o.body(entries)} {unmade > 0 && o.unmade(unmade)} {o.of(left.map(titleOf).join(', '))}
      </p>
      <p>{o.stays}</p>
      <p class="actions">
        <button type="button" class="button" onClick={goOn}>
          {o.goOn}
        </button>
        <a class="plain" href="/">
          {o.not}
        </a>
      </p>
    </div>
  );
}
