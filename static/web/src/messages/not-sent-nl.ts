import { count } from './count';
import type { notSentEn } from './not-sent-en';

const n = (forms: { one: string; other: string }) => count('nl', forms);

const unsent = n({ one: '{n} regel is niet verzonden', other: '{n} regels zijn niet verzonden' });
const unsentPrivate = n({
  one: '{n} privéregel is niet verzonden',
  other: '{n} privéregels zijn niet verzonden',
});
const privately = n({ one: '{n} privéregel', other: '{n} privéregels' });

/** The texts about entries that were tapped on this device and are not in the meeting, in Dutch. */
export const notSentNl: typeof notSentEn = {
  title: (entries, sealed = 0) =>
    sealed === 0
      ? unsent(entries)
      : entries === 0
        ? unsentPrivate(sealed)
        : `${unsent(entries)}, en ${privately(sealed)}`,
  stays: 'Het blijft op dit apparaat, en nergens anders, tot jij beslist.',
  another: (names, when) =>
    names === ''
      ? `Dit is in deze browser getikt op ${when}. De browser was toen anders aangemeld.`
      : `Dit is in deze browser getikt als ${names}, op ${when}. De browser is nu anders aangemeld.`,
  counts: {
    interaction: n({ one: '{n} beurt', other: '{n} beurten' }),
    amend: n({ one: '{n} verbetering', other: '{n} verbeteringen' }),
    void: n({ one: '{n} keer ongedaan gemaakt', other: '{n} keer ongedaan gemaakt' }),
    restore: n({ one: '{n} keer opnieuw', other: '{n} keer opnieuw' }),
    phase: n({ one: '{n} agendapunt', other: '{n} agendapunten' }),
    mark: n({ one: '{n} markering', other: '{n} markeringen' }),
    note: n({ one: '{n} notitie', other: '{n} notities' }),
    compass: n({ one: '{n} kompas', other: '{n} kompas' }),
    participant: n({ one: '{n} wijziging van wie er is', other: '{n} wijzigingen van wie er is' }),
    state: n({ one: '{n} begin, pauze of einde', other: '{n} keer begin, pauze of einde' }),
    belief: n({ one: '{n} ongeschreven regel', other: '{n} ongeschreven regels' }),
    experiment: n({ one: '{n} probeersel', other: '{n} probeersels' }),
    journal: n({ one: '{n} dagboekregel', other: '{n} dagboekregels' }),
    redacted: n({ one: '{n} verborgen', other: '{n} verborgen' }),
  },
  more: n({ one: 'en nog {n}', other: 'en nog {n}' }),
  ended:
    'Deze browser mag niet meer bij het overleg: de uitnodiging is afgelopen, of er is afgemeld. Wie hier opnieuw een eigen link opent, kan verzenden wat niet privé is.',
  unmadeTitle: 'Dit overleg staat nog niet op de server',
  unmade: {
    'no-team':
      'Dit overleg begon zonder server, met een team dat er niet meer is. Daarom maakt de server het niet.',
    'not-owner':
      'Dit overleg begon zonder server, en alleen de eigenaar kan het daar maken. Meld je hier aan als eigenaar.',
    refused: 'Dit overleg begon zonder server, en de server maakt het niet.',
  },
  without: 'Maak het zonder het team',
  claim: 'Verzend onder mijn naam',
  claimTitle: 'Was jij dit?',
  claimBody: n({
    one: '{n} regel komt in het overleg onder de naam die je nu hebt. Verzend alleen wat je zelf getikt hebt.',
    other:
      '{n} regels komen in het overleg onder de naam die je nu hebt. Verzend alleen wat je zelf getikt hebt.',
  }),
  claimYes: 'Ja, dat was ik',
  save: 'Bewaar als bestand',
  back: 'Lees een bewaard bestand in',
  backHint: 'Een bestand met wat niet verzonden was, zoals het hier of op een ander apparaat is bewaard.',
  backTitle: n({ one: '{n} regel inlezen?', other: '{n} regels inlezen?' }),
  backBody: (title) => `Het komt in dit overleg: ${title}. Een bestand zegt niet van welk overleg het is.`,
  backYes: 'Lees in',
  taken: n({
    one: '{n} regel is ingelezen en onderweg.',
    other: '{n} regels zijn ingelezen en onderweg.',
  }),
  takenNone: 'Alles uit dat bestand staat al hier of in het overleg.',
  unreadable: n({
    one: '{n} regel in het bestand was niet te lezen.',
    other: '{n} regels in het bestand waren niet te lezen.',
  }),
  throwAway: 'Gooi weg',
  throwOpen: n({ one: 'Gooi deze {n} weg', other: 'Gooi deze {n} weg' }),
  throwSealed: n({ one: 'Gooi de privéregel weg', other: 'Gooi de {n} privéregels weg' }),
  throwAll: 'Gooi het overleg weg',
  throwTitle: n({ one: '{n} regel weggooien?', other: '{n} regels weggooien?' }),
  throwBody: 'Het staat nergens anders, en komt niet terug.',
  throwMeetingTitle: 'Dit overleg weggooien?',
  throwMeeting: 'Het overleg zelf verdwijnt ook.',
  throwYes: 'Voorgoed weggooien',
  keep: 'Bewaar het',
  sealed: n({
    one: 'Hier staat {n} privéregel die onder een eerdere naam is geschreven, of door iemand anders. Niemand kan hem lezen of verzenden, tenzij deze browser weer is aangemeld zoals toen; een nieuwe uitnodiging is daarvoor niet genoeg.',
    other:
      'Hier staan {n} privéregels die onder een eerdere naam zijn geschreven, of door iemand anders. Niemand kan ze lezen of verzenden, tenzij deze browser weer is aangemeld zoals toen; een nieuwe uitnodiging is daarvoor niet genoeg.',
  }),
  home: 'Op dit apparaat, nog niet verzonden',
  never: 'nog niet op de server',
  ask: {
    title: 'Nog niet alles is verzonden',
    of: (titles) => `Van: ${titles}.`,
    body: n({
      one: 'Van deze browser is {n} regel nog niet verzonden.',
      other: 'Van deze browser zijn {n} regels nog niet verzonden.',
    }),
    unmade: n({
      one: '{n} overleg dat in deze browser begon, staat nog niet op de server.',
      other: '{n} overleggen die in deze browser begonnen, staan nog niet op de server.',
    }),
    stays:
      'Het blijft op dit apparaat. Ga je verder als iemand anders, dan gaat het niet vanzelf: je vindt het bij dat overleg, en op de beginpagina.',
    unreadTitle: 'Is alles verzonden?',
    unread:
      'Deze browser zegt nu niet of hier nog iets staat dat niet verzonden is. Als dat zo is, blijft het op dit apparaat.',
    goOn: 'Ga verder',
    not: 'Nu niet',
  },
};
