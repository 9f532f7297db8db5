import { useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { codes } from '../../ui/codes';
import { clock, lang, messages } from '../../ui/i18n';
import { Line } from './line';
import { begun, type Replay, SPEEDS } from './replay';
import type { Look } from './review';

const PASSING = 3;

/** Plays the meeting again. */
export function Player({ look, replay }: { look: Look; replay: Replay }) {
  const m = messages.value;
  const playing = replay.playing.value;
  const none = look.shown.value.length === 0;
  return (
    <div class="player">
      <button
        type="button"
        class="plain"
        disabled={none}
        onClick={() => (playing ? replay.pause() : replay.play())}
      >
        <i class={playing ? 'sign-pause' : 'sign-play'} aria-hidden="true" />
        {playing ? m.look.pause : m.look.play}
      </button>
      <label>
        <span class="hidden">{m.look.speed}</span>
        <select
          value={replay.speed.value}
          onChange={(e) => {
            replay.speed.value = Number(e.currentTarget.value);
          }}
        >
          {SPEEDS.map((s) => (
            <option key={s} value={s}>
              {m.look.times(s)}
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
        {messages.value.look.stop}
      </button>
    </>
  );
}

/** The turn that passes, and on a wide screen those just before it. */
export function Passing({ look, replay }: { look: Look; replay: Replay }) {
  const m = messages.value;
  // The playhead moves with each frame, this list only with a turn.
  const n = useComputed(() => {
    const at = replay.at.value;
    return at === null ? null : begun(look.turns.value, at);
  }).value;
  const book = look.room.session.value?.codebook;
  const all = useMemo(() => (book ? codes(book) : new Map()), [book, lang.value]);
  if (n === null) return null;
  const turns = look.turns.value;
  return (
    <ol class="passing" aria-label={m.look.passing}>
      {turns
        .slice(Math.max(0, n - PASSING), n)
        .reverse()
        .map((t) => (
          <li key={t.id}>
            <Line turn={t} look={look} all={all} />
          </li>
        ))}
    </ol>
  );
}
