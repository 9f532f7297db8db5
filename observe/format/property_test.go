package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/format"
	"kompas/observe/observetest"
)

// The log of every session can be written and read without change, and BeginsLog
// recognises it.
func TestEveryLogRoundTrips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := observetest.DrawLog(rt, 20)
		written := logBytes(t, d.Header, values(d.Entries))
		r, err := format.ReadLog(written, options())
		if err != nil {
			rt.Fatalf("%v\n%s", err, written)
		}
		if got := recordingBytes(t, r); !bytes.Equal(got, written) {
			rt.Fatal(cmp.Diff(string(written), string(got)))
		}
		if same, err := r.BeginsLog(values(d.Entries)); !same || err != nil {
			rt.Fatalf("a log does not begin itself: %v", err)
		}
		if n := len(d.Entries); n > 0 {
			if same, _ := r.BeginsLog(values(d.Entries[:n-1])); same {
				rt.Fatal("a log begins a shorter one")
			}
		}
	})
}

// An export of any viewer can be imported, BeginsLog recognises it, and its
// references are right.
func TestEveryViewRoundTrips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := observetest.DrawLog(rt, 20)
		s := stateOf(d)
		v := observe.Viewer{
			Role:     rapid.SampledFrom(observe.Roles).Draw(rt, "role"),
			Observer: rapid.SampledFrom([]observe.ObserverID{"owner", "o1", "o2", "o3", ""}).Draw(rt, "observer"),
			Person:   rapid.SampledFrom([]observe.PersonID{"", "p1", "late"}).Draw(rt, "person"),
		}
		redactor := s.Redactor(v, []byte("secret"))
		shown := make([]observe.Entry, len(d.Entries))
		for i, e := range d.Entries {
			shown[i] = redactor.Show(e)
		}
		r, err := format.ReadLog(logBytes(t, redactor.Header(), values(shown)), options())
		if err != nil {
			rt.Fatal(err)
		}
		if same, err := r.BeginsLog(values(d.Entries)); !same || err != nil {
			rt.Fatalf("what %+v sees does not begin what is stored: %v", v, err)
		}
		h, entries := format.Anonymize(s, v, values(d.Entries), counter())
		anonymous := logBytes(t, h, entries)
		back, err := format.ReadLog(anonymous, options())
		if err != nil {
			rt.Fatalf("%v\n%s", err, anonymous)
		}
		if bytes.Contains(anonymous, []byte("recorded_at")) {
			rt.Fatal("an anonymous log has a recorded_at")
		}
		again := mustReadLog(t, recordingBytes(t, back))
		if !bytes.Equal(recordingBytes(t, again), recordingBytes(t, back)) {
			rt.Fatal("an imported anonymous log changes when it is exported and imported")
		}
	})
}

// CSV keeps who responds to whom, with which tags, when, in which phase, and which
// observer noted it.
func TestEveryCSVRoundTrips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := observetest.DrawLog(rt, 20)
		s := stateOf(d)
		out := csvBytes(t, s)
		if !bytes.HasPrefix(out, []byte("\ufefftime_ms,from,to,tags,note,phase,observer\n")) {
			rt.Fatalf("got %s", out)
		}
		r, err := format.ReadCSV(out, options())
		if err != nil {
			rt.Fatalf("%v\n%s", err, out)
		}
		if again := csvBytes(t, r.State()); !bytes.Equal(again, out) {
			// CSV reads only a turn from everybody to one person in another way.
			if !strings.Contains(strings.Join(r.Warnings, "\n"), `rows from "*"`) {
				rt.Fatal(cmp.Diff(string(out), string(again)))
			}
		}
		a, b := s.Interactions(), r.State().Interactions()
		if len(a) != len(b) {
			rt.Fatalf("%d turns of %d", len(b), len(a))
		}
		person := map[string]string{}
		for i := range a {
			if a[i].At != b[i].At || cmp.Diff(a[i].Tags, b[i].Tags) != "" {
				rt.Fatalf("%+v became %+v", a[i], b[i])
			}
			if was, ok := person[b[i].From]; ok && was != a[i].From {
				rt.Fatalf("%s and %s became one", was, a[i].From)
			}
			person[b[i].From] = a[i].From
		}
	})
}

// Cells with any text can be written and read without change.
func TestEveryCellRoundTrips(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		from, phase, note := observetest.DrawName(rt), observetest.DrawName(rt), observetest.DrawText(rt)
		if from == observe.Everybody {
			return
		}
		sep := rapid.SampledFrom([]string{",", ";"}).Draw(rt, "separator")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(rt, "end")
		row := strings.Join([]string{"1", quote(from), quote(phase), quote(note)}, sep)
		data := strings.Join([]string{"time_ms", "from", "phase", "note"}, sep) + end + row + end + row
		c, err := format.OpenCSV([]byte(data))
		if err != nil {
			rt.Fatal(err)
		}
		rows := 0
		err = c.Rows(func(r *format.Row) bool {
			rows++
			// Reading removes one ' where writing would have put it.
			if got := string(bytes.Join(r.Notes, nil)); got != note && "'"+got != note {
				rt.Fatalf("note %q became %q", note, got)
			}
			return true
		})
		if err != nil || rows != 2 {
			rt.Fatalf("%d rows, %v", rows, err)
		}
		if got := c.Persons[0]; got != from && "'"+got != from {
			rt.Fatalf("name %q became %q", from, got)
		}
	})
}

func values(entries []observe.Entry) func(func(observe.Entry, error) bool) {
	return func(yield func(observe.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func stateOf(d observetest.Drawn) *observe.State {
	s := observe.NewState(d.Header)
	for _, e := range d.Entries {
		s.Apply(e)
	}
	return s
}

// Kompas reads the CSV that it wrote back exactly, whatever is in the cells, and no
// program finds a formula in it, whatever separator that program expects.
func TestWhatIsWrittenAsCSVComesBack(t *testing.T) {
	piece := rapid.SampledFrom([]string{"=1+1", "+", "-", "@x", "'", "''", "'=", "|", `\`, `\|`, ";", ",", `"`, " ", "\ufeff", "\u200b", "é", "x", "NA", "*", "group", "e\u0301"})
	line := func(rt *rapid.T, name string, extra ...string) string {
		return strings.Join(rapid.SliceOfN(rapid.OneOf(piece, rapid.SampledFrom(append(extra, "y"))), 1, 6).Draw(rt, name), "")
	}
	rapid.Check(t, func(rt *rapid.T) {
		h := observe.Header{ID: "0199f5c2-0000-7000-8000-000000000001", Title: "T", Codebook: observe.Codebook{ID: "b"}}
		for i := range 4 {
			h.Participants = append(h.Participants, observe.Person{ID: observe.PersonID(rune('a' + i)), Name: line(rt, "name")})
		}
		for range 4 {
			if id := observe.TagID(line(rt, "tag")); observe.CheckID("", string(id)) == nil && h.Codebook.Find(id) == nil {
				h.Codebook.Tags = append(h.Codebook.Tags, observe.Tag{ID: id})
			}
		}
		h.Observers = []observe.Observer{{ID: observe.Owner, Role: observe.RoleOwner}, {ID: "o7", Name: line(rt, "observer"), Role: observe.RoleObserver}}
		s := observe.NewState(h)
		notes := map[int]string{}
		add := func(e observe.Entry) observe.EntryID {
			e.Seq = s.Head() + 1
			e.ID = observe.EntryID(counterAt(int(e.Seq)))
			s.Apply(e)
			return e.ID
		}
		for i := range 6 {
			if rapid.Bool().Draw(rt, "phase") {
				add(observe.Entry{Type: observe.TypePhase, Observer: observe.Owner, At: observe.Millis(i), Name: line(rt, "phase")})
			}
			e := observe.Entry{Type: observe.TypeInteraction, At: observe.Millis(i), From: string(rune('a' + i%4)), To: "*",
				Observer: rapid.SampledFrom([]observe.ObserverID{observe.Owner, "o7"}).Draw(rt, "who")}
			if i%2 == 0 {
				e.To = string(rune('a' + (i+1)%4))
			}
			for range rapid.IntRange(0, 3).Draw(rt, "tags") {
				if n := len(h.Codebook.Tags); n > 0 {
					e.Tags = append(e.Tags, h.Codebook.Tags[rapid.IntRange(0, n-1).Draw(rt, "which")].ID)
				}
			}
			turn := add(e)
			var texts []string
			for range rapid.IntRange(0, 3).Draw(rt, "notes") {
				text := line(rt, "note", "\n", "\t", "\n=1", "\t=1")
				if rapid.IntRange(0, 3).Draw(rt, "long") == 0 {
					text += strings.Repeat("é", observe.MaxText-len([]rune(text)))
				}
				texts = append(texts, text)
				add(observe.Entry{Type: observe.TypeNote, Observer: observe.Owner, At: observe.Millis(i), Text: text, Target: turn, Visibility: observe.VisibilityShared})
			}
			notes[i] = strings.Join(texts, "\n")
		}
		out := csvBytes(t, s)
		r, err := format.ReadCSV(out, options())
		if err != nil {
			rt.Fatalf("%v\n%s", err, out)
		}
		if again := csvBytes(t, r.State()); !bytes.Equal(again, out) {
			rt.Fatal(cmp.Diff(string(out), string(again)))
		}
		a, b := s.Interactions(), r.State().Interactions()
		ids := map[observe.EntryID]bool{}
		for e := range r.Entries() {
			if ids[e.ID] {
				rt.Fatalf("the id %s is there twice", e.ID)
			}
			ids[e.ID] = true
			if err := e.Validate(); err != nil {
				rt.Fatal(err)
			}
		}
		back := map[observe.EntryID][]string{}
		for _, n := range r.State().Undoables(observe.TypeNote) {
			back[n.Target] = append(back[n.Target], n.Text)
		}
		for i := range a {
			if cmp.Diff(a[i].Tags, b[i].Tags) != "" || notes[i] != strings.Join(back[b[i].ID], "\n") {
				rt.Fatalf("turn %d: %q %q became %q %q", i, a[i].Tags, notes[i], b[i].Tags, back[b[i].ID])
			}
		}
		for i := range len(out) - 1 {
			if (out[i] == ';' || out[i] == '\t') && strings.IndexByte("=+-@\t\r", out[i+1]) >= 0 {
				rt.Fatalf("where ; or tab separates %q is a formula: %s", out[i+1:min(len(out), i+9)], out)
			}
		}
	})
}

// A file with only a byte order mark is not taken for one that Kompas wrote.
func TestOnlyTheWholeHeadingIsOurs(t *testing.T) {
	for data, want := range map[string]string{
		"\ufefftime_ms,from,to,tags,note,phase,observer\n0,A,*,\"a\\|b;'=1\",,,\n":     "0 p1>* [\"a|b;=1\"]\n",
		"time_ms,from,to,tags,note,phase,observer\n0,A,*,\"a\\|b;'=1\",,,\n":           "0 p1>* [\"a\\\\\" \"b;'=1\"]\n",
		"\ufefftime_ms,from,to,tags,note,phase,observer\r\n0,A,*,\"a\\|b;'=1\",,,\r\n": "0 p1>* [\"a\\\\\" \"b;'=1\"]\n",
		"\ufefftime_ms;from;to;tags;note;phase;observer\n0;A;*;a\\|b,'=1;;;\n":         "0 p1>* [\"a\\\\\" \"b,'=1\"]\n",
	} {
		if got := turns(t, data); got != want {
			t.Errorf("%q is read as %q, want %q", data, got, want)
		}
	}
}
