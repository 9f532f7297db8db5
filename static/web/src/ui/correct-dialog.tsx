import { useState } from 'preact/hooks';
import type { Correction } from '../session/correction';
import { EVERYBODY, type Turn } from '../session/fold';
import type { Participant } from '../session/wire';
import type { Code } from './codes';
import { clock, messages } from './i18n';
import { Dialog, SubmitOrCancel } from './parts';
import { Sign } from './sign';
import { parseClock } from './time';

/** Corrects any part of a turn, or takes the turn out. */
export function CorrectDialog({
  turn,
  people,
  codes,
  all,
  timeless = false,
  close,
  save,
  takeOut,
}: {
  turn: Turn;
  people: readonly Participant[];
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  /** Nobody knows when the turn was. */
  timeless?: boolean;
  close(): void;
  save(to: Correction): void;
  takeOut(): void;
}) {
  const m = messages.value;
  const [time, setTime] = useState(clock(turn.at));
  const [from, setFrom] = useState(turn.from);
  const [to, setTo] = useState(turn.to);
  const [tags, setTags] = useState<readonly string[]>(turn.tags);
  // Tags of the turn that this step does not show are offered too.
  const offered = [
    ...codes,
    ...turn.tags.flatMap((t) => (codes.some((c) => c.id === t) ? [] : (all.get(t) ?? []))),
  ];
  const at = time === clock(turn.at) ? turn.at : parseClock(time);
  const wrong = (from === to && from !== EVERYBODY) || at === null;
  const options = [{ id: EVERYBODY, name: m.pad.everybody }, ...people];

  return (
    <Dialog title={m.pad.correctTitle} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (wrong || at === null) return;
          save({ from, to, tags, at });
          close();
        }}
      >
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
        {!timeless && (
          <label class="field short">
            <span>{m.observe.moment}</span>
            <input
              type="text"
              inputMode="numeric"
              value={time}
              aria-invalid={at === null}
              onInput={(e) => setTime(e.currentTarget.value)}
            />
          </label>
        )}
        <fieldset class="tick">
          <legend>{m.pad.tags}</legend>
          {offered.map((c) => {
            const on = tags.includes(c.id);
            return (
              <label key={c.id} class={on ? 'chosen' : ''} style={{ '--tag': c.colour ?? 'var(--quiet)' }}>
                <input
                  type="checkbox"
                  checked={on}
                  disabled={!on && tags.length >= 8}
                  onChange={() => setTags(on ? tags.filter((t) => t !== c.id) : [...tags, c.id])}
                />
                <Sign sign={c.sign} />
                {c.label}
              </label>
            );
          })}
        </fieldset>
        <SubmitOrCancel label={m.action.save} disabled={wrong} cancel={close}>
          <button
            type="button"
            class="plain apart"
            onClick={() => {
              takeOut();
              close();
            }}
          >
            {m.pad.takeOut}
          </button>
        </SubmitOrCancel>
      </form>
    </Dialog>
  );
}
