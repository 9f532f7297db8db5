import type * as gen from './api.gen';
import { inTurn } from './in-turn';
import { MAX_LIST } from './tables.gen';
import { zone } from './zone';

/** A request has failed: the server refused it, or could not be reached. */
export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    readonly fields: readonly { field: string; message: string }[] = [],
    /** What kind of problem the server says that it is, such as `forbidden`. */
    readonly kind = '',
  ) {
    super(`status ${status}`);
  }
}

const BASE = '/api/v1';

/** The server counts as away when an answer that needs no computation takes longer than this. */
export const ANSWER_MS = 8_000;
/** The same for requests that must not be repeated, since they spend a link or create something. */
export const ONCE_MS = 30_000;
/** The same for computed answers: the server computes for at most 20 seconds, after the requests before. */
export const COMPUTED_MS = 60_000;
/** The slowest upload that is waited for, in bytes a ms. */
const SLOWEST = 16;

/** A document, and the version of it by which a change says what it is based on. */
export interface Versioned<T> {
  value: T;
  version: string;
}

/** Somebody else changed the debrief meanwhile. */
export class DebriefChanged extends Problem {
  constructor(readonly present: Versioned<gen.DebriefAnswer>) {
    super(412);
  }
}

interface Limits {
  signal?: AbortSignal;
  /** How long the answer may take, in ms, not counting the time to send the body. */
  within?: number;
  /** The version that a change is based on. */
  basedOn?: string;
  /** The answer is text, not JSON. */
  text?: boolean;
}

async function call<T>(method: string, path: string, body?: unknown, o: Limits = {}): Promise<T> {
  return (await versioned<T>(method, path, body, o)).value;
}

async function versioned<T>(
  method: string,
  path: string,
  body?: unknown,
  o: Limits = {},
): Promise<Versioned<T>> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  if (o.signal?.aborted) giveUp();
  o.signal?.addEventListener('abort', giveUp);
  const timer = setTimeout(giveUp, (o.within ?? ANSWER_MS) + (sent?.length ?? 0) / SLOWEST);
  let res: Response;
  let text: string;
  try {
    res = await fetch(BASE + path, {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(o.basedOn === undefined ? {} : { 'If-Match': o.basedOn }),
      },
      body: sent,
      signal: stop.signal,
    });
    text = await res.text();
  } catch {
    throw new Problem(0);
  } finally {
    clearTimeout(timer);
    o.signal?.removeEventListener('abort', giveUp);
  }
  const json = text === '' ? undefined : o.text && res.ok ? text : parse(text);
  const version = res.headers.get('ETag') ?? '';
  const changed = res.status === 412 ? (json as gen.DebriefChanged | undefined) : undefined;
  if (changed) throw new DebriefChanged({ value: changed.debrief, version });
  if (!res.ok) {
    const p = json as Partial<gen.Problem> | undefined;
    throw new Problem(res.status, p?.errors ?? [], p?.type?.split(':').at(-1));
  }
  return { value: json as T, version };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy may have answered with a page
  }
}

const id = encodeURIComponent;

const once: Limits = { within: ONCE_MS };
const computed = (signal?: AbortSignal): Limits => ({ signal, within: COMPUTED_MS });

function page(limit: number, after: string | undefined): string {
  return `?limit=${limit}${after === undefined ? '' : `&after=${id(after)}`}`;
}

export const api = {
  me: () => call<gen.Me>('GET', '/me'),
  signin: (token: string) => inTurn(() => call<void>('POST', '/signin', { token }, once)),
  signout: () => call<void>('POST', '/signout'),
  signinLink: () => call<gen.Link>('POST', '/signin-links', undefined, once),
  join: (token: string, name: string) =>
    inTurn(() => call<gen.Joined>('POST', '/join', { token, name }, once)),
  sessions: (limit: number, after?: string, team?: string) =>
    call<gen.SessionPage>(
      'GET',
      `/sessions${page(limit, after)}${team === undefined ? '' : `&team=${id(team)}`}`,
    ),
  createSession: (s: gen.NewSession) => call<gen.Session>('POST', '/sessions', s),
  teams: (after?: string) => call<gen.TeamPage>('GET', `/teams${page(MAX_LIST, after)}`),
  team: (team: string) => call<gen.Team>('GET', `/teams/${id(team)}`),
  createTeam: (t: gen.NewTeam) => call<gen.Team>('POST', '/teams', t, once),
  updateTeam: (team: string, t: gen.TeamPatch) => call<gen.Team>('PATCH', `/teams/${id(team)}`, t),
  trends: (team: string, lang: string, filter: URLSearchParams, signal: AbortSignal) =>
    call<gen.Trends>(
      'GET',
      `/teams/${id(team)}/trends?${new URLSearchParams([['lang', lang], ...filter])}`,
      undefined,
      computed(signal),
    ),
  trendsChart: (team: string, lang: string, theme: string, filter: URLSearchParams, signal: AbortSignal) =>
    call<gen.Chart>(
      'GET',
      `/teams/${id(team)}/charts/trends?${new URLSearchParams([['lang', lang], ['theme', theme], ...zone(), ...filter])}`,
      undefined,
      computed(signal),
    ),
  session: (session: string) => call<gen.Session>('GET', `/sessions/${id(session)}`),
  /** The entries of a session, one a line. */
  log: (session: string) =>
    call<string>('GET', `/sessions/${id(session)}/log`, undefined, { text: true, within: COMPUTED_MS }),
  addEntries: (session: string, entries: readonly gen.NewEntry[]) =>
    call<gen.Answers>('POST', `/sessions/${id(session)}/entries`, { entries }),
  deleteSession: (session: string) =>
    call<void>('DELETE', `/sessions/${id(session)}`, undefined, { within: ONCE_MS }),
  changeSession: (session: string, s: gen.SessionPatch) =>
    call<gen.Session>('PATCH', `/sessions/${id(session)}`, s),
  invite: (session: string, i: gen.NewInvitation) =>
    call<gen.NewLink>('POST', `/sessions/${id(session)}/invitations`, i, once),
  invitations: (session: string) =>
    call<gen.InvitationPage>('GET', `/sessions/${id(session)}/invitations${page(MAX_LIST, undefined)}`),
  codebooks: () => call<gen.CodebookPage>('GET', `/codebooks${page(MAX_LIST, undefined)}`),
  /** The list of charts. Without permutations, since the list does not depend on them. */
  charts: (session: string) =>
    call<gen.ChartPage>('GET', `/sessions/${id(session)}/charts?permutations=0`, undefined, computed()),
  chart: (
    session: string,
    name: string,
    lang: string,
    theme: string,
    filter = new URLSearchParams(),
    signal?: AbortSignal,
  ) =>
    call<gen.Chart>(
      'GET',
      `/sessions/${id(session)}/charts/${id(name)}?${new URLSearchParams([['lang', lang], ['theme', theme], ...filter])}`,
      undefined,
      computed(signal),
    ),
  agreement: (session: string, signal: AbortSignal) =>
    call<gen.AnalysisAgreement>('GET', `/sessions/${id(session)}/agreement`, undefined, computed(signal)),
  findings: (session: string, lang: string, filter: URLSearchParams, signal: AbortSignal) =>
    call<gen.Findings>(
      'GET',
      `/sessions/${id(session)}/findings?${new URLSearchParams([['lang', lang], ...filter])}`,
      undefined,
      computed(signal),
    ),
  debrief: (session: string) => versioned<gen.DebriefAnswer>('GET', `/sessions/${id(session)}/debrief`),
  report: (session: string, query: URLSearchParams) =>
    call<string>('GET', `/sessions/${id(session)}/report?${query}`, undefined, { ...computed(), text: true }),
  preview: (session: string, lang: string, signal: AbortSignal) =>
    call<gen.Preview>(
      'GET',
      `/sessions/${id(session)}/preview?${new URLSearchParams({ lang })}`,
      undefined,
      computed(signal),
    ),
  holdBack: (session: string, finding: string, held: boolean) =>
    call<void>('POST', `/sessions/${id(session)}/preview/held-back`, { finding, held }),
  previewSeen: (session: string) => call<void>('POST', `/sessions/${id(session)}/preview/seen`),
  keepDebrief: (session: string, d: gen.NewDebrief, basedOn: string) =>
    versioned<gen.DebriefAnswer>('PUT', `/sessions/${id(session)}/debrief`, d, { basedOn }),
};

/** The address of a session's live connection; that of a page with the mirror tells the others of it. */
export function liveUrl(session: string, mirror = false): string {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.host}${BASE}/sessions/${id(session)}/live${mirror ? '?mirror=true' : ''}`;
}
