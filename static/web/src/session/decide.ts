import type { Kept } from './entry-store';
import type { Entry, EntryType, Role } from './wire';

/**
 * The rule for which entries a device keeps, and for whom, without a clock, a disk
 * or a connection. An entry is kept until one of these is true: the log has it and
 * the session is locked; it was erased; the session was deleted; the person who made
 * it throws it away. An entry is sent as the observer who made it. If its person says
 * "that was me" and it is not private, it is sent as the observer who they are now.
 */

/** Who this browser is in a session, and what it knows of it. */
export interface Here {
  /** The observer that the server named, or until then the one that the device remembers; '' when it knows none. */
  me: string;
  /** The server has confirmed `me` since the page was opened. */
  sure: boolean;
  role: Role | null;
  /**
   * `open`: the server accepts entries; `away`: it does not answer, or has not yet;
   * `ended`: nobody here may enter the session any more; `unmade`: the session
   * began on this device, and the server refuses to create it.
   */
  access: 'away' | 'open' | 'ended' | 'unmade';
  locked: boolean;
  /** Observers do not see each other's turns, marks and notes yet. */
  apart: boolean;
  /** The log is being read from its start and has not been read up to its head yet. */
  reading: boolean;
}

/** What a decision has to know of the log of the session. */
export interface Log {
  has(id: string): boolean;
  /** The type of the entry with this id, where the log holds it. */
  typeOf(id: string): EntryType | undefined;
  /** The type of the entry at this position of the log; undefined where there is none. */
  typeAt(seq: number): EntryType | undefined;
}

/** The input of a decision. The map and the log are read and never changed. */
export interface State {
  here: Here;
  kept: ReadonlyMap<string, Kept>;
  /** The log as this browser sees it; null before the first welcome. */
  log: Log | null;
}

export const NOBODY: Here = {
  me: '',
  sure: false,
  role: null,
  access: 'away',
  locked: false,
  apart: false,
  reading: false,
};

export type Event =
  /** The page was opened; `kept`: what is on the disk; `as`: the observer whom the device remembers. */
  | { kind: 'loaded'; kept: readonly Kept[]; as: string }
  /** The pad made an entry: one that may still change, or one to be sent. */
  | { kind: 'drafted' | 'tapped'; kept: Kept }
  /** A waiting compass entry was changed. */
  | { kind: 'corrected'; entry: Entry }
  /** A draft or a waiting compass entry was taken back. */
  | { kind: 'undone'; id: string }
  /** The tab that drafted this is gone. */
  | { kind: 'adopted'; id: string }
  /** The server says who this is; `fromStart`: it sends the log from the start. */
  | { kind: 'welcomed'; me: string; role: Role; apart: boolean; locked: boolean; fromStart: boolean }
  /** The header has changed. */
  | { kind: 'header'; apart: boolean; locked: boolean }
  | { kind: 'disconnected' }
  /** The connection was closed with 4401 or 4404: this browser may not enter. */
  | { kind: 'shutOut' }
  /**
   * The server refuses to create the session; `sure`: it knows the observer of this
   * device, so the reason is not who asks.
   */
  | { kind: 'unmade'; sure: boolean }
  | { kind: 'sent'; kept: readonly Kept[] }
  /** Entries of the log, as this browser sees them. */
  | { kind: 'logged'; entries: readonly Entry[] }
  /** The log has been read up to the head of the welcome. */
  | { kind: 'reached' }
  | { kind: 'acked'; id: string; seq: number }
  | { kind: 'rejected'; id: string; code: string; message: string; field?: string }
  /** The session was deleted. */
  | { kind: 'deleted' }
  /** "That was me: send it as who I am now." */
  | { kind: 'claimed'; ids: readonly string[] }
  /** The person who made these throws them away. */
  | { kind: 'thrownAway'; ids: readonly string[] }
  /** Entries were read from a saved file; `kept`: as the pad would make them. */
  | { kind: 'takenBack'; kept: readonly Kept[] }
  /** Another tab of the device says what it has changed. */
  | { kind: 'told'; put: readonly Kept[]; gone: readonly string[] };

/** The result of an event: entries to store and ids to remove. All others stay as they were. */
export interface Decision {
  here: Here;
  put: Kept[];
  gone: string[];
}

const FINAL = new Set([
  'invalid',
  'unknown-participant',
  'unknown-target',
  'unknown-tag',
  'conflict',
  'forbidden',
]);
const REFERENCE = new Set(['unknown-participant', 'unknown-target', 'unknown-tag']);
const ALWAYS_SHOWN = new Set<EntryType>(['state', 'phase', 'participant', 'belief', 'experiment']);

export function decide(s: State, e: Event): Decision {
  const { here } = s;
  const put: Kept[] = [];
  const gone: string[] = [];
  const done = (next: Here = here): Decision => ({ here: next, put, gone });
  const forgetSaved = () => {
    for (const k of s.kept.values()) if (k.state === 'saved') gone.push(k.id);
  };

  switch (e.kind) {
    case 'loaded':
      for (const k of e.kept)
        put.push(k.observer !== undefined || e.as === '' ? k : { ...k, observer: e.as });
      return done({ ...here, me: e.as });

    case 'drafted':
    case 'tapped': {
      const old = s.kept.get(e.kept.id);
      if (!old || old.state === 'draft')
        put.push({ ...e.kept, state: e.kind === 'drafted' ? 'draft' : 'waiting', n: old?.n ?? e.kept.n });
      return done(); // otherwise another tab has taken the draft over
    }
    case 'corrected': {
      const k = s.kept.get(e.entry.id);
      if (k && isHeld(k) && isOwn(k, here)) put.push({ ...k, entry: e.entry });
      return done();
    }
    case 'undone': {
      const k = s.kept.get(e.id);
      if (k && (k.state === 'draft' || isHeld(k)) && isOwn(k, here)) gone.push(k.id);
      return done();
    }
    case 'adopted': {
      const k = s.kept.get(e.id);
      if (k?.state === 'draft') put.push({ ...k, state: 'waiting' });
      return done();
    }

    case 'welcomed': {
      for (const k of s.kept.values()) if (k.observer === undefined) put.push({ ...k, observer: e.me });
      if (e.locked && !e.fromStart && !here.reading) forgetSaved();
      const { me, role, apart, locked } = e;
      const reading = e.fromStart || here.reading;
      return done({ me, role, apart, locked, sure: true, access: 'open', reading });
    }
    case 'header':
      if (e.locked && !here.reading) forgetSaved();
      return done({ ...here, apart: e.apart, locked: e.locked });
    case 'disconnected':
      return done(here.access === 'open' ? { ...here, access: 'away' } : here);
    case 'shutOut':
      return done({ ...here, access: 'ended' });
    case 'unmade':
      return done({ ...here, access: 'unmade', sure: here.sure || e.sure });

    case 'sent':
      for (const k of e.kept)
        if (s.kept.get(k.id)?.state === 'waiting' && maySend(k, here)) put.push({ ...k, state: 'sent' });
      return done();
    case 'logged':
      for (const entry of e.entries) {
        const k = s.kept.get(entry.id);
        if (!k || entry.type === 'redacted') continue;
        if (k.state !== 'saved' || k.entry.seq !== entry.seq || here.reading) put.push(inLog(k, here, entry));
      }
      return done();
    case 'reached':
      if (!here.reading) return done();
      for (const k of s.kept.values()) {
        if (k.state !== 'saved') continue;
        if (isLacking(k, s)) put.push({ ...k, state: 'sent', acked: true, entry: unsequenced(k.entry) });
        else if (here.locked) gone.push(k.id);
      }
      return done({ ...here, reading: false });
    case 'acked': {
      const k = s.kept.get(e.id);
      if (!k || !isOwn(k, here)) return done();
      if (here.locked && !here.reading) gone.push(k.id);
      else
        put.push({
          ...k,
          state: 'saved',
          acked: true,
          observer: here.me,
          entry: { ...k.entry, seq: e.seq },
        });
      return done();
    }
    case 'rejected': {
      const k = s.kept.get(e.id);
      if (!k) return done();
      if (isErased(e)) gone.push(k.id);
      else if (FINAL.has(e.code) && !mayPass(k, e.code))
        put.push({ ...k, state: 'refused', code: e.code, message: e.message, field: e.field });
      return done();
    }

    case 'deleted':
      gone.push(...s.kept.keys());
      return done();
    case 'claimed':
      for (const id of e.ids) {
        const k = s.kept.get(id);
        if (k && mayClaim(k, s)) put.push(claim(k, here));
      }
      return done();
    case 'thrownAway':
      for (const id of e.ids) {
        const k = s.kept.get(id);
        if (k && placeOf(k, s) !== 'pad') gone.push(id);
      }
      return done();
    case 'takenBack':
      for (const k of e.kept) {
        const old = s.kept.get(k.id);
        if (s.log?.has(k.id)) continue;
        if (!old) put.push({ ...k, state: 'sent' });
        else if (mayClaim(old, s)) put.push(claim(old, here));
      }
      return done();
    case 'told':
      for (const k of e.put) if (isNews(k, s.kept.get(k.id), here)) put.push(k);
      gone.push(...e.gone.filter((id) => s.kept.has(id)));
      return done();
  }
}

/**
 * Where the page shows an entry that the device keeps. `pad`: with the rest of the
 * meeting. The other three are in the list of what was not sent. `refused`: the server
 * does not accept it at all; `aside`: it does not accept it from the person here;
 * `sealed`: it is private and its author is not here, so only the number is shown.
 */
export type Place = 'pad' | 'refused' | 'aside' | 'sealed';

export function placeOf(k: Kept, s: State): Place {
  const { here } = s;
  if (k.state === 'saved') return 'pad';
  const shut = here.access === 'ended' || here.access === 'unmade';
  if (isOwn(k, here) && !shut) return k.state === 'refused' ? 'refused' : 'pad';
  if (isPrivate(k, s) && !(isOwn(k, here) && here.sure)) return 'sealed';
  return isOwn(k, here) && k.state === 'refused' ? 'refused' : 'aside';
}

/** Whether it is not in the log, and not kept back on purpose. While there is such an entry, not all is saved. */
export function isMissing(k: Kept, s: State): boolean {
  return k.state !== 'saved' && !(isHeld(k) && placeOf(k, s) === 'pad');
}

/**
 * Whether this browser may say that everything is saved: the server answers, the log
 * has been read, and none of these entries is missing from it.
 */
export function isSaved(s: State, of: Iterable<Kept> = s.kept.values()): boolean {
  if (s.here.access !== 'open' || s.here.reading) return false;
  for (const k of of) if (isMissing(k, s)) return false;
  return true;
}

/** Whether the pad shows this entry as one of its own. */
export function isShown(k: Kept | undefined, here: Here): boolean {
  return k !== undefined && isOwn(k, here) && k.state !== 'draft' && k.state !== 'refused';
}

/** Whether it may be sent now: its author is here, and the server accepts entries. */
export function maySend(k: Kept, here: Here): boolean {
  return (k.state === 'waiting' || k.state === 'sent') && here.access === 'open' && isOwn(k, here);
}

/** Whether it may be sent as this observer as soon as the server answers. */
export function mayGo(k: Kept, observer: string): boolean {
  return k.state !== 'saved' && k.state !== 'refused' && (k.observer ?? observer) === observer;
}

/** Whether the person here may say "that was me", and send it as the observer who they are now. */
export function mayClaim(k: Kept, s: State): boolean {
  const { access, role } = s.here;
  return (
    k.state !== 'saved' &&
    access === 'open' &&
    (role === 'owner' || role === 'observer') &&
    !isOwn(k, s.here) &&
    !isPrivate(k, s)
  );
}

/**
 * Whether a refusal that is final for other entries is temporary for this one. It was
 * acknowledged before, so the entry that it refers to will come back too.
 */
export function mayPass(k: Kept, code: string): boolean {
  return k.acked && REFERENCE.has(code);
}

/** Whether the server refuses an entry because it names an erased person. Such an entry is not kept. */
function isErased(r: { code: string; message: string }): boolean {
  return r.code === 'forbidden' && r.message === 'erased';
}

/** Whether it is a compass entry that was never sent: it may still be changed or taken back. */
export function isHeld(k: Kept): boolean {
  return k.entry.type === 'compass' && k.state === 'waiting';
}

export function isOwn(k: Kept, here: Here): boolean {
  return (k.observer ?? here.me) === here.me;
}

/**
 * Whether nobody but its author may see it. A correction whose target is not visible
 * here counts as private too, since the target may be private.
 */
export function isPrivate(k: Kept, s: Pick<State, 'kept' | 'log'>): boolean {
  const { entry } = k;
  switch (entry.type) {
    case 'compass':
    case 'journal':
      return true;
    case 'note':
      return entry.visibility !== 'shared';
    case 'amend':
    case 'void':
    case 'restore': {
      const target = s.kept.get(entry.target ?? '');
      if (target && target.id !== k.id) return isPrivate(target, s);
      const type = s.log?.typeOf(entry.target ?? '');
      return type === undefined || type === 'redacted' || type === 'compass' || type === 'journal';
    }
    default:
      return false;
  }
}

/**
 * Whether a saved entry is certainly missing from the log, which has been read to its
 * head: this browser would see it there and does not, or the position that it was
 * given does not hold a hidden entry.
 */
function isLacking(k: Kept, s: State): boolean {
  if (s.log?.has(k.id)) return false;
  return wouldShow(k, s) || s.log?.typeAt(k.entry.seq ?? 0) !== 'redacted';
}

/** Whether this browser would see it if the log held it. */
function wouldShow(k: Kept, s: State): boolean {
  const { here } = s;
  if (isOwn(k, here)) return true;
  if (isPrivate(k, s)) return false;
  return (
    here.role === 'owner' || (here.role === 'observer' && (!here.apart || ALWAYS_SHOWN.has(k.entry.type)))
  );
}

/**
 * The copy of an entry that the log has. A viewer may see it without names, which would
 * be of no use after an older backup was restored: then the own copy is kept.
 */
function inLog(k: Kept, here: Here, entry: Entry): Kept {
  const seen = here.role === 'viewer' ? { ...k.entry, seq: entry.seq } : entry;
  const { code: _c, message: _m, field: _f, ...rest } = k;
  return { ...rest, state: 'saved', entry: seen, acked: true, observer: k.observer ?? here.me };
}

function claim(k: Kept, here: Here): Kept {
  const { code: _c, message: _m, field: _f, ...rest } = k;
  const unsent = k.state === 'draft' || k.state === 'waiting';
  return { ...rest, state: unsent ? 'waiting' : 'sent', observer: here.me };
}

const RANK: Record<Kept['state'], number> = { draft: 0, waiting: 1, sent: 2, refused: 3, saved: 3 };

/** Whether a copy from another tab is newer than what this tab knows. Messages between tabs may come late. */
function isNews(k: Kept, old: Kept | undefined, here: Here): boolean {
  if (!old) return true;
  if (isOwn(k, here) !== isOwn(old, here)) return isOwn(k, here); // one of the two tabs has claimed it
  return RANK[k.state] >= RANK[old.state];
}

export function unsequenced(e: Entry): Entry {
  const { seq: _seq, observer: _observer, recorded_at: _recorded, ...rest } = e;
  return rest;
}
