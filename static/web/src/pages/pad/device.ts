import { signal } from '@preact/signals';
import { preference } from '../../ui/preference';

/** How this device shows the pad: its owner's habit, not part of any meeting. */

function toggle(name: string) {
  const kept = preference<'on' | 'off'>(name, ['on', 'off']);
  const on = signal(kept.get() === 'on');
  return {
    get value() {
      return on.value;
    },
    set value(v: boolean) {
      on.value = v;
      kept.set(v ? 'on' : 'off');
    },
  };
}

/** Initials, no figures, dark: nobody beside it reads along. */
export const discreet = toggle('discreet');
/** The words lie under the left thumb. */
export const leftHanded = toggle('left-handed');
/** The signs of the words are known: one practice was done on this device. */
export const practised = toggle('practised');

/** How far the circle is turned, in degrees, so that it lies as this observer sits; the team's, else the session's. */
export const circleAngle = (team: string) => preference(`turn.${team}`, null);

/** Who "me" is, where this pad is used by the lead; empty: it is used by an observer. */
export function leadPerson(session: string): { value: string } {
  const known = leads.get(session);
  if (known) return known;
  const kept = preference(`lead.${session}`, null);
  const person = signal(kept.get());
  const made = {
    get value() {
      return person.value;
    },
    set value(v: string) {
      person.value = v;
      kept.set(v);
    },
  };
  leads.set(session, made);
  return made;
}
const leads = new Map<string, { value: string }>();

/** The short buzz that says, without a look, that a touch was taken. */
export function buzz(): void {
  // Before the first touch of a page browsers refuse it, and say so in the console.
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate(12);
}
