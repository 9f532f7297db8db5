import { readFileSync } from 'node:fs';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached, hurry, keepAnswer } from '../../src/server/answer-cache';
import { ANSWER_MS, api, COMPUTED_MS, ONCE_MS, Problem } from '../../src/server/api';
import { loadPart } from '../../src/server/load-part';
import { openEntryStore } from '../../src/session/entry-store';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The state of a promise that may never settle. */
function watch(promise: Promise<unknown>): () => unknown {
  let how: unknown = 'waits';
  promise.then(
    (value) => {
      how = value;
    },
    (e) => {
      how = e instanceof Problem ? e.status : e;
    },
  );
  return () => how;
}

/** A network that never answers a request, or only begins an answer. Only its signal ends a request. */
function silent(begun: boolean) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, o: RequestInit) => {
    asked.push(url);
    const never = new Promise<never>((_, reject) => {
      const stop = () => reject(new DOMException('', 'AbortError'));
      if (o.signal?.aborted) stop();
      o.signal?.addEventListener('abort', stop);
    });
    return begun ? Promise.resolve({ ok: true, status: 200, text: () => never }) : never;
  });
  return asked;
}

describe('a request that is not answered', () => {
  it.each([false, true])('ends after its time, also when the answer has begun: %s', async (begun) => {
    silent(begun);
    const how = watch(api.me());
    await vi.advanceTimersByTimeAsync(ANSWER_MS - 1);
    expect(how()).toBe('waits');
    await vi.advanceTimersByTimeAsync(1);
    expect(how()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('may take longer where much is sent, or much computed', async () => {
    silent(false);
    const sent = watch(api.createSession({ title: 'x'.repeat(160_000) }));
    const drawn = watch(api.findings('s', 'en', new URLSearchParams(), new AbortController().signal));
    await vi.advanceTimersByTimeAsync(ANSWER_MS + 9_999);
    expect([sent(), drawn()]).toEqual(['waits', 'waits']);
    await vi.advanceTimersByTimeAsync(10);
    expect([sent(), drawn()]).toEqual([0, 'waits']);
    await vi.advanceTimersByTimeAsync(COMPUTED_MS);
    expect(drawn()).toBe(0);
  });

  it('may take longer where asking again would find it spent, or make it twice', async () => {
    silent(true);
    const hows = [
      api.signin('t'),
      api.join('t', 'Dee'),
      api.signinLink(),
      api.createTeam({ name: 'Zorglijn' }),
      api.invite('s', { role: 'observer', expires_in_s: 600 }),
    ].map(watch);
    await vi.advanceTimersByTimeAsync(ONCE_MS - 1);
    expect(hows.map((how) => how())).toEqual(hows.map(() => 'waits'));
    await vi.advanceTimersByTimeAsync(10);
    expect(hows.map((how) => how())).toEqual(hows.map(() => 0));
  });

  it('ends at once when nobody wants it any more', async () => {
    silent(false);
    const giveUp = new AbortController();
    const how = watch(api.findings('s', 'en', new URLSearchParams(), giveUp.signal));
    giveUp.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(how()).toBe(0);
    const late = watch(api.agreement('s', giveUp.signal));
    await vi.advanceTimersByTimeAsync(0);
    expect(late()).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is every one of them', async () => {
    const asked = silent(false);
    // A value that every request accepts as an argument: a name, a body, a filter, a signal.
    const any = Object.assign(new AbortController().signal, { *[Symbol.iterator]() {} });
    const calls = Object.values(api) as ((...a: unknown[]) => Promise<unknown>)[];
    const hows = calls.map((call) => watch(call(any, any, any, any, any, any)));
    await vi.advanceTimersByTimeAsync(2 * COMPUTED_MS);
    expect(asked).toHaveLength(calls.length);
    expect(hows.map((how) => how())).not.toContain('waits');
  });
});

it('what the server said before is taken early when the server seems to be away', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => kept.set(k, v),
  });
  keepAnswer('teams', ['Zorglijn']);
  let answer: (value: string[]) => void = () => {};
  const load = () =>
    new Promise<string[]>((resolve) => {
      answer = resolve;
    });
  hurry(false);
  const patient = watch(cached('teams', load));
  await vi.advanceTimersByTimeAsync(7_000);
  expect(patient()).toBe('waits');
  hurry(true);
  const early = watch(cached('teams', load));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(early()).toEqual(['Zorglijn']);
  answer(['Anders']);
  await vi.advanceTimersByTimeAsync(0);
  expect(kept.get('kompas.known.teams')).toBe('["Anders"]');
  const none = watch(cached('codebooks', load));
  await vi.advanceTimersByTimeAsync(7_000);
  expect(none()).toBe('waits');
  hurry(false);
});

/** A database that opens only when the test says so: the `open` events of the real one are held back. */
function slow() {
  const real = new IDBFactory();
  const held: (() => void)[] = [];
  const factory = {
    open(name: string, version: number) {
      const request = real.open(name, version);
      let succeeded: ((e: Event) => void) | null = null;
      Object.defineProperty(request, 'onsuccess', {
        set: (f) => {
          succeeded = f;
        },
      });
      request.addEventListener('success', (e) => held.push(() => succeeded?.(e as unknown as Event)));
      return request;
    },
  } as unknown as IDBFactory;
  return { real, factory, held };
}

it('a part of the page that does not come is a server that is away', async () => {
  const how = watch(loadPart(new Promise(() => {})));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(how()).toBe(0);
  const failed = watch(loadPart(Promise.reject(new TypeError())));
  await vi.advanceTimersByTimeAsync(0);
  expect(failed()).toBe(0);
  expect(await loadPart(Promise.resolve(1))).toBe(1);
});

describe('the worker that keeps the page', () => {
  /** The worker on a network that begins an answer after `begins` ms, and ends it `ends` ms later. */
  function worker(begins: number, ends: number) {
    const on = new Map<string, (e: unknown) => void>();
    const self = {
      addEventListener: (name: string, f: (e: unknown) => void) => on.set(name, f),
      location: { origin: 'http://host' },
    };
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), ms);
      return stop.signal;
    });
    const later = (ms: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        setTimeout(resolve, ms);
        signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      });
    const fetched = async (_: unknown, o: { signal: AbortSignal }) => {
      await later(begins, o.signal);
      return { ok: true, clone: () => later(ends, o.signal) };
    };
    const cache = { match: async () => undefined, put: (_: string, body: Promise<void>) => body };
    const source = readFileSync('worker/sw.js', 'utf8').replace('__FILES__', '[]');
    new Function('self', 'caches', 'fetch', source)(self, { open: async () => cache }, fetched);
    let how: () => unknown = () => 'is not answered';
    on.get('fetch')?.({
      request: { method: 'GET', url: 'http://host/assets/chart.js', mode: 'cors' },
      respondWith: (res: Promise<unknown>) => {
        how = watch(res.then(() => 'came'));
      },
    });
    return () => how();
  }

  it('gives a slow line the time to bring a large part, and a silent one up', async () => {
    const slow = worker(15_000, 60_000);
    await vi.advanceTimersByTimeAsync(75_000);
    expect(slow()).toBe('came');
    const mute = worker(1_000_000, 0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(mute()).toBeInstanceOf(DOMException);
    const stuck = worker(0, 1_000_000);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(stuck()).toBeInstanceOf(DOMException);
    vi.restoreAllMocks();
  });
});

describe('a database of the browser that does not open', () => {
  it('is given up, and closed should it open later', async () => {
    const { real, factory, held } = slow();
    const how = watch(openEntryStore(factory));
    for (let i = 0; i < 60; i++) await new Promise((r) => setImmediate(r)); // it has opened, but the event is held back
    await vi.advanceTimersByTimeAsync(4_999);
    expect(how()).toBeInstanceOf(Error);
    expect(held).toHaveLength(1);
    for (const go of held) go();
    await vi.advanceTimersByTimeAsync(0);
    // An open database keeps others from deleting it.
    const blocked = vi.fn();
    await new Promise((resolve) => {
      const request = real.deleteDatabase('kompas');
      request.onblocked = blocked;
      request.onsuccess = resolve;
    });
    expect(blocked).not.toHaveBeenCalled();
  });

  it('is waited for while another tab holds an older version', async () => {
    vi.useRealTimers();
    const factory = new IDBFactory();
    const old = await new Promise<IDBDatabase>((resolve) => {
      const open = factory.open('kompas', 1);
      open.onupgradeneeded = () =>
        open.result.createObjectStore('entries', { keyPath: 'id' }).createIndex('session', 'session');
      open.onsuccess = () => resolve(open.result);
    });
    old.onversionchange = () => setImmediate(() => old.close());
    const store = await openEntryStore(factory);
    expect(await store.all('s')).toEqual([]);
  });
});

describe('the browser as sessions see it', () => {
  /** A fresh page, on a database that counts how often it is opened. */
  async function page() {
    const real = new IDBFactory();
    const databases: IDBDatabase[] = [];
    vi.useRealTimers();
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
    vi.stubGlobal('addEventListener', () => {});
    vi.stubGlobal('document', { visibilityState: 'visible', addEventListener: () => {} });
    vi.stubGlobal('indexedDB', {
      open(name: string, version: number) {
        const request = real.open(name, version);
        request.addEventListener('success', () => databases.push(request.result as unknown as IDBDatabase));
        return request;
      },
    });
    const { browserEnvironment } = await import('../../src/session/browser-environment');
    return { browserEnvironment, databases, real };
  }

  it('opens its database once, however many sessions there are', async () => {
    const { browserEnvironment, databases } = await page();
    const all = await Promise.all(Array.from({ length: 20 }, () => browserEnvironment()));
    expect(databases).toHaveLength(1);
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.kept).toBe(true);
  });

  it('opens it anew when another version took it away', async () => {
    const { browserEnvironment, databases, real } = await page();
    await browserEnvironment();
    await new Promise((resolve) => {
      real.deleteDatabase('kompas').onsuccess = resolve;
    });
    const { environment } = await browserEnvironment();
    expect(databases).toHaveLength(2);
    expect(await environment.store.all('s')).toEqual([]);
  });

  it('keeps in memory, for all sessions together, where there is no database', async () => {
    const { browserEnvironment } = await page();
    vi.stubGlobal('indexedDB', undefined);
    const { environment, kept } = await browserEnvironment();
    expect(kept).toBe(false);
    await environment.store.putSession({ id: 's' } as never);
    expect(await (await browserEnvironment()).environment.store.session('s')).toEqual({ id: 's' });
  });
});
