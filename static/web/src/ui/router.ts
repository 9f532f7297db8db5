import { batch, signal } from '@preact/signals';

/** The path of the page that is shown. */
export const path = signal(location.pathname);
/** What the page is asked to show, such as `?phase=Budget`; empty without. */
export const search = signal(location.search);

export type How = 'push' | 'replace';

/** After a first try to leave a guarded page the second one goes through for so long. */
const SECOND_TRY_MS = 4_000;
let guard: { warn(): void; tried: number } | null = null;

/** From now on leaving the page takes two tries; `warn` is called at the first. Gives what ends that. */
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

/** Asks the same page for something else, and leaves it where it is scrolled to. */
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

/** Follows back, forward, and links within the page. */
export function followAddress(): void {
  addEventListener('popstate', () => {
    if (location.pathname !== path.value && !mayLeave())
      history.pushState(null, '', path.value + search.value);
    else readAddress();
  });
  // A link with a secret, opened where the page with that address is shown already.
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

/** Whether a link leads to another address of the page: not to a file, elsewhere, or into another window. */
export function isOwn(
  a: Pick<HTMLAnchorElement, 'origin' | 'pathname' | 'hash' | 'target' | 'hasAttribute'>,
): boolean {
  const here = a.origin === location.origin && a.target === '' && a.hash === '';
  return here && !a.hasAttribute('download') && route(a.pathname).page !== 'not-found';
}

/**
 * Takes the secret after # out of the address bar, the history and the reach
 * of anybody who looks at the screen.
 */
export function takeFragment(): string {
  const secret = location.hash.slice(1);
  if (location.hash !== '') history.replaceState(null, '', location.pathname + location.search);
  return secret;
}

export type Route =
  | { page: 'home' | 'new-meeting' | 'practice' | 'new-team' | 'settings' | 'signin' | 'join' | 'not-found' }
  | { page: 'team' | 'pad' | 'review' | 'mirror'; id: string };

/** What the page has at an address; the server knows the same ones (pages.go). */
export function route(p: string): Route {
  if (p === '/') return { page: 'home' };
  const parts = p.replace(/^\//, '').split('/').map(decode);
  const [a, b, c] = parts;
  switch (parts.length) {
    case 1:
      if (a === 'settings' || a === 'signin' || a === 'join' || a === 'practice') return { page: a };
      break;
    case 2:
      if (a === 'sessions' && b === 'new') return { page: 'new-meeting' };
      if (a === 'teams' && b === 'new') return { page: 'new-team' };
      if (a === 'teams' && b) return { page: 'team', id: b };
      break;
    case 3:
      if (a === 'sessions' && b && (c === 'pad' || c === 'review' || c === 'mirror'))
        return { page: c, id: b };
      break;
  }
  return { page: 'not-found' };
}

function decode(s: string): string {
  try {
    return decodeURIComponent(s);
  } catch {
    return s;
  }
}
