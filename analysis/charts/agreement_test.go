package charts_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/analysis/charts"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/format"
)

// codedTwice is a real meeting as two observers noted it. The second one is 1.5 s
// later, notes another tag every fifth time, and misses some turns.
func codedTwice(t testing.TB, name string) *recorded {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	var b strings.Builder
	b.WriteString("time_ms,from,to,tag,observer\n")
	for i, r := range rowsOf(t, name) {
		at, tag := millis(t, r[0]), asThreeK[r[3]]
		if i%11 != 0 {
			fmt.Fprintf(&b, "%d,%s,%s,%s,Eva\n", at, r[1], r[2], tag)
		}
		if i%5 == 0 {
			tag = "sharing"
		}
		if i%13 != 0 {
			fmt.Fprintf(&b, "%d,%s,%s,%s,Wim\n", at+1500, r[1], r[2], tag)
		}
	}
	rec, err := format.ReadCSV([]byte(b.String()), format.Options{Codebook: book, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	r := &recorded{rec.State(), map[observe.Seq]observe.Interaction{}}
	for _, i := range r.Interactions() {
		r.turns[i.Seq] = i
	}
	return r
}

func agree(t testing.TB, a, b *analysis.Meeting) *agreement.Reading {
	t.Helper()
	out, err := agreement.Compare(t.Context(), a, b, [2]observe.ObserverID{}, agreement.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every cell has the turns that it counts, with the tags that it names.
func TestAgreementHasItsMoments(t *testing.T) {
	r := codedTwice(t, "Bmr006")
	m := analysis.FromState(r.State, observe.OwnerViewer, []byte("secret"), nil)
	a := agree(t, m, m)
	for _, o := range styles() {
		b, err := charts.BuildAgreement(a, o)
		if err != nil {
			t.Fatal(err)
		}
		s := decode[shown](t, b)
		caption := s.Kompas
		if caption.Name != charts.AgreementName || caption.Empty || !strings.Contains(caption.Title, fmt.Sprint(a.Tag.Matched)) || !strings.Contains(caption.Method, "kappa") || strings.Contains(caption.Note, "kappa") {
			t.Errorf("%s: %q, %q", o.Lang, caption.Title, caption.Note)
		}
		matched, missed, extra := 0, 0, 0
		for _, moment := range caption.Moments {
			if why := s.lacks(moment.At); why != "" {
				t.Errorf("%s: %s", place(moment.At), why)
			}
			row := caption.Table.Rows[*moment.Row]
			if row[2] != fmt.Sprint(moment.Total) {
				t.Errorf("%q has %d moments, the table says %s", moment.Label, moment.Total, row[2])
			}
			one := len(moment.Turns[0]) == 1
			switch {
			case !one:
				matched += moment.Total
			case r.turns[moment.Turns[0][0]].Observer == "o1":
				missed += moment.Total
			default:
				extra += moment.Total
			}
			for _, seqs := range moment.Turns {
				if one != (len(seqs) == 1) {
					t.Fatalf("%q has moments of %d turns", moment.Label, len(seqs))
				}
				if one {
					continue
				}
				x, y := r.turns[seqs[0]], r.turns[seqs[1]]
				if x.Observer != "o1" || y.Observer != "o2" || (r.tag(seqs[0]) == r.tag(seqs[1])) != (row[0] == row[1]) || x.From != y.From {
					t.Fatalf("%q of %q: %+v and %+v", moment.Label, row, x, y)
				}
			}
		}
		if matched != a.Tag.Matched || missed != a.Tag.Missed || extra != a.Tag.Extra {
			t.Errorf("%d, %d, %d moments; want %d matched, %d missed, %d extra", matched, missed, extra, a.Tag.Matched, a.Tag.Missed, a.Tag.Extra)
		}
	}
}

// What was taken of the clocks, and why not to trust the figures, is said below the
// chart: nothing where there is nothing, and two reasons where there are two.
func TestAgreementSaysWhatToMind(t *testing.T) {
	r := codedTwice(t, "Bmr006")
	m := analysis.FromState(r.State, observe.OwnerViewer, []byte("secret"), nil)
	found := agree(t, m, m)
	apart, chance := agreement.WarnAlignment, agreement.WarnChance
	words := map[string]map[string]string{
		"en": {"apart": "hardly overlap", "chance": "words in any order would agree", "a": "The clock of Eva gains 2.5 s an hour", "b": "The clock of Wim gains 2.5 s an hour"},
		"nl": {"apart": "overlappen nauwelijks", "chance": "door elkaar gehusselde woorden", "a": "De klok van Eva loopt elk uur 2,5 s voor", "b": "De klok van Wim loopt elk uur 2,5 s voor"},
	}
	for _, c := range []struct {
		drift    *float64
		warnings []agreement.Warning
		says     string
	}{
		{nil, nil, ""}, {new(2500.0), nil, "b"}, {new(-2500.0), nil, "a"}, {nil, []agreement.Warning{apart}, "apart"},
		{nil, []agreement.Warning{chance}, "chance"}, {new(2500.0), []agreement.Warning{apart, chance}, "b apart chance"},
	} {
		a := *found.Agreement
		a.ClockDrift, a.Warnings = c.drift, c.warnings
		for _, o := range styles() {
			b, err := charts.BuildAgreement(&agreement.Reading{Agreement: &a, Seen: found.Seen, Codebook: found.Codebook}, o)
			if err != nil {
				t.Fatal(err)
			}
			caption := decode[captioned](t, b).Kompas
			note := caption.Note + " " + caption.Method
			for what, text := range words[o.Lang] {
				if said := strings.Contains(note, text); said != slices.Contains(strings.Fields(c.says), what) {
					t.Errorf("%q says %s: %t", note, what, said)
				}
			}
		}
	}
}

// Meetings with nothing to compare, with little, without tags, with no tag in
// common, and with too many tags.
func TestAgreementOfOddMeetings(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	meeting := func(n int, tag func(i int) string) *analysis.Meeting {
		b := analysis.NewBuilder("odd", &book)
		for i := range n {
			b.Add(int64(i)*4000, "{b}", "*", tag(i), "", "")
		}
		m, err := b.Meeting()
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	fixed := func(tag string) func(int) string { return func(int) string { return tag } }
	many := func(i int) string { return fmt.Sprint("word ", i) }
	for name, pair := range map[string][2]*analysis.Meeting{
		"nothing": {meeting(0, nil), meeting(0, nil)}, "one only": {meeting(3, fixed("curiosity")), meeting(0, nil)},
		"no words": {meeting(40, fixed("")), meeting(40, fixed(""))}, "always the same": {meeting(40, fixed("curiosity")), meeting(40, fixed("curiosity"))},
		"never the same": {meeting(40, fixed("curiosity")), meeting(40, fixed("{c}"))}, "many": {meeting(70, many), meeting(70, many)},
	} {
		a := agree(t, pair[0], pair[1])
		for _, o := range styles() {
			b, err := charts.BuildAgreement(a, o)
			if err != nil {
				t.Fatal(err)
			}
			f := decode[captioned](t, b).Kompas
			if wanted := name == "nothing" || name == "no words" || name == "many"; f.Empty != wanted || f.Title == "" || f.Note == "" || len(f.Heights) == 0 || len(f.Moments) != 0 {
				t.Errorf("%s: %+v", name, f)
			}
			for _, bad := range []string{"NaN", "%!", "<nil>"} {
				if bytes.Contains(b, []byte(bad)) {
					t.Errorf("%s holds %q: %s", name, bad, b)
				}
			}
		}
	}
	for _, o := range []charts.Options{{Lang: "de"}, {Lang: "en", Theme: "red"}} {
		if _, err := charts.BuildAgreement(agree(t, meeting(1, fixed("")), meeting(1, fixed(""))), o); observe.CodeOf(err) != observe.Invalid {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
