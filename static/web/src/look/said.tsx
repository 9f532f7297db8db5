import type { Finding, FindingSection } from '../api.gen';
import { messages } from '../i18n';
import { Failed } from '../views/parts';
import { FINDINGS, type Look } from './look';
import { momentAt, turnsOf } from './marks';
import type { Said } from './use-findings';

/** What was found of one kind, where no picture shows it. */
export function InWords({ look, said, name }: { look: Look; said: Said; name: string }) {
  const m = messages.value;
  const section = said.findings?.sections.find((s) => s.name === name);
  const known: Record<string, string> = m.look.charts;
  return (
    <section class="finding" id={`finding-${name}`} aria-labelledby={`title-${name}`}>
      <h2 id={`title-${name}`} tabIndex={-1}>
        {section?.title ?? known[name] ?? name}
      </h2>
      <Sentences look={look} said={said} name={name} />
    </section>
  );
}

/** The sentences of a section, while they are on their way that they are. */
export function Sentences({ look, said, name }: { look: Look; said: Said; name: string }) {
  const section = said.findings?.sections.find((s) => s.name === name);
  if (said.problem) return <Failed problem={said.problem} again={said.again} />;
  if (!said.findings) return <Comparing />;
  return section ? <Section look={look} section={section} /> : null;
}

export function Comparing() {
  return (
    <p class="note" role="status">
      {messages.value.look.comparing}
    </p>
  );
}

function Section({ look, section }: { look: Look; section: FindingSection }) {
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
      <List look={look} items={section.items} />
      {section.folds.map((f) => (
        <details key={f.title}>
          <summary>
            {f.title} ({f.items.length})
          </summary>
          <List look={look} items={f.items} />
        </details>
      ))}
      {section.method.length > 0 && (
        <details class="method">
          <summary>{m.look.method}</summary>
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

function List({ look, items }: { look: Look; items: readonly Finding[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="sentences">
      {items.map((f) => (
        <Sentence key={f.id} look={look} finding={f} />
      ))}
    </ul>
  );
}

function Sentence({ look, finding }: { look: Look; finding: Finding }) {
  return (
    <li>
      <p class="sentence">{finding.text}</p>
      <p class="facts">
        {finding.sure && (
          <span class="sure" data-sure={finding.confidence}>
            {finding.sure}
          </span>
        )}
        <Leads look={look} finding={finding} />
      </p>
      {finding.questions.map((q) => (
        <p key={q} class="question">
          {q}
        </p>
      ))}
      {finding.notes.length > 0 && <p class="also">{finding.notes.join(' ')}</p>}
    </li>
  );
}

/** How many moments a finding rests on; opens them. */
function Leads({ look, finding }: { look: Look; finding: Finding }) {
  const m = messages.value;
  const part = { graphic: finding.id };
  const frame = look.frames.value.get(FINDINGS)?.frame;
  const moment = frame && momentAt(frame, part);
  if (!moment) return null;
  const followed = look.followed.value;
  return (
    <button type="button" class="plain" onClick={() => look.set({ opened: { chart: FINDINGS, part } })}>
      {m.look.seeAll(moment.total)}
      {followed !== null && ` (${m.look.someOf(turnsOf(moment, followed).length, moment.total)})`}
      <span class="hidden">
        : {m.look.moments}, {moment.label}
      </span>
    </button>
  );
}
