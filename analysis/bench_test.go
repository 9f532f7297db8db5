package analysis_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
)

// BenchmarkAnalyzeMeeting analyses a meeting of 300 turns by six persons with
// 15 tags, in which three things follow one another more often than by chance,
// with all draws.
func BenchmarkAnalyzeMeeting(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	names := []string{"Ann", "Bo", "Cy", "Di", "Ed", "Flo"}
	last := 0
	m := analysistest.Generated(b, 300, func(i int) (int64, string, string, string) {
		tag := r.IntN(15)
		if last < 2 && r.IntN(2) == 0 {
			tag = 1 - last
		}
		last = tag
		return int64(i) * 4000, names[r.IntN(6)], names[r.IntN(6)], "tag " + strconv.Itoa(tag)
	})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := analysis.Analyze(b.Context(), m, analysis.DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
}
