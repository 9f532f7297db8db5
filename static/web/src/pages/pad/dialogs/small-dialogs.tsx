import { useState } from 'preact/hooks';
import { MAX_NAME } from '../../../server/tables.gen';
import { messages } from '../../../ui/i18n';
import { Dialog, SubmitOrCancel } from '../../../ui/parts';

/** All keys of the pad. */
export function HelpDialog({ close }: { close(): void }) {
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
