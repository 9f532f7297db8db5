import { ENTRY_TYPES } from '../server/tables.gen';
import { isPrivate, unsequenced } from './decide';
import type { Kept, Unsent } from './entry-store';
import { inFileName, save } from './save-file';
import type { Entry } from './wire';

/** The unsent entries of a session that the person here may read and save: not the private ones of others. */
export function readableOf({ session, entries }: Unsent): Kept[] {
  const kept = new Map(entries.map((k) => [k.id, k]));
  const me = session?.observer || undefined;
  const mine = (k: Kept) => me !== undefined && (k.observer ?? me) === me;
  return entries.filter((k) => mine(k) || !isPrivate(k, { kept, log: null }));
}

/** Entries as the text of a file, one a line, in the format that the server accepts. */
export function linesOf(kept: readonly Kept[]): string {
  return kept.map((k) => `${JSON.stringify(unsequenced(k.entry))}\n`).join('');
}

/**
 * The entries of such a file; `bad`: how many lines are not entries. Only their form is
 * checked here: the server checks their content.
 */
export function entriesOf(text: string): { entries: Entry[]; bad: number } {
  const entries: Entry[] = [];
  let bad = 0;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const entry = entryOf(line);
    if (entry) entries.push(entry);
    else bad++;
  }
  return { entries, bad };
}

const TYPES = new Set<string>(ENTRY_TYPES.filter((t) => t !== 'redacted'));
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads a line. An entry must have a valid id, by which its answer is found, and a type that the page can name. */
function entryOf(line: string): Entry | null {
  try {
    const e = JSON.parse(line) as Partial<Entry> | null;
    return typeof e?.id === 'string' && UUID.test(e.id) && TYPES.has(String(e.type)) ? (e as Entry) : null;
  } catch {
    return null;
  }
}

/** Makes the browser download a file of entries. */
export function saveFile(title: string, kept: readonly Kept[]): void {
  const file = new Blob([linesOf(kept)], { type: 'application/x-ndjson' });
  save(file, `kompas-${inFileName(title)}.entries.jsonl`);
}
