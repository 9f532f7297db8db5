import type { ReadonlySignal } from '@preact/signals';
import type { Finding, Findings } from '../../../../server/api.gen';
import type { LiveSession } from '../../../../session/live-session';
import type { Debrief } from '../../debrief-merge';
import type { Review } from '../../review';

/** What these screens need of a debrief. */
export interface LongTalk {
  readonly live: LiveSession;
  readonly review: Review;
  readonly debrief: ReadonlySignal<Debrief | null>;
  readonly found: ReadonlySignal<Findings | null>;
  readonly finding: ReadonlySignal<Finding | null>;
  /** Whether what is typed here is kept. */
  readonly writes: boolean;
  /** Changes what is kept of the debrief. */
  set(change: Debrief): void;
  /** What `of` says, kept on the device for when it cannot say it: undefined is "not known yet". */
  kept<T>(name: string, of: () => T | undefined): ReadonlySignal<T | null>;
}
