package observe

import (
	"crypto/sha256"
	"math"
	"strconv"
	"unicode/utf8"
)

// MarshalJSON gives the one way to write an entry: fields in a fixed order,
// optional ones left out when empty. Two entries are the same exactly when
// their bytes are.
func (e Entry) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON gives to b.
func (e *Entry) AppendJSON(b []byte) []byte {
	w := writer{b: append(b, '{'), first: true}
	if e.Seq != 0 {
		w.num("seq", int64(e.Seq))
	}
	w.str("id", string(e.ID))
	w.str("type", string(e.Type))
	if e.Type == TypeRedacted {
		return append(w.b, '}')
	}
	w.opt("observer", string(e.Observer))
	w.opt("recorded_at", string(e.RecordedAt))
	e.content(&w)
	return append(w.b, '}')
}

// content writes the fields that a client sends, but id and type.
func (e *Entry) content(w *writer) {
	if !e.Type.refers() && e.At != NoTime {
		w.num("at", int64(e.At))
	}
	switch e.Type {
	case TypeInteraction:
		w.str("from", e.From)
		w.str("to", e.To)
		list(w, "tags", e.Tags)
		w.opt("replies_to", string(e.RepliesTo))
		w.flag("proposed", e.Proposed)
	case TypeAmend:
		w.str("target", string(e.Target))
		w.key("set")
		w.b = e.Set.appendJSON(w.b)
	case TypeVoid, TypeRestore:
		w.str("target", string(e.Target))
	case TypePhase:
		w.str("name", e.Name)
		w.opt("purpose", string(e.Purpose))
		w.opt("outcome", e.Outcome)
	case TypeMark:
		w.str("kind", e.Kind)
		w.opt("label", e.Label)
		w.opt("target", string(e.Target))
	case TypeNote:
		w.str("text", e.Text)
		w.opt("target", string(e.Target))
		w.str("visibility", e.Visibility)
	case TypeCompass:
		w.str("kind", e.Kind)
		w.opt("impulse", e.Impulse)
		w.maybe("followed", e.Followed)
		w.opt("text", e.Text)
	case TypeParticipant:
		w.key("person")
		w.b = e.Person.appendJSON(w.b)
		w.bool("present", e.Present)
	case TypeState:
		w.str("state", e.State)
		w.str("time", string(e.Time))
		w.maybe("told", e.Told)
	case TypeBelief:
		w.str("text", e.Text)
		w.str("direction", e.Direction)
		list(w, "loops", e.Loops)
		list(w, "targets", e.Targets)
	case TypeExperiment:
		w.str("experiment", e.Experiment)
		w.str("event", e.Event)
		w.opt("verdict", e.Verdict)
		w.opt("text", e.Text)
	case TypeJournal:
		w.str("text", e.Text)
		list(w, "targets", e.Targets)
	}
}

// contentHash is the same for two entries exactly when their content is: all
// fields but seq, observer and recorded_at, an absent optional field being as
// good as its empty value.
func (e *Entry) contentHash() [16]byte {
	c := *e
	c.Followed, c.Told = trueOnly(e.Followed), trueOnly(e.Told)
	w := writer{b: append(make([]byte, 0, 256), '{'), first: true}
	w.str("id", string(e.ID))
	w.str("type", string(e.Type))
	c.content(&w)
	sum := sha256.Sum256(w.b)
	return [16]byte(sum[:16])
}

func trueOnly(p *bool) *bool {
	if p != nil && !*p {
		return nil
	}
	return p
}

func (p *Person) appendJSON(b []byte) []byte {
	w := writer{b: append(b, '{'), first: true}
	w.str("id", string(p.ID))
	w.str("name", p.Name)
	w.opt("role", string(p.Role))
	if s := p.Seat; s != nil {
		w.key("seat")
		v := writer{b: append(w.b, '{'), first: true}
		v.float("x", s.X)
		v.float("y", s.Y)
		w.b = append(v.b, '}')
	}
	return append(w.b, '}')
}

func (s *Set) appendJSON(b []byte) []byte {
	w := writer{b: append(b, '{'), first: true}
	if s.At != nil {
		w.num("at", int64(*s.At))
	}
	w.set("from", s.From)
	w.set("to", s.To)
	if s.Tags != nil {
		if len(*s.Tags) == 0 {
			w.null("tags")
		}
		list(&w, "tags", *s.Tags)
	}
	w.set("replies_to", (*string)(s.RepliesTo))
	if s.Proposed != nil {
		w.bool("proposed", *s.Proposed)
	}
	if s.Text != nil {
		w.str("text", *s.Text)
	}
	w.set("name", s.Name)
	w.set("purpose", (*string)(s.Purpose))
	w.set("outcome", s.Outcome)
	w.set("kind", s.Kind)
	w.set("label", s.Label)
	return append(w.b, '}')
}

// writer appends the members of one JSON object.
type writer struct {
	b     []byte
	first bool
}

func (w *writer) key(k string) {
	if !w.first {
		w.b = append(w.b, ',')
	}
	w.first = false
	w.b = append(w.b, '"')
	w.b = append(w.b, k...)
	w.b = append(w.b, '"', ':')
}

func (w *writer) str(k, v string) { w.key(k); w.b = AppendQuoted(w.b, v) }

func (w *writer) opt(k, v string) {
	if v != "" {
		w.str(k, v)
	}
}

// set writes a field of an amend: null for the empty value, which clears.
func (w *writer) set(k string, v *string) {
	switch {
	case v == nil:
	case *v == "":
		w.null(k)
	default:
		w.str(k, *v)
	}
}

func (w *writer) null(k string) { w.key(k); w.b = append(w.b, "null"...) }

func (w *writer) num(k string, v int64) { w.key(k); w.b = strconv.AppendInt(w.b, v, 10) }

func (w *writer) float(k string, v float64) {
	if v == 0 {
		v = math.Abs(v) // no "-0"
	}
	w.key(k)
	w.b = strconv.AppendFloat(w.b, v, 'g', -1, 64)
}

func (w *writer) bool(k string, v bool) { w.key(k); w.b = strconv.AppendBool(w.b, v) }

func (w *writer) flag(k string, v bool) {
	if v {
		w.bool(k, v)
	}
}

func (w *writer) maybe(k string, v *bool) {
	if v != nil {
		w.bool(k, *v)
	}
}

func list[T ~string](w *writer, k string, v []T) {
	if len(v) == 0 {
		return
	}
	w.key(k)
	w.b = append(w.b, '[')
	for i, s := range v {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.b = AppendQuoted(w.b, string(s))
	}
	w.b = append(w.b, ']')
}

// AppendQuoted appends s as a JSON string that a script element can hold too:
// besides what JSON demands it escapes <, U+2028 and U+2029. The text must be
// valid UTF-8.
func AppendQuoted(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == '\u2028' || r == '\u2029' {
				b = append(b, s[from:i]...)
				b = append(b, `\u202`...)
				b = append(b, hex[r&0xF])
				from = i + n
			}
			i += n
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' && c != '<' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&0xF])
		}
		i++
		from = i
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
