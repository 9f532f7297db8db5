import type { Widen } from './widen';

/** The texts of signing in and of joining in English. */
export const signinEn = {
  signin: {
    failedTitle: 'This link does not work any more',
    failed:
      'A sign-in link works once, within ten minutes. Start Kompas again for a new one, or make one in the settings of a browser that is signed in.',
    missing: 'There is no sign-in code in this address. Open the whole link that Kompas printed.',
    home: 'To the start page',
  },
  join: {
    title: 'You were invited',
    body: 'It is for a meeting. The others see your name.',
    name: 'Your name',
    submit: 'Join',
    failedTitle: 'This invitation does not work',
    failed: 'It may have run out, been used up, or been taken back. Ask for a new one.',
    missing: 'There is no invitation in this address. Open the whole link that you were sent.',
    noMeeting: 'You have joined. There is no meeting yet; it will be on the start page.',
  },
};

export type SigninMessages = Widen<typeof signinEn>;
