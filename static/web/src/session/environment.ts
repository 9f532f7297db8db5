import type { NewSession } from '../server/api.gen';
import type { PageClock } from './clock';
import type { Socket } from './connection';
import type { EntryStore } from './entry-store';

/**
 * The result of asking the server to create a session. Refusals: `no-team` since its
 * team does not exist, `not-owner` since only an owner may create one, `refused` for
 * any other reason.
 */
export type Created = 'made' | 'away' | 'signed-out' | Refusal;
export type Refusal = 'refused' | 'no-team' | 'not-owner';

/** What a live session needs of the browser. */
export interface Environment {
  openSocket(url: string): Socket;
  store: EntryStore;
  clock: PageClock;
  random(): number;
  setTimeout(fn: () => void, ms: number): number;
  clearTimeout(id: number): void;
  /** Has the server create a session that was begun while it was away. */
  make(session: NewSession): Promise<Created>;
  /** Runs `granted` when this tab is the one of the device that sends; `release` when the session is closed. */
  becomeSender(session: string, granted: () => void): { release(): void };
  /** A channel to the other tabs of the device. */
  channel(name: string, receive: (data: unknown) => void): { post(data: unknown): void; close(): void };
}
