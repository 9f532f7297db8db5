import type { SessionPhase } from '../../server/api.gen';
import type { Turn } from '../../session/fold';
import type { Entry } from '../../session/wire';
import { lasted } from './events';
import { type BegunPhase, isIn } from './selection';
import type { Span } from './stretch';

/** A line of the agenda: an item that began, one that was planned only, or what came before the first. */
export interface AgendaLine {
  id: string;
  /** Empty for what came before the first item. */
  name: string;
  purpose?: string;
  outcome?: string;
  /** How long it lasted without pauses, in ms; null when it did not begin. */
  ms: number | null;
  turns: number;
  marks: number;
}

/** What the leader wrote, each line with its place among the three questions; empty lines are left out. */
export function linesOfLeader(intention: string | undefined): { place: number; line: string }[] {
  return (intention ?? '').split('\n').flatMap((line, place) => (line === '' ? [] : { place, line }));
}

/** The agenda as it went. An item that came back has a line each time. */
export function agendaOf(o: {
  phases: readonly BegunPhase[];
  planned: readonly SessionPhase[];
  turns: readonly Turn[];
  marks: readonly Entry[];
  pauses: readonly Span[];
  whole: Span;
}): AgendaLine[] {
  if (o.phases.length === 0 && o.planned.length === 0) return [];
  const began = o.phases.map((p, i): AgendaLine => {
    const next = o.phases[i + 1];
    const to = next?.from ?? Math.max(o.whole.to, p.from);
    return {
      id: p.id,
      name: p.name,
      purpose: p.purpose,
      outcome: p.outcome,
      ms: lasted({ from: p.from, to }, o.pauses),
      turns: o.turns.filter((t) => isIn(p.id, o.phases, t)).length,
      marks: o.marks.filter((k) => (k.at ?? 0) >= p.from && (next === undefined || (k.at ?? 0) < next.from))
        .length,
    };
  });
  const first = o.phases[0]?.from ?? o.whole.to;
  const before = o.turns.length - began.reduce((sum, l) => sum + l.turns, 0);
  const lines = began;
  if (before > 0 && began.length > 0)
    lines.unshift({
      id: '',
      name: '',
      ms: lasted({ from: o.whole.from, to: first }, o.pauses),
      turns: before,
      marks: o.marks.filter((k) => (k.at ?? 0) < first).length,
    });
  const names = new Set(began.map((l) => l.name));
  for (const p of o.planned)
    if (!names.has(p.name))
      lines.push({ id: `planned ${p.name}`, name: p.name, purpose: p.purpose, ms: null, turns: 0, marks: 0 });
  return lines;
}
