import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { entriesOf, saveFile } from '../session/entry-file';
import type { Kept } from '../session/entry-store';
import { EVERYBODY } from '../session/fold';
import type { LiveSession } from '../session/live-session';
import type { Entry, EntryType } from '../session/wire';
import { codes } from './codes';
import { clock, dayAndTime, messages } from './i18n';
import { notSent } from './not-sent-messages';
import { navigate } from './router';
import { NOT_SENT } from './show-not-sent';

/**
 * The entries that were tapped on this device and are not in the meeting, with
 * the reason and what their author can do about it. They stay until the author
 * decides.
 */
export function NotSentList({ live }: { live: LiveSession }) {
  const m = messages.value;
  const o = notSent.value;
  const { refused, aside, mine, sealed, shut } = live.notSent.value;
  const unmade = live.unmade.value;
  const title = live.session.value?.title || m.home.untitled;
  const open = [...refused, ...aside];
  const role = live.role.value;
  const takes = !shut && unmade === null && (role === 'owner' || role === 'observer');
  const heading = unmade === null ? o.title(open.length, sealed.length) : o.unmadeTitle;
  return (
    <section class="notice refused" id={NOT_SENT} tabIndex={-1} aria-label={heading}>
      <h2>{heading}</h2>
      {unmade !== null && <p>{o.unmade[unmade]}</p>}
      {aside.length > 0 && unmade === null && (
        <p>{shut ? o.ended : o.another(namesOf(live, aside), dayAndTime(aside[0]?.n ?? 0))}</p>
      )}
      {aside.length > 0 && <What live={live} kept={aside} />}
      {refused.length > 0 && (
        <ul>
          {refused.map((k) => (
            <li key={k.id}>
              <span>
                {m.refused.kinds[k.entry.type]}: {reason(m.refused.codes, k.code)}
              </span>
              <Ask
                does={o.throwAway}
                {...throwWords(1)}
                yes={o.throwYes}
                run={() => live.throwAway([k.id])}
              />
            </li>
          ))}
        </ul>
      )}
      {live.left.value > 0 && <p>{o.stays}</p>}
      <div class="actions">
        {unmade === 'no-team' && (
          <button type="button" class="button" onClick={() => void live.makeWithoutTeam()}>
            {o.without}
          </button>
        )}
        {mine.length > 0 && (
          <Ask
            does={o.claim}
            title={o.claimTitle}
            body={o.claimBody(mine.length)}
            yes={o.claimYes}
            no={m.action.cancel}
            run={() => live.claim()}
          />
        )}
        {open.length > 0 && (
          <button type="button" class="plain" onClick={() => saveFile(title, open)}>
            {o.save}
          </button>
        )}
        {(aside.length > 0 || unmade !== null) && (
          <Ask
            does={unmade === null ? o.throwOpen(aside.length) : o.throwAll}
            {...throwWords(unmade === null ? aside.length : live.left.value, unmade !== null)}
            yes={o.throwYes}
            run={() => {
              if (unmade === null) live.throwAway(aside.map((k) => k.id));
              else void live.throwAwayUnmade().then((thrown) => thrown && navigate('/'));
            }}
          />
        )}
      </div>
      {sealed.length > 0 && (
        <div class="sealed">
          <p>{o.sealed(sealed.length)}</p>
          {unmade === null && (
            <Ask
              does={o.throwSealed(sealed.length)}
              {...throwWords(sealed.length)}
              yes={o.throwYes}
              run={() => live.throwAway(sealed)}
            />
          )}
        </div>
      )}
      {takes && <TakeBack live={live} />}
    </section>
  );
}

/** A button that asks in its own place before it does something. */
export function Ask({
  does,
  title,
  body,
  yes,
  no,
  run,
}: {
  does: string;
  title: string;
  body: string;
  yes: string;
  /** The answer that changes nothing; without it, that the entries are kept. */
  no?: string;
  run(): void;
}) {
  const o = notSent.value;
  const [asks, setAsks] = useState(false);
  const asked = useRef(false);
  const done = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (asked.current && !asks) button.current?.focus();
    asked.current = asks;
  }, [asks]);
  useEffect(
    () => () => {
      if (done.current) setTimeout(goOnNear);
    },
    [],
  );
  if (!asks)
    return (
      <button type="button" class="plain" ref={button} onClick={() => setAsks(true)}>
        {does}
      </button>
    );
  return (
    <Question
      title={title}
      body={body}
      yes={yes}
      no={no ?? o.keep}
      run={() => {
        done.current = true;
        setAsks(false);
        run();
      }}
      leave={() => setAsks(false)}
    />
  );
}

/** A question in the place of its button. The focus starts at the answer that changes nothing. */
function Question({
  title,
  body,
  yes,
  no,
  run,
  leave,
}: {
  title: string;
  body: string;
  yes: string;
  no: string;
  run(): void;
  leave(): void;
}) {
  const id = useId();
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []); // before the next key arrives
  return (
    <fieldset class="ask" aria-describedby={id}>
      <legend>{title}</legend>
      <p id={id}>{body}</p>
      <p class="actions">
        <button type="button" class="plain" onClick={run}>
          {yes}
        </button>
        <button type="button" class="plain" ref={first} onClick={leave}>
          {no}
        </button>
      </p>
    </fieldset>
  );
}

/** Moves the focus to the list or the page when what had it has gone. */
function goOnNear(): void {
  if (document.activeElement !== document.body) return;
  (document.getElementById(NOT_SENT) ?? document.getElementById('main'))?.focus();
}

/**
 * The question before so many entries are deleted, and with them, for `meeting`,
 * a meeting that exists nowhere else.
 */
export function throwWords(entries: number, meeting = false): { title: string; body: string } {
  const o = notSent.value;
  if (!meeting) return { title: o.throwTitle(entries), body: o.throwBody };
  if (entries === 0) return { title: o.throwMeetingTitle, body: o.throwBody };
  return { title: o.throwTitle(entries), body: `${o.throwBody} ${o.throwMeeting}` };
}

/** Reads in a file of entries that was saved here or on another device. */
export function TakeBack({ live }: { live: LiveSession }) {
  const m = messages.value;
  const o = notSent.value;
  const [asks, setAsks] = useState<Entry[] | null>(null);
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);

  function leave() {
    setAsks(null);
    input.current?.focus();
  }

  async function read(file: File | undefined) {
    if (!file) return;
    const { entries, bad } = entriesOf(await file.text());
    setAsks(entries.length > 0 ? entries : null);
    setSaid(bad > 0 ? o.unreadable(bad) : entries.length === 0 ? o.takenNone : '');
  }

  return (
    <div class="sealed">
      <label class="plain file">
        {o.back}
        <input
          type="file"
          ref={input}
          accept=".jsonl,.ndjson,application/x-ndjson"
          onChange={(e) => {
            void read(e.currentTarget.files?.[0]);
            e.currentTarget.value = '';
          }}
        />
      </label>
      <p class="hint">{o.backHint}</p>
      {asks && (
        <Question
          title={o.backTitle(asks.length)}
          body={o.backBody(live.session.value?.title || m.home.untitled)}
          yes={o.backYes}
          no={m.action.cancel}
          run={() => {
            const taken = live.takeBack(asks);
            leave();
            setSaid(taken > 0 ? o.taken(taken) : o.takenNone);
          }}
          leave={leave}
        />
      )}
      <p role="status">{said}</p>
    </div>
  );
}

/** The names under which these entries were tapped, as far as this device knows them. */
function namesOf(live: LiveSession, kept: readonly Kept[]): string {
  const names = new Set(kept.flatMap((k) => live.nameOf(k.observer ?? '') || []));
  return [...names].join(', ');
}

/** How many turns are shown one by one. */
const FEW = 5;

/**
 * How many entries there are of each kind, and the first turns among them, so
 * that their author recognises them.
 */
function What({ live, kept }: { live: LiveSession; kept: readonly Kept[] }) {
  const m = messages.value;
  const known = new Map(live.fold.value?.participants().map((p) => [p.id, p.name]));
  for (const { entry } of kept)
    if (entry.person && !known.has(entry.person.id)) known.set(entry.person.id, entry.person.name ?? '');
  const book = live.session.value?.codebook;
  const words = book ? codes(book) : null;
  const name = (id = '') => (id === EVERYBODY ? m.pad.everybody : (known.get(id) ?? id));
  const turns = kept.filter((k) => k.entry.type === 'interaction').slice(0, FEW);
  const rest = kept.length - turns.length;
  return (
    <>
      <p>{inWords(kept)}</p>
      {turns.length > 0 && (
        <ul>
          {turns.map(({ id, entry }) => (
            <li key={id}>
              {clock(entry.at ?? 0)} {name(entry.from)} → {name(entry.to)}:{' '}
              {(entry.tags ?? []).map((t) => words?.get(t)?.label ?? t).join(', ') || m.pad.untagged}
            </li>
          ))}
          {rest > 0 && <li>{notSent.value.more(rest)}</li>}
        </ul>
      )}
    </>
  );
}

/** How many entries there are of each kind, in words. */
export function inWords(kept: readonly Kept[]): string {
  const n = new Map<EntryType, number>();
  for (const { entry } of kept) n.set(entry.type, (n.get(entry.type) ?? 0) + 1);
  return [...n].map(([type, count]) => notSent.value.counts[type](count)).join(' · ');
}

function reason(codes: Record<string, string>, code: string | undefined): string {
  return (code !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined) ?? code ?? '';
}
