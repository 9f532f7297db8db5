package charts

import (
	"kompas/analysis"
	"kompas/observe"
)

// saying is what findings are said with in one language. A "%" verb is filled by
// fmt.
type saying struct {
	quote, once, often, or, thousand  string
	manyTimes, manyMoments, oneMoment string // in the frame of patterns

	sure     map[analysis.Confidence]string
	purposes map[observe.Purpose]string
	roles    map[observe.PersonRole]string // as in "by ..."

	patterns, tooFewPatterns, noPatterns, noPatternsMeans, patternsMethod, patternsNoDraws string
	mistaken, normal, measure, interval, adjusted                                          string

	seriesPatterns, tooFewSeries, noSeriesPatterns, fewMeetings, sureOfFew, seriesMethod string
	manyMeetings, oneMeeting                                                             string // in the frame of patterns over meetings

	loops, loopsLead, sideLoops, piecesLoops                                  string
	noLoops, noLoopsMeans, noLoopsPower, noLoopsHelps, nearest                string
	fewPairs, fewCells, near                                                  string
	moreOften, lessOften, itself, toAndFro, feedsItself, steadies, keepsApart string
	knownAs, sideMeans, piecesMeans, goneRound, broken, shared                string
	loopQuestion, strength                                                    string
	known                                                                     map[string]string // by analysis.Loop.Known
	effects                                                                   map[string]string // by analysis.Loop.Effect
	notShuffled, shuffled, shuffledPersons, shuffledRule                      string
	links, moreLinks, noLinks, linkMore, linkLess                             string
	explained, seemsMore, seemsLess                                           string
	explains                                                                  map[analysis.By]string
	effectsTitle, effectsMethod, maybeEffects                                 string
	noEffects, noDifference, effect, after, difference                        string
	outcomes                                                                  map[string]string
}

func sayings() map[string]*saying {
	return map[string]*saying{"en": sayingEnglish(), "nl": sayingDutch()}
}
