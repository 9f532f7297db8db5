package findings_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
)

// overMeetings is the trends of so many meetings, with these patterns.
func overMeetings(points int, list ...trends.TeamPattern) *trends.Trends {
	return &trends.Trends{Points: make([]trends.TrendPoint, points), TeamFindings: trends.TeamFindings{Patterns: list}}
}

func teamPattern(id string, sure analysis.Confidence, meetings, times int) trends.TeamPattern {
	return trends.TeamPattern{Pattern: analysis.Pattern{ID: id, Confidence: sure, EvidenceTotal: times}, Meetings: meetings}
}

func textsOf(list []findings.Finding) (out []string) {
	for _, f := range list {
		out = append(out, f.ID+": "+f.Text)
	}
	return out
}

// A clear pattern that helps comes first, possible ones and those with too few moments
// are in folds, and each sentence says over how many meetings and how often.
func TestPatternsOverMeetings(t *testing.T) {
	trends := overMeetings(5, teamPattern("after-forcing", analysis.Clear, 5, 12), teamPattern("cycle", analysis.Clear, 4, 9),
		teamPattern("quick-to-agree", analysis.Possible, 5, 7), teamPattern("deciding-without", analysis.TooFew, 1, 1))
	trends.Patterns[0].Warning = "proposed"
	for lang, want := range map[string][]string{
		"en": {"pattern:cycle: Full circle: 9 times, in 4 meetings.", "pattern:after-forcing: After pressure it went quiet: 12 times, in 5 meetings.",
			"pattern:quick-to-agree: Quick to agree: 7 times, in 5 meetings.", "pattern:deciding-without: Decided before all were heard: once, in 1 meeting."},
		"nl": {"pattern:cycle: De ronde is rond: 9 keer, in 4 overleggen.", "pattern:after-forcing: Na druk werd het stil: 12 keer, in 5 overleggen.",
			"pattern:quick-to-agree: Snel eens: 7 keer, in 5 overleggen.", "pattern:deciding-without: Besloten voor iedereen gehoord was: één keer, in 1 overleg."},
	} {
		said, err := findings.SayTrends(trends, lang)
		if err != nil {
			t.Fatal(err)
		}
		s := said.Habits
		got := textsOf(s.Items)
		for _, f := range s.Folds {
			got = append(got, textsOf(f.Items)...)
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) || len(s.Items) != 2 || len(s.Folds) != 2 || len(s.Lead) != 1 || len(s.Method) == 0 {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if few := s.Folds[1].Items[0].Sure; few != map[string]string{"en": "too few meetings", "nl": "te weinig overleggen"}[lang] {
			t.Errorf("%s: of one meeting it is %q", lang, few)
		}
		hinders := s.Items[1]
		if len(hinders.Questions) != 2 || hinders.Circular != patterns.In(lang).Patterns["after-forcing"].Circular || len(hinders.Notes) != 2 || hinders.Sure == "" || !strings.Contains(hinders.Figures, "n = ") {
			t.Errorf("%s: what belongs to the sentence is %+v", lang, hinders)
		}
	}
}

// A possible pattern that helps does not come before clear ones, and does not stand
// alone: nothing stands out then.
func TestPossiblePatternsAreInAFold(t *testing.T) {
	for lang, lead := range map[string]string{"en": "stands out", "nl": "springt eruit"} {
		said, err := findings.SayTrends(overMeetings(5, teamPattern("after-forcing", analysis.Clear, 5, 12), teamPattern("cycle", analysis.Possible, 4, 9)), lang)
		if err != nil {
			t.Fatal(err)
		}
		if s := said.Habits; len(s.Items) != 1 || s.Items[0].ID != "pattern:after-forcing" || len(s.Folds) != 1 || s.Folds[0].Items[0].ID != "pattern:cycle" {
			t.Errorf("%s: %+v", lang, s)
		}
		said, err = findings.SayTrends(overMeetings(5, teamPattern("cycle", analysis.Possible, 4, 9)), lang)
		if err != nil {
			t.Fatal(err)
		}
		if s := said.Habits; len(s.Items) != 0 || len(s.Lead) != 1 || !strings.Contains(s.Lead[0], lead) || len(s.Folds) != 1 {
			t.Errorf("%s, without a clear one: %+v", lang, s)
		}
	}
}

// In one meeting, too, what is possible is in a fold, with its moments; the title says
// that nothing stands out.
func TestAPossiblePatternOfOneMeetingIsInAFold(t *testing.T) {
	l := analysistest.Five()
	for i := range observe.Millis(40) {
		if i%10 == 0 {
			l.Phase(4000*i, fmt.Sprint("item ", i))
		}
		l.Turn(4000*i, string("abcde"[i%5])+" *")
		if i%10 == 5 {
			l.Add(observe.Entry{Type: observe.TypeMark, At: 4000 * i, Kind: "theme", Label: "workload"})
		}
	}
	r, err := patterns.Analyze(t.Context(), l.Meeting(), analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	said, err := findings.Say(t.Context(), r, "en")
	if err != nil {
		t.Fatal(err)
	}
	s := said.Sections[0]
	if s.Name != "patterns" || len(s.Items) != 0 || len(s.Folds) != 1 || len(s.Folds[0].Items) != 1 || s.Folds[0].Items[0].ID != "pattern:across-agenda" {
		t.Fatalf("%+v", s)
	}
	if !strings.Contains(s.Title, "stands out") || !strings.HasPrefix(s.Folds[0].Title, "Maybe") {
		t.Errorf("the title is %q, that of the fold %q", s.Title, s.Folds[0].Title)
	}
}

// Where nothing was found one sentence says so, or that there are too few
// meetings.
func TestNoPatternsOverMeetings(t *testing.T) {
	for _, lang := range []string{"en", "nl"} {
		lead := map[int]string{}
		for _, points := range []int{0, 2, 3, 9} {
			said, err := findings.SayTrends(overMeetings(points), lang)
			if err != nil {
				t.Fatal(err)
			}
			s := said.Habits
			if len(s.Items) != 0 || len(s.Folds) != 0 || len(s.Lead) != 1 || s.Title == "" {
				t.Fatalf("%s, of %d meetings: %+v", lang, points, s)
			}
			lead[points] = s.Lead[0]
		}
		if lead[0] != lead[2] || lead[2] == lead[3] || lead[3] != lead[9] {
			t.Errorf("%s: %v", lang, lead)
		}
	}
	if _, err := findings.SayTrends(overMeetings(0), "de"); observe.CodeOf(err) != observe.Invalid {
		t.Errorf("in another language: %v", err)
	}
}

// Over meetings a loop is told as seen in the team only when it was found with the
// latest meeting and without it; else that it is to be waited for the next. Known loops
// come first, those that are possible and one-way ones are in a fold.
func TestLoopsOfMeetingsTogether(t *testing.T) {
	k := func(found *sequence.LoopConfidence, seen bool, nodes ...string) trends.PooledKnownLoop {
		l := known("", found, nodes, make([]int, len(nodes))...)
		l.Links[0].Observed, l.Observed = 12, 12
		return trends.PooledKnownLoop{KnownLoop: l, Seen: seen}
	}
	whole := func(seen bool, nodes ...string) trends.PooledLoop {
		return trends.PooledLoop{Loop: sequence.Loop{ID: strings.Join(nodes, ">") + ">", Nodes: nodes, Signs: []sequence.Sign{"+", "+"}, Kind: sequence.Reinforcing, Status: sequence.Whole, Traversals: new(7)}, Seen: seen}
	}
	team := overMeetings(5)
	team.Labels = map[string]observe.Labels{"judgement": {"nl": "oordelen", "en": "judging"}}
	team.Pooled = trends.Pooled{Meetings: 5, Enough: true, Loops: []trends.PooledLoop{whole(false, "sharing", "steering")},
		KnownLoops: []trends.PooledKnownLoop{k(new(sequence.ClearLoop), true, "defending", "judgement"), k(new(sequence.PossibleLoop), true, "steering"),
			k(new(sequence.OneWay), false, "curiosity", "sharing"), k(nil, false, "other", "words")}}
	for lang, want := range map[string][]string{
		"en": {"5 meetings together.", "“defending” was followed by “judging” from somebody else, and “judging” by “defending”: 12 times together", "Seen in this team: with the latest meeting and without it.",
			"“sharing” is followed by “steering” more often", "Found for the first time with the latest meeting: wait for the next.", "“steering” by one was followed by “steering” by another: 12 times", "“curiosity” was followed by “sharing” 12 times; by chance you would expect 1. The other way round it did not stand out."},
		"nl": {"5 overleggen samen.", "Na ‘defending’ kwam ‘oordelen’ van een ander, en na ‘oordelen’ ook ‘defending’: samen 12 keer", "In dit team gezien: met en zonder het laatste overleg.",
			"‘sharing’ wordt vaker gevolgd door ‘steering’", "Met het laatste overleg voor het eerst gevonden: wacht het volgende af.", "Op ‘steering’ van de een volgde ‘steering’ van een ander: 12 keer", "Na ‘curiosity’ kwam 12 keer ‘sharing’; bij toeval verwacht je er 1. Andersom viel het niet op."},
	} {
		said, err := findings.SayTrends(team, lang)
		if err != nil {
			t.Fatal(err)
		}
		s := said.Together
		if len(s.Items) != 2 || len(s.Folds) != 1 || len(s.Folds[0].Items) != 2 || len(s.Lead) != 1 || len(s.Method) == 0 {
			t.Fatalf("%s: %+v", lang, s)
		}
		maybe := s.Folds[0].Items
		got := []string{s.Lead[0], s.Items[0].Text, s.Items[0].Notes[0], s.Items[1].Text, s.Items[1].Notes[0], maybe[0].Text, maybe[1].Text}
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		sure := []analysis.Confidence{s.Items[0].Confidence, s.Items[1].Confidence, maybe[0].Confidence, maybe[1].Confidence}
		if !slices.Equal(sure, []analysis.Confidence{analysis.Clear, analysis.Possible, analysis.Possible, analysis.Possible}) {
			t.Errorf("%s: they are %q", lang, sure)
		}
		if ids := []string{s.Items[0].ID, s.Items[1].ID, maybe[0].ID, maybe[1].ID}; !slices.Equal(ids, []string{"loop:defending>judgement>", "loop:sharing>steering>", "loop:steering>", "one-way:curiosity>sharing>"}) {
			t.Errorf("%s: the ids are %q", lang, ids)
		}
	}
	team.Pooled.Loops, team.Pooled.KnownLoops = nil, team.Pooled.KnownLoops[3:]
	said, err := findings.SayTrends(team, "en")
	if err != nil {
		t.Fatal(err)
	}
	if got := said.Together.Lead; !slices.Equal(got[1:], []string{"Also together they show no loop.", "Known loops that were looked for: 1; none was found."}) {
		t.Errorf("of none it is said: %q", got)
	}
}

// A loop that came back is told with how often, in how many meetings, and its questions.
func TestLoopsThatCameBack(t *testing.T) {
	team := overMeetings(5)
	moments := []trends.TeamMoments{{Total: 3}, {Total: 2}}
	plus := []sequence.Sign{"+", "+", "+"}
	for _, nodes := range [][]string{{"steering"}, {"defending", "judgement"}, {"a", "b", "c"}} {
		team.Loops = append(team.Loops, trends.RecurringLoop{ID: strings.Join(nodes, ">") + ">", Nodes: nodes, Signs: plus[:len(nodes)], Kind: sequence.Reinforcing, WholeIn: 2, CouldIn: 4, Moments: moments})
	}
	team.Loops[1].Known = "judgement-defending"
	team.Pooled.KnownLoops = []trends.PooledKnownLoop{{KnownLoop: known("steering-steering", nil, steering, 0)}}
	for lang, want := range map[string][]string{
		"en": {"Steering, and steering again by another: 5 times, in 2 meetings.", "Defending and judgement, back and forth: 5 times, in 2 meetings.", "A → b → c, and round again: 5 times, in 2 meetings.", "Could have been seen in 4 meetings."},
		"nl": {"Steering, en nog eens steering van een ander: 5 keer, in 2 overleggen.", "Defending en judgement, heen en weer: 5 keer, in 2 overleggen.", "A → b → c, en weer rond: 5 keer, in 2 overleggen.", "Had te zien kunnen zijn in 4 overleggen."},
	} {
		said, err := findings.SayTrends(team, lang)
		if err != nil {
			t.Fatal(err)
		}
		texts := patterns.In(lang)
		for i, f := range said.CameBack.Items {
			ask := texts.Loop([]string{"steering-steering", "judgement-defending", "no name"}[i])
			if f.Text != want[i] || f.Notes[len(f.Notes)-1] != want[3] || f.ID != "loop:"+team.Loops[i].ID || f.Circular != ask.Circular || !slices.Equal(f.Questions, []string{ask.Question}) {
				t.Errorf("%s: %+v", lang, f)
			}
		}
		if len(said.CameBack.Items) != 3 {
			t.Errorf("%s: %d loops came back", lang, len(said.CameBack.Items))
		}
	}
	said, err := findings.SayTrends(overMeetings(5), "en")
	if err != nil || len(said.CameBack.Items) != 0 || said.CameBack.Lead[0] != "No loop came back yet. Most meetings show none, so that is no bad sign." {
		t.Errorf("of none it is said: %+v, %v", said.CameBack, err)
	}
}
