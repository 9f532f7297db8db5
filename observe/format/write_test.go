package format_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
)

// exported returns the CSV of a session with these persons in which each
// responds to the next.
func exported(t *testing.T, names ...string) string {
	t.Helper()
	h := observe.Header{Codebook: codebook()}
	for _, n := range names {
		h.Participants = append(h.Participants, observe.Person{Name: n})
	}
	observe.FillPersons(h.Participants, nil)
	s := observe.NewState(h)
	for i, p := range h.Participants {
		s.Apply(observe.Entry{
			Seq: observe.Seq(i + 1), ID: observe.EntryID(counterAt(i)), Type: observe.TypeInteraction, Observer: observe.Owner,
			At: observe.Millis(i), From: string(p.ID), To: string(h.Participants[(i+1)%len(names)].ID),
		})
	}
	return string(csvBytes(t, s))
}

func counterAt(i int) string {
	next := counter()
	id := ""
	for range i + 1 {
		id = next()
	}
	return id
}

func TestWriteCSVKeepsPersonsApart(t *testing.T) {
	long := strings.Repeat("é", observe.MaxName)
	for _, tt := range []struct{ names, want []string }{
		{[]string{"Ann", "Bob"}, []string{"Ann", "Bob"}},
		{[]string{"Ann", "Ann", "Ann"}, []string{"Ann", "Ann (2)", "Ann (3)"}},
		{[]string{"Ann (2)", "Ann", "Ann"}, []string{"Ann (2)", "Ann", "Ann (3)"}},
		{[]string{"Ann", "Ann", "Ann (2)"}, []string{"Ann", "Ann (2)", "Ann (2) (2)"}},
		{[]string{"*", "*"}, []string{"* (2)", "* (3)"}},
		{[]string{long, long}, []string{long, strings.Repeat("é", observe.MaxName-4) + " (2)"}},
		{[]string{"=1", "'=1", "''=1", "'Ann", "-"}, []string{"=1", "'=1", "''=1", "'Ann", "-"}},
	} {
		out := exported(t, tt.names...)
		r := mustReadCSV(t, []byte(out))
		var got []string
		for _, p := range r.Header.Participants {
			got = append(got, p.Name)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: %s\n%s", tt.names, diff, out)
		}
		if again := string(csvBytes(t, r.State())); again != out {
			t.Errorf("%q: %s", tt.names, cmp.Diff(out, again))
		}
	}
}

func TestWriteCSVGuardsAgainstFormulas(t *testing.T) {
	out := exported(t, "=1+1", "+1", "-1", "@x", "'=1", "''+1", "'Ann", "A=1", "it's")
	want := "\ufeff" + `time_ms,from,to,tags,note,phase,observer
0,'=1+1,'+1,,,,
1,'+1,'-1,,,,
2,'-1,'@x,,,,
3,'@x,''=1,,,,
4,''=1,'''+1,,,,
5,'''+1,'Ann,,,,
6,'Ann,A=1,,,,
7,A=1,it's,,,,
8,it's,'=1+1,,,,
`
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
}

// Private notes are not exported: a note in CSV is a shared one.
func TestWriteCSVLeavesOut(t *testing.T) {
	r := mustReadLog(t, testdata(t, "every-type.jsonl"))
	out := string(csvBytes(t, r.State()))
	for _, secret := range []string{"myself", "redacted", "talked", "never say no", "money"} {
		if strings.Contains(out, secret) {
			t.Errorf("%q is in the export:\n%s", secret, out)
		}
	}
}

// Two phases at one moment, and a phase that is logged later than the turns
// after it.
func TestWriteCSVPhases(t *testing.T) {
	s := observe.NewState(observe.Header{Participants: []observe.Person{{ID: "p1", Name: "A"}}})
	seq := observe.Seq(0)
	apply := func(e observe.Entry) {
		seq++
		e.Seq, e.ID, e.Observer = seq, observe.EntryID(counterAt(int(seq))), observe.Owner
		s.Apply(e)
	}
	turn := func(at observe.Millis) {
		apply(observe.Entry{Type: observe.TypeInteraction, At: at, From: "p1", To: observe.Everybody})
	}
	phase := func(at observe.Millis, name string) {
		apply(observe.Entry{Type: observe.TypePhase, At: at, Name: name})
	}
	turn(10)
	phase(20, "never seen")
	phase(20, "two")
	turn(20)
	turn(5)
	turn(30)
	phase(10, "one")
	turn(10)
	want := "\ufefftime_ms,from,to,tags,note,phase,observer\n5,A,*,,,,\n10,A,*,,,,\n10,A,*,,,one,\n20,A,*,,,two,\n30,A,*,,,two,\n"
	if diff := cmp.Diff(want, string(csvBytes(t, s))); diff != "" {
		t.Error(diff)
	}
}

// Everything that a formula, or something that a program takes for one, may begin
// with.
func TestWriteCSVGuardsEveryStart(t *testing.T) {
	for text, want := range map[string]string{
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "\"'\tx\"", "\rx": "\"'\rx\"", "'\tx": "\"''\tx\"",
		"x;=1+1": `"x;'=1+1"`, "x;'=1+1": `"x;''=1+1"`, "x\t-1": "\"x\t'-1\"", ";@x": `";'@x"`, "x;y": `"x;y"`, "x=1": "x=1", "'x": "'x",
	} {
		s := observe.NewState(observe.Header{Participants: []observe.Person{{ID: "p1", Name: "A"}}})
		s.Apply(observe.Entry{Seq: 1, ID: "e1", Type: observe.TypeInteraction, Observer: observe.Owner, From: "p1", To: "*"})
		s.Apply(observe.Entry{Seq: 2, ID: "e2", Type: observe.TypeNote, Observer: observe.Owner, Target: "e1", Text: text, Visibility: observe.VisibilityShared})
		_, row, _ := strings.Cut(string(csvBytes(t, s)), "\n")
		if want = "0,A,*,," + want + ",,\n"; row != want {
			t.Errorf("%q is written as %q, want %q", text, row, want)
		}
	}
}
