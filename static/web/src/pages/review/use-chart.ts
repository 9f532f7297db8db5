import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { Chart as Option } from '../../server/api.gen';
import { lang } from '../../ui/i18n';
import { isDark } from '../../ui/theme';
import { useAsked } from '../../ui/use-asked';
import type { ChartRef, Review } from './review';

interface Fetched {
  /** The last option that came; it stays while the next one is fetched. */
  option: Option | null;
  /** What that option answers, as the query of its address. */
  query: string;
  /** The option is not yet all that the filter asks for. */
  busy: boolean;
  /** The meeting is being compared with shuffled versions of itself. */
  comparing: boolean;
  problem: Problem | null;
  again(): void;
  /** The same picture for paper, which is light. */
  light(): Promise<Option>;
}

/**
 * Fetches a chart for the present filter once it is wanted, and again after each
 * change. A chart that needs permutations is first fetched without them, if it
 * has anything to show then. A request that nobody waits for is aborted, so that
 * the server stops computing.
 */
export function useChart(
  review: Review,
  { name, draws }: ChartRef,
  wanted: boolean,
  /** Which loop to draw, in the chart of loops; empty for the surest. */
  loop = '',
): Fetched {
  const query = review.query().toString();
  const theme = isDark() ? 'dark' : 'light';
  const language = lang.value;
  const key = `${review.revision.value} ${language} ${theme} ${query} ${loop}`;
  const [compared, setCompared] = useState('');
  const { last, done, problem, again } = useAsked<{ option: Option; query: string }>(
    key,
    async (signal, early) => {
      const get = (more: Record<string, string> = {}) => {
        const asked = new URLSearchParams(query);
        if (loop) asked.set('loop', loop);
        for (const [k, v] of Object.entries(more)) asked.set(k, v);
        return api.chart(review.live.id, name, language, theme, asked, signal);
      };
      const took = (option: Option) => {
        review.fetched(name, option, query);
        return { option, query };
      };
      const quick = await review.requests.quick(get(draws ? { permutations: '0' } : {}));
      signal.throwIfAborted();
      if (!draws) return took(quick);
      if (!quick.kompas.empty) early(took(quick));
      setCompared(key);
      await review.requests.atRest(signal);
      return took(await get());
    },
    wanted,
  );
  return {
    option: last?.option ?? null,
    query: last?.query ?? '',
    busy: !done,
    comparing: !done && compared === key && problem === null,
    problem,
    again,
    light: async () => {
      if (last && theme === 'light') return last.option;
      const asked = new URLSearchParams(last?.query ?? query);
      if (loop) asked.set('loop', loop);
      return api.chart(review.live.id, name, language, 'light', asked, new AbortController().signal);
    },
  };
}

/** Whether an element is in sight or within half a screen of it. */
export function useNear(ref: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const el = ref.current;
    if (!el) return;
    const watch = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting ?? false), {
      rootMargin: '50% 0px',
    });
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  return near;
}
