import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { within } from '../../server/within';
import { explained } from '../../ui/explain';
import type { DialogProps } from './dialog-kind';

/** How long somebody who opens a dialog waits for its code. */
const LOAD_MS = 8_000;
/** How long after the pad their code is fetched, when nobody asks for it: the pad itself comes first. */
const AFTER_MS = 2_000;
const program = signal<typeof import('./dialogs/dialog-host') | null>(null);

/** Fetches the code of the dialogs early, so that they also open when the network is gone. */
async function fetchProgram(): Promise<void> {
  program.value ??= await within(LOAD_MS, import('./dialogs/dialog-host'));
}

/** The dialogs of the pad, and the card of a word. Their code comes after the pad, which does not wait for it. */
export function Dialogs(props: DialogProps) {
  useEffect(() => {
    const timer = setTimeout(() => fetchProgram().catch(() => {}), AFTER_MS); // a failure is ignored: opening a dialog tries again
    return () => clearTimeout(timer);
  }, []);
  const { dialog } = props;
  const asked = explained.value?.held === true;
  useEffect(() => {
    if (!dialog && !asked) return;
    fetchProgram().catch(() => {
      // Otherwise the keys of the pad would wait for a dialog that never comes.
      props.setDialog(null);
      props.meeting.pad.say('away');
    });
  }, [dialog, asked]);
  const p = program.value;
  if (!p) return null;
  return (
    <>
      <p.WordCard all={props.all} />
      {dialog && <p.DialogHost {...props} dialog={dialog} />}
    </>
  );
}
