import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Talk } from '../../../../src/pages/review/debrief/talk';
import type { Findings } from '../../../../src/server/api.gen';
import { memoryEntryStore } from '../../../../src/session/entry-store';
import { LiveSession } from '../../../../src/session/live-session';
import { ask } from '../../../../src/ui/router';
import { address } from '../../../address';
import { Clock } from '../../../clock';
import { FakeServer } from '../../../server';

const NOW = 1_800_000_000_000;
const settled = () => new Promise((done) => setTimeout(done, 20));

/** Storage of a browser, as far as it is used. */
function storage() {
  const all = new Map<string, string>();
  return {
    getItem: (k: string) => all.get(k) ?? null,
    setItem: (k: string, v: string) => void all.set(k, v),
    removeItem: (k: string) => void all.delete(k),
  };
}

const id = (i: number) => `0199f5c2-7d5e-7c3a-9d0e-${String(i).padStart(12, '0')}`;
const found: Findings = {
  glance: { findings: ['loop:asking>'], fragments: [], pieces: [] },
  moments: [{ at: { graphic: 'loop:asking>' }, label: '', total: 3, turns: [[1, 2]] }],
  sections: [
    {
      name: 'loops',
      title: '',
      lead: [],
      method: [],
      folds: [],
      items: [
        {
          id: 'loop:asking>',
          short: 'Thrice.',
          text: '',
          notes: [],
          questions: ['Why?'],
          circular: 'And then?',
        },
      ],
    },
  ],
};

let clock: Clock;
let server: FakeServer;
let store: ReturnType<typeof memoryEntryStore>;
let away: boolean;
let kept: Record<string, unknown>;
let version: number;

beforeEach(() => {
  clock = new Clock();
  clock.now = NOW;
  server = new FakeServer(() => clock.now);
  store = memoryEntryStore();
  away = false;
  kept = { fragment: { from: id(1), to: id(8) }, finding: 'loop:asking>', loop: 'loop:asking>' };
  version = 1;
  vi.stubGlobal('localStorage', storage());
  vi.stubGlobal('sessionStorage', storage());
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    if (away) throw new TypeError('away');
    if (init.method === 'PUT') {
      const { shown, ...doc } = JSON.parse(String(init.body));
      kept = { ...doc, ...(shown && { shown_at: new Date(NOW).toISOString() }) };
      version++;
    }
    return new Response(JSON.stringify(kept), { headers: { ETag: `"${version}"` } });
  });
  address.go('/sessions/s/debrief');
  ask(new URLSearchParams(), 'replace');
  for (let i = 1; i <= 9; i++)
    server.store({
      id: id(i),
      type: 'interaction',
      at: i * 1000,
      from: `p${(i % 3) + 1}`,
      to: '*',
      tags: ['asking'],
    });
});
afterEach(() => vi.unstubAllGlobals());

/** Opens the page; while the server is away with what the device knows. */
async function opened(): Promise<Talk> {
  const live = new LiveSession('s', 'ws://host/live', {
    openSocket: (url) => server.open(url),
    store,
    clock: clock.page(),
    random: () => 0.5,
    setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
    clearTimeout: (t) => clock.clearTimeout(t),
    make: async () => 'made',
    becomeSender: (_, granted) => {
      granted();
      return { release: () => {} };
    },
    channel: () => ({ post: () => {}, close: () => {} }),
  });
  await live.open();
  await settled();
  const talk = new Talk(live);
  await settled();
  return talk;
}

/** Shows the debrief up to the fragment, and closes the page. */
async function shown(): Promise<Talk> {
  const talk = await opened();
  talk.found.value = found;
  talk.begin({ form: 'ten' });
  await settled();
  talk.next();
  talk.next();
  talk.next();
  await settled();
  return talk;
}

describe('a debrief that is shown', () => {
  it('begins with the first screen, says so, and goes through what was chosen', async () => {
    const talk = await opened();
    talk.found.value = found;
    expect([talk.mode.value, talk.step.value]).toEqual(['prepare', 0]);
    talk.next();
    expect(talk.step.value).toBe(0); // only who shows it turns the screens
    talk.begin({ form: 'ten' });
    await settled();
    expect(kept).toMatchObject({ step: 1, form: 'ten', shown_at: expect.any(String) });
    const seen = [talk.step.value];
    for (let i = 0; i < 8; i++) {
      talk.next();
      seen.push(talk.step.value);
    }
    expect(seen).toEqual([1, 2, 12, 3, 4, 14, 5, 6, 6]);
    talk.go(4);
    talk.turnOver();
    expect(talk.step.value).toBe(24);
    talk.turnOver();
    expect(talk.step.value).toBe(4);
    expect([talk.question.value, talk.place.value]).toEqual(['Why?', { at: 4, of: 6 }]);
    talk.leave(true);
    await settled();
    expect([kept.step, talk.mode.value]).toEqual([100, 'prepare']);
  });

  it('lets nobody guess about a pattern that hardly happened', async () => {
    const talk = await opened();
    talk.found.value = { ...found, moments: found.moments.map((m) => ({ ...m, total: 2 })) };
    talk.begin({ form: 'ten' });
    await settled();
    expect(talk.steps.value).toEqual([1, 2, 3, 4, 14, 5, 6]);
    talk.close();
  });

  it('goes on where it was after the page was loaded without the server', async () => {
    (await shown()).close();
    away = true;
    server.mute = true;
    const talk = await opened();
    expect([talk.mode.value, talk.step.value, talk.screen.value]).toEqual(['lead', 3, 'fragment']);
    expect(talk.strip.value?.frames).toHaveLength(8);
    expect(talk.strip.value?.places).toHaveLength(3);
    expect([talk.finding.value?.short, talk.scenes.value?.usual.length]).toEqual(['Thrice.', 1]);
    talk.set({ guesses: { team: 'often' } });
    talk.next();
    expect([talk.step.value, talk.doc?.state.value]).toEqual([4, 'here']);
    talk.close();

    // Nothing of it is lost, and it is saved when the server is back.
    const again = await opened();
    expect(again.debrief.value).toMatchObject({ step: 4, guesses: { team: 'often' } });
    away = false;
    again.doc?.again();
    await settled();
    await settled();
    expect(kept).toMatchObject({ step: 4, guesses: { team: 'often' }, finding: 'loop:asking>' });
    again.close();
  });

  it('keeps no more of the meeting than its screens show', async () => {
    (await shown()).close();
    const stored = Object.values({
      ...localStorage,
      all: localStorage.getItem('kompas.draft.s owner debrief'),
    });
    const text = stored.join();
    expect(text).toContain(id(8));
    expect(text).not.toContain(id(9)); // a turn outside the fragment
    expect(text).not.toContain('Anna');
  });
});
