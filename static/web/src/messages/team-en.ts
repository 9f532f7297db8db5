import { count } from './count';

const n = (forms: { one: string; other: string }) => count('en', forms);

/** The texts of the page of a team in English. */
export const teamEn = {
  name: 'Name of the team',
  people: 'People',
  roles: { leader: 'lead', member: 'member', facilitator: 'facilitator', guest: 'guest' },
  add: 'Add a person',
  personName: (i: number) => `Name of person ${i}`,
  personRole: (name: string) => `Role of ${name}`,
  remove: (name: string) => `Take out ${name}`,
  up: (name: string) => `Move ${name} up`,
  seats: 'This is how they sit, seen from above.',
  save: 'Save team',
  saved: 'Saved.',
  start: 'Start the next meeting',
  onPaper: 'Observe on paper',
  startNeeds: 'With two people or more in the team the next meeting starts from here.',
  meetings: 'Meetings of this team',
  noMeetings: 'The meetings of this team will be here, the latest first.',
  about: 'People and seats',
  empty: 'Nobody yet. Add the people in the order in which they sit.',
  needName: 'Give the team a name.',
  needPersonName: 'Give everybody a name, or take the line out.',
  trends: {
    title: 'Across meetings',
    about: 'One figure for the whole team. Nobody is in it by name.',
    measure: 'What to follow',
    measures: {
      evenness: 'How evenly turns were spread',
      group_addressed: 'Turns to the whole group',
      out_strength_centralization: 'How far responses came from one person',
      in_strength_centralization: 'How far responses went to one person',
      opening_ratio: 'Opening versus closing',
      asking_ratio: 'Asking versus telling',
    },
    purpose: 'In which items',
    purposes: {
      '': 'Whole meetings',
      inform: 'Items to inform',
      explore: 'Items to explore',
      weigh: 'Items to weigh',
      decide: 'Items to decide',
    },
    none: 'How a figure goes over the meetings will be here, from the first observed meeting on.',
    why: {
      outside:
        'This differs more from the meetings before than those differ among each other. It does not say why: who looks at many figures, or every week, sees one now and then that is so by chance. To know more, agree beforehand what should change.',
      moved: 'The difference is larger than your meetings differ among each other anyway.',
      'perhaps-moved':
        'The difference is large, but with one or two meetings before it is not known how much your meetings differ anyway.',
      'not-moved': 'Whatever change there is, it is smaller than what you said would matter.',
      'too-few':
        'This can be told from four meetings on, of about a hundred turns each. What the team itself noticed counts meanwhile.',
      usual: 'The difference is no larger than your meetings differ anyway.',
    },
    on: (day: string, moments: string) => `${day}: ${moments}`,
    first: (n: number) => `the first ${n} of them`,
    earlier: n({ one: '{n} earlier meeting', other: '{n} earlier meetings' }),
    method: 'How this is found',
    methodBody:
      'Each figure is computed of one meeting, with an interval from drawing stretches of ten turns again and again. A change must be larger than meetings differ among each other. What is followed is the team, never a person.',
    slope: (slope: string, p: string, weak: boolean) =>
      `Over all meetings: ${slope} from one to the next, p = ${p}${weak ? ', which is weak of so few' : ''}.`,
  },
};

export type TeamMessages = typeof teamEn;
