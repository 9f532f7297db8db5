import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../server/api';
import { asProblem } from './problem';

/** How long after a failure a server that is away is asked again. */
const AGAIN_MS = 5_000;

export interface Asked<T> {
  /** The answer; null while it is on its way. */
  value: T | null;
  /** The last answer that came, even if it answers an earlier key. */
  last: T | null;
  /** `value` is the whole answer, not an early one. */
  done: boolean;
  problem: Problem | null;
  /** Asks again at once; `problem` is null meanwhile. */
  again(): void;
}

/**
 * Asks the server for something when the component appears and whenever `key`
 * changes, as long as it is `wanted`. While the server is away it asks again
 * every few seconds and as soon as the browser is online; `problem` stays until
 * an answer comes. `ask` gets a signal that aborts when nobody waits for the
 * answer any more, and may show an early answer before the whole one.
 */
export function useAsked<T>(
  key: string,
  ask: (signal: AbortSignal, early: (value: T) => void) => Promise<T>,
  wanted = true,
): Asked<T> {
  const [tries, setTries] = useState(0);
  const [got, setGot] = useState<{ key: string; value: T; done: boolean } | null>(null);
  const [failed, setFailed] = useState<{ key: string; problem: Problem } | null>(null);
  const answer = got?.key === key ? got : null;
  const done = answer?.done === true;

  useEffect(() => {
    if (!wanted || done) return;
    const giveUp = new AbortController();
    const { signal } = giveUp;
    ask(signal, (value) => {
      if (!signal.aborted) setGot({ key, value, done: false });
    }).then(
      (value) => {
        if (signal.aborted) return;
        setGot({ key, value, done: true });
        setFailed(null);
      },
      (e) => {
        if (!signal.aborted) setFailed({ key, problem: asProblem(e) });
      },
    );
    return () => giveUp.abort();
  }, [key, tries, wanted]);

  const problem = failed?.key === key && !done ? failed.problem : null;
  const away = problem?.status === 0;
  useEffect(() => {
    if (!away) return;
    const retry = () => setTries((n) => n + 1);
    // Counted from the failure: an answer that takes long is not cut off by the next try.
    const timer = setTimeout(retry, AGAIN_MS);
    addEventListener('online', retry);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', retry);
    };
  }, [away, failed]);

  const again = () => {
    setFailed(null);
    setTries((n) => n + 1);
  };
  return { value: answer?.value ?? null, last: got?.value ?? null, done, problem, again };
}
