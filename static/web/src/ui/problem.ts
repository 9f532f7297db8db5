import type { Messages } from '../messages/en';
import { Problem } from '../server/api';
import { identityChanged } from '../session/identity';

/** Returns a thrown value as a Problem. Anything that is no answer of the server is a fault of this page. */
export function asProblem(e: unknown): Problem {
  const p = e instanceof Problem ? e : new Problem(-1);
  if (p.status === 401) void identityChanged();
  return p;
}

/** What happened, what is safe, and what to do, in words. `typing` says that the user has typed something. */
export function explain(p: Problem, m: Messages, typing = false): string {
  switch (p.status) {
    case 0:
      return typing ? m.error.offlineNow : m.error.offline;
    case 401:
      return m.signedOut.title;
    case 403:
      return p.kind === 'not-shown' ? m.error.notShown : m.error.forbidden;
    case 404:
      return m.notFound.body;
    case 409:
      return m.error.conflict;
    case 413:
      return m.error.tooLarge;
    case 422: {
      const field = p.fields[0]?.field.split('/')[1];
      return field !== undefined && Object.hasOwn(m.error.field, field)
        ? m.error.invalidField(m.error.field[field as keyof Messages['error']['field']])
        : m.error.invalid;
    }
    case 429:
      return m.error.tooMany;
    default:
      return m.error.other;
  }
}
