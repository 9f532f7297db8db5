/**
 * What was typed into a document of a meeting and is not saved yet. It stays on the
 * device until it is saved, for whoever typed it.
 */

const PREFIX = 'kompas.draft.';

const nameOf = (session: string, observer: string) => `${PREFIX}${session} ${observer}`;

/** Stores a draft; null removes it. Returns false when the device has no room for it. */
export function keepDraft(session: string, observer: string, draft: unknown): boolean {
  try {
    const name = nameOf(session, observer);
    if (draft === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function recallDraft<T>(session: string, observer: string): T | null {
  try {
    const text = localStorage.getItem(nameOf(session, observer));
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

/** Removes the drafts of a session that was deleted, or all, after signing out. */
export function forgetDrafts(session?: string): void {
  const begins = session === undefined ? PREFIX : nameOf(session, '');
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(begins)) localStorage.removeItem(key);
  } catch {
    // There is no storage, so nothing is stored.
  }
}
