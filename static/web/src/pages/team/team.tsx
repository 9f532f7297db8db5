import { useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { Team } from '../../server/api.gen';
import { MAX_NAME, PERSON_ROLES } from '../../server/tables.gen';
import { circleSeat } from '../../session/seats';
import { uuid7 } from '../../session/uuid';
import type { Person } from '../../session/wire';
import { messages } from '../../ui/i18n';
import { MeetingsOfTeam } from '../../ui/meetings';
import { initials, shortNames } from '../../ui/names';
import { NotFound } from '../../ui/not-found';
import { Failed, Loading, Page } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { addressOf, navigate } from '../../ui/router';
import { useAsked } from '../../ui/use-asked';
import { teamMessages } from './team-messages';
import { TeamTrends } from './team-trends';

interface Draft {
  name: string;
  people: { id: string; name: string; role: NonNullable<Person['role']> }[];
}

export function TeamPage({ id }: { id: string }) {
  const m = messages.value;
  const team = useAsked(id, () => api.team(id));
  if (team.problem?.status === 404) return <NotFound />;
  if (!team.value)
    return (
      <Page title={m.title.team} back="/">
        {team.problem ? <Failed problem={team.problem} again={team.again} /> : <Loading />}
      </Page>
    );
  return <Editor key={team.value.id} team={team.value} />;
}

export function NewTeam() {
  return <Editor team={null} />;
}

/**
 * The page of a team: its meetings, how it changes over them, and its people. A
 * new team is only asked for its name and people.
 */
function Editor({ team: loaded }: { team: Team | null }) {
  const m = messages.value;
  const words = teamMessages.value;
  const [team, setTeam] = useState(loaded);
  const [d, setD] = useState<Draft>(() => ({
    name: team?.name ?? '',
    people: (team?.people ?? []).map((p) => ({ id: p.id, name: p.name, role: p.role ?? 'member' })),
  }));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const [busy, setBusy] = useState(false);

  function change(next: Draft) {
    setD(next);
    setSaved(false);
  }
  const person = (i: number, p: Partial<Draft['people'][number]>) =>
    change({ ...d, people: d.people.map((old, j) => (i === j ? { ...old, ...p } : old)) });

  async function submit(e: Event) {
    e.preventDefault();
    if (busy) return;
    if (d.name.trim() === '') return setMissing(words.needName);
    if (d.people.some((p) => p.name.trim() === '')) return setMissing(words.needPersonName);
    setMissing(null);
    setProblem(null);
    setBusy(true);
    const people = d.people.map((p, i) => ({
      id: p.id,
      name: p.name.trim(),
      role: p.role,
      seat: circleSeat(i, d.people.length),
    }));
    try {
      const body = { name: d.name.trim(), people };
      const t = team ? await api.updateTeam(team.id, body) : await api.createTeam(body);
      if (!team) return navigate(addressOf('team', t.id), 'replace');
      setTeam(t);
      setSaved(true);
    } catch (e) {
      setProblem(asProblem(e));
    }
    setBusy(false);
  }

  const short = shortNames(d.people.map((p) => p.name));
  const People = team ? 'h3' : 'h2';
  const form = (
    <form class="form" onSubmit={(e) => void submit(e)}>
      <div class="field">
        <label for="team-name">{words.name}</label>
        <input
          id="team-name"
          type="text"
          maxLength={MAX_NAME}
          value={d.name}
          onInput={(e) => change({ ...d, name: e.currentTarget.value })}
        />
      </div>
      <div class="columns">
        <section aria-labelledby="people">
          <People id="people">{words.people}</People>
          {d.people.length === 0 && <p class="quiet">{words.empty}</p>}
          <ol class="people">
            {d.people.map((p, i) => (
              <li key={p.id}>
                <input
                  type="text"
                  maxLength={MAX_NAME}
                  value={p.name}
                  aria-label={words.personName(i + 1)}
                  onInput={(e) => person(i, { name: e.currentTarget.value })}
                />
                <select
                  value={p.role}
                  aria-label={words.personRole(p.name || String(i + 1))}
                  onChange={(e) => person(i, { role: e.currentTarget.value as NonNullable<Person['role']> })}
                >
                  {PERSON_ROLES.map((r) => (
                    <option key={r} value={r}>
                      {words.roles[r]}
                    </option>
                  ))}
                </select>
                <button
                  type="button"
                  class="icon"
                  disabled={i === 0}
                  aria-label={words.up(p.name || String(i + 1))}
                  onClick={() => change({ ...d, people: swap(d.people, i - 1, i) })}
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="icon"
                  aria-label={words.remove(p.name || String(i + 1))}
                  onClick={() => change({ ...d, people: d.people.filter((_, j) => j !== i) })}
                >
                  ×
                </button>
              </li>
            ))}
          </ol>
          <button
            type="button"
            class="plain"
            onClick={() =>
              change({ ...d, people: [...d.people, { id: uuid7(Date.now()), name: '', role: 'member' }] })
            }
          >
            {words.add}
          </button>
        </section>
        {d.people.length > 0 && (
          <figure class="seats">
            <div class="circle still" aria-hidden="true">
              {d.people.map((p, i) => {
                const seat = circleSeat(i, d.people.length);
                return (
                  <span key={p.id} class="seat" style={{ '--x': seat.x, '--y': seat.y }}>
                    <b>{initials(p.name)}</b>
                    <i>{short[i]}</i>
                  </span>
                );
              })}
            </div>
            <figcaption class="hint">{words.seats}</figcaption>
          </figure>
        )}
      </div>
      {missing && (
        <p class="notice" role="alert">
          {missing}
        </p>
      )}
      {problem && <Failed problem={problem} typing />}
      <p class="actions">
        <button type="submit" class="button" disabled={busy}>
          {words.save}
        </button>
        <span role="status">{saved && words.saved}</span>
      </p>
    </form>
  );
  return (
    <Page title={team ? d.name || m.title.team : m.title['new-team']} back="/">
      {team && (
        <>
          {team.people.length > 1 ? (
            <p class="actions">
              <a class="button" href={`/sessions/new?team=${encodeURIComponent(team.id)}`}>
                {words.start}
              </a>
              <a class="plain" href={`/print/sheet?team=${encodeURIComponent(team.id)}`}>
                {words.onPaper}
              </a>
            </p>
          ) : (
            <p class="quiet">{words.startNeeds}</p>
          )}
          <div class="columns">
            <MeetingsOfTeam team={team.id} title={words.meetings} none={words.noMeetings} />
          </div>
          <TeamTrends team={team} />
        </>
      )}
      {team ? (
        <section class="about" aria-labelledby="about">
          <h2 id="about">{words.about}</h2>
          {form}
        </section>
      ) : (
        form
      )}
    </Page>
  );
}

function swap<T>(list: readonly T[], i: number, j: number): T[] {
  const out = [...list];
  const [a, b] = [out[i], out[j]];
  if (a !== undefined && b !== undefined) {
    out[i] = b;
    out[j] = a;
  }
  return out;
}
