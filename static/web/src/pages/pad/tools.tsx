import { useState } from 'preact/hooks';
import { OUTCOMES } from '../../server/tables.gen';
import type { Undoable } from '../../session/fold';
import { messages } from '../../ui/i18n';
import type { AgendaPhase, Meeting } from './meeting';
import type { Pad } from './pad';
import { pressed } from './press';

/** Buttons for what takes one tap: acts of the whole group, and marks. */
export function Tools({ pad, openNote }: { pad: Pad; openNote(): void }) {
  const m = messages.value;
  const o = m.observe;
  return (
    <div class="tools" role="group" aria-label={o.tools}>
      {(['silence', 'laughter', 'together'] as const).map((what) => (
        <button key={what} type="button" {...pressed(() => pad.together(what, o.group[what].word))}>
          {o.group[what].button}
        </button>
      ))}
      <button type="button" title={m.pad.moment} {...pressed(() => pad.mark('moment'))}>
        {o.short.moment} <kbd aria-hidden="true">.</kbd>
      </button>
      <button type="button" title={m.pad.fromWork} {...pressed(() => pad.mark('from-work'))}>
        {o.short.fromWork} <kbd aria-hidden="true">w</kbd>
      </button>
      <button type="button" aria-label={m.pad.note} title={m.pad.note} onClick={openNote}>
        {o.short.note} <kbd aria-hidden="true">/</kbd>
      </button>
    </div>
  );
}

/**
 * The agenda in one line: where the meeting is, the next phase at one tap, and
 * after a phase the question how it ended.
 */
export function Agenda({
  meeting,
  open,
  begin,
}: {
  meeting: Meeting;
  open(): void;
  begin(phase: AgendaPhase): void;
}) {
  const m = messages.value;
  const o = m.observe.agenda;
  const [later, setLater] = useState<string | null>(null);
  const phases = meeting.agenda.value;
  const now = meeting.currentPhase();
  const ended = meeting.openPhase();
  const next = phases.find((p) => !p.begun);
  const asks = ended && ended.id !== later ? ended : null;
  if (asks) return <Ended meeting={meeting} phase={asks} later={() => setLater(asks.id)} />;
  return (
    <div class="agenda">
      <button type="button" class="now" aria-label={o.open(now?.name ?? o.none)} onClick={open}>
        <span>{now?.name ?? o.none}</span>
        {now?.purpose && <small>{o.purposes[now.purpose]}</small>}
      </button>
      {next && (
        <button type="button" class="next" {...pressed(() => begin(next))}>
          <span class="hidden">{now ? o.next : o.first} </span>
          <span>{next.name}</span> <span aria-hidden="true">→</span>
        </button>
      )}
    </div>
  );
}

function Ended({ meeting, phase, later }: { meeting: Meeting; phase: Undoable; later(): void }) {
  const o = messages.value.observe.agenda;
  return (
    <div class="agenda ended" role="group" aria-label={o.ended(phase.name ?? '')}>
      <span class="asks">{o.ended(phase.name ?? '')}</span>
      {OUTCOMES.map((outcome) => (
        <button key={outcome} type="button" onClick={() => meeting.outcome(phase, outcome)}>
          {o.outcomes[outcome]}
        </button>
      ))}
      <button type="button" class="quiet" onClick={later}>
        {o.later}
      </button>
    </div>
  );
}
