package findings

import (
	"fmt"

	"kompas/analysis"
	"kompas/analysis/wording"
	"kompas/observe"
)

// findingTexts are the texts of findings in one language. A "%" verb is filled by
// fmt.
type findingTexts struct {
	*wording.Texts

	quote, or, thousand                              string
	oneMoment, manyMoments, oneMeeting, manyMeetings string

	sure     map[analysis.Confidence]string
	purposes map[observe.Purpose]string
	roles    map[observe.PersonRole]string // as in "by ..."

	patterns, maybePatterns, tooFewPatterns, noPatterns, noPatternsMeans, patternsMethod, patternsNoDraws string
	mistaken, normal, measure, interval, adjusted                                                         string

	seriesPatterns, maybeSeries, tooFewSeries, noSeriesPatterns, fewMeetings, sureOfFew, seriesMethod string

	cameBack, backLead, noneBack, couldIn, backTimes  string
	andAgain, backAndForth, allRound                  string
	together, togetherLead, noneTogether, fewTogether string
	seenInTeam, firstSeen, togetherMethod             string

	loops, loopsLead, maybeLoops, sideLoops, piecesLoops                                                 string
	noLoopsMeans, noLoopsPower, noLoopsHelps, nearest                                                    string
	fewPairs, fewCells, near                                                                             string
	knownLead, knownNone, usual, perhapsLoop, perhapsMeans, seenBefore, isKnown, wholeRound, linkFigures string
	knownSelf, knownTwo, knownCalms, knownSteps, notBack, notRound                                       string
	moreOften, lessOften, itself, byOthers, toAndFro, feedsItself, steadies, keepsApart                  string
	knownAs, sideMeans, piecesMeans, goneRound, broken                                                   string
	strength                                                                                             string
	effects                                                                                              map[string]string // by sequence.Loop.Effect
	notShuffled, shuffled, shuffledTwice, shuffledPersons, shuffledRule, shuffledKnown, inReply          string
	links, moreLinks, noLinks, noOtherLinks, linkMore, linkLess, onlyTimes, neverOnce                    string
	explained, seemsMore, seemsLess                                                                      string
	effectsTitle, effectsMethod, maybeEffects                                                            string
	noEffects, noDifference, effect, after, difference                                                   string
}

func languages() map[string]*findingTexts {
	return map[string]*findingTexts{"en": english(), "nl": dutch()}
}

// moments writes how many moments there are.
func (t *findingTexts) moments(n int) string {
	if n == 1 {
		return t.oneMoment
	}
	return fmt.Sprintf(t.manyMoments, n)
}

// meetings writes how many meetings there are.
func (t *findingTexts) meetings(n int) string {
	if n == 1 {
		return t.oneMeeting
	}
	return fmt.Sprintf(t.manyMeetings, n)
}

// only writes how few times something happened.
func (t *findingTexts) only(n int) string {
	if n == 0 {
		return t.neverOnce
	}
	return fmt.Sprintf(t.onlyTimes, t.Times(n))
}
