package observe

import (
	"crypto/sha256"
	"math"
	"strconv"
	"unicode/utf8"
)

// MarshalJSON returns the entry as JSON. There is only one way to write an entry:
// fields are in a fixed order, and optional ones are left out when empty. So two
// entries are equal exactly when their bytes are.
func (e Entry) MarshalJSON() ([]byte, error) { return e.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON returns to b.
func (e *Entry) AppendJSON(b []byte) []byte {
	w := writer{b: append(b, '{'), first: true}
	if e.Seq != 0 {
		w.name(`"seq":`)
		w.b = strconv.AppendUint(w.b, uint64(e.Seq), 10)
	}
	w.str(`"id":`, string(e.ID))
	w.str(`"type":`, string(e.Type))
	if e.Type == TypeRedacted {
		return append(w.b, '}')
	}
	w.opt(`"observer":`, string(e.Observer))
	w.opt(`"recorded_at":`, string(e.RecordedAt))
	e.content(&w)
	return append(w.b, '}')
}

// content writes the fields that a client sends, except id and type.
func (e *Entry) content(w *writer) {
	if shape := shapeByType[e.Type]; shape != nil {
		for i := range shape.Fields {
			w.field(e, &shape.Fields[i], false)
		}
	}
}

// field writes a field of an entry. An optional field that is empty is left out,
// or written as null where that clears it: in an amend.
func (w *writer) field(e *Entry, f *Field, clears bool) {
	switch v := e.value(f.slot).(type) {
	case *string:
		switch {
		case *v != "" || f.Required:
			w.key(f)
			w.b = AppendQuoted(w.b, *v)
		case clears:
			w.null(f)
		}
	case *Millis:
		if *v != NoTime {
			w.key(f)
			w.b = strconv.AppendInt(w.b, int64(*v), 10)
		}
	case *bool:
		if *v || f.Required || clears {
			w.key(f)
			w.b = strconv.AppendBool(w.b, *v)
		}
	case **bool:
		if *v != nil {
			w.key(f)
			w.b = strconv.AppendBool(w.b, **v)
		}
	case *[]TagID:
		writeList(w, f, *v, clears)
	case *[]EntryID:
		writeList(w, f, *v, clears)
	case *[]string:
		writeList(w, f, *v, clears)
	case **Person:
		w.key(f)
		w.b = (*v).appendJSON(w.b)
	case **Set:
		w.key(f)
		w.b = (*v).appendJSON(w.b)
	}
}

// contentHash is the same for two entries exactly when their content is: all
// fields except seq, observer and recorded_at. An absent optional field counts as
// its empty value.
func (e *Entry) contentHash() [16]byte {
	c := *e
	c.Followed, c.Told = trueOnly(e.Followed), trueOnly(e.Told)
	w := writer{b: append(make([]byte, 0, 256), '{'), first: true}
	w.str(`"id":`, string(e.ID))
	w.str(`"type":`, string(e.Type))
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
	w.str(`"id":`, string(p.ID))
	w.str(`"name":`, p.Name)
	w.opt(`"role":`, string(p.Role))
	if s := p.Seat; s != nil {
		w.name(`"seat":`)
		v := writer{b: append(w.b, '{'), first: true}
		v.float(`"x":`, s.X)
		v.float(`"y":`, s.Y)
		w.b = append(v.b, '}')
	}
	return append(w.b, '}')
}

func (s *Set) appendJSON(b []byte) []byte {
	w := writer{b: append(b, '{'), first: true}
	var values Entry
	given := s.apply(&values)
	for i := range SetShape.Fields {
		if f := &SetShape.Fields[i]; given.has(f.slot) {
			w.field(&values, f, true)
		}
	}
	return append(w.b, '}')
}

// writer appends the members of one JSON object.
type writer struct {
	b     []byte
	first bool
}

// name writes the name of the next member, as it is quoted with its colon.
func (w *writer) name(quoted string) {
	if !w.first {
		w.b = append(w.b, ',')
	}
	w.first = false
	w.b = append(w.b, quoted...)
}

func (w *writer) key(f *Field)  { w.name(f.key) }
func (w *writer) null(f *Field) { w.key(f); w.b = append(w.b, "null"...) }

func (w *writer) str(name, v string) { w.name(name); w.b = AppendQuoted(w.b, v) }

func (w *writer) opt(name, v string) {
	if v != "" {
		w.str(name, v)
	}
}

func (w *writer) float(name string, v float64) {
	if v == 0 {
		v = math.Abs(v) // no "-0"
	}
	w.name(name)
	w.b = strconv.AppendFloat(w.b, v, 'g', -1, 64)
}

func writeList[T ~string](w *writer, f *Field, v []T, clears bool) {
	if len(v) == 0 {
		if clears {
			w.null(f)
		}
		return
	}
	w.key(f)
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
