/**
 * The words of the API and the live connection. They are generated from the
 * server's types; here they only get the shapes that the page works with.
 */
import type * as gen from './api.gen';

export type { Codebook, Participant, Person, Seat, Session, Set as Changes, Step, Tag } from './api.gen';

export type EntryType =
  | 'interaction'
  | 'amend'
  | 'void'
  | 'restore'
  | 'phase'
  | 'mark'
  | 'note'
  | 'compass'
  | 'participant'
  | 'state'
  | 'belief'
  | 'experiment'
  | 'journal'
  | 'redacted';

export interface Entry extends gen.Entry {
  type: EntryType;
}

/** What the fold needs to know of a session beside its log. */
export interface Header {
  participants: readonly gen.Person[];
  imported?: boolean;
}

export interface Limits {
  message_bytes: number;
  batch: number;
}

export interface Presence {
  observer: string;
  name?: string;
  role: string;
}

export type ServerMessage =
  | {
      type: 'welcome';
      session: gen.Session;
      head: number;
      view: string;
      role: Role;
      observer: string;
      server_time: string;
      limits: Limits;
    }
  | { type: 'entries'; entries: Entry[] }
  | { type: 'ack'; id: string; seq: number }
  | { type: 'reject'; id: string; code: string; message: string; field?: string }
  | { type: 'session'; session: gen.Session }
  | { type: 'presence'; observers: Presence[] }
  | {
      type: 'summary';
      seq: number;
      participation?: Record<string, number>;
      tags?: Record<string, number>;
      dimensions?: Record<string, number | null>;
    }
  | { type: 'tick'; server_time: string; head: number }
  | { type: 'bye'; code: number; message: string; retry_after_ms?: number };

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>;
export type Reject = Extract<ServerMessage, { type: 'reject' }>;

export type Role = 'owner' | 'observer' | 'leader' | 'viewer' | 'participant';
