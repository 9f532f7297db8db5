import { signal } from '@preact/signals';
import { forgetAnswers, hurry, keepAnswer, recallAnswer } from '../server/answer-cache';
import { api, Problem } from '../server/api';
import type { Me } from '../server/api.gen';
import { forgetDrafts } from './drafts';
import { type EntryStore, openEntryStore } from './entry-store';

/** Who the server says that the user of this browser is; 'unknown' until it has answered. */
export const identity = signal<Me | 'unknown' | 'signed-out' | 'offline'>('unknown');

const news = new BroadcastChannel('kompas-who');
const listeners = new Set<() => void>();
const ends = new Set<() => void>();
let leave = () => {};

/** When the server has not answered for this long, the page continues without it. */
const PATIENCE_MS = 3_000;

/** Asks the server who the user of this browser is, and sets `identity`. */
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
      if (invited) keepAnswer('invited', true); // the page says so until somebody signs in here
    }
  } finally {
    clearTimeout(timer);
  }
}

function tell(me: Me | 'signed-out' | 'offline'): void {
  hurry(me === 'offline');
  identity.value = me;
}

/** Who the user of this browser was when the server last answered; null if it never did. */
export const lastIdentity = (): Me | null => recallAnswer<Me>('me');

/** Whether the last person who was signed in here had come by an invitation. */
export const wasInvited = (): boolean => recallAnswer<boolean>('invited') === true;

/** To be called after signing in or joining: all tabs ask the server again who this is. */
export async function identityChanged(): Promise<void> {
  news.postMessage('changed');
  await askIdentity();
  const me = identity.value;
  if (typeof me === 'object') await becomeCurrent(me).catch(() => {}); // a failure is ignored: the server says it at each welcome
  for (const l of listeners) l();
}

/**
 * Sets, for each session that the device knows, the observer who is here now. Entries
 * that were made before keep the observer who made them.
 */
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

/** Calls back whenever somebody has signed in or out in any tab. Returns what ends that. */
export function onIdentityChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls back when somebody signs out in any tab, before this page is left. Returns what ends that. */
export function onSignOut(end: () => void): () => void {
  ends.add(end);
  return () => ends.delete(end);
}

/** Signing out has succeeded, but the entries that the device keeps could not be removed. */
export class NotCleared extends Error {}

/**
 * Signs out, and removes everything of this person from the device and its tabs. It may
 * be called again after a failure. It throws NotCleared when only `kept` could not be
 * emptied; with null, the entries that the device keeps stay.
 */
export async function signOut(kept: EntryStore | null): Promise<void> {
  await api.signout().catch((e) => {
    // An earlier request has succeeded, and its answer was lost.
    if (!(e instanceof Problem && e.status === 401)) throw e;
  });
  news.postMessage('signed-out');
  for (const end of ends) end();
  forgetAnswers();
  forgetDrafts();
  await kept?.clear().catch(() => {
    throw new NotCleared();
  });
  leave();
}

/** Follows signing in and out in the other tabs; `left` leaves this page after signing out. */
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
