import { useState } from 'preact/hooks';
import { api, type Problem } from '../server/api';
import type { SessionItem, SessionPage } from '../server/api.gen';
import { identity } from '../session/identity';
import { dayAndTime, messages } from './i18n';
import { Failed, Loading } from './parts';
import { asProblem } from './problem';
import { addressOf } from './router';
import { useAsked } from './use-asked';

const FIRST = 12;
const MORE = 50;

/** Meetings, the latest first; with `team` only those of that team. */
export function Meetings({ title, none, team }: { title: string; none: string; team?: string }) {
  const m = messages.value;
  const me = identity.value;
  // Leaders and participants see no charts of everybody.
  const looks = typeof me === 'object' && me.role !== 'leader' && me.role !== 'participant';
  const first = useAsked(team ?? '', () => api.sessions(FIRST, undefined, team));
  const [rest, setRest] = useState<SessionPage | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function more(after: string) {
    setBusy(true);
    setProblem(null);
    try {
      const page = await api.sessions(MORE, after, team);
      setRest({ ...page, items: [...(rest?.items ?? []), ...page.items] });
    } catch (e) {
      setProblem(asProblem(e));
    }
    setBusy(false);
  }

  function body() {
    if (first.problem) return <Failed problem={first.problem} again={first.again} />;
    if (!first.value) return <Loading />;
    const items = [...first.value.items, ...(rest?.items ?? [])];
    const next = rest === null ? first.value.next : rest.next;
    if (items.length === 0 && next === undefined) return <p class="quiet">{none}</p>;
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
      <h2 id="meetings">{title}</h2>
      {body()}
    </section>
  );
}

/**
 * A meeting in the list. Its main link is the page that is most likely wanted:
 * the pad until the meeting has ended, then the page that looks back.
 */
function Meeting({ s, looks }: { s: SessionItem; looks: boolean }) {
  const m = messages.value;
  const when = s.started_at ?? s.created_at;
  const ended = looks && s.state === 'ended';
  const [first, second] = ended ? (['review', 'pad'] as const) : (['pad', 'review'] as const);
  return (
    <>
      <a class="row" href={addressOf(first, s.id)}>
        <span class="what">{s.title || m.home.untitled}</span>
        <span class="meta">
          {when && <time dateTime={when}>{dayAndTime(Date.parse(when))}</time>}
          <span>{m.home.people(s.participants.length)}</span>
          <span class={`state ${s.state}`}>{m.state[s.state]}</span>
        </span>
      </a>
      {looks && s.state !== 'planned' && (
        <a class="other" href={addressOf(second, s.id)}>
          {m.title[second]}
        </a>
      )}
    </>
  );
}
