// Package findings says in sentences what was found in a meeting: known patterns,
// loops, what followed what, and what came next. Each sentence is made from a
// result and has the moments that it rests on; a page shows it beside the chart of
// the same name.
package findings

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/moments"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Findings is what was found, in words. Every sentence that states a finding has
// moments.
type Findings struct {
	Sections []Section `json:"sections"`
	// Moments are what lies behind each finding; At.Graphic is its id, or
	// "otherwise:" and its id for the moments at which it went otherwise.
	Moments []moments.Moment `json:"moments"`
	Glance  Glance           `json:"glance"`
}

// Glance is what a meeting has that is worth telling first.
type Glance struct {
	Fragments []Fragment `json:"fragments"` // at most three, in the order in which they are proposed
	Pieces    []Fragment `json:"pieces"`    // of each of the findings that has one, the turns that hold most of its moments
	Findings  []string   `json:"findings"`  // ids of at most three findings of the sections, one that helps first where there is one
}

// Section is the findings of one kind. Where a chart has the same name, a page shows
// the section under it.
type Section struct {
	Name   string    `json:"name"` // "patterns", "loops", "transitions", "effects"; over meetings "patterns", "came-back", "together"
	Title  string    `json:"title"`
	Lead   []string  `json:"lead"` // what to know first, or what it means that nothing was found
	Items  []Finding `json:"items"`
	Folds  []Fold    `json:"folds"`
	Method []string  `json:"method"` // how findings of this kind are looked for
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
	Figures    string              `json:"figures,omitempty"` // the numbers behind it, for readers who want to check

	// Short is what one says aloud: how often it was so, and what ended it.
	Short string `json:"short"`
	// Circular is a question about the sequence, a difference, a view from outside,
	// the future or an exception. Patterns and loops have one.
	Circular string `json:"circular,omitempty"`
	// Otherwise says of how many moments it went otherwise, or that there were none.
	// Patterns and loops have it.
	Otherwise string `json:"otherwise,omitempty"`
}

// Names of sections.
const (
	patternsSection    = "patterns"
	loopsSection       = "loops"
	transitionsSection = "transitions"
	effectsSection     = "effects"
	cameBackSection    = "came-back"
	togetherSection    = "together"
)

// mostSaid is how many findings of one kind are shown at once. The others are in
// a fold.
const mostSaid = 8

// Say puts what was found into words of a language, "en" or "nl". For another one
// it fails with an [observe.Error] that names the option. It runs within
// [compute.Until], which ends it when ctx is done. A finding needs a moment to open:
// of a reading without turns in a log there are none.
func Say(ctx context.Context, r *analysis.Reading, lang string) (*Findings, error) {
	return SayWithout(ctx, r, lang, Without{})
}

// SayWithout is Say with something left out.
func SayWithout(ctx context.Context, r *analysis.Reading, lang string, without Without) (*Findings, error) {
	t, err := newTeller(lang)
	if err != nil {
		return nil, err
	}
	t.without, t.seem = without, r.OnlySeem()
	r = without.In(r)
	used := make([]observe.TagID, len(r.Tags))
	for i, tag := range r.Tags {
		used[i] = tag.Tag
	}
	t.ctx, t.Reading, t.behind, t.names = ctx, r, moments.Of(ctx, r), t.say.NamesOf(r.Participants, r.Selection.Codebook, used)
	t.coded, t.follows, t.occasions = r.Selection.Coded(r.Selection.Codes()), newFollows(r), patterns.OccasionsOf(ctx, r)
	compute.Look(ctx)
	codes := r.Selection.TurnCodes()
	r.Selection.EachPair(func(first, then int, between bool) {
		if between {
			t.behind.Gather(t.pairs.Of(pair{codes[first], codes[then]}), first, then)
		}
	})
	out := &Findings{Sections: []Section{t.patterns(), t.loops(), t.transitions(), t.effects()}}
	if r.Selection.SelfTapped() {
		t.tellOwn(out.Sections)
	}
	out.Moments = append([]moments.Moment{}, t.behind.List...)
	open := map[string]bool{"pattern:" + quietVoice: true}
	for _, m := range out.Moments {
		open[m.At.Graphic] = true
	}
	for i := range out.Sections {
		out.Sections[i].complete(func(id string) bool { return (open[id] || r.Limited()) && !without.has(id) })
	}
	out.Glance = t.glance(out.Sections)
	out.Moments = slices.DeleteFunc(out.Moments, func(m moments.Moment) bool { return !out.has(strings.TrimPrefix(m.At.Graphic, Otherwise)) })
	return out, nil
}

// complete leaves out findings whose id opens no moment, such as those of a file
// without a log, and replaces nil lists by empty ones.
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

// teller puts a result into words. It has no reading, names and moments for what
// was found over several meetings.
type teller struct {
	*analysis.Reading
	say       *findingTexts
	catalogue patterns.Texts
	names     *wording.Names
	ctx       context.Context
	behind    *moments.Collector
	pairs     moments.Groups[pair] // of the sequence
	coded     sequence.Turns
	follows   follows
	occasions map[string]patterns.Occasions // by pattern
	offered   []candidate                   // what may be told first
	seem      []sequence.Explanation        // what only seems to follow
	without   Without
}

// pair is a code and the code that came next.
type pair [2]string

func newTeller(lang string) (*teller, error) {
	shared, err := wording.In(lang)
	if err != nil {
		return nil, err
	}
	say := languages()[lang]
	say.Texts = shared
	return &teller{say: say, catalogue: patterns.In(lang), pairs: moments.Groups[pair]{}}, nil
}

// found makes a finding and lists its moments under this label.
func (t *teller) found(id, text, label string, g *moments.Group, sure analysis.Confidence) Finding {
	t.behind.Add(moments.Named(id), label, g)
	return t.finding(id, text, sure)
}

func (t *teller) finding(id, text string, sure analysis.Confidence) Finding {
	f := Finding{ID: id, Text: text, Short: text, Confidence: sure}
	if sure != "" {
		f.Sure = t.say.sure[sure]
	}
	return f
}

// quoted returns the label of a code in quotation marks.
func (t *teller) quoted(code string) string { return fmt.Sprintf(t.say.quote, t.names.Code(code)) }

// chances writes a p on its own, and one adjusted for all that were tested.
// Either may be nil.
func (t *teller) chances(p, adjusted *float64) (out []string) {
	if p != nil {
		out = append(out, "p = "+t.say.Number(*p, 4))
	}
	if adjusted != nil {
		out = append(out, fmt.Sprintf(t.say.adjusted, t.say.Number(*adjusted, 4)))
	}
	return out
}

// has reports whether there is a finding with this id.
func (f *Findings) has(id string) bool {
	return slices.ContainsFunc(f.Sections, func(s Section) bool { return s.find(id) != nil })
}

// All returns all findings, in their order.
func (f *Findings) All() (out []Finding) {
	for _, s := range f.Sections {
		out = append(out, s.Items...)
		for _, fold := range s.Folds {
			out = append(out, fold.Items...)
		}
	}
	return out
}

// find returns the finding with this id, or nil.
func (s *Section) find(id string) *Finding {
	for _, items := range append([]Fold{{Items: s.Items}}, s.Folds...) {
		for i := range items.Items {
			if items.Items[i].ID == id {
				return &items.Items[i]
			}
		}
	}
	return nil
}

// lowerFirst makes a sentence a clause.
func lowerFirst(s string) string {
	if rest, ok := strings.CutPrefix(s, "Eén "); ok {
		return "één " + rest
	}
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}

// upperFirst makes a sentence begin with a capital. The accents of the Dutch number one
// are not written on a capital.
func upperFirst(s string) string {
	if rest, ok := strings.CutPrefix(s, "één "); ok {
		return "Eén " + rest
	}
	r := []rune(s)
	if len(r) == 0 {
		return s
	}
	return strings.ToUpper(string(r[0])) + string(r[1:])
}
