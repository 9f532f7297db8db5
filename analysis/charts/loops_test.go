package charts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/sequence"
	"kompas/observe"
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
					Style      struct{ LineDash []float64 }
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
		{few(2, feeds), "One loop kept itself going", "2 links stand out, and close 1 loop."},
		{few(5, steadies), "One loop steadied the talk", "5 links stand out, and close 1 loop."},
		{few(5, feeds, feeds), "2 loops kept themselves going", "5 links stand out, and close 2 loops."},
		{few(8, feeds, feeds, steadies), "3 loops, of both kinds", "8 links stand out, and close 3 loops."},
	} {
		f := decode[struct{ Kompas charts.Caption }](t, build(t, "loops", c.r, english())).Kompas
		if f.Title != c.title || len(f.Note) < len(c.note) || f.Note[:len(c.note)] != c.note {
			t.Errorf("title %q, note %q; want %q and %q", f.Title, f.Note, c.title, c.note)
		}
	}
}

// Known loops that were found are drawn also where their links are none by themselves:
// solid when they are clear, dashed when they are possible. A one-way loop is no loop:
// its link is a cell that stands out.
func TestKnownLoopsAreDrawn(t *testing.T) {
	record := recordOf(t, "Bmr001")
	r := *record.result(t, observe.OwnerViewer)
	r.Sequence.Draws, r.Links, r.Loops = 5000, nil, nil
	turns := r.Selection.List()
	known := func(found sequence.LoopConfidence, nodes ...string) sequence.KnownLoop {
		l := sequence.KnownLoop{ID: strings.Join(nodes, ">") + ">", Nodes: nodes, Kind: sequence.Reinforcing, Expected: 4, Confidence: &found, Source: sequence.FromCodebook}
		for i, from := range nodes {
			to := nodes[(i+1)%len(nodes)]
			l.Signs = append(l.Signs, sequence.Positive)
			link := sequence.KnownLink{From: from, To: to, Sign: sequence.Positive, Expected: 2, P: float64(i)}
			r.Selection.EachPair(func(first, then int, between bool) {
				if between && turns[first].Tag == observe.TagID(from) && turns[then].Tag == observe.TagID(to) {
					link.Observed++
					if found != sequence.OneWay || i == 0 {
						l.Evidence = append(l.Evidence, []observe.EntryID{turns[first].ID, turns[then].ID})
						l.EvidenceTotal++
					}
				}
			})
			l.Links = append(l.Links, link)
		}
		return l
	}
	r.KnownLoops = []sequence.KnownLoop{known(sequence.ClearLoop, "connecting", "informing"), known(sequence.PossibleLoop, "differing", "informing"),
		known(sequence.OneWay, "curiosity", "connecting"), {ID: "judgement>", Nodes: []string{"judgement"}, Signs: []sequence.Sign{"+"}}}
	team := r.KnownLoops[1]
	for lang, want := range map[string]struct {
		title, note, clear, maybe, dashed string
	}{
		"en": {"One loop kept itself going", "Known loops that were looked for: 4; found: 2.", "known loop: clear", "known loop: maybe", "Dashed"},
		"nl": {"Eén kringloop hield zichzelf in stand", "Bekende kringlopen waarnaar is gezocht: 4; gevonden: 2.", "bekende kringloop: duidelijk", "bekende kringloop: misschien", "Gestreept"},
	} {
		b := build(t, "loops", &r, charts.Options{Lang: lang})
		c := decode[shown](t, b).Kompas
		if c.Title != want.title || !strings.HasPrefix(c.Note, want.note) || !strings.Contains(c.Subtitle, want.dashed) || c.Empty {
			t.Errorf("%s: the caption is %+v", lang, c)
		}
		if len(c.Table.Rows) != 2 || c.Table.Rows[0][3] != want.clear || c.Table.Rows[1][3] != want.maybe || c.Table.Rows[0][2] != fmt.Sprint(r.KnownLoops[0].EvidenceTotal) {
			t.Errorf("%s: the table is %q", lang, c.Table.Rows)
		}
		totals := map[string]int{}
		for _, m := range c.Moments {
			totals[m.At.Graphic] = m.Total
		}
		for i := range 2 {
			if totals[fmt.Sprint("loop-", i)] != r.KnownLoops[i].EvidenceTotal || totals[fmt.Sprint("link-", 2*i)] != r.KnownLoops[i].EvidenceTotal {
				t.Errorf("%s: loop %d and its first link have %v moments", lang, i, totals)
			}
		}
		if _, third := totals["loop-2"]; third {
			t.Errorf("%s: a third loop is drawn", lang)
		}
		var dashes []bool
		for _, part := range decode[struct{ Media []pictured }](t, b).Media[0].Option.Graphic.Elements[0].Children {
			if part.Type == "arc" && strings.HasPrefix(part.Name, "link-") {
				dashes = append(dashes, len(part.Style.LineDash) > 0)
			}
		}
		if fmt.Sprint(dashes) != "[true true false false]" { // the strongest comes last, on top
			t.Errorf("%s: of the arcs these are dashed: %v", lang, dashes)
		}
	}
	r.KnownLoops[1].Source = sequence.FromTeam
	if c := decode[shown](t, build(t, "loops", &r, english())).Kompas; c.Table.Rows[1][3] != "seen in this team before: maybe" {
		t.Errorf("a loop of the team is %q", c.Table.Rows[1])
	}
	r.KnownLoops = []sequence.KnownLoop{team}
	if c := decode[shown](t, build(t, "loops", &r, english())).Kompas; c.Title != "A loop, maybe" {
		t.Errorf("of a loop that is possible the title is %q", c.Title)
	}
}
