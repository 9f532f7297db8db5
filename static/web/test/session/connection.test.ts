import { beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_MS, Connection, type Phase, SILENCE_MS, type Socket } from '../../src/session/connection';
import type { Entry, ServerMessage } from '../../src/session/wire';
import { Clock } from '../clock';

class FakeSocket implements Socket {
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  sent: unknown[] = [];
  open = true;
  constructor(readonly url: string) {}
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.open = false;
  }
  says(m: Partial<ServerMessage> & { type: string }) {
    this.onmessage?.({ data: JSON.stringify(m) });
  }
  closes(code: number) {
    this.open = false;
    this.onclose?.({ code });
  }
}

const WELCOME = {
  type: 'welcome',
  head: 0,
  view: 'v1',
  role: 'owner',
  observer: 'owner',
  server_time: '2026-11-22T10:00:00.000Z',
  limits: { message_bytes: 65536, batch: 256 },
} as const;
const entry = (id: string): Entry => ({ id, type: 'void', target: 'x' });

describe('the live connection', () => {
  let clock: Clock;
  let sockets: FakeSocket[];
  let phases: Phase[];
  let heard: string[];
  let resets: number;
  let halves: number;
  let position: { since: number; view?: string };
  let c: Connection;
  const last = () => {
    const s = sockets.at(-1);
    if (!s) throw new Error('no socket was opened');
    return s;
  };

  beforeEach(() => {
    clock = new Clock();
    sockets = [];
    phases = [];
    heard = [];
    resets = 0;
    halves = 0;
    position = { since: 0 };
    c = new Connection({
      open: (url) => {
        const s = new FakeSocket(url);
        sockets.push(s);
        return s;
      },
      url: 'ws://host/live',
      position: () => position,
      reset: () => {
        resets++;
        position = { since: 0 };
      },
      halve: () => halves++,
      message: (m) => heard.push(m.type),
      phase: (p) => phases.push(p),
      setTimeout: (fn, ms) => clock.setTimeout(fn, ms),
      clearTimeout: (id) => clock.clearTimeout(id),
      now: () => clock.now,
      random: () => 0.5,
    });
    c.start();
  });

  it('asks from where it stands, and is open after the welcome', () => {
    expect(last().url).toBe('ws://host/live?changes=true&since=0');
    expect(c.append([entry('a')])).toBe(false);
    last().says(WELCOME);
    expect(phases).toEqual(['connecting', 'open']);
    expect(c.append([entry('a')])).toBe(true);
    expect(last().sent).toEqual([{ type: 'append', entries: [{ id: 'a', type: 'void', target: 'x' }] }]);
  });

  it('comes back where it was, with its view', () => {
    last().says(WELCOME);
    position = { since: 17, view: 'v 1' };
    last().closes(1006);
    clock.run(500);
    expect(last().url).toBe('ws://host/live?changes=true&since=17&view=v%201');
  });

  it.each([1000, 1001, 1006, 1011, 1012, 4408])('connects again after %d', (code) => {
    last().says(WELCOME);
    last().closes(code);
    expect(c.phase).toBe('waiting');
    clock.run(60_000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it('waits longer each time, up to a bound, and short again after a good connection', () => {
    const pauses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const n = sockets.length;
      const from = clock.now;
      last().closes(1006);
      clock.runUntil(() => sockets.length > n);
      pauses.push(clock.now - from);
    }
    expect(pauses.slice(0, 4)).toEqual([188, 375, 750, 1500]); // 3/4 of 250 ms, doubling: random is 0.5
    expect(Math.max(...pauses)).toBe(11_250);
    last().says(WELCOME);
    clock.run(6_000);
    const n = sockets.length;
    const from = clock.now;
    last().closes(1006);
    clock.runUntil(() => sockets.length > n);
    expect(clock.now - from).toBe(188);
  });

  it('waits as long as the server asks in its bye', () => {
    last().says(WELCOME);
    last().says({ type: 'bye', code: 1001, message: 'stopping', retry_after_ms: 4000 });
    last().closes(1001);
    clock.run(3999);
    expect(sockets).toHaveLength(1);
    clock.run(1);
    expect(sockets).toHaveLength(2);
  });

  it('waits to be signed in after 4401', () => {
    last().closes(4401);
    clock.run(600_000);
    expect(sockets).toHaveLength(1);
    expect(c.phase).toBe('signed-out');
    c.retry();
    expect(sockets).toHaveLength(2);
  });

  it.each([
    [4404, 'not-found'],
    [4409, 'deleted'],
    [4499, 'refused'],
  ] as const)('ends after %d as %s', (code, phase) => {
    last().says(WELCOME);
    last().closes(code);
    clock.run(600_000);
    expect(c.phase).toBe(phase);
    expect(sockets).toHaveLength(1);
  });

  it('reads from the start once after 4400 with a since', () => {
    last().says(WELCOME);
    position = { since: 9, view: 'v1' };
    last().closes(1006);
    clock.run(1000);
    last().closes(4400);
    expect(resets).toBe(1);
    expect(last().url).toBe('ws://host/live?changes=true&since=0');
    last().closes(4400);
    expect(c.phase).toBe('refused');
    expect(resets).toBe(1);
  });

  it('does not try again after 4400 without a since', () => {
    last().closes(4400);
    expect(c.phase).toBe('refused');
    expect(sockets).toHaveLength(1);
  });

  it('halves its batch after 4413 and connects once', () => {
    last().says(WELCOME);
    last().closes(4413);
    expect([halves, sockets.length]).toEqual([1, 2]);
    last().says(WELCOME);
    last().closes(4413);
    expect([halves, sockets.length, c.phase]).toEqual([1, 2, 'refused']);
  });

  it('may halve again once the smaller batch went through', () => {
    last().says(WELCOME);
    last().closes(4413);
    last().says(WELCOME);
    last().says({ type: 'ack', id: 'a', seq: 1 });
    last().closes(4413);
    expect([halves, sockets.length]).toEqual([2, 3]);
  });

  it('connects anew when it hears nothing', () => {
    last().says(WELCOME);
    clock.run(SILENCE_MS - 1);
    last().says({ type: 'tick', server_time: '', head: 0 });
    clock.run(SILENCE_MS - 1);
    expect(sockets).toHaveLength(1);
    clock.run(2000);
    expect(sockets).toHaveLength(2);
    expect(sockets[0]?.open).toBe(false);
  });

  it('connects anew when a connection is not even answered', () => {
    clock.run(ANSWER_MS + 1000);
    expect(sockets).toHaveLength(2);
  });

  it('connects anew when an append is not answered, though other things are heard', () => {
    last().says(WELCOME);
    c.append([entry('a'), entry('b')]);
    clock.run(ANSWER_MS - 1);
    last().says({ type: 'ack', id: 'a', seq: 1 });
    clock.run(ANSWER_MS - 1);
    last().says({ type: 'tick', server_time: '', head: 0 });
    expect(sockets).toHaveLength(1);
    clock.run(1000);
    expect(sockets).toHaveLength(2);
  });

  it('is content when all of an append is answered', () => {
    last().says(WELCOME);
    c.append([entry('a'), entry('b')]);
    last().says({ type: 'ack', id: 'a', seq: 1 });
    last().says({ type: 'reject', id: 'b', code: 'invalid', message: '' });
    clock.run(ANSWER_MS + 5000);
    expect(sockets).toHaveLength(1);
  });

  it('connects anew after nonsense', () => {
    last().says(WELCOME);
    last().onmessage?.({ data: '{' });
    clock.run(1000);
    expect(sockets).toHaveLength(2);
  });

  it('hears nothing any more from a connection that it gave up, or after stop', () => {
    last().says(WELCOME);
    const old = last();
    clock.run(SILENCE_MS + 1000);
    old.onmessage?.({ data: JSON.stringify({ type: 'summary' }) });
    c.stop();
    clock.run(600_000);
    expect(heard).toEqual(['welcome']);
    expect(c.phase).toBe('idle');
    expect(sockets).toHaveLength(2);
  });

  it('connects at once when told that the network is back', () => {
    last().closes(1006);
    c.retry();
    expect(sockets).toHaveLength(2);
    clock.run(10_000);
    expect(sockets).toHaveLength(2);
  });
});
