package observe

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// fields that a client may send, by type of entry; id and type are in all.
var entryFields = map[EntryType][]string{
	TypeInteraction: {"at", "from", "to", "tags", "replies_to", "proposed"},
	TypeAmend:       {"target", "set"},
	TypeVoid:        {"target"},
	TypeRestore:     {"target"},
	TypePhase:       {"at", "name", "purpose", "outcome"},
	TypeMark:        {"at", "kind", "label", "target"},
	TypeNote:        {"at", "text", "target", "visibility"},
	TypeCompass:     {"at", "kind", "impulse", "followed", "text"},
	TypeParticipant: {"at", "person", "present"},
	TypeState:       {"at", "state", "time", "told"},
	TypeBelief:      {"at", "text", "direction", "loops", "targets"},
	TypeExperiment:  {"at", "experiment", "event", "verdict", "text"},
	TypeJournal:     {"at", "text", "targets"},
}

// EntryTypes lists the types that a client may append, in the contract's order.
var EntryTypes = []EntryType{
	TypeInteraction, TypeAmend, TypeVoid, TypeRestore, TypePhase, TypeMark, TypeNote,
	TypeCompass, TypeParticipant, TypeState, TypeBelief, TypeExperiment, TypeJournal,
}

// amendFields says what an amend may set, by type of its target.
var amendFields = map[EntryType][]string{
	TypeInteraction: {"at", "from", "to", "tags", "replies_to", "proposed"},
	TypeNote:        {"at", "text"},
	TypePhase:       {"at", "name", "purpose", "outcome"},
	TypeMark:        {"at", "kind", "label"},
}

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
	fields, known := entryFields[e.Type]
	if !known && !(stored && e.Type == TypeRedacted) {
		return e, FieldError(Invalid, "/type", "must be one of %s; it is %q", joinTypes(EntryTypes), short(string(e.Type)))
	}
	server := []string{"seq", "observer", "recorded_at"}
	if e.Type == TypeRedacted {
		server = server[:1]
	}
	if err := r.only("", fields, []string{"id", "type"}, server); err != nil {
		return e, err
	}
	if stored {
		e.Seq = Seq(max(0, r.whole("", "seq", true)))
		if e.Type != TypeRedacted {
			e.Observer = ObserverID(r.str("", "observer", true))
			e.RecordedAt = Timestamp(r.str("", "recorded_at", false))
		}
	}
	e.At = NoTime
	has := func(f string) bool { return slices.Contains(fields, f) }
	if has("at") {
		if e.Type != TypeParticipant || r.given("at") {
			e.At = Millis(r.whole("", "at", true))
			if r.err == nil { // here, since NoTime is a right value later on
				r.err = checkMillis("/at", e.At)
			}
		}
	} else {
		e.At = 0
	}
	switch e.Type {
	case TypeInteraction:
		e.From = r.str("", "from", true)
		e.To = r.str("", "to", true)
		e.Tags = texts[TagID](&r, "", "tags")
		e.RepliesTo = EntryID(r.str("", "replies_to", false))
		e.Proposed = deref(r.boolean("", "proposed", false))
	case TypeAmend:
		e.Target = EntryID(r.str("", "target", true))
		e.Set = r.set()
	case TypeVoid, TypeRestore:
		e.Target = EntryID(r.str("", "target", true))
	case TypePhase:
		e.Name = r.str("", "name", true)
		e.Purpose = Purpose(r.str("", "purpose", false))
		e.Outcome = r.str("", "outcome", false)
	case TypeMark:
		e.Kind = r.str("", "kind", true)
		e.Label = r.str("", "label", false)
		e.Target = EntryID(r.str("", "target", false))
	case TypeNote:
		e.Text = r.str("", "text", true)
		e.Target = EntryID(r.str("", "target", false))
		e.Visibility = r.str("", "visibility", false)
		if e.Visibility == "" {
			e.Visibility = VisibilityPrivate
		}
	case TypeCompass:
		e.Kind = r.str("", "kind", true)
		e.Impulse = r.str("", "impulse", false)
		e.Followed = r.boolean("", "followed", false)
		e.Text = r.str("", "text", false)
	case TypeParticipant:
		e.Person = r.person()
		e.Present = deref(r.boolean("", "present", true))
	case TypeState:
		e.State = r.str("", "state", true)
		e.Time = Timestamp(r.str("", "time", true))
		e.Told = r.boolean("", "told", false)
	case TypeBelief:
		e.Text = r.str("", "text", true)
		e.Direction = r.str("", "direction", true)
		e.Loops = texts[string](&r, "", "loops")
		e.Targets = texts[EntryID](&r, "", "targets")
	case TypeExperiment:
		e.Experiment = r.str("", "experiment", true)
		e.Event = r.str("", "event", true)
		e.Verdict = r.str("", "verdict", false)
		e.Text = r.str("", "text", false)
	case TypeJournal:
		e.Text = r.str("", "text", true)
		e.Targets = texts[EntryID](&r, "", "targets")
	}
	return e, r.err
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

func texts[T ~string](r *reader, at, k string) []T {
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

func (r *reader) person() *Person {
	p := &Person{}
	sub := r.object("", "person")
	if sub == nil {
		return p
	}
	p.ID = PersonID(sub.str("/person", "id", true))
	p.Name = sub.str("/person", "name", true)
	p.Role = PersonRole(sub.str("/person", "role", false))
	if sub.given("seat") {
		if seat := sub.object("/person", "seat"); seat != nil {
			p.Seat = &Seat{X: seat.number("/person/seat", "x"), Y: seat.number("/person/seat", "y")}
			sub.adopt(seat, seat.only("/person/seat", []string{"x", "y"}))
		}
	}
	r.adopt(sub, sub.only("/person", []string{"id", "name", "role", "seat"}))
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
func (r *reader) set() *Set {
	s := &Set{}
	sub := r.object("", "set")
	if sub == nil {
		return s
	}
	const at = "/set"
	text := func(k string, optional bool) *string {
		if _, ok := sub.raw[k]; !ok {
			return nil
		}
		v := sub.str(at, k, !optional)
		return &v
	}
	if _, ok := sub.raw["at"]; ok {
		v := Millis(sub.whole(at, "at", true))
		s.At = &v
	}
	s.From, s.To = text("from", false), text("to", false)
	if _, ok := sub.raw["tags"]; ok {
		v := texts[TagID](sub, at, "tags")
		s.Tags = &v
	}
	s.RepliesTo = (*EntryID)(text("replies_to", true))
	if _, ok := sub.raw["proposed"]; ok {
		v := deref(sub.boolean(at, "proposed", false))
		s.Proposed = &v
	}
	s.Text, s.Name = text("text", false), text("name", false)
	s.Purpose, s.Outcome = (*Purpose)(text("purpose", true)), text("outcome", true)
	s.Kind, s.Label = text("kind", false), text("label", true)
	r.adopt(sub, sub.only(at, []string{"at", "from", "to", "tags", "replies_to", "proposed",
		"text", "name", "purpose", "outcome", "kind", "label"}))
	return s
}

// given lists the fields that the set changes, by their JSON names.
func (s *Set) given() []string {
	var out []string
	add := func(name string, there bool) {
		if there {
			out = append(out, name)
		}
	}
	add("at", s.At != nil)
	add("from", s.From != nil)
	add("to", s.To != nil)
	add("tags", s.Tags != nil)
	add("replies_to", s.RepliesTo != nil)
	add("proposed", s.Proposed != nil)
	add("text", s.Text != nil)
	add("name", s.Name != nil)
	add("purpose", s.Purpose != nil)
	add("outcome", s.Outcome != nil)
	add("kind", s.Kind != nil)
	add("label", s.Label != nil)
	return out
}

func deref(p *bool) bool { return p != nil && *p }
