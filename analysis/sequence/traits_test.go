package sequence_test

import (
	"testing"

	"kompas/analysis/sequence"
)

// TestKnownLoopsHideTurns: who said a word alone and once must not read from a known
// loop whether the other word followed it.
func TestKnownLoopsHideTurns(t *testing.T) {
	link := func(sign sequence.Sign, observed int, expected float64) sequence.KnownLink {
		return sequence.KnownLink{Sign: sign, Observed: observed, Expected: expected}
	}
	plus, minus := sequence.Positive, sequence.Negative
	clear, possible, oneWay := sequence.ClearLoop, sequence.PossibleLoop, sequence.OneWay
	for name, c := range map[string]struct {
		found *sequence.LoopConfidence
		links []sequence.KnownLink
		want  bool
	}{
		"clear":            {&clear, []sequence.KnownLink{link(plus, 9, 2), link(plus, 3, 1)}, true},
		"possible":         {&possible, []sequence.KnownLink{link(plus, 9, 2), link(plus, 3, 1)}, true},
		"not found":        {nil, []sequence.KnownLink{link(plus, 9, 2), link(plus, 3, 1)}, false},
		"one way":          {&oneWay, []sequence.KnownLink{link(plus, 9, 2), link(plus, 3, 1)}, false},
		"a rare link":      {&possible, []sequence.KnownLink{link(plus, 9, 2), link(plus, 2, 1)}, false},
		"calms":            {&clear, []sequence.KnownLink{link(plus, 9, 2), link(minus, 0, 3)}, true},
		"calms, of little": {&clear, []sequence.KnownLink{link(plus, 9, 2), link(minus, 0, 2.9)}, false},
	} {
		k := sequence.KnownLoop{Confidence: c.found, Links: c.links}
		if got := k.HidesTurns(); got != c.want {
			t.Errorf("%s: hides turns is %t, want %t", name, got, c.want)
		}
	}
}
