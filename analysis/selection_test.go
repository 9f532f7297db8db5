package analysis_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/observe"
)

// The page chooses the same turns before it shows them beside the figures, and
// is tested on the same logs.
func TestSelectionIsThePages(t *testing.T) {
	data, err := os.ReadFile("testdata/selection.json")
	if err != nil {
		t.Fatal(err)
	}
	var logs []struct {
		Why     string
		Header  observe.Header
		Entries []observe.Entry
		Cases   []struct {
			Observer observe.ObserverID
			Phase    string
			Turns    []observe.Seq
		}
	}
	if err := json.Unmarshal(data, &logs); err != nil {
		t.Fatal(err)
	}
	for _, l := range logs {
		s := observe.NewState(l.Header)
		for _, e := range l.Entries {
			s.Apply(e)
		}
		m := analysis.FromState(s, observe.Viewer{Role: observe.RoleOwner, Observer: observe.Owner}, nil, nil)
		for _, c := range l.Cases {
			o := analysis.DefaultOptions()
			o.Permutations, o.Observer, o.Phase = 0, c.Observer, c.Phase
			r, err := analysis.Analyze(t.Context(), m, o)
			if err != nil {
				t.Fatalf("%s: %v", l.Why, err)
			}
			var got []observe.Seq
			for _, turn := range r.Selection.List() {
				got = append(got, turn.Seq)
			}
			if !slices.Equal(got, c.Turns) {
				t.Errorf("%s: %+v: turns %v", l.Why, c, got)
			}
		}
	}
}
