import { useEffect } from 'preact/hooks';
import { identity, lastIdentity } from '../../session/identity';
import { cachedTeams, prepareOffline } from '../../session/offline-start';
import { messages } from '../../ui/i18n';
import { Meetings, Running } from '../../ui/meetings';
import { initials } from '../../ui/names';
import { Failed, Loading, Page } from '../../ui/parts';
import { addressOf } from '../../ui/router';
import { UnsentMeetings } from '../../ui/unsent-meetings';
import { useAsked } from '../../ui/use-asked';
import { useMeetings } from '../../ui/use-meetings';

export function Home() {
  const m = messages.value;
  const me = identity.value === 'offline' ? lastIdentity() : identity.value;
  const owner = typeof me === 'object' && me?.role === 'owner';
  const list = useMeetings();
  useEffect(() => {
    if (owner) prepareOffline();
  }, [owner]);
  return (
    <Page title={m.home.lead}>
      <Running list={list} />
      {owner && (
        <p class="actions">
          <a class={list.running.length > 0 ? 'plain' : 'button'} href="/sessions/new">
            {m.home.start}
          </a>
          <a class="plain" href="/sessions/new?from=paper">
            {m.home.fromPaper}
          </a>
        </p>
      )}
      <UnsentMeetings />
      <div class="columns">
        <Meetings list={list} title={m.home.meetings} none={m.home.noMeetings} />
        {owner && <Teams />}
      </div>
    </Page>
  );
}

function Teams() {
  const m = messages.value;
  const teams = useAsked('teams', cachedTeams);

  function body() {
    if (teams.problem) return <Failed problem={teams.problem} again={teams.again} />;
    if (!teams.value) return <Loading />;
    if (teams.value.length === 0) return <p class="quiet">{m.home.noTeams}</p>;
    return (
      <ul class="list">
        {teams.value.map((t) => (
          <li key={t.id}>
            <a class="row" href={addressOf('team', t.id)}>
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
