package charts_test

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/observe"
)

// styles returns all ways in which a chart can be drawn.
func styles() []charts.Options {
	var out []charts.Options
	for _, lang := range []string{"en", "nl"} {
		for _, theme := range []charts.Theme{charts.Light, charts.Dark} {
			out = append(out, charts.Options{Lang: lang, Theme: theme})
		}
	}
	return out
}

func build(t testing.TB, name string, r *analysis.Reading, o charts.Options) json.RawMessage {
	t.Helper()
	b, err := charts.Build(t.Context(), name, r, o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// captioned is the part that every option has.
type captioned struct {
	Series []json.RawMessage `json:"series"`
	Title  struct {
		Text string `json:"text"`
	} `json:"title"`
	Aria struct {
		Label struct {
			Description string `json:"description"`
		} `json:"label"`
	} `json:"aria"`
	Kompas charts.Caption `json:"kompas"`
}

func decode[T any](t testing.TB, b json.RawMessage) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func english() charts.Options { return charts.Options{Lang: "en", Theme: charts.Light} }

func TestEveryChartOfEveryMeetingIsComplete(t *testing.T) {
	for meeting, r := range gallery(t) {
		for _, name := range charts.Names() {
			for _, o := range styles() {
				b := build(t, name, r, o)
				if bytes.Contains(b, []byte("function")) || bytes.Contains(b, []byte("__f__")) {
					t.Errorf("%s of %s holds a function", name, meeting)
				}
				c := decode[captioned](t, b)
				if c.Kompas.Name != name || c.Kompas.Title == "" || c.Kompas.Subtitle == "" || len(c.Kompas.Heights) == 0 {
					t.Errorf("%s of %s lacks a title, subtitle or height: %+v", name, meeting, c.Kompas)
				}
				if c.Aria.Label.Description == "" {
					t.Errorf("%s of %s has no description", name, meeting)
				}
				if c.Kompas.Empty != (c.Title.Text != "") {
					t.Errorf("%s of %s: empty is %v, but the chart says %q", name, meeting, c.Kompas.Empty, c.Title.Text)
				}
				for _, row := range c.Kompas.Table.Rows {
					if len(row) != len(c.Kompas.Table.Columns) {
						t.Errorf("%s of %s: row %q does not fit columns %q", name, meeting, row, c.Kompas.Table.Columns)
					}
				}
				if meeting == "none" && !c.Kompas.Empty {
					t.Errorf("%s of a meeting without turns does not say that there is nothing", name)
				}
			}
		}
	}
}

func TestChartsAreTheSameBytesEachTime(t *testing.T) {
	r, same := loadResult(t, "Bmr006", -1), loadResult(t, "Bmr006", -1)
	for _, name := range charts.Names() {
		first, again := build(t, name, r, english()), build(t, name, same, english())
		if !bytes.Equal(first, again) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

// HTML tooltips would bring style attributes, which the content security policy
// of pages forbids.
func TestTooltipsAreText(t *testing.T) {
	for name, r := range gallery(t) {
		for _, c := range charts.Names() {
			b, err := charts.Build(t.Context(), c, r, charts.Options{Lang: "en"})
			if err != nil {
				t.Fatal(err)
			}
			var o struct {
				Tooltip *struct{ RenderMode string }
			}
			if err := json.Unmarshal(b, &o); err != nil {
				t.Fatal(err)
			}
			if o.Tooltip != nil && o.Tooltip.RenderMode != "richText" {
				t.Errorf("%s of %s has tooltips as %q", c, name, o.Tooltip.RenderMode)
			}
		}
	}
}

func TestBothLanguagesDiffer(t *testing.T) {
	r := loadResult(t, "Bmr001", -1)
	for _, name := range charts.Names() {
		en := decode[captioned](t, build(t, name, r, charts.Options{Lang: "en"})).Kompas
		nl := decode[captioned](t, build(t, name, r, charts.Options{Lang: "nl"})).Kompas
		if en.Title == nl.Title || en.Subtitle == nl.Subtitle || slices.Equal(en.Table.Columns, nl.Table.Columns) {
			t.Errorf("%s has the same words in both languages: %q", name, en.Title)
		}
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	r := loadResult(t, "Bmr001", 0)
	for want, call := range map[string]func() (json.RawMessage, error){
		"name: ": func() (json.RawMessage, error) { return charts.Build(t.Context(), "pie", r, english()) },
		"lang: ": func() (json.RawMessage, error) {
			return charts.Build(t.Context(), "sociogram", r, charts.Options{Lang: "fr"})
		},
		"theme: ": func() (json.RawMessage, error) {
			return charts.Build(t.Context(), "sociogram", r, charts.Options{Lang: "nl", Theme: "x"})
		},
	} {
		if _, err := call(); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got error %v, want one about %q", err, want)
		}
	}
}

func TestHostileNamesStayText(t *testing.T) {
	hostile := []string{`</script><script>alert(1)</script>`, "{b}", "{i|x}", "a\u2028b", `"><img src=x onerror=alert(1)>`, "\\u003c"}
	b := analysis.NewBuilder(hostile[0], &observe.Codebook{ID: "none"})
	for i, name := range hostile {
		b.Add(int64(i)*1000, name, hostile[(i+1)%len(hostile)], name, "", "")
	}
	r := result(t, b)
	for _, name := range charts.Names() {
		out := build(t, name, r, english())
		if bytes.ContainsAny(out, "<>") {
			t.Errorf("%s holds < or > unescaped", name)
		}
		if bytes.Contains(bytes.ReplaceAll(out, []byte(`{i|`), nil), []byte(`"{i|x}"`)) {
			t.Errorf("%s holds a name that is read as a template", name)
		}
	}
	c := decode[captioned](t, build(t, "participation", r, english()))
	for i, row := range c.Kompas.Table.Rows {
		if row[0] != hostile[i] {
			t.Errorf("row %d of the table names %q, want %q", i, row[0], hostile[i])
		}
	}
}

func TestParticipationKeepsTheOrderOfPersons(t *testing.T) {
	r := loadResult(t, "Bmr019", -1)
	out := decode[struct {
		YAxis []struct {
			Data []string `json:"data"`
		} `json:"yAxis"`
		Series []struct {
			Data []json.RawMessage `json:"data"`
		} `json:"series"`
	}](t, build(t, "participation", r, english()))
	for i, p := range r.Participation.Persons {
		if got := out.YAxis[0].Data[i]; got != r.Participants[i].Name {
			t.Errorf("bar %d is of %s, want %s", i, got, r.Participants[i].Name)
		}
		bar := decode[struct {
			Value int `json:"value"`
		}](t, out.Series[0].Data[i])
		if bar.Value != p.Sent {
			t.Errorf("bar %d is %d, want %d", i, bar.Value, p.Sent)
		}
		if got := decode[int](t, out.Series[1].Data[i]); got != p.Received {
			t.Errorf("thin bar %d is %d, want %d", i, got, p.Received)
		}
	}
}

func TestSociogramHasEverybodyOnTheirSeatAndWidthsByCount(t *testing.T) {
	r := loadResult(t, "Bmr006", -1)
	out := decode[struct {
		Series []struct {
			Data []struct {
				ID   observe.PersonID `json:"id"`
				X, Y *float64
			} `json:"data"`
			Links []struct {
				Source, Target observe.PersonID
				Value          int
				LineStyle      struct{ Width, Curveness float64 } `json:"lineStyle"`
			} `json:"links"`
		} `json:"series"`
	}](t, build(t, "sociogram", r, english()))
	s := out.Series[0]
	if len(s.Data) != len(r.Participants) {
		t.Fatalf("%d nodes, want %d", len(s.Data), len(r.Participants))
	}
	for i, n := range s.Data {
		seat := r.Selection.Seat(r.Participants[i].ID)
		if n.ID != r.Participants[i].ID || n.X == nil || n.Y == nil || math.Abs(*n.X-1000*seat.X) > 0.1 || math.Abs(*n.Y-1000*seat.Y) > 0.1 {
			t.Errorf("node %d is %+v, want %s at %v", i, n, r.Participants[i].ID, *seat)
		}
	}
	if len(s.Links) != len(r.Network.Arcs) {
		t.Fatalf("%d links, want %d", len(s.Links), len(r.Network.Arcs))
	}
	for i, l := range s.Links {
		a := r.Network.Arcs[i]
		if l.Source != a.From || l.Target != a.To || l.Value != a.Count || l.LineStyle.Curveness == 0 {
			t.Errorf("link %d is %+v, want %+v, curved", i, l, a)
		}
		if i > 0 && l.LineStyle.Width > s.Links[i-1].LineStyle.Width {
			t.Errorf("link %d (%d turns) is wider than link %d (%d turns)", i, l.Value, i-1, s.Links[i-1].Value)
		}
	}
}

// Every series has a type: ECharts fails on one without.
func TestEverySeriesHasAKind(t *testing.T) {
	for meeting, r := range gallery(t) {
		for _, name := range charts.Names() {
			for i, raw := range decode[captioned](t, build(t, name, r, english())).Series {
				if decode[struct{ Type string }](t, raw).Type == "" {
					t.Errorf("series %d of %s of %s has no kind", i, name, meeting)
				}
			}
		}
	}
}
