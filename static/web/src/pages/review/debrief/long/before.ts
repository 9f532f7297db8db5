import { api } from '../../../../server/api';
import { entriesOf } from '../../../../session/entry-file';
import { Fold } from '../../../../session/fold';
import type { Session } from '../../../../session/wire';
import { type Belief, beliefsOf } from './beliefs';

/** What a team wrote at an earlier meeting. */
export interface Before {
  /** When that meeting was, in ms. */
  at: number;
  beliefs: Belief[];
}

/** Of how many meetings of the team, those that were made last, it is asked when they were. */
const LATEST = 50;
/** How many meetings are looked through for the last one with beliefs. */
const MOST = 6;

/** The beliefs of the latest earlier meeting of the team that has any; null when none of the last ones has. */
export async function beliefsBefore(
  session: Pick<Session, 'id' | 'team' | 'started_at' | 'created_at'>,
  server: Pick<typeof api, 'sessions' | 'log'> = api,
): Promise<Before | null> {
  if (!session.team) return null;
  const { items } = await server.sessions(LATEST, undefined, session.team);
  const earlier = items
    .filter((s) => s.id !== session.id && s.head > 0 && when(s) < when(session))
    .sort((a, b) => when(b) - when(a));
  for (const s of earlier.slice(0, MOST)) {
    const fold = new Fold(s);
    for (const e of entriesOf(await server.log(s.id)).entries) fold.apply(e);
    const beliefs = beliefsOf(fold);
    if (beliefs.length > 0) return { at: when(s), beliefs };
  }
  return null;
}

function when(s: Pick<Session, 'started_at' | 'created_at'>): number {
  return Date.parse(s.started_at ?? s.created_at);
}
