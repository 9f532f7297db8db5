package findings

import (
	"kompas/analysis"
	"kompas/observe"
)

func dutch() *findingTexts {
	return &findingTexts{
		quote: "‘%s’", manyMoments: "%d momenten", oneMoment: "1 moment", or: " of ", thousand: ".",

		sure: map[analysis.Confidence]string{analysis.Clear: "duidelijk", analysis.Possible: "misschien", analysis.TooFew: "te weinig momenten"},
		purposes: map[observe.Purpose]string{"inform": "om te informeren", "explore": "om te verkennen", "weigh": "om af te wegen",
			"decide": "om te besluiten"},
		roles: map[observe.PersonRole]string{"leader": "de leider", "member": "leden", "facilitator": "de begeleider", "guest": "gasten"},

		patterns:        "Gewoontes die we zagen",
		maybePatterns:   "Misschien: ook als er niets is, staat hier in drie van de tien overleggen iets",
		tooFewPatterns:  "Te weinig momenten",
		noPatterns:      "Geen bekende gewoonte springt eruit",
		noPatternsMeans: "Dat is gewoon bij één overleg. Wat het gesprek dan draagt is een stuk ervan dat jullie samen bekijken, en wat er gemarkeerd is.",
		patternsMethod:  "Kompas zoekt naar negentien gewoontes die teams kennen; vijf andere zijn pas over meer overleggen te zien, en worden hier niet gezocht. ‘Duidelijk’ is wat over zijn drempel gaat en nauwelijks toeval kan zijn, ook als je meetelt dat naar alle andere tegelijk is gezocht. ‘Misschien’ gaat over zijn drempel, en komt op zichzelf in hoogstens één van de twintig overleggen bij toeval voor; een gewoonte die alleen beschreven wordt, zonder vergelijking, is ‘misschien’ tot haar interval voorbij de drempel ligt.",
		patternsNoDraws: "Dit is niet vergeleken met geschudde overleggen; daarom staan hier alleen gewoontes die beschreven worden.",
		mistaken:        "Niet te verwarren met: %s.",
		normal:          "Te verwachten bij een agendapunt dat er is %s.",
		measure:         "maat %s, drempel %s, n = %d",
		interval:        "95%%-interval %s tot %s",
		adjusted:        "gecorrigeerd voor alles wat is getoetst %s",

		seriesPatterns:   "Gewoontes over de overleggen heen",
		maybeSeries:      "Misschien: het kan ook toeval zijn",
		tooFewSeries:     "Te weinig overleggen of momenten",
		noSeriesPatterns: "Geen van de gewoontes die pas over meer overleggen te zien zijn, springt eruit. Dat is een gewone uitkomst.",
		fewMeetings:      "Sommige gewoontes zijn pas over meer overleggen te zien. Vanaf drie overleggen zoekt Kompas ernaar.",
		sureOfFew:        "te weinig overleggen",
		seriesMethod:     "Vijf gewoontes zijn in één overleg niet van toeval te onderscheiden: inbreng die bleef liggen, stilte na druk, besluiten voor iedereen gehoord was, snel eens zijn, en de volle ronde. Wat in elk overleg geteld is, wordt opgeteld, en zo ook wat geteld wordt als de woorden van ieder 1.000 keer langs de eigen beurten opschuiven of, bij de volle ronde, geschud worden. ‘Duidelijk’ is wat over zijn drempel gaat en nauwelijks toeval kan zijn, ook als je meetelt dat naar alle vijf is gezocht; ‘misschien’ komt op zichzelf in hoogstens één van de twintig teams zonder die gewoonte bij toeval voor. Er zijn drie overleggen voor nodig die het kunnen laten zien.",
		manyMeetings:     "%d overleggen", oneMeeting: "1 overleg",

		cameBack:       "Wat terugkwam",
		backLead:       "Kringlopen die het gesprek rond ging, in twee overleggen of meer.",
		noneBack:       "Er kwam nog geen kringloop terug. De meeste overleggen laten er geen zien, dus dat is geen slecht teken.",
		wholeIn:        "Het gesprek ging helemaal rond in %d van %s die het hadden kunnen laten zien.",
		together:       "Alle overleggen samen",
		togetherLead:   "%s als één geteld; niets loopt van het ene door in het andere. Woorden die weinig vallen zijn hier het best te zien.",
		noneTogether:   "Ook samen laten ze geen kringloop zien.",
		fewTogether:    "Ook samen hebben ze te weinig beurten om het te zeggen.",
		seenInTeam:     "In dit team gezien: met en zonder het laatste overleg.",
		firstSeen:      "Met het laatste overleg voor het eerst gevonden: wacht het volgende af.",
		togetherMethod: "Het schudden gebeurt binnen elk overleg, op dezelfde manieren als bij één overleg, en ook hier telt alleen wat van de een op de ander volgt. Wie na elk overleg kijkt, ziet vroeg of laat iets dat toeval is. Daarom heet iets pas ‘in dit team gezien’ als het met en zonder het laatste overleg wordt gevonden, vanaf drie overleggen.",

		loops:        "Kringlopen, in woorden",
		loopsLead:    "Wat we rond zagen gaan, het sterkste eerst.",
		maybeLoops:   "Misschien",
		sideLoops:    "Wat een sterkere kringloop achterlaat",
		piecesLoops:  "Stukken die in elkaar passen, maar die we niet rond zagen gaan",
		noLoopsMeans: "Het is een eerlijke uitkomst: geen ronde van woorden kwam vaker terug dan wanneer dezelfde beurten geschud worden. Het zegt niet dat hier niets zichzelf in stand houdt; het zegt dat dit overleg het niet kan laten zien.",
		noLoopsPower: "Hier tellen %s. Neem twee woorden die elk één op de zeven beurten hebben, en die elkaar tweeënhalf keer zo vaak oproepen als bij toeval: in 300 beurten is zo’n kringloop in zes van de tien overleggen te zien. Bij woorden met één op de twintig beurten, drie keer zo vaak, is dat in twee van de tien overleggen, en in negen van de tien als je er zes samenneemt. Wat niet gevonden is, kan er toch zijn.",
		noLoopsHelps: "Wat helpt: meer overleggen van hetzelfde team, dezelfde kijkwijzer, en de agendapunten aantikken. Tot dan dragen een stuk dat jullie samen bekijken, en wat er gemarkeerd is, het gesprek.",
		nearest:      "Wat er het dichtst bij kwam",
		fewPairs:     "%s met een woord zijn te weinig om naar kringlopen te zoeken: vanaf 50 kan het pas.",
		fewCells:     "De woorden zijn zo dun gezaaid dat er haast geen twee zijn die elkaar vaak genoeg tegenkomen om te vergelijken. Lezen per familie helpt.",
		near:         "%s werd %[3]s gevolgd door %[2]s; vanaf %[4]d keer zou het eruit springen.",

		knownLead: "Eerst de bekende kringlopen, waarnaar apart is gezocht; dan wat we verder rond zagen gaan, het sterkste eerst.",
		knownNone: "Apart gezocht naar bekende kringlopen: %d; geen ervan is gevonden.", usual: "Dat is bij één overleg de gewone uitkomst.",
		perhapsLoop:  "Misschien een kringloop",
		perhapsMeans: "De stappen samen vallen op; elk op zichzelf is minder zeker.",
		seenBefore:   "Eerder in dit team gezien.", isKnown: "Een bekende kringloop.",
		wholeRound:  "Helemaal rond: %s.",
		linkFigures: "%s %d (bij toeval %s), p = %s",
		knownSelf:   "op %[1]s van de een volgde %[1]s van een ander: %[2]s; bij toeval verwacht je er %[3]s.",
		knownTwo:    "na %[1]s kwam %[2]s van een ander, en na %[2]s ook %[1]s: samen %[3]s; bij toeval verwacht je er %[4]s.",
		knownCalms:  "na %[1]s kwam %[3]s %[2]s van een ander (bij toeval %[4]s), en na %[2]s %[5]s weer %[1]s (bij toeval %[6]s).",
		knownSteps:  "%s: samen %s; bij toeval verwacht je er %s.",
		notBack:     "Andersom viel het niet op.", notRound: "De rest van de kringloop viel niet op.",

		itself: "%s wordt vaker gevolgd door zichzelf", byOthers: "%[1]s van de een wordt vaker gevolgd door %[1]s van een ander",
		toAndFro:  "%[1]s wordt vaker gevolgd door %[2]s, en %[2]s door %[1]s",
		moreOften: "%s wordt vaker gevolgd door %s", lessOften: "%s wordt minder vaak gevolgd door %s",
		feedsItself: "Een kringloop die zichzelf versterkt (R); dat kan goed of slecht zijn.",
		steadies:    "Een kringloop die bijstuurt (B); dat kan goed of slecht zijn.",
		keepsApart:  "Elk houdt de ander weg, en zo versterkt de kringloop zichzelf (R); dat kan goed of slecht zijn.",
		knownAs:     "Bekend als: %s.",
		sideMeans:   "Wat overblijft als je de sterkere kringloop weghaalt, zou hetzelfde geven.",
		piecesMeans: "Deze pijlen passen in elkaar, maar het gesprek is niet rond gezien.",
		goneRound:   "Rond zien gaan: %s; in geschudde overleggen gemiddeld %s.",
		broken:      "Het gesprek kwam %[2]s bij %[1]s, en ging %[4]s door naar %[3]s; %[5]s zou gewoon zijn.",

		loopQuestion: "Herkennen we dit, en willen we er meer van of minder?",
		strength:     "sterkte %s",
		effects: map[string]string{
			"opening": "Deze woorden nodigen meestal uit. Dat is een aanname van de kijkwijzer; wat er echt volgde is de vondst.",
			"closing": "Deze woorden zetten meestal vast. Dat is een aanname van de kijkwijzer; wat er echt volgde is de vondst.",
			"mixed":   "Sommige van deze woorden nodigen meestal uit, andere zetten meestal vast. Dat is een aanname van de kijkwijzer; wat er echt volgde is de vondst.",
		},

		notShuffled:     "Dit is niet vergeleken met geschudde versies van het overleg. Wat hier staat houdt geen rekening met wie er sprak, en ook niet met het deel van het overleg.",
		shuffled:        "We schudden van iedereen de eigen beurten binnen elk stuk van het overleg, %s keer. Wie wanneer sprak en wat iedereen geneigd is te doen bleef hetzelfde. Wat hier staat gebeurt vaker (minder vaak) dan in bijna al die geschudde overleggen.",
		shuffledTwice:   "We maakten dit overleg op twee manieren opnieuw, elk %[1]s keer. Eerst schudden we van ieder de eigen beurten binnen elk stuk van het overleg: wie wanneer sprak en wat ieder geneigd is te doen bleef hetzelfde. Daarna schoven we van ieder de hele eigen reeks een eind op: ook hoe ieder de eigen beurten aaneenrijgt bleef hetzelfde. Wat hier staat gebeurt vaker (minder vaak) dan in bijna al die overleggen, op beide manieren.",
		inReply:         "Een paar is hier een beurt tot iemand, met de laatste beurt van die persoon ervoor.",
		shuffledKnown:   "In hoogstens %s van 100 zulke overleggen is bij toeval een bekende kringloop te zien, want daarnaar is apart gezocht, en in hoogstens %s iets anders.",
		shuffledPersons: "We schudden wie er sprak binnen elk stuk van het overleg, %s keer. Hoe vaak iedereen er sprak bleef hetzelfde. Wat hier staat gebeurt vaker (minder vaak) dan in bijna al die geschudde overleggen.",
		shuffledRule:    "In een overleg zonder enige volgorde is er 95 van de 100 keer helemaal niets te zien. Het zegt wat waarop volgt, en nooit waarom.",

		links: "Wat waarop volgde, in woorden", moreLinks: "Meer hiervan",
		noLinks:      "Niets werd vaker of minder vaak door iets gevolgd dan in geschudde versies van het overleg.",
		noOtherLinks: "Buiten de bekende kringlopen viel niets op.",
		linkMore:     "na %[1]s kwam %[3]s %[2]s; bij toeval verwacht je er %[4]s.",
		linkLess:     "na %[1]s kwam %[3]s %[2]s; bij toeval verwacht je er %[4]s.",
		onlyTimes:    "maar %s", neverOnce: "niet één keer",

		explained: "Wat op een vondst lijkt, en bij iets anders past",
		seemsMore: "%s lijkt vaker gevolgd te worden door %s; %s.", seemsLess: "%s lijkt minder vaak gevolgd te worden door %s; %s.",

		effectsTitle:  "Wat kwam erna",
		effectsMethod: "We kijken naar de volgende drie beurten van anderen. De andere beurten van dezelfde mensen zijn de vergelijking. Voor de p maken we 2.000 andere versies van het overleg, waarin iedereen spreekt wanneer die sprak. In de helft schuiven de woorden van iedereen door langs de eigen beurten, zodat wie lang hetzelfde deed dat blijft doen; in de andere helft zijn ze geschud binnen stukken van ongeveer 40 beurten, zodat elk deel van het overleg zijn woorden houdt. De grootste p telt, en wat duidelijk is, is dat ook tussen alle vergelijkingen samen. Het interval houdt er rekening mee dat beurten die bij elkaar liggen op elkaar lijken.",
		maybeEffects:  "Misschien: één op de twintig vergelijkingen ziet er bij toeval zo uit",
		noEffects:     "Te weinig momenten: er zijn tien beurten van een soort nodig, en tien andere van dezelfde mensen, om te vergelijken wat erna kwam.",
		noDifference:  "Wat erna kwam was ongeveer als na andere beurten van dezelfde mensen: geen van de %d vergelijkingen springt eruit.",
		effect:        "na %s door %s %s: %d van %s (%s); na hun andere beurten %s.",
		after:         "Na ‘%s’ door %s",
		difference:    "verschil %s procentpunten, 95%%-interval %s tot %s; n = %d en %d",
	}
}
