import { signal } from '@preact/signals';
import { forgetAnswers, hurry, keepAnswer, recallAnswer } from '../server/answer-cache';
import { api, Problem } from '../server/api';
import type { Me } from '../server/api.gen';
import { type EntryStore, openEntryStore } from './entry-store';

/** Who this browser is to the server; 'unknown' until it has answered. */
export const identity = signal<Me | 'unknown' | 'signed-out' | 'offline'>('unknown');

const news = new BroadcastChannel('kompas-who');
const listeners = new Set<() => void>();
const ends = new Set<() => void>();
let leave = () => {};

/** A page that is loaded goes on without the server when that says nothing for so long. */
const PATIENCE_MS = 3_000;

/** Asks the server who this browser is. */
export async function askIdentity(): Promise<void> {
  const timer = setTimeout(() => {
    if (identity.value === 'unknown' && lastIdentity() !== null) tell('offline');
  }, PATIENCE_MS);
  try {
    const me = await api.me();
    tell(me);
    keepAnswer('me', me);
    keepAnswer('invited', me.role !== 'owner');
  } catch (e) {
    const status = e instanceof Problem ? e.status : 0;
    tell(status === 401 ? 'signed-out' : 'offline');
    if (status === 401) {
      const invited = wasInvited();
      forgetAnswers();
      if (invited) keepAnswer('invited', true); // it is told so until somebody signs in here
    }
  } finally {
    clearTimeout(timer);
  }
}

function tell(me: Me | 'signed-out' | 'offline'): void {
  hurry(me === 'offline');
  identity.value = me;
}

/** Who this browser was when the server last answered. */
export const lastIdentity = (): Me | null => recallAnswer<Me>('me');

/** Whether this browser was let in by an invitation when it was last let in. */
export const wasInvited = (): boolean => recallAnswer<boolean>('invited') === true;

/** Says that the browser was signed in or out, here and in the other tabs. */
export async function identityChanged(): Promise<void> {
  news.postMessage('changed');
  await askIdentity();
  const me = identity.value;
  if (typeof me === 'object') await becomeCurrent(me).catch(() => {}); // the server says it again at each welcome
  for (const l of listeners) l();
}

/** What is kept of meetings is from now on that of who is here now, and what they made before that of others. */
async function becomeCurrent(me: Me): Promise<void> {
  const store = await openEntryStore(indexedDB);
  await store.become((s) => {
    if (me.role === 'owner') return { observer: me.observer, role: 'owner' };
    const mine = me.grants.filter((g) =>
      g.scope === 'team' ? g.team === s.session.team : g.session === s.id,
    );
    const grant = mine.find((g) => g.observer === s.observer) ?? mine[0];
    return { observer: grant?.observer ?? '', role: grant?.role ?? s.role };
  });
  store.close();
}

/** Calls back whenever the browser was signed in or out in any tab; gives what ends that. */
export function onIdentityChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back when the browser is signed out in any tab, before this page is left; gives what ends that. */
export function onSignOut(end: () => void): () => void {
  ends.add(end);
  return () => ends.delete(end);
}

/** The browser is signed out, but what it kept of meetings is still there. */
export class NotCleared extends Error {}

/**
 * Signs the browser out: nothing of whom it was stays on the device, or in any of
 * its tabs. It may be called again when it failed. Fails with NotCleared when only
 * `kept` could not be emptied; null leaves there what is kept.
 */
export async function signOut(kept: EntryStore | null): Promise<void> {
  await api.signout().catch((e) => {
    // It was signed out before, and the answer to that was lost.
    if (!(e instanceof Problem && e.status === 401)) throw e;
  });
  news.postMessage('signed-out');
  for (const end of ends) end();
  forgetAnswers();
  await kept?.clear().catch(() => {
    throw new NotCleared();
  });
  leave();
}

/** Follows the other tabs; `left` leaves this page when the browser is signed out. */
export function followIdentity(left: () => void): void {
  leave = left;
  news.onmessage = (e) => {
    if (e.data === 'signed-out') {
      for (const end of ends) end();
      leave();
      return;
    }
    void askIdentity().then(() => {
      for (const l of listeners) l();
    });
  };
  addEventListener('online', () => {
    if (identity.value === 'offline') void askIdentity();
  });
}
