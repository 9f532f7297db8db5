import type { Turn } from '../../session/fold';
import { messages } from '../../ui/i18n';
import { Sign } from '../../ui/sign';
import type { Review } from './review';
import { reviewWords } from './review-messages';

/** One turn as a line: the time, who to whom, and its tags. */
export function TurnLine({ turn, review }: { turn: Turn; review: Review }) {
  const m = messages.value;
  const w = reviewWords.value;
  const codes = review.codes.value;
  const said = review.said(turn.id);
  return (
    <>
      <time>{review.when(turn.at)}</time>
      <span class="who">
        {review.name(turn.from)} <span aria-hidden="true">→</span>
        <span class="hidden">{w.to}</span> {review.name(turn.to)}
      </span>
      <span class="tags">
        {said !== undefined && <span>{said}</span>}
        {said === undefined && turn.tags.length === 0 && <span class="quiet">{m.pad.untagged}</span>}
        {turn.tags.map((id) => (
          <span
            key={id}
            class="tag"
            style={{ '--tag': review.colours.value.get(id) ?? codes.get(id)?.colour ?? 'var(--quiet)' }}
          >
            <Sign sign={codes.get(id)?.sign} />
            {codes.get(id)?.label ?? id}
          </span>
        ))}
      </span>
    </>
  );
}

/** A turn in words, for a label. */
export function turnInWords(turn: Turn, review: Review): string {
  const m = messages.value;
  const tags = turn.tags.map((id) => review.codes.value.get(id)?.label ?? id);
  const words = [review.said(turn.id), ...tags].filter((w) => w !== undefined).join(', ') || m.pad.untagged;
  return `${review.when(turn.at)}, ${m.pad.draft(review.name(turn.from), review.name(turn.to))}, ${words}`;
}
