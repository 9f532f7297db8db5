package sequence_test

import (
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

// TestResidualsNeedFiveExpected: without draws the residual of a cell decides
// from five expected on. Of 399 pairs x comes after y, and nowhere else, 44 or 45
// times; expected are 44² / 399 = 4.85 and 45² / 399 = 5.08.
func TestResidualsNeedFiveExpected(t *testing.T) {
	for times, found := range map[int]bool{44: false, 45: true} {
		var tags []string
		for range times {
			tags = append(tags, "y", "x", "a")
		}
		for len(tags) < 400 {
			tags = append(tags, "ab"[len(tags)%2:][:1])
		}
		m := analysistest.Generated(t, len(tags), func(i int) (int64, string, string, string) {
			return int64(i) * 1000, []string{"p", "q"}[i%2], "*", tags[i]
		})
		o := analysis.DefaultOptions()
		o.Permutations = 0
		r, err := analysis.Analyze(t.Context(), m, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(r.Links, func(l sequence.Link) bool { return l.From == "y" && l.To == "x" }); got != found {
			t.Errorf("seen %d times: found is %t, want %t", times, got, found)
		}
	}
}
