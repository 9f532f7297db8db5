package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kompas/analysis/stats"
)

// kendallTable has the probability that S is at least so much in any order of n
// values, as printed in Kendall (1970), Rank Correlation Methods, appendix table
// 1, and Gilbert (1987), Statistical Methods for Environmental Pollution
// Monitoring, table A18.
var kendallTable = map[int]map[int]float64{
	4:  {0: .625, 2: .375, 4: .167, 6: .042},
	5:  {0: .592, 2: .408, 4: .242, 6: .117, 8: .042, 10: .0083},
	6:  {1: .500, 3: .360, 5: .235, 7: .136, 9: .068, 11: .028, 13: .0083, 15: .0014},
	7:  {1: .500, 3: .386, 5: .281, 7: .191, 9: .119, 11: .068, 13: .035, 15: .015, 17: .0054, 19: .0014, 21: .00020},
	8:  {0: .548, 2: .452, 4: .360, 6: .274, 8: .199, 10: .138, 12: .089, 14: .054, 16: .031, 18: .016, 20: .0071, 22: .0028, 24: .00087},
	9:  {0: .540, 2: .460, 4: .381, 6: .306, 8: .238, 10: .179, 12: .130, 14: .090, 16: .060, 18: .038, 20: .022, 22: .012, 24: .0063, 26: .0029, 28: .0012},
	10: {1: .500, 3: .431, 5: .364, 7: .300, 9: .242, 11: .190, 13: .146, 15: .108, 17: .078, 19: .054, 21: .036, 23: .023, 25: .014, 27: .0083, 29: .0046, 31: .0023, 33: .0011},
}

// risingBy is n different values whose S is s: from falling throughout, pairs
// of neighbours are turned round one by one.
func risingBy(n, s int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(n - i)
	}
	for turns := (s + n*(n-1)/2) / 2; turns > 0; {
		for i := 0; i+1 < n && turns > 0; i++ {
			if x[i] > x[i+1] {
				x[i], x[i+1] = x[i+1], x[i]
				turns--
			}
		}
	}
	return x
}

func TestMannKendallComesOutAsPrinted(t *testing.T) {
	compared := 0
	for n, table := range kendallTable {
		for s, want := range table {
			tau, p := stats.MannKendall(risingBy(n, s))
			if math.Abs(*tau-float64(s)/float64(n*(n-1)/2)) > 1e-12 {
				t.Errorf("n %d, S %d: tau is %v", n, s, *tau)
			}
			if s == 0 {
				want = 0.5 // of both sides together p is 1
			}
			digits := math.Pow(10, math.Floor(math.Log10(want))-1) // two are printed
			if want >= 0.1 {
				digits = 1e-3
			}
			if got := *p / 2; math.Abs(got-want) > 0.51*digits {
				t.Errorf("n %d, S %d: half of p is %v, printed is %v", n, s, got, want)
			}
			compared++
		}
	}
	if compared < 70 {
		t.Errorf("compared %d", compared)
	}
}

// p with ties is the share of all orders whose S is as far from 0.
func TestMannKendallEqualsAllOrders(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for range 60 {
		x := make([]float64, 2+r.IntN(6))
		for i := range x {
			x[i] = float64(r.IntN(4))
		}
		score := func(x []float64) (s int) {
			for i := range x {
				for j := range i {
					s += cmpFloat(x[i], x[j])
				}
			}
			return s
		}
		all, far := 0, 0
		want := score(x)
		var orders func(k int)
		orders = func(k int) {
			if k == len(x) {
				all++
				if s := score(x); max(s, -s) >= max(want, -want) {
					far++
				}
				return
			}
			for i := k; i < len(x); i++ {
				x[k], x[i] = x[i], x[k]
				orders(k + 1)
				x[k], x[i] = x[i], x[k]
			}
		}
		tau, p := stats.MannKendall(x)
		orders(0)
		if slices.Max(x) == slices.Min(x) {
			if tau != nil || p != nil {
				t.Errorf("of equal values tau is %v and p %v", *tau, *p)
			}
			continue
		}
		if got := *p; math.Abs(got-float64(far)/float64(all)) > 1e-9 {
			t.Errorf("%v: p is %v, %d of %d orders are as far", x, got, far, all)
		}
		if *tau < -1 || *tau > 1 || cmpFloat(*tau, 0) != cmpFloat(float64(want), 0) {
			t.Errorf("%v: tau is %v, S is %d", x, *tau, want)
		}
	}
}

// Many meetings, also with many ties: the distribution adds up.
func TestMannKendallOfManyMeetings(t *testing.T) {
	for _, kinds := range []int{2, 5, 1000} {
		r := rand.New(rand.NewPCG(1, uint64(kinds)))
		x := make([]float64, 100)
		for i := range x {
			x[i] = float64(r.IntN(kinds))
		}
		// The normal distribution with the variance of S under ties, Kendall (1970) ch. 4.
		s, n := 0.0, float64(len(x))
		count := map[float64]float64{}
		for i := range x {
			count[x[i]]++
			for j := range i {
				s += float64(cmpFloat(x[i], x[j]))
			}
		}
		v := n * (n - 1) * (2*n + 5)
		for _, c := range count {
			v -= c * (c - 1) * (2*c + 5)
		}
		step := 1.0 // with continuity
		want := math.Erfc((math.Abs(s) - step) / math.Sqrt(v/18) / math.Sqrt2)
		if _, p := stats.MannKendall(x); math.Abs(*p-want) > 0.01 {
			t.Errorf("%d kinds: p is %v, by the normal distribution %v", kinds, *p, want)
		}
	}
}

func cmpFloat(a, b float64) int {
	switch {
	case a > b:
		return 1
	case a < b:
		return -1
	}
	return 0
}

// Hollander & Wolfe (1999), Nonparametric Statistical Methods, examples 9.1 and
// 9.3: rain after seeding clouds in five years. Theil's estimate is printed as
// -.056, K as -6 and P(K >= 6) as .117.
func TestTheilSenComesOutAsPrinted(t *testing.T) {
	years := []float64{1.26, 1.27, 1.12, 1.16, 1.03}
	if slope := stats.TheilSen(years); math.Abs(*slope+.056) > 0.0005 {
		t.Errorf("the slope is %v, printed is -.056", *slope)
	}
	if tau, p := stats.MannKendall(years); math.Abs(*tau+0.6) > 1e-12 || math.Abs(*p/2-.117) > 0.0005 {
		t.Errorf("tau is %v and half of p %v", *tau, *p/2)
	}
	if stats.TheilSen([]float64{1}) != nil || stats.TheilSen(nil) != nil {
		t.Error("one value has a slope")
	}
	for n := 2; n < 12; n++ { // along a line with one value far off, where there are enough others
		var x []float64
		for i := range n {
			x = append(x, 0.25*float64(i))
		}
		if n > 5 {
			x[n/2] = 100
		}
		if slope := stats.TheilSen(x); math.Abs(*slope-0.25) > 1e-12 {
			t.Errorf("%s: the slope is %v, want 0.25", fmt.Sprint(x), *slope)
		}
	}
}
