package report

import (
	"kompas/analysis"
	"kompas/observe"
)

func dutch() *texts {
	return &texts{
		Report: "Verslag van een overleg", Untitled: "Een overleg",
		Date: "%d %s %d", Months: "januari februari maart april mei juni juli augustus september oktober november december",
		Minutes: "%d minuten", OneMinute: "1 minuut", UnderAMinute: "minder dan een minuut",
		Tells:               "Aangevinkt voor dit verslag:",
		TellsNames:          "Namen. Wie dit leest, ziet wie wat deed.",
		TellsNotes:          "Gedeelde notities. Daar kan in staan wie iets zei.",
		TellsPersons:        "Ieders aandeel. Wie dit leest, ziet hoe vaak ieder sprak en tegen wie, niet wat het waard was.",
		TellsPersonsUnnamed: "Ieders aandeel, zonder namen. Wie erbij was, kan raden wie wie is.",
		Proposed:            "Er is nog niets gekozen. Dit fragment en dit patroon stelt Kompas voor.",
		ProposedFragment:    "Er is nog geen fragment gekozen. Dit stelt Kompas voor.",
		ProposedPattern:     "Er is nog geen patroon gekozen. Dit stelt Kompas voor.",
		OneAlone:            "In dit overleg noteerde iemand alleen de eigen beurten. Over de anderen zegt het niets, en over het team ook niet.",

		Fragment: "Eén fragment", FragmentNone: "Er zijn te weinig beurten voor een fragment.",
		FragmentGone: "Het gekozen fragment is er niet meer: er zijn sindsdien beurten verbeterd.", FragmentOwn: "Zelf gekozen.",
		FromTo: "%s tot %s", Shape: "Persoon %d", Line: "%s tegen %s: %s",
		NamesHint: "Namen verbergen beschermt buiten deze kamer, niet erbinnen.",

		Pattern: "Eén patroon", PatternWithout: "Geen patroon: het fragment spreekt voor zich.",
		PatternNone: "Geen van de patronen die we kennen springt eruit.", PatternNoneThen: "Bekijk dan samen het fragment.",
		PatternGone:  "Het gekozen patroon is er niet meer: er zijn sindsdien beurten verbeterd.",
		PatternApart: "Het gekozen patroon wijst iemand aan, en staat daarom niet in een verslag zonder namen.",
		Sure:         map[analysis.Confidence]string{analysis.Clear: "duidelijk", analysis.Possible: "misschien", analysis.TooFew: "te weinig momenten"},
		OneMoment:    "1 moment", ManyMoments: "%d momenten",
		BandSays: "Elk streepje is een moment.", BandOtherwise: "Open rondje: toen ging het anders.",
		Again: "en weer rond",

		Question: "De vraag", OfFragment: "Wat zien we hier gebeuren, en wat maakte dat mogelijk?",
		TryOut: "Wat proberen we volgende keer?", NoTryOut: "Nog niets afgesproken.", LooksAfter: "%s let erop.", Noticing: "Zo merken we het: %s",

		Items: "De agenda", Item: "Punt", Purpose: "Waarvoor", ItemMinutes: "Minuten", ItemTurns: "Beurten", Outcome: "Uitkomst",
		NotReached: "niet aan bod", BeforeItems: "Voor het eerste punt",
		Purposes: map[observe.Purpose]string{"inform": "om te weten", "explore": "om te verkennen", "weigh": "om af te wegen", "decide": "om te besluiten"},
		Outcomes: map[string]string{"decision-with-owner": "Besluit, iemand pakt het op", "decision": "Besluit", "follow-up": "Komt terug", "left-open": "Open"},

		Pictures: "Het overleg in beelden", PicturesLead: "Van het hele team, niet van één persoon.",
		EachPart: "Ieders aandeel", EachPartLead: "Beurten zijn geteld, niet gewogen: veel of weinig spreken is niet goed of slecht.",
		AsTable: "Als tabel", NotDrawn: "Weggelaten, omdat er te weinig voor te zien was: %s.",
		TooManyTurns: "Beurt voor beurt past dit overleg niet op papier.",
		NoScript:     "Zonder script blijft het beeld weg; de tabel zegt hetzelfde.",

		Notes: "Notities", NotesLead: "Gedeeld door wie meekeek, tijdens of na het overleg.",

		Method:     "Hoe dit gemaakt is, en wat het niet zegt",
		Watched:    "Iemand keek mee en tikte aan wie op wie reageerde, en met wat voor beurt. Kompas neemt niets op.",
		OnPaper:    "Het is op papier genoteerd en later ingevoerd. De volgorde klopt; wanneer iets was is niet bekend.",
		Counted:    "Dit verslag rust op %s; %s daarvan heeft een woord.",
		ByOne:      "Eén kijker noteerde ze.",
		ByMany:     "%d kijkers noteerden ze samen.",
		ByOneOf:    "Er keken %d mensen, ieder apart; dit is wat één van hen zag.",
		Compared:   "Wat op elkaar volgde is vergeleken met wat je bij toeval zou verwachten. ‘Duidelijk’ is wat nauwelijks toeval kan zijn; ‘misschien’ kan ook toeval zijn.",
		Few:        "Eén overleg laat weinig zien. Wat hier niet staat, kan er toch zijn. Wat op iets volgde, kwam er niet per se door.",
		OtherEyes:  "Een ander die meekeek had soms een ander woord gekozen. De woorden gaan over beurten, niet over mensen: een gewoonte, geen eigenschap.",
		ItemsAlone: "Minuten zijn zonder pauzes.",
		NotFor:     "Niet voor beoordeling, dossier of selectie.",
	}
}
