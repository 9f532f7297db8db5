import type { Presence, PresenceMessage, Session, SessionPart } from './wire';

/**
 * A session after the server has told what changed of it: what is absent is as
 * it was, of lists of persons only those are told that came or changed, and a
 * text that was cleared is empty.
 */
export function changedSession(session: Session, part: SessionPart): Session {
  const { participants, observers, team, intention, ...rest } = part;
  const next: Session = {
    ...session,
    ...rest,
    participants: merged(session.participants, participants, (p) => p.id),
    observers: merged(session.observers, observers, (o) => o.id),
  };
  if (team !== undefined) next.team = team || undefined;
  if (intention !== undefined) next.intention = intention || undefined;
  return next;
}

/** Who is there after the server has told who came and who went. */
export function changedPresence(list: readonly Presence[], m: PresenceMessage): Presence[] {
  const gone = new Set(m.gone);
  return merged(list, m.observers, (p) => p.observer).filter((p) => !gone.has(p.observer));
}

function merged<T>(list: readonly T[], changed: readonly T[] = [], id: (value: T) => string): T[] {
  const all = new Map(list.map((v) => [id(v), v]));
  for (const v of changed) all.set(id(v), v);
  return [...all.values()];
}
