import { signal } from '@preact/signals';
import { api, Problem } from './api';
import type { Me } from './api.gen';
import { forgetKnown, keep, recall } from './known';

/** Who this browser is to the server; 'unknown' until it has answered. */
export const who = signal<Me | 'unknown' | 'signed-out' | 'offline'>('unknown');

const news = new BroadcastChannel('kompas-who');
const listeners = new Set<() => void>();

/** Asks the server who this browser is. */
export async function askWho(): Promise<void> {
  try {
    who.value = await api.me();
    keep('me', who.value);
  } catch (e) {
    const status = e instanceof Problem ? e.status : 0;
    who.value = status === 401 ? 'signed-out' : 'offline';
    if (status === 401) forgetKnown();
  }
}

/** Who this browser was when the server last answered. */
export const lastWho = (): Me | null => recall<Me>('me');

/** Says that the browser was signed in or out, here and in the other tabs. */
export async function changedWho(): Promise<void> {
  news.postMessage('changed');
  await askWho();
  for (const l of listeners) l();
}

/** Calls back whenever the browser was signed in or out in any tab; gives what ends that. */
export function onWho(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function followWho(): void {
  news.onmessage = () => {
    void askWho().then(() => {
      for (const l of listeners) l();
    });
  };
  addEventListener('online', () => {
    if (who.value === 'offline') void askWho();
  });
}
