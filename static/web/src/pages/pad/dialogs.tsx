import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { within } from '../../server/within';
import type { DialogProps } from './dialog-kind';
import { NoteDialog } from './note';

/** How long somebody who opens a dialog waits for its code. */
const LOAD_MS = 8_000;
const program = signal<typeof import('./dialogs/dialog-host') | null>(null);

/** Fetches the code of the dialogs early, so that they also open when the network is gone. */
async function fetchProgram(): Promise<void> {
  program.value ??= await within(LOAD_MS, import('./dialogs/dialog-host'));
}

/** The dialogs of the pad. The code of all but the note comes after the pad, which does not wait for it. */
export function Dialogs(props: DialogProps) {
  useEffect(() => {
    const timer = setTimeout(() => fetchProgram().catch(() => {}), 500); // a failure is ignored: opening a dialog tries again
    return () => clearTimeout(timer);
  }, []);
  const { dialog } = props;
  useEffect(() => {
    if (!dialog || dialog.kind === 'note') return;
    fetchProgram().catch(() => {
      // Otherwise the keys of the pad would wait for a dialog that never comes.
      props.setDialog(null);
      props.meeting.pad.say('away');
    });
  }, [dialog]);
  const p = program.value;
  if (dialog?.kind === 'note') {
    const { meeting, setDialog } = props;
    return <NoteDialog close={() => setDialog(null)} keep={(text) => meeting.pad.note(text, dialog.at)} />;
  }
  if (!dialog || !p) return null;
  return <p.DialogHost {...props} dialog={dialog} />;
}
