import { meetingFile, missingMeetings } from '../test/meetings';
import type { Server } from './server';

/** The CSV of a real meeting, or of a generated one where there is none. */
export function bigMeeting(name: string): string {
  return missingMeetings() ? madeMeeting(1800) : meetingFile(name);
}

const PEOPLE = ['Anna', 'Bram', 'Chantal', 'Dirk', 'Els'];
const TAGS = [
  'curiosity',
  'informing',
  'informing',
  'differing',
  'ordering',
  'connecting',
  'not-knowing',
  'sharing',
  'naming',
  'steering',
  'steering',
  'deciding',
  'accountable',
  'judgement',
  'defending',
  'asking',
  'settling',
  '',
];
const ITEMS = ['Welkom', 'Rooster', 'Rondvraag'];

/** The CSV of a generated meeting with the default codebook; the same for the same number of turns. */
export function madeMeeting(turns: number, people: readonly string[] = PEOPLE): string {
  let state = 7;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const rows = ['time_ms,from,to,tag,phase,note'];
  let time = 4_000;
  let last = '';
  for (let i = 0; i < turns; i++) {
    const from = pick(people.filter((p) => p !== last));
    const to = last === '' || random() < 0.35 ? '*' : last;
    const item = ITEMS[Math.floor((i * ITEMS.length) / turns)];
    const note = i === Math.floor(turns / 2) ? 'Hier werd het anders' : '';
    rows.push(`${time},${from},${to},${pick(TAGS)},${item},${note}`);
    time += 800 + Math.floor(random() * random() * 16_000);
    last = from;
  }
  return `${rows.join('\n')}\n`;
}

/**
 * The CSV of a generated meeting with a loop: an open question is mostly followed
 * by somebody who shows themself, and that by an open question. It is always the
 * same. What mostly follows what can be told.
 */
export function roundMeeting(
  turns = 420,
  next: Record<string, string> = { curiosity: 'sharing', sharing: 'curiosity', steering: 'withdrawing' },
): string {
  let state = 11;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const rows = ['time_ms,from,to,tag,phase'];
  let last = '';
  let tag = '';
  for (let i = 0; i < turns; i++) {
    const from = pick(PEOPLE.filter((p) => p !== last));
    const follows = next[tag];
    tag = follows !== undefined && random() < 0.6 ? follows : pick(TAGS.slice(0, 15));
    rows.push(
      `${4000 + i * 5000},${from},${last || '*'},${tag},${ITEMS[Math.floor((i * ITEMS.length) / turns)]}`,
    );
    last = from;
  }
  return `${rows.join('\n')}\n`;
}

/** Imports a CSV; returns the id of the session. */
export async function imported(server: Server, csv: string, title: string): Promise<string> {
  const res = await server.fetch(`/sessions/import?format=csv&title=${encodeURIComponent(title)}`, {
    method: 'POST',
    body: csv,
  });
  const { sessions } = (await res.json()) as { sessions: { id: string }[] };
  const [made] = sessions;
  if (!made) throw new Error('nothing was imported');
  return made.id;
}

/**
 * The CSV of a generated meeting in which somebody who is pushed mostly goes
 * quiet, and in which two tags form a loop; the same for the same number of
 * pushes.
 */
export function pressedMeeting(pushes: number): string {
  const rows = ['time_ms,from,to,tag'];
  const say = (from: number, to: number, tag: string) =>
    rows.push(`${rows.length * 2000},${PEOPLE[from % 4]},${PEOPLE[to % 4]},${tag}`);
  for (let i = 0; i < pushes; i++) {
    for (let k = 0; k < 3 + (i % 3); k++)
      say(i + k, i + k + 1, ['informing', 'checking', 'informing', 'other'][(i * i + k) % 4] as string);
    for (let k = 0; k < i % 4; k++) say(i + k, i + k + 1, k % 2 === 0 ? 'curiosity' : 'sharing');
    say(i, i + 1, 'forcing');
    if (i % 4 > 0) say(i + 1, i, 'withdrawing');
    else say(i + 2, i, 'withdrawing');
  }
  return `${rows.join('\n')}\n`;
}

/**
 * A meeting that Ada and Ben observed independently: in one turn of every `every`
 * Ben noted another tag, and he did not note the last turn.
 */
export async function takenDownTwice(server: Server, turns: number, every: number): Promise<string> {
  const session = await server.post<{ id: string }>('/sessions', {
    title: 'Ieder voor zich',
    coding: 'independent',
    participants: [
      { id: 'p1', name: 'Anna' },
      { id: 'p2', name: 'Bram' },
      { id: 'p3', name: 'Chantal' },
    ],
  });
  for (const name of ['Ada', 'Ben']) {
    const { url } = await server.post<{ url: string }>(`/sessions/${session.id}/invitations`, {
      role: 'observer',
      expires_in_s: 600,
    });
    const { token } = await server.post<{ token: string }>(
      '/join',
      { token: new URL(url).hash.slice(1), name },
      '',
    );
    const entries = Array.from({ length: name === 'Ada' ? turns : turns - 1 }, (_, i) => ({
      id: crypto.randomUUID(),
      type: 'interaction',
      at: 8000 * i + (name === 'Ada' ? 0 : 500),
      from: `p${1 + (i % 3)}`,
      to: i % 4 === 0 ? '*' : `p${1 + ((i + 1) % 3)}`,
      tags: [name === 'Ben' && i % every === 0 ? 'steering' : 'curiosity'],
    }));
    await server.post(`/sessions/${session.id}/entries`, { entries }, token);
  }
  return session.id;
}
