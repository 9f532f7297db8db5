/**
 * The types of the API and the live connection, in the shapes that the page works with.
 * The types themselves are generated from those of the server.
 */
import type * as gen from '../server/api.gen';

export type {
  Codebook,
  Limits,
  Participant,
  Person,
  Presence as PresenceMessage,
  Seat,
  Session,
  SessionPart,
  Set as Changes,
  Tag,
} from '../server/api.gen';

export type EntryType = gen.Entry['type'];
export type Role = gen.Welcome['role'];
export type Presence = gen.Present;
export type Welcome = gen.Welcome;
export type Reject = gen.Reject;
export type Summary = gen.Summary;

type KeyOf<U> = U extends unknown ? keyof U : never;
type Field<U, K> = U extends unknown ? (K extends keyof U ? U[K] : never) : never;

/** An entry of any type, with the fields of all types: only those of its own type are present. */
export type Entry = { id: string; type: EntryType } & {
  [K in Exclude<KeyOf<gen.Entry>, 'id' | 'type'>]?: Field<gen.Entry, K>;
};

/** What the fold needs to know of a session apart from its log. */
export interface Header {
  participants: readonly gen.Person[];
  imported?: boolean;
}

/** The messages on a connection that asks for changes of a session, not for the whole header. */
export type ServerMessage =
  | Exclude<gen.ServerMessage, gen.Entries | gen.SessionChanged>
  | { type: 'entries'; entries: Entry[] };
