import { signal } from '@preact/signals';
import { preference } from '../../ui/preference';

/** How this device shows the pad. It is a habit of the device's owner, not part of any meeting. */

/** A signal that this browser remembers; `read` is given '' when nothing is stored. */
function remembered<T>(name: string, read: (stored: string) => T, write: (v: T) => string): { value: T } {
  const kept = preference(name, null);
  const now = signal(read(kept.get()));
  return {
    get value() {
      return now.value;
    },
    set value(v) {
      now.value = v;
      kept.set(write(v));
    },
  };
}

const toggle = (name: string) =>
  remembered(
    name,
    (stored) => stored === 'on',
    (on) => (on ? 'on' : 'off'),
  );

/** Shows initials and no figures, and is dark, so that nobody beside it can read along. */
export const discreet = toggle('discreet');
/** The tags lie under the left thumb. */
export const leftHanded = toggle('left-handed');
/** After the tap of a family its words are offered for a moment. */
export const followUp = toggle('follow-up');
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
  const made = remembered(`lead.${session}`, String, String);
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
