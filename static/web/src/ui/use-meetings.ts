import { useState } from 'preact/hooks';
import { api, type Problem } from '../server/api';
import type { SessionItem, SessionPage } from '../server/api.gen';
import { MAX_AT } from '../server/tables.gen';
import { asProblem } from './problem';
import { useAsked } from './use-asked';

const FIRST = 12;
const MORE = 50;

/** Meetings as a list shows them: which come first, and as what. */
export interface Sorted {
  running: readonly SessionItem[];
  planned: readonly SessionItem[];
  rest: readonly SessionItem[];
}

/**
 * Sorts meetings into what goes on now, what was prepared, and the rest. One that was
 * never ended is among the rest a day after its start, since nothing can be added then.
 */
export function sorted(items: readonly SessionItem[], now: number): Sorted {
  const out = { running: [] as SessionItem[], planned: [] as SessionItem[], rest: [] as SessionItem[] };
  for (const s of items) {
    const began = s.started_at === null ? now : Date.parse(s.started_at);
    if (s.state === 'planned') out.planned.push(s);
    else if (s.state !== 'ended' && now - began < MAX_AT) out.running.push(s);
    else out.rest.push(s);
  }
  return out;
}

export interface MeetingsList extends Sorted {
  /** False until the first meetings have come. */
  known: boolean;
  /** Why the list does not come, and why more of it does not. */
  problem: Problem | null;
  moreProblem: Problem | null;
  again(): void;
  /** Fetches more; null when there are no more, or none was asked for yet. */
  more: (() => void) | null;
  busy: boolean;
  /** Takes a meeting that was deleted off the list. */
  removed(id: string): void;
}

/** Meetings, the latest first; with `team` only those of that team. */
export function useMeetings(team?: string): MeetingsList {
  const first = useAsked(team ?? '', () => api.sessions(FIRST, undefined, team));
  const [rest, setRest] = useState<SessionPage | null>(null);
  const [moreProblem, setMoreProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [gone, setGone] = useState<readonly string[]>([]);

  async function more(after: string) {
    setBusy(true);
    setMoreProblem(null);
    try {
      const page = await api.sessions(MORE, after, team);
      setRest({ ...page, items: [...(rest?.items ?? []), ...page.items] });
    } catch (e) {
      setMoreProblem(asProblem(e));
    }
    setBusy(false);
  }

  const items = [...(first.value?.items ?? []), ...(rest?.items ?? [])].filter((s) => !gone.includes(s.id));
  const next = rest === null ? first.value?.next : rest.next;
  return {
    ...sorted(items, Date.now()),
    known: first.value !== null,
    problem: first.problem,
    moreProblem,
    again: first.again,
    more: next === undefined ? null : () => void more(next),
    busy,
    removed: (id) => setGone([...gone, id]),
  };
}
