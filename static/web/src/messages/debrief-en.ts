import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of the debrief in English. */
export const debriefEn = {
  notForYou:
    'What is shown here is for everybody together. You will see it when the team looks at it; until then it is for the coach.',
  noTurns: 'There are no turns in this meeting yet. As soon as there are, you can prepare the debrief here.',

  prepare: {
    lead: 'Set up in three minutes: one fragment, one pattern, one question. What you chose in Look back is already here.',
    form: 'How long do you have?',
    ten: 'Ten minutes',
    long: 'Half an hour or more',
    longNote: 'also what happened, how decisions came about, and what you put right',
    fragment: 'One fragment',
    pattern: 'One pattern or loop',
    noPattern: 'No pattern',
    noPatternNote: 'The fragment speaks for itself.',
    searching: 'Looking for what is worth telling …',
    question: 'The question for the team',
    names: 'Show names in the fragment',
    namesHint: 'Hiding names protects outside this room, not in it.',
    last: 'What you tried last time comes back on the screen "What will we try?".',
    sees: 'The team will see: what this is for, the question what you noticed, the fragment, one picture with its question, and what you will try. No names are shown.',
    seesNamed:
      'The team will see: what this is for, the question what you noticed, the fragment with names, one picture with its question, and what you will try. There are no names anywhere else.',
    show: 'Show it to the team',
    underWay: 'The debrief is under way.',
    goOn: 'Go on showing',
    follow: 'Only follow on this screen',
    over: 'You held this debrief. What you agreed is kept.',
    again: 'Show it again',
    keys: 'Page up and page down, the arrows, a remote control or a swipe turn the screens. The letter c shows when it went otherwise.',
    secondScreen:
      'A second screen, such as a phone: invite somebody to watch only. With that link this same page follows what you show.',
  },

  bar: {
    next: 'Next',
    previous: 'Back',
    full: 'Full screen',
    leave: 'To preparing',
    end: 'Close the debrief',
    otherwise: 'When it went otherwise',
    usual: 'Back to the pattern',
    place: (at: number, of: number) => `Screen ${at} of ${of}`,
    time: (minutes: string) => `About ${minutes} min for this screen`,
    kept: 'On this device until the connection is back',
    away: 'No connection; it goes on here',
    awayHere: 'No connection; you will follow again when it is back',
  },

  waits: {
    title: 'Debrief',
    body: 'There is nothing to see yet. When the team begins, it appears here by itself.',
    over: 'The debrief has ended. Thank you.',
  },

  purpose: {
    title: 'How did we meet?',
    is: 'Together we look at what happens between us, and choose one thing to try.',
    isNot: 'It is not about who was right, or how well anyone did.',
    habit: 'What we see is a habit of all of us, not a trait of anyone.',
    kept: 'What we type stays with us.',
  },

  noticed: {
    title: 'What did you notice?',
    first: 'You first. One thing each, about what happened between us.',
    guess: 'Guess, with your hands up',
    about: 'This is what we looked at:',
    more: 'This happens here more often than we think.',
    less: 'This happens here less often than we think.',
    hands: 'Who chooses the first sentence? Who the second?',
    later: 'The answer comes with the picture.',
    write: 'What does the team guess?',
  },

  fragment: {
    title: 'A piece of our meeting',
    how: 'From top to bottom. Each shape is one of us.',
    howNamed: 'From top to bottom.',
    line: 'Read line by line',
    whole: 'Show all lines',
    gone: 'This fragment is not there any more: turns were corrected since.',
  },

  picture: {
    guessed: (words: string) => `You thought: ${words}`,
    ended: 'it ended with',
    again: 'and round again',
    leads: { opens: 'something that opens', closes: 'something that closes' },
    more: n({ one: 'and {n} more', other: 'and {n} more' }),
    untagged: 'no word',
    otherwiseAsk: 'What was different then?',
    noOtherwise: 'There is no moment at which it went otherwise.',
    gone: 'This pattern is not there any more: turns were corrected since.',
  },

  tryOut: {
    title: 'What will we try?',
    words: 'In our own words',
    owner: 'Who looks after it?',
    notice: 'How will we notice?',
    last: 'Last time you tried',
  },

  thanks: {
    title: 'Thank you',
    agreed: 'We will try',
    kept: 'Kept: who responded to whom and with which word, and what we typed here. No sound, no picture.',
    till: 'It stays until the coach removes it. Nothing goes by itself.',
    own: 'Whoever took part and got a link of their own sees their own turns there, counted.',
  },
};

export type DebriefMessages = Widen<typeof debriefEn>;
