package wording

import "kompas/analysis/sequence"

func english() *Texts {
	return &Texts{
		Lang: "en", decimal: ".",
		oneTurn: "1 turn", manyTurns: "%d turns", onePair: "1 pair of turns", manyPairs: "%d pairs of turns",
		once: "once", often: "%d times",
		numbers: []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},

		Group: "the group", Somebody: "somebody",
		NoTurns:      "No turns yet. What people say to each other will be shown here.",
		NoDraws:      "Loops need more than counting: a meeting is compared with what you would expect by chance. That was not done here.",
		NoLoop:       "No loop was found. That is the usual result of one meeting.",
		TooManyCodes: "%d kinds of turns are too many for a table to look at. Choose words or word groups.",
		LinkMore:     "“%s” was followed more often by “%s”", LinkLess: "“%s” was followed less often by “%s”: what came instead",
		OwnTurns: "What one person does in a row does not count: it is no interaction.",

		drifts:  "The mix of words changed inside the stretches in which turns were put into another order (p = %s). What is shown may come from that in part. Mark the items of the agenda: then each is taken by itself.",
		steady:  "Inside the stretches in which turns were put into another order, no change in the mix of words was seen (p = %s).",
		orders:  "Loops of three and four: the turn before the last one, too, tells something of what comes next (p = %s). Such a loop may be more than its single steps.",
		noOrder: "Loops of three and four: the turn before the last one adds nothing that can be seen to what comes next (p = %s). Read such a loop step by step.",

		Codes: map[string]string{"*": "the group", "opens": "often opens", "closes": "often closes", "neutral": "neither",
			"leader": "leader", "member": "member", "facilitator": "facilitator", "guest": "guest"},
		Shifts: map[string]string{
			"AB-BA": "B answers A at once", "AB-B0": "A answers B, then B speaks to everyone", "AB-BY": "A answers B, and B answers C",
			"A0-X0": "A speaks to everyone, and so does B", "A0-XA": "A speaks to everyone, B answers A",
			"A0-XY": "A speaks to everyone, B answers C",
			"AB-X0": "A answers B, C speaks to everyone", "AB-XA": "C steps in and answers A", "AB-XB": "C steps in and answers B", "AB-XY": "A answers B, C answers D",
			"A0-AY": "A speaks to everyone, then answers B", "AB-A0": "A answers B, then speaks to everyone", "AB-AY": "A answers B, then answers C",
		},
		Outcomes: map[string]string{"opens": "something opening came", "closes": "something closing came",
			"new_voice": "a new voice came in", "to_leader": "somebody turned to the leader", "silence": "it took long until the next turn"},
		Known: map[string]string{
			"defend-attack-spiral": "the spiral of defending and attacking", "complaint-circle": "the complaint circle",
			"steering-silence": "steering, going quiet, more steering", "judgement-defending": "judging, defending, judging",
			"curiosity-sharing": "asking, sharing, asking", "opposing-corrects-moving": "opposing corrects moving",
			"inquiry-calms-judgement": "inquiry calms judgement", "deciding-ends-circling": "deciding ends circling",
		},
		Explains: map[sequence.By]string{sequence.ByPersons: "that fits who was speaking", sequence.ByOwn: "this is how each strings their own turns",
			sequence.ByTime: "that fits that part of the meeting"},
	}
}
