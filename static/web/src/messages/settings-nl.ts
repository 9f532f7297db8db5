import { count } from './count';
import type { SettingsMessages } from './settings-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of the settings in Dutch. */
export const settingsNl: SettingsMessages = {
  language: 'Taal',
  theme: 'Licht of donker',
  themes: { auto: 'Zoals dit apparaat', light: 'Licht', dark: 'Donker' },
  phone: 'Op mijn telefoon',
  phoneBody:
    'Hiermee meld je nog één apparaat aan. De link werkt één keer, binnen tien minuten. De telefoon moet dit adres kunnen bereiken.',
  phoneMake: 'Maak een link',
  phoneLink: 'Aanmeldlink',
  phoneCode: 'Dezelfde link als plaatje voor de camera van de telefoon',
  onlyHere:
    'Deze link werkt alleen op deze computer. Voor een ander apparaat: vraag wie Kompas installeerde, of zet de laptop op het netwerk door Kompas te starten met:',
  address: 'ADRES',
  signout: 'Afmelden',
  signoutAway: 'Afmelden kan alleen met de server, en die is nu niet bereikbaar.',
  signoutBody:
    'Dit apparaat vergeet je en wist wat hier van overleggen stond. Wat bewaard is, blijft op de server.',
  signoutWaits: n({
    one: 'Van hier is {n} regel nog niet verzonden. Als je nu afmeldt, is die weg.',
    other: 'Van hier zijn {n} regels nog niet verzonden. Als je nu afmeldt, zijn die weg.',
  }),
  signoutUnmade: n({
    one: '{n} overleg dat in deze browser begon, staat nog niet op de server. Als je nu afmeldt, is het weg.',
    other:
      '{n} overleggen die in deze browser begonnen, staan nog niet op de server. Als je nu afmeldt, zijn ze weg.',
  }),
  signoutSealed: n({
    one: 'Daarvan is {n} privé, en geschreven door iemand anders of onder een eerdere naam. Ook die is dan weg, en kan niet in een bestand.',
    other:
      'Daarvan zijn er {n} privé, en geschreven door iemand anders of onder een eerdere naam. Ook die zijn dan weg, en kunnen niet in een bestand.',
  }),
  signoutUnread:
    'Deze browser zegt nu niet wat hier van overleggen staat, en kan het dus niet weghalen. Sluit de andere tabbladen van Kompas en probeer het opnieuw. Als je toch afmeldt, blijft het hier staan.',
  signoutNotCleared:
    'Je bent afgemeld, maar deze browser heeft nog niet weggehaald wat hier van overleggen stond. Probeer het opnieuw.',
  signoutSure: 'Op dit apparaat heb je daarna een nieuwe aanmeldlink nodig.',
  signoutYes: 'Ja, afmelden',
  signoutNot: 'Aangemeld blijven',
  signoutAnyway: 'Toch afmelden',
  role: (role: string) => `Je bent aangemeld als ${role}.`,
  roles: {
    owner: 'eigenaar',
    observer: 'kijker',
    leader: 'leider',
    viewer: 'meelezer',
    participant: 'deelnemer',
  },
};
