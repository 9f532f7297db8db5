import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from './server';

/** What is known of the made-up meeting; observe/madeup says what each is. */
export interface Facts {
  turns: number;
  silences: number;
  laughter: number;
  items: { name: string; purpose: string; outcome: string; ms: number; turns: number; marks: number }[];
  exchanges: { first: string; turns: number; ended_by: string }[];
  shown: number;
  not_met: number;
  turning: string;
  mark: string;
  marked: string;
  guest: string;
  came: number;
}

/** The made-up meeting of the tests in Go: a Kompas log, and what is in it. */
export function madeUp(...options: string[]): { log: string; facts: Facts } {
  const folder = mkdtempSync(join(tmpdir(), 'kompas-made-'));
  try {
    const root = new URL('../../..', import.meta.url).pathname;
    execFileSync('go', ['run', './observe/madeup/write', ...options, folder], { cwd: root });
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { log: read('meeting.jsonl'), facts: JSON.parse(read('meeting.json')) as Facts };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same log of a meeting that began so long ago, in ms; with `running` it has not ended. */
export function asOf(log: string, ago: number, running = false): string {
  const lines = log.trim().split('\n');
  const began = Date.parse('2026-11-23T09:00:00.000Z');
  const later = Date.now() - ago - began;
  const out = lines.map((l) =>
    l.replace(
      /"(time|recorded_at|created_at)":"([^"]+)"/g,
      (_, name, at) => `"${name}":"${new Date(Date.parse(at) + later).toISOString()}"`,
    ),
  );
  if (running) out.pop();
  return `${out.join('\n')}\n`;
}

/** Imports a Kompas log, each time as a new session; returns its id. */
export async function importedLog(server: Server, log: string): Promise<string> {
  const res = await server.fetch('/sessions/import?format=jsonl&as_new=true', { method: 'POST', body: log });
  const { sessions } = (await res.json()) as { sessions: { id: string }[] };
  const [made] = sessions;
  if (!made) throw new Error('nothing was imported');
  return made.id;
}
