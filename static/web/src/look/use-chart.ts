import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../api';
import type { Chart as Option } from '../api.gen';
import { lang } from '../i18n';
import { isDark } from '../theme';
import { asProblem } from '../views/resource';
import type { Look } from './look';

const AGAIN_MS = 5_000;

export interface Fetched {
  /** The last option that came; it stays while the next one is fetched. */
  option: Option | null;
  /** What that option answers, as the query of its address. */
  query: string;
  /** It is not yet what the filter asks for. */
  busy: boolean;
  problem: Problem | null;
  again(): void;
}

/** Fetches a chart as the filter asks for it, once it is wanted, and again after each change. */
export function useChart(look: Look, name: string, wanted: boolean): Fetched {
  const query = look.query().toString();
  const theme = isDark() ? 'dark' : 'light';
  const language = lang.value;
  const [tries, setTries] = useState(0);
  const key = `${look.revision.value} ${language} ${theme} ${query}`;
  const [got, setGot] = useState<{ key: string; query: string; option: Option } | null>(null);
  const [failed, setFailed] = useState<{ key: string; problem: Problem } | null>(null);

  useEffect(() => {
    if (!wanted || got?.key === key) return;
    let gone = false;
    api.chart(look.room.id, name, language, theme, new URLSearchParams(query)).then(
      (option) => {
        if (gone) return;
        setGot({ key, query, option });
        look.fetched(name, option, query);
      },
      (e) => {
        if (!gone) setFailed({ key, problem: asProblem(e) });
      },
    );
    return () => {
      gone = true;
    };
  }, [key, wanted, tries]);

  const again = () => {
    setFailed(null);
    setTries((n) => n + 1);
  };
  const problem = failed?.key === key && got?.key !== key ? failed.problem : null;
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

  return { option: got?.option ?? null, query: got?.query ?? '', busy: got?.key !== key, problem, again };
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
