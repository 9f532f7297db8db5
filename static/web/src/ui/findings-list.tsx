import '../style/findings-list.css';
import type { ComponentChildren } from 'preact';
import type { Finding, FindingSection } from '../server/api.gen';
import { messages } from './i18n';

type Leads = (finding: Finding) => ComponentChildren;

/** The findings of one section, in sentences. `leads` renders the way to the moments of a finding. */
export function FindingsList({ section, leads }: { section: FindingSection; leads: Leads }) {
  const m = messages.value;
  const all = [...section.items, ...section.folds.flatMap((f) => f.items)];
  const checked = all.filter((f) => f.figures);
  return (
    <div class="said" data-findings={section.name}>
      {section.lead.map((p) => (
        <p key={p} class="note">
          {p}
        </p>
      ))}
      <List items={section.items} leads={leads} />
      {section.folds.map((f) => (
        <details key={f.title}>
          <summary>
            {f.title} ({f.items.length})
          </summary>
          <List items={f.items} leads={leads} />
        </details>
      ))}
      {section.method.length > 0 && (
        <details class="method">
          <summary>{m.findings.method}</summary>
          {section.method.map((p) => (
            <p key={p}>{p}</p>
          ))}
          {checked.length > 0 && (
            <ul class="list">
              {checked.map((f) => (
                <li key={f.id}>
                  {f.text} <span class="figures">{f.figures}</span>
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
    </div>
  );
}

function List({ items, leads }: { items: readonly Finding[]; leads: Leads }) {
  if (items.length === 0) return null;
  return (
    <ul class="sentences">
      {items.map((f) => (
        <Sentence key={f.id} finding={f} leads={leads} />
      ))}
    </ul>
  );
}

function Sentence({ finding, leads }: { finding: Finding; leads: Leads }) {
  return (
    <li>
      <p class="sentence">{finding.text}</p>
      <div class="facts">
        {finding.sure && (
          <span class="sure" data-sure={finding.confidence}>
            {finding.sure}
          </span>
        )}
        {leads(finding)}
      </div>
      {[...finding.questions, ...(finding.circular ? [finding.circular] : [])].map((q) => (
        <p key={q} class="question">
          {q}
        </p>
      ))}
      {finding.notes.length > 0 && <p class="also">{finding.notes.join(' ')}</p>}
    </li>
  );
}
