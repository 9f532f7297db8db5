package analysistest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// Analyze analyses a meeting with the default options, changed.
func Analyze(t testing.TB, m *analysis.Meeting, change ...func(*analysis.Options)) *analysis.Reading {
	t.Helper()
	r, err := analysis.Analyze(t.Context(), m, With(change...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Draws changes options to n draws.
func Draws(n int) func(*analysis.Options) {
	return func(o *analysis.Options) { o.Permutations = n }
}

// With returns the default options, changed.
func With(change ...func(*analysis.Options)) analysis.Options {
	o := analysis.DefaultOptions()
	for _, c := range change {
		c(&o)
	}
	return o
}

// Scripted returns a meeting of one turn every four seconds, each as "who code" or,
// without a code, "who"; "who>whom" acts to somebody and not to the group; "|name"
// begins a phase, "-" is a pause.
func Scripted(t testing.TB, turns ...string) *analysis.Meeting {
	t.Helper()
	return ScriptedIn(t, observe.Codebook{ID: "made-up"}, turns...)
}

// ScriptedIn is [Scripted] with a codebook.
func ScriptedIn(t testing.TB, book observe.Codebook, turns ...string) *analysis.Meeting {
	t.Helper()
	l := NewLog(func(h *observe.Header) { h.Codebook = book })
	at := observe.Millis(0)
	l.Clock(0, "live")
	for _, turn := range turns {
		at += 4000
		var who, code string
		fmt.Sscan(turn, &who, &code)
		switch {
		case who[0] == '|':
			l.Phase(at, who[1:])
		case who == "-":
			l.Clock(at, "paused").Clock(at+1000, "live")
		default:
			from, to, directed := strings.Cut(who, ">")
			if !directed {
				to = observe.Everybody
			}
			l.Turn(at, from+" "+to+" "+code)
		}
	}
	return l.Meeting()
}

// Generated returns a meeting of n turns, coded with [Book]: at, from, to and tag
// of each as chosen, in any order of time.
func Generated(t testing.TB, n int, choose func(i int) (at int64, from, to, tag string)) *analysis.Meeting {
	t.Helper()
	c := Book()
	b := analysis.NewBuilder("generated", &c)
	for i := range n {
		at, from, to, tag := choose(i)
		if from == to && from != "*" {
			to = "*"
		}
		b.Add(at, from, to, tag, "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Tags are some tags and families of [Book], none, and one that it does not have.
var Tags = []string{"", "curiosity", "steering", "deciding", "judgement", "differing", "asking", "directing", "unknown"}

// Random returns a meeting of so many turns by so many persons, with [Tags].
func Random(t testing.TB, turns, persons int) *analysis.Meeting {
	r := rand.New(rand.NewPCG(1, 2))
	return Generated(t, turns, func(int) (int64, string, string, string) {
		who := func() string {
			if p := r.IntN(persons + 1); p < persons {
				return fmt.Sprintf("person %d", p)
			}
			return "*"
		}
		return r.Int64N(3_600_000), who(), who(), Tags[r.IntN(len(Tags))]
	})
}

// SomeTurns draws from 2 to most turns of a small meeting, for [Scripted], with
// phases, pauses, turns of the group and turns without a code. Choose returns a
// number from 0 to n-1.
func SomeTurns(choose func(n int) int, most int) []string {
	one := func(of ...string) string { return of[choose(len(of))] }
	turns := make([]string, 2+choose(most-1))
	for i := range turns {
		switch choose(26) {
		case 0:
			turns[i] = "|x"
		case 1:
			turns[i] = "-"
		case 2:
			turns[i] = one("a", "b", "*")
		case 3:
			turns[i] = "* " + one("x", "y")
		default:
			turns[i] = one("a", "b", "c") + " " + one("x", "y", "z", "w")
		}
	}
	return turns
}

// Transition returns the transition from one code to another, which must be there.
func Transition(t testing.TB, r *analysis.Reading, from, to string) sequence.Transition {
	t.Helper()
	for _, tr := range r.Sequence.Transitions {
		if tr.From == from && tr.To == to {
			return tr
		}
	}
	t.Fatalf("there is no transition %s -> %s", from, to)
	panic("unreachable")
}

// Failer is what a test and a property have in common.
type Failer interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
}
