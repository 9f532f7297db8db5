import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const TOKEN = 'a-token-for-the-end-to-end-tests';

/** The real program, on a port and in a data folder of its own. */
export class Server {
  base = '';
  /** The sign-in link of the last start. */
  signin = '';
  private process: ChildProcess | null = null;
  private readonly data = mkdtempSync(join(tmpdir(), 'kompas-e2e-'));
  private said = '';

  /** With `publicURL` the program is told that browsers reach it there. */
  constructor(private readonly publicURL?: string) {}

  /** Starts the program; after the first time on the same port, so that pages find it. */
  async start(): Promise<void> {
    const bin = process.env.KOMPAS_BIN;
    if (!bin)
      throw new Error('KOMPAS_BIN must name the program to test, such as bin/kompas; `make e2e` sets it');
    const addr = this.base === '' ? '127.0.0.1:0' : new URL(this.base).host;
    const args = ['serve', '--addr', addr, '--data', this.data];
    if (this.publicURL !== undefined) args.push('--public-url', this.publicURL);
    const child = spawn(bin, args, {
      env: { ...process.env, KOMPAS_TOKEN: TOKEN, DISPLAY: '', WAYLAND_DISPLAY: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    this.said = '';
    child.stderr?.on('data', (b) => {
      this.said += b;
    });
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      const url = /^listening on (http:\/\/\S+)$/.exec(line)?.[1];
      if (url === undefined) continue;
      this.base = url;
      child.stdout?.resume();
      return;
    }
    throw new Error(`the program did not start: ${this.said}`);
  }

  /** The sign-in link, which the program prints to stderr. */
  async signinLink(): Promise<string> {
    const res = await this.fetch('/signin-links', { method: 'POST' });
    return ((await res.json()) as { url: string }).url;
  }

  /** Kills the program, as a power cut does. */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.process = null;
  }

  /** A copy of all data as it is now. */
  async backup(): Promise<Uint8Array> {
    return new Uint8Array(await (await this.fetch('/backup')).arrayBuffer());
  }

  /** Replaces the data by a copy, like restoring a backup. The program must not run. */
  restore(copy: Uint8Array): void {
    for (const file of readdirSync(this.data))
      if (file.startsWith('kompas.db')) rmSync(join(this.data, file));
    writeFileSync(join(this.data, 'kompas.db'), copy, { mode: 0o600 });
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Calls the API as the owner or with another token; with an empty token as nobody. */
  async fetch(path: string, init: RequestInit = {}, token = TOKEN): Promise<Response> {
    const res = await fetch(`${this.base}/api/v1${path}`, {
      ...init,
      headers: {
        ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
        'Content-Type': 'application/json',
        ...init.headers,
      },
    });
    if (!res.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${res.status} ${await res.text()}`);
    return res;
  }

  async post<T>(path: string, body: unknown, token?: string): Promise<T> {
    const res = await this.fetch(path, { method: 'POST', body: JSON.stringify(body) }, token);
    return (await res.json()) as T;
  }

  /** The log of a session, as the owner sees it. */
  async log(session: string): Promise<LogEntry[]> {
    const text = await (await this.fetch(`/sessions/${session}/log`)).text();
    return text
      .split('\n')
      .filter((l) => l !== '')
      .map((l) => JSON.parse(l) as LogEntry);
  }
}

export interface LogEntry {
  seq: number;
  id: string;
  type: string;
  observer: string;
  at?: number;
  from?: string;
  to?: string;
  tags?: string[];
  proposed?: boolean;
  target?: string;
  set?: Record<string, unknown>;
  state?: string;
  told?: boolean;
  kind?: string;
  text?: string;
  visibility?: string;
  person?: { id: string; name: string; seat?: { x: number; y: number } };
  name?: string;
  purpose?: string;
  label?: string;
  time?: string;
  experiment?: string;
  event?: string;
}

function tagsOf(set: LogEntry['set'], old: string[]): string[] {
  return set && 'tags' in set ? ((set.tags as string[] | null) ?? []) : old;
}

/** The turns of a log as they stand: amended, without those that are void, in order of (at, seq). */
export function turns(
  log: readonly LogEntry[],
): { from?: string; to?: string; tags: string[]; at: number }[] {
  const all = new Map<
    string,
    { from?: string; to?: string; tags: string[]; at: number; seq: number; void: boolean }
  >();
  for (const e of log) {
    const target = all.get(e.target ?? '');
    if (e.type === 'interaction')
      all.set(e.id, { from: e.from, to: e.to, tags: e.tags ?? [], at: e.at ?? 0, seq: e.seq, void: false });
    else if (e.type === 'amend' && target) Object.assign(target, e.set, { tags: tagsOf(e.set, target.tags) });
    else if ((e.type === 'void' || e.type === 'restore') && target) target.void = e.type === 'void';
  }
  return [...all.values()]
    .filter((t) => !t.void)
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
    .map(({ from, to, tags, at }) => ({ from, to, tags, at }));
}
