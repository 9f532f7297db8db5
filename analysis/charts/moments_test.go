package charts_test

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/moments"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/format"
)

// For every chart of every meeting the number of moments behind each part is the
// number in the table.
func TestMomentsCountAsTheTable(t *testing.T) {
	compared := 0
	for _, name := range realMeetings {
		r := recordOf(t, name)
		result := withFindings(t, r, r.result(t, observe.OwnerViewer))
		turns := len(r.turns)
		same := func(chart string, got, want map[string]int) {
			t.Helper()
			compared += len(want)
			if len(want) == 0 || !maps.Equal(got, want) {
				for k, v := range want {
					if got[k] != v {
						t.Errorf("%s of %s: %q has %d moments, the table says %d", chart, name, k, got[k], v)
					}
				}
				t.Errorf("%s of %s: %d parts with moments, the table has %d", chart, name, len(got), len(want))
			}
		}
		for _, chart := range charts.Names() {
			s := decode[shown](t, build(t, chart, result, english()))
			first := func(row []string) string { return row[0] }
			arc := func(row []string) string { return row[0] + " → " + row[1] }
			switch chart {
			case "participation":
				same(chart, s.parts(ofSeries(0, "")), s.column(t, 1, func(row []string) string { return "Turns of " + row[0] }))
				same(chart, s.parts(ofSeries(1, "")), s.column(t, 3, func(row []string) string { return "Responses to " + row[0] }))
			case "sociogram":
				same(chart, s.parts(ofSeries(0, moments.Edge)), s.column(t, 2, arc))
			case "matrix":
				same(chart, s.parts(ofSeries(0, "")), s.column(t, 2, arc))
			case "timeline":
				marks := map[string]int{}
				for n := range s.Series {
					for label, k := range s.parts(ofSeries(n, "")) {
						marks[label] += k
					}
				}
				if turns <= 1000 { // the table has no more rows
					want := map[string]int{}
					for _, row := range s.Kompas.Table.Rows {
						want[row[1]+" → "+row[2]]++
					}
					same(chart, marks, want)
				}
				if sum(marks) != turns {
					t.Errorf("timeline of %s: %d marks have moments, there are %d turns", name, sum(marks), turns)
				}
				whole := s.parts(func(p moments.Part) bool { return p.Series != nil && p.Data == nil })
				if sum(whole) != turns || len(whole) != len(s.Series) {
					t.Errorf("timeline of %s: the words have %d moments, there are %d turns", name, sum(whole), turns)
				}
			case "tags":
				same(chart, s.parts(ofSeries(0, "")), s.column(t, 1, first))
			case "transitions":
				same(chart, s.parts(ofSeries(0, "")), s.column(t, 2, arc))
			case "flow":
				same(chart, s.parts(ofSeries(0, moments.Edge)), s.column(t, 2, arc))
				if got := sum(s.parts(ofSeries(0, moments.Node))); got != 2*result.Sequence.PairsBetween && len(s.Kompas.Table.Rows) < 200 {
					t.Errorf("flow of %s: the words have %d moments, twice the pairs are %d", name, got, 2*result.Sequence.PairsBetween)
				}
			case "effects":
				same(chart, s.parts(ofSeries(2, "")), effectsBehind(&s, result))
			case "loops":
				byName := s.parts(func(p moments.Part) bool { return p.Graphic == "loop" })
				same(chart, byName, s.column(t, 2, first))
			case "dimensions":
				at := func(p moments.Part) bool { return p.Series != nil && p.Kind == "" }
				same(chart, s.parts(at), s.column(t, 4, first))
			case "shifts":
				same(chart, s.parts(ofSeries(0, "")), s.column(t, 2, first))
			case "rhythm":
				starts := map[string]int{}
				for label, n := range s.parts(ofSeries(0, "")) {
					from, _, _ := strings.Cut(label, " to ")
					starts[from] = n
				}
				same(chart, starts, s.column(t, 1, first))
				gaps := map[string]int{}
				for _, row := range s.Kompas.Table.Rows {
					for _, d := range strings.Split(row[2], ", ") {
						if d != "–" {
							gaps[d+" without a new turn"]++
						}
					}
				}
				same(chart, s.parts(ofSeries(1, "")), gaps)
			default:
				t.Errorf("nobody compares the moments of %s with its table", chart)
			}
			if chart == "timeline" || chart == "rhythm" {
				phases := s.parts(ofSeries(0, moments.Line))
				if sum(phases) != turns || len(phases) != 4 || phases[`Budget, "March"`] == 0 {
					t.Errorf("%s of %s: the phases have %v, there are %d turns", chart, name, phases, turns)
				}
				if pauses := s.parts(ofSeries(0, moments.Area)); pauses["Pause"] != 1 {
					t.Errorf("%s of %s: the pause has %v", chart, name, pauses)
				}
				if s.Kompas.Time == nil || s.Kompas.Time.Unit != "ms" || s.Kompas.Time.To <= s.Kompas.Time.From {
					t.Errorf("%s of %s: the clock is %+v", chart, name, s.Kompas.Time)
				}
			} else if s.Kompas.Time != nil {
				t.Errorf("%s has a clock: %+v", chart, s.Kompas.Time)
			}
		}
	}
	if compared < 6*300 {
		t.Errorf("compared %d numbers only", compared)
	}
}

// effectsBehind returns how many turns are behind each row of the picture: the
// turns after which the outcome came where it came more often than otherwise, and
// else the turns after which it did not.
func effectsBehind(s *shown, r *analysis.Reading) map[string]int {
	out := map[string]int{}
	words := map[string]string{"opens": "something opening", "closes": "something closing", "new_voice": "a new voice", "to_leader": "a turn to the leader", "silence": "no new turn for long"}
	for _, m := range s.Kompas.Moments {
		row := s.Kompas.Table.Rows[*m.Row]
		for _, e := range r.Effects {
			label := string(e.Trigger.Tag)
			if t := r.Selection.Codebook.Find(e.Trigger.Tag); t != nil {
				label = t.Labels["en"]
			}
			if e.Trigger.Role == "" || string(e.Trigger.Role) != row[0] || label != row[1] || words[e.Outcome] != row[2] {
				continue
			}
			n := int(math.Round(*e.Rate * float64(e.N)))
			if *e.Difference < 0 {
				n = e.N - n
			}
			out[m.Label] = n
		}
	}
	return out
}

// The row that a moment names has its label and the number of its moments, and
// every row that counts turns is named by one.
func TestMomentsNameTheirRow(t *testing.T) {
	// The column with the number of moments, for each series that has rows.
	columns := map[string]map[int]int{
		"participation": {0: 1, 1: 3}, "sociogram": {0: 2}, "matrix": {0: 2}, "tags": {0: 1}, "transitions": {0: 2}, "flow": {}, "shifts": {0: 2},
		"rhythm": {0: 1}, "dimensions": {},
	}
	for _, name := range realMeetings {
		r := recordOf(t, name)
		result := r.result(t, observe.OwnerViewer)
		for chart, column := range columns {
			s := decode[shown](t, build(t, chart, result, english()))
			if chart == "dimensions" {
				for i := range s.Series {
					column[i] = 4
				}
			}
			named := map[int]bool{}
			for _, m := range s.Kompas.Moments {
				if m.Row == nil {
					continue
				}
				row := s.Kompas.Table.Rows[*m.Row]
				named[*m.Row] = true
				if n, ok := column[*m.At.Series]; ok && row[n] != strconv.Itoa(m.Total) {
					t.Errorf("%s of %s: %q has %d moments, its row is %q", chart, name, m.Label, m.Total, row)
				}
				if !strings.Contains(m.Label, row[0]) && chart != "rhythm" {
					t.Errorf("%s of %s: %q names the row %q", chart, name, m.Label, row)
				}
			}
			for i, row := range s.Kompas.Table.Rows {
				if tells := slices.ContainsFunc(row[1:], func(cell string) bool { n, err := strconv.Atoi(cell); return err == nil && n > 0 }); tells && !named[i] {
					t.Errorf("%s of %s: nothing leads from the row %q", chart, name, row)
				}
			}
		}
		s := decode[shown](t, build(t, "timeline", result, english()))
		named := 0
		for _, m := range s.Kompas.Moments {
			if m.Row == nil {
				continue
			}
			named++
			turn := r.turns[m.Turns[0][0]]
			want := (time.Duration(turn.At) * time.Millisecond).Truncate(time.Second)
			row := s.Kompas.Table.Rows[*m.Row]
			if m.Label != row[1]+" → "+row[2] || want != clockOf(t, row[0]) {
				t.Errorf("timeline of %s: %q at %s names the row %q", name, m.Label, want, row)
			}
		}
		if named != len(s.Kompas.Table.Rows) {
			t.Errorf("timeline of %s: %d rows lead to moments, there are %d", name, named, len(s.Kompas.Table.Rows))
		}
	}
}

// clockOf reads m:ss or h:mm:ss.
func clockOf(t *testing.T, s string) (d time.Duration) {
	t.Helper()
	for part := range strings.SplitSeq(s, ":") {
		n, err := strconv.Atoi(part)
		if err != nil {
			t.Fatalf("%q is no time", s)
		}
		d = 60*d + time.Duration(n)*time.Second
	}
	return d
}

// The log has, for each moment, the turns that its label says, and the chart has
// the part that it names.
func TestMomentsAreOfTheirParts(t *testing.T) {
	looked := 0
	for _, name := range realMeetings {
		r := recordOf(t, name)
		result := withFindings(t, r, r.result(t, observe.OwnerViewer))
		names := map[observe.PersonID]string{"*": "the group"}
		for _, p := range result.Participants {
			names[p.ID] = p.Name
		}
		for _, chart := range charts.Names() {
			s := decode[shown](t, build(t, chart, result, english()))
			if len(s.Kompas.Moments) == 0 {
				t.Errorf("%s of %s has no moments", chart, name)
			}
			seen := map[string]bool{}
			for _, m := range s.Kompas.Moments {
				at := fmt.Sprintf("%s of %s, %q at %s", chart, name, m.Label, place(m.At))
				if seen[place(m.At)] {
					t.Errorf("%s is told twice", at)
				}
				seen[place(m.At)] = true
				if why := s.lacks(m.At); why != "" {
					t.Errorf("%s: %s", at, why)
				}
				if m.Label == "" || m.Total < len(m.Turns) || len(m.Turns) == 0 || len(m.Turns) > 1000 || len(m.Turns) < min(m.Total, 100) {
					t.Errorf("%s: %d moments of %d", at, len(m.Turns), m.Total)
				}
				last := observe.Millis(-1)
				for _, moment := range m.Turns {
					for _, seq := range moment {
						turn, ok := r.turns[seq]
						if !ok {
							t.Fatalf("%s: %d is no turn of the log", at, seq)
						}
						looked++
						switch {
						case chart == "participation" && m.At.Series != nil && *m.At.Series == 1:
							if turn.To != string(m.Person) {
								t.Errorf("%s: turn %d is to %s", at, seq, turn.To)
							}
						case m.Person != "" && turn.From != string(m.Person):
							t.Errorf("%s: turn %d is from %s", at, seq, turn.From)
						case m.Tag != "" && r.tag(seq) != m.Tag:
							t.Errorf("%s: turn %d has the tag %q", at, seq, r.tag(seq))
						case m.At.Kind == moments.Edge && chart != "flow", chart == "matrix" && m.At.Series != nil, chart == "timeline" && m.At.Data != nil && m.At.Series != nil && m.At.Kind == "":
							if got := names[observe.PersonID(turn.From)] + " → " + names[observe.PersonID(turn.To)]; got != m.Label {
								t.Errorf("%s: turn %d is %s", at, seq, got)
							}
						}
					}
					if first := r.turns[moment[0]].At; first < last {
						t.Errorf("%s: a moment at %d comes after one at %d", at, first, last)
					} else {
						last = first
					}
					if chart == "transitions" && m.At.Series != nil || strings.HasPrefix(m.At.Graphic, "link-") || chart == "shifts" {
						if len(moment) != 2 {
							t.Errorf("%s: a pair of %d turns", at, len(moment))
						}
					}
				}
			}
		}
	}
	if looked < 50_000 {
		t.Errorf("looked at %d turns only", looked)
	}
}

// A file has no log, and so no moments.
func TestFilesHaveNoMoments(t *testing.T) {
	for name, r := range map[string]*analysis.Reading{"whole": loadResult(t, "Bmr001", -1), "none": loadResult(t, "Bmr001", 0)} {
		for _, chart := range charts.Names() {
			s := decode[shown](t, build(t, chart, r, english()))
			if s.Kompas.Moments == nil || len(s.Kompas.Moments) > 0 {
				t.Errorf("%s of a file (%s) has moments: %v", chart, name, s.Kompas.Moments)
			}
		}
	}
}

// A long list of moments is cut, but their number is not.
func TestManyMomentsAreCutAfterTheFirst(t *testing.T) {
	l := five()
	for i := range 1200 {
		l.Turn(observe.Millis(i)*1000, []string{"a b", "b a", "c a"}[i%3]+" informing")
	}
	s := decode[shown](t, build(t, "tags", readingOf(t, l), english()))
	for _, m := range s.Kompas.Moments {
		if m.Label == "contributing" {
			if m.Total != 1200 || len(m.Turns) != 1000 {
				t.Errorf("%d moments of %d", len(m.Turns), m.Total)
			}
			return
		}
	}
	t.Error("the word has no moments")
}

// seqs returns the numbers of all turns that a viewer finds behind a chart.
func (r *recorded) seqs(t *testing.T, chart string, v observe.Viewer) []observe.Seq {
	t.Helper()
	found := map[observe.Seq]bool{}
	for _, m := range decode[shown](t, build(t, chart, r.result(t, v), english())).Kompas.Moments {
		for _, moment := range m.Turns {
			for _, seq := range moment {
				found[seq] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// An anonymous viewer finds the same turns as the owner. A leader, for whom the
// turns of others are redacted, finds only turns that concern the leader. An
// observer from whom those of colleagues are hidden finds only the own ones.
func TestMomentsHoldWhatMayBeSeen(t *testing.T) {
	r := recordOf(t, "Bmr001")
	owner := observe.OwnerViewer
	anonymous := owner
	anonymous.Anonymous = true
	leader := observe.Viewer{Role: observe.RoleLeader, Observer: "o9", Person: "p1"}
	for _, chart := range charts.Names() {
		all := r.seqs(t, chart, owner)
		if got := r.seqs(t, chart, anonymous); !reflect.DeepEqual(got, all) {
			t.Errorf("%s: an anonymous viewer finds %d turns, the owner %d", chart, len(got), len(all))
		}
		for _, m := range decode[shown](t, build(t, chart, r.result(t, anonymous), english())).Kompas.Moments {
			if m.Person != "" && !strings.HasPrefix(string(m.Person), "P") {
				t.Errorf("%s: an anonymous chart names %q", chart, m.Person)
			}
		}
		if n := len(r.seqs(t, chart, leader)); n > 0 {
			t.Errorf("%s: a leader of three people finds %d turns", chart, n)
		}
	}
	many := recordOf(t, "Buw001")
	found := many.seqs(t, "timeline", leader)
	for _, seq := range found {
		turn := many.turns[seq]
		if !turn.Concerns("p1") {
			t.Errorf("a leader finds turn %d, from %s to %s", seq, turn.From, turn.To)
		}
	}
	if len(found) == 0 {
		t.Error("a leader finds no turn of their own")
	}

	file, err := os.ReadFile(filepath.Join(filepath.Dir(meetingFile(t, "Bmr001")), "Bmr001.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	for i := range lines {
		lines[i] += "," + []string{"observer", "Eva", "Wim"}[min(i, 1+i%2)]
	}
	book, _ := codebooks.Get("three-k")
	rec, err := format.ReadCSV([]byte(strings.Join(lines, "\n")), format.Options{Codebook: book, Name: "two"})
	if err != nil {
		t.Fatal(err)
	}
	h := rec.Header
	h.Revealed = false
	two := &recorded{observe.NewState(h), map[observe.Seq]observe.Interaction{}}
	for e := range rec.Entries() {
		two.Apply(e)
	}
	for _, i := range two.Interactions() {
		two.turns[i.Seq] = i
	}
	seqs := two.seqs(t, "timeline", observe.Viewer{Role: observe.RoleObserver, Observer: "o2"})
	for _, seq := range seqs {
		if two.turns[seq].Observer != "o2" {
			t.Fatalf("an observer finds turn %d of %s", seq, two.turns[seq].Observer)
		}
	}
	if len(seqs) < 400 {
		t.Errorf("an observer finds %d of the own turns", len(seqs))
	}
}
