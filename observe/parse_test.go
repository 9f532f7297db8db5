package observe_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kompas/observe"
)

const (
	id1 = "0199f5c2-0000-7000-8000-000000000001"
	id2 = "0199f5c2-0000-7000-8000-000000000002"
	id3 = "0199f5c2-0000-7000-8000-000000000003"
)

// kind is what a field may hold: examples, as JSON, of valid and invalid values. If
// the error is about a part of the value, its pointer follows after a space.
type kind struct{ right, wrong []string }

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }

func times(n int, s string) string { return quoted(strings.Repeat(s, n)) }

// compass is one character of four bytes, as in the emoji of a compass.
const compass = "\U0001F9ED"

var (
	noText = []string{`7`, `true`, `[]`, `{}`, `["x"]`}

	kindText = kind{
		[]string{`""`, `"\n\t"`, times(4000, compass), `"\u00e9\ud83e\udded"`, `"\u2028<"`},
		append(slices.Clone(noText), times(4001, compass), `"\r"`, `"\u0000"`, `"\u007f"`, `"\u0085"`, `"\ud800"`, `"\udded\ud83e"`, `"x\ud83e"`, "\"\xff\"", "\"\xed\xa0\x80\""),
	}
	kindName = kind{
		[]string{`"x"`, `" "`, times(120, compass), `"*"`, `"\"\\"`},
		append(slices.Clone(noText), `""`, times(121, compass), `"a\nb"`, `"\t"`, `"\u001f"`, `"\u009f"`, `"\ud800"`, "\"\xc3\""),
	}
	kindLabel = kind{append(slices.Clone(kindName.right), `""`), slices.DeleteFunc(slices.Clone(kindName.wrong), func(s string) bool { return s == `""` })}
	kindID    = kind{
		[]string{`"x"`, `"**"`, times(64, compass)},
		append(slices.Clone(noText), `""`, `"*"`, times(65, compass), `"a\nb"`, `"\u0000"`, `"\udfff"`),
	}
	kindOptionalID = kind{append(slices.Clone(kindID.right), `""`), slices.DeleteFunc(slices.Clone(kindID.wrong), func(s string) bool { return s == `""` })}
	kindWho        = kind{
		[]string{`"p9"`, times(64, compass)},
		append(slices.Clone(noText), `""`, times(65, compass), `"a\tb"`, `"\u0080"`),
	}
	kindMillis = kind{
		[]string{`0`, `86400000`, `1e3`, `61250.0`, `-0`},
		[]string{`-1`, `86400001`, `0.5`, `1e300`, `1e999`, `-1e19`, `"1"`, `true`, `[]`, `{}`},
	}
	kindBool = kind{[]string{`true`, `false`}, []string{`0`, `1`, `"true"`, `[]`, `{}`}}
	kindTime = kind{
		[]string{`"2026-11-22T10:01:02.345Z"`, `"2026-11-22T10:01:02Z"`, `"2026-11-22T10:01:02.123456789+05:30"`, `"2024-02-29T23:59:59-11:00"`},
		append(slices.Clone(noText), `""`, `"yesterday"`, `"2026-11-22"`, `"2026-11-22T10:01:02"`, `"2026-11-22 10:01:02Z"`, `"2026-11-22T10:01:02,5Z"`, `"2026-11-22T1:01:02Z"`,
			`"2026-13-22T10:01:02Z"`, `"2026-02-29T10:01:02Z"`, `"2026-11-22T24:01:02Z"`, `"2026-11-22T10:01:02+24:00"`, `"2026-11-22T10:01:02-24:00"`, `"2026-11-22T10:01:61Z"`, `"2026-11-22T10:01:02.0000000000000000000000001Z"`),
	}
	kindTags = kind{
		[]string{`[]`, `["x"]`, `["1","2","3","4","5","6","7","8"]`, `[` + times(64, compass) + `]`},
		[]string{`"x"`, `7`, `{}`, `true`, `["1","2","3","4","5","6","7","8","9"]`, `["x",7] 1`, `[null] 0`, `["x","","y"] 1`, `["*"] 0`, `[` + times(65, "é") + `] 0`, `["a","\ud800"] 1`},
	}
	kindLoops = kind{
		[]string{`[]`, `["l1","l2"]`},
		[]string{`"x"`, `7`, `{}`, `[7] 0`, `["l1",""] 1`, `["*"] 0`, `["l1",["l2"]] 1`},
	}
	kindTargets = kind{
		[]string{`[]`, `["` + id2 + `","` + id3 + `"]`},
		[]string{`"` + id2 + `"`, `7`, `["` + id2 + `","*"] 1`, `[null] 0`, `[""] 0`},
	}
	kindPerson = kind{
		[]string{`{"id":"p9","name":"N"}`, `{"id":"p9","name":"N","role":null,"seat":null}`, `{"id":"p9","name":"N","role":"leader","seat":{"x":0,"y":1}}`, `{"id":"p9","name":"N","role":"guest","seat":{"x":0.5,"y":1e-3}}`},
		[]string{`"p9"`, `[]`, `7`, `{} id`, `{"id":"p9"} name`, `{"name":"N"} id`, `{"id":"*","name":"N"} id`, `{"id":7,"name":"N"} id`, `{"id":"p9","name":""} name`, `{"id":"p9","name":"a\nb"} name`,
			`{"id":"p9","name":"\ud800"} name`, `{"id":"p9","name":"N","role":"boss"} role`, `{"id":"p9","name":"N","role":7} role`, `{"id":"p9","name":"N","seat":[]} seat`,
			`{"id":"p9","name":"N","seat":{"x":0}} seat/y`, `{"id":"p9","name":"N","seat":{"x":-0.1,"y":0}} seat/x`, `{"id":"p9","name":"N","seat":{"x":0,"y":1.1}} seat/y`,
			`{"id":"p9","name":"N","seat":{"x":"0","y":0}} seat/x`, `{"id":"p9","name":"N","seat":{"x":0,"y":0,"z":0}} seat/z`, `{"id":"p9","name":"N","seat":{"x":0,"y":1e999}} seat/y`,
			`{"id":"p9","name":"N","present":true} present`, `{"id":"p9","name":"N","name":"N"} name`, `{"id":"p9","name":"N","seat":{"x":0,"y":0,"x":0}} seat/x`, `{"id":"p9","name":"N","Role":"guest"} Role`},
	}
	kindSet = kind{
		[]string{`{"at":0}`, `{"from":"p9"}`, `{"from":"*","to":"*"}`, `{"tags":null}`, `{"tags":[]}`, `{"tags":["x"]}`, `{"replies_to":null}`, `{"replies_to":""}`, `{"proposed":null}`, `{"proposed":true}`,
			`{"text":""}`, `{"name":"n"}`, `{"purpose":null}`, `{"purpose":"weigh"}`, `{"outcome":null}`, `{"outcome":"left-open"}`, `{"kind":"theme"}`, `{"label":null}`, `{"label":"l"}`},
		[]string{`"x"`, `[]`, `7`, `{} `, `{"mood":1} mood`, `{"at":1,"at":1} at`, `{"At":1} At`, `{"at":null} at`, `{"at":-1} at`, `{"at":"1"} at`, `{"from":null} from`, `{"from":""} from`, `{"from":7} from`, `{"to":null} to`,
			`{"to":"a\nb"} to`, `{"from":"p1","to":"p1"} to`, `{"tags":"x"} tags`, `{"tags":["*"]} tags/0`, `{"tags":["1","2","3","4","5","6","7","8","9"]} tags`, `{"tags":["\ud800"]} tags/0`,
			`{"replies_to":"*"} replies_to`, `{"proposed":1} proposed`, `{"text":null} text`, `{"text":"\r"} text`, `{"text":` + times(4001, "é") + `} text`, `{"name":null} name`, `{"name":""} name`,
			`{"purpose":"party"} purpose`, `{"outcome":"won"} outcome`, `{"kind":null} kind`, `{"kind":"moved"} kind`, `{"label":` + times(121, "é") + `} label`, `{"id":"x"} id`, `{"visibility":"shared"} visibility`},
	}
)

func one(values ...string) kind {
	k := kind{wrong: append(slices.Clone(noText), `"other"`, quoted(strings.ToUpper(values[0])), quoted(values[0]+" "))}
	for _, v := range values {
		k.right = append(k.right, quoted(v))
	}
	return k
}

type field struct {
	kind     kind
	required bool
}

// shapes is the table of 2.2 of the contract: the fields of each type.
var shapes = map[observe.EntryType]map[string]field{
	"interaction": {"at": {kindMillis, true}, "from": {kindWho, true}, "to": {kindWho, true}, "tags": {kindTags, false}, "replies_to": {kindOptionalID, false}, "proposed": {kindBool, false}},
	"amend":       {"target": {kindID, true}, "set": {kindSet, true}},
	"void":        {"target": {kindID, true}},
	"restore":     {"target": {kindID, true}},
	"phase":       {"at": {kindMillis, true}, "name": {kindName, true}, "purpose": {one("inform", "explore", "weigh", "decide"), false}, "outcome": {one("decision-with-owner", "decision", "follow-up", "left-open"), false}},
	"mark":        {"at": {kindMillis, true}, "kind": {one("moment", "theme", "from-work"), true}, "label": {kindLabel, false}, "target": {kindOptionalID, false}},
	"note":        {"at": {kindMillis, true}, "text": {kindText, true}, "target": {kindOptionalID, false}, "visibility": {one("private", "shared"), false}},
	"compass":     {"at": {kindMillis, true}, "kind": {one("moved", "postponed", "did-anyway"), true}, "impulse": {one("judging", "steering", "forcing"), false}, "followed": {kindBool, false}, "text": {kindText, false}},
	"participant": {"at": {kindMillis, false}, "person": {kindPerson, true}, "present": {kindBool, true}},
	"state":       {"at": {kindMillis, true}, "state": {one("live", "paused", "ended"), true}, "time": {kindTime, true}, "told": {kindBool, false}},
	"belief":      {"at": {kindMillis, true}, "text": {kindText, true}, "direction": {one("helping", "hindering"), true}, "loops": {kindLoops, false}, "targets": {kindTargets, false}},
	"experiment":  {"at": {kindMillis, true}, "experiment": {kindID, true}, "event": {one("proposed", "tried", "judged"), true}, "verdict": {one("keep", "adapt", "drop"), false}, "text": {kindText, false}},
	"journal":     {"at": {kindMillis, true}, "text": {kindText, true}, "targets": {kindTargets, false}},
}

// example returns an entry of a type with its required fields, or all of them.
func example(t observe.EntryType, all bool) map[string]string {
	m := map[string]string{"id": quoted(id1), "type": quoted(string(t))}
	for name, f := range shapes[t] {
		if f.required || all {
			m[name] = f.kind.right[0]
		}
	}
	if t == observe.TypeInteraction {
		m["from"], m["to"] = `"p1"`, `"p2"`
	}
	return m
}

func encode(m map[string]string) []byte {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		parts = append(parts, quoted(k)+":"+m[k])
	}
	return []byte("{" + strings.Join(parts, ",") + "}")
}

func with(m map[string]string, name, value string) map[string]string {
	m = maps.Clone(m)
	m[name] = value
	return m
}

func without(m map[string]string, name string) map[string]string {
	m = maps.Clone(m)
	delete(m, name)
	return m
}

// refused checks that an entry is refused as invalid, for one field, in one
// line, and that the answer can name its id.
func refused(t *testing.T, b []byte, field string) {
	t.Helper()
	e, err := observe.ParseEntry(b)
	bad, ok := err.(*observe.Error)
	switch {
	case err == nil:
		t.Errorf("accepted: %.300s", b)
	case !ok || bad.Code != observe.Invalid || bad.Field != field:
		t.Errorf("%.300s: got %v, want invalid at %q", b, err, field)
	case bad.Message == "" || strings.ContainsAny(err.Error(), "\n\r"):
		t.Errorf("%.300s: no line of text: %q", b, err)
	}
	if e.ID != id1 {
		t.Errorf("%.300s: id %q is not kept", b, e.ID)
	}
}

func TestParseEntryShapes(t *testing.T) {
	if len(shapes) != len(observe.EntryTypes) {
		t.Fatalf("%d types are tested, there are %d", len(shapes), len(observe.EntryTypes))
	}
	everyField := map[string]bool{"mood": true}
	for _, fields := range shapes {
		for name := range fields {
			everyField[name] = true
		}
	}
	for _, typ := range observe.EntryTypes {
		t.Run(string(typ), func(t *testing.T) {
			least, most := example(typ, false), example(typ, true)
			for _, m := range []map[string]string{least, most} {
				if _, err := observe.ParseEntry(encode(m)); err != nil {
					t.Fatalf("%s: %v", encode(m), err)
				}
			}
			for name, f := range shapes[typ] {
				if f.required {
					refused(t, encode(without(most, name)), "/"+name)
					refused(t, encode(with(most, name, "null")), "/"+name)
				} else if _, err := observe.ParseEntry(encode(with(most, name, "null"))); err != nil {
					t.Errorf("%s: null is refused: %v", name, err)
				}
				for _, v := range f.kind.right {
					if _, err := observe.ParseEntry(encode(with(most, name, v))); err != nil {
						t.Errorf("%s: %.100s is refused: %v", name, v, err)
					}
				}
				for _, v := range f.kind.wrong {
					pointer := "/" + name
					if i := strings.LastIndex(v, " "); i >= 0 && !strings.HasSuffix(v, `"`) {
						pointer = strings.TrimSuffix(pointer+"/"+v[i+1:], "/")
						v = v[:i]
					}
					refused(t, encode(with(most, name, v)), pointer)
				}
			}
			for name := range everyField {
				if _, known := shapes[typ][name]; !known {
					refused(t, encode(with(least, name, "1")), "/"+name)
					refused(t, encode(with(least, name, "null")), "/"+name)
				}
			}
			for name, v := range most {
				twice := strings.TrimSuffix(string(encode(most)), "}") + "," + quoted(name) + ":" + v + "}"
				refused(t, []byte(twice), "/"+name)
			}
			refused(t, encode(with(least, "At", "1")), "/At")
			refused(t, encode(with(least, "a~/b", "1")), "/a~0~1b")
		})
	}
}

func TestParseEntryRefusesTheWhole(t *testing.T) {
	for _, b := range []string{``, ` `, `null`, `7`, `"x"`, `[]`, `[{}]`, `{`, `{"id"}`, `{"id":"x",}`, `{} {}`, "\ufeff{}", `{"id":'x'}`} {
		_, err := observe.ParseEntry([]byte(b))
		if bad, ok := err.(*observe.Error); !ok || bad.Code != observe.Invalid || bad.Field != "" {
			t.Errorf("%q: got %v", b, err)
		}
	}
	for b, field := range map[string]string{
		`{}`:                        "/id",
		`{"id":7}`:                  "/id",
		`{"id":null}`:               "/id",
		`{"id":"\ud800"}`:           "/id",
		"{\"id\":\"\xff\"}":         "/id",
		`{"id":"x"}`:                "/type",
		`{"id":"x","type":7}`:       "/type",
		`{"id":"x","type":""}`:      "/type",
		`{"id":"x","type":"undo"}`:  "/type",
		`{"id":"x","type":"Void"}`:  "/type",
		`{"id":"x","type":"state"}`: "/at",
		`{"id":"x","type":"void","target":"` + id2 + `"}`: "/id",
		`{"id":"` + id1 + `","type":"redacted"}`:          "/type",
	} {
		_, err := observe.ParseEntry([]byte(b))
		if bad, ok := err.(*observe.Error); !ok || bad.Code != observe.Invalid || bad.Field != field {
			t.Errorf("%s: got %v, want invalid at %s", b, err, field)
		}
	}
}

// The answer names the id that was sent, even if it is no UUID or too long to show.
func TestParseEntryKeepsTheID(t *testing.T) {
	for _, id := range []string{"x", "*", strings.Repeat("é", 100)} {
		e, err := observe.ParseEntry([]byte(`{"id":` + quoted(id) + `,"type":"void","target":"` + id2 + `"}`))
		if err == nil || string(e.ID) != id {
			t.Errorf("got %q, %v", e.ID, err)
		}
	}
}

// Deep nesting is refused quickly, and the error names the field.
func TestParseEntryDeep(t *testing.T) {
	deep := strings.Repeat("[", 5000) + `"\ud800"` + strings.Repeat("]", 5000)
	refused(t, encode(with(example("interaction", true), "tags", deep)), "/tags/0/0")
}

// Fields that the server sets are ignored in what a client sends.
func TestParseEntryIgnoresWhatTheServerSets(t *testing.T) {
	for _, typ := range observe.EntryTypes {
		for _, v := range []string{`17`, `"o1"`, `null`, `[]`, `{"x":1}`, `-1`} {
			m := example(typ, true)
			for _, name := range []string{"seq", "observer", "recorded_at"} {
				m[name] = v
			}
			e, err := observe.ParseEntry(encode(m))
			if err != nil || e.Seq != 0 || e.Observer != "" || e.RecordedAt != "" {
				t.Errorf("%s with %s: %+v, %v", typ, v, e, err)
			}
		}
	}
}

func TestParseStoredEntry(t *testing.T) {
	stored := example("interaction", true)
	stored["seq"], stored["observer"], stored["recorded_at"] = "17", `"o1"`, `"2026-11-22T10:01:02.345Z"`
	e, err := observe.ParseStoredEntry(encode(stored))
	if err != nil || e.Seq != 17 || e.Observer != "o1" || e.RecordedAt != "2026-11-22T10:01:02.345Z" {
		t.Fatalf("got %+v, %v", e, err)
	}
	if _, err := observe.ParseStoredEntry(encode(without(stored, "recorded_at"))); err != nil {
		t.Errorf("without recorded_at, as in an anonymous log: %v", err)
	}
	redacted := map[string]string{"id": quoted(id1), "type": `"redacted"`, "seq": "3"}
	if e, err := observe.ParseStoredEntry(encode(redacted)); err != nil || e.Seq != 3 || e.Type != observe.TypeRedacted {
		t.Errorf("redacted: %+v, %v", e, err)
	}
	for _, tt := range []struct {
		m     map[string]string
		field string
	}{
		{without(stored, "seq"), "/seq"},
		{with(stored, "seq", "0"), "/seq"},
		{with(stored, "seq", "-1"), "/seq"},
		{with(stored, "seq", "1.5"), "/seq"},
		{with(stored, "seq", `"1"`), "/seq"},
		{without(stored, "observer"), "/observer"},
		{with(stored, "observer", `""`), "/observer"},
		{with(stored, "observer", `"*"`), "/observer"},
		{with(stored, "observer", `7`), "/observer"},
		{with(stored, "recorded_at", `"now"`), "/recorded_at"},
		{with(stored, "recorded_at", `7`), "/recorded_at"},
		{with(redacted, "observer", `"o1"`), "/observer"},
		{with(redacted, "at", `1`), "/at"},
		{without(redacted, "seq"), "/seq"},
		{with(redacted, "id", `"x"`), "/id"},
	} {
		_, err := observe.ParseStoredEntry(encode(tt.m))
		if bad, ok := err.(*observe.Error); !ok || bad.Code != observe.Invalid || bad.Field != tt.field {
			t.Errorf("%s: got %v, want invalid at %s", encode(tt.m), err, tt.field)
		}
	}
}

// The bytes of an entry are fixed: fields in the contract's order, without empty
// optional ones, and null where an amend clears something.
func TestEntryBytes(t *testing.T) {
	for _, tt := range []struct{ in, out string }{
		{`{"proposed":false,"tags":["x"],"to":"*","from":"p1","at":1e3,"type":"interaction","id":"` + id1 + `"}`,
			`{"id":"` + id1 + `","type":"interaction","at":1000,"from":"p1","to":"*","tags":["x"]}`},
		{`{"id":"` + id1 + `","type":"interaction","at":0,"from":"p1","to":"p2","tags":[],"replies_to":"` + id2 + `","proposed":true}`,
			`{"id":"` + id1 + `","type":"interaction","at":0,"from":"p1","to":"p2","replies_to":"` + id2 + `","proposed":true}`},
		{`{"id":"` + id1 + `","type":"note","at":5,"text":"<b>\u2028\"\\\n\t/\u00e9"}`,
			`{"id":"` + id1 + `","type":"note","at":5,"text":"\u003cb>\u2028\"\\\n\t/é","visibility":"private"}`},
		{`{"id":"` + id1 + `","type":"amend","target":"` + id2 + `","set":{"label":"","tags":[],"replies_to":null,"proposed":null,"at":7}}`,
			`{"id":"` + id1 + `","type":"amend","target":"` + id2 + `","set":{"at":7,"tags":null,"replies_to":null,"proposed":false,"label":null}}`},
		{`{"id":"` + id1 + `","type":"amend","target":"` + id2 + `","set":{"text":""}}`,
			`{"id":"` + id1 + `","type":"amend","target":"` + id2 + `","set":{"text":""}}`},
		{`{"id":"` + id1 + `","type":"participant","person":{"seat":{"y":0.10,"x":-0.0},"name":"N","id":"p9"},"present":false}`,
			`{"id":"` + id1 + `","type":"participant","person":{"id":"p9","name":"N","seat":{"x":0,"y":0.1}},"present":false}`},
		{`{"id":"` + id1 + `","type":"compass","at":1,"kind":"moved","followed":false,"impulse":"","text":""}`,
			`{"id":"` + id1 + `","type":"compass","at":1,"kind":"moved","followed":false}`},
		{`{"id":"` + id1 + `","type":"state","at":1,"state":"live","time":"2026-11-22T10:01:02.500+01:00","told":true}`,
			`{"id":"` + id1 + `","type":"state","at":1,"state":"live","time":"2026-11-22T10:01:02.500+01:00","told":true}`},
	} {
		e, err := observe.ParseEntry([]byte(tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if got := string(e.AppendJSON(nil)); got != tt.out {
			t.Errorf("\n got %s\nwant %s", got, tt.out)
		}
	}
}

func TestErrorText(t *testing.T) {
	err := observe.FieldError(observe.Invalid, "/at", "must be %d", 7)
	if err.Error() != "/at: must be 7" || observe.CodeOf(err) != observe.Invalid {
		t.Errorf("got %q", err)
	}
	wrapped := fmt.Errorf("reading: %w", observe.Errorf(observe.Full, "no room"))
	if observe.CodeOf(wrapped) != observe.Full || observe.CodeOf(fmt.Errorf("other")) != observe.Unavailable {
		t.Error("codes are not found")
	}
	cause := fmt.Errorf("disk")
	if e := (&observe.Error{Code: observe.Unavailable, Message: "no store", Err: cause}); e.Error() != "no store: disk" || e.Unwrap() != cause {
		t.Errorf("got %q", e)
	}
}
