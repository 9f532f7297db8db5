package shuffle

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestCountsAreKeptOrMadeAgain: draws whose counts are kept tell the same as draws
// that are made twice.
func TestCountsAreKeptOrMadeAgain(t *testing.T) {
	const turns, codes = 300, 6
	r := rand.New(rand.NewPCG(3, 4))
	code, actor := make([]int32, turns), make([]int32, turns)
	for i := range code {
		code[i], actor[i] = int32(r.IntN(codes)), int32(r.IntN(4))
	}
	s := New(code, Split(Blocks(turns, func(i int) bool { return i == 120 }), actor), 1, 200)
	count := func(codesOfDraw, row []uint16) {
		for i := range turns - 1 {
			row[int(codesOfDraw[i])*codes+int(codesOfDraw[i+1])]++
		}
	}
	observed := make([]int, codes*codes)
	for i := range turns - 1 {
		observed[int(code[i])*codes+int(code[i+1])]++
	}
	kept := Count(t.Context(), s, codes*codes, count)
	made := countDraws(t.Context(), s, codes*codes, 0, count)
	if kept.rows == nil || made.rows != nil {
		t.Fatal("the counts are not kept, or they are")
	}
	if !reflect.DeepEqual(kept.Mean, made.Mean) || !reflect.DeepEqual(kept.Variance, made.Variance) ||
		!reflect.DeepEqual(kept.Test(t.Context(), observed), made.Test(t.Context(), observed)) {
		t.Error("draws whose counts are not kept differ from those whose are")
	}
}
