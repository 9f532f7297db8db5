import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of the blank sheets in English. */
export const printEn = {
  lead: 'To observe with a pen. Afterwards you enter the sheet with the keys that stand on it.',
  print: 'Print',
  enter: 'Enter a paper sheet',
  seats: 'Seats',
  seatCount: n({ one: '{n} seat', other: '{n} seats' }),
  lens: 'Lens',
  pages: 'Three pages. Printed on both sides, the words lie on the back of the sheet.',
  clipped: 'Not all words fit on this page.',
  sheet: {
    title: 'Observation sheet',
    ofTeam: (team: string) => `Observation sheet, ${team}`,
    date: 'Date',
    meeting: 'Meeting',
    observer: 'Who observes',
    circle: 'Who sits where',
    words: 'Words',
    everybody: 'everybody',
    told: 'First tell everybody what you write down. Who would rather not take part stays off the sheet.',
    how: (seat: string, word: string) =>
      `One line for each turn: who, to whom, and one word. A key will do: 1 → ${seat}, ${word}. Longer than a second in doubt: no word.`,
    enter: (seat: string, word: string) =>
      `This is how you enter 1 → ${seat}, ${word}: press 1, then ${seat} while you hold >, then ${word}.`,
    time: 'Time',
    item: 'Item',
    who: 'Who → to whom',
    word: 'Word',
  },
  words: { title: 'What the words mean', rules: 'In doubt' },
  loop: {
    title: 'The circle that we see',
    about:
      'In the boxes: what we do. In the clouds: what goes without saying between us. “We act as if …”, “in this team …”',
    helps: 'Does this help us, or does it hold us back?',
    otherwise: 'When did it go differently? What happened then?',
    next: 'What do we try next time? Who looks after it, and how will we notice?',
  },
  foot: 'Not for appraisal, personnel file or selection.',
};

export type PrintMessages = Widen<typeof printEn>;
