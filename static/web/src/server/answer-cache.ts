import { Problem } from './api';
import { TooLate, within } from './within';

/**
 * What the server said last, kept on the device: while the server is away a
 * meeting can still be prepared from it.
 */

const PREFIX = 'kompas.known.';

/** A server that seems to be away is waited for so long, where there is an answer from before. */
const HURRY_MS = 2_000;
let hurried = false;

/** Says whether the server seems to be away. */
export function hurry(yes: boolean): void {
  hurried = yes;
}

/** The answer of the server, or, while it is away, the one that it gave before. */
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
    // No room, or a private window: then a meeting cannot begin without the server.
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

/** Forgets what the server said: this browser is signed out. */
export function forgetAnswers(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // There is nothing then.
  }
}
