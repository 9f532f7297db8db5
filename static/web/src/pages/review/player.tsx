import { useComputed } from '@preact/signals';
import { clock } from '../../ui/i18n';
import { begun, type Replay, SPEEDS } from './replay';
import type { Review } from './review';
import { reviewWords } from './review-messages';
import { TurnLine } from './turn-line';

const PASSING = 3;

/** Replays the meeting. */
export function Player({ review, replay }: { review: Review; replay: Replay }) {
  const w = reviewWords.value;
  const playing = replay.playing.value;
  const none = review.shown.value.length === 0;
  return (
    <div class="player">
      <button
        type="button"
        class="plain"
        disabled={none}
        onClick={() => (playing ? replay.pause() : replay.play())}
      >
        <i class={playing ? 'sign-pause' : 'sign-play'} aria-hidden="true" />
        {playing ? w.pause : w.play}
      </button>
      <label>
        <span class="hidden">{w.speed}</span>
        <select
          value={replay.speed.value}
          onChange={(e) => {
            replay.speed.value = Number(e.currentTarget.value);
          }}
        >
          {SPEEDS.map((s) => (
            <option key={s} value={s}>
              {w.times(s)}
            </option>
          ))}
        </select>
      </label>
      <Now replay={replay} />
    </div>
  );
}

function Now({ replay }: { replay: Replay }) {
  const at = replay.at.value;
  if (at === null) return null;
  return (
    <>
      <span class="now">{clock(at)}</span>
      <button type="button" class="plain" onClick={() => replay.stop()}>
        {reviewWords.value.stop}
      </button>
    </>
  );
}

/** The turn at the playhead, and on a wide screen those just before it. */
export function CurrentTurn({ review, replay }: { review: Review; replay: Replay }) {
  const w = reviewWords.value;
  // The playhead moves with each animation frame, but this list changes only with a
  // turn.
  const n = useComputed(() => {
    const at = replay.at.value;
    return at === null ? null : begun(review.turns.value, at);
  }).value;
  if (n === null) return null;
  const turns = review.turns.value;
  return (
    <ol class="passing" aria-label={w.passing}>
      {turns
        .slice(Math.max(0, n - PASSING), n)
        .reverse()
        .map((t) => (
          <li key={t.id}>
            <TurnLine turn={t} review={review} />
          </li>
        ))}
    </ol>
  );
}
