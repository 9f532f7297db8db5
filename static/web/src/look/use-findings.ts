import { useEffect, useState } from 'preact/hooks';
import { api, type Problem } from '../api';
import type { Findings } from '../api.gen';
import { lang } from '../i18n';
import { asProblem } from '../views/resource';
import type { Look } from './look';

const AGAIN_MS = 5_000;

export interface Said {
  /** What was found, as the filter asks for it; null while that is on its way. */
  findings: Findings | null;
  problem: Problem | null;
  again(): void;
}

/** Fetches what was found, in words, once what is quick has been shown, and again after each change. */
export function useFindings(look: Look): Said {
  const query = look.query().toString();
  const language = lang.value;
  const key = `${look.revision.value} ${language} ${query}`;
  const [tries, setTries] = useState(0);
  const [got, setGot] = useState<{ key: string; findings: Findings } | null>(null);
  const [failed, setFailed] = useState<{ key: string; problem: Problem } | null>(null);

  useEffect(() => {
    const giveUp = new AbortController();
    const callOff = look.asking.atRest(() => {
      api.findings(look.room.id, language, new URLSearchParams(query), giveUp.signal).then(
        (findings) => {
          setGot({ key, findings });
          setFailed(null);
          look.found(findings, query);
        },
        (e) => {
          if (!giveUp.signal.aborted) setFailed({ key, problem: asProblem(e) });
        },
      );
    });
    return () => {
      giveUp.abort();
      callOff();
    };
  }, [key, tries]);

  const again = () => {
    setFailed(null);
    setTries((n) => n + 1);
  };
  const problem = failed?.key === key ? failed.problem : null;
  const away = problem?.status === 0;
  useEffect(() => {
    if (!away) return;
    const retry = () => setTries((n) => n + 1);
    const timer = setInterval(retry, AGAIN_MS);
    addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      removeEventListener('online', retry);
    };
  }, [away]);

  return { findings: got?.key === key ? got.findings : null, problem, again };
}
