import { OUTCOMES } from '../../../server/tables.gen';
import type { Undoable } from '../../../session/fold';
import { messages } from '../../../ui/i18n';
import type { Meeting } from '../meeting';

/** How an item ended, as one tap; the same tap again takes it back. */
export function Outcomes({ meeting, phase }: { meeting: Meeting; phase: Undoable }) {
  const o = messages.value.observe.agenda;
  return (
    <fieldset class="tick">
      <legend>{o.ended(phase.name ?? '')}</legend>
      {OUTCOMES.map((outcome) => (
        <button
          key={outcome}
          type="button"
          class="plain"
          aria-pressed={phase.outcome === outcome}
          onClick={() => meeting.outcome(phase, outcome)}
        >
          {o.outcomes[outcome]}
        </button>
      ))}
    </fieldset>
  );
}
