import { Problem } from './api';
import { within } from './within';

/** Loading a part of the page fails after this time. */
const LOAD_MS = 20_000;

/** Waits for an imported part of the page. If it does not come, throws a Problem with status 0: the server is away. */
export function loadPart<T>(part: Promise<T>): Promise<T> {
  return within(LOAD_MS, part).catch(() => {
    throw new Problem(0);
  });
}
