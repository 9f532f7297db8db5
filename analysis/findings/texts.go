package findings

import (
	"fmt"

	"kompas/analysis"
	"kompas/analysis/sequence"
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

	loops, loopsLead, sideLoops, piecesLoops                                  string
	noLoopsMeans, noLoopsPower, noLoopsHelps, nearest                         string
	fewPairs, fewCells, near                                                  string
	moreOften, lessOften, itself, toAndFro, feedsItself, steadies, keepsApart string
	knownAs, sideMeans, piecesMeans, goneRound, broken, shared                string
	loopQuestion, strength                                                    string
	known                                                                     map[string]string // by sequence.Loop.Known
	effects                                                                   map[string]string // by sequence.Loop.Effect
	notShuffled, shuffled, shuffledPersons, shuffledRule                      string
	links, moreLinks, noLinks, linkMore, linkLess                             string
	explained, seemsMore, seemsLess                                           string
	explains                                                                  map[sequence.By]string
	effectsTitle, effectsMethod, maybeEffects                                 string
	noEffects, noDifference, effect, after, difference                        string
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
