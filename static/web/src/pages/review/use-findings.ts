import { api, type Problem } from '../../server/api';
import type { Findings } from '../../server/api.gen';
import { lang } from '../../ui/i18n';
import { useAsked } from '../../ui/use-asked';
import type { Review } from './review';

export interface FetchedFindings {
  /** The findings for the present filter; null while they are on their way. */
  findings: Findings | null;
  problem: Problem | null;
  again(): void;
}

/** Fetches the findings in words after the quick requests, and again after each change. */
export function useFindings(review: Review): FetchedFindings {
  const query = review.query().toString();
  const language = lang.value;
  const { value, problem, again } = useAsked<Findings>(
    `${review.revision.value} ${language} ${query}`,
    async (signal) => {
      await review.requests.atRest(signal);
      const findings = await api.findings(review.live.id, language, new URLSearchParams(query), signal);
      review.found(findings, query);
      return findings;
    },
  );
  return { findings: value, problem, again };
}
