import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of the settings in English. */
export const settingsEn = {
  language: 'Language',
  theme: 'Light or dark',
  themes: { auto: 'As this device', light: 'Light', dark: 'Dark' },
  phone: 'On my phone',
  phoneBody:
    'Signs in one more device. The link works once, within ten minutes. The phone must be able to reach this address.',
  phoneMake: 'Make a link',
  phoneLink: 'Sign-in link',
  phoneCode: 'The same link as a picture for the camera of the phone',
  onlyHere:
    'This link works on this computer only. For another device: ask whoever installed Kompas, or put the laptop on the network by starting Kompas with:',
  /** Stands for the address of the computer in the network. */
  address: 'ADDRESS',
  signout: 'Sign out',
  signoutAway: 'Signing out needs the server, which cannot be reached now.',
  signoutBody:
    'This device forgets you, and deletes what it held of meetings. What has been saved stays on the server.',
  signoutWaits: n({
    one: '{n} entry has not been sent from here yet. If you sign out now, it is gone.',
    other: '{n} entries have not been sent from here yet. If you sign out now, they are gone.',
  }),
  signoutUnmade: n({
    one: '{n} meeting that began in this browser is not on the server yet. If you sign out now, it is gone.',
    other:
      '{n} meetings that began in this browser are not on the server yet. If you sign out now, they are gone.',
  }),
  signoutSealed: n({
    one: 'Of these, {n} is private, and was written by somebody else or under an earlier name. It goes too, and cannot be saved as a file.',
    other:
      'Of these, {n} are private, and were written by somebody else or under an earlier name. They go too, and cannot be saved as a file.',
  }),
  signoutUnread:
    'This browser does not say now what it holds of meetings, so that cannot be removed. Close the other tabs of Kompas, then try again. If you sign out all the same, it stays here.',
  signoutNotCleared:
    'You are signed out, but this browser has not removed yet what it held of meetings. Try again.',
  signoutSure: 'After this you need a new sign-in link on this device.',
  signoutYes: 'Yes, sign out',
  signoutNot: 'Stay signed in',
  signoutAnyway: 'Sign out all the same',
  role: (role: string) => `You are signed in as ${role}.`,
  roles: {
    owner: 'owner',
    observer: 'observer',
    leader: 'lead',
    viewer: 'viewer',
    participant: 'participant',
  },
};

export type SettingsMessages = Widen<typeof settingsEn>;
