import { existsSync, readFileSync } from 'node:fs';

// Real meetings are not part of the project; KOMPAS_SHARED is the path of their
// folder.
const folder = process.env.KOMPAS_SHARED ?? new URL('../../../../shared', import.meta.url).pathname;

/**
 * The reason to skip tests of real meetings; undefined if the meetings are there.
 * With CI=true they must be.
 */
export function missingMeetings(): string | undefined {
  if (existsSync(`${folder}/meetings`)) return undefined;
  const why = `no real meetings in ${folder}: set KOMPAS_SHARED to their folder`;
  if (process.env.CI === 'true') throw new Error(why);
  return why;
}

/** The CSV of a real meeting. */
export function meetingFile(name: string): string {
  return readFileSync(`${folder}/meetings/${name}.csv`, 'utf8');
}
