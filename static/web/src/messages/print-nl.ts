import { count } from './count';
import type { PrintMessages } from './print-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of the blank sheets in Dutch. */
export const printNl: PrintMessages = {
  lead: 'Om met de pen mee te kijken. Daarna voer je het blad in met de toetsen die erop staan.',
  print: 'Druk af',
  enter: 'Voer een papieren blad in',
  seats: 'Stoelen',
  seatCount: n({ one: '{n} stoel', other: '{n} stoelen' }),
  lens: 'Kijkwijzer',
  pages: 'Drie bladzijden. Dubbelzijdig afgedrukt staan de woorden op de achterkant van het blad.',
  clipped: 'Niet alle woorden passen op deze bladzijde.',
  sheet: {
    title: 'Observatieblad',
    ofTeam: (team: string) => `Observatieblad, ${team}`,
    date: 'Datum',
    meeting: 'Overleg',
    observer: 'Wie kijkt mee',
    circle: 'Wie zit waar',
    words: 'Woorden',
    everybody: 'iedereen',
    told: 'Vertel eerst aan iedereen wat je opschrijft. Wie liever niet meedoet, blijft van het blad.',
    how: (seat: string, word: string) =>
      `Per beurt één regel: wie, tegen wie, en één woord. Een toets is genoeg: 1 → ${seat}, ${word}. Langer dan een tel twijfel: geen woord.`,
    enter: (seat: string, word: string) =>
      `Zo voer je 1 → ${seat}, ${word} in: toets 1, dan ${seat} terwijl je > ingedrukt houdt, dan ${word}.`,
    time: 'Tijd',
    item: 'Punt',
    who: 'Wie → tegen wie',
    word: 'Woord',
  },
  words: { title: 'Wat de woorden betekenen', rules: 'Bij twijfel' },
  loop: {
    title: 'De cirkel die we zien',
    about:
      'In de vakken: wat we doen. In de wolken: wat bij ons vanzelf spreekt. ‘We doen alsof …’, ‘in dit team …’',
    helps: 'Helpt dit ons, of houdt het ons tegen?',
    otherwise: 'Wanneer ging het anders? Wat gebeurde er toen?',
    next: 'Wat proberen we volgende keer? Wie let erop, en waaraan merken we het?',
  },
  foot: 'Niet voor beoordeling, personeelsdossier of selectie.',
};
