package charts

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/patterns"
	"kompas/observe"
)

// Findings are what was found, in words. Every sentence that states a finding
// has moments.
type Findings struct {
	Sections []Section `json:"sections"`
	Moments  []Moment  `json:"moments"` // behind each finding, whose id is the name of the part
}

// Section is the findings of one kind. Those with the name of a chart belong
// under it.
type Section struct {
	Name   string    `json:"name"` // "patterns", "loops", "transitions", "effects"
	Title  string    `json:"title"`
	Lead   []string  `json:"lead"` // what to know first; all there is where nothing was found
	Items  []Finding `json:"items"`
	Folds  []Fold    `json:"folds"`
	Method []string  `json:"method"` // how it was found
}

// Fold is findings that are not shown at once.
type Fold struct {
	Title string    `json:"title"`
	Items []Finding `json:"items"`
}

// Finding is one sentence and what belongs to it.
type Finding struct {
	ID         string              `json:"id"`
	Text       string              `json:"text"`
	Confidence analysis.Confidence `json:"confidence,omitempty"`
	Sure       string              `json:"sure,omitempty"` // the confidence in words
	Notes      []string            `json:"notes"`
	Questions  []string            `json:"questions"`
	Figures    string              `json:"figures,omitempty"` // for who wants to check
}

// Names of sections.
const (
	patternsSection    = "patterns"
	loopsSection       = "loops"
	transitionsSection = "transitions"
	effectsSection     = "effects"
)

// mostSaid is how many findings of one kind are shown at once; the others are in
// a fold.
const mostSaid = 8

// Say puts what was found into words. It fails as Build does.
func Say(ctx context.Context, r *analysis.Reading, o Options) (*Findings, error) {
	d, err := begin("findings", o)
	if err != nil {
		return nil, err
	}
	d.of(ctx, r)
	compute.Look(d.ctx)
	t := newTeller(d)
	codes := d.Selection.TurnCodes()
	d.Selection.EachPair(func(first, then int) { d.gather(t.pairs.of(pair{codes[first], codes[then]}), first, then) })
	out := &Findings{Sections: []Section{t.habits(), t.rounds(), t.follows(), t.cameNext()}}
	out.Moments = d.frame.Moments
	open := map[string]bool{}
	for _, m := range out.Moments {
		open[m.At.Graphic] = true
	}
	for i := range out.Sections {
		out.Sections[i].complete(func(id string) bool { return open[id] })
	}
	return out, nil
}

// complete leaves out findings without a moment to open, such as those of a file
// that is no log, and makes empty lists of absent ones.
func (s *Section) complete(opens func(id string) bool) {
	full := func(items []Finding) []Finding {
		items = slices.DeleteFunc(items, func(f Finding) bool { return !opens(f.ID) })
		for i := range items {
			items[i].Notes = append([]string{}, items[i].Notes...)
			items[i].Questions = append([]string{}, items[i].Questions...)
		}
		return append([]Finding{}, items...)
	}
	s.Lead, s.Method = append([]string{}, s.Lead...), append([]string{}, s.Method...)
	s.Items = full(s.Items)
	folds := []Fold{}
	for _, f := range s.Folds {
		if f.Items = full(f.Items); len(f.Items) > 0 {
			folds = append(folds, f)
		}
	}
	s.Folds = folds
}

// teller puts a result into words.
type teller struct {
	*drawing
	say   *saying
	texts patterns.Texts
	pairs groups[pair]
}

func newTeller(d *drawing) *teller {
	return &teller{drawing: d, say: sayings()[d.lang], texts: patterns.In(d.lang), pairs: groups[pair]{}}
}

// found makes a finding with its moments; label stands over them.
func (t *teller) found(id, text, label string, g *gathered, sure analysis.Confidence) Finding {
	t.moments(graphic(id), label, g)
	return t.finding(id, text, sure)
}

func (t *teller) finding(id, text string, sure analysis.Confidence) Finding {
	f := Finding{ID: id, Text: text, Confidence: sure}
	if sure != "" {
		f.Sure = t.say.sure[sure]
	}
	return f
}

// quoted is a code in words, between quotation marks.
func (t *teller) quoted(code string) string { return fmt.Sprintf(t.say.quote, t.codeLabel(code)) }

// habits tells of known patterns: one that helps first, those with too few
// moments in a fold.
func (t *teller) habits() Section {
	s := t.habitsOf(t.Patterns, t.say.tooFewPatterns, t.habit)
	s.Title = t.say.patterns
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.words.noTurns}
	case len(s.Items) == 0:
		s.Title, s.Lead = t.say.noPatterns, []string{t.say.noPatternsMeans}
	}
	s.Method = []string{t.say.patternsMethod}
	if t.Sequence.Draws == 0 {
		s.Method = append(s.Method, t.say.patternsNoDraws)
	}
	return s
}

// habitsOf tells of patterns, in order: one that helps first, those with too few
// moments in a fold.
func (t *teller) habitsOf(list []analysis.Pattern, tooFew string, habit func(analysis.Pattern) Finding) Section {
	s := Section{Name: patternsSection, Folds: []Fold{{Title: tooFew}}}
	var shown []analysis.Pattern
	for _, p := range list {
		if p.Confidence == analysis.TooFew {
			s.Folds[0].Items = append(s.Folds[0].Items, habit(p))
		} else {
			shown = append(shown, p)
		}
	}
	if i := slices.IndexFunc(shown, helps); i > 0 {
		first := shown[i]
		shown = slices.Insert(slices.Delete(shown, i, i+1), 0, first)
	}
	for _, p := range shown {
		s.Items = append(s.Items, habit(p))
	}
	return s
}

func helps(p analysis.Pattern) bool {
	about, _ := patterns.About(p.ID)
	return about.Leaning == patterns.Helps
}

func (t *teller) habit(p analysis.Pattern) Finding {
	name := t.texts.Patterns[p.ID].Name
	g := t.evidence(p.Evidence, p.EvidenceTotal)
	t.moments(graphic(patternID(p)), name, g)
	return t.habitAs(p, t.framed(name, g))
}

func patternID(p analysis.Pattern) string { return "pattern:" + p.ID }

// habitAs tells of a pattern that was seen as often as the sentence says.
func (t *teller) habitAs(p analysis.Pattern, sentence string) Finding {
	text := t.texts.Patterns[p.ID]
	about, _ := patterns.About(p.ID)
	f := t.finding(patternID(p), sentence, p.Confidence)
	f.Questions = []string{text.Question}
	if about.Leaning == patterns.Hinders {
		f.Questions = append(f.Questions, t.texts.SecondQuestion)
	}
	f.Notes = []string{fmt.Sprintf(t.say.mistaken, text.MistakenFor)}
	if len(about.Normal) > 0 {
		var items []string
		for _, purpose := range about.Normal {
			items = append(items, t.say.purposes[purpose])
		}
		f.Notes = append(f.Notes, fmt.Sprintf(t.say.normal, strings.Join(items, t.say.or)))
	}
	if p.Warning != "" {
		f.Notes = append(f.Notes, t.texts.Proposed)
	}
	figures := []string{fmt.Sprintf(t.say.measure, t.number(p.Measure, 2), t.number(p.Threshold, 2), p.N)}
	if p.Low != nil && p.High != nil {
		figures = append(figures, fmt.Sprintf(t.say.interval, t.number(*p.Low, 2), t.number(*p.High, 2)))
	}
	figures = append(figures, t.chances(p.P, p.PAdjusted)...)
	f.Figures = strings.Join(figures, "; ")
	return f
}

// framed writes how often a pattern was seen. In how many places that was is left
// out where the result lists the first moments only.
func (t *teller) framed(name string, g *gathered) string {
	frame := t.texts.Frame
	if from := strings.Index(frame, ";"); g.total > len(g.turns) && from >= 0 {
		frame = frame[:from] + frame[from+strings.Index(frame[from:], "."):]
	}
	places := t.places(g)
	if g.total == 1 {
		frame = strings.Replace(frame, t.say.manyTimes, t.say.once, 1)
	}
	if places == 1 {
		frame = strings.Replace(frame, t.say.manyMoments, t.say.oneMoment, 1)
	}
	return strings.NewReplacer("{n}", fmt.Sprint(g.total), "{name}", fmt.Sprintf(t.say.quote, name), "{k}", fmt.Sprint(places)).Replace(frame)
}

// chances writes a p by itself, and adjusted for all that were tested.
func (t *teller) chances(p, adjusted *float64) (out []string) {
	if p != nil {
		out = append(out, "p = "+t.number(*p, 4))
	}
	if adjusted != nil {
		out = append(out, fmt.Sprintf(t.say.adjusted, t.number(*adjusted, 4)))
	}
	return out
}

// together is how close moments are that lie in one place of the meeting, in ms.
const together = 60_000

// places counts in how many places of the meeting moments lie: those less than a
// minute apart are in one.
func (t *teller) places(g *gathered) int {
	at := map[observe.Seq]int64{}
	for _, turn := range t.turns() {
		at[turn.Seq] = turn.At
	}
	var times []int64
	for _, moment := range g.turns {
		times = append(times, at[moment[0]])
	}
	slices.Sort(times)
	n := 0
	for i, v := range times {
		if i == 0 || v-times[i-1] > together {
			n++
		}
	}
	return n
}
