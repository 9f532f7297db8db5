import { MIRROR_OFF, MIRROR_ON } from './mirror-notes';

const numbers: Record<number, string> = {
  1: 'one',
  2: 'two',
  3: 'three',
  4: 'four',
  5: 'five',
  6: 'six',
  8: 'eight',
  9: 'nine',
  10: 'ten',
  20: 'twenty',
};
const upper = (word = '') => word.charAt(0).toUpperCase() + word.slice(1);

/** The texts of the mirror in English. */
export const mirrorEn = {
  offTitle: 'The mirror is off',
  offBody:
    'When it is on, this screen shows the team what it does as a whole: the pace, whom it speaks to, how the turns are spread. Never who, never a word.',
  turnOn: 'Turn the mirror on',
  turnOff: 'Turn the mirror off',
  kept: 'That it was on is kept as a shared note, since it changes the meeting.',
  noteOn: MIRROR_ON.en,
  noteOff: MIRROR_OFF.en,
  over: 'The meeting has ended; there is no mirror any more.',
  debrief: 'To the debrief',
  waitsForDebrief: 'The meeting has ended. As soon as the debrief begins, it is shown here.',
  waits: 'The mirror can be turned on when the meeting has begun.',
  notForYou: 'The mirror is shown by the observer, on a screen for everybody.',
  few: (n: number) => `The mirror begins at ${n} turns.`,
  pace: (turns: number, minutes: number) => `${turns} turns in the last ${minutes} minutes`,
  ago: (minutes: number) => `${minutes} minutes ago`,
  now: 'now',
  address: (some: number, of: number) =>
    some === of
      ? 'Every turn is to everybody'
      : some === 0
        ? 'No turn is to everybody'
        : some === 1
          ? `One turn in ${numbers[of]} is to everybody`
          : `${upper(numbers[some])} turns in ${numbers[of]} are to everybody`,
  toEverybody: 'to everybody',
  toOne: 'to one person',
  spread: 'How the turns are spread',
  spreadAt: (percent: number) => `${percent}% of the way from one voice to all voices alike`,
  oneVoice: 'one voice',
  allVoices: 'all voices alike',
  threeKs: 'The three K’s of the team',
  fewWords: 'The few words in use do not show the three K’s.',
  between: 'Where the talk stands',
  full: 'Full screen',
  foot: 'How it went until now.',
};
