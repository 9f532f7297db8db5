import { MAX_AT } from '../server/tables.gen';
import type { Kept } from './entry-store';

/** Moves the time of an entry that was never sent, from the start that the device assumed to that of the log. */
export function moveTo(k: Kept, startedAt: number | null): Kept {
  if (startedAt === null || k.zero === null || k.zero === startedAt || k.entry.at === undefined) return k;
  const at = Math.round(Math.min(MAX_AT, Math.max(0, k.entry.at + k.zero - startedAt)));
  return { ...k, zero: startedAt, entry: { ...k.entry, at } };
}

/** An entry that was made by a clock which was `late` ms behind the server's, with the right time. */
export function corrected({ mark: _, ...k }: Kept, late: number): Kept {
  const time =
    k.entry.time === undefined ? undefined : new Date(Date.parse(k.entry.time) + late).toISOString();
  const entry = time === undefined ? k.entry : { ...k.entry, time };
  return { ...k, entry, corrected: true, zero: k.zero === null ? null : k.zero + late };
}
