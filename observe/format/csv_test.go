package format_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
)

// turns returns the interactions of a CSV file, one a line.
func turns(t *testing.T, data string) string {
	t.Helper()
	var b strings.Builder
	for _, e := range collect(mustReadCSV(t, []byte(data))) {
		switch e.Type {
		case observe.TypeInteraction:
			fmt.Fprintf(&b, "%d %s>%s %q\n", e.At, e.From, e.To, e.Tags)
		case observe.TypePhase:
			fmt.Fprintf(&b, "%d phase %q\n", e.At, e.Name)
		case observe.TypeNote:
			fmt.Fprintf(&b, "%d note %q %s\n", e.At, e.Text, e.Visibility)
		}
	}
	return b.String()
}

func TestReadCSVAccepts(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"commas", "time_ms,from,to,tag\n0,A,B,x\n", "0 p1>p2 [\"x\"]\n"},
		{"semicolons", "time_ms;from;to;tag\n0;A,a;B;x\n", "0 p1>p2 [\"x\"]\n"},
		{"quoted header", "\"time_ms\";\"from\"\n0;A\n", "0 p1>* []\n"},
		{"separator in a quoted column name", "\"a,b\";time_ms;from\n;0;A\n", "0 p1>* []\n"},
		{"byte order mark", "\ufefftime_ms,from\n0,A\n", "0 p1>* []\n"},
		{"columns in any order", "tag,to,from,time_ms\nx,B,A,5\n", "5 p1>p2 [\"x\"]\n"},
		{"windows line ends", "time_ms,from,to\r\n0,A,B\r\n1,B,A\r\n", "0 p1>p2 []\n1 p2>p1 []\n"},
		{"no newline at the end", "time_ms,from,to\n0,A,B", "0 p1>p2 []\n"},
		{"no newline at the end, return", "time_ms,from,to\r\n0,A,B\r", "0 p1>p2 []\n"},
		{"last cell empty at the end", "time_ms,from,to\n0,A,", "0 p1>* []\n"},
		{"empty lines at the end", "time_ms,from\n0,A\n\r\n\n", "0 p1>* []\n"},
		{"header only", "time_ms,from,to", ""},
		{"no column to", "time_ms,from\n7,A\n", "7 p1>* []\n"},
		{"to empty or *", "time_ms,from,to\n0,A,\n1,A,*\n", "0 p1>* []\n1 p1>* []\n"},
		{"everybody", "time_ms,from,to,tag\n0,*,*,laughter\n1,*,,\n", "0 *>* [\"laughter\"]\n1 *>* []\n"},
		{"from everybody to somebody", "time_ms,from,to\n0,*,A\n", "0 *>* []\n"},
		{"from before to, in order of appearance", "time_ms,from,to\n0,C,A\n1,B,C\n", "0 p1>p2 []\n1 p3>p1 []\n"},
		{"several tags", "time_ms,from,tags\n0,A,x|curiosity|asking\n", "0 p1>* [\"x\" \"curiosity\" \"asking\"]\n"},
		{"several tags in column tag", "time_ms,from,tag\n0,A,x|y\n", "0 p1>* [\"x\" \"y\"]\n"},
		{"no tag", "time_ms,from,tags\n0,A,\n", "0 p1>* []\n"},
		{"names as they come", "time_ms,from,to\n0, A,A \n", "0 p1>p2 []\n"},
		{"quotes within", "time_ms,from,to\n0,\"A \"\"x\"\"\",5\" pipe\n", "0 p1>p2 []\n"},
		{"note", "time_ms,from,note\n0,A,\"one, \"\"two\"\"\nthree\tfour\"\n", "0 p1>* []\n0 note \"one, \\\"two\\\"\\nthree\\tfour\" shared\n"},
		{"note with windows line ends", "time_ms,from,note\r\n0,A,\"one\r\ntwo\"\r\n", "0 p1>* []\n0 note \"one\\ntwo\" shared\n"},
		{"phase when it changes", "time_ms,from,phase\n0,A,\n1,A,Start\n2,A,Start\n3,A,\n4,A,End\n5,A,Start\n",
			"0 p1>* []\n1 phase \"Start\"\n1 p1>* []\n2 p1>* []\n3 p1>* []\n4 phase \"End\"\n4 p1>* []\n5 phase \"Start\"\n5 p1>* []\n"},
		{"phase, turn, note", "time_ms,from,note,phase\n9,A,hm,Start\n", "9 phase \"Start\"\n9 p1>* []\n9 note \"hm\" shared\n"},
		{"prefix against formulas", "time_ms,from,to,tag\n0,'=A,''=A,'-x\n1,'A,'',''x\n", "0 p1>p2 [\"-x\"]\n1 p3>p4 [\"''x\"]\n"},
		{"largest time", "time_ms,from\n86400000,A\n", "86400000 p1>* []\n"},
		{"clock", "time,from\n1:02:03.004,A\n62:03.04,A\n3723.4,A\n0:00,A\n\"5,25\",A\n24:00:00,A\n",
			"3723004 p1>* []\n3723040 p1>* []\n3723400 p1>* []\n0 p1>* []\n5250 p1>* []\n86400000 p1>* []\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, turns(t, tt.data)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadCSVRefuses(t *testing.T) {
	const head = "time_ms,from,to,tag,note,phase,observer\n"
	long := strings.Repeat("é", observe.MaxName+1)
	tests := []struct{ name, data, want string }{
		{"empty", "", "the file is empty; line 1 must name the columns, at least time_ms (or time) and from"},
		{"only a mark and newlines", "\ufeff\n\n", "the file is empty; line 1 must name the columns, at least time_ms (or time) and from"},
		{"no header", "0,A,B,x\n", `line 1: must name the columns, separated by comma or semicolon, at least time_ms (or time) and from; there is no time_ms (or time) in "0", "A", "B", "x"`},
		{"no from", "time_ms,who\n0,A\n", `line 1: must name the columns, separated by comma or semicolon, at least time_ms (or time) and from; there is no from in "time_ms", "who"`},
		{"spaces in the header", "time_ms, from\n0, A\n", `line 1: must name the columns, separated by comma or semicolon, at least time_ms (or time) and from; there is no from in "time_ms", " from"`},
		{"tag and tags", "time_ms,from,tag,tags\n0,A,x,y\n", `line 1, column tags: there are two columns for the same, "tag" and "tags"; keep one`},
		{"time and time_ms", "time_ms,from,time\n0,A,0\n", `line 1, column time: there are two columns for the same, "time_ms" and "time"; keep one`},
		{"column twice", "time_ms,from,from\n0,A,A\n", `line 1, column from: there are two columns for the same, "from" and "from"; keep one`},
		{"bad time", head + "soon,A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "soon"`},
		{"no time", head + ",A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is ""`},
		{"negative time", head + "-1,A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "-1"`},
		{"late time", head + "86400001,A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "86400001"`},
		{"huge time", head + "99999999999999999999,A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "99999999999999999999"`},
		{"part of a millisecond", head + "1.5,A,B,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "1.5"`},
		{"from = to", head + "0,A,B,x,,,\n1,B,B,x,,,\n", `line 3, column to: must differ from from: nobody responds to themself; both are "B"`},
		{"no from in a row", head + "0,,B,x,,,\n", `line 2, column from: must be a name, or "*" for everybody; it is empty`},
		{"short row", head + "0,A,B,x\n", `line 2: must have 7 cells, as the header; it has 4`},
		{"long row", head + "0,A,B,x,,,,\n", `line 2: must have 7 cells, as the header; it has 8`},
		{"empty line", head + "0,A,B,x,,,\n\n1,A,B,x,,,\n", `line 3: must have 7 cells, as the header; it has 1`},
		{"invalid UTF-8", head + "0,A,B,x,,,\n1,A\xff,B,x,,,\n", `line 3, column from: must be valid UTF-8; save the file as CSV in UTF-8`},
		{"invalid UTF-8 where it is not used", "time_ms,from,else\n0,A,\xe9\n", `line 2, column else: must be valid UTF-8; save the file as CSV in UTF-8`},
		{"invalid UTF-8 in the header", "time_ms,from,\xe9\n0,A,x\n", `line 1, column 3: must be valid UTF-8; save the file as CSV in UTF-8`},
		{"surrogate half", head + "0,A\xed\xa0\x80,B,x,,,\n", `line 2, column from: must be valid UTF-8; save the file as CSV in UTF-8`},
		{"quote without end", head + "0,A,B,x,,,\n1,A,B,x,\"never\nclosed,,\n", `line 3, column note: has a quote (") that is never closed`},
		{"quote without end in the header", "time_ms,\"from\n", `line 1, column 2: has a quote (") that is never closed`},
		{"text after a quote", head + "0,\"A\"B,C,x,,,\n", `line 2, column from: has text after its closing quote ("); a quote within quotes must be doubled`},
		{"long name", head + "0," + long + ",B,x,,,\n", `line 2, column from: must be 1 to 120 characters long; it has 121`},
		{"name with a control character", head + "0,A\x07,B,x,,,\n", `line 2, column from: must not contain control characters; found U+0007`},
		{"return alone", head + "0,A\r,B,x,,,\n", `line 2, column from: must not contain control characters; found U+000D`},
		{"tag is no id", head + "0,A,B,*,,,\n", `line 2, column tag: must be an id; "*" means the group and is no id`},
		{"long tag", head + "0,A,B," + strings.Repeat("x", 65) + ",,,\n", `line 2, column tag: must be 1 to 64 characters long; it has 65`},
		{"empty tag among others", head + "0,A,B,x||y,,,\n", `line 2, column tag: must be tags separated by "|"; one of "x||y" is empty`},
		{"nine tags", head + "0,A,B,1|2|3|4|5|6|7|8|9,,,\n", `line 2, column tag: must be at most 8 tags; there are 9`},
		{"long note", head + "0,A,B,x," + strings.Repeat("é", 4001) + ",,\n", `line 2, column note: must be 0 to 4000 characters long; it has 4001`},
		{"note with a control character", head + "0,A,B,x,\x00,,\n", `line 2, column note: of control characters only newline and tab are allowed; found U+0000`},
		{"long phase", head + "0,A,B,x,," + long + ",\n", `line 2, column phase: must be 1 to 120 characters long; it has 121`},
		{"long observer", head + "0,A,B,x,,," + long + "\n", `line 2, column observer: must be 1 to 120 characters long; it has 121`},
		{"lines are physical", "time_ms,from,note\n0,A,\"one\ntwo\nthree\"\nx,A,\n", `line 5, column time_ms: must be whole milliseconds from 0 to 86400000; it is "x"`},
		{"several", head + "x,A,B,x,,,\n0,A,B,x,,,\n0,A,A,x,,,\n", `line 2, column time_ms: must be whole milliseconds from 0 to 86400000; it is "x"; line 4, column to: must differ from from: nobody responds to themself; both are "A"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := format.ReadCSV([]byte(tt.data), options())
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
			if strings.ContainsAny(err.Error(), "\n\r") {
				t.Error("the message has more than one line")
			}
			if code := observe.CodeOf(err); code != observe.Invalid {
				t.Errorf("code %s, want invalid", code)
			}
		})
	}
}

func TestReadCSVRefusesTimesOfTheClock(t *testing.T) {
	for _, s := range []string{"", "1:60", "0:5", "1:5:00", "1:60:00", "1:2:3:4", "1.", ".5", "1.2345", "1:00.1234", "-1", "+1", "1e3", "24:00:00.001", "86400.001", "1440:01", " 1", "1:0x", "1:00:", ":05", "123456789", "1.5.5", "1,5:00"} {
		_, err := format.ReadCSV([]byte("time,from\n\""+s+"\",A\n"), options())
		want := fmt.Sprintf(`line 2, column time: must be h:mm:ss, mm:ss or seconds, each with up to three decimals, up to 24 hours; it is %q`, s)
		if err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", s, err, want)
		}
	}
}

func TestReadCSVNamesTwentyBadRows(t *testing.T) {
	data := "time_ms,from\n" + strings.Repeat("x,A\n", 25)
	_, err := format.ReadCSV([]byte(data), options())
	bad, ok := err.(*format.Error)
	if !ok || len(bad.Problems) != 20 || !bad.More {
		t.Fatalf("got %v", err)
	}
	for i, p := range bad.Problems {
		if p.Line != i+2 || p.Where != "column time_ms" {
			t.Errorf("problem %d is %+v", i, p)
		}
	}
	if !strings.HasSuffix(err.Error(), "; only the first 20 are named") {
		t.Errorf("got %s", err)
	}
	_, err = format.ReadCSV([]byte("time_ms,from\n"+strings.Repeat("x,A\n", 20)), options())
	if bad, ok := err.(*format.Error); !ok || len(bad.Problems) != 20 || bad.More {
		t.Errorf("of exactly twenty: %v", err)
	}
}

func TestReadCSVLimits(t *testing.T) {
	file := func(column string, n int) []byte {
		var b bytes.Buffer
		fmt.Fprintf(&b, "time_ms,from,%s\n", column)
		for i := range n {
			fmt.Fprintf(&b, "0,A,x%d\n", i)
		}
		return b.Bytes()
	}
	for _, tt := range []struct {
		column string
		most   int
		want   string
	}{
		{"to", observe.MaxParticipants - 1, "line 1001, column to: must be one of at most 1000 persons"},
		{"observer", 1000, "line 1002, column observer: must be one of at most 1000 observers"},
		{"tag", observe.MaxTags - 3, `the tags of the file and of codebook "small" together must be at most 2000; they are 2001`},
	} {
		if _, err := format.ReadCSV(file(tt.column, tt.most), options()); err != nil {
			t.Errorf("%s: %d are refused: %v", tt.column, tt.most, err)
		}
		_, err := format.ReadCSV(file(tt.column, tt.most+1), options())
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.column, err, tt.want)
		}
	}
}

func TestReadCSVHeader(t *testing.T) {
	data := []byte("time_ms,from,to,tag\n0,Ann,Bob,x\n1,Cho,*,curiosity|asking\n2,Ann,,y|x\n")
	r, err := format.ReadCSV(data, format.Options{Codebook: codebook(), Now: now, Name: "/tmp/meetings/Monday 3.csv"})
	if err != nil {
		t.Fatal(err)
	}
	want := observe.Header{
		// Made with Python: uuid5(NAMESPACE_URL, SHA-256 of the file in hex).
		ID:        "6e1c0bc6-f9ed-5123-8af9-c6fe52668287",
		Title:     "Monday 3",
		CreatedAt: now,
		Participants: []observe.Person{
			{ID: "p1", Name: "Ann", Role: observe.Member, Seat: &observe.Seat{X: 0.5, Y: 0}},
			{ID: "p2", Name: "Bob", Role: observe.Member, Seat: &observe.Seat{X: 0.933, Y: 0.75}},
			{ID: "p3", Name: "Cho", Role: observe.Member, Seat: &observe.Seat{X: 0.067, Y: 0.75}},
		},
		Phases:   []observe.PlannedPhase{},
		Codebook: codebook(),
		Coding:   observe.Shared,
		Imported: true,
		Observers: []observe.Observer{
			{ID: observe.Owner, Role: observe.RoleOwner},
		},
	}
	for _, id := range []observe.TagID{"x", "y"} {
		want.Codebook.Tags = append(want.Codebook.Tags, observe.Tag{ID: id})
	}
	want.Codebook.Complete()
	if diff := cmp.Diff(want, r.Header); diff != "" {
		t.Error(diff)
	}
	for _, tag := range r.Header.Codebook.Tags[2:] {
		if tag.Effect != observe.Neutral || tag.Labels["nl"] != string(tag.ID) || len(tag.Weights) != 0 {
			t.Errorf("an added tag is %+v", tag)
		}
	}
	if r.State().Now() != observe.StateEnded {
		t.Errorf("state %q, want ended", r.State().Now())
	}
	if _, started := r.State().StartedAt(); started {
		t.Error("it has started at some time")
	}
	if len(codebook().Tags) != 2 {
		t.Error("the codebook of the options was changed")
	}
}

func TestReadCSVIDs(t *testing.T) {
	data := []byte("\ufefftime_ms,from,note,phase\n0,A,,\n0,A,hm,Start\n")
	// Made with Python: uuid5(NAMESPACE_URL, sha256(file).hexdigest() + ":2:phase") and so on.
	want := []string{
		"623289fb-0936-58d6-a862-4d5355ad9db6 1 interaction",
		"a746b20d-c0ad-5341-94c0-ed7b4da356ae 2 phase",
		"e41a234f-3499-5afd-b836-733e5ddc2870 3 interaction",
		"0953b02c-9ecf-5438-ad86-a950cb0b5433 4 note",
	}
	var got []string
	entries := collect(mustReadCSV(t, data))
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%s %d %s", e.ID, e.Seq, e.Type))
		if e.RecordedAt != now || e.Observer != observe.Owner {
			t.Errorf("entry %d: recorded at %q by %q", e.Seq, e.RecordedAt, e.Observer)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if entries[3].Target != entries[2].ID {
		t.Errorf("the note is to %q", entries[3].Target)
	}
	opts := options()
	opts.AsNew, opts.NewID = true, uuid.NewString
	r, err := format.ReadCSV(data, opts)
	if err != nil || r.Header.ID == mustReadCSV(t, data).Header.ID || uuid.Validate(string(r.Header.ID)) != nil {
		t.Errorf("as new: id %q, %v", r.Header.ID, err)
	}
}

func TestReadCSVObservers(t *testing.T) {
	tests := []struct {
		name, data string
		observers  []observe.Observer
		coding     observe.Coding
		entries    []observe.ObserverID
	}{
		{"none", "time_ms,from,observer\n0,A,\n", []observe.Observer{{ID: "owner", Role: observe.RoleOwner}}, observe.Shared, []observe.ObserverID{"owner"}},
		{"one", "time_ms,from,observer\n0,A,Eva\n1,A,Eva\n", []observe.Observer{{ID: "o1", Name: "Eva", Role: observe.RoleObserver}}, observe.Shared, []observe.ObserverID{"o1", "o1"}},
		{"two", "time_ms,from,observer\n0,A,Eva\n1,A,Max\n2,B,Eva\n",
			[]observe.Observer{{ID: "o1", Name: "Eva", Role: observe.RoleObserver}, {ID: "o2", Name: "Max", Role: observe.RoleObserver}}, observe.Independent, []observe.ObserverID{"o1", "o2", "o1"}},
		{"one and the owner", "time_ms,from,observer\n0,A,Eva\n1,A,\n",
			[]observe.Observer{{ID: "owner", Role: observe.RoleOwner}, {ID: "o1", Name: "Eva", Role: observe.RoleObserver}}, observe.Independent, []observe.ObserverID{"o1", "owner"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := mustReadCSV(t, []byte(tt.data))
			if diff := cmp.Diff(tt.observers, r.Header.Observers); diff != "" {
				t.Error(diff)
			}
			if r.Header.Coding != tt.coding || r.Header.Revealed != (tt.coding == observe.Independent) {
				t.Errorf("coding %s, revealed %v", r.Header.Coding, r.Header.Revealed)
			}
			var got []observe.ObserverID
			for _, e := range collect(r) {
				got = append(got, e.Observer)
			}
			if diff := cmp.Diff(tt.entries, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadCSVTitle(t *testing.T) {
	data := []byte("time_ms,from\n0,A\n")
	for _, tt := range []struct{ title, name, want string }{
		{"Given", "file.csv", "Given"},
		{"", "file.csv", "file"},
		{"", `C:\logs\2026.11.22 kick-off.csv`, "2026.11.22 kick-off"},
		{"", "", "Imported meeting"},
		{"", "/", "Imported meeting"},
		{"", ".csv", "Imported meeting"},
		{"", strings.Repeat("x", 121) + ".csv", "Imported meeting"},
		{"", "bad\xff.csv", "Imported meeting"},
	} {
		opts := options()
		opts.Title, opts.Name = tt.title, tt.name
		r, err := format.ReadCSV(data, opts)
		if err != nil || r.Header.Title != tt.want {
			t.Errorf("title %q, name %q: got %q, %v", tt.title, tt.name, r.Header.Title, err)
		}
	}
	opts := options()
	opts.Title = "line\nbreak"
	if _, err := format.ReadCSV(data, opts); err == nil || err.Error() != "/title: must not contain control characters; found U+000A" {
		t.Errorf("got %v", err)
	}
}

func TestReadCSVWarns(t *testing.T) {
	r := mustReadCSV(t, []byte("time_ms,from,to,text,From\n0,A,B,hello,x\n1,*,B,,\n2,*,*,,\n3,*,A,,\n"))
	want := []string{
		`columns that are not used: "text", "From"`,
		`rows from "*" that name somebody in to are read as to "*": 2, the first on line 3`,
	}
	if diff := cmp.Diff(want, r.Warnings); diff != "" {
		t.Error(diff)
	}
	if r := mustReadCSV(t, []byte("time_ms,from\n0,A\n")); len(r.Warnings) != 0 {
		t.Errorf("got %q", r.Warnings)
	}
}

// TestCSVRows reads rows without making entries, as the analysis of a large file does.
func TestCSVRows(t *testing.T) {
	c, err := format.OpenCSV([]byte("time_ms,from,to,tags,phase,observer,note\n5,B,A,x|y,One,Eva,n\n6,A,*,x|y,,,\n7,*,*,,Two,Eva,\n8,A,B,y,One,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`1 2 5 0>1 [0 1] phase 0 true observer 0 "n"`,
		`2 3 6 1>-1 [0 1] phase 0 false observer -1 ""`,
		`3 4 7 -1>-1 [] phase 1 true observer 0 ""`,
		`4 5 8 1>0 [1] phase 0 true observer -1 ""`,
	}
	for range 2 { // rows can be read several times
		var got []string
		if err := c.Rows(func(r *format.Row) bool {
			got = append(got, fmt.Sprintf("%d %d %d %d>%d %v phase %d %v observer %d %q", r.N, r.Line, r.At, r.From, r.To, r.Tags, r.Phase, r.NewPhase, r.Observer, bytes.Join(r.Notes, []byte("+"))))
			return true
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]any{[]string{"B", "A"}, []observe.TagID{"x", "y"}, []string{"One", "Two"}, []string{"Eva"}}, []any{c.Persons, c.Tags, c.Phases, c.Observers}); diff != "" {
			t.Error(diff)
		}
	}
	n := 0
	if err := c.Rows(func(*format.Row) bool { n++; return n < 2 }); err != nil || n != 2 {
		t.Errorf("stopped after %d, %v", n, err)
	}
}

func BenchmarkScanCSV(b *testing.B) { benchmarkCSV(b, scan) }
func BenchmarkReadCSV(b *testing.B) { benchmarkCSV(b, read) }

func benchmarkCSV(b *testing.B, f func(testing.TB, []byte)) {
	var data bytes.Buffer
	data.WriteString("time_ms,from,to,tag\n")
	for i := range 100_000 {
		fmt.Fprintf(&data, "%d,P%d,P%d,tag%d\n", i*40, i%12, (i+1+i/12%11)%12, i*7%15)
	}
	b.SetBytes(int64(data.Len()))
	b.ReportAllocs()
	for b.Loop() {
		f(b, data.Bytes())
	}
}

func scan(tb testing.TB, data []byte) {
	c, err := format.OpenCSV(data)
	if err != nil {
		tb.Fatal(err)
	}
	if err := c.Rows(func(*format.Row) bool { return true }); err != nil {
		tb.Fatal(err)
	}
}

func read(tb testing.TB, data []byte) {
	r := mustReadCSV(tb, data)
	for range r.Entries() {
	}
}

// Tags that the codebook does not have are named, with the tag that may be meant, and
// are still added as tags of their own.
func TestCSVNamesNewTags(t *testing.T) {
	opts := format.Options{Codebook: observe.Codebook{ID: "own", Tags: []observe.Tag{
		{ID: "curiosity", Labels: observe.Labels{"en": "Curiosity", "nl": "Nieuwsgierig"}}, {ID: "ask", Labels: observe.Labels{"en": "Ask"}},
	}}}
	for _, c := range []struct{ tags, want string }{
		{"curiosity ask", ""},
		{"ask curiousity", `words that the codebook "own" has not, added as neutral ones: "curiousity" (it has "curiosity")`},
		{"Ask nieuwsgierig tea", `words that the codebook "own" has not, added as neutral ones: "Ask" (it has "ask"), "nieuwsgierig" (it has "curiosity"), "tea"`},
	} {
		file := "time_ms,from,to,tag\n"
		for i, tag := range strings.Fields(c.tags) {
			file += fmt.Sprintf("%d,A,B,%s\n", i, tag)
		}
		r, err := format.ReadCSV([]byte(file), opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(r.Warnings, "\n"); got != c.want {
			t.Errorf("%s: it says %q, want %q", c.tags, got, c.want)
		}
		for _, tag := range strings.Fields(c.tags) {
			if r.Header.Codebook.Find(observe.TagID(tag)) == nil {
				t.Errorf("%q is no word of the session", tag)
			}
		}
	}
}
