import { Problem } from './api';
import { within } from './within';

/** A part of the page that has not come within this is asked for again when somebody says so. */
const LOAD_MS = 20_000;

/** Waits for a part of the page; one that does not come is the server's being away, a Problem. */
export function loadPart<T>(part: Promise<T>): Promise<T> {
  return within(LOAD_MS, part).catch(() => {
    throw new Problem(0);
  });
}
