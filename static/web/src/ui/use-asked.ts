import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../server/api';
import { asProblem } from './resource';

const AGAIN_MS = 5_000;

export interface Asked<T> {
  /** The answer; null while it is on its way. */
  value: T | null;
  /** The last answer that came, if only to what was asked before. */
  last: T | null;
  problem: Problem | null;
  again(): void;
}

/**
 * Asks for something, and again when `key` changes or somebody wants that; by
 * itself while the server is away. `ask` is called when it is time, and its
 * answer given up when it is no longer wanted. It gives what calls it off.
 */
export function useAsked<T>(
  key: string,
  ask: (signal: AbortSignal, answer: (promise: Promise<T>) => void) => () => void,
): Asked<T> {
  const [tries, setTries] = useState(0);
  const [got, setGot] = useState<{ key: string; value: T } | null>(null);
  const [failed, setFailed] = useState<{ key: string; problem: Problem } | null>(null);

  useEffect(() => {
    const giveUp = new AbortController();
    const callOff = ask(giveUp.signal, (promise) => {
      promise.then(
        (value) => {
          if (giveUp.signal.aborted) return;
          setGot({ key, value });
          setFailed(null);
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

  return { value: got?.key === key ? got.value : null, last: got?.value ?? null, problem, again };
}
