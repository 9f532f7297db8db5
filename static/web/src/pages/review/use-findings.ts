import { api, type Problem } from '../../server/api';
import type { Findings } from '../../server/api.gen';
import { lang } from '../../ui/i18n';
import { useAsked } from '../../ui/use-asked';
import { FINDINGS, type GLANCE, type Review } from './review';

export interface FetchedFindings {
  /** The findings; null while they are on their way. */
  findings: Findings | null;
  problem: Problem | null;
  again(): void;
}

/**
 * Fetches the findings in words after the quick requests, and again after each change:
 * for the cards those of the whole meeting, otherwise those of what is filtered.
 */
export function useFindings(review: Review, name: typeof FINDINGS | typeof GLANCE): FetchedFindings {
  const query = (name === FINDINGS ? review.query() : review.wholeQuery()).toString();
  const language = lang.value;
  const key = `${review.revision.value} ${language} ${query}`;
  const { value, problem, again } = useAsked<Findings>(key, async (signal) => {
    if (name === FINDINGS && review.told?.key !== key) await review.requests.atRest(signal);
    const findings =
      review.told?.key === key
        ? review.told.findings
        : await api.findings(review.live.id, language, new URLSearchParams(query), signal);
    review.told = { key, findings };
    review.found(name, findings, query);
    return findings;
  });
  return { findings: value, problem, again };
}
