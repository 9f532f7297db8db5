import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../../server/api';
import type { Chart as Option } from '../../server/api.gen';
import { lang } from '../../ui/i18n';
import { asProblem } from '../../ui/resource';
import { isDark } from '../../ui/theme';
import type { Listed, Look } from './review';

const AGAIN_MS = 5_000;

export interface Fetched {
  /** The last option that came; it stays while the next one is fetched. */
  option: Option | null;
  /** What that option answers, as the query of its address. */
  query: string;
  /** It is not yet all that the filter asks for. */
  busy: boolean;
  /** The meeting is being compared with shuffled versions of itself. */
  comparing: boolean;
  problem: Problem | null;
  again(): void;
}

interface Got {
  key: string;
  query: string;
  option: Option;
  whole: boolean;
}

/**
 * Fetches a chart as the filter asks for it, once it is wanted, and again after
 * each change. One that shows what draws find comes without them first, if
 * there is anything to see then. What nobody waits for is given up, so that the
 * server stops computing it.
 */
export function useChart(look: Look, { name, draws }: Listed, wanted: boolean): Fetched {
  const query = look.query().toString();
  const theme = isDark() ? 'dark' : 'light';
  const language = lang.value;
  const [tries, setTries] = useState(0);
  const key = `${look.revision.value} ${language} ${theme} ${query}`;
  const [got, setGot] = useState<Got | null>(null);
  const [compared, setCompared] = useState('');
  const [failed, setFailed] = useState<{ key: string; problem: Problem } | null>(null);

  useEffect(() => {
    if (!wanted || (got?.key === key && got.whole)) return;
    const giveUp = new AbortController();
    let callOff = () => {};
    const get = (more: Record<string, string> = {}) => {
      const asked = new URLSearchParams(query);
      for (const [k, v] of Object.entries(more)) asked.set(k, v);
      return api.chart(look.room.id, name, language, theme, asked, giveUp.signal);
    };
    const take = (option: Option, whole: boolean) => {
      setGot({ key, query, option, whole });
      look.fetched(name, option, query);
    };
    const fail = (e: unknown) => {
      if (!giveUp.signal.aborted) setFailed({ key, problem: asProblem(e) });
    };
    look.asking.quick(get(draws ? { permutations: '0' } : {})).then((option) => {
      if (giveUp.signal.aborted) return;
      if (!draws || !option.kompas.empty) take(option, !draws);
      if (!draws) return;
      setCompared(key);
      callOff = look.asking.atRest(() => void get().then((all) => take(all, true), fail));
    }, fail);
    return () => {
      giveUp.abort();
      callOff();
    };
  }, [key, wanted, tries]);

  const again = () => {
    setFailed(null);
    setTries((n) => n + 1);
  };
  const problem = failed?.key === key && !(got?.key === key && got.whole) ? failed.problem : null;
  const away = problem?.status === 0;
  useEffect(() => {
    if (!away) return;
    const timer = setInterval(again, AGAIN_MS);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [away]);

  const busy = got?.key !== key || !got.whole;
  return {
    option: got?.option ?? null,
    query: got?.query ?? '',
    busy,
    comparing: busy && compared === key && problem === null,
    problem,
    again,
  };
}

/** Whether an element is within half a screen of what is in sight. */
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
