import type { NewEntry, Person, Seat, Session, SessionPatch } from '../../server/api.gen';
import type { Purpose } from '../../server/tables.gen';
import { circleSeat } from '../../session/seats';

/** Somebody on the list of a meeting that is being changed; without id somebody new. */
export interface Invited {
  id?: string;
  name: string;
  role?: Person['role'];
}

/** What of a meeting can be changed until it starts. */
export interface Plan {
  title: string;
  /** Empty without a team. */
  team: string;
  /** Those who are expected, in the order in which they sit. */
  people: readonly Invited[];
  phases: readonly { name: string; purpose?: Purpose }[];
  intention: string;
  coding: Session['coding'];
}

/** What has to be sent so that a meeting becomes as planned. */
export interface Changes {
  patch: SessionPatch;
  /** Entries about people, still without ids. */
  people: NewEntry[];
}

/** What the leader wrote, on as many lines as the form has; more are taken together. */
export function linesOf(intention = ''): readonly string[] {
  const lines = intention.split('\n');
  return [lines[0] ?? '', lines[1] ?? '', lines.slice(2).join(' ')];
}

/** The leader's sentences as one text. An empty one keeps its line, as long as another follows. */
export const intentionOf = (lines: readonly string[]): string =>
  lines
    .map((l) => l.trim())
    .join('\n')
    .trimEnd();

export function planOf(s: Session): Plan {
  return {
    title: s.title ?? '',
    team: s.team ?? '',
    people: seated(s).map(({ id, name, role }) => ({ id, name, role })),
    phases: s.phases.map(({ name, purpose }) => ({ name, ...(purpose ? { purpose } : {}) })),
    intention: intentionOf(linesOf(s.intention)),
    coding: s.coding,
  };
}

/**
 * Compares what was on the form at first with what is there now, and returns what to
 * send to a meeting that has become `now` meanwhile: only what was changed on the form.
 * Null when somebody else changed the same in another way.
 */
export function changesOf(was: Plan, is: Plan, now: Session, newId: () => string): Changes | null {
  const there = planOf(now);
  const out: Changes = { patch: {}, people: [] };
  for (const field of ['title', 'team', 'people', 'phases', 'intention', 'coding'] as const) {
    const [before, wanted, found] = [was[field], is[field], there[field]].map((v) => JSON.stringify(v));
    if (wanted === before || wanted === found) continue;
    if (field === 'people' && areSame(is.people, there.people)) continue;
    if (found !== before) return null;
    if (field === 'people') out.people = peopleChanges(is.people, now, newId);
    else Object.assign(out.patch, { [field]: is[field] });
  }
  return out;
}

/** Whether those on a list are there, also those who had no id before they were sent. */
function areSame(list: readonly Invited[], there: readonly Invited[]): boolean {
  return (
    list.length === there.length &&
    list.every(({ id, name }, i) => name === there[i]?.name && (id === undefined || id === there[i]?.id))
  );
}

/** Entries that make the people of a meeting those on the list. */
function peopleChanges(list: readonly Invited[], now: Session, newId: () => string): NewEntry[] {
  const there = new Map(now.participants.map((p) => [p.id, p]));
  const away = now.participants.filter((p) => !p.present);
  const taken = new Set(list.map((p) => p.id));
  const withIds = list.map((p) => {
    // Somebody who was taken off the list before is the same person again.
    const again = away.find((a) => a.name === p.name && !taken.has(a.id));
    const id = p.id ?? again?.id ?? newId();
    taken.add(id);
    return { ...p, id };
  });
  const gone = now.participants.filter((p) => p.present && !withIds.some((l) => l.id === p.id));
  const inOrder = isCircle(now);
  return [
    ...gone.map((p) => ({ type: 'participant', person: { id: p.id, name: p.name }, present: false })),
    ...withIds.flatMap((p, i) => {
      const before = there.get(p.id);
      const seat = inOrder ? circleSeat(i, withIds.length) : undefined;
      const same = before?.present && before.name === p.name && (!seat || near(before.seat, seat));
      if (same) return [];
      const role = before ? undefined : p.role;
      const person = { id: p.id, name: p.name, ...(role ? { role } : {}), ...(seat ? { seat } : {}) };
      return [{ type: 'participant', person, present: true }];
    }),
  ];
}

/** Whether everybody sits where a list of people puts them, in some order: nobody moved a seat by hand. */
export function isCircle(s: Session): boolean {
  return places(s) !== null;
}

/** Those who are expected: in the order of their places on the circle, or else of the list. */
function seated(s: Session) {
  const here = s.participants.filter((p) => p.present);
  const at = places(s);
  return at ? at.map((i) => here[i]).filter((p) => p !== undefined) : here;
}

/** For each place on the circle, who of those present sits there; null when somebody sits elsewhere. */
function places(s: Session): number[] | null {
  const here = s.participants.filter((p) => p.present);
  const at = here.map((_, place) => here.findIndex((p) => near(p.seat, circleSeat(place, here.length))));
  return at.includes(-1) ? null : at;
}

function near(a: Seat | undefined, b: Seat): boolean {
  return a !== undefined && Math.hypot(a.x - b.x, a.y - b.y) < 0.005;
}
