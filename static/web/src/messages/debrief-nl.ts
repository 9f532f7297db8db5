import { count } from './count';
import type { DebriefMessages } from './debrief-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of the debrief in Dutch. */
export const debriefNl: DebriefMessages = {
  notForYou:
    'Wat hier te zien is, is voor iedereen samen. Je ziet het als het team ernaar kijkt; tot dan is het voor de coach.',
  noTurns: 'Er zijn nog geen beurten in dit overleg. Zodra ze er zijn, zet je hier de nabespreking klaar.',

  prepare: {
    lead: 'Klaarzetten in drie minuten: één fragment, één patroon, één vraag. Wat je bij Terugkijken koos, staat er al.',
    form: 'Hoeveel tijd hebben jullie?',
    ten: 'Tien minuten',
    long: 'Een halfuur of langer',
    longNote: 'ook wat er gebeurde, hoe besluiten ontstonden en wat jullie rechtzetten',
    fragment: 'Eén fragment',
    pattern: 'Eén patroon of cirkel',
    noPattern: 'Geen patroon',
    noPatternNote: 'Het fragment spreekt voor zich.',
    searching: 'Zoeken wat het vertellen waard is …',
    question: 'De vraag aan het team',
    names: 'Toon namen bij het fragment',
    namesHint: 'Namen verbergen beschermt buiten deze kamer, niet erbinnen.',
    last: 'Wat jullie vorige keer probeerden, komt terug op het scherm ‘Wat proberen we?’.',
    sees: 'Het team ziet: waarvoor dit is, de vraag wat jullie opviel, het fragment, één beeld met zijn vraag, en wat jullie proberen. Er staan geen namen bij.',
    seesNamed:
      'Het team ziet: waarvoor dit is, de vraag wat jullie opviel, het fragment met namen, één beeld met zijn vraag, en wat jullie proberen. Verder staan er nergens namen.',
    show: 'Laat het aan het team zien',
    underWay: 'De nabespreking is bezig.',
    goOn: 'Ga verder met laten zien',
    follow: 'Kijk op dit scherm alleen mee',
    over: 'Jullie hielden deze nabespreking. Wat jullie afspraken is bewaard.',
    again: 'Laat het opnieuw zien',
    keys: 'Page up en page down, de pijltjes, een afstandsbediening of een veeg slaan de schermen om. De letter c toont wanneer het anders ging.',
    secondScreen:
      'Een tweede scherm, zoals een telefoon: nodig iemand uit om alleen te zien. Met die link volgt deze zelfde pagina wat jij laat zien.',
  },

  bar: {
    next: 'Verder',
    previous: 'Terug',
    full: 'Volledig scherm',
    leave: 'Naar klaarzetten',
    end: 'Sluit de nabespreking',
    otherwise: 'Toen het anders ging',
    usual: 'Terug naar het patroon',
    place: (at: number, of: number) => `Scherm ${at} van ${of}`,
    time: (minutes: string) => `Ongeveer ${minutes} min voor dit scherm`,
    kept: 'Op dit apparaat tot de verbinding terug is',
    away: 'Geen verbinding; hier gaat het door',
    awayHere: 'Geen verbinding; straks kijk je weer mee',
  },

  waits: {
    title: 'Nabespreken',
    body: 'Er is nog niets te zien. Zodra het team begint, verschijnt het hier vanzelf.',
    over: 'De nabespreking is klaar. Dank jullie wel.',
  },

  purpose: {
    title: 'Hoe overlegden we?',
    is: 'We kijken samen naar wat er tussen ons gebeurt, en kiezen één ding om te proberen.',
    isNot: 'Het gaat er niet om wie gelijk had, of hoe goed iemand het deed.',
    habit: 'Wat we zien is een gewoonte van ons samen, geen eigenschap van iemand.',
    kept: 'Wat we typen blijft van ons.',
  },

  noticed: {
    title: 'Wat viel jullie op?',
    first: 'Jullie eerst. Ieder één ding, over wat er tussen ons gebeurde.',
    guess: 'Raad eens, met je hand omhoog',
    about: 'Hier keken we naar:',
    more: 'Dit gebeurt bij ons vaker dan we denken.',
    less: 'Dit gebeurt bij ons minder vaak dan we denken.',
    hands: 'Wie kiest de eerste zin? Wie de tweede?',
    later: 'Het antwoord komt bij het beeld.',
    write: 'Wat raadt het team?',
  },

  fragment: {
    title: 'Een stukje van ons overleg',
    how: 'Van boven naar beneden. Elke vorm is iemand van ons.',
    howNamed: 'Van boven naar beneden.',
    line: 'Lees regel voor regel',
    whole: 'Toon alle regels',
    gone: 'Dit fragment is er niet meer: er zijn sindsdien beurten verbeterd.',
  },

  picture: {
    guessed: (words: string) => `Jullie dachten: ${words}`,
    ended: 'het eindigde met',
    again: 'en weer rond',
    leads: { opens: 'iets dat opent', closes: 'iets dat dichtmaakt' },
    more: n({ one: 'en nog {n}', other: 'en nog {n}' }),
    untagged: 'geen woord',
    otherwiseAsk: 'Wat was er toen anders?',
    noOtherwise: 'Er is geen moment waarop het anders ging.',
    gone: 'Dit patroon is er niet meer: er zijn sindsdien beurten verbeterd.',
  },

  tryOut: {
    title: 'Wat proberen we?',
    words: 'In onze eigen woorden',
    owner: 'Wie let erop?',
    notice: 'Waaraan merken we het?',
    last: 'Vorige keer probeerden jullie',
  },

  thanks: {
    title: 'Dank jullie wel',
    agreed: 'We proberen',
    kept: 'Bewaard: wie op wie reageerde en met welk woord, en wat we hier typten. Geen geluid, geen beeld.',
    till: 'Het blijft staan tot de coach het weghaalt. Vanzelf verdwijnt er niets.',
    own: 'Wie meedeed en een eigen link kreeg, ziet daar de eigen beurten geteld.',
  },
};
