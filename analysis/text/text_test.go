package text_test

import (
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/text"
	"kompas/observe"
)

func write(t *testing.T, b *analysis.Builder) string {
	t.Helper()
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Analyze(m, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := text.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWriteTellsWhoTookPart(t *testing.T) {
	b := analysis.NewBuilder("Weekly", &observe.Codebook{ID: "none"})
	b.Add(0, "Ann", "Bo", "ask", "", "")
	b.Add(60_000, "Bo", "Ann", "", "", "")
	b.Add(90_000, "Ann", "*", "ask", "", "")
	got := write(t, b)
	for _, want := range []string{
		"Weekly\n3 turns by 2 people in 1:30; 67% have a tag.\n",
		"  Ann     2      67%    1         13.3        1:30      1:30\n",
		"  Bo      1      33%    1         6.7         -         1:00\n",
		"  Ann   Bo   1\n",
		"Density 1.000, reciprocity 1.000 (weighted 1.000).",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the text lacks %q:\n%s", want, got)
		}
	}
}

func TestWriteOfNothingHasDashes(t *testing.T) {
	got := write(t, analysis.NewBuilder("", &observe.Codebook{ID: "none"}))
	if !strings.Contains(got, "0 turns by 0 people in 0:00; - have a tag.") || strings.Contains(got, "NaN") {
		t.Errorf("the text of nothing is:\n%s", got)
	}
}

func TestWriteLeavesOutControlCharacters(t *testing.T) {
	b := analysis.NewBuilder("a\x1b[2Jb", &observe.Codebook{ID: "none"})
	b.Add(0, "An\x1bn", "*", "", "", "")
	if got := write(t, b); strings.ContainsAny(got, "\x1b") {
		t.Errorf("the text holds an escape character: %q", got)
	}
}
