import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of what one person sees of a meeting before the others, in English. */
export const previewEn = {
  alone: 'Only you see this page. You see it before the team does.',
  shown: (day: string) =>
    `This was shown to the team on ${day}. What you leave out now is left out from now on.`,
  turns: 'Your turns',
  spoke: n({ one: 'You spoke {n} time.', other: 'You spoke {n} times.' }),
  toMe: n({ one: '{n} turn of somebody else was to you.', other: '{n} turns of others were to you.' }),
  noTurns: 'No turn of yours was noted.',
  words: 'The words that were noted with them',
  times: (n: number) => `${n}×`,
  noted: 'This is how whoever observed heard it. That is one way of looking; yours counts too.',
  findings: 'What could be told, and concerns you',
  noFindings:
    'Nothing is told about your role. That is common: of a meeting in which fewer than five people spoke nothing is told about one role, and often nothing stands out.',
  question: 'To think about',
  fragment: 'A part of the talk with you in it',
  fragmentHint: 'The team may look at these turns together. Those of others are left blank here.',
  me: 'you',
  somebody: 'somebody',
  everybody: 'everybody',
  line: (from: string, to: string) => `${from} to ${to}`,
  blank: n({ one: 'a turn of somebody else', other: '{n} turns of others' }),
  noWord: 'no word',
  notNow: 'Not now',
  notNowOf: (what: string) => `Not now: ${what}`,
  heldBack: 'Left out, for everybody.',
  putBack: 'Let it be told after all',
  putBackOf: (what: string) => `Let it be told after all: ${what}`,
  thisFragment: 'this part of the talk',
  consequence:
    '“Not now” leaves it out of the debrief, the report and the three cards, for everybody. Nobody is told who asked. Once three or more people have seen their page, whoever observed sees that somebody asked for something to be left out.',
  notKept: 'This could not be saved, so nothing has changed. Please try again.',
  seen: 'I have seen it',
  seenDone: 'You have seen it. You can come back here and change your mind.',
  notEnded:
    'The meeting has not ended yet. Afterwards you find here what concerns you, before you see it with the team.',
  notForYou: 'This page is for people who took part, and got a link of their own.',
};

export type PreviewMessages = Widen<typeof previewEn>;
