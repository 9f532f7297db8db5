import { batch, signal } from '@preact/signals';
import { PAGES } from '../server/tables.gen';

/** The path of the page that is shown. */
export const path = signal(location.pathname);
/** The query of the address, such as `?phase=Budget`; empty without one. */
export const search = signal(location.search);

export type How = 'push' | 'replace';

/** For this long after a first try to leave a guarded page, a second one succeeds. */
const SECOND_TRY_MS = 4_000;
let guard: { warn(): void; tried: number } | null = null;

/** Makes leaving the page take two tries; `warn` is called at the first. Returns what ends that. */
export function guardLeaving(warn: () => void): () => void {
  const mine = { warn, tried: Number.NEGATIVE_INFINITY };
  guard = mine;
  return () => {
    if (guard === mine) guard = null;
  };
}

function mayLeave(): boolean {
  if (!guard) return true;
  const now = performance.now();
  if (now - guard.tried < SECOND_TRY_MS) return true;
  guard.tried = now;
  guard.warn();
  return false;
}

export function navigate(to: string, how: How = 'push'): void {
  write(to, how);
  window.scrollTo(0, 0);
}

/** Changes the query of the page, and leaves its scroll position. */
export function ask(query: URLSearchParams, how: How = 'push'): void {
  const text = query.toString();
  const next = text === '' ? '' : `?${text}`;
  if (next !== location.search) write(location.pathname + next + location.hash, how);
}

function write(to: string, how: How): void {
  if (how === 'push') history.pushState(null, '', to);
  else history.replaceState(null, '', to);
  readAddress();
}

function readAddress(): void {
  batch(() => {
    path.value = location.pathname;
    search.value = location.search;
  });
}

/** Follows the browser's back and forward buttons, and links within the page. */
export function followAddress(): void {
  addEventListener('popstate', () => {
    if (location.pathname !== path.value && !mayLeave())
      history.pushState(null, '', path.value + search.value);
    else readAddress();
  });
  // A link with a secret was opened while the page at that address is shown
  // already.
  addEventListener('hashchange', () => {
    const { page } = route(location.pathname);
    if (location.hash !== '' && (page === 'signin' || page === 'join')) location.reload();
  });
  document.addEventListener('click', (e) => {
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = e.target instanceof Element ? e.target.closest('a') : null;
    if (!a || !isOwn(a)) return;
    e.preventDefault();
    if (mayLeave()) navigate(a.pathname + a.search);
  });
}

/** Whether a link leads to another address of the page: not to a file, another site or a new window. */
export function isOwn(
  a: Pick<HTMLAnchorElement, 'origin' | 'pathname' | 'hash' | 'target' | 'hasAttribute'>,
): boolean {
  const here = a.origin === location.origin && a.target === '' && a.hash === '';
  return here && !a.hasAttribute('download') && route(a.pathname).page !== 'not-found';
}

/**
 * Returns the secret after # and removes it from the address bar and the history,
 * so that nobody who looks at the screen can read it.
 */
export function takeFragment(): string {
  const secret = location.hash.slice(1);
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

type Address = (typeof PAGES)[number];
type WithId = Extract<Address, { address: `${string}{id}${string}` }>['name'];

export type Route = { page: Exclude<Address['name'], WithId> | 'not-found' } | { page: WithId; id: string };

/** The page at an address, by the table that the server has too. */
export function route(p: string): Route {
  const parts = p.split('/').map(decode);
  for (const { name, address } of PAGES) {
    const wanted = address.split('/');
    if (wanted.length !== parts.length) continue;
    const at = wanted.indexOf('{id}');
    if (wanted.every((w, i) => (i === at ? parts[i] !== '' : w === parts[i])))
      return { page: name, id: parts[at] } as Route;
  }
  return { page: 'not-found' };
}

/** The address of a page of one meeting or team. */
export function addressOf(page: WithId, id: string): string {
  const address = PAGES.find((p) => p.name === page)?.address ?? '';
  return address.replace('{id}', encodeURIComponent(id));
}

function decode(s: string): string {
  try {
    return decodeURIComponent(s);
  } catch {
    return s;
  }
}
