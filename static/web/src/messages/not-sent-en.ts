import { count } from './count';

const n = (forms: { one: string; other: string }) => count('en', forms);

const unsent = n({ one: '{n} entry has not been sent', other: '{n} entries have not been sent' });
const unsentPrivate = n({
  one: '{n} private entry has not been sent',
  other: '{n} private entries have not been sent',
});
const privately = n({ one: '{n} private entry', other: '{n} private entries' });

/** The texts about entries that were tapped on this device and are not in the meeting, in English. */
export const notSentEn = {
  /** How many entries there are, and how many of them are private ones of somebody else. */
  title: (entries: number, sealed = 0) =>
    sealed === 0
      ? unsent(entries)
      : entries === 0
        ? unsentPrivate(sealed)
        : `${unsent(entries)}, and ${privately(sealed)}`,
  stays: 'It stays on this device, and nowhere else, until you decide.',
  another: (names: string, when: string) =>
    names === ''
      ? `This was tapped in this browser on ${when}. The browser was signed in otherwise then.`
      : `This was tapped in this browser as ${names}, on ${when}. The browser is signed in otherwise now.`,
  counts: {
    interaction: n({ one: '{n} turn', other: '{n} turns' }),
    amend: n({ one: '{n} correction', other: '{n} corrections' }),
    void: n({ one: '{n} undo', other: '{n} undos' }),
    restore: n({ one: '{n} redo', other: '{n} redos' }),
    phase: n({ one: '{n} agenda item', other: '{n} agenda items' }),
    mark: n({ one: '{n} mark', other: '{n} marks' }),
    note: n({ one: '{n} note', other: '{n} notes' }),
    compass: n({ one: '{n} compass', other: '{n} compass' }),
    participant: n({ one: '{n} change of who is there', other: '{n} changes of who is there' }),
    state: n({ one: '{n} start, pause or end', other: '{n} starts, pauses or ends' }),
    belief: n({ one: '{n} unwritten rule', other: '{n} unwritten rules' }),
    experiment: n({ one: '{n} try-out', other: '{n} try-outs' }),
    journal: n({ one: '{n} journal entry', other: '{n} journal entries' }),
    redacted: n({ one: '{n} hidden', other: '{n} hidden' }),
  },
  more: n({ one: 'and {n} more', other: 'and {n} more' }),
  ended:
    'This browser may not enter the meeting any more: the invitation has ended, or it was signed out. Who opens a link of their own here again can send what is not private.',
  unmadeTitle: 'This meeting is not on the server yet',
  unmade: {
    'no-team':
      'This meeting began without the server, with a team that is not there any more. So the server does not make it.',
    'not-owner':
      'This meeting began without the server, and only the owner can make it there. Sign in here as the owner.',
    refused: 'This meeting began without the server, and the server does not make it.',
  },
  without: 'Make it without the team',
  claim: 'Send under my name',
  claimTitle: 'Was this you?',
  claimBody: n({
    one: '{n} entry goes into the meeting under the name that you have now. Only send it if you tapped it yourself.',
    other:
      '{n} entries go into the meeting under the name that you have now. Only send them if you tapped them yourself.',
  }),
  claimYes: 'Yes, that was me',
  save: 'Save as a file',
  back: 'Read a saved file in',
  backHint: 'A file with what was not sent, as it was saved here or on another device.',
  backTitle: n({ one: 'Read {n} entry in?', other: 'Read {n} entries in?' }),
  backBody: (title: string) =>
    `It goes into this meeting: ${title}. A file does not say of which meeting it is.`,
  backYes: 'Read it in',
  taken: n({
    one: '{n} entry was read in, and is on its way.',
    other: '{n} entries were read in, and are on their way.',
  }),
  takenNone: 'All of that file is here or in the meeting already.',
  unreadable: n({
    one: '{n} line could not be read as an entry.',
    other: '{n} lines could not be read as entries.',
  }),
  throwAway: 'Throw away',
  throwOpen: n({ one: 'Throw this {n} away', other: 'Throw these {n} away' }),
  throwSealed: n({ one: 'Throw the private one away', other: 'Throw the {n} private ones away' }),
  throwAll: 'Throw the meeting away',
  throwTitle: n({ one: 'Throw {n} entry away?', other: 'Throw {n} entries away?' }),
  throwBody: 'It is nowhere else, and does not come back.',
  throwMeetingTitle: 'Throw this meeting away?',
  throwMeeting: 'The meeting itself goes too.',
  throwYes: 'Throw away for good',
  keep: 'Keep it',
  sealed: n({
    one: '{n} private entry is here that was written under an earlier name, or by somebody else. Nobody can read it or send it unless this browser is signed in as it was then; a new invitation is not enough.',
    other:
      '{n} private entries are here that were written under an earlier name, or by somebody else. Nobody can read them or send them unless this browser is signed in as it was then; a new invitation is not enough.',
  }),
  home: 'On this device, not sent yet',
  never: 'not on the server yet',
  ask: {
    title: 'Not everything has been sent',
    of: (titles: string) => `Of: ${titles}.`,
    body: n({
      one: 'From this browser {n} entry has not been sent yet.',
      other: 'From this browser {n} entries have not been sent yet.',
    }),
    unmade: n({
      one: '{n} meeting that began in this browser is not on the server yet.',
      other: '{n} meetings that began in this browser are not on the server yet.',
    }),
    stays:
      'It stays on this device. If you go on as somebody else it is not sent by itself: you find it on the pad of that meeting, and on the start page.',
    unreadTitle: 'Has everything been sent?',
    unread:
      'This browser does not say now whether anything here has not been sent yet. If so, it stays on this device.',
    goOn: 'Go on',
    not: 'Not now',
  },
};
