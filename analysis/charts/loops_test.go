package charts_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// pictured is the picture of a loop at one width.
type pictured struct {
	Option struct {
		Graphic struct {
			Elements []struct {
				Width, Height float64
				Children      []struct {
					Type, Name string
					Shape      struct{ X, Y, Width, Height, CX, CY, R float64 }
					Style      struct {
						Text     string
						LineDash []float64
					}
				}
			}
		}
	}
}

// words returns the texts of the picture, by the name of their part.
func (p *pictured) words() map[string][]string {
	out := map[string][]string{}
	for _, c := range p.Option.Graphic.Elements[0].Children {
		if c.Type == "text" {
			out[c.Name] = append(out[c.Name], strings.ReplaceAll(c.Style.Text, "\n", " "))
		}
	}
	return out
}

func loopsOf(t *testing.T, r *analysis.Reading, o charts.Options) (charts.Caption, []pictured) {
	t.Helper()
	out := decode[struct {
		Kompas charts.Caption
		Media  []pictured
	}](t, build(t, "loops", r, o))
	return out.Kompas, out.Media
}

// One loop is drawn: its words and its steps, nothing else. The caption tells all of
// them, and another one is drawn when it is asked for.
func TestOneLoopIsToldAndDrawn(t *testing.T) {
	r := withExample(coded(t, "Bmr001", "three-k"))
	for _, c := range []struct {
		lang, loop, sentence string
		words                map[string][]string
	}{
		{"en", "", "After “steering” there often was “going quiet”, and after that often “steering” again. That kept itself going.",
			map[string][]string{"node-0": {"→ steering"}, "node-1": {"▮ going quiet"}, "link-0": {"often"}, "link-1": {"often"}, "loop": {"keeps itself going"}}},
		{"nl", "", "Op ‘sturen’ volgde vaak ‘stilvallen’, en daarop weer vaak ‘sturen’. Dat hield zichzelf in stand.",
			map[string][]string{"node-0": {"→ sturen"}, "node-1": {"▮ stilvallen"}, "link-0": {"vaak"}, "link-1": {"vaak"}, "loop": {"houdt zichzelf in stand"}}},
		{"nl", "curiosity - judgement + defending +", "Op ‘open vragen’ volgde zelden ‘oordelen’, daarop vaak ‘zich verdedigen’, en daarop weer vaak ‘open vragen’. Dat remde zichzelf af.",
			map[string][]string{"node-0": {"? open vragen"}, "node-1": {"▮ oordelen"}, "node-2": {"▮ zich verdedigen"}, "link-0": {"zelden"}, "link-1": {"vaak"}, "link-2": {"vaak"}, "loop": {"remt zichzelf af"}}},
		{"en", "naming +", "After “naming it” there often was “naming it” again. These steps fit together, but it was not seen to go all the way round.",
			map[string][]string{"node-0": {"○ naming it"}, "link-0": {"often"}, "loop": {"keeps itself going"}}},
		{"en", "one that is not there", "After “steering” there often was “going quiet”, and after that often “steering” again. That kept itself going.", nil},
	} {
		caption, media := loopsOf(t, r, charts.Options{Lang: c.lang, Loop: c.loop})
		if caption.Subtitle != c.sentence {
			t.Errorf("%s %q is told as %q, want %q", c.lang, c.loop, caption.Subtitle, c.sentence)
		}
		if len(caption.Loops) != len(r.Loops) || len(caption.Table.Rows) != len(r.Loops) {
			t.Errorf("%d of %d loops are told, %d are in the table", len(caption.Loops), len(r.Loops), len(caption.Table.Rows))
		}
		for i, l := range caption.Loops {
			if l.ID != r.Loops[i].ID || l.Drawn != (l.Sentence == c.sentence) {
				t.Errorf("loop %d is %+v, want %s", i, l, r.Loops[i].ID)
			}
		}
		for _, m := range media {
			if got := m.words(); c.words != nil && fmt.Sprint(got) != fmt.Sprint(c.words) {
				t.Errorf("%s %q has the words %v, want %v", c.lang, c.loop, got, c.words)
			}
		}
	}
}

// Words do not cover each other, and lie within the picture, however long they are and
// however many.
func TestWordsOfALoopHaveRoom(t *testing.T) {
	for name, r := range gallery(t) {
		if len(r.RawLoops) == 0 {
			continue
		}
		r := withRawLoops(r)
		for _, l := range r.Loops[:min(len(r.Loops), 25)] {
			_, media := loopsOf(t, r, charts.Options{Lang: "nl", Loop: l.ID})
			for _, m := range media {
				size := m.Option.Graphic.Elements[0]
				var boxes [][4]float64
				for _, c := range size.Children {
					if c.Type == "rect" && c.Name != "" {
						boxes = append(boxes, [4]float64{c.Shape.X, c.Shape.Y, c.Shape.X + c.Shape.Width, c.Shape.Y + c.Shape.Height})
					}
				}
				for i, a := range boxes {
					if a[0] < 0 || a[1] < 0 || a[2] > size.Width || a[3] > size.Height {
						t.Errorf("%s: a word of %s lies at %v, outside of %v x %v", name, l.ID, a, size.Width, size.Height)
					}
					if slices.ContainsFunc(boxes[:i], func(b [4]float64) bool { return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3] }) {
						t.Errorf("%s: words of %s cover each other", name, l.ID)
					}
				}
			}
		}
	}
}

// The number of loops is told in words, and in the singular for one.
func TestLoopsAreCountedInWords(t *testing.T) {
	few := func(kinds ...sequence.Kind) *analysis.Reading {
		r := *withExample(coded(t, "Bmr001", "three-k"))
		r.Loops = r.Loops[:len(kinds)]
		for i, k := range kinds {
			r.Loops[i].Status, r.Loops[i].Kind = sequence.Whole, k
		}
		return &r
	}
	pieces := *withExample(coded(t, "Bmr001", "three-k"))
	pieces.Loops = pieces.Loops[len(pieces.Loops)-1:]
	feeds, steadies := sequence.Reinforcing, sequence.Balancing
	for _, c := range []struct {
		r     *analysis.Reading
		title string
	}{
		{few(feeds), "One loop kept itself going"},
		{few(steadies), "One loop slowed itself down"},
		{few(feeds, feeds), "Two loops kept themselves going"},
		{few(feeds, feeds, steadies), "Three loops, of both kinds"},
		{&pieces, "No loop went all the way round"},
	} {
		if f, _ := loopsOf(t, c.r, english()); f.Title != c.title {
			t.Errorf("the title is %q, want %q", f.Title, c.title)
		}
	}
	none, media := loopsOf(t, few(), english())
	if !none.Empty || none.Note != "No loop was found. That is the usual result of one meeting." || len(media) != 0 {
		t.Errorf("without a loop the caption is %+v", none)
	}
}

// Known loops that were found are told with the others, also where their links are none by themselves:
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
		title, note, clear, maybe, perhaps string
	}{
		"en": {"One loop kept itself going", "Known loops that were looked for: 4; found: 2.", "known loop: clear", "known loop: maybe", "Maybe that kept itself going."},
		"nl": {"Eén cirkel hield zichzelf in stand", "Bekende cirkels waarnaar is gezocht: 4; gevonden: 2.", "bekende cirkel: duidelijk", "bekende cirkel: misschien", "Misschien hield dat zichzelf in stand."},
	} {
		for i, l := range r.KnownLoops[:2] {
			c, media := loopsOf(t, &r, charts.Options{Lang: lang, Loop: l.ID})
			if c.Title != want.title || !strings.HasPrefix(c.Note, want.note) || c.Empty || len(c.Loops) != 2 || !c.Loops[i].Drawn || !strings.HasSuffix(c.Loops[1].Sentence, want.perhaps) {
				t.Errorf("%s: the caption is %+v", lang, c)
			}
			if len(c.Table.Rows) != 2 || c.Table.Rows[0][3] != want.clear || c.Table.Rows[1][3] != want.maybe || c.Table.Rows[0][2] != fmt.Sprint(r.KnownLoops[0].EvidenceTotal) {
				t.Errorf("%s: the table is %q", lang, c.Table.Rows)
			}
			for _, m := range c.Moments {
				if part := m.At.Graphic; (part == "loop" || strings.HasPrefix(part, "link-")) && m.Total != l.EvidenceTotal {
					t.Errorf("%s: %s of loop %d has %d moments, want %d", lang, part, i, m.Total, l.EvidenceTotal)
				}
			}
			for _, part := range media[0].Option.Graphic.Elements[0].Children {
				if part.Type == "arc" && (len(part.Style.LineDash) > 0) != (i == 1) {
					t.Errorf("%s: loop %d has an arrow with the dashes %v", lang, i, part.Style.LineDash)
				}
			}
		}
	}
	r.KnownLoops[1].Source = sequence.FromTeam
	if c, _ := loopsOf(t, &r, english()); c.Table.Rows[1][3] != "seen in this team before: maybe" {
		t.Errorf("a loop of the team is %q", c.Table.Rows[1])
	}
	r.KnownLoops = []sequence.KnownLoop{team}
	if c, _ := loopsOf(t, &r, english()); c.Title != "A loop, maybe" {
		t.Errorf("of a loop that is possible the title is %q", c.Title)
	}
}
