package charts_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// week is a meeting of n turns, some of which ask: the fewer the larger every is.
func week(t testing.TB, n int, every int) *analysis.Meeting {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("week", &book)
	for i := range n {
		tag := []string{"informing", "steering", "differing"}[i/7%3]
		if every > 0 && (i*i+i/3)%every == 0 {
			tag = "curiosity"
		}
		b.Add(int64(i)*3000, []string{"{a}", "B", "C"}[i%3], "*", tag, "", "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func followed(t testing.TB, measure string, meetings ...*analysis.Meeting) *trends.Trends {
	t.Helper()
	o := trends.DefaultOptions()
	o.Permutations = 0
	m, err := trends.ParseMeasure(measure)
	if err != nil {
		t.Fatal(err)
	}
	o.Measure = m
	var list []trends.Dated
	for i, m := range meetings {
		list = append(list, trends.Dated{Meeting: m, At: observe.Timestamp(fmt.Sprintf("2026-%02d-05T10:00:00.000Z", i+1))})
	}
	out, err := trends.FollowMeasure(t.Context(), list, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The chart has a point, an interval and a row for each meeting, a ring for one
// that is too short, and the verdict in its title.
func TestTrendsAreDrawnAsTheyAre(t *testing.T) {
	series := followed(t, "tag:curiosity", week(t, 300, 5), week(t, 300, 5), week(t, 40, 2), week(t, 300, 5), week(t, 300, 2))
	for _, o := range styles() {
		b, err := charts.BuildTrends(series, o)
		if err != nil {
			t.Fatal(err)
		}
		c := decode[struct {
			XAxis  []struct{ Data []string }
			Series []struct {
				Type string
				Data []any
			}
			Kompas charts.Caption
		}](t, b)
		words := map[string][]string{"en": {"Share of “open question”: ", "5 May 2026", "4 meetings.", "Open ring: too few turns, not counted."}, "nl": {"Deel van ‘open vragen’: ", "5 mei 2026", "4 overleggen.", "Open rondje: te weinig beurten, telt niet mee."}}[o.Lang]
		if !strings.HasPrefix(c.Kompas.Title, words[0]) || c.XAxis[0].Data[4] != words[1] || !strings.Contains(c.Kompas.Note, words[2]) || !strings.Contains(c.Kompas.Note, words[3]) {
			t.Errorf("%q, %q, %q", c.Kompas.Title, c.XAxis[0].Data, c.Kompas.Note)
		}
		if len(c.Series) != 4 || len(c.Kompas.Table.Rows) != 5 || c.Kompas.Table.Rows[2][4] != "40" || c.Kompas.Table.Rows[2][2] != "–" {
			t.Fatalf("%d series, rows %q", len(c.Series), c.Kompas.Table.Rows)
		}
		for i, p := range series.Points {
			value := *p.Value
			low, reach, point, ring := c.Series[0].Data[i], c.Series[1].Data[i], c.Series[2].Data[i], c.Series[3].Data[i]
			if !p.Enough {
				if low != "-" || reach != "-" || point != "-" || !near(ring, value) {
					t.Errorf("meeting %d: %v, %v, %v, %v", i, low, reach, point, ring)
				}
				continue
			}
			if !near(low, *p.Low) || !near(reach, *p.High-*p.Low) || !near(point.(map[string]any)["value"], value) || ring != "-" {
				t.Errorf("meeting %d: %v, %v, %v, %v of %+v", i, low, reach, point, ring, p)
			}
			if diamond := point.(map[string]any)["symbol"] == "diamond"; diamond != p.Later {
				t.Errorf("meeting %d: later is %t, a diamond %t", i, p.Later, diamond)
			}
		}
	}
}

// A meeting that has no part in the figure is a ring at the bottom, and the reason is
// said of it and below the chart.
func TestTrendsLeaveOut(t *testing.T) {
	week := func(tags ...string) *analysis.Meeting {
		book, _ := codebooks.Get("three-k")
		b := analysis.NewBuilder("week", &book)
		for i := range 300 {
			b.Add(int64(i)*3000, []string{"A", "B", "C"}[i%3*min(len(tags)-1, 1)], "*", tags[i/7%len(tags)], "", "")
		}
		b.Person("B")
		b.Person("C")
		m, err := b.Meeting()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	fine := week("curiosity", "deciding", "sharing", "steering")
	series := followed(t, "dimension:strength", fine, week("directing", "asking"), week("curiosity", "steering"), week("deciding"), week("directing", "showing"), fine)
	asking := followed(t, "asking_ratio", fine, week("directing", "asking"))
	all := followed(t, "dimension:strength", week("directing", "asking"))
	for lang, want := range map[string][]string{
		"en": {"2 meetings. Open ring at the bottom, not counted: 1 meeting in which one person noted their own turns only; 1 meeting with few words, which do not show this; 2 meetings with “directing”, which does not tell settling from steering.",
			"5 Feb 2026: Open ring at the bottom, not counted: 1 meeting with “directing”", "so settling counts as steering", "Open ring at the bottom, not counted: 1 meeting with “directing”"},
		"nl": {"2 overleggen. Open rondje onderaan, telt niet mee: 1 overleg waarin iemand alleen de eigen beurten noteerde; 1 overleg met weinig woorden, die dit niet laten zien; 2 overleggen met ‘richten’, dat afspreken en sturen niet uit elkaar houdt.",
			"5 feb 2026: Open rondje onderaan, telt niet mee: 1 overleg met ‘richten’", "daarom telt afspreken", "Open rondje onderaan, telt niet mee: 1 overleg met ‘richten’"},
	} {
		b, err := charts.BuildTrends(series, charts.Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		c := decode[struct {
			Series []struct {
				YAxisIndex int
				Data       []any
			}
			Kompas charts.Caption
		}](t, b)
		if !strings.HasPrefix(c.Kompas.Note, want[0]) || len(c.Series) != 5 || c.Series[4].YAxisIndex != 1 {
			t.Fatalf("%s: %d series, %q", lang, len(c.Series), c.Kompas.Note)
		}
		for i, p := range series.Points {
			ring, out := c.Series[4].Data[i].(map[string]any)
			if out != (p.LeftOut != "") || c.Series[3].Data[i] != "-" || (c.Series[2].Data[i] == "-") != out {
				t.Errorf("meeting %d: %v", i, c.Series[4].Data[i])
			}
			if said := fmt.Sprint(ring["tooltip"]); i == 1 && !strings.Contains(said, want[1]) {
				t.Errorf("of meeting 1 it says %s", said)
			}
		}
		for k, of := range []*trends.Trends{asking, all} {
			b, err := charts.BuildTrends(of, charts.Options{Lang: lang})
			if err != nil {
				t.Fatal(err)
			}
			if f := decode[captioned](t, b).Kompas; !strings.Contains(f.Note, want[2+k]) || f.Empty != (k == 1) {
				t.Errorf("%s: %+v", lang, f)
			}
		}
	}
}

// When the team wrote down what should change is said, if there is such a thing.
func TestTrendsSayWhenTheMeasureWasNamed(t *testing.T) {
	words := map[string][]string{"en": {"written down on 5 May 2026, before", "on 5 May 2026 only, after", "not known when"},
		"nl": {"op 5 mei 2026 opgeschreven, voor", "pas op 5 mei 2026 opgeschreven, na", "niet bekend wanneer"}}
	for want, c := range map[int]struct {
		at     observe.Timestamp
		before *bool
	}{-1: {}, 0: {"2026-05-05T10:00:00.000Z", new(true)}, 1: {"2026-05-05T10:00:00.000Z", new(false)}, 2: {"", new(false)}} {
		series := *followed(t, "evenness", week(t, 300, 5), week(t, 300, 5))
		series.NamedAt, series.NamedBefore = c.at, c.before
		for _, o := range styles() {
			b, err := charts.BuildTrends(&series, o)
			if err != nil {
				t.Fatal(err)
			}
			note := decode[captioned](t, b).Kompas.Note
			for i, text := range words[o.Lang] {
				if strings.Contains(note, text) != (i == want) {
					t.Errorf("named at %q: %q", c.at, note)
				}
			}
		}
	}
}

// The title says which way the figure went. That the last meeting is as usual is not the
// same as that it is too early to tell.
func TestTrendsSayWhichWay(t *testing.T) {
	for _, c := range []struct {
		verdict    trends.Verdict
		difference float64
		earlier    int
		en, nl     string
	}{
		{trends.Outside, 0.2, 3, "more than before, this time", "deze keer meer dan eerst"},
		{trends.Outside, -0.2, 3, "less than before, this time", "deze keer minder dan eerst"},
		{trends.Moved, 0.2, 3, "more than before", "meer dan eerst"},
		{trends.Moved, -0.2, 3, "less than before", "minder dan eerst"},
		{trends.PerhapsMoved, -0.2, 2, "perhaps less than before", "misschien minder dan eerst"},
		{trends.NotMoved, -0.01, 4, "about as before", "ongeveer als eerst"},
		{trends.TooFewToTell, 0.2, 3, "about as usual", "ongeveer als anders"},
		{trends.TooFewToTell, 0.2, 2, "too early", "nog te vroeg"},
	} {
		series := *followed(t, "evenness", week(t, 300, 5), week(t, 300, 5))
		series.Verdict, series.Change = c.verdict, &trends.Change{Difference: c.difference, Earlier: c.earlier, Later: 1}
		for _, o := range styles() {
			b, err := charts.BuildTrends(&series, o)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{"en": "How evenly turns were spread: " + c.en, "nl": "Hoe gelijk de beurten verdeeld waren: " + c.nl}[o.Lang]
			if got := decode[captioned](t, b).Kompas.Title; got != want {
				t.Errorf("%+v: %q, want %q", c, got, want)
			}
		}
	}
}

func near(got any, want float64) bool {
	v, ok := got.(float64)
	return ok && v > want-1e-3 && v < want+1e-3
}

// Every verdict, every measure, and that there is too little, is said in both
// languages.
func TestTrendsSayWhatThereIs(t *testing.T) {
	for _, measure := range append(trends.MeasureNames(), "tag:curiosity", "family:asking", "dimension:compassion", "tag:{b}") {
		for name, of := range map[string]*trends.Trends{
			"nothing": followed(t, measure), "one": followed(t, measure, week(t, 200, 4)), "short": followed(t, measure, week(t, 20, 4), week(t, 99, 4)),
			"eight": followed(t, measure, slices.Repeat([]*analysis.Meeting{week(t, 200, 4), week(t, 150, 3)}, 4)...),
		} {
			for _, verdict := range []trends.Verdict{trends.Outside, trends.Moved, trends.NotMoved, trends.PerhapsMoved, trends.TooFewToTell} {
				of.Verdict = verdict
				titles := map[string]string{}
				for _, o := range styles() {
					b, err := charts.BuildTrends(of, o)
					if err != nil {
						t.Fatal(err)
					}
					f := decode[captioned](t, b).Kompas
					titles[o.Lang] = f.Title
					if f.Title == "" || f.Note == "" || strings.HasSuffix(f.Title, ": ") || f.Empty && name == "eight" && measure != "tag:{b}" && !strings.Contains(measure, "strength") || len(f.Heights) == 0 {
						t.Errorf("%s of %s: %+v", measure, name, f)
					}
					for _, bad := range []string{"NaN", "%!", "null,null", "<nil>"} {
						if bytes.Contains(b, []byte(bad)) {
							t.Errorf("%s of %s holds %q", measure, name, bad)
						}
					}
				}
				if titles["en"] == titles["nl"] {
					t.Errorf("%s of %s says %q in both languages", measure, name, titles["en"])
				}
			}
		}
	}
	if _, err := charts.BuildTrends(followed(t, "evenness"), charts.Options{Lang: "x"}); observe.CodeOf(err) != observe.Invalid {
		t.Errorf("%v", err)
	}
}
