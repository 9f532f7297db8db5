import type { SheetMessages } from './sheet-en';

/** The texts of the page that prints a meeting on one sheet, in Dutch. */
export const sheetNl: SheetMessages = {
  print: 'Druk af',
  preview: 'Eén blad A4, om mee te geven aan het team.',
  asProposed:
    'Er is nog niets gekozen, dus staat hier wat als eerste wordt voorgesteld. Kiezen doe je bij Terugkijken.',
  clipped: 'Sommige teksten zijn hier ingekort. In Kompas staan ze heel.',
  proposed: 'voorgesteld',
  fragment: 'Eén fragment',
  pattern: 'Eén patroon',
  question: 'Eén vraag',
  write: 'Wat zeggen wij daarop?',
  tryOut: 'Wat we proberen',
  owner: 'Wie erop let',
  notice: 'Waaraan we het merken',
  said: 'Wat er gezegd is',
  more: (n: number) => `en nog ${n}`,
  foot: 'Gemaakt van beurten die iemand zag. Niet voor beoordeling, personeelsdossier of selectie.',
  notShown: 'Dit blad is voor na het gesprek erover. Het staat hier zodra het team het heeft gezien.',
};
