package charts_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
)

// pingPong is a meeting in which two people answer each other for long stretches,
// with others in between.
func pingPong(t testing.TB, change func(*analysis.Options)) *analysis.Reading {
	t.Helper()
	people := []string{"Anna", "Bram", "Chantal", "Dirk", "Els"}
	return madeUp(t, rows(300, func(i int) row {
		a, b := people[i/6%5], people[(i/6+1)%5]
		if i%2 == 1 {
			a, b = b, a
		}
		return row{at: int64(i) * 3000, from: a, to: b, tag: "informing"}
	}), change)
}

// With draws each shift has the number that chance would give, and a sign where
// it was found; without draws neither.
func TestShiftsStandBesideChance(t *testing.T) {
	type shown struct {
		Series []struct {
			Data []any `json:"data"`
		} `json:"series"`
		Kompas charts.Caption `json:"kompas"`
	}
	r := pingPong(t, nil)
	c := decode[shown](t, build(t, "shifts", r, english()))
	names := analysis.ShiftNames()
	if len(c.Series) != 2 || len(c.Series[1].Data) != len(names) || len(c.Kompas.Table.Columns) != 6 {
		t.Fatalf("%d series, columns %q", len(c.Series), c.Kompas.Table.Columns)
	}
	found := 0
	for i, code := range names {
		point, _ := c.Series[1].Data[i].([]any)
		if by, _ := point[0].(float64); math.Abs(by-*r.Shifts.Expected[code]) > 0.006 {
			t.Errorf("%s: the line stands at %v, want %v", code, point[0], *r.Shifts.Expected[code])
		}
		sign := ""
		if *r.Shifts.Found[code] {
			found++
			sign = "▲"
			if float64(r.Shifts.Counts[code]) < *r.Shifts.Expected[code] {
				sign = "▼"
			}
		}
		if row := c.Kompas.Table.Rows[i]; row[1] != code || row[2] != strconv.Itoa(r.Shifts.Counts[code]) || row[5] != sign {
			t.Errorf("%s, sign %q: the table says %q", code, sign, row)
		}
		bar, _ := c.Series[0].Data[i].(map[string]any)
		label, _ := bar["label"].(map[string]any)
		if text, _ := label["formatter"].(string); strings.HasSuffix(text, "▲") != (sign == "▲") {
			t.Errorf("%s, sign %q: the bar says %q", code, sign, text)
		}
	}
	if found == 0 || !*r.Shifts.Found["AB-BA"] {
		t.Errorf("%d shifts were found, want AB-BA among them", found)
	}
	without := decode[shown](t, build(t, "shifts", pingPong(t, func(o *analysis.Options) { o.Permutations = 0 }), english()))
	if len(without.Series) != 1 || len(without.Kompas.Table.Columns) != 4 || slices.ContainsFunc(without.Kompas.Table.Rows, func(row []string) bool { return len(row) != 4 }) {
		t.Errorf("without draws: %d series, columns %q", len(without.Series), without.Kompas.Table.Columns)
	}
}
