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
		"en": {"pattern:cycle: Over 4 meetings we saw 9 times: “Full circle", "pattern:after-forcing: Over 5 meetings we saw 12 times: “After pressure it went quiet”. A habit, not a trait.",
			"pattern:quick-to-agree: Over 5 meetings we saw 7 times: “Quick to agree”.", "pattern:deciding-without: Over 1 meeting we saw once: “Decided before all were heard”."},
		"nl": {"pattern:cycle: Over 4 overleggen zagen we 9 keer: ‘De ronde is rond", "pattern:after-forcing: Over 5 overleggen zagen we 12 keer: ‘Na druk werd het stil’. Een gewoonte, geen eigenschap.",
			"pattern:quick-to-agree: Over 5 overleggen zagen we 7 keer: ‘Snel eens’.", "pattern:deciding-without: Over 1 overleg zagen we één keer: ‘Besloten voor iedereen gehoord was’."},
	} {
		s, err := findings.SayTrends(trends, lang)
		if err != nil {
			t.Fatal(err)
		}
		got := textsOf(s.Items)
		for _, f := range s.Folds {
			got = append(got, textsOf(f.Items)...)
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) || len(s.Items) != 2 || len(s.Folds) != 2 || len(s.Lead) != 0 || len(s.Method) == 0 {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if few := s.Folds[1].Items[0].Sure; few != map[string]string{"en": "too few meetings", "nl": "te weinig overleggen"}[lang] {
			t.Errorf("%s: of one meeting it is %q", lang, few)
		}
		hinders := s.Items[1]
		if len(hinders.Questions) != 2 || len(hinders.Notes) != 2 || hinders.Sure == "" || !strings.Contains(hinders.Figures, "n = ") {
			t.Errorf("%s: what belongs to the sentence is %+v", lang, hinders)
		}
	}
}

// A possible pattern that helps does not come before clear ones, and does not stand
// alone: nothing stands out then.
func TestPossiblePatternsAreInAFold(t *testing.T) {
	for lang, lead := range map[string]string{"en": "stands out", "nl": "springt eruit"} {
		s, err := findings.SayTrends(overMeetings(5, teamPattern("after-forcing", analysis.Clear, 5, 12), teamPattern("cycle", analysis.Possible, 4, 9)), lang)
		if err != nil || len(s.Items) != 1 || s.Items[0].ID != "pattern:after-forcing" || len(s.Folds) != 1 || s.Folds[0].Items[0].ID != "pattern:cycle" {
			t.Errorf("%s: %+v, %v", lang, s, err)
		}
		s, err = findings.SayTrends(overMeetings(5, teamPattern("cycle", analysis.Possible, 4, 9)), lang)
		if err != nil || len(s.Items) != 0 || len(s.Lead) != 1 || !strings.Contains(s.Lead[0], lead) || len(s.Folds) != 1 {
			t.Errorf("%s, without a clear one: %+v, %v", lang, s, err)
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
			s, err := findings.SayTrends(overMeetings(points), lang)
			if err != nil || len(s.Items) != 0 || len(s.Folds) != 0 || len(s.Lead) != 1 || s.Title == "" {
				t.Fatalf("%s, of %d meetings: %+v, %v", lang, points, s, err)
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
