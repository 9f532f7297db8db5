package charts

// words are the texts of one language. A "%" verb is filled by fmt.
type words struct {
	decimal string

	person, turns, share, received, from, to, times string
	group, somebody                                 string

	noTurns, tooFew string

	participationTitle, participationSub, participationNote string
	sent, answered                                          string
	per10, longest                                          string

	sociogramTitle, sociogramSub, sociogramNote, sociogramNone, sociogramDense string
}

func languages() map[string]*words { return map[string]*words{"en": english(), "nl": dutch()} }

func english() *words {
	return &words{
		decimal: ".",
		person:  "Person", turns: "Turns", share: "Share", received: "Responses received",
		from: "From", to: "To", times: "Times",
		group: "the group", somebody: "somebody",

		noTurns: "No turns yet. What people say to each other will be shown here.",
		tooFew:  "Only %d turns: too few moments to read much into it.",

		participationTitle: "Who we heard",
		participationSub:   "Turns per person, in the order of the seats. Turns, not speaking time.",
		participationNote:  "%d turns.",
		sent:               "turns", answered: "responses received",
		per10: "Turns per 10 minutes", longest: "Longest time without a turn",

		sociogramTitle: "Who responded to whom",
		sociogramSub:   "An arrow runs from who spoke to whom it answered; the thicker, the more often.",
		sociogramNote:  "%d of %d turns answered a person; the others were to the group.",
		sociogramNone:  "No turn answered one person: all %d were to the group.",
		sociogramDense: "Nearly everybody answered nearly everybody: only the thicker arrows stand out.",
	}
}

func dutch() *words {
	return &words{
		decimal: ",",
		person:  "Persoon", turns: "Beurten", share: "Deel", received: "Reacties gekregen",
		from: "Van", to: "Naar", times: "Keer",
		group: "de groep", somebody: "iemand",

		noTurns: "Nog geen beurten. Hier komt te staan wie op wie reageert.",
		tooFew:  "Maar %d beurten: te weinig momenten om veel uit op te maken.",

		participationTitle: "Wie we hoorden",
		participationSub:   "Beurten per persoon, in de volgorde van de stoelen. Beurten, geen spreektijd.",
		participationNote:  "%d beurten.",
		sent:               "beurten", answered: "reacties gekregen",
		per10: "Beurten per 10 minuten", longest: "Langste tijd zonder beurt",

		sociogramTitle: "Wie reageerde op wie",
		sociogramSub:   "Een pijl loopt van wie sprak naar wie antwoord kreeg; hoe dikker, hoe vaker.",
		sociogramNote:  "%d van de %d beurten waren een antwoord aan een persoon; de andere gingen naar de groep.",
		sociogramNone:  "Geen beurt was een antwoord aan één persoon: alle %d gingen naar de groep.",
		sociogramDense: "Bijna iedereen reageerde op bijna iedereen: alleen de dikkere pijlen vallen op.",
	}
}
