package charts_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/format"
)

// recorded is a real meeting as a log, with the tags of the three-k codebook
// where one fits, with four phases and a pause.
type recorded struct {
	*observe.State
	turns map[observe.Seq]observe.Interaction
}

func recordOf(t testing.TB, name string) *recorded {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	rows := rowsOf(t, name)
	var b strings.Builder
	b.WriteString("time_ms,from,to,tag,phase\n")
	for i, r := range rows {
		tag := asThreeK[r[3]]
		if i%17 == 0 {
			tag = "" // some turns have no tag
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", r[0], r[1], r[2], tag, []string{"Opening", "News", "Budget, \"March\"", "Closing"}[4*i/len(rows)])
	}
	csv := strings.ReplaceAll(b.String(), `Budget, "March"`, `"Budget, ""March"""`)
	rec, err := format.ReadCSV([]byte(csv), format.Options{Codebook: book, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	s := rec.State()
	at := observe.Millis(millis(t, rows[len(rows)/3][0]))
	for i, state := range []string{"live", "paused", "live", "ended"} {
		when := []observe.Millis{0, at + 1, at + 2, observe.Millis(millis(t, rows[len(rows)-1][0]))}[i]
		s.Apply(observe.Entry{Seq: s.Head() + 1, ID: observe.EntryID("state" + strconv.Itoa(i)), Type: observe.TypeState, Observer: observe.Owner, At: when, State: state})
	}
	r := &recorded{s, map[observe.Seq]observe.Interaction{}}
	for _, i := range s.Interactions() {
		r.turns[i.Seq] = i
	}
	return r
}

func (r *recorded) result(t testing.TB, v observe.Viewer) *analysis.Reading {
	t.Helper()
	res, err := analysis.Analyze(t.Context(), analysis.FromState(r.State, v, []byte("secret"), nil), analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// tag is the primary tag of a turn.
func (r *recorded) tag(seq observe.Seq) observe.TagID {
	if tags := r.turns[seq].Tags; len(tags) > 0 {
		return tags[0]
	}
	return ""
}

// shown is a chart as a page gets it.
type shown struct {
	Kompas charts.Caption `json:"kompas"`
	Series []struct {
		Type  string               `json:"type"`
		Data  []any                `json:"data"`
		Links []any                `json:"links"`
		Line  struct{ Data []any } `json:"markLine"`
		Area  struct{ Data []any } `json:"markArea"`
	} `json:"series"`
	XAxis, YAxis []struct {
		Data    []any `json:"data"`
		Trigger bool  `json:"triggerEvent"`
	}
	Media []struct {
		Option struct {
			Graphic struct {
				Elements []struct{ Children []struct{ Name string } }
			}
		}
	}
}

// parts returns the total of the moments of each part that kind accepts, by
// label.
func (s *shown) parts(kind func(moments.Part) bool) map[string]int {
	out := map[string]int{}
	for _, m := range s.Kompas.Moments {
		if kind(m.At) {
			out[m.Label] += m.Total
		}
	}
	return out
}

func ofSeries(n int, kind moments.Kind) func(moments.Part) bool {
	return func(p moments.Part) bool { return p.Series != nil && *p.Series == n && p.Data != nil && p.Kind == kind }
}

// column returns the numbers in a column of the table, by the label of each row.
// Rows with zero are left out, as parts without moments are.
func (s *shown) column(t *testing.T, n int, label func(row []string) string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, row := range s.Kompas.Table.Rows {
		v, err := strconv.Atoi(row[n])
		if err != nil {
			t.Fatalf("%s: row %q has no number in column %d", s.Kompas.Name, row, n)
		}
		if v > 0 {
			out[label(row)] += v
		}
	}
	return out
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// withFindings returns a result with three links and a loop, whose evidence is in
// the log.
func withFindings(t testing.TB, r *recorded, result *analysis.Reading) *analysis.Reading {
	t.Helper()
	out := *result
	out.Sequence.Draws = 5000
	ordered := r.Interactions()
	evidence := func(codes ...string) (list [][]observe.EntryID, total int) {
		for i := range ordered {
			var ids []observe.EntryID
			for k, code := range codes {
				if i+k < len(ordered) && string(r.tag(ordered[i+k].Seq)) == code {
					ids = append(ids, ordered[i+k].ID)
				}
			}
			if len(ids) == len(codes) {
				if total++; total <= 100 {
					list = append(list, ids)
				}
			}
		}
		return list, total
	}
	link := func(from, to string, sign sequence.Sign) sequence.Link {
		l := sequence.Link{From: from, To: to, Sign: sign}
		l.Evidence, l.EvidenceTotal = evidence(from, to)
		l.Observed = l.EvidenceTotal
		return l
	}
	out.Links = []sequence.Link{link("informing", "connecting", sequence.Positive), link("connecting", "informing", sequence.Positive),
		link("informing", "informing", sequence.Negative)}
	loop := sequence.Loop{ID: "x", Nodes: []string{"informing", "connecting"}, Signs: []sequence.Sign{"+", "+"},
		Kind: sequence.Reinforcing, Status: sequence.Whole}
	loop.Evidence, loop.EvidenceTotal = evidence("informing", "connecting", "informing")
	loop.Traversals = &loop.EvidenceTotal
	if loop.EvidenceTotal == 0 {
		t.Fatal("the meeting does not go round")
	}
	out.Loops = []sequence.Loop{loop}
	return &out
}

func place(p moments.Part) string {
	n := func(v *int) string {
		if v == nil {
			return "-"
		}
		return strconv.Itoa(*v)
	}
	return strings.Join([]string{n(p.Series), n(p.Data), string(p.Kind), p.Axis, p.Graphic}, "/")
}

// lacks says why the chart does not have a part; empty when it does.
func (s *shown) lacks(p moments.Part) string {
	within := func(n *int, list []any) string {
		if n == nil || *n < 0 || *n >= len(list) {
			return fmt.Sprintf("there are %d only", len(list))
		}
		return ""
	}
	switch {
	case p.Graphic != "":
		for _, m := range s.Media {
			found := false
			for _, e := range m.Option.Graphic.Elements[0].Children {
				found = found || e.Name == p.Graphic
			}
			if !found {
				return "no element has this name at some width"
			}
		}
		return ""
	case p.Axis != "":
		axis := s.XAxis[0]
		if p.Axis == "y" {
			axis = s.YAxis[0]
		}
		if !axis.Trigger {
			return "the axis tells no events"
		}
		return within(p.Data, axis.Data)
	case p.Series == nil || *p.Series >= len(s.Series):
		return "there is no such series"
	}
	series := s.Series[*p.Series]
	switch {
	case p.Data == nil:
		return ""
	case p.Kind == moments.Edge:
		return within(p.Data, series.Links)
	case p.Kind == moments.Line:
		return within(p.Data, series.Line.Data)
	case p.Kind == moments.Area:
		return within(p.Data, series.Area.Data)
	}
	return within(p.Data, series.Data)
}
