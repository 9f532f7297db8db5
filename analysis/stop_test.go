package analysis_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

// looks is a context that counts how often it is asked whether it is done.
type looks struct {
	context.Context
	n atomic.Int64
}

func (l *looks) Err() error {
	l.n.Add(1)
	return nil
}

// TestLooksAreClose: what grows with the square of codes or persons, or faster,
// is looked into at each of its rounds.
func TestLooksAreClose(t *testing.T) {
	count := func(m *analysis.Meeting, o analysis.Options) (*analysis.Reading, int) {
		ctx := &looks{Context: t.Context()}
		r, err := analysis.Analyze(ctx, m, o)
		if err != nil {
			t.Fatal(err)
		}
		return r, int(ctx.n.Load())
	}
	t.Run("loops beside stronger ones", func(t *testing.T) { // each fits a table of 150 by 150 in 40 rounds
		random, tag := rand.New(rand.NewPCG(1, 2)), 0
		m := analysistest.Generated(t, 8000, func(i int) (int64, string, string, string) {
			if i%4 == 0 {
				tag = random.IntN(150)
			}
			return int64(i) * 1000, []string{"a", "b"}[i%2], "*", fmt.Sprintf("tag%d", tag)
		})
		o := analysis.DefaultOptions()
		o.Permutations = 20
		r, n := count(m, o)
		fitted := 0
		for _, l := range r.Loops {
			if l.Status != sequence.Pieces {
				fitted++
			}
		}
		if fitted < 100 || n < 80*(fitted-1) {
			t.Errorf("%d looks while %d tables are fitted", n, fitted)
		}
	})
	t.Run("shortest paths of many persons", func(t *testing.T) {
		m := analysistest.Generated(t, 5000, func(i int) (int64, string, string, string) {
			return int64(i) * 1000, fmt.Sprintf("p%d", i%1000), fmt.Sprintf("p%d", (i*7+1)%1000), "x"
		})
		o := analysis.DefaultOptions()
		o.Permutations = 0
		if _, n := count(m, o); n < 1000 {
			t.Errorf("%d looks", n)
		}
	})
}

// TestTooManyCodesAreRefused before the table of them is made; a meeting coded
// with so many tags has its other figures all the same.
func TestTooManyCodesAreRefused(t *testing.T) {
	m := analysistest.Generated(t, 300, func(i int) (int64, string, string, string) {
		return int64(i) * 1000, fmt.Sprintf("p%d", i%3), "*", fmt.Sprintf("tag%d", i%20)
	})
	o := analysis.DefaultOptions()
	o.Permutations, o.MaxCodes = 20, 19
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil || r.Sequence.Why == nil || *r.Sequence.Why != sequence.TooManyCodes || len(r.Sequence.Transitions) != 0 || r.Interactions != 300 {
		t.Errorf("%+v, %v", r, err)
	}
	o.Codes = analysis.ByPersonTag
	wantCode(t, m, o, true)
	o.MaxCodes = 60
	wantCode(t, m, o, false)
}

func wantCode(t *testing.T, m *analysis.Meeting, o analysis.Options, refused bool) {
	t.Helper()
	r, err := analysis.Analyze(t.Context(), m, o)
	if (err != nil) != refused || refused && r != nil {
		t.Errorf("at most %d codes: refused is %t: %v", o.MaxCodes, err != nil, err)
	}
}

// TestManyFindingsListFewerMoments, so that a result has a bound.
func TestManyFindingsListFewerMoments(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	code := 0
	m := analysistest.Generated(t, 18_000, func(i int) (int64, string, string, string) {
		code = (3*code + random.IntN(12)) % 30 // each is followed by twelve of thirty
		return int64(i) * 1000, []string{"a", "b"}[i%2], "*", fmt.Sprintf("x%d", code)
	})
	o := analysis.DefaultOptions()
	o.Permutations, o.Alpha = 40, 0.9999
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	for what, listed := range map[string][]int{
		"links": evidenceOf(r.Links, func(l sequence.Link) int { return len(l.Evidence) }),
		"loops": evidenceOf(r.Loops, func(l sequence.Loop) int { return len(l.Evidence) }),
	} {
		all := 0
		for _, n := range listed {
			all += n
		}
		if len(listed) < 250 || slices.Max(listed) >= sequence.MaxEvidence || all > 20_000+len(listed) {
			t.Errorf("%d %s list %d moments, one %d", len(listed), what, all, slices.Max(listed))
		}
	}
}

func evidenceOf[T any](list []T, n func(T) int) (out []int) {
	for _, f := range list {
		out = append(out, n(f))
	}
	return append(out, 0)
}
