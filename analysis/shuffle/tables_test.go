package shuffle

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestTablesAreKeptOrMadeAgain: draws whose counts are kept tell the same as draws that
// are made twice, shuffled and rotated.
func TestTablesAreKeptOrMadeAgain(t *testing.T) {
	const turns, codes = 300, 6
	for _, rotated := range []bool{false, true} {
		r := rand.New(rand.NewPCG(3, 4))
		code, actor := make([]int32, turns), make([]int32, turns)
		for i := range code {
			code[i], actor[i] = int32(r.IntN(codes)), int32(r.IntN(4))
		}
		s := New(code, Split(Blocks(turns, func(i int) bool { return i == 120 }), actor), 1, 200)
		if rotated {
			s.Rotate()
		}
		var cells []Cell
		for i := range codes * codes {
			cells = append(cells, Cell{i / codes, i % codes})
		}
		n := 0
		observed := make([]int, len(cells))
		for i := range turns - 1 {
			if actor[i] != actor[i+1] {
				n++
				observed[int(code[i])*codes+int(code[i+1])]++
			}
		}
		count := func(drawn, row []uint16) {
			for i := range turns - 1 {
				if actor[i] != actor[i+1] {
					row[int(drawn[i])*codes+int(drawn[i+1])]++
				}
			}
		}
		tested := make([]bool, len(cells))
		for i := range tested {
			tested[i] = i != 3
		}
		kept := Tables(t.Context(), s, codes, cells, n, count)
		made := drawTables(t.Context(), s, codes, cells, n, 0, count)
		if kept.rows == nil || made.rows != nil {
			t.Fatal("the counts are not kept, or they are")
		}
		a := kept.Test(t.Context(), kept.Table(observed), tested, 0.5)
		b := made.Test(t.Context(), made.Table(observed), tested, 0.5)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("rotated %t: draws whose counts are not kept differ from those whose are", rotated)
		}
		if a.Family[3] != 1 || a.Needs[3] != 0 {
			t.Errorf("a cell that is not tested has p %v and needs %d", a.Family[3], a.Needs[3])
		}
	}
}
