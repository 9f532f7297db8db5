package findings_test

import (
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// lookedFor is a meeting in which judging and defending, and steering, follow one
// another, as it is when these known loops are found in it.
func lookedFor(t *testing.T, loops ...sequence.KnownLoop) *analysis.Reading {
	t.Helper()
	var turns []string
	for range 4 {
		turns = append(turns, "a judgement", "b defending", "c judgement", "a curiosity", "b sharing", "a steering", "b steering", "b other")
	}
	r := analysistest.Analyze(t, analysistest.Scripted(t, turns...), analysistest.Draws(0))
	list, codes := r.Selection.List(), r.Selection.TurnCodes()
	r.Sequence.Draws, r.Sequence.SecondNull = 5000, new("speaker-shift")
	r.Sequence.AlphaExplored, r.Sequence.AlphaKnown = 0.03, new(0.02)
	for i := range loops {
		l := &loops[i]
		if l.Confidence == nil {
			continue
		}
		told := l.Links
		if l.Is(sequence.OneWay) {
			told = []sequence.KnownLink{l.Links[l.Stronger()]}
		}
		for k := 1; k < len(list); k++ {
			for _, link := range told {
				if codes[k-1] == link.From && codes[k] == link.To && list[k-1].From != list[k].From && link.Sign == sequence.Positive {
					l.Evidence = append(l.Evidence, []observe.EntryID{list[k-1].ID, list[k].ID})
					l.EvidenceTotal++
				}
			}
		}
	}
	r.KnownLoops = loops
	return r
}

// known is a known loop of positive links, of which each came as often as said here and
// was expected once.
func known(name string, found *sequence.LoopConfidence, nodes []string, observed ...int) sequence.KnownLoop {
	l := sequence.KnownLoop{ID: strings.Join(nodes, ">") + ">", Known: name, Source: sequence.FromCodebook, Nodes: nodes, Kind: sequence.Reinforcing,
		P: 0.001, PAdjusted: 0.004, Expected: float64(len(nodes)), Confidence: found}
	for i, n := range observed {
		l.Observed += n
		l.Signs = append(l.Signs, sequence.Positive)
		l.Links = append(l.Links, sequence.KnownLink{From: nodes[i], To: nodes[(i+1)%len(nodes)], Sign: sequence.Positive, Observed: n, Expected: 1, P: 1 / float64(10+n)})
	}
	return l
}

var (
	judging  = []string{"defending", "judgement"}
	steering = []string{"steering"}
	sharing  = []string{"curiosity", "sharing"}
)

// sectionsOf returns the sections of the findings by name, and how many moments each
// finding has.
func sectionsOf(t *testing.T, r *analysis.Reading, lang string) (map[string]findings.Section, map[string]int) {
	t.Helper()
	said, err := findings.Say(t.Context(), r, lang)
	if err != nil {
		t.Fatal(err)
	}
	sections, moments := map[string]findings.Section{}, map[string]int{}
	for _, s := range said.Sections {
		sections[s.Name] = s
	}
	for _, m := range said.Moments {
		moments[m.At.Graphic] = m.Total
	}
	return sections, moments
}

// Known loops come before the others, with how often their links came and how often
// they would by chance; those that are less sure are in a fold. Of a one-way loop only
// what followed what is told, never as a loop.
func TestKnownLoopsAreToldFirst(t *testing.T) {
	calms := known("inquiry-calms-judgement", new(sequence.PossibleLoop), []string{"curiosity", "judgement"}, 0, 4)
	calms.Signs[0], calms.Links[0].Sign, calms.Kind = sequence.Negative, sequence.Negative, sequence.Balancing
	team := known("", new(sequence.ClearLoop), steering, 4)
	team.Source = sequence.FromTeam
	r := lookedFor(t, known("judgement-defending", new(sequence.ClearLoop), judging, 4, 4), team, calms,
		known("curiosity-sharing", new(sequence.OneWay), sharing, 4, 0), known("other", nil, []string{"a", "b"}, 0, 0))
	r.Loops = []sequence.Loop{{ID: "sharing>steering>", Nodes: []string{"sharing", "steering"}, Signs: []sequence.Sign{"+", "+"}, Kind: sequence.Reinforcing, Status: sequence.Whole,
		Evidence: r.KnownLoops[1].Evidence, EvidenceTotal: 4}}
	for lang, want := range map[string]struct{ items, maybe, links []string }{
		"en": {
			[]string{"“defending” was met with “judgement” from somebody else, and that with “defending” again: in four exchanges. It kept itself going.",
				"Four times “steering” was met with “steering”. It kept itself going.", "Four times “sharing” and “steering” followed each other."},
			[]string{"“judgement” was followed by “curiosity” from somebody else 4 times (by chance 1), and “curiosity” by “judgement” again not once (by chance 1). It held itself back."},
			[]string{"After “curiosity”, “sharing” followed 4 of 4 times; by chance you would expect 1. The other way round it did not stand out."},
		},
		"nl": {
			[]string{"Op ‘defending’ volgde ‘judgement’ van een ander, en daarop weer ‘defending’: in vier uitwisselingen. Dat hield zichzelf in stand.",
				"Vier keer werd ‘steering’ met ‘steering’ beantwoord. Dat hield zichzelf in stand.", "Vier keer volgden ‘sharing’ en ‘steering’ op elkaar."},
			[]string{"Na ‘judgement’ kwam 4 keer ‘curiosity’ van een ander (bij toeval 1), en na ‘curiosity’ niet één keer weer ‘judgement’ (bij toeval 1). Dat remde zichzelf af."},
			[]string{"Na ‘curiosity’ kwam 4 van de 4 keer ‘sharing’; bij toeval verwacht je er 1. Andersom viel het niet op."},
		},
	} {
		sections, moments := sectionsOf(t, r, lang)
		said := func(list []findings.Finding) (out []string) {
			for _, f := range list {
				out = append(out, f.Text)
			}
			return out
		}
		loops := sections["loops"]
		if len(loops.Folds) != 1 {
			t.Fatalf("%s: the folds are %+v", lang, loops.Folds)
		}
		for what, got := range map[string][2][]string{"loops": {said(loops.Items), want.items}, "maybe": {said(loops.Folds[0].Items), want.maybe}, "links": {said(sections["transitions"].Items), want.links}} {
			if !slices.EqualFunc(got[0], got[1], strings.HasPrefix) {
				t.Errorf("%s: %s are %q, want %q", lang, what, got[0], got[1])
			}
		}
		if got := loops.Items[1].Notes[0]; got != map[string]string{"en": "Seen in this team before.", "nl": "Eerder in dit team gezien."}[lang] {
			t.Errorf("%s: a loop of the team has the note %q", lang, got)
		}
		first := loops.Items[0]
		if first.Confidence != analysis.Clear || moments[first.ID] != 4 || !strings.Contains(first.Notes[0], map[string]string{"en": "judging, defending", "nl": "oordelen, verdedigen"}[lang]) ||
			!strings.Contains(first.Figures, "p = 0") {
			t.Errorf("%s: what belongs to a known loop is %+v, with %d moments", lang, first, moments[first.ID])
		}
		texts := patterns.In(lang)
		for i, name := range []string{"judgement-defending", "", ""} {
			if f, want := loops.Items[i], texts.Loop(name); f.Circular != want.Circular || !slices.Equal(f.Questions, []string{want.Question}) {
				t.Errorf("%s: the questions of a loop are %q and %q", lang, f.Questions, f.Circular)
			}
		}
		if maybe := loops.Folds[0].Items[0]; maybe.Confidence != analysis.Possible {
			t.Errorf("%s: a loop that is possible is %+v", lang, maybe)
		}
		for _, s := range sections {
			for _, f := range s.Items {
				if strings.Contains(f.ID, "curiosity>sharing") && s.Name != "transitions" {
					t.Errorf("%s: a one-way loop is told among %s: %+v", lang, s.Name, f)
				}
			}
		}
		if len(loops.Lead) != 1 || !strings.HasPrefix(loops.Lead[0], map[string]string{"en": "First the known loops", "nl": "Eerst de bekende cirkels"}[lang]) {
			t.Errorf("%s: the loops begin with %q", lang, loops.Lead)
		}
	}
}

// Where no known loop was found, one sentence says how many were looked for, and the title
// or the sentence that this is the usual result of one meeting.
func TestThatNoKnownLoopWasFoundIsSaid(t *testing.T) {
	r := lookedFor(t, known("judgement-defending", nil, judging, 1, 1), known("curiosity-sharing", nil, sharing, 1, 1))
	for lang, want := range map[string][2]string{
		"en": {"No loop was found. That is the usual result of one meeting.", "Known loops that were looked for: 2; none was found."},
		"nl": {"Er is geen cirkel gevonden. Dat is de gewone uitkomst van één overleg.", "Apart gezocht naar bekende cirkels: 2; geen ervan is gevonden."},
	} {
		sections, _ := sectionsOf(t, r, lang)
		s := sections["loops"]
		if !strings.HasPrefix(s.Title, want[0]) || s.Lead[0] != want[1] || len(s.Items) != 0 {
			t.Errorf("%s: %q begins with %q", lang, s.Title, s.Lead)
		}
	}
	r.Loops = []sequence.Loop{{ID: "steering>", Nodes: steering, Signs: []sequence.Sign{"+"}, Kind: sequence.Reinforcing, Status: sequence.Whole,
		Evidence: [][]observe.EntryID{{r.Selection.Turn(0).ID, r.Selection.Turn(1).ID}}, EvidenceTotal: 1}}
	sections, _ := sectionsOf(t, r, "en")
	if lead := sections["loops"].Lead; len(lead) != 2 || lead[1] != "Known loops that were looked for: 2; none was found. That is the usual result of one meeting." {
		t.Errorf("beside a loop: %q", lead)
	}
	r.KnownLoops, r.Loops = nil, nil
	sections, _ = sectionsOf(t, r, "en")
	if lead := strings.Join(sections["loops"].Lead, " "); strings.Contains(lead, "looked for") {
		t.Errorf("without a list: %s", lead)
	}
}

// A loop that is known and was also found among all is told once, as the surer one.
func TestALoopIsToldOnce(t *testing.T) {
	r := lookedFor(t, known("judgement-defending", new(sequence.ClearLoop), judging, 4, 4), known("curiosity-sharing", new(sequence.PossibleLoop), sharing, 4, 0))
	for i, status := range []sequence.Status{sequence.Side, sequence.Whole} {
		k := r.KnownLoops[i]
		r.Loops = append(r.Loops, sequence.Loop{ID: k.ID, Nodes: k.Nodes, Signs: k.Signs, Kind: k.Kind, Status: status, Evidence: k.Evidence, EvidenceTotal: k.EvidenceTotal})
	}
	sections, _ := sectionsOf(t, r, "en")
	s := sections["loops"]
	if len(s.Items) != 2 || len(s.Folds) != 0 || !strings.Contains(s.Items[0].Notes[0], "Known as") || !strings.Contains(s.Items[1].Text, "“sharing” followed each other") {
		t.Errorf("the loops are %+v", s)
	}
	if got := strings.Join(s.Lead, " "); strings.Contains(got, "none") {
		t.Errorf("a known loop was found among all, and it is said: %s", got)
	}
}

// The method tells both ways of shuffling and what was seen of what they assume.
func TestTheMethodTellsBothWaysAndTheChecks(t *testing.T) {
	r := lookedFor(t)
	r.Sequence.Stationarity, r.Sequence.Order = &sequence.Check{P: 0.01}, &sequence.Check{P: 0.3}
	sections, _ := sectionsOf(t, r, "en")
	if got := strings.Join(sections["loops"].Method, " "); strings.Contains(got, "Loops of three") {
		t.Errorf("of no loop of three the method says: %s", got)
	}
	r.Loops = []sequence.Loop{{ID: "round", Nodes: []string{"curiosity", "judgement", "sharing"}, Status: sequence.Pieces,
		Signs: []sequence.Sign{sequence.Positive, sequence.Positive, sequence.Positive}, Strength: new(1.0)}}
	for lang, want := range map[string][]string{
		"en": {"in two ways, 5,000 times each", "What one person does in a row does not count", "95 times in 100", "at most 2 of 100", "The mix of words changed inside the stretches in which turns were put into another order (p = 0.01)", "adds nothing that can be seen to what comes next (p = 0.3)"},
		"nl": {"op twee manieren opnieuw, elk 5.000 keer", "Wat iemand zelf achter elkaar doet telt niet mee", "95 van de 100", "hoogstens 2 van 100", "veranderde de mix van woorden (p = 0,01)", "voegt niets zichtbaars toe aan wat er komt (p = 0,3)"},
	} {
		sections, _ := sectionsOf(t, r, lang)
		got := sections["loops"].Method
		if !slices.EqualFunc(got, want, strings.Contains) {
			t.Errorf("%s: the method is %q, want %q", lang, got, want)
		}
	}
	r.Sequence.Stationarity, r.Sequence.Order, r.Sequence.SecondNull = &sequence.Check{P: 0.2}, &sequence.Check{P: 0.04}, nil
	sections, _ = sectionsOf(t, r, "en")
	got := strings.Join(sections["loops"].Method, " ")
	for _, want := range []string{"no change in the mix of words was seen", "the turn before the last one, too, tells something", "within each stretch of the meeting, 5,000 times."} {
		if !strings.Contains(got, want) {
			t.Errorf("the method lacks %q: %s", want, got)
		}
	}
}

// What a known loop is told by does not also only look like a finding.
func TestWhatAKnownLoopTellsIsNotExplained(t *testing.T) {
	r := lookedFor(t, known("judgement-defending", new(sequence.ClearLoop), judging, 4, 4), known("curiosity-sharing", new(sequence.OneWay), sharing, 4, 0))
	for _, e := range [][2]string{{"defending", "judgement"}, {"curiosity", "sharing"}, {"steering", "steering"}} {
		r.ExplainedBy = append(r.ExplainedBy, sequence.Explanation{From: e[0], To: e[1], Sign: sequence.Positive, By: sequence.ByPersons})
	}
	sections, _ := sectionsOf(t, r, "en")
	folds := sections["transitions"].Folds
	if len(folds) != 1 || len(folds[0].Items) != 1 || folds[0].Items[0].ID != "fits:steering>steering" {
		t.Errorf("what only looks like a finding is %+v", folds)
	}
}

// Of a meeting that is too short to be compared it is not said that a comparison
// showed nothing.
func TestTooFewPairsAreNotSaidToShowNothing(t *testing.T) {
	r := lookedFor(t)
	r.Sequence.Why = new(sequence.TooFewPairs)
	sections, _ := sectionsOf(t, r, "en")
	if lead := sections["loops"].Lead; len(lead) != 2 || !strings.Contains(lead[0], "too few to look for loops") || !strings.HasPrefix(lead[1], "What helps") {
		t.Errorf("the loops begin with %q", lead)
	}
}

// What each strings together alone looks like a finding, and is told as none.
func TestWhatEachStringsTogetherIsNoFinding(t *testing.T) {
	r := lookedFor(t)
	r.ExplainedBy = []sequence.Explanation{{From: "steering", To: "steering", Sign: sequence.Positive, By: sequence.ByOwn}}
	for lang, want := range map[string]string{"en": "this is how each strings their own turns.", "nl": "zo rijgt ieder de eigen beurten aaneen."} {
		sections, moments := sectionsOf(t, r, lang)
		s := sections["transitions"]
		if len(s.Items) != 0 || len(s.Folds) != 1 || !strings.HasSuffix(s.Folds[0].Items[0].Text, want) || moments["fits:steering>steering"] != 4 {
			t.Errorf("%s: %+v, with moments %v", lang, s, moments)
		}
	}
}
