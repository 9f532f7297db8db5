import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { api, type Problem } from '../../../server/api';
import { messages } from '../../../ui/i18n';
import { TakeBack } from '../../../ui/not-sent';
import { Dialog, Failed } from '../../../ui/parts';
import { asProblem } from '../../../ui/problem';
import { addressOf } from '../../../ui/router';
import { discreet, followUp, leadPerson, leftHanded, practised } from '../device';
import type { MenuChoice } from '../dialog-kind';
import type { Meeting } from '../meeting';

/** The menu: everything on the pad that is not under the thumb. */
export function Menu({
  meeting,
  running,
  seats,
  close,
  ask,
}: {
  meeting: Meeting;
  running: boolean;
  /** Seats can be moved here. */
  seats: boolean;
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
        {running && (
          <div class="block">
            {go('people')}
            {seats && go('places')}
            {go('agenda')}
            {go('theme')}
          </div>
        )}
        {running && !live.fromPaper && (
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
          <Switch label={o.followUp} hint={o.followUpHint} on={followUp} />
          {!live.fromPaper && <Lead meeting={meeting} />}
        </fieldset>
        <div class="block">
          {owner && go('invite')}
          {owner && session?.coding === 'independent' && !session.revealed && <Reveal id={live.id} />}
          {owner && (
            <a class="plain" href={addressOf('mirror', live.id)} target="_blank" rel="noopener">
              {m.title.mirror}
            </a>
          )}
          {go('help')}
          {running && !meeting.coached.value && go('end')}
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
        {meeting.people.value.map((p) => (
          <option key={p.id} value={p.id}>
            {o.leadAs(p.name)}
          </option>
        ))}
      </select>
      <span class="hint">{o.leadHint}</span>
    </label>
  );
}

/** Lets the observers see what each of them saw. It asks first: there is no way back. */
function Reveal({ id }: { id: string }) {
  const o = messages.value.observe.menu;
  const [asks, setAsks] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const no = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => no.current?.focus(), [asks]); // before the next key arrives
  const reveal = () => {
    setAsks(false);
    api.changeSession(id, { revealed: true }).catch((e) => setProblem(asProblem(e)));
  };
  if (asks)
    return (
      <fieldset class="ask">
        <legend>{o.revealTitle}</legend>
        <p>{o.revealHint}</p>
        <p class="actions">
          <button type="button" class="plain" onClick={reveal}>
            {o.revealYes}
          </button>
          <button type="button" class="plain" ref={no} onClick={() => setAsks(false)}>
            {o.revealNo}
          </button>
        </p>
      </fieldset>
    );
  return (
    <>
      <button type="button" class="plain" onClick={() => setAsks(true)}>
        {o.reveal}
      </button>
      {problem && <Failed problem={problem} />}
    </>
  );
}
