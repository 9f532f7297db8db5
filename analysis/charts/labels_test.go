package charts_test

import (
	"maps"
	"regexp"
	"strings"
	"testing"

	"kompas/analysis/charts"
	"kompas/analysis/sequence"
	"kompas/observe/codebooks"
)

// Names at the side of a chart have room: a full name of usual length on a page,
// the first name on a phone and in a small window.
func TestNamesHaveRoom(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	names := []string{"Annemarie van der Heijden", "Charlotte Oudshoorn-de Wit", "Floris-Jan Hoogendoorn", "Bram", "Wilhelmina Bos"}
	r := inWords(t, "Bro023", book, names)
	type axis struct {
		Data      []string
		AxisLabel struct{ Width float64 }
	}
	for _, chart := range []string{"participation", "timeline"} {
		c := decode[struct {
			Media []struct{ Option struct{ YAxis []axis } }
		}](t, build(t, chart, r, charts.Options{Lang: "nl"}))
		for i, m := range c.Media {
			for k, name := range m.Option.YAxis[0].Data {
				want := names[k]
				if i == 0 || chart == "timeline" && i == 1 {
					want = strings.Fields(want)[0]
				}
				// A letter is about half as wide as high, at 14 px.
				if room := m.Option.YAxis[0].AxisLabel.Width; name != want || float64(len(name))*7 > room {
					t.Errorf("%s, width %d: %q has %.0f px, want %q", chart, i, name, room, want)
				}
			}
		}
	}
}

// Texts use the singular for one.
func TestOneIsNoPlural(t *testing.T) {
	wrong := regexp.MustCompile(`(?:^|[^\d.,])1 (?:turns|pairs|links|loops|times|people|comparisons|minutes|beurten|paren|pijlen|kringen|mensen|vergelijkingen|minuten)\b|\ball(?:e)? 1\b|\b(?:were|waren er) 1\b|\bin 1 (?:loops|kringlopen)`)
	meetings := maps.Clone(gallery(t))
	for name, list := range oddities() {
		if len(list) <= 100 {
			meetings[name] = madeUp(t, list, nil)
		}
	}
	two := []row{{0, "A", "*", "curiosity", ""}, {61_000, "B", "A", "sharing", ""}}
	meetings["two"] = madeUp(t, two, nil)
	for meeting, r := range meetings {
		for _, chart := range charts.Names() {
			for _, lang := range []string{"en", "nl"} {
				f := decode[struct{ Kompas charts.Caption }](t, build(t, chart, r, charts.Options{Lang: lang})).Kompas
				for _, text := range []string{f.Title, f.Subtitle, f.Note} {
					if wrong.MatchString(text) {
						t.Errorf("%s of %s says %q", chart, meeting, text)
					}
				}
			}
		}
	}
}

// Each cell of a link has a sign, also on a phone, where there is no room for
// numbers, so that colour is never the only difference.
func TestFoundCellsHaveASignAtEveryWidth(t *testing.T) {
	r := loadResult(t, "Bed003", -1)
	type shown struct {
		Data []struct {
			Value        []float64
			SymbolRotate float64
		}
		SymbolSize *float64
		Label      struct{ Show *bool }
	}
	c := decode[struct {
		Series []shown
		YAxis  []struct{ Data []string }
		Media  []struct{ Option struct{ Series []shown } }
	}](t, build(t, "transitions", r, english()))
	signs := map[string]bool{} // whether it points up
	names := c.YAxis[0].Data
	for _, s := range c.Series[1].Data {
		signs[names[int(s.Value[1])]+" "+names[int(s.Value[0])]] = s.SymbolRotate == 0
	}
	if len(r.Links) < 2 || len(signs) != len(r.Links) {
		t.Fatalf("%d signs, %d links", len(signs), len(r.Links))
	}
	for _, l := range r.Links {
		if up, ok := signs[l.From+" "+l.To]; !ok || up != (l.Sign == sequence.Positive) {
			t.Errorf("%s to %s is %s; its sign is there: %t, up: %t", l.From, l.To, l.Sign, ok, up)
		}
	}
	for i, m := range c.Media {
		if numbers, sign := *m.Option.Series[0].Label.Show, *m.Option.Series[1].SymbolSize > 0; numbers == sign {
			t.Errorf("width %d shows numbers: %t, signs: %t", i, numbers, sign)
		}
	}
}
