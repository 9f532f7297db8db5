import { count } from './count';
import type { TeamMessages } from './team-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of the page of a team in Dutch. */
export const teamNl: TeamMessages = {
  name: 'Naam van het team',
  people: 'Mensen',
  roles: { leader: 'leider', member: 'lid', facilitator: 'begeleider', guest: 'gast' },
  add: 'Iemand toevoegen',
  personName: (i: number) => `Naam van persoon ${i}`,
  personRole: (name: string) => `Rol van ${name}`,
  remove: (name: string) => `Haal ${name} weg`,
  up: (name: string) => `Zet ${name} hoger`,
  seats: 'Zo zitten ze, van boven gezien.',
  save: 'Bewaar het team',
  saved: 'Bewaard.',
  start: 'Begin het volgende overleg',
  onPaper: 'Kijk mee op papier',
  startNeeds: 'Met twee mensen of meer in het team begint het volgende overleg van hieruit.',
  meetings: 'Overleggen van dit team',
  noMeetings: 'Hier komen de overleggen van dit team te staan, het laatste eerst.',
  about: 'Mensen en stoelen',
  empty: 'Nog niemand. Voeg de mensen toe in de volgorde waarin ze zitten.',
  needName: 'Geef het team een naam.',
  needPersonName: 'Geef iedereen een naam, of haal de regel weg.',
  trends: {
    title: 'Van overleg tot overleg',
    about: 'Steeds één cijfer van het hele team. Niemand staat er met naam in.',
    measure: 'Wat volgen we',
    measures: {
      evenness: 'Hoe gelijk de beurten verdeeld waren',
      group_addressed: 'Beurten tot de hele groep',
      out_strength_centralization: 'Hoezeer de reacties van één persoon kwamen',
      in_strength_centralization: 'Hoezeer de reacties naar één persoon gingen',
      opening_ratio: 'Openen tegenover dichtmaken',
      asking_ratio: 'Vragen tegenover vertellen',
    },
    purpose: 'Bij welke punten',
    purposes: {
      '': 'Hele overleggen',
      inform: 'Punten om te weten',
      explore: 'Punten om te verkennen',
      weigh: 'Punten om af te wegen',
      decide: 'Punten om te besluiten',
    },
    none: 'Hier komt te staan hoe een cijfer van overleg tot overleg gaat, vanaf het eerste overleg dat is waargenomen.',
    why: {
      outside:
        'Dit verschilt meer van de overleggen ervoor dan die onderling verschillen. Waar dat aan ligt zegt het niet: wie naar veel cijfers kijkt, of elke week, ziet er af en toe een dat bij toeval zo is. Wie meer wil weten, spreekt vooraf af wat er moet veranderen.',
      moved: 'Het verschil is groter dan jullie overleggen onderling toch al verschillen.',
      'perhaps-moved':
        'Het verschil is groot, maar met één of twee overleggen ervoor is niet bekend hoeveel jullie overleggen toch al verschillen.',
      'not-moved': 'Wat er ook veranderd is, het is kleiner dan wat volgens jullie zou tellen.',
      'too-few':
        'Dit kan vanaf vier overleggen, van zo’n honderd beurten elk. Wat het team zelf merkte telt intussen.',
      usual: 'Het verschil is niet groter dan jullie overleggen toch al verschillen.',
    },
    on: (day: string, moments: string) => `${day}: ${moments}`,
    first: (n: number) => `de eerste ${n} daarvan`,
    earlier: n({ one: '{n} eerder overleg', other: '{n} eerdere overleggen' }),
    method: 'Hoe dit gevonden wordt',
    methodBody:
      'Elk cijfer komt uit één overleg, met een marge door steeds opnieuw stukken van tien beurten te trekken. Een verandering moet groter zijn dan overleggen onderling verschillen. Het team wordt gevolgd, nooit een persoon.',
    slope: (slope: string, p: string, weak: boolean) =>
      `Over alle overleggen: ${slope} van het ene op het andere, p = ${p}${weak ? ', wat zwak is bij zo weinig' : ''}.`,
  },
};
