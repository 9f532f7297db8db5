package patterns_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/patterns"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// What was usual and what went otherwise are together all that the pattern is measured
// on, and no moment is both.
func TestOccasionsAreAllThatAPatternIsMeasuredOn(t *testing.T) {
	shares := []string{"through-one", "yes-but", "one-voice-differs", "answer-first", "no-owner", "work-no-voice"}
	none := []string{"silent-third", "across-agenda"}
	for id, play := range scenes {
		p := newPlay(1, codebooks.Default)
		play(p, true)
		r := p.result(t)
		i := slices.IndexFunc(r.Patterns, func(f analysis.Pattern) bool { return f.ID == id })
		f := &r.Patterns[i]
		o, ok := patterns.OccasionsOf(t.Context(), r)[id]
		if ok == slices.Contains(none, id) {
			t.Errorf("%s has occasions: %v", id, ok)
		}
		usual := f.EvidenceTotal
		if o.Usual != nil {
			usual = len(o.Usual)
		}
		switch about, _ := patterns.About(id); {
		case about.Series:
		case slices.Contains(shares, id):
			if got := float64(usual) / float64(usual+len(o.Otherwise)); math.Abs(got-f.Measure) > 1e-9 {
				t.Errorf("%s: %d, and %d otherwise, are a share of %v, want %v", id, usual, len(o.Otherwise), got, f.Measure)
			}
		case id == "judgement-closes":
			if usual+len(o.Otherwise) != f.EvidenceTotal || usual == 0 {
				t.Errorf("%s: %d, and %d otherwise, of %d", id, usual, len(o.Otherwise), f.EvidenceTotal)
			}
		case o.Usual != nil:
			if usual != f.EvidenceTotal || usual+len(o.Otherwise) != f.N {
				t.Errorf("%s: %d, and %d otherwise, of %d, want %d", id, usual, len(o.Otherwise), f.N, f.EvidenceTotal)
			}
		}
		for _, m := range o.Otherwise {
			if len(m) == 0 || !slices.IsSorted(m) || slices.ContainsFunc(o.Usual, func(u []int) bool { return u[0] == m[0] }) {
				t.Errorf("%s: it went otherwise at %v", id, m)
			}
		}
	}
}

// Where a pattern has no trigger, what went otherwise is its contrast.
func TestContrastsOfPatterns(t *testing.T) {
	for _, c := range []struct {
		id    string
		turns string
		first int // turns of the first moment
		want  string
	}{
		{"steering-on-steering", "a steering, b steering, c curiosity, a steering, -, b curiosity, a steering, a curiosity, b steering, * x, c steering, b", 2, "[[1 2]]"},
		{"circling", "a x, b y, a x, b z, c y, b x, c y, c x", 3, "[[2 3]]"},
		{"ping-pong", "a x, b x, a x, c x, a x, c x, a x, b x", 0, "[[5 6 7]]"},
		{"ping-pong", "a x, b x, -, a x, b x, c x", 0, "[]"},
		{"to-the-leader", "b x, c x, b>c x, a x, c x, a x, b x", 0, "[[0 1] [1 2]]"}, // a leads
		{"through-one", "a>b x, b>a x, b>c x, a>c x, b x", 0, "[[2]]"},
		{"one-voice-differs", "a differing, b differing, a x, * differing", 1, "[[1]]"},
		{"yes-but", "a connecting, b steering", 0, "[[0]]"},
	} {
		r := analysistest.Analyze(t, analysistest.Scripted(t, strings.Split(c.turns, ", ")...), analysistest.Draws(0))
		p := analysis.Pattern{ID: c.id}
		if c.first > 0 {
			var ids []observe.EntryID
			for i := range c.first {
				ids = append(ids, r.Selection.ID(i))
			}
			p.Evidence = [][]observe.EntryID{ids}
		}
		r.Patterns = []analysis.Pattern{p}
		if got := fmt.Sprint(patterns.OccasionsOf(t.Context(), r)[c.id].Otherwise); got != c.want {
			t.Errorf("%s: %s, want %s", c.id, got, c.want)
		}
	}
}
