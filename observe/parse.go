package observe

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ParseEntry reads and checks what a client sends. Seq, observer and
// recorded_at are ignored there, since the server sets them; every other field
// that the type does not have is an error of code Invalid, which names the
// field. Where the JSON has an id the entry has it too, also on an error, so
// that the answer can name it.
func ParseEntry(b []byte) (Entry, error) {
	e, err := parse(b, false)
	if err != nil {
		return e, err
	}
	if len(b) > maxEntryBytes {
		return e, Errorf(Invalid, "must be at most %d bytes; it has %d", maxEntryBytes, len(b))
	}
	return e, e.validate()
}

// maxEntryBytes is how much JSON one entry may be: what fits a message.
const maxEntryBytes = 64 << 10

// ParseStoredEntry reads and checks an entry of a log or a file: with seq,
// observer and recorded_at, and possibly redacted.
func ParseStoredEntry(b []byte) (Entry, error) {
	e, err := parse(b, true)
	if err != nil {
		return e, err
	}
	return e, e.Validate()
}

// UnmarshalJSON reads an entry as [ParseStoredEntry] does.
func (e *Entry) UnmarshalJSON(b []byte) (err error) {
	*e, err = ParseStoredEntry(b)
	return err
}

func parse(b []byte, stored bool) (Entry, error) {
	var e Entry
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil || raw == nil {
		return e, Errorf(Invalid, "must be a JSON object")
	}
	r := reader{raw: raw}
	if CheckJSONText(raw["id"]) == nil {
		e.ID = EntryID(r.str("", "id", true))
	}
	if err := CheckJSONText(b); err != nil {
		return e, locate("", b, err)
	}
	e.Type = EntryType(r.str("", "type", true))
	if r.err != nil {
		return e, r.err
	}
	shape := shapeByType[e.Type]
	if shape == nil || e.Type == TypeRedacted && !stored {
		return e, FieldError(Invalid, "/type", "must be one of %s; it is %q", joinTypes(EntryTypes), short(string(e.Type)))
	}
	server := []string{"seq", "observer", "recorded_at"}
	if e.Type == TypeRedacted {
		server = server[:1]
	}
	if err := r.only("", shape.names, []string{"id", "type"}, server); err != nil {
		return e, err
	}
	if stored {
		e.Seq = Seq(max(0, r.whole("", "seq", true)))
		if e.Type != TypeRedacted {
			e.Observer = ObserverID(r.str("", "observer", true))
			e.RecordedAt = Timestamp(r.str("", "recorded_at", false))
		}
	}
	if len(shape.Fields) > 0 && shape.Fields[0].slot == slotAt {
		e.At = NoTime
	}
	for i := range shape.Fields {
		if f := &shape.Fields[i]; !f.Required && !r.given(f.Name) {
			e.absent(f)
		} else {
			r.field("", f, e.value(f.slot))
		}
	}
	return e, r.err
}

// absent sets an optional field that is not there.
func (e *Entry) absent(f *Field) {
	if f.Default != "" {
		*e.value(f.slot).(*string) = f.Default
	}
}

// locate gives an error of [CheckJSONText] as one about the first value in b,
// by name, that has it.
func locate(at string, b []byte, err error) error {
	var members map[string]json.RawMessage
	var list []json.RawMessage
	const deepest = 3 // no field of an entry lies deeper
	switch {
	case strings.Count(at, "/") == deepest:
	case json.Unmarshal(b, &members) == nil:
		for _, k := range slices.Sorted(maps.Keys(members)) {
			if e := CheckJSONText(members[k]); e != nil {
				return locate(at+"/"+pointerEscape(k), members[k], e)
			}
		}
	case json.Unmarshal(b, &list) == nil:
		for i, v := range list {
			if e := CheckJSONText(v); e != nil {
				return locate(at+"/"+strconv.Itoa(i), v, e)
			}
		}
	}
	return FieldError(Invalid, at, "%s", err)
}

// reader takes typed values out of one JSON object and keeps the first error.
type reader struct {
	raw map[string]json.RawMessage
	err error
}

func (r *reader) fail(field, format string, args ...any) {
	if r.err == nil {
		r.err = FieldError(Invalid, field, format, args...)
	}
}

// only refuses members that are in none of the lists; the first by name, so
// that the answer does not depend on the order of a map.
func (r *reader) only(at string, lists ...[]string) error {
	var odd []string
	for k := range r.raw {
		if !slices.ContainsFunc(lists, func(l []string) bool { return slices.Contains(l, k) }) {
			odd = append(odd, k)
		}
	}
	if len(odd) == 0 {
		return nil
	}
	slices.Sort(odd)
	return FieldError(Invalid, at+"/"+pointerEscape(odd[0]), "is no field here; known are %s",
		strings.Join(slices.Concat(lists...), ", "))
}

func pointerEscape(s string) string {
	if len(s) > MaxID {
		s = s[:MaxID]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1"), "")
}

func (r *reader) given(k string) bool {
	v, ok := r.raw[k]
	return ok && string(v) != "null"
}

// value gives the JSON of a member; ok is false when it is absent or null,
// which is an error where it is required.
func (r *reader) value(at, k string, required bool) (v json.RawMessage, ok bool) {
	if r.given(k) {
		return r.raw[k], true
	}
	if required {
		r.fail(at+"/"+k, "must be there")
	}
	return nil, false
}

func (r *reader) str(at, k string, required bool) string {
	v, ok := r.value(at, k, required)
	if !ok {
		return ""
	}
	s, ok := unquote(v)
	if !ok {
		r.fail(at+"/"+k, "must be a text")
	}
	return s
}

// unquote gives the text of a JSON string whose bytes were checked before.
func unquote(v []byte) (string, bool) {
	if len(v) < 2 || v[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v[1 : len(v)-1]), true
	}
	var s string
	return s, json.Unmarshal(v, &s) == nil
}

func (r *reader) whole(at, k string, required bool) int64 {
	v, ok := r.value(at, k, required)
	if !ok {
		return 0
	}
	if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		r.fail(at+"/"+k, "must be a whole number")
		return 0
	}
	return int64(f)
}

func (r *reader) boolean(at, k string, required bool) *bool {
	v, ok := r.value(at, k, required)
	if !ok {
		return nil
	}
	switch string(v) {
	case "true", "false":
		b := v[0] == 't'
		return &b
	}
	r.fail(at+"/"+k, "must be true or false")
	return nil
}

func stringList[T ~string](r *reader, at, k string) []T {
	v, ok := r.value(at, k, false)
	if !ok {
		return nil
	}
	var raw []json.RawMessage
	if json.Unmarshal(v, &raw) != nil {
		r.fail(at+"/"+k, "must be a list of texts")
		return nil
	}
	if len(raw) == 0 {
		return nil
	}
	out := make([]T, len(raw))
	for i, v := range raw {
		s, ok := unquote(v)
		if !ok {
			r.fail(at+"/"+k+"/"+strconv.Itoa(i), "must be a text")
		}
		out[i] = T(s)
	}
	return out
}

func (r *reader) object(at, k string) *reader {
	v, ok := r.value(at, k, true)
	if !ok {
		return nil
	}
	sub := &reader{}
	if json.Unmarshal(v, &sub.raw) != nil || sub.raw == nil {
		r.fail(at+"/"+k, "must be an object")
		return nil
	}
	return sub
}

func (r *reader) adopt(sub *reader, err error) {
	if r.err == nil {
		r.err = err
	}
	if r.err == nil {
		r.err = sub.err
	}
}

// field reads a member into the value of the field, as [Entry.value] returns it.
func (r *reader) field(at string, f *Field, value any) {
	switch v := value.(type) {
	case *string:
		*v = cmp.Or(r.str(at, f.Name, f.Required), f.Default)
	case *Millis:
		*v = Millis(r.whole(at, f.Name, f.Required))
		if r.err == nil { // here, since NoTime is a right value of an entry
			r.err = checkMillis(at+"/"+f.Name, *v)
		}
	case *bool:
		*v = deref(r.boolean(at, f.Name, f.Required))
	case **bool:
		*v = r.boolean(at, f.Name, f.Required)
	case *[]TagID:
		*v = stringList[TagID](r, at, f.Name)
	case *[]EntryID:
		*v = stringList[EntryID](r, at, f.Name)
	case *[]string:
		*v = stringList[string](r, at, f.Name)
	case **Person:
		*v = r.person(at, f.Name)
	case **Set:
		*v = r.set(at, f.Name)
	}
}

func (r *reader) person(at, name string) *Person {
	p := &Person{}
	sub := r.object(at, name)
	if sub == nil {
		return p
	}
	at += "/" + name
	p.ID = PersonID(sub.str(at, "id", true))
	p.Name = sub.str(at, "name", true)
	p.Role = PersonRole(sub.str(at, "role", false))
	if sub.given("seat") {
		if seat := sub.object(at, "seat"); seat != nil {
			p.Seat = &Seat{X: seat.number(at+"/seat", "x"), Y: seat.number(at+"/seat", "y")}
			sub.adopt(seat, seat.only(at+"/seat", []string{"x", "y"}))
		}
	}
	r.adopt(sub, sub.only(at, []string{"id", "name", "role", "seat"}))
	return p
}

func (r *reader) number(at, k string) float64 {
	v, ok := r.value(at, k, true)
	if !ok {
		return 0
	}
	var f float64
	if json.Unmarshal(v, &f) != nil {
		r.fail(at+"/"+k, "must be a number")
	}
	return f
}

// set reads what an amend changes. Null, or the empty value, clears an
// optional field; whether the target has the field at all is checked against
// the log.
func (r *reader) set(at, name string) *Set {
	sub := r.object(at, name)
	if sub == nil {
		return &Set{}
	}
	at += "/" + name
	var values Entry
	var there given
	for i := range SetShape.Fields {
		f := &SetShape.Fields[i]
		if _, ok := sub.raw[f.Name]; ok {
			there |= 1 << f.slot
			sub.field(at, f, values.value(f.slot))
		}
	}
	r.adopt(sub, sub.only(at, SetShape.names))
	return setOf(&values, there)
}

func deref(p *bool) bool { return p != nil && *p }
