import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts about lists of meetings, and about deleting one, in English. */
export const meetingsEn = {
  running: 'Going on now',
  since: (time: string) => `since ${time}`,
  goOn: 'Continue',
  planned: 'Prepared',
  made: (day: string) => `prepared ${day}`,
  notEnded: 'never ended',
  correct: 'Correct turns',
  remove: 'Delete this meeting',
  removeOne: (title: string) => `Delete ${title}`,
  ask: {
    title: (title: string) => `Delete “${title}”?`,
    planned: 'What was prepared is gone for good, for everybody, with the invitations.',
    begun:
      'Gone for good, for everybody: all turns, marks and notes, private ones too, the debrief, and the invitations.',
    running: 'The meeting is going on now. Whoever observes cannot go on.',
    backups: 'Backups that were made before still hold it.',
    unsent: n({
      one: '{n} entry on this device has not been sent. It goes too.',
      other: '{n} entries on this device have not been sent. They go too.',
    }),
    unread: 'This device does not say now whether something here has not been sent. That would go too.',
    yes: 'Delete for good',
    no: 'Keep it',
    left: 'The meeting was deleted, but this device still holds its copy. Try again.',
  },
};

export type MeetingsMessages = Widen<typeof meetingsEn>;
