import type { mirrorEn } from './mirror-en';
import { MIRROR_OFF, MIRROR_ON } from './mirror-notes';

const numbers: Record<number, string> = {
  1: 'één',
  2: 'twee',
  3: 'drie',
  4: 'vier',
  5: 'vijf',
  6: 'zes',
  8: 'acht',
  9: 'negen',
  10: 'tien',
  20: 'twintig',
};
const upper = (word = '') => word.charAt(0).toUpperCase() + word.slice(1);

/** The texts of the mirror in Dutch. */
export const mirrorNl: typeof mirrorEn = {
  offTitle: 'De spiegel is uit',
  offBody:
    'Staat hij aan, dan laat dit scherm het team zien wat het als geheel doet: het tempo, tot wie het spreekt, hoe de beurten verdeeld zijn. Nooit wie, nooit een woord.',
  turnOn: 'Zet de spiegel aan',
  turnOff: 'Zet de spiegel uit',
  kept: 'Dat hij aan stond wordt bewaard als gedeelde notitie, want het verandert het overleg.',
  noteOn: MIRROR_ON.nl,
  noteOff: MIRROR_OFF.nl,
  over: 'Het overleg is afgelopen; er is geen spiegel meer.',
  debrief: 'Naar de nabespreking',
  waitsForDebrief: 'Het overleg is afgelopen. Zodra de nabespreking begint, is die hier te zien.',
  waits: 'De spiegel kan aan zodra het overleg begonnen is.',
  notForYou: 'De spiegel toont de kijker, op een scherm voor iedereen.',
  few: (n: number) => `De spiegel begint bij ${n} beurten.`,
  pace: (turns: number, minutes: number) => `${turns} beurten in de laatste ${minutes} minuten`,
  ago: (minutes: number) => `${minutes} minuten geleden`,
  now: 'nu',
  address: (some: number, of: number) =>
    some === of
      ? 'Elke beurt is voor iedereen'
      : some === 0
        ? 'Geen beurt is voor iedereen'
        : some === 1
          ? `Eén op de ${numbers[of]} beurten is voor iedereen`
          : `${upper(numbers[some])} op de ${numbers[of]} beurten zijn voor iedereen`,
  toEverybody: 'naar iedereen',
  toOne: 'naar één persoon',
  spread: 'Hoe de beurten verdeeld zijn',
  spreadAt: (percent: number) => `${percent}% op weg van één stem naar alle stemmen evenveel`,
  oneVoice: 'één stem',
  allVoices: 'alle stemmen evenveel',
  threeKs: 'De drie K’s van het team',
  fewWords: 'De paar woorden waarmee nu gekeken wordt, laten de drie K’s niet zien.',
  between: 'Waar het gesprek staat',
  full: 'Volledig scherm',
  foot: 'Zo ging het tot nu toe.',
};
