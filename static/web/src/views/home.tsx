import { useEffect, useState } from 'preact/hooks';
import { api } from '../api';
import type { SessionItem, SessionPage } from '../api.gen';
import { dayAndTime, messages } from '../i18n';
import { initials } from '../names';
import { knownTeams, prepareOffline } from '../offline';
import { lastWho, who } from '../who';
import { Failed, Loading, Page } from './parts';
import { asProblem, useLoaded } from './resource';

const FIRST = 12;
const MORE = 50;

export function Home() {
  const m = messages.value;
  const me = who.value === 'offline' ? lastWho() : who.value;
  const owner = typeof me === 'object' && me?.role === 'owner';
  useEffect(() => {
    if (owner) prepareOffline();
  }, [owner]);
  return (
    <Page title={m.home.lead}>
      {owner && (
        <p>
          <a class="button" href="/sessions/new">
            {m.home.start}
          </a>
        </p>
      )}
      <div class="columns">
        <Meetings />
        {owner && <Teams />}
      </div>
    </Page>
  );
}

function Meetings() {
  const m = messages.value;
  const me = who.value;
  // Leaders and participants see no pictures of everybody.
  const looks = typeof me === 'object' && me.role !== 'leader' && me.role !== 'participant';
  const [first, again] = useLoaded(() => api.sessions(FIRST), 'sessions');
  const [rest, setRest] = useState<SessionPage>({ items: [] });
  const [problem, setProblem] = useState<ReturnType<typeof asProblem> | null>(null);
  const [busy, setBusy] = useState(false);

  async function more(after: string) {
    setBusy(true);
    setProblem(null);
    try {
      const page = await api.sessions(MORE, after);
      setRest({ items: [...rest.items, ...page.items], next: page.next });
    } catch (e) {
      setProblem(asProblem(e));
    }
    setBusy(false);
  }

  function body() {
    if (first.state === 'loading') return <Loading />;
    if (first.state === 'failed') return <Failed problem={first.problem} again={again} />;
    const items = [...first.value.items, ...rest.items];
    const next = rest.items.length > 0 ? rest.next : first.value.next;
    if (items.length === 0) return <p class="quiet">{m.home.noMeetings}</p>;
    return (
      <>
        <ul class="list">
          {items.map((s) => (
            <li key={s.id} class="two">
              <Meeting s={s} looks={looks} />
            </li>
          ))}
        </ul>
        {problem && <Failed problem={problem} />}
        {next !== undefined && (
          <button type="button" class="plain" disabled={busy} onClick={() => void more(next)}>
            {m.action.more}
          </button>
        )}
      </>
    );
  }

  return (
    <section aria-labelledby="meetings">
      <h2 id="meetings">{m.home.meetings}</h2>
      {body()}
    </section>
  );
}

/** A meeting leads to where one is most likely to go: the pad until it has ended, then looking back. */
function Meeting({ s, looks }: { s: SessionItem; looks: boolean }) {
  const m = messages.value;
  const when = s.started_at ?? s.created_at;
  const path = `/sessions/${encodeURIComponent(s.id)}`;
  const ended = looks && s.state === 'ended';
  const [first, second] = ended ? (['review', 'pad'] as const) : (['pad', 'review'] as const);
  return (
    <>
      <a class="row" href={`${path}/${first}`}>
        <span class="what">{s.title || m.home.untitled}</span>
        <span class="meta">
          {when && <time dateTime={when}>{dayAndTime(Date.parse(when))}</time>}
          <span>{m.home.people(s.participants.length)}</span>
          <span class={`state ${s.state}`}>{m.state[s.state]}</span>
        </span>
      </a>
      {looks && s.state !== 'planned' && (
        <a class="other" href={`${path}/${second}`}>
          {m.title[second]}
        </a>
      )}
    </>
  );
}

function Teams() {
  const m = messages.value;
  const [teams, again] = useLoaded(knownTeams, 'teams');

  function body() {
    if (teams.state === 'loading') return <Loading />;
    if (teams.state === 'failed') return <Failed problem={teams.problem} again={again} />;
    if (teams.value.length === 0) return <p class="quiet">{m.home.noTeams}</p>;
    return (
      <ul class="list">
        {teams.value.map((t) => (
          <li key={t.id}>
            <a class="row" href={`/teams/${encodeURIComponent(t.id)}`}>
              <span class="what">{t.name}</span>
              <span class="faces" aria-hidden="true">
                {t.people.slice(0, 4).map((p) => (
                  <i key={p.id}>{initials(p.name)}</i>
                ))}
              </span>
              <span class="meta">{m.home.people(t.people.length)}</span>
            </a>
          </li>
        ))}
      </ul>
    );
  }

  return (
    <section aria-labelledby="teams">
      <h2 id="teams">{m.home.teams}</h2>
      {body()}
      <p>
        <a href="/teams/new">{m.home.newTeam}</a>
      </p>
    </section>
  );
}
