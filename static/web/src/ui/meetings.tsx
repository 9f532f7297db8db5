import { useState } from 'preact/hooks';
import type { SessionItem } from '../server/api.gen';
import { identity } from '../session/identity';
import { DeleteDialog } from './delete-meeting';
import { dayAndTime, messages, shortDay } from './i18n';
import { meetingsWords } from './meetings-messages';
import { Failed, Loading } from './parts';
import { addressOf } from './router';
import { type MeetingsList, useMeetings } from './use-meetings';

/** The meetings of a team. */
export function MeetingsOfTeam({ team, title, none }: { team: string; title: string; none: string }) {
  const list = useMeetings(team);
  return (
    <>
      <Running list={list} />
      <Meetings list={list} title={title} none={none} />
    </>
  );
}

/** The meetings that go on now, each with the one thing to do. */
export function Running({ list }: { list: MeetingsList }) {
  const m = messages.value;
  const o = meetingsWords.value;
  if (list.running.length === 0) return null;
  return (
    <section class="running" aria-labelledby="running">
      <h2 id="running">{o.running}</h2>
      {list.running.map((s) => (
        <div key={s.id}>
          <p>
            <strong>{s.title || m.home.untitled}</strong>
            <span class="meta">
              {s.started_at && (
                <time dateTime={s.started_at}>{o.since(dayAndTime(Date.parse(s.started_at)))}</time>
              )}
              <span>{m.home.people(s.participants.length)}</span>
              <span class={`state ${s.state}`}>{m.state[s.state]}</span>
            </span>
          </p>
          <a
            class="button"
            href={addressOf('pad', s.id)}
            aria-label={`${o.goOn}: ${s.title || m.home.untitled}`}
          >
            {o.goOn}
          </a>
          <Remove s={s} list={list} />
        </div>
      ))}
    </section>
  );
}

/** The other meetings: those that were prepared, and then those that were held, the latest first. */
export function Meetings({ list, title, none }: { list: MeetingsList; title: string; none: string }) {
  const m = messages.value;
  const o = meetingsWords.value;
  const me = identity.value;
  // Leaders and participants see no charts of everybody.
  const looks = typeof me === 'object' && me.role !== 'leader' && me.role !== 'participant';
  const owner = typeof me === 'object' && me.role === 'owner';

  const rows = (items: readonly SessionItem[]) => (
    <ul class="list">
      {items.map((s) => (
        <li key={s.id} class="two">
          <Meeting s={s} looks={looks} owner={owner} />
          <Remove s={s} list={list} />
        </li>
      ))}
    </ul>
  );

  function body() {
    if (list.problem) return <Failed problem={list.problem} again={list.again} />;
    if (!list.known) return <Loading />;
    if (list.rest.length + list.planned.length + list.running.length === 0 && list.more === null)
      return <p class="quiet">{none}</p>;
    return (
      <>
        {rows(list.rest)}
        {list.moreProblem && <Failed problem={list.moreProblem} />}
        {list.more && (
          <button type="button" class="plain" disabled={list.busy} onClick={list.more}>
            {m.action.more}
          </button>
        )}
      </>
    );
  }

  const onlyPlanned =
    list.rest.length === 0 && list.more === null && list.planned.length + list.running.length > 0;
  return (
    <div class="meetings">
      {list.planned.length > 0 && (
        <section aria-labelledby="planned">
          <h2 id="planned">{o.planned}</h2>
          {rows(list.planned)}
        </section>
      )}
      {!onlyPlanned && (
        <section aria-labelledby="meetings">
          <h2 id="meetings">{title}</h2>
          {body()}
        </section>
      )}
    </div>
  );
}

/** Deletes a meeting of the list, after asking. */
function Remove({ s, list }: { s: SessionItem; list: MeetingsList }) {
  const m = messages.value;
  const me = identity.value;
  const [asks, setAsks] = useState(false);
  if (typeof me !== 'object' || me.role !== 'owner') return null;
  return (
    <>
      <button
        type="button"
        class="icon bare"
        aria-label={meetingsWords.value.removeOne(s.title || m.home.untitled)}
        onClick={() => setAsks(true)}
      >
        ×
      </button>
      {asks && <DeleteDialog s={s} close={() => setAsks(false)} gone={() => list.removed(s.id)} />}
    </>
  );
}

/**
 * A meeting in the list. Its main link is the page that is most likely wanted:
 * the pad until the meeting has ended, then the page that looks back. Who takes part
 * sees what concerns them.
 */
function Meeting({ s, looks, owner }: { s: SessionItem; looks: boolean; owner: boolean }) {
  const m = messages.value;
  const o = meetingsWords.value;
  const planned = s.state === 'planned';
  const ended = s.state === 'ended';
  const held = Date.parse(s.started_at ?? s.created_at);
  return (
    <>
      <a class={`row ${s.state}`} href={addressOf(looks ? (ended ? 'review' : 'pad') : 'preview', s.id)}>
        <span class="what">{s.title || m.home.untitled}</span>
        <span class="meta">
          <time dateTime={s.started_at ?? s.created_at}>
            {planned ? o.made(shortDay(held)) : dayAndTime(held)}
          </time>
          <span>{m.home.people(s.participants.length)}</span>
          {!planned && !ended && <span>{o.notEnded}</span>}
        </span>
      </a>
      {planned
        ? owner && (
            <a class="other" href={addressOf('prepare', s.id)}>
              {m.action.change}
            </a>
          )
        : looks && (
            <a class="other" href={addressOf(ended ? 'pad' : 'review', s.id)}>
              {ended ? o.correct : m.title.review}
            </a>
          )}
    </>
  );
}
