package charts

func english() *words {
	return &words{
		decimal: ".",
		person:  "Person", turns: "Turns", share: "Share", received: "Responses received",
		from: "From", to: "To", times: "Times",
		group: "the group", groupShort: "group", somebody: "somebody", word: "Word", untagged: "no word yet", time: "Time",
		first: "First", then: "Then", byChance: "By chance", span: "Part of the meeting", whole: "whole meeting", path: "path",
		tenth: "tenth %d of 10",

		turnsOf: "Turns of %s", responsesTo: "Responses to %s", pause: "Pause", silenceOf: "Silence of %s", stretch: "%s to %s",
		linkMore: "“%s” was followed more often by “%s”", linkLess: "“%s” was followed less often by “%s”: what came instead",

		oneTurn: "1 turn", manyTurns: "%d turns", onePair: "1 pair of turns", manyPairs: "%d pairs of turns",

		noTurns:   "No turns yet. What people say to each other will be shown here.",
		tooFew:    "Only %s: too few moments to read much into it.",
		noPairs:   "Who answered whom is for the whole team to look at, not for one.",
		tooMany:   "%d turns are too many to draw one by one. Choose a part of the meeting with at most %d.",
		turnsNote: "%s; %s of them have a word.",
		firstRows: "The table has the first %d.",
		noTags:    "No turn has a word yet. What kind of turns there were will be shown here.",

		heardSome: "We heard %d of the %d people", heardEven: "Everybody had about as many turns",
		heardHalf:      "The %d of %d with most turns had %s of them together",
		sociogramFound: "%s of the turns answered one person", sociogramGroup: "All turns went to the group",
		matrixFound: "%d of %d possible lines were used", timelineFound: "%s in %s", minutes: "%d minutes",
		tagsOne: "All turns with a word: %s", tagsMost: "Most often: %s (%s) and %s (%s)",
		linksFound: "%d links stand out from shuffled versions of the meeting", linkFound: "1 link stands out from shuffled versions of the meeting",
		linksNone: "Nothing stands out from shuffled versions of the meeting", loopsFound: "Seen going round: %d × feeds itself, %d × steadies",
		dimensionsFound: "Most present: %s (%s); least: %s (%s)", shiftsMost: "Most often: %s (%d of %d)",
		rhythmFound: "%s turns a minute; the longest silence was %s", rhythmPace: "%s turns a minute", minute: "minute",
		palerThan: "Pale arrows: fewer than %d times.", pathKey: "1 to 10: each tenth of the meeting",

		participationTitle: "Who we heard",
		participationSub:   "Turns per person, in the order of the seats. Turns, not speaking time.",
		participationNote:  "%s.",
		sent:               "turns", answered: "responses received",
		per10: "Turns per 10 minutes", longest: "Longest time without a turn",

		sociogramTitle: "Who responded to whom",
		sociogramSub:   "An arrow runs from who spoke to whom it answered; the thicker, the more often.",
		sociogramNote:  "%d of %d turns answered a person; the others were to the group.",
		sociogramNone:  "No turn answered one person: all %d were to the group.",

		matrixTitle: "Who responded to whom, in numbers",
		matrixSub:   "A row is who spoke, a column whom it answered; the last column is the group.",
		matrixNote:  "%s. The group has shades of its own.",

		timelineTitle: "The meeting, turn by turn",
		timelineSub:   "Every mark is a turn, in the row of who spoke, in the colour of its word.",
		timelineStave: "Each kind of word has its own height in the row.",

		tagsTitle: "What kind of turns",
		tagsSub:   "How often each word was the first word of a turn, in the order of the lens.",

		transitionsTitle: "What was followed by what",
		transitionsSub:   "A row came first, a column next. Blue: more often than by chance; red: less often. The number is how often.",
		transitionsNote:  "%s.",
		notShuffled:      "Not yet compared with shuffled meetings: the colours show counts, they are no findings.",
		tooFewPairs:      "Too few moments to read much into it.",
		tooManyCodes:     "%d kinds of turns are too many for a table to look at. Choose words or families.",
		noPairsOfTags:    "No two turns in a row have a word. What followed what will be shown here.",

		dimensionsTitle: "Where the talk stood",
		dimensionsSub:   "The nearer to a corner, the more of it. The path runs from 1, the start, to 10, the end.",
		quadrantSub:     "To the right more of the one, up more of the other. The path runs from 1, the start, to 10, the end.",
		noDimensions:    "This lens has no dimensions.",
		noWeights:       "No turn has a word that counts for a dimension yet.",

		shiftsTitle: "How turns were taken",
		shiftsSub:   "Who spoke next, seen from the turn before. A spoke to B, or to the group.",
		shiftsNote:  "%s; in %d the same person went on to the same.",
		shift:       "Who spoke next",
		noShifts:    "Too few turns to see who spoke after whom.",

		rhythmTitle: "Pace and silences",
		rhythmSub:   "Above, how many turns there were; below, the longest stretches without a turn.",
		rhythmNote:  "Counted per %s.",
		silenceNote: "A silence is longer than %s, longer than nine in ten; there were %d.",
		silence:     "silence in seconds", silences: "Silences", silenceAxis: "silence, s", turnsPer: "turns per",

		loopsTitle: "What keeps itself going",
		loopsSub:   "An arrow reads: is followed by. + more often, − less often than by chance. R feeds itself, B steadies.",
		loopsNote:  "%d links in %d loops.",
		loopsShown: "The picture has the %d strongest; all are in the table.",
		noLoops:    "No loop was found. That is the usual result of one meeting.",
		noLinks:    "Loops need more than counting: each meeting is compared with shuffled versions of itself. That comes with the next version.",
		loop:       "Loop", kind: "Kind", seen: "Times seen", status: "How sure",
		reinforcing: "feeds itself (R); that can be good or bad", balancing: "steadies (B)", keepsApart: "each keeps the other away (R)",
		statusWhole: "seen going round", side: "what is left of a stronger loop would do the same",
		pieces: "the links fit together, but it was not seen going round",

		agreementTitle:  "What two observers saw",
		agreementFound:  "Of %d turns that both noted, %s got the same word",
		agreementSub:    "A row is the word that %s gave, a column the one that %s gave to the same turn. On the diagonal they are the same.",
		agreementNone:   "The two have noted no turn with a word yet. Where they saw the same will be shown here.",
		agreementNote:   "%d turns were noted by both, %d only by %s, %d only by %s.",
		agreementKappa:  "Beyond chance: %s of what is possible (kappa; 95%% interval %s to %s).",
		agreementFew:    "Under 20 turns that both noted nothing can be said about chance.",
		agreementChance: "Mind: words that are shuffled would agree as well (kappa %s), since turns were matched by their words too.",
		agreementLate:   "The clock of %s was taken to be %s s later.",
		agreementSame:   "The same person: %s; the same addressee: %s; the same kind of word: %s.",
		noted:           "%s noted: %s", notNoted: "not noted", notedBoth: "both: %s", notedOne: "only %s: %s",
		observerA: "the one", observerB: "the other",

		codes: map[string]string{"*": "the group", "opens": "usually invites", "closes": "usually fixes", "neutral": "neither",
			"leader": "leader", "member": "member", "facilitator": "facilitator", "guest": "guest"},
		shiftNames: map[string]string{
			"AB-BA": "B answers A", "AB-B0": "B speaks to the group", "AB-BY": "B speaks to somebody else",
			"A0-X0": "after A to the group, X speaks to the group", "A0-XA": "after A to the group, X answers A",
			"A0-XY": "after A to the group, X speaks to Y",
			"AB-X0": "X comes in, to the group", "AB-XA": "X comes in, to A", "AB-XB": "X comes in, to B", "AB-XY": "X comes in, to Y",
			"A0-AY": "A goes on, from the group to somebody", "AB-A0": "A goes on, from B to the group", "AB-AY": "A goes on, to somebody else",
		},
	}
}
