package charts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/sequence"
	"kompas/observe/codebooks"
)

// The tags of a meeting that was coded with another codebook share the whole
// circle: their marks do not cover each other, although tags of the own codebook
// would have places there, too.
func TestMarksOfAnImportedCodebookDoNotCover(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	for _, name := range realMeetings {
		b := analysis.NewBuilder(name, &book)
		for _, r := range rowsOf(t, name) {
			b.Add(millis(t, r[0]), r[1], r[2], r[3], "", "")
		}
		r := withRawLoops(result(t, b))
		for _, m := range decode[struct{ Media []pictured }](t, build(t, "loops", r, english())).Media {
			discs := m.discs()
			for i, a := range discs {
				for _, b := range discs[:i] {
					if far := math.Hypot(a.CX-b.CX, a.CY-b.CY); far < a.R+b.R {
						t.Errorf("%s: two marks of %.0f px are %.0f px apart", name, 2*a.R, far)
					}
				}
			}
		}
	}
}

type disc struct{ CX, CY, R float64 }

// pictured is the diagram of loops at one width.
type pictured struct {
	Option struct {
		Graphic struct {
			Elements []struct {
				Children []struct {
					Type, Name string
					Shape      disc
				}
			}
		}
	}
}

// discs returns the marks of the codes.
func (p *pictured) discs() (out []disc) {
	for _, c := range p.Option.Graphic.Elements[0].Children {
		if c.Type == "circle" && len(c.Name) > 5 && c.Name[:5] == "node-" {
			out = append(out, c.Shape)
		}
	}
	return out
}

// Tags have places of their own on the ring, however many there are.
func TestManyWordsHavePlaces(t *testing.T) {
	o := analysis.DefaultOptions()
	o.Permutations = 0
	r := *large(t, 6, 1500, o)
	r.Sequence.Draws = 1
	for from := 0; from < 1500; from += 500 {
		r.Links, r.Loops = nil, nil
		for i := from; i < min(from+14, 1499); i++ {
			r.Links = append(r.Links, sequence.Link{From: fmt.Sprintf("word%d", i), To: fmt.Sprintf("word%d", i+1), Sign: sequence.Positive, Observed: 9})
		}
		b := build(t, "loops", &r, english())
		if !json.Valid(b) || bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Inf")) {
			t.Fatalf("no valid picture of %+v", r.Links)
		}
		for _, m := range decode[struct{ Media []pictured }](t, b).Media {
			taken := map[disc]bool{}
			for _, d := range m.discs() {
				if taken[d] {
					t.Errorf("two words lie at %v", d)
				}
				taken[d] = true
			}
		}
	}
}

// Tags that share a place, such as those that are in no codebook, are drawn with
// their links, too.
func TestWordsOnOnePlaceAreDrawn(t *testing.T) {
	r := *withExample(coded(t, "Bmr001", "three-k"))
	r.Loops = nil
	r.Links = []sequence.Link{{From: "one", To: "other", Sign: sequence.Positive, Observed: 9}, {From: "other", To: "one", Sign: sequence.Negative, Observed: 9},
		{From: "one", To: "third", Sign: sequence.Positive, Observed: 9}}
	for _, o := range styles() {
		if b := build(t, "loops", &r, o); !json.Valid(b) {
			t.Error("no valid picture")
		}
	}
}

// The number of loops is told in words, and in the singular for one.
func TestLoopsAreCountedInWords(t *testing.T) {
	few := func(n int, kinds ...sequence.Kind) *analysis.Reading {
		r := *withExample(coded(t, "Bmr001", "three-k"))
		r.Links, r.Loops = r.Links[:n], r.Loops[:len(kinds)]
		for i, k := range kinds {
			r.Loops[i].Status, r.Loops[i].Kind = sequence.Whole, k
		}
		return &r
	}
	feeds, steadies := sequence.Reinforcing, sequence.Balancing
	for _, c := range []struct {
		r           *analysis.Reading
		title, note string
	}{
		{few(1), "No loop was found", "1 link stands out, and closes no loop."},
		{few(2, feeds), "A loop that feeds itself was seen going round", "2 links stand out, and close 1 loop."},
		{few(5, steadies), "A loop that steadies was seen going round", "5 links stand out, and close 1 loop."},
		{few(5, feeds, feeds), "2 loops that feed themselves were seen going round", "5 links stand out, and close 2 loops."},
		{few(8, feeds, feeds, steadies), "3 loops of both kinds were seen going round", "8 links stand out, and close 3 loops."},
	} {
		f := decode[struct{ Kompas charts.Caption }](t, build(t, "loops", c.r, english())).Kompas
		if f.Title != c.title || len(f.Note) < len(c.note) || f.Note[:len(c.note)] != c.note {
			t.Errorf("title %q, note %q; want %q and %q", f.Title, f.Note, c.title, c.note)
		}
	}
}
