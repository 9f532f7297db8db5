import { useState } from 'preact/hooks';
import { MAX_TEXT } from '../../server/tables.gen';
import { messages } from '../../ui/i18n';
import { Dialog, SubmitOrCancel } from '../../ui/parts';

/** A private note. Its code comes with the pad: somebody who presses its key types on at once. */
export function NoteDialog({ close, keep }: { close(): void; keep(text: string): void }) {
  const m = messages.value;
  const [text, setText] = useState('');
  function done(e: Event) {
    e.preventDefault();
    if (text.trim() !== '') keep(text.trim());
    close();
  }
  return (
    <Dialog title={m.pad.note} close={close}>
      <form onSubmit={done}>
        <textarea
          rows={4}
          maxLength={MAX_TEXT}
          autoFocus
          value={text}
          aria-label={m.pad.note}
          aria-describedby="note-hint"
          onInput={(e) => setText(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) done(e);
          }}
        />
        <p class="hint" id="note-hint">
          {m.pad.noteHint}
        </p>
        <SubmitOrCancel label={m.pad.noteSave} disabled={text.trim() === ''} cancel={close} />
      </form>
    </Dialog>
  );
}
