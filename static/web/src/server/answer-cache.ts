import { Problem } from './api';
import { TooLate, within } from './within';

/**
 * The last answers of the server, stored on the device, so that a meeting can be
 * prepared while the server is away.
 */

const PREFIX = 'kompas.known.';

/** How long to wait for a server that seems to be away, when there is a stored answer. */
const HURRY_MS = 2_000;
let hurried = false;

/** Sets whether the server seems to be away. */
export function hurry(yes: boolean): void {
  hurried = yes;
}

/** Returns the answer of the server or, while it is away, the stored one. Throws when there is none. */
export async function cached<T>(name: string, load: () => Promise<T>): Promise<T> {
  const asked = load().then((value) => {
    keepAnswer(name, value);
    return value;
  });
  try {
    return await (hurried && recallAnswer<T>(name) !== null ? within(HURRY_MS, asked) : asked);
  } catch (e) {
    const away = e instanceof TooLate || (e instanceof Problem && e.status === 0);
    const before = away ? recallAnswer<T>(name) : null;
    if (before === null) throw e;
    return before;
  }
}

export function keepAnswer(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // No room, or a private window: a meeting cannot begin without the server then.
  }
}

export function recallAnswer<T>(name: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + name);
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** Removes all stored answers, after signing out. */
export function forgetAnswers(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // There is no storage, so nothing is stored.
  }
}
