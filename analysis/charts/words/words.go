// Package words has the texts of charts in each language. Those that they share with
// sentences and reports are in package wording.
package words

import (
	"kompas/analysis"
	"kompas/analysis/trends"
	"kompas/analysis/wording"
)

// Texts are the texts of charts in one language. A "%" verb is filled by
// fmt.
type Texts struct {
	*wording.Texts

	Person, TurnsHead, Share, Received, From, To, TimesHead string
	GroupShort, Word, Untagged, Time, And                   string
	First, Then, ByChance, Span, Whole                      string

	TurnsOf, ResponsesTo, Pause, GapOf, Stretch string

	TooFew, NoTimes, NoTurnsKept, NoPairs, TooMany, TooManyPeople, FirstRows, NoTags string
	SomeWords, AllWords, NoWords                                                     string
	OwnOnly, OwnSub, OwnTitle                                                        string // where somebody noted only their own turns

	HeardSome, HeardAll, HeardEven, HeardHalf                                         string
	GroupOne, GroupSome, GroupShare, SociogramGroup, SociogramAll, SociogramNearlyAll string
	MatrixFound, TimelineFound, Minutes, OneMinute, Minute, PalerThan                 string
	TagsOne, TagsMost, TagsTie, TagsThen, TagsThenEach                                string
	LinkOften, LinkSeldom, LinkNever, OneMoreLink, MoreLinks, LinksNone               string
	DimensionsFound, ThreeKFound, RhythmFound, RhythmPace                             string
	ShiftsMost, ShiftMore, ShiftLess, ShiftPair                                       string

	ParticipationTitle, ParticipationSub, Sent, Answered, Per10 string

	SociogramTitle, SociogramSub, SociogramNote, SociogramNone, SociogramOnly string

	MatrixTitle, MatrixSub, MatrixNote string

	TimelineTitle, TimelineSub, TimelineStave string

	TagsTitle, TagsSub string

	TransitionsTitle, TransitionsSub, TransitionsNote string
	NotShuffled, TooFewPairs, NoPairsOfTags           string

	DimensionsTitle, DimensionsSub, ThreeKTitle, ThreeKSub, QuadrantSub, NoDimensions, NoWeights, TurnsCounted string

	ShiftsTitle, ShiftsSub, ShiftsNote, Shift, NoShifts, ShiftsLine, StandsOut string

	RhythmTitle, RhythmSub, RhythmSilent, RhythmNote, Gap, GapAxis, Longest, Silences, TurnsPer string

	LoopsTitle, LoopsSub, LoopsPerhaps, LoopsPieces, KnownLoops                 string
	FeedFound, SteadyFound, FeedsFound, SteadiesFound, LoopsFound               string
	StorySelf, StoryFirst, StoryNext, StoryLast, Often, Seldom                  string
	StoryFeeds, StorySteadies, StoryApart, StoryPerhaps, StorySide, StoryPieces string
	LoopFeeds, LoopSteadies, LoopApart                                          string
	Loop, Kind, Seen, Status, Reinforcing, Balancing, KeepsApart                string
	StatusWhole, Side, Pieces, KnownLoop, TeamLoop, SureClear, SurePerhaps      string

	AgreementTitle, AgreementFound, AgreementSub, AgreementNone, AgreementNote                                 string
	AgreementKappa, AgreementFew, AgreementChance, AgreementApart, AgreementLate, AgreementFast, AgreementSame string
	Noted, NotNoted, NotedBoth, NotedOne, ObserverA, ObserverB                                                 string

	Meeting, TrendsValue, TrendsFrom, TrendsTo, TrendsShareOf, TrendsSub, TrendsNone, TrendsFew                               string
	TrendsBefore, TrendsMeetings, TrendsMeeting, TrendsRing, TrendsRings, TrendsChange, TrendsNamed, TrendsLate, TrendsNoDate string
	TrendsLeftOut, SettlingTells, FewWords, Directing, DirectingOnce                                                          string

	FlowTitle, FlowSub, FlowShown, FlowAfter, FlowBefore string

	EffectsTitle, EffectsSub, EffectsSure, EffectsWho, EffectsCame, EffectsAfter, EffectsElse, EffectsDifference, EffectsChance string
	EffectsNoDraws, EffectsTooMany, EffectsFew, EffectsNone, EffectFound, OneMoreEffect, MoreEffects, EffectsNote, EffectsLeft  string
	EffectsShown, EffectsOf, EffectsInterval, EffectsDid, EffectsDidNot                                                         string

	Acts, ActOnce, ActOften map[analysis.GroupAct]string // what the group does at once: its name, once, and so many times
	Came                    map[string]string            // of effects
	Never                   map[string]string            // that an outcome never came, as a clause of a sentence
	LeftOut                 map[trends.LeftOut]string    // why a meeting is left out of a figure, after how many meetings
	Measures, MeasureMeans  map[string]string            // figures that are followed over meetings, and what their ends mean
	Verdicts                map[trends.Verdict][2]string // of a figure that is smaller, and of one that is larger than before
	AsUsual                 string
	Months                  []string
}

// In returns the texts of a language, "en" or "nl". For another one it fails with an
// [observe.Error] that names the option.
func In(lang string) (*Texts, error) {
	shared, err := wording.In(lang)
	if err != nil {
		return nil, err
	}
	texts := map[string]*Texts{"en": english(), "nl": dutch()}[lang]
	texts.Texts = shared
	return texts, nil
}
