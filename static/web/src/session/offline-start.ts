import { cached, recallAnswer } from '../server/answer-cache';
import { api, Problem } from '../server/api';
import type { Codebook, Me, NewSession, Session, Team } from '../server/api.gen';
import { browserEnvironment } from './browser-environment';
import { circleSeat } from './seats';

// What a meeting needs to begin while the server is away.

/** Returns all teams: there are few, and the list from which one is chosen needs all. */
export const cachedTeams = (): Promise<Team[]> =>
  cached('teams', async () => {
    const out: Team[] = [];
    let after: string | undefined;
    do {
      const page = await api.teams(after);
      out.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return out;
  });

export const cachedCodebooks = (): Promise<Codebook[]> =>
  cached('codebooks', async () => (await api.codebooks()).items);

/** Fetches and stores what is needed to begin a meeting without the server. */
export function prepareOffline(): void {
  for (const load of [cachedTeams, cachedCodebooks]) load().catch(() => {});
}

/**
 * Creates a meeting. While the server is away, it begins on this device, and the server
 * creates it later, with the same id, so that it never exists twice.
 */
export async function makeMeeting(
  body: NewSession & { id: string },
  book: Codebook | undefined,
): Promise<void> {
  try {
    await api.createSession(body);
  } catch (e) {
    const away = e instanceof Problem && e.status === 0;
    const me = recallAnswer<Me>('me');
    if (!away || me?.role !== 'owner' || !book) throw e;
    const { environment } = await browserEnvironment();
    await environment.store.putSession({
      id: body.id,
      session: sketch(body, book),
      role: 'owner',
      observer: me.observer,
      make: body,
    });
  }
}

/** The session as the server will create it. */
function sketch(body: NewSession & { id: string }, book: Codebook): Session {
  const people = body.participants ?? [];
  return {
    id: body.id,
    title: body.title,
    created_at: new Date().toISOString(),
    started_at: null,
    state: 'planned',
    locked: false,
    coding: body.coding ?? 'shared',
    revealed: false,
    ...(body.timing ? { timing: body.timing } : {}),
    ...(body.team ? { team: body.team } : {}),
    ...(body.intention ? { intention: body.intention } : {}),
    participants: people.map((p, i) => ({
      id: p.id ?? `p${i + 1}`,
      name: p.name,
      role: p.role ?? 'member',
      seat: p.seat ?? circleSeat(i, people.length),
      present: true,
    })),
    observers: [],
    phases: (body.phases ?? []).map((p) => (typeof p === 'string' ? { name: p } : p)),
    codebook: book,
    head: 0,
  };
}

/** People with the ids and seats that the server would give them. */
export function named(names: readonly string[]) {
  return names.map((name, i) => ({ id: `p${i + 1}`, name, seat: circleSeat(i, names.length) }));
}
