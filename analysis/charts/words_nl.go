package charts

func dutch() *words {
	return &words{
		decimal: ",",
		person:  "Persoon", turns: "Beurten", share: "Deel", received: "Reacties gekregen",
		from: "Van", to: "Naar", times: "Keer",
		group: "de groep", groupShort: "groep", somebody: "iemand", word: "Woord", untagged: "nog geen woord", time: "Tijd",
		first: "Eerst", then: "Daarna", byChance: "Bij toeval", span: "Deel van het overleg", whole: "hele overleg", path: "pad",
		tenth: "tiende deel %d van 10",

		turnsOf: "Beurten van %s", responsesTo: "Reacties op %s", pause: "Pauze", silenceOf: "Stilte van %s", stretch: "%s tot %s",
		linkMore: "“%s” werd vaker gevolgd door “%s”", linkLess: "“%s” werd minder vaak gevolgd door “%s”: wat er in de plaats kwam",

		oneTurn: "1 beurt", manyTurns: "%d beurten", onePair: "1 paar beurten", manyPairs: "%d paren van beurten",

		noTurns:   "Nog geen beurten. Hier komt te staan wie op wie reageert.",
		tooFew:    "Maar %s: te weinig momenten om veel uit op te maken.",
		noPairs:   "Wie op wie reageerde is om samen als team te bekijken, niet voor één.",
		tooMany:   "%d beurten zijn te veel om een voor een te tekenen. Kies een deel van het overleg met hoogstens %d.",
		turnsNote: "%s; %s heeft een woord.",
		firstRows: "De tabel heeft de eerste %d.",
		noTags:    "Nog geen beurt heeft een woord. Hier komt te staan wat voor beurten er waren.",

		heardSome: "We hoorden %d van de %d mensen", heardEven: "Iedereen had ongeveer evenveel beurten",
		heardHalf:      "De %d van de %d met de meeste beurten hadden samen %s daarvan",
		sociogramFound: "%s van de beurten was een antwoord aan één persoon", sociogramGroup: "Alle beurten gingen naar de groep",
		matrixFound: "%d van de %d mogelijke lijnen werden gebruikt", timelineFound: "%s in %s", minutes: "%d minuten",
		tagsOne: "Alle beurten met een woord: %s", tagsMost: "Het vaakst: %s (%s) en %s (%s)",
		linksFound: "%d pijlen steken af bij geschudde versies van het overleg", linkFound: "1 pijl steekt af bij geschudde versies van het overleg",
		linksNone: "Niets steekt af bij geschudde versies van het overleg", loopsFound: "Rond zien gaan: %d × versterkt zichzelf, %d × stuurt bij",
		dimensionsFound: "Het meest aanwezig: %s (%s); het minst: %s (%s)", shiftsMost: "Het vaakst: %s (%d van %d)",
		rhythmFound: "%s beurten per minuut; de langste stilte duurde %s", rhythmPace: "%s beurten per minuut", minute: "minuut",
		palerThan: "Bleke pijlen: minder dan %d keer.", pathKey: "1 tot 10: elk tiende deel van het overleg",

		participationTitle: "Wie we hoorden",
		participationSub:   "Beurten per persoon, in de volgorde van de stoelen. Beurten, geen spreektijd.",
		participationNote:  "%s.",
		sent:               "beurten", answered: "reacties gekregen",
		per10: "Beurten per 10 minuten", longest: "Langste tijd zonder beurt",

		sociogramTitle: "Wie reageerde op wie",
		sociogramSub:   "Een pijl loopt van wie sprak naar wie antwoord kreeg; hoe dikker, hoe vaker.",
		sociogramNote:  "%d van de %d beurten waren een antwoord aan een persoon; de andere gingen naar de groep.",
		sociogramNone:  "Geen beurt was een antwoord aan één persoon: alle %d gingen naar de groep.",

		matrixTitle: "Wie reageerde op wie, in getallen",
		matrixSub:   "Een rij is wie sprak, een kolom wie antwoord kreeg; de laatste kolom is de groep.",
		matrixNote:  "%s. De groep heeft een eigen schaal van tinten.",

		timelineTitle: "Het overleg, beurt voor beurt",
		timelineSub:   "Elk streepje is een beurt, in de rij van wie sprak, in de kleur van het woord.",
		timelineStave: "Elke soort woord heeft een eigen hoogte in de rij.",

		tagsTitle: "Wat voor beurten",
		tagsSub:   "Hoe vaak elk woord het eerste woord van een beurt was, in de volgorde van de kijkwijzer.",

		transitionsTitle: "Wat werd gevolgd door wat",
		transitionsSub:   "Een rij kwam eerst, een kolom daarna. Blauw: vaker dan bij toeval; rood: minder vaak. Het getal is hoe vaak.",
		transitionsNote:  "%s.",
		notShuffled:      "Nog niet vergeleken met geschudde overleggen: de kleuren tonen aantallen, het zijn geen vondsten.",
		tooFewPairs:      "Te weinig momenten om veel uit op te maken.",
		tooManyCodes:     "%d soorten beurten zijn te veel voor een tabel om naar te kijken. Kies woorden of families.",
		noPairsOfTags:    "Geen twee beurten achter elkaar hebben een woord. Hier komt te staan wat waarop volgde.",

		dimensionsTitle: "Waar het gesprek stond",
		dimensionsSub:   "Hoe dichter bij een hoek, hoe meer daarvan. Het pad loopt van 1, het begin, naar 10, het eind.",
		quadrantSub:     "Naar rechts meer van het een, naar boven meer van het ander. Het pad loopt van 1, het begin, naar 10, het eind.",
		noDimensions:    "Deze kijkwijzer heeft geen dimensies.",
		noWeights:       "Nog geen beurt heeft een woord dat voor een dimensie telt.",

		shiftsTitle: "Hoe beurten werden genomen",
		shiftsSub:   "Wie daarna sprak, gezien vanuit de beurt ervoor. A sprak tot B, of tot de groep.",
		shiftsNote:  "%s; in %d ging dezelfde door tot dezelfde.",
		shift:       "Wie daarna sprak",
		noShifts:    "Te weinig beurten om te zien wie na wie sprak.",

		rhythmTitle: "Tempo en stiltes",
		rhythmSub:   "Boven hoeveel beurten er waren, onder de langste stukken zonder beurt.",
		rhythmNote:  "Geteld per %s.",
		silenceNote: "Een stilte is langer dan %s, langer dan negen van de tien; het waren er %d.",
		silence:     "stilte in seconden", silences: "Stiltes", silenceAxis: "stilte, s", turnsPer: "beurten per",

		loopsTitle: "Wat zichzelf gaande houdt",
		loopsSub:   "Een pijl betekent: wordt gevolgd door. + vaker, − minder vaak dan bij toeval. R versterkt zichzelf, B stuurt bij.",
		loopsNote:  "%d pijlen in %d kringlopen.",
		loopsShown: "Het plaatje toont de %d sterkste; alle staan in de tabel.",
		noLoops:    "Er is geen kringloop gevonden. Dat is bij één overleg de gewone uitkomst.",
		noLinks:    "Voor kringlopen is meer nodig dan tellen: elk overleg wordt vergeleken met geschudde versies van zichzelf. Dat komt met de volgende versie.",
		loop:       "Kringloop", kind: "Soort", seen: "Keer gezien", status: "Hoe zeker",
		reinforcing: "versterkt zichzelf (R); dat kan goed of slecht zijn", balancing: "stuurt bij (B)", keepsApart: "elk houdt de ander weg (R)",
		statusWhole: "rond zien gaan", side: "wat een sterkere kringloop overlaat zou hetzelfde doen",
		pieces: "de pijlen passen bij elkaar, maar het is niet rond gegaan",

		agreementTitle:  "Wat twee waarnemers zagen",
		agreementFound:  "Van %d beurten die beiden noteerden kreeg %s hetzelfde woord",
		agreementSub:    "Een rij is het woord dat %s gaf, een kolom dat van %s voor dezelfde beurt. Op de diagonaal zijn ze gelijk.",
		agreementNone:   "De twee hebben nog geen beurt met een woord genoteerd. Hier komt te staan waar ze hetzelfde zagen.",
		agreementNote:   "%d beurten zijn door beiden genoteerd, %d alleen door %s, %d alleen door %s.",
		agreementKappa:  "Boven toeval: %s van wat mogelijk is (kappa; 95%%-interval %s tot %s).",
		agreementFew:    "Onder 20 beurten die beiden noteerden valt over toeval niets te zeggen.",
		agreementChance: "Let op: geschudde woorden zouden ook overeenkomen (kappa %s), want beurten zijn mede op hun woord bij elkaar gezocht.",
		agreementLate:   "De klok van %s is %s s later genomen.",
		agreementSame:   "Dezelfde persoon: %s; dezelfde aangesprokene: %s; dezelfde soort woord: %s.",
		noted:           "%s noteerde: %s", notNoted: "niet genoteerd", notedBoth: "beiden: %s", notedOne: "alleen %s: %s",
		observerA: "de een", observerB: "de ander",

		codes: map[string]string{"*": "de groep", "opens": "nodigt meestal uit", "closes": "zet meestal vast", "neutral": "geen van beide",
			"leader": "leider", "member": "lid", "facilitator": "begeleider", "guest": "gast"},
		shiftNames: map[string]string{
			"AB-BA": "B antwoordt A", "AB-B0": "B spreekt tot de groep", "AB-BY": "B spreekt tot een ander",
			"A0-X0": "na A tot de groep spreekt X tot de groep", "A0-XA": "na A tot de groep antwoordt X A",
			"A0-XY": "na A tot de groep spreekt X tot Y",
			"AB-X0": "X komt erbij, tot de groep", "AB-XA": "X komt erbij, tot A", "AB-XB": "X komt erbij, tot B", "AB-XY": "X komt erbij, tot Y",
			"A0-AY": "A gaat door, van de groep naar iemand", "AB-A0": "A gaat door, van B naar de groep", "AB-AY": "A gaat door, tot een ander",
		},
	}
}
