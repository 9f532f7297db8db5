import type { mirrorEn } from './mirror-en';

/** The texts of the mirror in Dutch. */
export const mirrorNl: typeof mirrorEn = {
  offTitle: 'De spiegel is uit',
  offBody:
    'Staat hij aan, dan laat dit scherm het team zien wat het als geheel doet: het tempo, tot wie het spreekt, hoe de beurten verdeeld zijn. Nooit wie, nooit een woord.',
  turnOn: 'Zet de spiegel aan',
  turnOff: 'Zet de spiegel uit',
  kept: 'Dat hij aan stond wordt bewaard als gedeelde notitie, want het verandert het overleg.',
  noteOn: 'Spiegel aan',
  noteOff: 'Spiegel uit',
  waits: 'De spiegel kan aan zodra het overleg begonnen is.',
  notForYou: 'De spiegel toont de kijker, op een scherm voor iedereen.',
  few: (n: number) => `De spiegel begint bij ${n} beurten.`,
  pace: (turns: number, minutes: number) => `${turns} beurten in de laatste ${minutes} minuten`,
  ago: (minutes: number) => `${minutes} minuten geleden`,
  silence: (time: string) => `langste stilte ${time}`,
  now: 'nu',
  address: (percent: number) => `${percent}% van de beurten gaat naar iedereen`,
  toEverybody: 'naar iedereen',
  toOne: 'naar één persoon',
  spread: 'Hoe de beurten verdeeld zijn',
  spreadAt: (percent: number) => `${percent}% op weg van één stem naar alle stemmen evenveel`,
  oneVoice: 'één stem',
  allVoices: 'alle stemmen evenveel',
  threeKs: 'De drie K’s van het team',
  between: 'Waar het gesprek staat',
  full: 'Vul het scherm',
  foot: 'Een gewoonte van nu, geen eigenschap.',
};
