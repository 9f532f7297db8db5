import type { Finding } from '../../server/api.gen';
import { messages } from '../../ui/i18n';
import { Failed } from '../../ui/parts';
import { Section } from '../../ui/section';
import { momentAt, turnsOf } from './marks';
import { FINDINGS, type Look } from './review';
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
  return section ? <Section section={section} leads={(f) => <Leads look={look} finding={f} />} /> : null;
}

export function Comparing() {
  return (
    <p class="note" role="status">
      {messages.value.look.comparing}
    </p>
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
