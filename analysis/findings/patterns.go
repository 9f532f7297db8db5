package findings

import (
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// patterns tells of the known patterns that were found in one meeting.
func (t *teller) patterns() Section {
	s := t.patternsOf(t.Patterns, t.say.maybePatterns, t.say.tooFewPatterns, t.pattern)
	s.Title = t.say.patterns
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.say.NoTurns}
	case len(s.Items) == 0:
		s.Title, s.Lead = t.say.noPatterns, []string{t.say.noPatternsMeans}
	default:
		s.Lead = []string{t.catalogue.Habit}
	}
	s.Method = []string{t.say.patternsMethod}
	if t.Sequence.Draws == 0 {
		s.Method = append(s.Method, t.say.patternsNoDraws)
	}
	return s
}

// patternsOf tells of the clear patterns in the order of the list, except that one
// that helps comes first. Possible ones, of which there are some in many meetings
// without any habit, are in a fold, and so are those with too few moments.
func (t *teller) patternsOf(list []analysis.Pattern, maybe, tooFew string, tell func(analysis.Pattern) Finding) Section {
	s := Section{Name: patternsSection, Folds: []Fold{{Title: maybe}, {Title: tooFew}}}
	var clear []analysis.Pattern
	for _, p := range list {
		switch p.Confidence {
		case analysis.Clear:
			clear = append(clear, p)
		case analysis.Possible:
			s.Folds[0].Items = append(s.Folds[0].Items, tell(p))
		default:
			s.Folds[1].Items = append(s.Folds[1].Items, tell(p))
		}
	}
	if i := slices.IndexFunc(clear, helps); i > 0 {
		first := clear[i]
		clear = slices.Insert(slices.Delete(clear, i, i+1), 0, first)
	}
	for _, p := range clear {
		s.Items = append(s.Items, tell(p))
	}
	return s
}

// helps reports whether a pattern mostly helps a team.
func helps(p analysis.Pattern) bool {
	about, _ := patterns.About(p.ID)
	return about.Leaning == patterns.Helps
}

// pattern tells of a pattern of one meeting and lists its moments, and those at which it
// went otherwise. Of a voice that was heard little there are none: they would point at it.
func (t *teller) pattern(p analysis.Pattern) Finding {
	w, name := t.say, t.catalogue.Patterns[p.ID].Name
	o, contrasted := t.occasions[p.ID]
	g := t.behind.Evidence(p.Evidence, p.EvidenceTotal)
	if o.Usual != nil {
		g = &moments.Group{}
		for _, turns := range o.Usual {
			t.behind.Gather(g, turns...)
		}
	}
	var of told
	word, links := t.steered(p)
	if of = t.exchanged(links, 2); len(of.exchanges) > 0 {
		g = t.group(of.exchanges)
	}
	if p.ID != quietVoice {
		t.behind.Add(moments.Named(patternID(p)), name, g)
	}
	times := g.Total
	if t.Limited() {
		times = p.EvidenceTotal // such a reader has no moments
	}
	f := t.patternAs(p, t.seen(p.ID, times, t.behind.Places(g)))
	switch short := w.short[p.ID]; {
	case len(of.exchanges) > 0:
		f.Short = t.went([]string{word}, of) + t.ended(of.exchanges) + "."
	case p.ID == acrossItems:
		f.Short = upperFirst(fmt.Sprintf(short, "", int(p.Measure)))
	case short != "" && contrasted:
		f.Short = upperFirst(fmt.Sprintf(short, w.count(g.Total), g.Total, g.Total+len(o.Otherwise)))
	}
	if contrasted {
		t.otherwise(&f, name, o.Otherwise, nil)
	} else {
		f.Otherwise = w.noContrast
	}
	about, _ := patterns.About(p.ID)
	t.offer(candidate{id: f.ID, sure: p.Confidence, leaning: about.Leaning, kind: patternKind, quiet: p.ID == quietVoice, links: links})
	return f
}

// Patterns that are told in a way of their own.
const (
	onSteering  = "steering-on-steering"
	quietVoice  = "silent-third"
	acrossItems = "across-agenda"
	toLeader    = "to-the-leader"
)

// steered returns the word that a pattern of answers that meet answers rests on, and its
// link to itself. Of another pattern, and where codes are no words, there is none.
func (t *teller) steered(p analysis.Pattern) (word string, links map[pair]sequence.Sign) {
	if p.ID != onSteering || len(p.Evidence) == 0 {
		return "", nil
	}
	for i, turn := range t.follows.list {
		if turn.ID == p.Evidence[0][0] && turn.Tag == observe.TagID(t.follows.codes[i]) {
			word = t.follows.codes[i]
			return word, map[pair]sequence.Sign{{word, word}: sequence.Positive}
		}
	}
	return "", nil
}

func patternID(p analysis.Pattern) string { return "pattern:" + p.ID }

// patternAs makes the finding of a pattern from the sentence that says how often
// it was seen.
func (t *teller) patternAs(p analysis.Pattern, sentence string) Finding {
	text := t.catalogue.Patterns[p.ID]
	about, _ := patterns.About(p.ID)
	f := t.finding(patternID(p), sentence, p.Confidence)
	f.Questions, f.Circular = []string{text.Question}, text.Circular
	if about.Leaning == patterns.Hinders {
		f.Questions = append(f.Questions, t.catalogue.SecondQuestion)
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
		f.Notes = append(f.Notes, t.catalogue.Proposed)
	}
	figures := []string{fmt.Sprintf(t.say.measure, t.say.Number(p.Measure, 2), t.say.Number(p.Threshold, 2), p.N)}
	if p.Low != nil && p.High != nil {
		figures = append(figures, fmt.Sprintf(t.say.interval, t.say.Number(*p.Low, 2), t.say.Number(*p.High, 2)))
	}
	figures = append(figures, t.chances(p.P, p.PAdjusted)...)
	f.Figures = strings.Join(figures, "; ")
	return f
}

// seen writes how often a pattern was seen in a meeting, and over how many places
// of it. Without the number of places, 0, they are left out.
func (t *teller) seen(id string, times, places int) string {
	spread := ""
	if places > 0 {
		spread = strings.Replace(t.catalogue.SeenPlaces, "{moments}", t.say.moments(places), 1)
	}
	return strings.NewReplacer("{times}", t.say.Times(times), "{turns}", t.say.Turns(times),
		"{name}", t.catalogue.Patterns[id].Name, "{places}", spread).Replace(t.catalogue.Sentence(id, times))
}
