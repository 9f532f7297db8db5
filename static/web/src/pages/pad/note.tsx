import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MAX_TEXT } from '../../server/tables.gen';
import { messages } from '../../ui/i18n';
import { SubmitOrCancel } from '../../ui/parts';

const KEYS = /Mac|iP/.test(navigator.platform) ? '⌘+Enter' : 'Ctrl+Enter';

/**
 * A private note, beside the circle and the tags, so that turns can go on
 * meanwhile. Its code comes with the pad: somebody who presses its key types on
 * at once.
 */
export function Note({ close, keep }: { close(): void; keep(text: string): void }) {
  const m = messages.value;
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => field.current?.focus(), []); // before the next key arrives
  function done(e: Event) {
    e.preventDefault();
    if (text.trim() !== '') keep(text.trim());
    close();
  }
  return (
    <form class="note" aria-label={m.pad.note} onSubmit={done}>
      <textarea
        id="note"
        ref={field}
        rows={2}
        maxLength={MAX_TEXT}
        value={text}
        aria-label={m.pad.note}
        aria-describedby="note-hint"
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) done(e);
          if (e.key === 'Escape') close();
        }}
      />
      <p class="hint" id="note-hint">
        {m.pad.noteHint} <span class="keyhelp">{m.pad.noteKeys(KEYS)}</span>
      </p>
      <SubmitOrCancel label={m.pad.noteSave} disabled={text.trim() === ''} cancel={close} />
    </form>
  );
}
