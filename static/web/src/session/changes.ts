import type { Presence, PresenceMessage, Session, SessionPart } from './wire';

/**
 * Applies a change that the server sent to a session. Absent fields have not changed.
 * Lists of people hold only those who came or changed. An empty text was cleared.
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

/** Applies a message about who came and who went to the list of those who are connected. */
export function changedPresence(list: readonly Presence[], m: PresenceMessage): Presence[] {
  const gone = new Set(m.gone);
  return merged(list, m.observers, (p) => p.observer).filter((p) => !gone.has(p.observer));
}

function merged<T>(list: readonly T[], changed: readonly T[] = [], id: (value: T) => string): T[] {
  const all = new Map(list.map((v) => [id(v), v]));
  for (const v of changed) all.set(id(v), v);
  return [...all.values()];
}
