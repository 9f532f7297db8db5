import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../../server/api';
import type { Invitation } from '../../../server/api.gen';
import { CopyButton } from '../../../ui/copy-button';
import { messages } from '../../../ui/i18n';
import { Dialog, Failed } from '../../../ui/parts';
import { asProblem } from '../../../ui/problem';
import { QrCode } from '../../../ui/qr-code';
import { useAsked } from '../../../ui/use-asked';
import type { Meeting } from '../meeting';

const DAY_S = 24 * 60 * 60;
const INVITED = ['observer', 'lead', 'leader', 'participant', 'viewer'] as const;
type Kind = (typeof INVITED)[number];

/** An invitation as a QR code: to observe too, to observe oneself, to take part, or to watch. */
export function InviteDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.invite;
  const people = meeting.people.value;
  const [kind, setKind] = useState<Kind>('observer');
  const [person, setPerson] = useState(people.find((p) => p.role === 'leader')?.id ?? people[0]?.id ?? '');
  const [after, setAfter] = useState(true);
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const session = meeting.live.id;
  const leads = kind === 'lead' || kind === 'leader';
  const named = leads || kind === 'participant';

  useEffect(() => {
    let gone = false;
    setUrl(null);
    setProblem(null);
    api
      .invite(session, {
        role: kind === 'lead' ? 'observer' : kind,
        expires_in_s: DAY_S,
        ...(named ? { person, max_uses: 1 } : {}),
        ...(leads && after ? { after_shown: true } : {}),
      })
      .then(
        (link) => {
          if (!gone) setUrl(link.url);
        },
        (e) => {
          if (!gone) setProblem(asProblem(e));
        },
      );
    return () => {
      gone = true;
    };
  }, [session, kind, person, after]);

  return (
    <Dialog title={o.title} close={close}>
      <div class="pair">
        <label class="field">
          <span>{o.as}</span>
          <select value={kind} onChange={(e) => setKind(e.currentTarget.value as Kind)}>
            {INVITED.map((k) => (
              <option key={k} value={k}>
                {o.kinds[k]}
              </option>
            ))}
          </select>
        </label>
        {named && (
          <label class="field">
            <span>{o.who}</span>
            <select value={person} onChange={(e) => setPerson(e.currentTarget.value)}>
              {people.map((p) => (
                <option key={p.id} value={p.id}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p class="hint">{o.hints[kind]}</p>
      {leads && (
        <label class="switch">
          <input type="checkbox" checked={after} onChange={(e) => setAfter(e.currentTarget.checked)} />
          <span>
            {o.afterShown}
            <small class="hint">{o.afterShownHint}</small>
          </span>
        </label>
      )}
      {url && (
        <div class="link">
          <QrCode text={url} />
          <label class="field">
            <span>{o.link}</span>
            <input type="text" readOnly value={url} onFocus={(e) => e.currentTarget.select()} />
          </label>
          <CopyButton text={url} />
        </div>
      )}
      {problem && <Failed problem={problem} />}
      <InUse meeting={meeting} />
      <p class="actions">
        <button type="button" class="plain" onClick={close}>
          {m.action.close}
        </button>
      </p>
    </Dialog>
  );
}

/** The invitations with which somebody joined; each look at the dialog makes one that nobody may ever use. */
function InUse({ meeting }: { meeting: Meeting }) {
  const o = messages.value.observe.invite;
  const all = useAsked('', () => api.invitations(meeting.live.id)).value?.items ?? [];
  const used = all.filter((i) => i.uses > 0);
  if (used.length === 0) return null;
  const kindOf = (i: Invitation): Kind => (i.role === 'observer' && i.person ? 'lead' : i.role);
  const nameOf = (id: string) => meeting.people.value.find((p) => p.id === id)?.name;
  return (
    <details>
      <summary>{o.inUse(used.length)}</summary>
      <ul class="list">
        {used.map((i) => (
          <li key={i.id} class="row">
            {[o.kinds[kindOf(i)], i.person && nameOf(i.person), i.after_shown && o.afterShownShort]
              .filter((s) => s)
              .join(' · ')}
          </li>
        ))}
      </ul>
    </details>
  );
}
