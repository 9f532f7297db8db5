package findings_test

import (
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/observe"
)

// idsOf returns the ids of all findings that are told.
func idsOf(f *findings.Findings) (out []string) {
	for _, s := range f.Sections {
		for _, items := range append([]findings.Fold{{Items: s.Items}}, s.Folds...) {
			for _, x := range items.Items {
				out = append(out, x.ID)
			}
		}
	}
	return out
}

// What is left out is nowhere, and the others are told as before; of what a section says
// when nothing was found nothing tells that there was something.
func TestWhatIsLeftOutIsNowhere(t *testing.T) {
	m := planted(t, 5, 4, fendings...)
	r, err := patterns.Analyze(t.Context(), m, analysistest.With(analysistest.Draws(1000)))
	if err != nil {
		t.Fatal(err)
	}
	say := func(w findings.Without) *findings.Findings {
		t.Helper()
		f, err := findings.SayWithout(t.Context(), r, "en", w)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	whole := say(findings.Without{})
	all := idsOf(whole)
	if len(all) < 5 {
		t.Fatalf("only %q are told", all)
	}
	// Who answers a word with the same word is a loop, and a link.
	same := map[string]string{"loop:holding-off>": "link:holding-off>holding-off", "link:holding-off>holding-off": "loop:holding-off>"}
	for _, id := range all {
		f := say(findings.Without{IDs: []string{id}})
		told := idsOf(f)
		if slices.Contains(told, id) || slices.Contains(f.Glance.Findings, id) ||
			slices.ContainsFunc(append(f.Glance.Pieces, f.Glance.Fragments...), func(p findings.Fragment) bool { return p.ID == "finding:"+id }) {
			t.Errorf("%s is told", id)
		}
		for _, x := range f.Moments {
			if strings.TrimPrefix(x.At.Graphic, "otherwise:") == id {
				t.Errorf("%s has moments", id)
			}
		}
		for _, other := range all {
			if same[id] == other {
				if slices.Contains(told, other) {
					t.Errorf("without %s, %s says the same", id, other)
				}
			} else if other != id && (!slices.Contains(told, other) || finding(t, f, other).Text != finding(t, whole, other).Text) && !strings.HasPrefix(other, "near:") {
				t.Errorf("without %s there is no %s, or it is another", id, other)
			}
		}
	}
	nothing := said(t, planted(t, 5, 400), "en")
	none := say(findings.Without{IDs: all})
	if lead := none.Sections[1].Lead; len(lead) == 0 || !strings.Contains(lead[0], "6; none was found") {
		t.Errorf("of loops it says %q", lead)
	}
	for i, s := range none.Sections {
		if got := idsOf(&findings.Findings{Sections: []findings.Section{s}}); len(got) > 0 && !strings.HasPrefix(got[0], "near:") {
			t.Errorf("without all there is %q", got)
		}
		if want := nothing.Sections[i]; len(idsOf(&findings.Findings{Sections: []findings.Section{want}})) == 0 && s.Title != want.Title {
			t.Errorf("%s is headed %q, where nothing was found %q", s.Name, s.Title, want.Title)
		}
	}
}

// No fragment shares a moment with one that is left out.
func TestFragmentsThatAreLeftOut(t *testing.T) {
	m := planted(t, 5, 4, fendings...)
	r, err := patterns.Analyze(t.Context(), m, analysistest.With(analysistest.Draws(1000)))
	if err != nil {
		t.Fatal(err)
	}
	at := map[observe.EntryID]int64{}
	for _, turn := range r.Selection.List() {
		at[turn.ID] = turn.At
	}
	whole, err := findings.Say(t.Context(), r, "en")
	if err != nil {
		t.Fatal(err)
	}
	list := append(slices.Clone(whole.Glance.Fragments), whole.Glance.Pieces...)
	if len(list) < 3 {
		t.Fatalf("only %d fragments", len(list))
	}
	for _, left := range list {
		times := [2]int64{at[left.From], at[left.To]}
		f, err := findings.SayWithout(t.Context(), r, "en", findings.Without{Times: [][2]int64{times}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(idsOf(f), idsOf(whole)) {
			t.Error("a finding went with a fragment")
		}
		for _, p := range append(f.Glance.Fragments, f.Glance.Pieces...) {
			if at[p.From] <= times[1] && times[0] <= at[p.To] {
				t.Errorf("%s shares a moment with %s, which is left out", p.ID, left.ID)
			}
		}
	}
}

// A leader, to whom single turns are not told, is told findings without the exchanges
// that they make, and of no moment or fragment.
func TestFindingsForALeader(t *testing.T) {
	m := planted(t, 5, 4, fendings...)
	m.Limited, m.Own = true, "a"
	m.Turns.Part = make([]int32, m.Turns.Len())
	m.Over = true
	f := said(t, m, "en")
	if len(f.Moments)+len(f.Glance.Fragments)+len(f.Glance.Pieces) > 0 {
		t.Errorf("it has %d moments, %d fragments", len(f.Moments), len(f.Glance.Fragments))
	}
	x := finding(t, f, "link:showing>tuning-in")
	if !strings.Contains(x.Text, "tuning in") || x.Short != x.Text || strings.Contains(x.Text, "of 11") || x.Confidence != analysis.Clear {
		t.Errorf("%+v", x)
	}
}
