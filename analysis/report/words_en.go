package report

import (
	"kompas/analysis"
	"kompas/observe"
)

func english() *texts {
	return &texts{
		Report: "Report of a meeting", Untitled: "A meeting",
		Date: "%d %s %d", Months: "January February March April May June July August September October November December",
		Minutes: "%d minutes", OneMinute: "1 minute", UnderAMinute: "less than a minute",
		Tells:               "Ticked for this report:",
		TellsNames:          "Names. Who reads this sees who did what.",
		TellsNotes:          "Shared notes. They may tell who said something.",
		TellsPersons:        "Everybody's part. Who reads this sees how often each spoke and to whom, not what it was worth.",
		TellsPersonsUnnamed: "Everybody's part, without names. Who was there can guess who is who.",
		Proposed:            "Nothing was chosen yet. Kompas proposes this fragment and this pattern.",
		ProposedFragment:    "No fragment was chosen yet. Kompas proposes this one.",
		ProposedPattern:     "No pattern was chosen yet. Kompas proposes this one.",
		OneAlone:            "In this meeting somebody noted only their own turns. It says nothing of the others, and nothing of the team.",

		Fragment: "One fragment", FragmentNone: "There are too few turns for a fragment.",
		FragmentGone: "The fragment that was chosen is no longer there: turns have been corrected since.", FragmentOwn: "Chosen by hand.",
		FromTo: "%s to %s", Shape: "Person %d", Line: "%s to %s: %s",
		NamesHint: "Hiding names protects outside this room, not in it.",

		Pattern: "One pattern", PatternWithout: "No pattern: the fragment speaks for itself.",
		PatternNone: "None of the patterns we look for stands out.", PatternNoneThen: "Then look at the fragment together.",
		PatternGone:  "The pattern that was chosen is not found any more: turns were corrected since.",
		PatternApart: "The pattern that was chosen points at somebody, and is left out of a report without names.",
		Sure:         map[analysis.Confidence]string{analysis.Clear: "clear", analysis.Possible: "maybe", analysis.TooFew: "too few moments"},
		OneMoment:    "1 moment", ManyMoments: "%d moments",
		BandSays: "Each tick is a moment.", BandOtherwise: "Open circle: then it went otherwise.",
		Again: "and round again",

		Question: "The question", OfFragment: "What do we see happening here, and what made it possible?",
		TryOut: "What do we try next time?", NoTryOut: "Nothing was agreed yet.", LooksAfter: "%s looks after it.", Noticing: "This is how we will notice: %s",

		Items: "The agenda", Item: "Item", Purpose: "What for", ItemMinutes: "Minutes", ItemTurns: "Turns", Outcome: "Outcome",
		NotReached: "not reached", BeforeItems: "Before the first item",
		Purposes: map[observe.Purpose]string{"inform": "to inform", "explore": "to explore", "weigh": "to weigh", "decide": "to decide"},
		Outcomes: map[string]string{"decision-with-owner": "Decided, someone owns it", "decision": "Decided", "follow-up": "Comes back", "left-open": "Open"},

		Pictures: "The meeting in pictures", PicturesLead: "Of the whole team, not of one person.",
		EachPart: "Everybody's part", EachPartLead: "Turns are counted, not weighed: to speak much or little is not good or bad.",
		AsTable: "As a table", NotDrawn: "Left out, since there was too little to show: %s.",
		TooManyTurns: "Turn by turn this meeting does not fit on paper.",
		NoScript:     "Without scripts there is no picture; the table says the same.",

		Notes: "Notes", NotesLead: "Shared by those who observed, during the meeting or after it.",

		Method:     "How this was made, and what it cannot say",
		Watched:    "Somebody observed and tapped who responded to whom, and with what kind of turn. Kompas records nothing.",
		OnPaper:    "It was noted on paper and entered later. The order is right; when something was is not known.",
		Counted:    "This report rests on %s; %s of them have a word.",
		ByOne:      "One observer noted them.",
		ByMany:     "%d observers noted them together.",
		ByOneOf:    "%d people observed, each apart; this is what one of them saw.",
		Compared:   "What followed what is compared with what you would expect by chance. “Clear” can hardly be chance; “maybe” can be chance, too.",
		Few:        "One meeting shows little. What is not here may be there all the same. What followed something did not need to come from it.",
		OtherEyes:  "Another observer would sometimes have chosen another word. The words are about turns, not about people: a habit, not a trait.",
		ItemsAlone: "Minutes are without pauses.",
		NotFor:     "Not for appraisal, personnel file or selection.",
	}
}
