// Package strictjson reads JSON that comes from outside, and refuses what
// encoding/json repairs or lets pass: duplicate members, invalid UTF-8, lone
// surrogates, unknown members, and members whose name differs in case. Each
// error names the place by JSON Pointer.
package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Error says what is wrong with a JSON text, and where.
type Error struct {
	Pointer string // JSON Pointer; empty for the whole
	Message string // one line: "must …" or "is …"
	Syntax  bool   // the text is no JSON, or not of the kind that was asked for
}

// Error returns the message with its place.
func (e *Error) Error() string {
	if e.Pointer == "" {
		return e.Message
	}
	return e.Pointer + ": " + e.Message
}

const (
	isDuplicate = "is there twice"
	isNoText    = "must be a text"
)

// Limits of any JSON text that [Check] is given.
type Limits struct {
	Depth   int // how many lists and objects may be within one another
	Members int // of any list or object
}

// Check checks that b is one JSON value without anything that this package
// refuses. A zero limit is none.
func Check(b []byte, most Limits) error {
	s := open(b)
	defer s.close()
	for {
		if _, err := s.ReadToken(); err != nil {
			return asError(err)
		}
		depth := s.StackDepth()
		if depth == 0 {
			return s.end()
		}
		if most.Depth > 0 && depth > most.Depth {
			return &Error{Pointer: pointer(s.StackPointer()), Message: fmt.Sprintf("must not be within more than %d others", most.Depth)}
		}
		kind, n := s.StackIndex(depth)
		if kind == jsontext.KindBeginObject {
			n = (n + 1) / 2 // names count too
		}
		if most.Members > 0 && n > int64(most.Members) {
			return &Error{Pointer: pointer(s.StackPointer().Parent()), Message: fmt.Sprintf("must have at most %d members", most.Members)}
		}
	}
}

// Member is one member of an object. Both parts are only valid as long as the
// text that they were read from.
type Member struct {
	Name  []byte // without quotes and escapes
	Value []byte // as it stands in the text
}

// Object appends the members of a JSON object to list, after it has checked the
// whole text as [Check] does.
func Object(list []Member, b []byte) ([]Member, error) { return object(list, b) }

// Envelope returns the members of a JSON object. Of their values it checks no
// more than that they are JSON: what they hold is to be refused by itself. Of a
// JSON object it returns all members also on an error.
func Envelope(b []byte) ([]Member, error) {
	list, err := object(nil, b, lenient...)
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(list))
	for _, m := range list {
		switch {
		case !utf8.Valid(m.Name):
			return list, &Error{Message: "must be valid UTF-8"}
		case seen[string(m.Name)]:
			return list, &Error{Pointer: "/" + Token(string(m.Name)), Message: isDuplicate}
		}
		seen[string(m.Name)] = true
	}
	return list, nil
}

func object(list []Member, b []byte, opts ...jsontext.Options) ([]Member, error) {
	s := open(b, opts...)
	defer s.close()
	if t, err := s.ReadToken(); err != nil {
		return list, asError(err)
	} else if t.Kind() != jsontext.KindBeginObject {
		return list, &Error{Message: "must be an object", Syntax: true}
	}
	for s.PeekKind() != jsontext.KindEndObject {
		name, err := s.ReadValue()
		if err != nil {
			return list, asError(err)
		}
		name = s.last(name)
		value, err := s.ReadValue()
		if err != nil {
			return list, asError(err)
		}
		list = append(list, Member{unquoteName(name), s.last(value)})
	}
	if _, err := s.ReadToken(); err != nil {
		return list, asError(err)
	}
	return list, s.end()
}

// Text returns the text of a JSON string, or false for anything else. The bytes
// were checked before.
func Text(b []byte) (string, bool) {
	if len(b) < 2 || b[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(b, '\\') < 0 {
		return string(b[1 : len(b)-1]), true
	}
	s, err := jsontext.AppendUnquote(nil, b)
	return string(s), err == nil
}

// List returns the elements of a JSON list, or false for anything else. The
// bytes were checked before.
func List(b []byte) (list [][]byte, ok bool) {
	if len(b) == 0 || b[0] != '[' {
		return nil, false
	}
	s := open(b, lenient...)
	defer s.close()
	s.ReadToken()
	for s.PeekKind() != jsontext.KindEndArray {
		v, err := s.ReadValue()
		if err != nil {
			return nil, false
		}
		list = append(list, s.last(v))
	}
	return list, true
}

// Token returns a name as a part of a JSON Pointer. Of a long name it keeps the
// beginning.
func Token(name string) string {
	const most = 64
	if len(name) > most {
		if r := []rune(name[:min(len(name), most*utf8.UTFMax)]); len(r) > most {
			name = string(r[:most])
		}
	}
	return escapes.Replace(strings.ToValidUTF8(name, "\ufffd"))
}

var escapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer is p with long names shortened.
func pointer(p jsontext.Pointer) string {
	if len(p) <= 64 {
		return string(p)
	}
	var b strings.Builder
	for name := range p.Tokens() {
		b.WriteByte('/')
		b.WriteString(Token(name))
	}
	return b.String()
}

// source is a decoder that reads a text in memory.
type source struct {
	*jsontext.Decoder
	buffer bytes.Buffer
	text   []byte
}

var sources = sync.Pool{New: func() any {
	s := new(source)
	s.Decoder = jsontext.NewDecoder(&s.buffer)
	return s
}}

// lenient checks the syntax only.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func open(b []byte, opts ...jsontext.Options) *source {
	s := sources.Get().(*source)
	s.text, s.buffer = b, *bytes.NewBuffer(b)
	s.Reset(&s.buffer, opts...)
	return s
}

func (s *source) close() {
	s.text, s.buffer = nil, bytes.Buffer{}
	s.Reset(&s.buffer) // which lets go of the text
	sources.Put(s)
}

// last returns where in the text the value is that was read last: what ReadValue
// returns is only valid until the next call.
func (s *source) last(v []byte) []byte {
	end := s.InputOffset()
	return s.text[end-int64(len(v)) : end]
}

// end checks that nothing follows the value.
func (s *source) end() error {
	if _, err := s.ReadToken(); err != io.EOF {
		return &Error{Message: "must be one JSON value", Syntax: true}
	}
	return nil
}

func unquoteName(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	name, _ := jsontext.AppendUnquote(nil, quoted)
	return name
}

// asError puts an error of the decoder into words.
func asError(err error) *Error {
	bad, ok := errors.AsType[*jsontext.SyntacticError](err)
	if !ok { // the text ends too soon
		return &Error{Message: "must be JSON: it ends too soon", Syntax: true}
	}
	e := &Error{Pointer: pointer(bad.JSONPointer)}
	cause := bad.Err.Error()
	switch surrogate, isSurrogate := strings.CutPrefix(cause, "invalid surrogate pair "); {
	case errors.Is(bad, jsontext.ErrDuplicateName):
		e.Message = isDuplicate
	case cause == "invalid UTF-8":
		e.Message = "must be valid UTF-8"
	case isSurrogate:
		// The decoder quotes the escape and what follows it, in a way that depends on both.
		_, digits, _ := strings.Cut(surrogate, `\u`)
		e.Message = `must not contain a lone surrogate such as \u` + strings.ToLower(digits[:min(len(digits), 4)])
	default:
		e.Message, e.Syntax = "must be JSON: "+strings.ToValidUTF8(strconv.QuoteToGraphic(cause), ""), true
	}
	return e
}
