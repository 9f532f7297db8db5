package charts_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/charts"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// five begins a log of five people in the words of three-k.
func five() *analysistest.Log {
	return analysistest.NewLog(func(h *observe.Header) {
		h.Codebook, _ = codebooks.Get("three-k")
		h.Participants = append(h.Participants, observe.Person{ID: "d", Name: "Di"}, observe.Person{ID: "e", Name: "Ed"})
		observe.FillPersons(h.Participants, nil)
	})
}

// readingOf analyses a log.
func readingOf(t *testing.T, l *analysistest.Log) *analysis.Reading {
	t.Helper()
	r, err := analysis.Analyze(t.Context(), l.Meeting(), analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func captionOf(t *testing.T, chart string, r *analysis.Reading, lang string) charts.Caption {
	t.Helper()
	return decode[captioned](t, build(t, chart, r, charts.Options{Lang: lang})).Kompas
}

// together adds something that the whole group does, as the pad notes it: with a mark in
// the observer's words.
func together(l *analysistest.Log, at observe.Millis, word string) {
	l.Turn(at, "* *")
	if word != "" {
		l.Add(observe.Entry{Type: observe.TypeMark, At: at, Kind: "moment", Label: word, Target: observe.EntryID(fmt.Sprintf("e%d", l.Head()))})
	}
}

// withTogether is a meeting of forty turns of persons, in which the group was silent,
// laughed and did other things, among them in a stretch of a minute without a new turn.
// It paused for ten minutes, and ended for an hour before it went on.
func withTogether() *analysistest.Log {
	l := five().Clock(0, "live")
	at := observe.Millis(1000)
	for i := range 40 {
		people := []string{"a", "b", "c", "d"}
		to := people[(i+3)%4]
		if i%4 == 0 {
			to = "*"
		}
		l.Turn(at, people[i%4]+" "+to+" informing")
		at += 5000
		switch i {
		case 9:
			l.Clock(at, "paused")
			at += 600_000
			l.Clock(at, "live")
		case 19:
			l.Clock(at, "ended")
			at += 3_600_000
			l.Clock(at, "live")
		case 29:
			together(l, at, "stilte")
			together(l, at+20_000, "gelach")
			together(l, at+30_000, "silence")
			together(l, at+31_000, "all at once")
			together(l, at+32_000, "")
			at += 55_000
		}
	}
	return l.Clock(at, "ended")
}

// What the group does at once is told beside the turns, never as turns without a word;
// what is no new turn is no silence; and a pause is neither.
func TestWhatTheGroupDoesIsToldBesideTurns(t *testing.T) {
	r := readingOf(t, withTogether())
	for lang, want := range map[string]map[string][2]string{
		"en": {
			"participation": {"Four of the five people", "40 turns."},
			"sociogram":     {"One turn in four was to the whole group", "30 of 40 turns answered a person; the others were to the group."},
			"timeline":      {"40 turns in ", "40 turns, all with a word; 2 silences, laughter once, all at once 1 time, something of the whole group once."},
			"tags":          {"All turns with a word: contributing", "40 turns, all with a word; 2 silences, laughter once, all at once 1 time, something of the whole group once."},
			"rhythm":        {"Pace: 9.6 turns a minute; longest stretch without a new turn 1 minute", "Counted per "},
			"matrix":        {"", "40 turns."},
		},
		"nl": {
			"sociogram": {"Van elke vier beurten ging er één naar de hele groep", "Een antwoord aan een persoon: 30 van de 40 beurten"},
			"timeline":  {"40 beurten in ", "40 beurten, alle met een woord; 2 stiltes, 1 keer gelach, 1 keer door elkaar, 1 keer iets van de hele groep."},
			"rhythm":    {"Tempo: 9,6 beurten per minuut; langste stuk zonder nieuwe beurt 1 minuut", "Geteld per "},
		},
	} {
		for chart, w := range want {
			c := captionOf(t, chart, r, lang)
			if chart == "participation" {
				w[0] = "We heard four of the five people"
			}
			if !strings.HasPrefix(c.Title, w[0]) || !strings.HasPrefix(c.Note, w[1]) {
				t.Errorf("%s, %s: title %q, note %q; want %q and %q", lang, chart, c.Title, c.Note, w[0], w[1])
			}
			for _, word := range []string{"no word", "nog geen woord"} {
				if text := fmt.Sprint(c); strings.Contains(text, word) {
					t.Errorf("%s, %s says %q: %s", lang, chart, word, text)
				}
			}
		}
	}
	silences, longest := 0, 0
	for _, row := range captionOf(t, "rhythm", r, "en").Table.Rows {
		if row[2] == "60 s" || row[2] == "1 min" {
			longest++
		}
		if row[3] != "0" {
			silences++
		}
	}
	if silences == 0 || longest != 1 {
		t.Errorf("the table of the pace has %d rows with silences, %d with the longest stretch", silences, longest)
	}
}

// Who noted only their own turns is told of these alone: never of the others, and
// never of a K.
func TestOwnTurnsTellNothingOfOthers(t *testing.T) {
	l := five().Clock(0, "live")
	for i := range 40 {
		l.Turn(observe.Millis(i)*4000, "a * "+[]string{"steering", "curiosity"}[i%2])
	}
	together(l, 160_000, "")
	r := readingOf(t, l.Clock(200_000, "ended"))
	for _, o := range styles() {
		for _, name := range charts.Names() {
			c := captionOf(t, name, r, o.Lang)
			text := fmt.Sprint(c.Title, c.Note, c.Table.Rows)
			for _, other := range []string{"Bo", "Cy", "Di", "Ed", "compassion", "kompassie", "five", "vijf", "5 "} {
				if strings.Contains(text, other) {
					t.Errorf("%s, %s speaks of %q: %s", o.Lang, name, other, text)
				}
			}
			told := slices.Contains([]string{"participation", "timeline", "tags"}, name)
			if c.Empty == told || !told && (len(c.Table.Rows) > 0 || len(c.Moments) > 0 || !strings.Contains(c.Note, "Ann")) {
				t.Errorf("%s, %s: %+v", o.Lang, name, c)
			}
		}
	}
	if c := captionOf(t, "tags", r, "nl"); c.Title != "Eigen beurten. Het vaakst open vragen en sturen (elk 50%)" {
		t.Errorf("the words are told as %q", c.Title)
	}
	// Two people are a conversation, whoever speaks.
	two := analysistest.NewLog(func(h *observe.Header) { h.Participants = h.Participants[:2] })
	for i := range 40 {
		two.Turn(observe.Millis(i)*4000, "a b steering")
	}
	if c := captionOf(t, "sociogram", readingOf(t, two), "en"); c.Empty {
		t.Errorf("a monologue to one person is %+v", c)
	}
}

// All that were used as often as shown are named.
func TestTiesAreNamed(t *testing.T) {
	for want, counts := range map[string][3]int{
		"Het vaakst open vragen (50%); inbrengen en sturen elk 25%": {20, 10, 10},
		"Het vaakst inbrengen en sturen (elk 44%)":                  {5, 20, 20},
		"Het vaakst sturen (50%); dan inbrengen (33%)":              {10, 20, 30},
		"Het vaakst open vragen, inbrengen en sturen (elk 33%)":     {20, 20, 20},
	} {
		l := five()
		at := observe.Millis(0)
		for k, tag := range []string{"curiosity", "informing", "steering"} {
			for i := range counts[k] {
				at += 2000
				l.Turn(at, []string{"a b ", "b a "}[i%2]+tag)
			}
		}
		if c := captionOf(t, "tags", readingOf(t, l), "nl"); c.Title != want {
			t.Errorf("%v is told as %q, want %q", counts, c.Title, want)
		}
	}
}

// Nobody answers themself: where persons are the codes, no cell and no title says so.
func TestNobodyAnswersThemself(t *testing.T) {
	o := analysis.DefaultOptions()
	o.Codes = analysis.ByPerson
	r, err := analysis.Analyze(t.Context(), analysis.FromState(recordOf(t, "Bmr001").State, observe.OwnerViewer, nil, nil), o)
	if err != nil {
		t.Fatal(err)
	}
	people := len(r.Participants)
	s := decode[shown](t, build(t, "transitions", r, english()))
	for _, cell := range s.Series[0].Data {
		v := cell.(map[string]any)["value"].([]any)
		if v[0] == v[1] {
			t.Errorf("person %v has a cell of their own", v[0])
		}
	}
	if n := len(s.Series[0].Data); n < people*(people-1) || n%(people-1) == 0 && n > people*people {
		t.Errorf("%d cells of %d people", n, people)
	}
	for _, row := range s.Kompas.Table.Rows {
		if row[0] == row[1] && row[0] != "the group" {
			t.Errorf("the table says %q", row)
		}
	}
}

// Everybody has a seat of their own: whoever came late, and whoever was given the seat
// of somebody else.
func TestEverybodyHasASeatOfTheirOwn(t *testing.T) {
	l := five()
	for i, late := range []string{"f", "g", "h"} {
		l.Present(observe.Millis(i), observe.PersonID(late), true)
	}
	for i := range 60 {
		people := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		l.Turn(observe.Millis(i+10)*3000, people[i%8]+" "+people[(i+1+i/8)%8]+" informing")
	}
	same := analysistest.NewLog(func(h *observe.Header) {
		for i := range h.Participants {
			h.Participants[i].Seat = &observe.Seat{X: 0.5, Y: 0.5}
		}
	})
	for i := range 40 {
		same.Turn(observe.Millis(i)*1000, []string{"a b", "b c", "c a"}[i%3]+" informing")
	}
	seats := func(r *analysis.Reading) [][2]float64 {
		var out [][2]float64
		for _, n := range decode[struct {
			Series []struct{ Data []struct{ X, Y float64 } }
		}](t, build(t, "sociogram", r, english())).Series[0].Data {
			out = append(out, [2]float64{n.X, n.Y})
		}
		return out
	}
	stored := *readingOf(t, l)
	for name, r := range map[string]*analysis.Reading{"late": readingOf(t, l), "same": readingOf(t, same), "crowd": crowd(t),
		"stored": analysis.ReadingOf(stored.Result, stored.Selection.Codebook)} {
		all := seats(r)
		if len(all) != len(r.Participants) {
			t.Errorf("%s: %d seats of %d people", name, len(all), len(r.Participants))
		}
		for i, a := range all {
			for _, b := range all[:i] {
				if far := math.Hypot(a[0]-b[0], a[1]-b[1]); far < 100 {
					t.Errorf("%s: two people sit %.0f thousandths of the picture apart", name, far)
				}
			}
		}
	}
}

// Each item of the agenda is a point, and so is the whole; both tell on how many turns
// they rest.
func TestDimensionsHaveAPointForEachItem(t *testing.T) {
	l := five().Turn(1000, "a b curiosity").Phase(2000, "Opening")
	at := observe.Millis(2000)
	add := func(n int, tag string) {
		for range n {
			at += 1000
			l.Turn(at, "b a "+tag)
		}
	}
	add(10, "curiosity")
	add(5, "informing") // counts for no K
	l.Phase(at, "Besluit")
	add(12, "deciding")
	add(7, "sharing")
	l.Phase(at, "Opening") // comes back
	add(1, "sharing")
	for lang, want := range map[string][]string{
		"nl": {"Van de 31 beurten die bij een K horen: kracht 12, kompassie 11, kwetsbaarheid 8", "Welke K vroeg dit overleg, en welke bleef thuis?"},
		"en": {"Of the 31 turns that belong to one of the three: strength 12, compassion 11, vulnerability 8", "Which of the three did this meeting ask for, and which stayed at home?"},
	} {
		c := captionOf(t, "dimensions", readingOf(t, l), lang)
		if c.Title != want[0] || !strings.HasPrefix(c.Subtitle, want[1]) {
			t.Errorf("the title is %q, under it %q", c.Title, c.Subtitle)
		}
		var rows []string
		for _, row := range c.Table.Rows {
			rows = append(rows, row[0]+" "+row[len(row)-1])
		}
		if got := fmt.Sprint(rows[1:]); got != "[1 Opening 11 2 Besluit 19]" || !strings.HasSuffix(rows[0], " 31") {
			t.Errorf("the table has %v", rows)
		}
		points := map[string]int{}
		for _, m := range c.Moments {
			points[m.Label] = m.Total
		}
		if points["1 Opening"] != 11 || points["2 Besluit"] != 19 || len(points) != 3 {
			t.Errorf("the points have the moments %v", points)
		}
	}
}

// Four words do not show the three K's, which is said in place of drawing them; where
// directing stands for two of the seven, that is said, too.
func TestDimensionsOfFewWords(t *testing.T) {
	few, old := five(), five()
	for i := range 30 {
		who := []string{"a b ", "b a "}[i%2]
		few.Turn(observe.Millis(i+1)*1000, who+[]string{"curiosity", "judgement", "steering", "other"}[i%4])
		old.Turn(observe.Millis(i+1)*1000, who+[]string{"asking", "directing", "settling"}[i%3])
	}
	for lang, want := range map[string][2]string{
		"nl": {"De paar woorden van dit overleg laten kompassie, kwetsbaarheid en kracht niet zien. Met meer woorden kan dat wel.", "10 beurten zijn ‘richten’"},
		"en": {"The few words of this meeting do not show compassion, vulnerability and strength. With more words they can be seen.", "10 turns are “directing”"},
	} {
		r := readingOf(t, few)
		if c := captionOf(t, "dimensions", r, lang); !c.Empty || c.Note != want[0] || c.Subtitle != "" || len(c.Table.Rows) != 0 || r.Dimensions.All["compassion"] == nil {
			t.Errorf("%s: %+v", lang, c)
		}
		if c := captionOf(t, "dimensions", readingOf(t, old), lang); c.Empty || !strings.Contains(c.Note, want[1]) {
			t.Errorf("%s: %q", lang, c.Note)
		}
	}
}

// Who was expected and never came was not silent: no title and no picture has them. Who
// came and said nothing does count.
func TestWhoNeverCame(t *testing.T) {
	l := five().Present(0, "d", false).Clock(0, "live")
	for i := range 40 {
		people := []string{"a", "b", "c"}
		l.Turn(observe.Millis(1000+5000*i), people[i%3]+" "+people[(i+1)%3]+" asking")
	}
	r := readingOf(t, l)
	for chart, title := range map[string]string{
		"participation": "We heard three of the four people",
		"matrix":        "Of the times that somebody could respond to somebody else, it happened in 3 of 12",
	} {
		c := captionOf(t, chart, r, "en")
		if c.Title != title {
			t.Errorf("%s: %q, want %q", chart, c.Title, title)
		}
		for _, row := range c.Table.Rows {
			if slices.Contains(row, "Di") {
				t.Errorf("%s has who never came: %q", chart, row)
			}
		}
	}
	if len(r.Participants) != 5 {
		t.Errorf("the reading has %d participants, want all five", len(r.Participants))
	}
}
