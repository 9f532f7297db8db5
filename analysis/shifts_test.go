package analysis_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/combin"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/observe"
)

// TestShiftsExpectedEqualEnumeration compares with all orders of a few turns,
// from and to together; turns of everybody are taken out first.
func TestShiftsExpectedEqualEnumeration(t *testing.T) {
	turns := []string{"a b", "b a", "a b", "c *", "a *", "b c", "c b"}
	l := analysistest.NewLog()
	for i, turn := range turns {
		l.Turn(observe.Millis(i*2000), turn).Turn(observe.Millis(i*2000+1000), "* *")
	}
	const n = 20_000
	got := analysistest.Analyze(t, l.Meeting(), analysistest.Draws(n)).Shifts
	sums, squares := map[string]float64{}, map[string]float64{}
	orders := combin.Permutations(len(turns), len(turns))
	for _, order := range orders {
		counts := map[string]float64{}
		for i := 1; i < len(order); i++ {
			counts[shiftByHand(turns[order[i-1]], turns[order[i]])]++
		}
		for k, v := range counts {
			sums[k] += v
			squares[k] += v * v
		}
	}
	counts := map[string]int{}
	for i := 1; i < len(turns); i++ {
		counts[shiftByHand(turns[i-1], turns[i])]++
	}
	for _, name := range analysis.ShiftNames() {
		mean := sums[name] / float64(len(orders))
		sd := math.Sqrt(squares[name]/float64(len(orders)) - mean*mean)
		if got.Counts[name] != counts[name] {
			t.Errorf("%s is counted %d times, want %d", name, got.Counts[name], counts[name])
		}
		if math.Abs(*got.Expected[name]-mean) > 4*sd/math.Sqrt(n)+1e-12 {
			t.Errorf("%s: expected is %v, want %v", name, *got.Expected[name], mean)
		}
		z := got.Z[name]
		if sd == 0 {
			if z != nil {
				t.Errorf("%s: z of what never varies is %v", name, *z)
			}
		} else if want := (float64(counts[name]) - mean) / sd; math.Abs(*z-want) > 0.1 {
			t.Errorf("%s: z is %v, want %v", name, *z, want)
		}
		if name != "AB-BA" && *got.Found[name] { // that one is seen three times, of which there are few orders
			t.Errorf("%s is found in seven turns", name)
		}
	}
}

// shiftByHand names a shift by the letters of Gibson's scheme.
func shiftByHand(first, second string) string {
	a, b, _ := strings.Cut(first, " ")
	c, d, _ := strings.Cut(second, " ")
	if a == c && b == d {
		return ""
	}
	other := "X" // X and Y are persons who are neither
	name := func(who string) string {
		switch who {
		case a:
			return "A"
		case "*":
			return "0"
		case b:
			return "B"
		}
		defer func() { other = "Y" }()
		return other
	}
	if a == c || b == c {
		other = "Y"
	}
	left := "AB"
	if b == "*" {
		left = "A0"
	}
	from := name(c)
	return left + "-" + from + name(d)
}

// TestShiftsThatAreFound has two answer each other in long stretches, and has
// the same turns in any order.
func TestShiftsThatAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	var pairs [][2]string
	for range 60 {
		a := r.IntN(4)
		b := (a + 1 + r.IntN(3)) % 4
		x, y := string(rune('A'+a)), string(rune('A'+b))
		pairs = append(pairs, [2]string{x, y}, [2]string{y, x}, [2]string{x, y}, [2]string{y, x}, [2]string{x, "*"})
	}
	meeting := func(order []int) *analysis.Meeting {
		return analysistest.Generated(t, len(order), func(i int) (int64, string, string, string) {
			p := pairs[order[i]]
			return int64(i) * 1000, p[0], p[1], ""
		})
	}
	inOrder := make([]int, len(pairs))
	for i := range inOrder {
		inOrder[i] = i
	}
	s := analysistest.Analyze(t, meeting(inOrder), analysistest.Draws(1000)).Shifts
	if !*s.Found["AB-BA"] || *s.Z["AB-BA"] < 5 || float64(s.Counts["AB-BA"]) < 2**s.Expected["AB-BA"] {
		t.Errorf("to and fro: %d, %v expected, z %v, found %v", s.Counts["AB-BA"], *s.Expected["AB-BA"], *s.Z["AB-BA"], *s.Found["AB-BA"])
	}
	found := 0
	for range 20 {
		s := analysistest.Analyze(t, meeting(r.Perm(len(pairs))), analysistest.Draws(300)).Shifts
		for _, f := range s.Found {
			if *f {
				found++
				break
			}
		}
	}
	if found > 4 { // one in twenty is expected
		t.Errorf("%d of 20 meetings without order have a shift that is found", found)
	}
}

// TestShiftsStayInTheirStretch shuffles within phases: where each phase has one
// kind of turn only, nothing can change places.
func TestShiftsStayInTheirStretch(t *testing.T) {
	l := analysistest.NewLog()
	for p, turn := range []string{"a b", "b c", "c *"} {
		l.Phase(observe.Millis(p*100_000), fmt.Sprint(p))
		for i := range 10 {
			l.Turn(observe.Millis(p*100_000+i*1000), turn)
		}
	}
	s := analysistest.Analyze(t, l.Meeting(), analysistest.Draws(50)).Shifts
	for _, name := range analysis.ShiftNames() {
		if *s.Expected[name] != float64(s.Counts[name]) || s.Z[name] != nil || *s.Found[name] {
			t.Errorf("%s: %d counted, %v expected, z %v", name, s.Counts[name], *s.Expected[name], s.Z[name])
		}
	}
}
