package trends_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

func firstThreeK(t *testing.T) (c observe.Codebook) {
	t.Helper()
	data, err := os.ReadFile("../../observe/codebooks/testdata/three-k-1.json")
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// behaviour is one meeting of 300 turns as it is coded with four words, with seven or
// sixteen of version 2, with six or sixteen of version 1, or by somebody who notes their
// own turns only.
func behaviour(t *testing.T, how string) *analysis.Meeting {
	t.Helper()
	now, _ := codebooks.Get("three-k")
	first := firstThreeK(t)
	book := &now
	if strings.HasSuffix(how, "of 1") {
		book = &first
	}
	few := now.CodesOf("core")
	r := rand.New(rand.NewPCG(5, 6))
	b := analysis.NewBuilder(how, book)
	last := -1
	for i := range 300 {
		from := (last + 1 + r.IntN(4)) % 5
		tag := now.Tags[r.IntN(len(now.Tags))].ID
		to := "*"
		if last >= 0 && r.IntN(3) > 0 {
			to = fmt.Sprint("p", last)
		}
		last = from
		switch {
		case how == "four" && !slices.Contains(few, tag):
			tag = observe.Other
		case how == "seven", how == "six of 1":
			tag = book.Find(tag).Family
		case how == "oneself":
			from = 0
		}
		b.Add(int64(i)*4000, fmt.Sprint("p", from), to, string(tag), "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m.CodedBy(codebooks.Compared(book))
}

// What a team does the same is the same over meetings, however finely and with which
// version it is coded; a meeting that cannot show a figure is left out of it, with the
// reason.
func TestTheSameBehaviourDoesNotMove(t *testing.T) {
	ways := []string{"sixteen", "seven", "sixteen of 1", "six of 1", "four", "oneself"}
	var list []*analysis.Meeting
	for _, how := range ways {
		list = append(list, behaviour(t, how))
	}
	meetings := dated(list...)
	const compared, self, core, family, directing = "", trends.SelfTapped, trends.CoreOnly, trends.Coarser, trends.Directing
	for name, want := range map[string][]trends.LeftOut{
		"evenness":                    {compared, compared, compared, compared, compared, self},
		"gini_corrected":              {compared, compared, compared, compared, compared, self},
		"group_addressed":             {compared, compared, compared, compared, compared, self},
		"out_strength_centralization": {compared, compared, compared, compared, compared, self},
		"in_strength_centralization":  {compared, compared, compared, compared, compared, self},
		"opening_ratio":               {compared, compared, compared, directing, core, self},
		"asking_ratio":                {compared, compared, compared, compared, core, self},
		"dimension:strength":          {compared, compared, compared, directing, core, self},
		"dimension:compassion":        {compared, compared, compared, directing, core, self},
		"dimension:vulnerability":     {compared, compared, compared, directing, core, self},
		"family:asking":               {compared, compared, compared, compared, compared, self},
		"family:contributing":         {compared, compared, compared, compared, core, self},
		"family:showing":              {compared, compared, compared, compared, core, self},
		"family:settling":             {compared, compared, compared, directing, core, self},
		"family:pushing":              {compared, compared, compared, directing, core, self},
		"family:directing":            {compared, compared, compared, compared, core, self},
		"tag:curiosity":               {compared, compared, compared, compared, compared, self},
		"tag:connecting":              {compared, compared, compared, compared, core, self},
		"tag:steering":                {compared, family, compared, directing, compared, self},
		"tag:judgement":               {compared, family, compared, family, compared, self},
		"tag:naming":                  {compared, family, compared, family, core, self},
	} {
		series := follow(t, meetings, measure(t, name))
		var first *float64
		for i, p := range series.Points {
			if p.LeftOut != want[i] {
				t.Errorf("%s of a meeting with %s is left out as %q, want %q", name, ways[i], p.LeftOut, want[i])
			}
			switch {
			case p.LeftOut != "":
				if p.Value != nil || p.Enough || p.Low != nil || p.Later {
					t.Errorf("%s of a meeting with %s is left out, and has %+v", name, ways[i], p)
				}
			case p.Value == nil || !p.Enough:
				t.Errorf("%s of a meeting with %s is not told: %+v", name, ways[i], p)
			case first == nil:
				first = p.Value
			case math.Abs(*first-*p.Value) > 1e-12:
				t.Errorf("%s is %.3f with %s and %.3f with %s", name, *first, ways[0], *p.Value, ways[i])
			}
		}
		if series.Verdict != trends.TooFewToTell || series.Change != nil && math.Abs(series.Change.Difference) > 1e-12 {
			t.Errorf("%s: %s, %+v", name, series.Verdict, series.Change)
		}
		if series.SettlingTells != (name == "asking_ratio") {
			t.Errorf("%s: settling tells: %v", name, series.SettlingTells)
		}
	}
}

// Six words of version 1 after sixteen were said to have moved, since directing did not
// close and steering did.
func TestSixWordsAfterSixteenDidNotMove(t *testing.T) {
	var list []*analysis.Meeting
	for range 5 {
		list = append(list, behaviour(t, "sixteen of 1"))
	}
	meetings := dated(append(list, behaviour(t, "six of 1"))...)
	for _, name := range []string{"opening_ratio", "dimension:strength", "asking_ratio"} {
		series := follow(t, meetings, measure(t, name))
		if series.Verdict != trends.TooFewToTell || series.Change == nil || math.Abs(series.Change.Difference) > 1e-12 {
			t.Errorf("%s: %s, %+v", name, series.Verdict, series.Change)
		}
	}
	// As each is coded by itself it is another figure, which is what moved.
	alone := func(how string) float64 { return *behaviourAlone(t, how) }
	if six, sixteen := alone("six of 1"), alone("sixteen of 1"); six-sixteen < 0.1 {
		t.Errorf("opening is %.2f by itself with six words, %.2f with sixteen: this says nothing", six, sixteen)
	}
}

// behaviourAlone is the opening ratio of a meeting by its own codebook.
func behaviourAlone(t *testing.T, how string) *float64 {
	t.Helper()
	first := firstThreeK(t)
	m := behaviour(t, how).CodedBy(&first)
	s, err := analysis.Select(m, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return s.OpeningRatio(s.TagCounts())
}

// Alone, without a meeting with directing, settling does not tell.
func TestSettlingTellsBesideDirectingOnly(t *testing.T) {
	series := follow(t, dated(behaviour(t, "sixteen"), behaviour(t, "seven"), behaviour(t, "sixteen of 1")), measure(t, "asking_ratio"))
	mixed := follow(t, dated(behaviour(t, "sixteen"), behaviour(t, "six of 1")), measure(t, "asking_ratio"))
	if series.SettlingTells || !mixed.SettlingTells || *series.Points[0].Value <= *mixed.Points[0].Value {
		t.Errorf("asking is %v without directing, %v beside it", *series.Points[0].Value, *mixed.Points[0].Value)
	}
}

// A yardstick of families is the same with families and tags; one of all tags of a
// family can be told of a meeting with families.
func TestSharesOfSeveralWords(t *testing.T) {
	meetings := dated(behaviour(t, "sixteen"), behaviour(t, "seven"))
	for words, told := range map[string]bool{"asking": true, "asking tuning-in": true, "curiosity steering forcing": true, "curiosity steering": false, "pushing deciding": false, "pushing deciding accountable": true} {
		var tags []observe.TagID
		for _, w := range strings.Fields(words) {
			tags = append(tags, observe.TagID(w))
		}
		series := follow(t, meetings, func(o *trends.Options) { o.Measure, o.Permutations = trends.ShareOf("line", "line", tags), 0 })
		fine, rough := series.Points[0], series.Points[1]
		if fine.LeftOut != "" || (rough.LeftOut == "") != told {
			t.Errorf("%s: left out as %q, %q", words, fine.LeftOut, rough.LeftOut)
		} else if told && (*fine.Value != *rough.Value || *fine.Value == 0) {
			t.Errorf("%s: %v with sixteen, %v with seven", words, *fine.Value, *rough.Value)
		}
	}
}

// Meetings in which somebody noted their own turns only are no meetings of the team.
func TestSelfTappedMeetingsAreNotPooled(t *testing.T) {
	with := follow(t, dated(behaviour(t, "sixteen"), behaviour(t, "seven"), behaviour(t, "oneself")), nil)
	if with.Pooled.Meetings != 2 || with.Pooled.Interactions != 600 || len(with.Points) != 3 {
		t.Errorf("%d meetings, %d turns, %d points", with.Pooled.Meetings, with.Pooled.Interactions, len(with.Points))
	}
	two := analysis.NewBuilder("two", &observe.Codebook{ID: "none"})
	for i := range 10 {
		two.Add(int64(i)*1000, "a", "b", "", "", "")
	}
	m, err := two.Meeting()
	if err != nil || m.SelfTapped() {
		t.Errorf("of two people one may speak alone: %v", err)
	}
}
