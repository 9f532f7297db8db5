import { count } from './count';

/** A line of the practice: who speaks to whom, what is said, and the tag that fits. */
export interface Line {
  from: number;
  /** The index of a person, or null for the group. */
  to: number | null;
  text: string;
  tag: string;
}

const PLAY: readonly Omit<Line, 'text'>[] = [
  { from: 0, to: null, tag: 'ordering' },
  { from: 1, to: 0, tag: 'informing' },
  { from: 2, to: 1, tag: 'curiosity' },
  { from: 1, to: 2, tag: 'sharing' },
  { from: 0, to: 1, tag: 'steering' },
  { from: 3, to: 0, tag: 'differing' },
  { from: 2, to: 3, tag: 'connecting' },
  { from: 0, to: 2, tag: 'judgement' },
  { from: 2, to: 0, tag: 'defending' },
  { from: 3, to: null, tag: 'naming' },
  { from: 0, to: 3, tag: 'not-knowing' },
  { from: 1, to: 0, tag: 'curiosity' },
  { from: 0, to: 1, tag: 'sharing' },
  { from: 2, to: 0, tag: 'connecting' },
  { from: 3, to: 2, tag: 'informing' },
  { from: 0, to: 1, tag: 'accountable' },
  { from: 1, to: 0, tag: 'withdrawing' },
  { from: 2, to: 1, tag: 'curiosity' },
  { from: 1, to: 2, tag: 'not-knowing' },
  { from: 3, to: 1, tag: 'connecting' },
  { from: 2, to: null, tag: 'steering' },
  { from: 0, to: 2, tag: 'deciding' },
  { from: 1, to: 0, tag: 'deciding' },
  { from: 3, to: null, tag: 'connecting' },
];

const play = (texts: readonly string[]): Line[] => PLAY.map((l, i) => ({ ...l, text: texts[i] ?? '' }));

interface PracticeMessages {
  title: string;
  lead: string;
  how: string[];
  begin: string;
  names: string[];
  says(from: string, to: string): string;
  left(n: number): string;
  /** Shown where the pad of a meeting says that all is saved. */
  kept: string;
  resultTitle: string;
  caught(n: number, of: number): string;
  toWhom(n: number, of: number): string;
  steps: string;
  step(name: string, same: number, of: number): string;
  noWords: string;
  kindly: string;
  differences: string;
  difference(sample: string, own: string): string;
  missed: string;
  nothing: string;
  again: string;
  start: string;
  lines: Line[];
}

const en: PracticeMessages = {
  title: 'Practise',
  lead: 'A short talk as text, two minutes long. You observe it as you would a meeting.',
  how: [
    'Tap who speaks, then a word for what they do.',
    'Who speaks next answers the previous speaker. Does it go to somebody else? Drag from seat to seat. To all? Flick to the middle.',
    'In doubt for more than a second: no word. Nobody sees this, and nothing is kept.',
  ],
  begin: 'Begin',
  names: ['Ava', 'Ben', 'Cem', 'Dee'],
  says: (from, to) => `${from}, to ${to}`,
  left: count('en', { one: '{n} line to go', other: '{n} lines to go' }),
  kept: 'Practice',
  resultTitle: 'What you saw',
  caught: (n, of) => (n === of ? `You tapped all ${of} turns.` : `You tapped ${n} of ${of} turns.`),
  toWhom: (n, of) => `In ${n} of these ${of} you gave the same receiver as the sample answer.`,
  steps: 'The same word as the sample answer',
  step: (name, same, of) => `${name}: ${same} of ${of}`,
  noWords: 'You gave no words yet. The turns alone already show a lot.',
  kindly: 'The sample answer is one way to look, too. Where you differ is worth a talk: what did you hear?',
  differences: 'Where you and the sample answer differ',
  difference: (sample, own) => `the sample answer says ${sample}, you said ${own}`,
  missed: 'not tapped',
  nothing: 'no word',
  again: 'Once more',
  start: 'To a real meeting',
  lines: play([
    'Ten minutes for the new rota. Ben first.',
    'The rota starts in March. Two night shifts are still open.',
    'What makes those nights so hard to fill?',
    'They keep me awake. I dread having to ask people again.',
    'Surely the simplest is that everybody just takes one extra.',
    'I see it differently: two of us already work nights all week.',
    'So for you the question is who has room, not how many nights there are.',
    'That is a silly way to look at it.',
    'I only said it because nobody had asked yet.',
    'We are now talking about who is right, not about the nights.',
    'You have a point. I do not know how to solve this. Who helps me?',
    'What would you need to let go of the extra shift?',
    'Honestly, I am afraid the clients will notice the gap.',
    'So it is about the clients being safe at night. That fits what Ben said.',
    'Last year we had a pool of three people for that.',
    'Ben, we agreed on Monday that you would ask the pool. What happened?',
    'Well. Not much.',
    'What got in the way?',
    'I did not know who is still in it, and I waited. My mistake.',
    'Good that you say it; then we can do it together.',
    'Then the logical thing is to call all three of them today.',
    'We do that: we ask the pool first, and look again on Friday.',
    'I will call them this afternoon.',
    'And so both worries are in it: the clients, and our own nights.',
  ]),
};

const nl: PracticeMessages = {
  title: 'Oefenen',
  lead: 'Een kort gesprek als tekst, twee minuten lang. Je kijkt mee zoals je bij een overleg zou doen.',
  how: [
    'Tik aan wie spreekt, dan een woord voor wat die doet.',
    'Wie daarna spreekt, antwoordt op de vorige spreker. Gaat het naar een ander? Sleep van stoel naar stoel. Naar iedereen? Veeg naar het midden.',
    'Langer dan een tel twijfel: geen woord. Niemand ziet dit, en er wordt niets bewaard.',
  ],
  begin: 'Begin',
  names: ['Ava', 'Ben', 'Cem', 'Dee'],
  says: (from, to) => `${from}, tegen ${to}`,
  left: count('nl', { one: 'nog {n} regel', other: 'nog {n} regels' }),
  kept: 'Oefening',
  resultTitle: 'Wat je zag',
  caught: (n, of) => (n === of ? `Je tikte alle ${of} beurten.` : `Je tikte ${n} van de ${of} beurten.`),
  toWhom: (n, of) => `Bij ${n} van die ${of} gaf je dezelfde ontvanger als het voorbeeld.`,
  steps: 'Hetzelfde woord als het voorbeeld',
  step: (name, same, of) => `${name}: ${same} van de ${of}`,
  noWords: 'Je gaf nog geen woorden. De beurten alleen laten al veel zien.',
  kindly:
    'Het voorbeeld is ook maar één manier van kijken. Waar je verschilt is een gesprek waard: wat hoorde jij?',
  differences: 'Waar jij en het voorbeeld verschillen',
  difference: (sample, own) => `het voorbeeld zegt ${sample}, jij zei ${own}`,
  missed: 'niet getikt',
  nothing: 'geen woord',
  again: 'Nog een keer',
  start: 'Naar een echt overleg',
  lines: play([
    'Tien minuten voor het nieuwe rooster. Eerst Ben.',
    'Het rooster gaat in maart in. Er staan nog twee nachtdiensten open.',
    'Wat maakt die nachten zo lastig te vullen?',
    'Ik lig er wakker van. Ik zie ertegen op om weer mensen te moeten vragen.',
    'Het simpelst is toch dat iedereen er gewoon een extra neemt.',
    'Ik zie het anders: twee van ons werken al de hele week ’s nachts.',
    'Dus voor jou is de vraag wie er ruimte heeft, niet hoeveel nachten er zijn.',
    'Dat is een rare manier van kijken.',
    'Ik zei het alleen omdat nog niemand het gevraagd had.',
    'We praten nu over wie gelijk heeft, niet over de nachten.',
    'Daar zit wat in. Ik weet niet hoe ik dit oplos. Wie helpt me?',
    'Wat heb je nodig om die extra dienst los te laten?',
    'Eerlijk gezegd ben ik bang dat de cliënten het gat merken.',
    'Dus het gaat erom dat cliënten ’s nachts veilig zijn. Dat past bij wat Ben zei.',
    'Vorig jaar hadden we daar een poule van drie mensen voor.',
    'Ben, we spraken maandag af dat jij de poule zou vragen. Wat is er gebeurd?',
    'Mwah. Niet veel.',
    'Wat kwam ertussen?',
    'Ik wist niet wie er nog in zit, en ik heb gewacht. Mijn fout.',
    'Goed dat je het zegt; dan kunnen we het samen doen.',
    'Dan is het logisch dat we ze vandaag alle drie bellen.',
    'Dat doen we: eerst de poule vragen, vrijdag kijken we weer.',
    'Ik bel ze vanmiddag.',
    'En zo zitten beide zorgen erin: de cliënten, en onze eigen nachten.',
  ]),
};

export const PRACTICE = { nl, en };
