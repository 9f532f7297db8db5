package charts

import (
	"kompas/analysis/trends"
	"kompas/analysis/wording"
)

// chartTexts are the texts of charts in one language. A "%" verb is filled by
// fmt.
type chartTexts struct {
	*wording.Texts

	person, turns, share, received, from, to, times string
	groupShort, word, untagged, time                string
	first, then, byChance, span, whole, path, tenth string

	turnsOf, responsesTo, pause, silenceOf, stretch string

	tooFew, noTurnsKept, noPairs, tooMany, tooManyPeople, turnsNote, firstRows, noTags string

	heardSome, heardAll, heardEven, heardHalf, sociogramFound, sociogramGroup, sociogramAll, sociogramNearlyAll, matrixFound string
	timelineFound, minutes, oneMinute, tagsOne, tagsMost, linkLessFound, oneMoreLink, moreLinks, linksNone, loopsFound       string
	dimensionsFound, shiftsMost, rhythmFound, rhythmPace, minute, palerThan, pathKey                                         string

	participationTitle, participationSub string
	sent, answered, per10, longest       string

	sociogramTitle, sociogramSub, sociogramNote, sociogramNone, sociogramOnly string

	matrixTitle, matrixSub, matrixNote string

	timelineTitle, timelineSub, timelineStave string

	tagsTitle, tagsSub string

	transitionsTitle, transitionsSub, transitionsNote string
	notShuffled, tooFewPairs, noPairsOfTags           string

	dimensionsTitle, dimensionsSub, quadrantSub, noDimensions, noWeights string

	shiftsTitle, shiftsSub, shiftsNote, shift, noShifts string
	shiftsLine, shiftMore, shiftLess, standsOut         string

	rhythmTitle, rhythmSub, rhythmNote, silenceNote, silence, silences, silenceAxis, turnsPer string

	loopsTitle, loopsSub, loopsShown, noLoops, loopsNone, loopsPerhaps, loopsDots, loopsDashed, knownLoops string
	feedFound, steadyFound, feedsFound, steadiesFound, linkCloses, linksClose, noLoop, oneLoop, manyLoops  string
	loop, kind, seen, status, reinforcing, balancing, keepsApart                                           string
	statusWhole, side, pieces, knownLoop, teamLoop, sureClear, surePerhaps                                 string

	agreementTitle, agreementFound, agreementSub, agreementNone, agreementNote                                 string
	agreementKappa, agreementFew, agreementChance, agreementApart, agreementLate, agreementFast, agreementSame string
	noted, notNoted, notedBoth, notedOne, observerA, observerB                                                 string

	meeting, trendsValue, trendsFrom, trendsTo, trendsShareOf, trendsSub, trendsNone, trendsFew                               string
	trendsBefore, trendsMeetings, trendsMeeting, trendsRing, trendsRings, trendsChange, trendsNamed, trendsLate, trendsNoDate string

	flowTitle, flowSub, flowMost, flowShown, flowAfter, flowBefore string

	effectsTitle, effectsSub, effectsSure, effectsWho, effectsCame, effectsAfter, effectsElse, effectsDifference, effectsChance string
	effectsNoDraws, effectsTooMany, effectsFew, effectsNone, effectsOne, effectsFound, effectsNote, effectsLeft                 string
	effectsShown, effectsOf, effectsInterval, effectsDid, effectsDidNot                                                         string

	outcomes map[string]string            // of effects
	measures map[string]string            // figures that are followed over meetings
	verdicts map[trends.Verdict][2]string // of a figure that is smaller, and of one that is larger than before
	asUsual  string
	months   []string
}

func languages() map[string]*chartTexts {
	return map[string]*chartTexts{"en": english(), "nl": dutch()}
}
