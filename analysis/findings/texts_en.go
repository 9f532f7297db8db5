package findings

import (
	"kompas/analysis"
	"kompas/observe"
)

func english() *findingTexts {
	return &findingTexts{
		quote: "“%s”", manyMoments: "%d moments", oneMoment: "1 moment", or: " or ", thousand: ",",

		sure: map[analysis.Confidence]string{analysis.Clear: "clear", analysis.Possible: "maybe", analysis.TooFew: "too few moments"},
		purposes: map[observe.Purpose]string{"inform": "to inform", "explore": "to explore", "weigh": "to weigh",
			"decide": "to decide"},
		roles: map[observe.PersonRole]string{"leader": "the leader", "member": "members", "facilitator": "the facilitator", "guest": "guests"},

		patterns:        "Habits that showed",
		maybePatterns:   "Maybe: even when there is nothing, three meetings in ten have something here",
		tooFewPatterns:  "Too few moments to say",
		noPatterns:      "No known habit stands out",
		noPatternsMeans: "That is usual for one meeting. What carries the talk then is a piece of it that you look at together, and what was marked.",
		patternsMethod:  "Kompas looks for nineteen habits that teams know; five more can only be told over several meetings, and are not looked for in one. “Clear” is what passes its threshold and would hardly come about by chance, even with all the others looked for at the same time. “Maybe” passes its threshold, and by itself would come about by chance in at most one of twenty meetings; a habit that is only described, without a comparison, is “maybe” until its interval lies beyond the threshold.",
		patternsNoDraws: "This was not compared with shuffled meetings, so only habits that are described are listed.",
		mistaken:        "Not to be mistaken for: %s.",
		normal:          "To be expected in an item that is there %s.",
		measure:         "measure %s, threshold %s, n = %d",
		interval:        "95%% interval %s to %s",
		adjusted:        "adjusted for all that was tested %s",

		seriesPatterns:   "Habits over the meetings",
		maybeSeries:      "Maybe: it may be chance",
		tooFewSeries:     "Too few meetings or moments to say",
		noSeriesPatterns: "None of the habits that only several meetings can tell stands out. That is an ordinary result.",
		fewMeetings:      "Some habits can only be told over several meetings. From three meetings on Kompas looks for them.",
		sureOfFew:        "too few meetings",
		seriesMethod:     "Five habits cannot be told from chance in one meeting: contributions left lying, quiet after pressure, deciding before all were heard, quick agreement, and the full circle. What is counted in each meeting is added up, and so is what is counted when the words of each person are moved on along their own turns 1,000 times, or, for the full circle, shuffled. “Clear” is what passes its threshold and would hardly come about by chance, even with all five looked for; “maybe” would by itself in at most one of twenty teams without the habit. It takes three meetings that could show it.",
		manyMeetings:     "%d meetings", oneMeeting: "1 meeting",

		cameBack:       "What came back",
		backLead:       "Loops that the talk was seen going round in, in two meetings or more.",
		noneBack:       "No loop came back yet. Most meetings show none, so that is no bad sign.",
		wholeIn:        "The talk went all the way round in %d of %s that could have shown it.",
		together:       "All meetings together",
		togetherLead:   "%s counted as one; nothing goes on from one into the next. Words that are rare show best here.",
		noneTogether:   "Also together they show no loop.",
		fewTogether:    "Also together they have too few turns to say.",
		seenInTeam:     "Seen in this team: with the latest meeting and without it.",
		firstSeen:      "Found for the first time with the latest meeting: wait for the next.",
		togetherMethod: "Turns are shuffled within each meeting, in the same ways as for one, and here, too, only what follows from one person to another counts. Who looks after each meeting will sooner or later see something that is chance. So something is called “seen in this team” only when it is found with the latest meeting and without it, from three meetings on.",

		loops:        "Loops, in words",
		loopsLead:    "What was seen going round, the strongest first.",
		maybeLoops:   "Maybe",
		sideLoops:    "What a stronger loop leaves behind",
		piecesLoops:  "Pieces that fit together, but were not seen going round",
		noLoopsMeans: "It is an honest result: no round of words came back more often than it does when the same turns are shuffled. It does not say that nothing keeps itself going here; it says that this meeting cannot show it.",
		noLoopsPower: "Here %s count. Take two words that each have one turn in seven, and that call each other up two and a half times as often as by chance: in 300 turns such a loop is seen in six of ten meetings. Of words with one turn in twenty, three times as often, it is seen in two of ten meetings, and in nine of ten when six of them are taken together. What is not found may still be there.",
		noLoopsHelps: "What helps: more meetings of the same team, the same lens, and marking the items of the agenda. Until then the talk is carried by a piece of the meeting that you look at together, and by what was marked.",
		nearest:      "What came nearest",
		fewPairs:     "%s with a word are too few to look for loops: it takes 50 to look at all.",
		fewCells:     "The words are spread so thin that hardly any two of them meet often enough to be compared. Reading by family helps.",
		near:         "%s was followed by %s %s; from %d times on it would have stood out.",

		knownLead: "First the known loops, which were looked for apart; then what else was seen going round, the strongest first.",
		knownNone: "Known loops that were looked for: %d; none was found.", usual: "That is the usual result of one meeting.",
		perhapsLoop:  "A loop, maybe",
		perhapsMeans: "Together its steps stand out; each by itself is less sure.",
		seenBefore:   "Seen in this team before.", isKnown: "A known loop.",
		wholeRound:  "All the way round: %s.",
		linkFigures: "%s %d (by chance %s), p = %s",
		knownSelf:   "%[1]s by one was followed by %[1]s by another: %[2]s; by chance you would expect %[3]s.",
		knownTwo:    "%[1]s was followed by %[2]s from somebody else, and %[2]s by %[1]s: %[3]s together; by chance you would expect %[4]s.",
		knownCalms:  "%[1]s was followed by %[2]s from somebody else %[3]s (by chance %[4]s), and %[2]s by %[1]s again %[5]s (by chance %[6]s).",
		knownSteps:  "%s: %s together; by chance you would expect %s.",
		notBack:     "The other way round it did not stand out.", notRound: "The rest of the loop does not stand out.",

		itself: "%s is followed by itself more often", byOthers: "%[1]s by one is followed by %[1]s by another more often",
		toAndFro:  "%[1]s is followed by %[2]s more often, and %[2]s by %[1]s",
		moreOften: "%s is followed by %s more often", lessOften: "%s is followed by %s less often",
		feedsItself: "A loop that feeds itself (R); that can be good or bad.",
		steadies:    "A loop that steadies (B); that can be good or bad.",
		keepsApart:  "Each keeps the other away, and so the loop feeds itself (R); that can be good or bad.",
		knownAs:     "Known as: %s.",
		sideMeans:   "What is left when the stronger loop is taken away would do the same.",
		piecesMeans: "These links fit together, but the conversation was not seen going round.",
		goneRound:   "Seen going round %s; in shuffled meetings %s on average.",
		broken:      "The talk came to %s %s, and went on to %s %s; %s would have been usual.",

		loopQuestion: "Do we recognise this, and do we want more of it, or less?",
		strength:     "strength %s",
		effects: map[string]string{
			"opening": "Its words usually invite. That is an assumption of the lens; what really followed is the finding.",
			"closing": "Its words usually fix. That is an assumption of the lens; what really followed is the finding.",
			"mixed":   "Some of its words usually invite, others usually fix. That is an assumption of the lens; what really followed is the finding.",
		},

		notShuffled:     "This was not compared with shuffled versions of the meeting. What is listed does not account for who was speaking, nor for the part of the meeting.",
		shuffled:        "We shuffled each person's own acts within each stretch of the meeting, %s times. Who spoke when and what everybody tends to do stayed the same. What is shown happens more (less) often than in nearly all of those shuffled meetings.",
		shuffledTwice:   "We made this meeting anew in two ways, %[1]s times each. First we shuffled each person's own acts within each stretch of the meeting: who spoke when, and what everybody tends to do, stayed the same. Then we moved each person's own acts on as a whole: how each strings their own turns stayed the same, too. What is shown happens more (less) often than in nearly all of those meetings, in both ways.",
		inReply:         "A pair here is a turn to somebody, and that person's latest turn before it.",
		shuffledKnown:   "In at most %s of 100 such meetings a known loop shows by chance, since those are looked for apart, and in at most %s anything else.",
		shuffledPersons: "We shuffled who spoke within each stretch of the meeting, %s times. How often everybody spoke in it stayed the same. What is shown happens more (less) often than in nearly all of those shuffled meetings.",
		shuffledRule:    "In a meeting without any order nothing at all is shown 95 times in 100. It says what is followed by what, and never why.",

		links: "What followed what, in words", moreLinks: "More of these",
		noLinks:      "Nothing was followed by anything more or less often than in shuffled versions of the meeting.",
		noOtherLinks: "Besides the known loops nothing stands out.",
		linkMore:     "%[1]s was followed by %[2]s %[3]s; by chance you would expect %[4]s.",
		linkLess:     "%[1]s was %[3]s followed by %[2]s; by chance you would expect %[4]s.",
		onlyTimes:    "only %s", neverOnce: "not once",

		explained: "What looks like a finding, and fits something else",
		seemsMore: "%s seems to be followed by %s more often; %s.", seemsLess: "%s seems to be followed by %s less often; %s.",

		effectsTitle:  "What came next",
		effectsMethod: "We look at the next three turns of others. The other turns of the same people are the comparison. For the p we make 2,000 other versions of the meeting, in which everybody speaks when they did. In half of them the words of each person are moved on along their own turns, so that somebody who goes on doing the same still does; in the other half they are shuffled within stretches of about 40 turns, so that each part of the meeting keeps its words. The larger p counts, and what is clear is so among all comparisons together. The interval allows for turns that lie together being alike.",
		maybeEffects:  "Maybe: one in twenty comparisons looks like this by chance",
		noEffects:     "Too few moments: it takes ten turns of a kind, and ten others of the same people, to compare what came next.",
		noDifference:  "What came next was about as after other turns of the same people: none of %d comparisons stands out.",
		effect:        "after %s by %s, %s %d of %s (%s); after their other turns %s.",
		after:         "After “%s” by %s",
		difference:    "difference %s points, 95%% interval %s to %s; n = %d and %d",
	}
}
