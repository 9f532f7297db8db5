package observe_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kompas/observe"
)

// eachField calls f for each field of each type of entry, with an entry of the
// type that has all fields.
func eachField(t *testing.T, f func(t *testing.T, shape observe.EntryShape, field observe.Field, entry map[string]string)) {
	for _, shape := range observe.EntryShapes {
		for _, field := range shape.Fields {
			t.Run(string(shape.Type)+"/"+field.Name, func(t *testing.T) {
				f(t, shape, field, example(shape.Type, true))
			})
		}
	}
}

func parsed(t *testing.T, m map[string]string) observe.Entry {
	t.Helper()
	e, err := observe.ParseEntry(encode(m))
	if err != nil {
		t.Fatalf("%s: %v", encode(m), err)
	}
	return e
}

// The table has the fields of the contract, and each is read, written, compared,
// cloned and checked.
func TestEachFieldOfEntries(t *testing.T) {
	for _, shape := range observe.EntryShapes {
		if len(shape.Fields) != len(shapes[shape.Type]) {
			t.Errorf("%s has %d fields, want %d", shape.Type, len(shape.Fields), len(shapes[shape.Type]))
		}
	}
	eachField(t, func(t *testing.T, shape observe.EntryShape, field observe.Field, m map[string]string) {
		want, ok := shapes[shape.Type][field.Name]
		if !ok || want.required != field.Required {
			t.Fatalf("in the contract: %t, required %t", ok, want.required)
		}
		e := parsed(t, m)
		written := func(e observe.Entry) string {
			var members map[string]json.RawMessage
			if err := json.Unmarshal(e.AppendJSON(nil), &members); err != nil {
				t.Fatal(err)
			}
			return string(members[field.Name])
		}
		differ := false
		for _, v := range want.kind.right {
			b, err := observe.ParseEntry(encode(with(m, field.Name, v)))
			if err != nil {
				continue // right for itself, but not beside the others
			}
			if err := b.Validate(); observe.CodeOf(err) != observe.Invalid || err.(*observe.Error).Field != "/seq" {
				t.Errorf("%.100s: %v", v, err)
			}
			if got := written(b); !sameJSON(got, v) && (field.Required || v != `""` && v != "[]" && v != "false") && !clears(v) {
				t.Errorf("%.100s is written as %.100s", v, got)
			}
			differ = differ || written(b) != written(e)
			if got := written(b.Clone()); got != written(b) {
				t.Errorf("a copy of %.100s is %.100s", written(b), got)
			}
		}
		if shape.Type != observe.TypeInteraction && len(want.kind.right) > 1 && !differ {
			t.Error("other values are written the same")
		}
		if written(e) == "" && want.kind.right[0] != `""` && want.kind.right[0] != "[]" {
			t.Error("it is not written")
		}
		// A zero entry of the type lacks what is required.
		if !field.Required && written(observe.Entry{Type: shape.Type, At: observe.NoTime, Person: &observe.Person{}, Set: &observe.Set{}, Visibility: "private"}) != "" && field.Name != "visibility" {
			t.Error("an empty value of an optional field is written")
		}
	})
}

// clears reports whether a set only clears something: there is more than one way
// to write that.
func clears(set string) bool {
	return strings.HasPrefix(set, "{") && (strings.HasSuffix(set, ":null}") || strings.HasSuffix(set, ":[]}") || set == `{"replies_to":""}`)
}

// Each field that an amend may change is in the set, is folded in, and no other
// is taken.
func TestEachFieldOfAmends(t *testing.T) {
	amendable := map[string]bool{}
	eachField(t, func(t *testing.T, shape observe.EntryShape, field observe.Field, m map[string]string) {
		amendable[field.Name] = amendable[field.Name] || field.Amendable
		r := newFull(t, observe.Shared)
		e := parsed(t, m)
		if shape.Type == observe.TypeInteraction || e.Target != "" || len(e.Targets) > 0 {
			e.RepliesTo, e.Tags = "", []observe.TagID{"x"}
			e.Targets = nil
			if e.Target != "" {
				e.Target = r.id["turn o1"]
			}
		}
		if shape.Type == observe.TypeAmend {
			e.Set = &observe.Set{At: new(observe.Millis(1))}
		}
		e.ID = ""
		id := r.add("o1", e)
		values := shapes[shape.Type][field.Name].kind.right
		for _, v := range values {
			if field.Name == "replies_to" {
				v = quoted(string(r.id["turn o2"]))
			}
			if field.Name == "tags" {
				v = `["y-no"]`
				if r.Code("x") != nil {
					v = `[]`
				}
			}
			if field.Name == "from" || field.Name == "to" {
				v = `"p3"`
			}
			a, err := observe.ParseEntry([]byte(`{"id":"` + id3 + `","type":"amend","target":"` + string(id) + `","set":{"` + field.Name + `":` + v + `}}`))
			if !slices.ContainsFunc(observe.SetShape.Fields, func(f observe.Field) bool { return f.Name == field.Name }) {
				if err == nil || err.(*observe.Error).Field != "/set/"+field.Name {
					t.Errorf("an amend takes it: %v", err)
				}
				return
			}
			if err != nil {
				if !field.Amendable { // another field of this name has other values
					continue
				}
				t.Fatal(err)
			}
			err = r.Check(observer1, &a)
			if !field.Amendable {
				if err == nil {
					t.Errorf("an amend may set it to %s", v)
				}
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", v, err)
			}
			if n := strings.Count(string(a.AppendJSON(nil)), `"`+field.Name+`":`); n != 1 {
				t.Errorf("written as %s", a.AppendJSON(nil))
			}
			a.ID = ""
			r.add("o1", a)
			if got, want := now(t, r, shape.Type, id, field.Name), strings.Trim(v, `"`); v[0] == '"' && len(v) < 50 && !strings.Contains(v, `\`) && got != want || v[0] != '"' && v[0] != '[' && v != "-0" && got != fmt.Sprint(number(t, v)) {
				t.Errorf("amended to %s it is %s", v, got)
			}
		}
	})
	for _, f := range observe.SetShape.Fields {
		if !amendable[f.Name] {
			t.Errorf("%s is in a set, and no type lets it be amended", f.Name)
		}
	}
	if got, want := reflect.TypeFor[observe.Set]().NumField(), len(observe.SetShape.Fields); got != want {
		t.Errorf("a set has %d members, want %d", got, want)
	}
}

func number(t *testing.T, v string) any {
	var n any
	if err := json.Unmarshal([]byte(v), &n); err != nil {
		t.Fatal(err)
	}
	if f, ok := n.(float64); ok {
		return int64(f)
	}
	return n
}

// now returns a field of an entry as it stands in the fold.
func now(t *testing.T, r *full, typ observe.EntryType, id observe.EntryID, field string) string {
	t.Helper()
	name := map[string]string{"replies_to": "RepliesTo"}[field]
	if name == "" {
		name = strings.ToUpper(field[:1]) + field[1:]
	}
	if typ == observe.TypeInteraction {
		for _, i := range r.Interactions() {
			if i.ID == id {
				return fmt.Sprint(reflect.ValueOf(i).FieldByName(name))
			}
		}
	}
	for _, u := range r.Undoables(typ) {
		if u.ID == id {
			return fmt.Sprint(reflect.ValueOf(u.Entry).FieldByName(name))
		}
	}
	t.Fatalf("entry %s is not in the fold", id)
	return ""
}

// Each id of another entry is found, replaced and kept from those who may not
// see that entry; whatever holds an id of an entry is such a reference.
func TestEachReference(t *testing.T) {
	hidden := "0199f5c2-0000-7000-8000-00000000dead"
	held := map[string]bool{} // members of Entry and Set that hold references
	eachField(t, func(t *testing.T, shape observe.EntryShape, field observe.Field, m map[string]string) {
		isReference := field.Kind == observe.KindReference || field.Kind == observe.KindReferences
		value := quoted(hidden)
		switch {
		case field.Kind == observe.KindReferences:
			value = `[` + quoted(id2) + `,` + quoted(hidden) + `]`
		case field.Kind == observe.KindSet:
			value, isReference = `{"replies_to":`+quoted(hidden)+`}`, true
		case !isReference:
			return
		}
		e := parsed(t, with(m, field.Name, value))
		bytes := string(e.AppendJSON(nil))
		if !strings.Contains(bytes, hidden) {
			t.Fatalf("written as %s", bytes)
		}
		is := func(id observe.EntryID) bool { return string(id) == hidden }
		if e.RefersTo(is) != isReference {
			t.Error("RefersTo does not see it")
		}
		mapped := e.MapReferences(func(id observe.EntryID) observe.EntryID {
			if is(id) {
				return id1
			}
			return id
		})
		if got := string(mapped.AppendJSON(nil)); got != strings.ReplaceAll(bytes, hidden, id1) {
			t.Errorf("%s became %s", bytes, got)
		}
		if got := string(e.AppendJSON(nil)); got != bytes {
			t.Errorf("the entry that was mapped became %s", got)
		}
		for _, v := range []any{e, e.Set} {
			if s := reflect.Indirect(reflect.ValueOf(v)); s.IsValid() {
				for i := range s.NumField() {
					if f := s.Type().Field(i); strings.Contains(fmt.Sprint(reflect.Indirect(s.Field(i))), hidden) && f.Name != "Set" {
						held[s.Type().Name()+"."+f.Name] = true
					}
				}
			}
		}

		// The author of a private note sees its id, others another one.
		s := session(t, observe.Shared)
		s.Apply(observe.Entry{Seq: 1, ID: observe.EntryID(hidden), Type: observe.TypeNote, Observer: "o1", Text: "t", Visibility: observe.VisibilityPrivate})
		s.Apply(observe.Entry{Seq: 2, ID: id2, Type: observe.TypeInteraction, Observer: "o1", From: "p1", To: "p2"})
		e.ID, e.Seq, e.Observer, e.Visibility = id3, 3, "o2", observe.VisibilityShared
		if e.Target != "" && !is(e.Target) {
			e.Target = id2
		}
		s.Apply(e)
		for _, v := range []observe.Viewer{observer1, observer2} {
			redactor := s.Redactor(v, []byte("secret"))
			if plain := redactor.Plain(&e); plain != (v == observer1) && e.Type != observe.TypeJournal {
				t.Errorf("%s sees it as it is: %t", v.Observer, plain)
			}
			shown := redactor.Show(e)
			if got := shown.RefersTo(is); got != (v == observer1) && shown.Type != observe.TypeRedacted {
				t.Errorf("%s is shown the id: %t", v.Observer, got)
			}
		}
	})
	for _, typ := range []reflect.Type{reflect.TypeFor[observe.Entry](), reflect.TypeFor[observe.Set]()} {
		for i := range typ.NumField() {
			f := typ.Field(i)
			of := f.Type
			for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
				of = of.Elem()
			}
			if of == reflect.TypeFor[observe.EntryID]() && f.Name != "ID" && !held[typ.Name()+"."+f.Name] {
				t.Errorf("%s.%s holds ids of entries, and is no reference in the table", typ.Name(), f.Name)
			}
		}
	}
}

// What somebody wrote is kept from a viewer without names, and counts as text of
// the session, whatever field it is in.
func TestEachFreeText(t *testing.T) {
	const written = "Wilhelmina's own words"
	shown := []string{"phase/name", "amend phase/name"} // the agenda names no persons
	eachField(t, func(t *testing.T, shape observe.EntryShape, field observe.Field, m map[string]string) {
		value := quoted(written)
		switch field.Kind {
		case observe.KindName, observe.KindText:
		case observe.KindPerson:
			value = `{"id":` + value + `,"name":` + value + `}`
		default:
			return
		}
		entries := map[string]observe.Entry{string(shape.Type) + "/" + field.Name: parsed(t, with(m, field.Name, value))}
		if field.Amendable {
			entries["amend "+string(shape.Type)+"/"+field.Name] = parsed(t, with(example(observe.TypeAmend, true), "set", `{"`+field.Name+`":`+value+`}`))
		}
		for name, e := range entries {
			s := session(t, observe.Shared)
			target := parsed(t, example(shape.Type, true))
			target.Seq, target.ID, target.Observer = 1, e.Target, "o1"
			if e.Type == observe.TypeAmend {
				s.Apply(target)
			}
			e.Seq, e.ID, e.Observer = s.Head()+1, id3, "o1"
			size := 0
			for observe.CodeOf(observe.Quotas{TextBytes: 1 + size}.CheckEntry(s, &e)) == observe.Full {
				size++
			}
			if size+1 < len(written) {
				t.Errorf("%s: %d bytes are counted", name, size+1)
			}
			s.Apply(e)
			b := e.AppendJSON(nil)
			if !strings.Contains(string(b), "Wilhelmina") {
				t.Fatalf("%s is written as %s", name, b)
			}
			e = s.Redactor(observe.Viewer{Role: observe.RoleViewer, Anonymous: true}, []byte("secret")).Show(e)
			if sees := strings.Contains(string(e.AppendJSON(nil)), "Wilhelmina"); sees != slices.Contains(shown, name) {
				t.Errorf("%s: a viewer without names sees %s", name, e.AppendJSON(nil))
			}
		}
	})
}
