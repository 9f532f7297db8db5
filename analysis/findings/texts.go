package findings

import (
	"fmt"
	"strconv"
	"strings"

	"kompas/analysis"
	"kompas/analysis/wording"
	"kompas/observe"
)

// findingTexts are the texts of findings in one language. A "%" verb is filled by
// fmt.
type findingTexts struct {
	*wording.Texts

	quote, or, and, onTo, thousand                   string
	numbers, once, twice, inWords, less              string // numbers are the words of one to twelve
	oneExchange, manyExchanges                       string
	oneMoment, manyMoments, oneMeeting, manyMeetings string

	sure     map[analysis.Confidence]string
	purposes map[observe.Purpose]string
	roles    map[observe.PersonRole]string // as in "by ..."

	patterns, maybePatterns, tooFewPatterns, noPatterns, noPatternsMeans, toldFirst, patternsMethod, patternsNoDraws string
	mistaken, normal, measure, interval, adjusted                                                                    string

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
	noEffects, noDifference, oneNoDifference, actBy, elsewhere, after, difference                        string

	short           map[string]string // of patterns; how often in words, how often, of how many
	came, cameNever map[string]string // of outcomes; after what, how often, of how many

	met, metAgain, toAndAgain, wentRound, wentOn, calmed, often, rarely, never, wouldBe, expect     string
	answeredSelf, answeredTwo, answeredRound, inAll, brief                                          string
	endedWith, endedToo, endedOnce, endedAlways, endedGroup, endedElse, endedVaried                 string
	otherwise, otherwiseCame, onceOther, alwaysOther, neverOther, cameNext, otherwiseOf, noContrast string
	unusual, opened, closed, seenHere, allTurns, ownTurns, onlyOwn                                  string
	markedHere, marked                                                                              map[string]string // by kind of mark: with its time, and without
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

// number writes a whole number, up to twelve as a word.
func (t *findingTexts) number(n int) string {
	if words := strings.Fields(t.numbers); n >= 1 && n <= len(words) {
		return words[n-1]
	}
	return strconv.Itoa(n)
}

// count writes how often something happened, up to twelve times in words.
func (t *findingTexts) count(n int) string {
	switch n {
	case 0:
		return t.neverOnce
	case 1:
		return t.once
	case 2:
		return t.twice
	}
	return fmt.Sprintf(t.inWords, t.number(n))
}

// inExchanges writes in how many exchanges something happened.
func (t *findingTexts) inExchanges(n int) string {
	if n == 1 {
		return t.oneExchange
	}
	return fmt.Sprintf(t.manyExchanges, t.number(n))
}

// chance writes how often something would come about by chance.
func (t *findingTexts) chance(v float64) string {
	if v < 1 {
		return t.less
	}
	return t.Number(v, 0)
}

// list joins parts of a sentence.
func (t *findingTexts) list(parts []string) string {
	if n := len(parts); n > 1 {
		return strings.Join(parts[:n-1], ", ") + t.and + parts[n-1]
	}
	return strings.Join(parts, "")
}
