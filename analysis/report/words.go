package report

import (
	"cmp"
	"time"

	"kompas/analysis"
	"kompas/analysis/charts/words"
	"kompas/observe"
)

// texts are the texts of a report in one language. What a page of Kompas says too, is
// said in the same words.
type texts struct {
	*words.Texts

	Report              string // what this is
	Untitled            string // the title where there is none to be told
	Date                string // takes the day, the month and the year
	Months              string // from January on
	Minutes, OneMinute  string
	UnderAMinute        string
	Tells               string // before what was ticked
	TellsNames          string
	TellsNotes          string
	TellsPersons        string
	TellsPersonsUnnamed string
	Proposed            string // that nothing was chosen yet
	ProposedFragment    string
	ProposedPattern     string
	OneAlone            string // somebody noted only their own turns

	Fragment, FragmentNone, FragmentGone, FragmentOwn string
	FromTo                                            string // takes two times
	Shape                                             string // takes a number
	Line                                              string // takes who, to whom, and the word
	NamesHint                                         string

	Pattern, PatternWithout, PatternNone, PatternNoneThen, PatternGone, PatternApart string
	Sure                                                                             map[analysis.Confidence]string
	OneMoment, ManyMoments                                                           string
	BandSays                                                                         string // what the ticks are
	BandOtherwise                                                                    string
	Again                                                                            string // a round closes

	Question, OfFragment, TryOut, NoTryOut, LooksAfter, Noticing string

	Items, Item, Purpose, ItemMinutes, ItemTurns, Outcome, NotReached, BeforeItems string
	Purposes                                                                       map[observe.Purpose]string
	Outcomes                                                                       map[string]string

	Pictures, PicturesLead, EachPart, EachPartLead string
	AsTable                                        string
	NotDrawn                                       string // takes the titles of the charts with nothing to show
	TooManyTurns                                   string
	NoScript                                       string

	Notes, NotesLead string

	Method, Watched, OnPaper, Counted, ByOne, ByMany, ByOneOf, Compared, Few, OtherEyes, ItemsAlone string
	NotFor                                                                                          string
}

// in returns the texts of a language, "en" or "nl". For another one it fails with an
// [observe.Error] that names the option.
func in(lang string) (*texts, error) {
	shared, err := words.In(lang)
	if err != nil {
		return nil, err
	}
	w := map[string]*texts{"en": english(), "nl": dutch()}[lang]
	w.Texts = shared
	return w, nil
}

// counted writes how many there are of something.
func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return sprintf(many, n)
}

// date writes a day in words.
func (w *texts) date(t time.Time) string {
	return sprintf(w.Date, t.Day(), fields(w.Months)[t.Month()-1], t.Year())
}

// minutes writes how long something took.
func (w *texts) minutes(ms int64) string {
	n := int((ms + 30_000) / 60_000)
	return cmp.Or(map[int]string{0: w.UnderAMinute}[n], counted(n, w.OneMinute, w.Minutes))
}
