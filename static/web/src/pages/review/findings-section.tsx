import type { Finding, FindingSection, Findings } from '../../server/api.gen';
import { FindingsList } from '../../ui/findings-list';
import { Failed } from '../../ui/parts';
import { momentAt, turnsOf } from './chart-parts';
import { FINDINGS, type Review } from './review';
import { reviewWords } from './review-messages';
import type { FetchedFindings } from './use-findings';

/** The findings of one kind that have no chart. */
export function FindingsSection({
  review,
  said,
  name,
}: {
  review: Review;
  said: FetchedFindings;
  name: string;
}) {
  const w = reviewWords.value;
  const section = said.findings && sectionOf(said.findings, name);
  const known: Record<string, string> = w.charts;
  if (section && section.lead.length + section.items.length + section.folds.length === 0) return null;
  return (
    <section class="finding" id={`finding-${name}`} aria-labelledby={`title-${name}`}>
      <h4 id={`title-${name}`} tabIndex={-1}>
        {section?.title ?? known[name] ?? name}
      </h4>
      <Sentences review={review} said={said} name={name} />
    </section>
  );
}

/** The sentences of one section of the findings, or a note that they are being computed. */
export function Sentences({ review, said, name }: { review: Review; said: FetchedFindings; name: string }) {
  const section = said.findings && sectionOf(said.findings, name);
  if (said.problem) return <Failed problem={said.problem} again={said.again} />;
  if (!said.findings) return <Comparing />;
  return section ? (
    <FindingsList section={section} leads={(f) => <Leads review={review} finding={f} />} />
  ) : null;
}

/**
 * A section of the findings. That no known pattern stands out, and what to look at then,
 * is not said where something else does.
 */
function sectionOf(found: Findings, name: string): FindingSection | undefined {
  const section = found.sections.find((s) => s.name === name);
  const silent = name === 'patterns' && section?.items.length === 0 && found.glance.findings.length > 0;
  return section && silent ? { ...section, title: reviewWords.value.charts.patterns, lead: [] } : section;
}

export function Comparing() {
  return (
    <p class="note" role="status">
      {reviewWords.value.comparing}
    </p>
  );
}

/** Says how many moments a finding rests on, and opens them. */
export function Leads({ review, finding }: { review: Review; finding: Finding }) {
  const w = reviewWords.value;
  const part = { graphic: finding.id };
  const frame = review.frames.value.get(FINDINGS)?.frame;
  const moment = frame && momentAt(frame, part);
  if (!moment) return null;
  const followed = review.followed.value;
  return (
    <button type="button" class="plain" onClick={() => review.set({ opened: { chart: FINDINGS, part } })}>
      {w.seeAll(moment.total)}
      {followed !== null && ` (${w.someOf(turnsOf(moment, followed).length, moment.total)})`}
      <span class="hidden">
        : {w.moments}, {moment.label}
      </span>
    </button>
  );
}
