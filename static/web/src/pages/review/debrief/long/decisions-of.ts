import type { SessionPhase } from '../../../../server/api.gen';
import type { Turn } from '../../../../session/fold';
import { agendaOf } from '../../agenda';
import { type BegunPhase, isIn } from '../../selection';

/** How an item of the agenda went. */
export interface Decision {
  id: string;
  name: string;
  purpose?: string;
  outcome?: string;
  /** False where it was planned only. */
  begun: boolean;
  turns: number;
  /** How many people spoke. */
  spoke: number;
}

/** The items of the agenda with what came of them; an item that came back is there each time. */
export function decisionsOf(o: {
  phases: readonly BegunPhase[];
  planned: readonly SessionPhase[];
  turns: readonly Turn[];
}): Decision[] {
  return agendaOf({ ...o, marks: [], pauses: [], whole: { from: 0, to: 0 } })
    .filter((l) => l.name !== '')
    .map(({ id, name, purpose, outcome, ms }) => {
      const begun = ms !== null;
      const turns = begun ? o.turns.filter((t) => isIn(id, o.phases, t)) : [];
      return {
        id,
        name,
        purpose,
        outcome,
        begun,
        turns: turns.length,
        spoke: new Set(turns.map((t) => t.from)).size,
      };
    });
}
