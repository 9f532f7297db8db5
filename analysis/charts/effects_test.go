package charts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/findings"
)

// An outcome that came after no turn at all, or after all, is no comparison: with a codebook
// that does not say which tags invite or fix there are no rows about that.
func TestEffectsLeaveOutWhatNeverCame(t *testing.T) {
	r := loadResult(t, "Bed003", -1)
	never := 0
	for _, e := range r.Effects {
		if e.Outcome == "opens" && e.Enough {
			never++
		}
	}
	rows := decode[struct{ Kompas charts.Caption }](t, build(t, "effects", r, english())).Kompas.Table.Rows
	// Nothing is clear, so that the findings say how many comparisons there are.
	quiet := *r.Result
	quiet.Effects = slices.Clone(quiet.Effects)
	for i := range quiet.Effects {
		quiet.Effects[i].PAdjusted = nil
	}
	said, err := findings.Say(t.Context(), &analysis.Reading{Result: &quiet, Selection: r.Selection}, "en")
	if err != nil {
		t.Fatal(err)
	}
	if never == 0 || len(rows) == 0 {
		t.Fatalf("%d comparisons of what never came, %d rows", never, len(rows))
	}
	for _, row := range rows {
		if strings.Contains(row[2], "invites") || strings.Contains(row[2], "fixes") {
			t.Errorf("the codebook does not know what invites or fixes, and the table says %q", row)
		}
	}
	// The findings count the same comparisons as the picture.
	for _, s := range said.Sections {
		want := fmt.Sprintf("none of %d comparisons", len(rows))
		if s.Name == "effects" && !strings.Contains(strings.Join(s.Lead, " "), want) {
			t.Errorf("it says %q, want %q", s.Lead, want)
		}
	}
}
