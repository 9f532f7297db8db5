package format_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
	"kompas/observe/format"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a result with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

func testdata(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// TestGolden reads a log with every type of entry and writes it as it is, as
// CSV, and without names.
func TestGolden(t *testing.T) {
	r := mustReadLog(t, testdata(t, "every-type.jsonl"))
	golden(t, "every-type.jsonl", recordingBytes(t, r))
	golden(t, "every-type.csv", csvBytes(t, r.State()))
	h, entries := format.Anonymize(r.State(), observe.OwnerViewer, withErrors(r.Entries()), counter())
	golden(t, "every-type.anonymous.jsonl", logBytes(t, h, entries))
	seen := map[observe.EntryType]bool{}
	for e := range r.Entries() {
		seen[e.Type] = true
	}
	for _, typ := range append(observe.EntryTypes, observe.TypeRedacted) {
		if !seen[typ] {
			t.Errorf("the log has no entry of type %s", typ)
		}
	}
}

// A short log, for tests that change a part of it.
const (
	shortHead = `{"format":"kompas-log","version":1,"session":{"id":"0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e","title":"T","created_at":"2026-11-22T10:00:00.000Z",` +
		`"participants":[{"id":"p1","name":"A","role":"member","seat":{"x":0.5,"y":0}},{"id":"p2","name":"B","role":"member","seat":{"x":0.5,"y":1}}],"phases":[],` +
		`"codebook":{"id":"c","version":1,"tags":[{"id":"x","labels":{"en":"x","nl":"x"},"effect":"neutral"}]},"locked":false,"coding":"shared","revealed":false,"observers":[{"id":"owner","role":"owner"}]}}`
	short1 = `{"seq":1,"id":"00000000-0000-4000-8000-000000000001","type":"interaction","observer":"owner","recorded_at":"2026-11-22T10:00:01.000Z","at":0,"from":"p1","to":"p2","tags":["x"]}`
	short2 = `{"seq":2,"id":"00000000-0000-4000-8000-000000000002","type":"void","observer":"owner","recorded_at":"2026-11-22T10:00:02.000Z","target":"00000000-0000-4000-8000-000000000001"}`
	short  = shortHead + "\n" + short1 + "\n" + short2 + "\n"
)

func TestReadLogAccepts(t *testing.T) {
	for name, data := range map[string]string{
		"as written":               short,
		"no newline at the end":    strings.TrimSuffix(short, "\n"),
		"windows line ends":        strings.ReplaceAll(short, "\n", "\r\n"),
		"byte order mark":          "\ufeff" + short,
		"spaces and another order": strings.Replace(short, `"seq":1,"id":"00000000-0000-4000-8000-000000000001"`, ` "id" : "00000000-0000-4000-8000-000000000001", "seq" : 1.0`, 1),
		"null for what is absent":  strings.Replace(short, `"title":"T"`, `"title":"T","team":null`, 1),
	} {
		if got := string(recordingBytes(t, mustReadLog(t, []byte(data)))); got != short {
			t.Errorf("%s: %s", name, cmp.Diff(short, got))
		}
	}
	if r := mustReadLog(t, []byte(shortHead)); r.Head != 0 || len(collect(r)) != 0 {
		t.Error("a log without entries has some")
	}
}

func TestReadLogCompletes(t *testing.T) {
	data := `{"format":"kompas-log","version":1,"session":{"id":"0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e","anonymous":true,"participants":[{"id":"p1","name":"A"},{"id":"p2","name":"B","role":"leader"}],"codebook":{"id":"c","tags":[{"id":"x"}]}}}
{"seq":1,"id":"00000000-0000-4000-8000-000000000001","type":"interaction","observer":"o7","at":0,"from":"p1","to":"p2","tags":["x"]}
{"seq":2,"id":"00000000-0000-4000-8000-000000000002","type":"void","observer":"owner","target":"00000000-0000-4000-8000-000000000001"}
`
	r := mustReadLog(t, []byte(data))
	want := observe.Header{
		ID:        "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e",
		Title:     "Anonymous",
		CreatedAt: now,
		Anonymous: true,
		Participants: []observe.Person{
			{ID: "p1", Name: "A", Role: observe.Member, Seat: &observe.Seat{X: 0.5, Y: 0}},
			{ID: "p2", Name: "B", Role: observe.Leader, Seat: &observe.Seat{X: 0.5, Y: 1}},
		},
		Phases:   []observe.PlannedPhase{},
		Codebook: observe.Codebook{ID: "c", Tags: []observe.Tag{{ID: "x", Effect: observe.Neutral, Labels: observe.Labels{"nl": "x", "en": "x"}}}},
		Coding:   observe.Shared,
		Observers: []observe.Observer{
			{ID: "o7", Role: observe.RoleObserver},
			{ID: "owner", Role: observe.RoleOwner},
		},
	}
	if diff := cmp.Diff(want, r.Header); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, *r.State().Header()); diff != "" {
		t.Errorf("the state has another header: %s", diff)
	}
	for e := range r.Entries() {
		if e.RecordedAt != "" {
			t.Errorf("entry %d got a recorded_at", e.Seq)
		}
	}
	written := recordingBytes(t, r)
	if again := recordingBytes(t, mustReadLog(t, written)); !bytes.Equal(written, again) {
		t.Error("what was completed changes when it is read again")
	}
}

func TestReadLogOptions(t *testing.T) {
	opts := options()
	opts.Title, opts.AsNew = "Other", true
	r, err := format.ReadLog([]byte(short), opts)
	if err != nil || r.Header.Title != "Other" || r.Header.ID != "00000000-0000-4000-8000-000000000001" {
		t.Errorf("got %q, %q, %v", r.Header.Title, r.Header.ID, err)
	}
	opts.Title = strings.Repeat("x", 121)
	if _, err := format.ReadLog([]byte(short), opts); err == nil || err.Error() != "/title: must be 1 to 120 characters long; it has 121" {
		t.Errorf("got %v", err)
	}
}

func TestReadLogRefuses(t *testing.T) {
	const notALog = `line 1: must be the session of a Kompas log: {"format":"kompas-log","version":1,"session":{…}}`
	change := func(from, to string) string {
		if !strings.Contains(short, from) {
			t.Fatalf("the log has no %s", from)
		}
		return strings.Replace(short, from, to, 1)
	}
	crowd := short
	for i := range observe.MaxParticipants - 1 { // besides two who were planned
		crowd += fmt.Sprintf(`{"seq":%d,"id":"00000000-0000-4000-8000-%012d","type":"participant","observer":"owner","at":0,"person":{"id":"late%d","name":"L"},"present":true}`+"\n", i+3, i+3, i+3)
	}
	tests := []struct{ name, data, want string }{
		{"a person too many", crowd, `line 1002, /person/id: must be one of at most 1000 persons; "late1001" would be one more`},
		{"empty", "", notALog},
		{"no JSON", "time_ms,from\n", notALog},
		{"other JSON", "[1]\n", notALog},
		{"an entry first", short1 + "\n", notALog},
		{"other format", change("kompas-log", "other-log"), notALog},
		{"header cut off", short[:200], notALog},
		{"newer", change(`"version":1`, `"version":2`), "line 1, /version: is 2; this program reads version 1: a newer Kompas is needed"},
		{"newer, with new fields", change(`"version":1`, `"version":3,"new":true`), "line 1, /version: is 3; this program reads version 1: a newer Kompas is needed"},
		{"version 0", change(`"version":1`, `"version":0`), "line 1, /version: must be 1"},
		{"version as text", change(`"version":1`, `"version":"1"`), "line 1, /version: must be a whole number"},
		{"no session", `{"format":"kompas-log","version":1}`, "line 1, /session: must be there"},
		{"session of another kind", `{"format":"kompas-log","version":1,"session":[]}`, "line 1, /session: must be an object"},
		{"unknown field beside the session", change(`"version":1`, `"version":1,"extra":1`), "line 1, /extra: is no field here; known are format, version, session"},
		{"unknown field of the session", change(`"title":"T"`, `"title":"T","mood":"good"`),
			"line 1, /session/mood: is no field here; known are id, title, team, created_at, participants, phases, codebook, intention, locked, coding, revealed, timing, imported, anonymous, observers, template, debrief"},
		{"field in capitals", change(`"title"`, `"Title"`),
			"line 1, /session/Title: is no field here; known are id, title, team, created_at, participants, phases, codebook, intention, locked, coding, revealed, timing, imported, anonymous, observers, template, debrief"},
		{"what only the store keeps", change(`"title":"T"`, `"title":"T","posted":"x"`),
			"line 1, /session/posted: is no field here; known are id, title, team, created_at, participants, phases, codebook, intention, locked, coding, revealed, timing, imported, anonymous, observers, template, debrief"},
		{"unknown field of a person", change(`"name":"B"`, `"name":"B","a/b":1`), "line 1, /session/participants/1/a~1b: is no field here; known are id, name, role, seat"},
		{"name of another kind", change(`"name":"B"`, `"name":7`), "line 1, /session/participants/1/name: must be a text"},
		{"locked of another kind", change(`"locked":false`, `"locked":"no"`), "line 1, /session/locked: must be true or false"},
		{"seat of another kind", change(`"x":0.5`, `"x":"left"`), "line 1, /session/participants/0/seat/x: must be a number"},
		{"phases of another kind", change(`"phases":[]`, `"phases":{}`), "line 1, /session/phases: must be a list"},
		{"null in a list", change(`"phases":[]`, `"phases":[null]`), "line 1, /session/phases/0: must not be null"},
		{"seat beyond the table", change(`"x":0.5`, `"x":1.5`), "line 1, /session/participants/0/seat/x: must be a number from 0 to 1"},
		{"no title", change(`"title":"T",`, ``), "line 1, /session/title: must be 1 to 120 characters long; it has 0"},
		{"session id", change("0199f5c2-7d5e", "0199f5c2_7d5e"), `line 1, /session/id: must be a UUID, such as "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e"`},
		{"person without id", change(`"id":"p2",`, ``), "line 1, /session/participants/1/id: must be 1 to 64 characters long; it has 0"},
		{"person twice", change(`"id":"p2"`, `"id":"p1"`), `line 1, /session/participants/1/id: is there twice: "p1"`},
		{"lone surrogate in the header", change(`"title":"T"`, `"title":"\ud800"`), `line 1, /session/title: must not contain a lone surrogate such as \ud800`},
		{"invalid UTF-8 in the header", change(`"title":"T"`, "\"title\":\"\xff\""), "line 1, /session/title: must be valid UTF-8"},
		{"title twice", change(`"title":"T"`, `"title":"T","title":"U"`), "line 1, /session/title: is there twice"},
		{"name of a person twice", change(`"name":"B"`, `"name":"B","name":"B"`), "line 1, /session/participants/1/name: is there twice"},
		{"tag twice", change(`[{"id":"x",`, `[{"id":"x"},{"id":"x",`), `line 1, /session/codebook/tags/1/id: is there twice among tags and families: "x"`},
		{"empty line", change(short2, "\n"+short2), "line 3: is empty; each line must be an entry"},
		{"empty line at the end", short + "\n", "line 4: is empty; each line must be an entry"},
		{"cut off", short[:len(short)-5], "line 3: must be a JSON object"},
		{"two entries on a line", change(short1+"\n", short1), "line 2: must be a JSON object"},
		{"no seq", change(`"seq":1,`, ``), "line 2, /seq: must be there"},
		{"gap", change(`"seq":2,`, `"seq":3,`), "line 3, /seq: must be 2, one more than the entry before; it is 3"},
		{"negative seq", change(`"seq":1,`, `"seq":-1,`), "line 2, /seq: must be 1 or more"},
		{"id twice", change(`8000-000000000002","type"`, `8000-000000000001","type"`), `line 3, /id: is there twice: "00000000-0000-4000-8000-000000000001"`},
		{"no observer", change(`"observer":"owner",`, ``), "line 2, /observer: must be there"},
		{"unknown type", change(`"type":"void"`, `"type":"undo"`), `line 3, /type: must be one of interaction, amend, void, restore, phase, mark, note, compass, participant, state, belief, experiment, journal; it is "undo"`},
		{"unknown field", change(`"at":0`, `"at":0,"mood":1`), "line 2, /mood: is no field here; known are at, from, to, tags, replies_to, proposed, id, type, seq, observer, recorded_at"},
		{"recorded_at", change(`"recorded_at":"2026-11-22T10:00:01.000Z"`, `"recorded_at":"yesterday"`), `line 2, /recorded_at: must be a moment as in RFC 3339, such as "2026-11-22T10:01:02.345Z"`},
		{"unknown participant", change(`"to":"p2"`, `"to":"p9"`), `line 2, /to: must be a participant or "*"; "p9" is none`},
		{"unknown tag", change(`"tags":["x"]}`+"\n", `"tags":["x","y"]}`+"\n"), `line 2, /tags/1: must be a tag or family of the codebook "c"; "y" is none`},
		{"unknown target", change(`"target":"00000000-0000-4000-8000-000000000001"`, `"target":"00000000-0000-4000-8000-000000000009"`), `line 3, /target: must be an entry of this session; "00000000-0000-4000-8000-000000000009" is none`},
		{"from = to", change(`"to":"p2"`, `"to":"p1"`), `line 2, /to: must differ from "from": nobody responds to themself`},
		{"field twice", change(`"at":0`, `"at":0,"at":0`), "line 2, /at: is there twice"},
		{"lone surrogate", change(`"tags":["x"]}`+"\n", `"tags":["\udc00"]}`+"\n"), `line 2, /tags/0: must not contain a lone surrogate such as \udc00`},
		{"invalid UTF-8", change(`"tags":["x"]}`+"\n", "\"tags\":[\"\xff\"]}\n"), "line 2, /tags/0: must be valid UTF-8"},
		{"long line", change(`"at":0`, `"at":`+strings.Repeat(" ", 70_000)+`0`), "line 2: an entry has at most 65536 bytes; it has 70176"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := format.ReadLog([]byte(tt.data), options())
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestReadLogGivesTheCode(t *testing.T) {
	for from, want := range map[string]observe.Code{
		`"to":"p2"`:            observe.UnknownParticipant,
		`"tags":["x"]`:         observe.UnknownTag,
		`"target":"00000000-0`: observe.UnknownTarget,
	} {
		to := strings.NewReplacer("p2", "p9", `"x"`, `"y"`, "00000000-0", "10000000-0").Replace(from)
		_, err := format.ReadLog([]byte(strings.Replace(short, from, to, 1)), options())
		if got := observe.CodeOf(err); err == nil || got != want {
			t.Errorf("%s: got %s (%v), want %s", to, got, err, want)
		}
	}
}

func TestBeginsLog(t *testing.T) {
	third := `{"seq":3,"id":"00000000-0000-4000-8000-000000000003","type":"note","observer":"owner","recorded_at":"2026-11-22T10:00:03.000Z","at":0,"text":"t","target":"00000000-0000-4000-8000-000000000001","visibility":"shared"}` + "\n"
	replace := strings.NewReplacer
	tests := []struct {
		name, file, stored string
		want               bool
	}{
		{"the same", short, short, true},
		{"the stored one goes on", short, short + third, true},
		{"the file goes on", short + third, short, false},
		{"nothing against something", shortHead, short, true},
		{"another header", replace(`"title":"T"`, `"title":"U"`, `"locked":false`, `"locked":true`).Replace(short), short, true},
		{"another recorded_at", replace("10:00:02.000Z", "10:00:02.001Z").Replace(short), short, false},
		{"no recorded_at in the file", replace(`"recorded_at":"2026-11-22T10:00:02.000Z",`, "").Replace(short), short, true},
		{"no recorded_at stored", short, replace(`"recorded_at":"2026-11-22T10:00:02.000Z",`, "").Replace(short), false},
		{"another id", replace("8000-000000000001", "8000-000000000009").Replace(short), short, false},
		{"another time", replace(`"at":0`, `"at":1`).Replace(short), short, false},
		{"redacted in the file", shortHead + "\n" + `{"seq":1,"id":"ffffffff-0000-4000-8000-000000000001","type":"redacted"}` + "\n" +
			replace("8000-000000000001\"}", "8000-000000000001\"}", "00000000-0000-4000-8000-000000000001", "ffffffff-0000-4000-8000-000000000001").Replace(short2+"\n"+third), short + third, true},
		{"redacted in the file, refers to another", shortHead + "\n" + `{"seq":1,"id":"ffffffff-0000-4000-8000-000000000001","type":"redacted"}` + "\n" + `{"seq":2,"id":"ffffffff-0000-4000-8000-000000000002","type":"redacted"}` + "\n" +
			replace("00000000-0000-4000-8000-000000000001", "ffffffff-0000-4000-8000-000000000002").Replace(third), short + third, false},
		{"redacted as stored only", short, shortHead + "\n" + `{"seq":1,"id":"00000000-0000-4000-8000-000000000001","type":"redacted"}` + "\n" + short2 + "\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file, stored := mustReadLog(t, []byte(tt.file)), mustReadLog(t, []byte(tt.stored))
			got, err := file.BeginsLog(withErrors(stored.Entries()))
			if got != tt.want || err != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	broken := errors.New("disk gone")
	_, err := mustReadLog(t, []byte(short)).BeginsLog(func(yield func(observe.Entry, error) bool) { yield(observe.Entry{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// A CSV file that is imported again later makes the same session.
func TestBeginsLogOfCSV(t *testing.T) {
	data := []byte("time_ms,from,note\n0,A,x\n1,B,\n")
	stored := mustReadCSV(t, data)
	opts := options()
	opts.Now = "2027-01-01T00:00:00.000Z"
	later, err := format.ReadCSV(data, opts)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := later.BeginsLog(withErrors(stored.Entries())); !same || err != nil {
		t.Errorf("got %v, %v", same, err)
	}
}

func TestPagesAndFold(t *testing.T) {
	r := mustReadLog(t, testdata(t, "every-type.jsonl"))
	all := collect(r)
	broken := errors.New("disk gone")
	for _, size := range []int{1, 3, len(all), len(all) + 1} {
		read := func(after observe.Seq, limit int) ([]observe.Entry, error) {
			return all[after:min(int(after)+min(size, limit), len(all))], nil
		}
		if got, want := logBytes(t, r.Header, format.Pages(read)), recordingBytes(t, r); !bytes.Equal(got, want) {
			t.Errorf("in pages of %d: %s", size, cmp.Diff(string(want), string(got)))
		}
		s, err := format.Fold(r.Header, format.Pages(read))
		if err != nil || !bytes.Equal(csvBytes(t, s), csvBytes(t, r.State())) {
			t.Errorf("folded in pages of %d: another state, %v", size, err)
		}
	}
	fails := format.Pages(func(after observe.Seq, limit int) ([]observe.Entry, error) {
		if after > 0 {
			return nil, broken
		}
		return all[:2], nil
	})
	if _, err := format.Fold(r.Header, fails); !errors.Is(err, broken) {
		t.Errorf("Fold: got %v", err)
	}
	var b bytes.Buffer
	if err := format.WriteLog(&b, r.Header, nil, fails); !errors.Is(err, broken) {
		t.Errorf("WriteLog: got %v", err)
	}
	h, entries := format.Anonymize(r.State(), observe.OwnerViewer, fails, counter())
	if err := format.WriteLog(&b, h, nil, entries); !errors.Is(err, broken) {
		t.Errorf("Anonymize: got %v", err)
	}
}

// full is a writer that fails after its first bytes.
type full struct{ room int }

var errFull = errors.New("no room")

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWritersTellOfAFullDisk(t *testing.T) {
	r := mustReadCSV(t, []byte("time_ms,from,note\n"+strings.Repeat("0,A,"+strings.Repeat("x", 4000)+"\n", 100)))
	for _, room := range []int{0, 100, 70_000, 200_000} {
		if err := format.WriteLog(&full{room}, r.Header, nil, withErrors(r.Entries())); !errors.Is(err, errFull) {
			t.Errorf("WriteLog with room for %d: %v", room, err)
		}
		if err := format.WriteCSV(&full{room}, r.State()); !errors.Is(err, errFull) {
			t.Errorf("WriteCSV with room for %d: %v", room, err)
		}
	}
}
