package findings_test

import (
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/findings"
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

// A pattern that helps comes first, those with too few moments are in a fold, and
// each sentence says over how many meetings and how often.
func TestPatternsOverMeetings(t *testing.T) {
	trends := overMeetings(5, teamPattern("after-forcing", analysis.Clear, 5, 12), teamPattern("cycle", analysis.Possible, 4, 9), teamPattern("deciding-without", analysis.TooFew, 1, 1))
	trends.Patterns[0].Warning = "proposed"
	for lang, want := range map[string][]string{
		"en": {"pattern:cycle: Over 4 meetings we saw 9 times: “Full circle", "pattern:after-forcing: Over 5 meetings we saw 12 times: “After pressure it went quiet”. A habit, not a trait.",
			"pattern:deciding-without: Over 1 meeting we saw once: “Decided before all were heard”."},
		"nl": {"pattern:cycle: Over 4 overleggen zagen we 9 keer: ‘De ronde is rond", "pattern:after-forcing: Over 5 overleggen zagen we 12 keer: ‘Na druk werd het stil’. Een gewoonte, geen eigenschap.",
			"pattern:deciding-without: Over 1 overleg zagen we één keer: ‘Besloten voor iedereen gehoord was’."},
	} {
		s, err := findings.SayTrends(trends, lang)
		if err != nil {
			t.Fatal(err)
		}
		got := textsOf(s.Items)
		for _, f := range s.Folds {
			got = append(got, textsOf(f.Items)...)
		}
		if !slices.EqualFunc(got, want, strings.HasPrefix) || len(s.Items) != 2 || len(s.Lead) != 0 || len(s.Method) == 0 {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if few := s.Folds[0].Items[0].Sure; few != map[string]string{"en": "too few meetings", "nl": "te weinig overleggen"}[lang] {
			t.Errorf("%s: of one meeting it is %q", lang, few)
		}
		hinders := s.Items[1]
		if len(hinders.Questions) != 2 || len(hinders.Notes) != 2 || hinders.Sure == "" || !strings.Contains(hinders.Figures, "n = ") {
			t.Errorf("%s: what belongs to the sentence is %+v", lang, hinders)
		}
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
