import { type ReadonlySignal, signal } from '@preact/signals';
import { lasted } from '../../events';
import type { Talk } from '../talk';
import { type Before, beliefsBefore } from './before';
import { type Belief, beliefsOf } from './beliefs';
import { type Decision, decisionsOf } from './decisions-of';
import { type Fact, factsOf } from './facts-of';
import { longWords } from './long-messages';

/** What the screens of the long form show, kept on the device for when the server is away. */
interface Long {
  facts: ReadonlySignal<Fact[] | null>;
  decisions: ReadonlySignal<{ items: Decision[]; people: number } | null>;
  beliefs: ReadonlySignal<Belief[] | null>;
  before: ReadonlySignal<Before | null>;
}

const prepared = new WeakMap<Talk, Long>();

/** Makes all of it ready, once for each debrief: what is not asked for in time is not there offline. */
export function longOf(talk: Talk): Long {
  const known = prepared.get(talk);
  if (known) return known;
  const { live, review } = talk;
  const asked = signal<Before | null | undefined>(undefined);
  if (live.role.peek() === 'owner') {
    const session = live.session.peek();
    if (session)
      beliefsBefore(session).then(
        (b) => {
          asked.value = b;
        },
        () => {}, // what was kept here is shown
      );
  }
  const long: Long = {
    facts: talk.kept('facts', () => {
      // Without the findings one that helps would be missed.
      if (!review.fold.value || !talk.found.value) return undefined;
      if (review.onlyOne.value) return [];
      const session = live.session.value;
      return factsOf(
        {
          turns: review.acts.value,
          ms: session?.timing === 'paper' ? null : lasted(review.whole.value, review.pauses.value),
          people: peopleOf(talk),
          book: session?.codebook,
          found: talk.found.value,
          outcomes: review.phases.value.map((p) => p.outcome),
        },
        longWords.value.facts,
      );
    }),
    decisions: talk.kept('decisions', () =>
      review.fold.value
        ? {
            items: decisionsOf({
              phases: review.phases.value,
              planned: live.session.value?.phases ?? [],
              turns: review.acts.value,
            }),
            people: peopleOf(talk),
          }
        : undefined,
    ),
    beliefs: talk.kept('beliefs', () => (live.ready.value ? beliefsOf(live.fold.value) : undefined)),
    before: talk.kept('before', () => asked.value),
  };
  prepared.set(talk, long);
  return long;
}

/** How many people took part: who was there at the end, and who spoke. */
function peopleOf({ review }: Talk): number {
  const spoke = new Set(review.acts.value.map((t) => t.from));
  return (review.fold.value?.participants() ?? []).filter((p) => p.present || spoke.has(p.id)).length;
}
