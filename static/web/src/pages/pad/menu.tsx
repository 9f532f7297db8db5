import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import { OUTCOMES, PURPOSES, type Purpose } from '../../session/agenda';
import type { Participant } from '../../session/wire';
import { messages } from '../../ui/i18n';
import { TakeBack } from '../../ui/not-sent';
import { Dialog, Failed } from '../../ui/parts';
import { asProblem } from '../../ui/problem';
import { QrCode } from '../../ui/qr-code';
import { discreet, leadPerson, leftHanded, practised } from './device';
import type { AgendaPhase, Meeting } from './meeting';

/** What can be chosen in the menu, besides the settings that it changes itself. */
export type MenuChoice = 'people' | 'places' | 'agenda' | 'theme' | 'safety' | 'help' | 'invite' | 'end';

/** The menu: everything on the pad that is not under the thumb. */
export function Menu({
  meeting,
  running,
  close,
  ask,
}: {
  meeting: Meeting;
  running: boolean;
  close(): void;
  ask(what: MenuChoice): void;
}) {
  const m = messages.value;
  const o = m.observe.menu;
  const { live } = meeting;
  const session = live.session.value;
  const owner = live.role.value === 'owner';
  const go = (what: MenuChoice) => (
    <button key={what} type="button" class="plain" onClick={() => ask(what)}>
      {o.go[what]}
    </button>
  );
  return (
    <Dialog title={o.title} close={close}>
      <div class="menu">
        {running && <div class="block">{(['people', 'places', 'agenda', 'theme'] as const).map(go)}</div>}
        {running && (
          <div class="block">
            {go('safety')}
            <p class="hint">{o.safetyHint}</p>
          </div>
        )}
        <fieldset class="block">
          <legend>{o.view}</legend>
          <Switch
            label={o.discreet}
            hint={practised.value ? o.discreetSigns : o.discreetWords}
            on={discreet}
          />
          <Switch label={o.left} on={leftHanded} />
          <Lead meeting={meeting} />
        </fieldset>
        <div class="block">
          {owner && go('invite')}
          {owner && session?.coding === 'independent' && !session.revealed && <Reveal id={live.id} />}
          {owner && (
            <a
              class="plain"
              href={`/sessions/${encodeURIComponent(live.id)}/mirror`}
              target="_blank"
              rel="noopener"
            >
              {m.title.mirror}
            </a>
          )}
          {go('help')}
          {running && go('end')}
        </div>
        <TakeBack live={live} />
        <p class="actions">
          <button type="button" class="plain" onClick={close}>
            {m.action.close}
          </button>
        </p>
      </div>
    </Dialog>
  );
}

function Switch({ label, hint, on }: { label: string; hint?: string; on: { value: boolean } }) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={on.value}
        onChange={(e) => {
          on.value = e.currentTarget.checked;
        }}
      />
      <span>
        {label}
        {hint && <small class="hint">{hint}</small>}
      </span>
    </label>
  );
}

/** Chooses whom the pad observes: everybody, or only the person who leads and uses it. */
function Lead({ meeting }: { meeting: Meeting }) {
  const o = messages.value.observe.menu;
  const kept = leadPerson(meeting.live.id);
  const people = (meeting.live.fold.value?.participants() ?? []).filter((p) => p.present);
  return (
    <label class="field">
      <span>{o.lead}</span>
      <select
        value={kept.value}
        onChange={(e) => {
          kept.value = e.currentTarget.value;
        }}
      >
        <option value="">{o.leadOff}</option>
        {people.map((p) => (
          <option key={p.id} value={p.id}>
            {o.leadAs(p.name)}
          </option>
        ))}
      </select>
      <span class="hint">{o.leadHint}</span>
    </label>
  );
}

/** Lets the observers see what each of them saw. */
function Reveal({ id }: { id: string }) {
  const o = messages.value.observe.menu;
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <>
      <button
        type="button"
        class="plain"
        onClick={() => void api.changeSession(id, { revealed: true }).catch((e) => setProblem(asProblem(e)))}
      >
        {o.reveal}
      </button>
      <p class="hint">{o.revealHint}</p>
      {problem && <Failed problem={problem} />}
    </>
  );
}

const DAY_S = 24 * 60 * 60;
const INVITED = ['observer', 'lead', 'viewer'] as const;

/** An invitation as a QR code: to observe too, to watch, or to observe oneself. */
export function Invite({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.invite;
  const people = (meeting.live.fold.value?.participants() ?? []).filter((p) => p.present);
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

/** The phases of the agenda: one tap begins a phase, another one says how it ended. */
export function AgendaDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.agenda;
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState<Purpose | ''>('');
  const now = meeting.currentPhase();
  const begin = (phase: { name: string; purpose?: Purpose }) => {
    meeting.begin(phase);
    close();
  };
  return (
    <Dialog title={o.title} close={close}>
      {now && (
        <fieldset class="tick">
          <legend>{o.ended(now.name ?? '')}</legend>
          {OUTCOMES.map((outcome) => (
            <button
              key={outcome}
              type="button"
              class="plain"
              aria-pressed={now.outcome === outcome}
              onClick={() => meeting.outcome(now, outcome)}
            >
              {o.outcomes[outcome]}
            </button>
          ))}
        </fieldset>
      )}
      <ul class="items">
        {meeting.agenda.value.map((phase: AgendaPhase) => (
          <li key={phase.name}>
            <button
              type="button"
              class="plain"
              aria-current={phase.name === now?.name ? 'step' : undefined}
              onClick={() => begin(phase)}
            >
              <span>{phase.name}</span>
              <small>{phase.purpose ? o.purposes[phase.purpose] : ''}</small>
            </button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim() !== '') begin({ name: name.trim(), ...(purpose === '' ? {} : { purpose }) });
        }}
      >
        <div class="pair">
          <label class="field">
            <span>{o.name}</span>
            <input type="text" maxLength={120} value={name} onInput={(e) => setName(e.currentTarget.value)} />
          </label>
          <label class="field">
            <span>{o.purpose}</span>
            <select value={purpose} onChange={(e) => setPurpose(e.currentTarget.value as Purpose | '')}>
              <option value="">{o.noPurpose}</option>
              {PURPOSES.map((p) => (
                <option key={p} value={p}>
                  {o.purposes[p]}
                </option>
              ))}
            </select>
          </label>
        </div>
        <p class="actions">
          <button type="submit" class="button" disabled={name.trim() === ''}>
            {o.begin}
          </button>
          <button type="button" class="plain" onClick={close}>
            {m.action.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** The people: somebody joins, leaves, gets another name, or takes no part. */
export function People({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const o = m.observe.people;
  const [name, setName] = useState('');
  const people = meeting.live.fold.value?.participants() ?? [];
  return (
    <Dialog title={o.title} close={close} wide>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (name.trim() === '') return;
          meeting.join(name.trim());
          close();
        }}
      >
        <label class="field">
          <span>{m.pad.joins}</span>
          <span class="with">
            <input
              type="text"
              maxLength={120}
              value={name}
              aria-label={m.pad.joinName}
              onInput={(e) => setName(e.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={name.trim() === ''}>
              {m.pad.joinAdd}
            </button>
          </span>
        </label>
      </form>
      <ul class="who-is-there">
        {people.map((p) => (
          <PersonRow key={p.id} meeting={meeting} p={p} someone={o.someone} />
        ))}
      </ul>
      <p class="hint">{o.hint}</p>
      <p class="actions">
        <button type="button" class="plain" onClick={() => meeting.someone(o.someone)}>
          {o.addSomeone}
        </button>
        <button type="button" class="plain" onClick={close}>
          {m.action.close}
        </button>
      </p>
    </Dialog>
  );
}

function PersonRow({ meeting, p, someone }: { meeting: Meeting; p: Participant; someone: string }) {
  const o = messages.value.observe.people;
  const [name, setName] = useState(p.name);
  const rename = () => {
    if (name.trim() === '') setName(p.name);
    else meeting.rename(p, name.trim());
  };
  return (
    <li class={p.present ? '' : 'away'}>
      <input
        type="text"
        maxLength={120}
        value={name}
        aria-label={o.nameOf(p.name)}
        onInput={(e) => setName(e.currentTarget.value)}
        onChange={rename}
      />
      <button
        type="button"
        class="plain"
        aria-label={p.present ? o.leavesName(p.name) : o.returnsName(p.name)}
        onClick={() => meeting.present(p, !p.present)}
      >
        {p.present ? o.leaves : o.returns}
      </button>
      {p.present && p.name !== someone && (
        <button
          type="button"
          class="plain"
          aria-label={o.noPartName(p.name)}
          onClick={() => meeting.someone(someone, p)}
        >
          {o.noPartShort}
        </button>
      )}
    </li>
  );
}
