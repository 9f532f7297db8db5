import { useState } from 'preact/hooks';
import type { Code } from '../codes';
import { EVERYBODY, type Turn } from '../fold';
import { clock, messages } from '../i18n';
import { Sign } from '../pad/words';
import { Dialog } from '../views/parts';
import type { Participant } from '../wire';
import type { Correction } from './look';
import { parseClock } from './time';

const MOST_TAGS = 8;

/** When, who, to whom, which words: any part of a turn can be put right. */
export function Correct({
  turn,
  people,
  all,
  close,
  save,
}: {
  turn: Turn;
  people: readonly Participant[];
  all: ReadonlyMap<string, Code>;
  close(): void;
  save(to: Correction): void;
}) {
  const m = messages.value;
  const [time, setTime] = useState(clock(turn.at));
  const [from, setFrom] = useState(turn.from);
  const [to, setTo] = useState(turn.to);
  const [tags, setTags] = useState<readonly string[]>(turn.tags);
  // What is shown has no milliseconds: an untouched time stays as it is.
  const at = time === clock(turn.at) ? turn.at : parseClock(time);
  const alone = from === to && from !== EVERYBODY;
  const options = [{ id: EVERYBODY, name: m.pad.everybody }, ...people];

  return (
    <Dialog title={m.pad.correctTitle} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (alone || at === null) return;
          save({ at, from, to, tags });
          close();
        }}
      >
        <label class="field">
          <span>{m.look.when}</span>
          <input
            type="text"
            inputMode="numeric"
            value={time}
            aria-invalid={at === null}
            aria-describedby="when-hint"
            onInput={(e) => setTime(e.currentTarget.value)}
          />
        </label>
        <p class="hint" id="when-hint">
          {m.look.whenHint}
        </p>
        <div class="pair">
          <label class="field">
            <span>{m.pad.from}</span>
            <select value={from} onChange={(e) => setFrom(e.currentTarget.value)}>
              {options.map((p) => (
                <option key={p.id} value={p.id}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
          <label class="field">
            <span>{m.pad.to}</span>
            <select value={to} onChange={(e) => setTo(e.currentTarget.value)}>
              {options.map((p) => (
                <option key={p.id} value={p.id} disabled={p.id === from && p.id !== EVERYBODY}>
                  {p.name}
                </option>
              ))}
            </select>
          </label>
        </div>
        <fieldset class="tick">
          <legend>{m.pad.tags}</legend>
          {[...all.values()].map((c) => {
            const on = tags.includes(c.id);
            return (
              <label key={c.id} class={on ? 'chosen' : ''} style={{ '--tag': c.colour ?? 'var(--quiet)' }}>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={!on && tags.length >= MOST_TAGS}
                  onChange={() => setTags(on ? tags.filter((t) => t !== c.id) : [...tags, c.id])}
                />
                <Sign sign={c.sign} />
                {c.label}
              </label>
            );
          })}
        </fieldset>
        <p class="actions">
          <button type="submit" class="button" disabled={alone || at === null}>
            {m.action.save}
          </button>
          <button type="button" class="plain" onClick={close}>
            {m.action.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
