import { signal } from '@preact/signals';
import { preference } from '../../ui/preference';

/** How this device shows the pad. It is a habit of the device's owner, not part of any meeting. */

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

/** Shows initials and no figures, and is dark, so that nobody beside it can read along. */
export const discreet = toggle('discreet');
/** The tags lie under the left thumb. */
export const leftHanded = toggle('left-handed');
/** A practice has been done on this device, so its owner knows the signs of the tags. */
export const practised = toggle('practised');

/**
 * How far the circle is turned, in degrees, so that it lies as this observer
 * sits. Kept for each team, and for a session without a team by the session.
 */
export const circleAngle = (team: string) => preference(`turn.${team}`, null);

/** The id of the person who uses this pad to lead and observe themself; empty when an observer uses it. */
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

/** A short buzz that tells a user who does not look that a touch was taken. */
export function buzz(): void {
  // Browsers refuse to vibrate before the first touch of a page, and write that to
  // the console.
  if ('vibrate' in navigator && navigator.userActivation?.hasBeenActive) navigator.vibrate(12);
}
