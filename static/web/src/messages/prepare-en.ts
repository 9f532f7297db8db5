import { count } from './count';
import type { Widen } from './widen';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of preparing a meeting in English. */
export const prepareEn = {
  meeting: {
    name: 'Title',
    nameHint: 'Left empty it is the date.',
    defaultTitle: (date: string) => `Meeting of ${date}`,
    who: 'Who is there?',
    namesHint: 'One per line, or separated by commas. In the order in which they sit.',
    namesPlaceholder: 'Anna\nBram\nChantal',
    takeTeam: 'Take a team',
    noTeam: 'No team',
    count: n({ one: '{n} person', other: '{n} people' }),
    needNames: 'Type at least two names, or take a team.',
    tooMany: 'The pad holds up to 24 people.',
    codebook: 'Lens: the words you look with',
    step: 'How many words?',
    stepHint: 'You can change this during the meeting.',
    buttons: n({ one: '{n} word', other: '{n} words' }),
    meanings: 'What these words mean',
    submit: 'Create meeting',
    working: 'Creating …',
  },
  paper: {
    title: 'Enter a paper sheet',
    lead: 'With the keys that stand on the sheet, without a clock. After each item you say how many minutes it took.',
    day: 'When was it?',
    submit: 'Next: the turns',
  },
  prepare: {
    again: 'Again with',
    asLastTime: 'same as last time',
    agenda: 'Agenda',
    template: 'Take the items of a kind of meeting, or type them. It may stay empty.',
    noTemplate: 'Choose a kind of meeting',
    templates: {
      team: {
        name: 'Team meeting',
        phases: ['How we are', 'What is on our minds', 'What we agree', 'Any other business'],
      },
      management: {
        name: 'Management team',
        phases: ['State of affairs', 'Exploring', 'Weighing', 'Deciding'],
      },
      retrospective: {
        name: 'Retrospective',
        phases: ['What happened', 'What struck us', 'What we choose', 'What we try'],
      },
      'one-to-one': { name: 'One-to-one', phases: ['How it is', 'What is going on', 'What we do'] },
      circle: { name: 'Talking circle', phases: ['Opening round', 'Talk', 'Closing round'] },
      'role-play': {
        name: 'Role play',
        phases: ['The case', 'First take', 'Talking about it', 'Second take', 'Side by side'],
        people: ['Who brings it', 'The other', 'Who watches'],
        hint: 'Play the case twice, with a talk in between. Then lay the first and the second take side by side: it is the quickest way to learn the words.',
      },
      panel: {
        name: 'Panel interview',
        phases: [
          'Changing course: when did you?',
          'A clash: which conflict took you further?',
          'Feedback: what did the other grow from?',
          'Working together: what matters to you here?',
        ],
        people: ['Panel 1', 'Panel 2', 'Panel 3', 'Candidate'],
        hint: 'You look at the panel: does it ask, wait, follow up? The candidate has a seat so that the turns are right, but gets no words. Nothing here compares candidates. Two observers, apart, see more.',
      },
    },
    phaseName: (i: number) => `Agenda item ${i}`,
    phasePurpose: (name: string) => `What is ${name} for?`,
    removePhase: (name: string) => `Take out ${name}`,
    addPhase: 'Add an item',
    more: 'Prepare more',
    lines: 'Three lines from the leader',
    lineOf: ['Where do we come from?', 'Where are we now?', 'Where are we going?'],
    coding: 'Does anybody else observe?',
    shared: 'Together',
    sharedNote: 'agree who taps, or everything counts twice',
    independent: 'Apart',
    independentNote: 'compare afterwards',
    codingHint:
      'Apart: observers see each other’s turns only when you show them. Then you see where you saw the same.',
    practice: 'Practise for two minutes first',
    onPaper: 'Observe on paper',
  },
  change: {
    lead: 'Until it starts, everything here can be changed.',
    people: 'Who is there?',
    peopleHint: 'In the order in which they sit.',
    person: (i: number) => `Name of person ${i}`,
    up: (name: string) => `Move ${name} up`,
    remove: (name: string) => `Take out ${name}`,
    add: 'Add a person',
    seatsKept: 'The seats stay where you put them.',
    lens: (name: string) =>
      `Lens: ${name}. It cannot change. Rather another one? Create a new meeting and delete this one.`,
    submit: 'Save, to the meeting',
    begun:
      'This meeting has started, so what was planned is fixed. During the meeting, people and agenda change in the menu.',
    toPad: 'To the meeting',
    unmade:
      'This meeting began on this device and is not on the server yet. When the server is back it is created there, and you can change it.',
    clash:
      'Meanwhile somebody changed the same thing on another device. Nothing was saved. Look first at what is there now.',
    look: 'Show what is there now',
  },
};

export type PrepareMessages = Widen<typeof prepareEn>;
