import { count } from './count';
import type { PreviewMessages } from './preview-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

/** The texts of what one person sees of a meeting before the others, in Dutch. */
export const previewNl: PreviewMessages = {
  alone: 'Alleen jij ziet deze bladzijde. Jij ziet dit eerder dan het team.',
  shown: (day: string) => `Dit is op ${day} aan het team getoond. Wat je nu weglaat, blijft vanaf nu weg.`,
  turns: 'Jouw beurten',
  spoke: n({ one: 'Je sprak {n} keer.', other: 'Je sprak {n} keer.' }),
  toMe: n({ one: '{n} beurt van een ander was voor jou.', other: '{n} beurten van anderen waren voor jou.' }),
  noTurns: 'Er is geen beurt van jou genoteerd.',
  words: 'De woorden die erbij genoteerd zijn',
  times: (n: number) => `${n}×`,
  noted: 'Zo hoorde wie meekeek het. Dat is één manier van kijken; die van jou telt ook.',
  findings: 'Wat er verteld kan worden, en jou aangaat',
  noFindings:
    'Over jouw rol wordt niets verteld. Dat komt vaak voor: van een overleg waarin minder dan vijf mensen spraken wordt niets over één rol verteld, en vaak springt er niets uit.',
  question: 'Om over na te denken',
  fragment: 'Een stukje gesprek waar jij in zit',
  fragmentHint: 'Het team kan deze beurten samen bekijken. Die van anderen zijn hier leeg.',
  me: 'jij',
  somebody: 'iemand',
  everybody: 'iedereen',
  line: (from: string, to: string) => `${from} tegen ${to}`,
  blank: n({ one: 'een beurt van een ander', other: '{n} beurten van anderen' }),
  noWord: 'geen woord',
  notNow: 'Nu niet',
  notNowOf: (what: string) => `Nu niet: ${what}`,
  heldBack: 'Weggelaten, voor iedereen.',
  putBack: 'Toch vertellen',
  putBackOf: (what: string) => `Toch vertellen: ${what}`,
  thisFragment: 'dit stukje gesprek',
  consequence:
    'Met ‘nu niet’ blijft het weg uit de nabespreking, het verslag en de drie kaarten, voor iedereen. Niemand krijgt te horen wie het vroeg. Hebben drie of meer mensen hun bladzijde gezien, dan ziet wie meekeek dat iemand iets liet weglaten.',
  notKept: 'Dit kon niet worden bewaard; er is dus niets veranderd. Probeer het nog eens.',
  seen: 'Ik heb het gezien',
  seenDone: 'Je hebt het gezien. Je kunt hier terugkomen en je bedenken.',
  notEnded:
    'Het overleg is nog niet afgelopen. Daarna staat hier wat over jou gaat, voordat je het met het team ziet.',
  notForYou: 'Deze bladzijde is voor wie meedeed aan het overleg, en een eigen link kreeg.',
};
