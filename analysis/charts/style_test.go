package charts_test

import (
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/observe"
)

// A meeting that was coded elsewhere has tags without colours, often more than
// there are hues. No two of them get the same colour.
func TestWordsWithoutAColourGetOneOfTheirOwn(t *testing.T) {
	b := analysis.NewBuilder("imported", &observe.Codebook{ID: "none"})
	const words = 30
	for i := range 2 * words {
		b.Add(int64(i)*1000, "A", "*", string(rune('A'+i%words)), "", "")
	}
	r := result(t, b)
	for _, theme := range []charts.Theme{charts.Light, charts.Dark} {
		c := decode[struct {
			Series []struct {
				Data []struct {
					ItemStyle struct{ Color string } `json:"itemStyle"`
				} `json:"data"`
			} `json:"series"`
		}](t, build(t, "tags", r, charts.Options{Lang: "en", Theme: theme}))
		seen := map[string]bool{}
		for _, bar := range c.Series[0].Data {
			seen[bar.ItemStyle.Color] = true
		}
		if len(seen) != words {
			t.Errorf("%s: %d words have %d colours", theme, words, len(seen))
		}
	}
}
