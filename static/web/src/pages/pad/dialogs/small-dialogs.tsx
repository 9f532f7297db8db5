import { useState } from 'preact/hooks';
import { MAX_NAME } from '../../../server/tables.gen';
import type { Code } from '../../../ui/codes';
import { messages } from '../../../ui/i18n';
import { Dialog, SubmitOrCancel } from '../../../ui/parts';
import { WordList } from '../../../ui/word-list';
import type { Meeting } from '../meeting';
import { Outcomes } from './outcomes';

/** What the words of the chosen step mean, and on a pad with keys all keys. */
export function HelpDialog({
  close,
  codes,
  all,
  step,
  keys,
}: {
  close(): void;
  codes: readonly Code[];
  all: ReadonlyMap<string, Code>;
  step?: string;
  keys?: ReadonlyMap<string, string>;
}) {
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
      <h3>{step ?? m.pad.words}</h3>
      <WordList codes={codes} all={all} keys={keys} />
      {keys && (
        <>
          <h3>{m.pad.keysTitle}</h3>
          <p class="quiet">{m.pad.keysIntro}</p>
          <dl class="keys">
            {rows.map(([pressed, text]) => (
              <div key={text}>
                <dt>
                  {pressed.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
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

/** Ends the meeting, and asks how its last item ended; that may be left open. */
export function EndDialog({ meeting, close }: { meeting: Meeting; close(): void }) {
  const m = messages.value;
  const last = meeting.currentPhase();
  const [asks] = useState(last !== undefined && last.outcome === undefined);
  return (
    <Dialog title={m.pad.endTitle} close={close}>
      <p>{m.pad.endBody}</p>
      {asks && last && <Outcomes meeting={meeting} phase={last} />}
      <p class="actions">
        <button
          type="button"
          class="button"
          onClick={() => {
            meeting.halt('ended');
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

/** Names a theme that runs through the agenda, in a few words. Themes of this meeting are one tap. */
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
            maxLength={MAX_NAME}
            autoFocus
            value={label}
            onInput={(e) => setLabel(e.currentTarget.value)}
          />
        </label>
        <SubmitOrCancel label={m.observe.theme.mark} disabled={label.trim() === ''} cancel={close} />
      </form>
    </Dialog>
  );
}
