package fragment_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kompas/analysis/fragment"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// turns returns a talk of one turn every four seconds, by its letters: "o" opens, "c"
// closes, "n" does neither, "." has no word, "*" is what everybody did; before a turn "|"
// begins an item and "-" is a pause. Persons take turns.
func turns(script string) *sequence.Turns {
	t := &sequence.Turns{Names: []string{"c", "n", "o"}, Effects: []observe.Effect{observe.Closes, observe.Neutral, observe.Opens}, Boundaries: []sequence.Boundary{}}
	b := sequence.Boundary(0)
	for _, r := range script {
		switch r {
		case '|':
			b |= sequence.PhaseChange
			continue
		case '-':
			b |= sequence.ChainBreak
			continue
		}
		who := int32(len(t.At) % 3)
		if r == '*' {
			who = -1
		}
		t.From = append(t.From, who)
		t.Code = append(t.Code, int32(slices.Index(t.Names, string(r))))
		t.At = append(t.At, int64(len(t.At)+1)*4000)
		t.Boundaries = append(t.Boundaries, b)
		b = 0
	}
	return t
}

// A mark reaches 45 s back and 15 s ahead. The fragment stays in the item of the mark
// where that has eight turns, and never reaches over a pause.
func TestAroundAMark(t *testing.T) {
	long := "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
	for name, c := range map[string]struct {
		script      string
		at          int64
		first, last int // numbers of turns, from 1; 0: none
	}{
		"all that is in reach":         {long, 80_000, 9, 23},                         // 35 s to 95 s: the turns 9 to 23, fifteen of them
		"begins with the meeting":      {long, 4_000, 1, 8},                           // the turns 1 to 4, and what is missing
		"after the last turn":          {long, 170_000, 32, 40},                       // 125 s on
		"long after the last turn":     {long, 210_000, 0, 0},                         // nothing in reach
		"an item has enough":           {long[:16] + "|" + long[:24], 80_000, 17, 24}, // the item begins with turn 17
		"an item has too little":       {long[:16] + "|" + long[:7], 80_000, 9, 23},
		"a pause cuts it":              {long[:16] + "-" + long[:24], 80_000, 17, 24},
		"a pause leaves too little":    {long[:16] + "-" + long[:7], 80_000, 0, 0},
		"what everybody did is beside": {"nnnnn*nnn*nnnnnn", 48_000, 1, 15},
		"seven turns":                  {"nnnnnnn", 16_000, 0, 0},
	} {
		s, ok := fragment.Of(turns(c.script)).Around(c.at, nil)
		if !ok {
			s = fragment.Span{First: -1, Last: -1}
		}
		if s.First+1 != c.first || s.Last+1 != c.last {
			t.Errorf("%s: the turns %d to %d, want %d to %d", name, s.First+1, s.Last+1, c.first, c.last)
		}
	}
}

// random is a talk of some turns of everything.
func random(r *rand.Rand, n int) string {
	const kinds = "oooccnnnnn.*"
	var out []byte
	for i := range n {
		switch r.IntN(40) {
		case 0:
			out = append(out, '|')
		case 1:
			if i > 0 {
				out = append(out, '-')
			}
		}
		out = append(out, kinds[r.IntN(len(kinds))])
	}
	return string(out)
}

// Whatever is asked for is 8 to 15 turns in a row without a pause, begins and ends with a
// person, shares at most half with what was chosen before, and is the same each time.
func TestWhatAFragmentIs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	found := map[string]int{}
	for range 400 {
		in := turns(random(r, 5+r.IntN(120)))
		var chosen []fragment.Span
		check := func(what string, again func() (fragment.Span, bool)) {
			s, ok := again()
			if !ok {
				return
			}
			if second, _ := again(); second != s {
				t.Errorf("%s is %v, then %v", what, s, second)
			}
			found[what]++
			persons := 0
			for i := s.First; i <= s.Last; i++ {
				if in.From[i] >= 0 {
					persons++
				}
				if i > s.First && in.Boundaries[i]&sequence.ChainBreak != 0 {
					t.Errorf("%s %v has a pause", what, s)
				}
			}
			if persons < 8 || s.Last-s.First >= 15 || in.From[s.First] < 0 || in.From[s.Last] < 0 {
				t.Errorf("%s %v has %d turns of persons", what, s, persons)
			}
			for _, o := range chosen {
				both := min(s.Last, o.Last) - max(s.First, o.First) + 1
				if 2*both > min(s.Last-s.First, o.Last-o.First)+1 {
					t.Errorf("%s %v is too much the same as %v", what, s, o)
				}
			}
			chosen = append(chosen, s)
		}
		talk, at := fragment.Of(in), r.Int64N(500_000)
		moments := [][]int{{r.IntN(len(in.At))}, {2, 3, 4}}
		check("around", func() (fragment.Span, bool) { return talk.Around(at, chosen) })
		check("unusual", func() (fragment.Span, bool) { return talk.Unusual(chosen) })
		check("turning", func() (fragment.Span, bool) { v, ok := talk.TurningPoint(chosen); return v.Span, ok })
		check("fullest", func() (fragment.Span, bool) { return talk.Fullest(moments, chosen) })
	}
	for _, what := range []string{"around", "unusual", "turning", "fullest"} {
		if found[what] < 10 {
			t.Errorf("%s was found %d times", what, found[what])
		}
	}
}

// departure is how far a fragment departs from the rest, as docs/analysis.md defines it,
// counted anew.
func departure(in *sequence.Turns, first, last int) (float64, bool) {
	surprise := func(at int, out func(i int) bool) float64 {
		from, to, both, n := 0.0, 0.0, 0.0, 0.0
		for i := 1; i < len(in.At); i++ {
			if in.Code[i-1] < 0 || in.Code[i] < 0 || in.Boundaries[i]&sequence.ChainBreak != 0 || out(i) {
				continue
			}
			n++
			same := in.Code[i-1] == in.Code[at-1]
			if same {
				from++
			}
			if in.Code[i] == in.Code[at] {
				to++
				if same {
					both++
				}
			}
		}
		q := (to + 0.5) / (n + float64(len(in.Names))/2)
		return -math.Log((both + 2*q) / (from + 2))
	}
	var all, own []int
	for i := 1; i < len(in.At); i++ {
		if in.Code[i-1] >= 0 && in.Code[i] >= 0 && in.Boundaries[i]&sequence.ChainBreak == 0 {
			all = append(all, i)
			if i > first && i <= last {
				own = append(own, i)
			}
		}
	}
	mean, sum := 0.0, 0.0
	for _, i := range all {
		mean += surprise(i, func(k int) bool { return k == i }) / float64(len(all))
	}
	for _, i := range own {
		sum += surprise(i, func(k int) bool { return k > first && k <= last }) - mean
	}
	return sum / math.Sqrt(float64(len(own))), len(own) >= 6 && len(own) < len(all)
}

// No other fragment departs more from the habit of the meeting.
func TestWhatDepartsMost(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 12 {
		in := turns(random(r, 60))
		for i := range in.Boundaries {
			in.Boundaries[i] &= sequence.ChainBreak // items would bound what is compared
		}
		s, ok := fragment.Of(in).Unusual(nil)
		best, any := math.Inf(-1), false
		for first := range in.At {
			for last := first + 7; last < min(len(in.At), first+15); last++ {
				persons, whole := 0, in.From[first] >= 0 && in.From[last] >= 0
				for i := first; i <= last; i++ {
					whole = whole && (i == first || in.Boundaries[i] == 0)
					if in.From[i] >= 0 {
						persons++
					}
				}
				if v, known := departure(in, first, last); whole && persons >= 8 && known {
					best, any = max(best, v), true
				}
			}
		}
		if ok != any {
			t.Fatalf("found: %v, want %v", ok, any)
		}
		if got, _ := departure(in, s.First, s.Last); ok && math.Abs(got-best) > 1e-9 {
			t.Errorf("%v departs by %v, the most is %v", s, got, best)
		}
	}
	// Where opening and closing take turns all the time, what departs is where they do not.
	var plain string
	for range 30 {
		plain += "oc"
	}
	if s, ok := fragment.Of(turns(plain + "nnoonncc" + plain)).Unusual(nil); !ok || s.First < 55 || s.Last > 73 {
		t.Errorf("the turns %d to %d depart most", s.First, s.Last)
	}
}

// A talk turns where the shares of turns that open it differ by 0.4 or more between the
// twelve turns before and the twelve after.
func TestWhereTheTalkTurned(t *testing.T) {
	for name, c := range map[string]struct {
		script        string
		first         int // number of the turn in the middle, from 1; 0: none
		before, after int
	}{
		"opens":                {"nnnnnnnnnnnnoooooooooooo", 13, 0, 12},
		"closes":               {"nnoooooooooooonncccccccccccc", 15, 12, 0},
		"0.42 is enough":       {"nnnnnnnnnnnnnnnnnnnnnnnnonononononnn", 22, 0, 5},
		"0.33 is not":          {"nnnnnnnnnnnnnnnnnnnnnnnnonononnnnnnnnn", 0, 0, 0},
		"what everybody did":   {"nnnnnnnnnnnn*oooooooooooo", 14, 0, 12},
		"a turn without word":  {"nnnnnnnnnnnn.oooooooooooo", 0, 0, 0},
		"a pause":              {"nnnnnnnnnnnn-oooooooooooo", 0, 0, 0},
		"another item":         {"nnnnnnnnnnnn|oooooooooooo", 13, 0, 12},
		"within an item first": {"nnnnnnnnnnnn|ooooooooooooccccccnnnnnnooooooo", 25, 12, 0},
		"too short":            {"nnnnnnnnnnnooooooooooo", 0, 0, 0},
	} {
		v, ok := fragment.Of(turns(c.script)).TurningPoint(nil)
		if !ok {
			v = fragment.Turning{}
		}
		middle := 0
		if ok {
			middle = v.First + 7
			if c.script[12] == '*' {
				middle++
			}
		}
		if middle != c.first || v.Before != c.before || v.After != c.after {
			t.Errorf("%s: at turn %d from %d to %d, want %d, %d and %d", name, middle, v.Before, v.After, c.first, c.before, c.after)
		}
	}
}

// The fragment around a finding holds most of its moments, with turns on both sides.
func TestFullest(t *testing.T) {
	talk := fragment.Of(turns("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"))
	s, ok := talk.Fullest([][]int{{2, 3}, {20, 21, 22}, {24, 25}, {40, 41}}, nil)
	if !ok || s.First > 18 || s.First < 15 || s.Last < 27 || s.Last > 30 {
		t.Errorf("the turns %d to %d hold most", s.First, s.Last)
	}
	if _, ok := talk.Fullest(nil, nil); ok {
		t.Error("there is a fragment around nothing")
	}
}
