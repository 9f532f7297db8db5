import { count } from './count';
import type { PrepareMessages } from './prepare-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of preparing a meeting in Dutch. */
export const prepareNl: PrepareMessages = {
  meeting: {
    name: 'Titel',
    nameHint: 'Laat je dit leeg, dan wordt het de datum.',
    defaultTitle: (date: string) => `Overleg van ${date}`,
    who: 'Wie zijn er?',
    namesHint: 'Eén per regel, of met komma’s ertussen. In de volgorde waarin ze zitten.',
    namesPlaceholder: 'Anna\nBram\nChantal',
    takeTeam: 'Neem een team',
    noTeam: 'Geen team',
    count: n({ one: '{n} persoon', other: '{n} mensen' }),
    needNames: 'Typ minstens twee namen, of neem een team.',
    tooMany: 'Er passen hoogstens 24 mensen in de kring.',
    codebook: 'Kijkwijzer: de woorden waarmee je kijkt',
    step: 'Hoeveel woorden?',
    stepHint: 'Tijdens het overleg kun je dit veranderen.',
    buttons: n({ one: '{n} woord', other: '{n} woorden' }),
    meanings: 'Wat deze woorden betekenen',
    submit: 'Klaar, naar het overleg',
    working: 'Bezig …',
  },
  paper: {
    title: 'Voer een papieren blad in',
    lead: 'Met de toetsen die op het blad staan, zonder klok. Na elk punt zeg je hoeveel minuten het duurde.',
    day: 'Wanneer was het?',
    submit: 'Verder, naar de beurten',
  },
  prepare: {
    again: 'Nog eens met',
    asLastTime: 'zoals de vorige keer',
    agenda: 'Agenda',
    template: 'Neem de punten van een soort overleg, of typ ze zelf. Het mag ook leeg blijven.',
    noTemplate: 'Kies een soort overleg',
    templates: {
      team: {
        name: 'Teamoverleg',
        phases: ['Hoe zitten we erbij', 'Wat ons bezighoudt', 'Wat we afspreken', 'Rondvraag'],
      },
      management: {
        name: 'Managementteam',
        phases: ['Stand van zaken', 'Verkennen', 'Afwegen', 'Besluiten'],
      },
      retrospective: {
        name: 'Evaluatie',
        phases: ['Wat gebeurde er', 'Wat viel ons op', 'Wat kiezen we', 'Wat proberen we uit'],
      },
      'one-to-one': {
        name: 'Gesprek met z’n tweeën',
        phases: ['Hoe is het', 'Wat speelt er', 'Wat doen we'],
      },
      circle: { name: 'Kringgesprek', phases: ['Openingsronde', 'Gesprek', 'Slotronde'] },
      'role-play': {
        name: 'Rollenspel',
        phases: ['De casus', 'Eerste keer', 'Nabespreken', 'Tweede keer', 'Naast elkaar leggen'],
        people: ['Wie het inbrengt', 'De ander', 'Wie toekijkt'],
        hint: 'Speel de casus twee keer, met een gesprek ertussen. Leg daarna de eerste en de tweede keer naast elkaar: zo leer je de woorden het snelst.',
      },
      panel: {
        name: 'Sollicitatiegesprek met een panel',
        phases: [
          'Bijsturen: wanneer veranderde je van koers?',
          'Botsing: welk conflict bracht je verder?',
          'Feedback: waar groeide de ander van?',
          'Samenwerken: wat vind je hier belangrijk?',
        ],
        people: ['Panel 1', 'Panel 2', 'Panel 3', 'Kandidaat'],
        hint: 'Je kijkt naar het panel: vraagt het, wacht het, vraagt het door? De kandidaat heeft een stoel zodat de beurten kloppen, maar krijgt geen woorden. Niets hier vergelijkt kandidaten. Twee kijkers, apart, zien meer.',
      },
    },
    phaseName: (i: number) => `Agendapunt ${i}`,
    phasePurpose: (name: string) => `Waarvoor is ${name}?`,
    removePhase: (name: string) => `Haal ${name} weg`,
    addPhase: 'Punt toevoegen',
    more: 'Meer voorbereiden',
    lines: 'Drie zinnen van de leider',
    lineOf: ['Waar komen we vandaan?', 'Waar staan we nu?', 'Waar gaan we heen?'],
    coding: 'Kijkt er nog iemand mee?',
    shared: 'Samen',
    sharedNote: 'verdeel wie tikt, anders telt alles dubbel',
    independent: 'Apart',
    independentNote: 'daarna vergelijken',
    codingHint:
      'Apart: kijkers zien elkaars beurten pas als jij ze laat zien. Dan zie je waar je hetzelfde zag.',
    practice: 'Eerst twee minuten oefenen',
    onPaper: 'Kijk mee op papier',
  },
  change: {
    lead: 'Tot het begint kun je alles nog veranderen wat hier staat.',
    people: 'Wie zijn er?',
    peopleHint: 'In de volgorde waarin ze zitten.',
    person: (i: number) => `Naam van persoon ${i}`,
    up: (name: string) => `Zet ${name} hoger`,
    remove: (name: string) => `Haal ${name} weg`,
    add: 'Iemand toevoegen',
    seatsKept: 'De stoelen blijven staan zoals je ze zette.',
    lens: (name: string) =>
      `Kijkwijzer: ${name}. Die ligt vast. Liever een andere? Maak een nieuw overleg en verwijder dit.`,
    submit: 'Bewaren, naar het overleg',
    begun:
      'Dit overleg is al begonnen. Wat gepland was, ligt nu vast. Mensen en agenda verander je tijdens het overleg, in het menu.',
    toPad: 'Naar het overleg',
    unmade:
      'Dit overleg begon op dit apparaat en staat nog niet op de server. Zodra de server er weer is, wordt het gemaakt en kun je het aanpassen.',
    clash:
      'Intussen veranderde iemand anders hetzelfde, op een ander apparaat. Er is niets bewaard. Kijk eerst wat er nu staat.',
    look: 'Laat zien wat er nu staat',
  },
};
