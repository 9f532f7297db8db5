import { useState } from 'preact/hooks';
import type { Code } from '../codes';
import { EVERYBODY, type Turn } from '../fold';
import { clock, messages } from '../i18n';
import { parseClock } from '../time';
import { Dialog } from '../views/parts';
import type { Participant } from '../wire';
import { Sign } from './words';

/** All keys of the pad. */
export function Help({ close }: { close(): void }) {
  const m = messages.value;
  const k = m.pad.key;
  const l = m.pad.keyList;
  const rows: [string[], string][] = [
    [[k.seat], l.seat],
    [[k.shift, k.seat], l.group],
    [[k.alt, k.seat], l.other],
    [['>', k.seat], l.to],
    [['-'], l.centre],
    [[k.letter], l.tag],
    [[k.backspace], l.undo],
    [['.'], l.moment],
    [['w'], l.work],
    [['/'], l.note],
    [['?'], l.help],
  ];
  return (
    <Dialog title={m.pad.keys} close={close} wide>
      <p class="quiet">{m.pad.keysIntro}</p>
      <dl class="keys">
        {rows.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Close close={close} />
    </Dialog>
  );
}

function Close({ close }: { close(): void }) {
  return (
    <p class="actions">
      <button type="button" class="plain" onClick={close}>
        {messages.value.action.close}
      </button>
    </p>
  );
}

export function EndDialog({ close, end }: { close(): void; end(): void }) {
  const m = messages.value;
  return (
    <Dialog title={m.pad.endTitle} close={close}>
      <p>{m.pad.endBody}</p>
      <p class="actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            end();
            close();
          }}
        >
          {m.pad.endYes}
        </button>
        <button type="button" class="plain" onClick={close}>
          {m.action.cancel}
        </button>
      </p>
    </Dialog>
  );
}

/** A theme that runs under the agenda, in a few words; those of this meeting are one tap. */
export function ThemeDialog({
  close,
  known,
  mark,
}: {
  close(): void;
  known: readonly string[];
  mark(label: string): void;
}) {
  const m = messages.value;
  const [label, setLabel] = useState('');
  const done = (text: string) => {
    if (text.trim() !== '') mark(text.trim());
    close();
  };
  return (
    <Dialog title={m.observe.theme.title} close={close}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          done(label);
        }}
      >
        <p class="quiet">{m.observe.theme.hint}</p>
        {known.length > 0 && (
          <p class="actions">
            {known.map((k) => (
              <button key={k} type="button" class="plain" onClick={() => done(k)}>
                {k}
              </button>
            ))}
          </p>
        )}
        <label class="field">
          <span>{m.observe.theme.label}</span>
          <input
            type="text"
            maxLength={120}
            autoFocus
            value={label}
            onInput={(e) => setLabel(e.currentTarget.value)}
          />
        </label>
        <p class="actions">
          <button type="submit" class="button" disabled={label.trim() === ''}>
            {m.observe.theme.mark}
          </button>
          <button type="button" class="plain" onClick={close}>
            {m.action.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}

/** Who, to whom, which words: any part of a turn can be put right, or the turn taken out. */
export function Correct({
  turn,
  people,
  codes,
  all,
  close,
  save,
  takeOut,
}: {
  turn: Turn;
  people: readonly Participant[];
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  close(): void;
  save(to: { from: string; to: string; tags: readonly string[]; at: number }): void;
  takeOut(): void;
}) {
  const m = messages.value;
  const [time, setTime] = useState(clock(turn.at));
  const [from, setFrom] = useState(turn.from);
  const [to, setTo] = useState(turn.to);
  const [tags, setTags] = useState<readonly string[]>(turn.tags);
  // Words that the turn has, but this step does not show, stay in reach.
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
        <p class="actions">
          <button type="submit" class="button" disabled={wrong}>
            {m.action.save}
          </button>
          <button type="button" class="plain" onClick={close}>
            {m.action.cancel}
          </button>
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
        </p>
      </form>
    </Dialog>
  );
}
