package analysis_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// coded is a meeting of five persons with these primary tags, separated by spaces; "-"
// is a turn without a tag.
func coded(t *testing.T, book *observe.Codebook, tags ...string) *analysis.Meeting {
	t.Helper()
	b := analysis.NewBuilder("coded", book)
	for i, tag := range tags {
		b.Add(int64(i)*3000, fmt.Sprint("p", i%5), "*", strings.TrimPrefix(tag, "-"), "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLevelOfASession(t *testing.T) {
	now, _ := codebooks.Get("three-k")
	cycle, _ := codebooks.Get("compassion-cycle")
	data, err := os.ReadFile("../observe/codebooks/testdata/three-k-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var first observe.Codebook
	if err := json.Unmarshal(data, &first); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		book *observe.Codebook
		tags string
		want analysis.Level
	}{
		{&now, "curiosity judgement steering other - curiosity", "core"},
		{&now, "other", "core"},
		{&now, "curiosity judgement steering forcing", "full"},
		{&now, "sharing", "full"},
		{&now, "curiosity asking", "family"},
		{&now, "sharing forcing directing -", "family"},
		{&now, "- -", ""},
		{&now, "unheard-of", "full"},
		{&now, "unheard-of curiosity", "full"},
		{&first, "curiosity steering", "core"},
		{&first, "directing", "family"},
		{&first, "curiosity accountable", "full"},
		{&cycle, "openness", "full"},
	} {
		r := analysistest.Analyze(t, coded(t, tt.book, strings.Fields(tt.tags)...), analysistest.Draws(0))
		if r.Level != tt.want {
			t.Errorf("%s, version %d, coded with %s: level %q, want %q", tt.book.ID, tt.book.Version, tt.tags, r.Level, tt.want)
		}
	}
	// A part of a session has the level of the whole.
	m := coded(t, &now, "curiosity", "steering", "sharing", "judgement")
	if r := analysistest.Analyze(t, m, analysistest.Draws(0), func(o *analysis.Options) { o.ToMs = new(int64(3000)) }); r.Interactions != 2 || r.Level != "full" {
		t.Errorf("of %d turns of a meeting that is coded in full the level is %q", r.Interactions, r.Level)
	}
}

// With version 2 of three-k a meeting that is coded with the sixteen tags has the same
// three K's, and the same shares of opening and of asking, as with the seven families.
func TestFiguresRollUp(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var tags, families []string
		for range 60 {
			tag := book.Tags[r.IntN(len(book.Tags))]
			tags, families = append(tags, string(tag.ID)), append(families, string(tag.Family))
		}
		fine := analysistest.Analyze(t, coded(t, &book, tags...), analysistest.Draws(0))
		rough := analysistest.Analyze(t, coded(t, &book, families...), analysistest.Draws(0))
		if diff := cmp.Diff(fine.Dimensions, rough.Dimensions); diff != "" {
			t.Fatalf("the three K's differ (- by tag, + by family): %s", diff)
		}
		if diff := cmp.Diff([]*float64{fine.OpeningRatio, fine.AskingRatio}, []*float64{rough.OpeningRatio, rough.AskingRatio}); diff != "" {
			t.Fatalf("opening or asking differ (- by tag, + by family): %s", diff)
		}
	}
}

// Who is asked counts by families in version 2, also where all turns have tags:
// asking / (asking + pushing + holding-off), and directing where it occurs.
func TestAskingByFamilies(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	for tags, want := range map[string]string{
		"curiosity steering forcing judgement":             "0.25",
		"curiosity steering forcing defending withdrawing": "0.2",
		"curiosity deciding accountable sharing other":     "1",
		"asking steering pushing directing":                "0.25",
		"sharing":                                          "null",
	} {
		if got := show(analysistest.Analyze(t, coded(t, &book, strings.Fields(tags)...), analysistest.Draws(0)).AskingRatio); got != want {
			t.Errorf("of %s the asking ratio is %s, want %s", tags, got, want)
		}
	}
}
