import { Problem } from './api';

/**
 * What the server said last, kept on the device: while the server is away a
 * meeting can still be prepared from it.
 */

const PREFIX = 'kompas.known.';

/** The answer of the server, or, while it is away, the one that it gave before. */
export async function known<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    const value = await load();
    keep(name, value);
    return value;
  } catch (e) {
    const before = e instanceof Problem && e.status === 0 ? recall<T>(name) : null;
    if (before === null) throw e;
    return before;
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // No room, or a private window: then a meeting cannot begin without the server.
  }
}

export function recall<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** Forgets what the server said: this browser is signed out. */
export function forgetKnown(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // There is nothing then.
  }
}
