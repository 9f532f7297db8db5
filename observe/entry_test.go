package observe_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
	"kompas/observe/strictjson"
)

// Every entry can be read back from its bytes, and these are JSON that a script
// element can hold.
func TestEntryRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range observetest.DrawLog(t, 15).Entries {
			b := e.AppendJSON(nil)
			if !json.Valid(b) || bytes.ContainsAny(b, "<\n\u2028\u2029") {
				t.Fatalf("written as %s", b)
			}
			got, err := observe.ParseStoredEntry(b)
			if err != nil {
				t.Fatalf("%s: %v", b, err)
			}
			if again := got.AppendJSON(nil); !bytes.Equal(again, b) {
				t.Fatalf("%s became %s", b, again)
			}
			var viaJSON observe.Entry
			if err := json.Unmarshal(b, &viaJSON); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, viaJSON); diff != "" {
				t.Fatal(diff)
			}
			// encoding/json reads the same texts from them.
			var plain map[string]any
			if err := json.Unmarshal(b, &plain); err != nil {
				t.Fatal(err)
			}
			if text, ok := plain["text"]; ok && text != e.Text || !ok && e.Text != "" {
				t.Fatalf("text %q became %q", e.Text, text)
			}
		}
	})
}

// AppendQuoted writes what encoding/json reads back, for any text.
func TestAppendQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		var got string
		if err := json.Unmarshal(observe.AppendQuoted(nil, s), &got); err != nil || got != strings.ToValidUTF8(s, "\ufffd") {
			t.Fatalf("%q became %q, %v", s, got, err)
		}
	})
}

// A copy shares nothing with the entry.
func TestCloneSharesNothing(t *testing.T) {
	yes := true
	e := observe.Entry{
		Tags: []observe.TagID{"x"}, Loops: []string{"l"}, Targets: []observe.EntryID{id1}, Followed: &yes, Told: &yes,
		Person: &observe.Person{ID: "p1", Seat: &observe.Seat{X: 1}}, Set: &observe.Set{Tags: &[]observe.TagID{"x"}},
	}
	c := e.Clone()
	if diff := cmp.Diff(e, c); diff != "" {
		t.Fatal(diff)
	}
	c.Tags[0], c.Loops[0], c.Targets[0], *c.Followed, *c.Told = "y", "m", id2, false, false
	c.Person.ID, c.Person.Seat.X, (*c.Set.Tags)[0] = "p2", 0, "y"
	if e.Tags[0] != "x" || e.Loops[0] != "l" || e.Targets[0] != id1 || !yes || e.Person.ID != "p1" || e.Person.Seat.X != 1 || (*e.Set.Tags)[0] != "x" {
		t.Errorf("the entry changed with its copy: %+v", e)
	}
}

// FuzzParseEntry checks that nothing panics, that what is accepted keeps the rules of
// the contract (2.1) and stays the same when it is written and read, and that a
// refusal says what is wrong with which field.
func FuzzParseEntry(f *testing.F) {
	for _, typ := range observe.EntryTypes {
		f.Add(encode(example(typ, true)))
	}
	f.Add([]byte(`{"id":"` + id1 + `","seq":3,"type":"redacted"}`))
	f.Add([]byte(`{"id":"x","type":"void","target":"\ud800"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, parse := range []func([]byte) (observe.Entry, error){observe.ParseEntry, observe.ParseStoredEntry} {
			e, err := parse(b)
			if err != nil {
				bad, ok := err.(*observe.Error)
				if !ok || bad.Code != observe.Invalid || bad.Message == "" || strings.ContainsAny(err.Error(), "\r\n") {
					t.Fatalf("refused with %v", err)
				}
				if bad.Field != "" && bad.Field[0] != '/' {
					t.Fatalf("field %q", bad.Field)
				}
				continue
			}
			if err := strictjson.Check(b, strictjson.Limits{}); err != nil {
				t.Fatalf("accepted: %v", err)
			}
			written := e.AppendJSON(nil)
			again, err := parse(written)
			if err != nil {
				t.Fatalf("%s: %v", written, err)
			}
			if got := again.AppendJSON(nil); !bytes.Equal(got, written) {
				t.Fatalf("%s became %s", written, got)
			}
		}
	})
}

// resend reports whether b is taken for the same entry as a, which is stored.
func resend(t *testing.T, a, b string, observer observe.ObserverID) bool {
	t.Helper()
	s := session(t, observe.Shared)
	stored, err := observe.ParseEntry([]byte(a))
	if err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	stored.Seq, stored.Observer, stored.RecordedAt = s.Head()+1, "o1", "2026-11-22T10:00:00Z"
	seq := stored.Seq
	s.Apply(stored)
	e, err := observe.ParseEntry([]byte(b))
	if err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	got, err := s.Find(observe.Viewer{Role: observe.RoleObserver, Observer: observer}, &e)
	switch {
	case err == nil && got == seq:
		return true
	case err == nil || observe.CodeOf(err) != observe.Conflict || got != 0 || err.(*observe.Error).Field != "/id":
		t.Fatalf("%s: got %d, %v", b, got, err)
	}
	return false
}

// An absent optional field equals its empty value; any other difference counts.
func TestSameContent(t *testing.T) {
	for _, typ := range observe.EntryTypes {
		least, most := example(typ, false), example(typ, true)
		a := string(encode(least))
		if !resend(t, a, a, "o1") {
			t.Errorf("%s: a resend is a conflict", typ)
		}
		if resend(t, a, a, "o2") {
			t.Errorf("%s: another observer's is taken for a resend", typ)
		}
		server := with(with(with(least, "seq", "99"), "observer", `"o9"`), "recorded_at", `"2020-01-01T00:00:00Z"`)
		if !resend(t, a, string(encode(server)), "o1") {
			t.Errorf("%s: what the server sets is compared", typ)
		}
		for name, f := range shapes[typ] {
			if !f.required {
				for _, v := range []string{"null", f.empty(name)} {
					if b := encode(with(least, name, v)); parses(b) && !resend(t, a, string(b), "o1") {
						t.Errorf("%s: %s %s differs from no %s", typ, name, v, name)
					}
				}
			}
			was := string(encode(most))
			for _, v := range f.kind.right {
				b := with(most, name, v)
				if !parses(encode(b)) || sameJSON(v, most[name]) {
					continue
				}
				if resend(t, was, string(encode(b)), "o1") {
					t.Errorf("%s: %s %.60s is taken for %s", typ, name, v, most[name])
				}
			}
		}
	}
	// The same id as another type.
	a, b := string(encode(example("void", false))), string(encode(example("restore", false)))
	if resend(t, a, b, "o1") {
		t.Error("a restore is taken for a void")
	}
}

// empty returns the empty value of an optional field.
func (f field) empty(name string) string {
	switch v := f.kind.right[0]; {
	case name == "at": // having no time differs from time 0
		return "null"
	case name == "visibility":
		return `"private"`
	case v[0] == '[':
		return "[]"
	case v == "true":
		return "false"
	}
	return `""`
}

func parses(b []byte) bool { _, err := observe.ParseEntry(b); return err == nil }

// sameJSON reports whether two values mean the same: numbers are compared by value,
// and members that are null count as absent.
func sameJSON(a, b string) bool {
	var x, y any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	for _, v := range []any{x, y} {
		if m, ok := v.(map[string]any); ok {
			maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
		}
	}
	return cmp.Equal(x, y)
}

// The id of a redacted line cannot be used again.
func TestFindRedacted(t *testing.T) {
	s := session(t, observe.Shared)
	s.Apply(observe.Entry{Seq: s.Head() + 1, ID: id1, Type: observe.TypeRedacted})
	e, err := observe.ParseEntry(encode(example("void", false)))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []observe.ObserverID{"o1", ""} {
		if _, err := s.Find(observe.Viewer{Role: observe.RoleOwner, Observer: o}, &e); observe.CodeOf(err) != observe.Conflict {
			t.Errorf("got %v", err)
		}
	}
}
