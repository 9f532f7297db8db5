import type { Changes } from './wire';

/** What a turn is corrected to. */
export interface Correction {
  at: number;
  from: string;
  to: string;
  tags: readonly string[];
}

/** The fields in which a correction differs from the turn. */
export function changes(turn: Correction, c: Correction): Changes {
  const set: Changes = {};
  if (c.at !== turn.at) set.at = c.at;
  if (c.from !== turn.from) set.from = c.from;
  if (c.to !== turn.to) set.to = c.to;
  if (c.tags.join('\n') !== turn.tags.join('\n')) set.tags = c.tags.length > 0 ? [...c.tags] : null;
  return set;
}
