import { existsSync, readFileSync } from 'node:fs';

// Real meetings lie outside the project; KOMPAS_SHARED names the folder.
const folder = process.env.KOMPAS_SHARED ?? new URL('../../../../shared', import.meta.url).pathname;

/** Why tests of real meetings are to be skipped; undefined where they are there. With CI=true they must be. */
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
