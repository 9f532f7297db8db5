package observe

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"kompas/observe/strictjson"
)

// ParseEntry reads and checks an entry that a client sends. Seq, observer and
// recorded_at are ignored, since the server sets them. Any other field that the
// type does not have is an error of code Invalid, which names the field. On an
// error, the returned entry still has the id if the JSON has one, so that the
// answer can name it.
func ParseEntry(b []byte) (Entry, error) {
	e, err := parse(b, false)
	if err != nil {
		return e, err
	}
	if len(b) > MaxEntryBytes {
		return e, Errorf(Invalid, "must be at most %d bytes; it has %d", MaxEntryBytes, len(b))
	}
	return e, e.validate()
}

// MaxEntryBytes is how many bytes the JSON of one entry may have. Messages of
// live connections may have as many.
const MaxEntryBytes = 64 << 10

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
	var room [11]strictjson.Member // as many as an entry has
	members, err := strictjson.Object(room[:0], b)
	if err != nil {
		e.ID = idIn(b)
		return e, asFieldError(err.(*strictjson.Error))
	}
	r := reader{members: members}
	e.ID = EntryID(r.str("", "id", true))
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
		if f := &shape.Fields[i]; f.Required || f.Default != "" || r.given(f.Name) {
			r.field("", f, e.value(f.slot))
		}
	}
	return e, r.err
}

// idIn returns the id of an entry that breaks the rules of JSON objects.
func idIn(b []byte) EntryID {
	list, _ := strictjson.Envelope(b)
	for _, m := range list {
		if string(m.Name) == "id" && strictjson.Check(m.Value, strictjson.Limits{}) == nil {
			id, _ := strictjson.Text(m.Value)
			return EntryID(id)
		}
	}
	return ""
}

// asFieldError returns an error in the JSON of an entry as one about a field.
func asFieldError(bad *strictjson.Error) error {
	if bad.Syntax {
		return Errorf(Invalid, "must be a JSON object")
	}
	at, deepest := bad.Pointer, 3 // no field of an entry lies deeper
	for i, c := range at {
		if c == '/' {
			if deepest--; deepest < 0 {
				at = at[:i]
				break
			}
		}
	}
	return FieldError(Invalid, at, "%s", bad.Message)
}

// reader takes typed values out of one JSON object and keeps the first error.
type reader struct {
	members []strictjson.Member
	err     error
}

func (r *reader) fail(field, format string, args ...any) {
	if r.err == nil {
		r.err = FieldError(Invalid, field, format, args...)
	}
}

// only refuses members that are in none of the lists: the first by name, so
// that the answer does not depend on their order.
func (r *reader) only(at string, lists ...[]string) error {
	odd, found := "", false
	for _, m := range r.members {
		if !slices.ContainsFunc(lists, func(l []string) bool { return slices.Contains(l, string(m.Name)) }) &&
			(!found || string(m.Name) < odd) {
			odd, found = string(m.Name), true
		}
	}
	if !found {
		return nil
	}
	return FieldError(Invalid, at+"/"+strictjson.Token(odd), "is no field here; known are %s",
		strings.Join(slices.Concat(lists...), ", "))
}

// get returns the JSON of a member, nil when it is absent.
func (r *reader) get(k string) []byte {
	for i := range r.members {
		if string(r.members[i].Name) == k {
			return r.members[i].Value
		}
	}
	return nil
}

func (r *reader) given(k string) bool {
	v := r.get(k)
	return v != nil && string(v) != "null"
}

// value returns the JSON of a member. When the member is absent or null, ok is
// false, and the reader fails if the member is required.
func (r *reader) value(at, k string, required bool) (v []byte, ok bool) {
	if v = r.get(k); v != nil && string(v) != "null" {
		return v, true
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
	s, ok := strictjson.Text(v)
	if !ok {
		r.fail(at+"/"+k, "must be a text")
	}
	return s
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
	raw, ok := strictjson.List(v)
	if !ok {
		r.fail(at+"/"+k, "must be a list of texts")
		return nil
	}
	if len(raw) == 0 {
		return nil
	}
	out := make([]T, len(raw))
	for i, v := range raw {
		s, ok := strictjson.Text(v)
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
	members, err := strictjson.Object(nil, v)
	if err != nil { // it is JSON, since the whole is
		r.fail(at+"/"+k, "must be an object")
		return nil
	}
	return &reader{members: members}
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
			r.err = checkMillis(f.pointer, *v)
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
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil {
		r.fail(at+"/"+k, "must be a number")
	}
	return f
}

// set reads what an amend changes. Null, or the empty value, clears an
// optional field. Whether the target has the field at all is checked later,
// against the log.
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
		if sub.get(f.Name) != nil {
			there |= 1 << f.slot
			sub.field(at, f, values.value(f.slot))
		}
	}
	r.adopt(sub, sub.only(at, SetShape.names))
	return setOf(&values, there)
}

func deref(p *bool) bool { return p != nil && *p }
