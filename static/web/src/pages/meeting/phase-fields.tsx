import { MAX_NAME, PURPOSES, type Purpose } from '../../server/tables.gen';
import { messages } from '../../ui/i18n';
import type { AgendaDraft } from './agenda-draft';
import { prepareWords } from './prepare-messages';
import { TEMPLATE_IDS, type TemplateId } from './templates';
import { useFocusNew } from './use-focus-new';

/** The agenda: phases with their purposes, typed or taken from a template. */
export function PhaseFields({
  agenda,
  template,
  take,
}: {
  agenda: AgendaDraft;
  /** The template that is shown as chosen. */
  template: TemplateId | null;
  take(template: TemplateId | ''): void;
}) {
  const m = messages.value;
  const o = prepareWords.value.prepare;
  const purposes = m.observe.agenda.purposes;
  const list = useFocusNew(agenda.items.value.length);
  const chosen = template && o.templates[template];

  return (
    <fieldset class="agenda-items">
      <legend>{o.agenda}</legend>
      <label class="field">
        <span class="hint">{o.template}</span>
        <select value={template ?? ''} onChange={(e) => take(e.currentTarget.value as TemplateId | '')}>
          <option value="">{o.noTemplate}</option>
          {TEMPLATE_IDS.map((id) => (
            <option key={id} value={id}>
              {o.templates[id].name}
            </option>
          ))}
        </select>
      </label>
      {chosen && 'hint' in chosen && (
        <p class="hint" role="status">
          {chosen.hint}
        </p>
      )}
      <ol class="people" ref={list}>
        {agenda.items.value.map((phase, i) => (
          <li key={phase.key}>
            <input
              type="text"
              maxLength={MAX_NAME}
              value={phase.name}
              aria-label={o.phaseName(i + 1)}
              onInput={(e) => agenda.change(phase.key, { name: e.currentTarget.value })}
            />
            <select
              value={phase.purpose}
              aria-label={o.phasePurpose(phase.name || String(i + 1))}
              onChange={(e) => agenda.change(phase.key, { purpose: e.currentTarget.value as Purpose | '' })}
            >
              <option value="">{m.observe.agenda.noPurpose}</option>
              {PURPOSES.map((p) => (
                <option key={p} value={p}>
                  {purposes[p]}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="icon"
              aria-label={o.removePhase(phase.name || String(i + 1))}
              onClick={() => agenda.remove(phase.key)}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      <p>
        <button type="button" class="plain" onClick={() => agenda.add()}>
          {o.addPhase}
        </button>
      </p>
    </fieldset>
  );
}
