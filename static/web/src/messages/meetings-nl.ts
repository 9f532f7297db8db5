import { count } from './count';
import type { MeetingsMessages } from './meetings-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts about lists of meetings, and about deleting one, in Dutch. */
export const meetingsNl: MeetingsMessages = {
  running: 'Nu bezig',
  since: (time: string) => `sinds ${time}`,
  goOn: 'Ga verder',
  planned: 'Voorbereid',
  made: (day: string) => `voorbereid op ${day}`,
  notEnded: 'niet afgesloten',
  correct: 'Beurten verbeteren',
  remove: 'Verwijder dit overleg',
  removeOne: (title: string) => `Verwijder ${title}`,
  ask: {
    title: (title: string) => `“${title}” verwijderen?`,
    planned: 'Wat is voorbereid gaat voorgoed weg, voor iedereen, en de uitnodigingen ook.',
    begun:
      'Dit gaat voorgoed weg, voor iedereen: alle beurten, tekens en notities, ook privé, de nabespreking en de uitnodigingen.',
    running: 'Het overleg is nu bezig. Wie meekijkt, kan niet verder.',
    backups: 'In reservekopieën van eerder blijft het staan.',
    unsent: n({
      one: '{n} regel op dit apparaat is nog niet verzonden. Ook die gaat weg.',
      other: '{n} regels op dit apparaat zijn nog niet verzonden. Ook die gaan weg.',
    }),
    unread: 'Dit apparaat zegt nu niet of hier nog iets niet verzonden is. Ook dat gaat dan weg.',
    yes: 'Verwijder voorgoed',
    no: 'Laat staan',
    left: 'Het overleg is verwijderd, maar dit apparaat heeft zijn kopie nog. Probeer het opnieuw.',
  },
};
