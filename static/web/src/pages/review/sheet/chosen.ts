import type { Finding, Findings } from '../../../server/api.gen';
import { chosenIn, type Debrief, NO_PATTERN } from '../debrief-merge';
import { following } from '../fragment-card';
import { byId, offered } from '../pattern-card';
import type { Review } from '../review';
import { reviewWords } from '../review-messages';
import { type Cut, cutOf } from '../strip';

/** What stands on the sheet. What nobody has chosen is what is proposed first. */
export interface Chosen {
  fragment: (Cut & { names: boolean; proposed: boolean }) | null;
  finding: (Finding & { proposed: boolean }) | null;
  /** The moments of the finding, each the places of its turns in the log. */
  moments: { total: number; turns: readonly (readonly number[])[] };
  question: string;
  circular: string;
  tryOut: { text: string; owner: string; notice: string };
  /** Nothing was chosen or written. */
  nothing: boolean;
}

export function chosenOf(review: Review, d: Debrief, found: Findings): Chosen {
  const w = reviewWords.value;
  const id = chosenIn(d);
  const without = id === NO_PATTERN;
  const all = byId(found);
  const finding = without
    ? undefined
    : id === undefined
      ? offered(found, undefined)[0]
      : (all.get(id) ?? all.get(`loop:${id}`));
  const proposed = following(found.glance.fragments, found.glance.pieces, finding?.id ?? '')[0];
  const asked = d.fragment ?? proposed;
  const cut = asked ? cutOf(review.acts.value, asked.from, asked.to) : null;
  const moments = found.moments.find((m) => m.at.graphic === finding?.id);
  return {
    fragment: cut && { ...cut, names: d.fragment?.names === true, proposed: !d.fragment },
    finding: finding ? { ...finding, proposed: id === undefined } : null,
    moments: { total: moments?.total ?? 0, turns: moments?.turns ?? [] },
    question: d.questions?.[0] ?? finding?.questions[0] ?? w.question.ofFragment,
    circular: finding?.circular ?? '',
    tryOut: {
      text: d.experiment?.text ?? '',
      owner: d.experiment?.owner ?? '',
      notice: d.experiment?.notice ?? '',
    },
    nothing: !d.fragment && id === undefined && !d.questions?.length && !d.experiment,
  };
}
