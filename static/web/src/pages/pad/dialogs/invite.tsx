import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../../server/api';
import { CopyButton } from '../../../ui/copy-button';
import { messages } from '../../../ui/i18n';
import { Dialog, Failed } from '../../../ui/parts';
import { asProblem } from '../../../ui/problem';
import { QrCode } from '../../../ui/qr-code';
import type { Meeting } from '../meeting';

const DAY_S = 24 * 60 * 60;
const INVITED = ['observer', 'lead', 'viewer'] as const;

/** An invitation as a QR code: to observe too, to watch, or to observe oneself. */
export function InviteDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.invite;
  const people = meeting.people.value;
  const [kind, setKind] = useState<(typeof INVITED)[number]>('observer');
  const [person, setPerson] = useState(people.find((p) => p.role === 'leader')?.id ?? people[0]?.id ?? '');
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const session = meeting.live.id;

  useEffect(() => {
    let gone = false;
    setUrl(null);
    setProblem(null);
    const role = kind === 'viewer' ? 'viewer' : 'observer';
    api
      .invite(session, { role, expires_in_s: DAY_S, ...(kind === 'lead' ? { person, max_uses: 1 } : {}) })
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
  }, [session, kind, person]);

  return (
    <Dialog title={o.title} close={close}>
      <div class="pair">
        <label class="field">
          <span>{o.as}</span>
          <select value={kind} onChange={(e) => setKind(e.currentTarget.value as typeof kind)}>
            {INVITED.map((k) => (
              <option key={k} value={k}>
                {o.kinds[k]}
              </option>
            ))}
          </select>
        </label>
        {kind === 'lead' && (
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
      <p class="actions">
        <button type="button" class="plain" onClick={close}>
          {m.action.close}
        </button>
      </p>
    </Dialog>
  );
}
