import { useState } from 'preact/hooks';
import { MAX_NAME, PURPOSES, type Purpose } from '../../../server/tables.gen';
import { messages } from '../../../ui/i18n';
import { Dialog, SubmitOrCancel } from '../../../ui/parts';
import type { Item } from '../dialog-kind';
import type { AgendaPhase, Meeting } from '../meeting';
import { Outcomes } from './outcomes';

/** The phases of the agenda: one tap begins a phase, another one says how it ended. */
export function AgendaDialog({
  meeting,
  begin,
  close,
}: {
  meeting: Meeting;
  begin(phase: Item): void;
  close(): void;
}) {
  const m = messages.value;
  const o = m.observe.agenda;
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState<Purpose | ''>('');
  const now = meeting.currentPhase();
  return (
    <Dialog title={o.title} close={close}>
      {now && <Outcomes meeting={meeting} phase={now} />}
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
            <input
              type="text"
              maxLength={MAX_NAME}
              value={name}
              onInput={(e) => setName(e.currentTarget.value)}
            />
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
        <SubmitOrCancel label={o.begin} disabled={name.trim() === ''} cancel={close} />
      </form>
    </Dialog>
  );
}
