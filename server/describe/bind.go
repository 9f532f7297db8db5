package describe

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kompas/observe"
	"kompas/server/api"
	"kompas/server/problem"
)

// Bind reads a JSON body into what to points to. Everything that is wrong is
// named by field: unknown and missing fields, wrong types, and values outside
// the limits in the tags (see package api). With partial, fields may be
// missing: what to holds stays.
func Bind(body []byte, to any, partial bool) error {
	if !utf8.Valid(body) {
		return problem.New(problem.BadRequest, "the body must be valid UTF-8")
	}
	if !json.Valid(body) {
		return problem.New(problem.BadRequest, "the body must be JSON")
	}
	b := binder{partial: partial}
	b.value("", bytes.TrimSpace(body), reflect.ValueOf(to).Elem(), "")
	if len(b.wrong) == 0 {
		return nil
	}
	slices.SortStableFunc(b.wrong, func(x, y api.Wrong) int { return strings.Compare(x.Field, y.Field) })
	return problem.Wrongs(b.wrong)
}

type binder struct {
	wrong   []api.Wrong
	partial bool // of the outermost object
}

func (b *binder) fail(field, format string, args ...any) {
	b.wrong = append(b.wrong, api.Wrong{Field: field, Message: fmt.Sprintf(format, args...)})
}

// short is a value that can be written as a text.
type short interface {
	FromText(string)
	Object() any
}

func (b *binder) value(at string, raw json.RawMessage, v reflect.Value, tag reflect.StructTag) {
	if p, ok := v.Addr().Interface().(short); ok {
		if s, ok := b.shortForm(at, raw); ok {
			p.FromText(s)
			return
		}
		v = reflect.ValueOf(p.Object()).Elem()
	}
	if v.Type() == reflect.TypeFor[api.NewEntry]() {
		if raw[0] != '{' {
			b.fail(at, "must be an object: an entry")
		}
		v.SetBytes(slices.Clone(raw))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		b.value(at, raw, v.Elem(), tag)
	case reflect.Struct:
		b.object(at, raw, v)
	case reflect.Slice:
		b.list(at, raw, v, tag)
	case reflect.Map:
		b.dictionary(at, raw, v)
	case reflect.String:
		b.text(at, raw, v, tag)
	case reflect.Bool:
		switch string(raw) {
		case "true", "false":
			v.SetBool(raw[0] == 't')
		default:
			b.fail(at, "must be true or false")
		}
	case reflect.Int, reflect.Int64, reflect.Float64:
		b.number(at, raw, v, tag)
	default:
		panic("describe: a body cannot hold a " + v.Type().String())
	}
}

// shortForm gives the text that stands for a whole object.
func (b *binder) shortForm(at string, raw json.RawMessage) (string, bool) {
	if raw[0] != '"' {
		return "", false
	}
	var s string
	b.text(at, raw, reflect.ValueOf(&s).Elem(), `minLength:"1"`)
	return s, true
}

func (b *binder) object(at string, raw json.RawMessage, v reflect.Value) {
	var members map[string]json.RawMessage
	if raw[0] != '{' || json.Unmarshal(raw, &members) != nil {
		b.fail(at, "must be an object")
		return
	}
	partial := b.partial
	b.partial = false
	for _, f := range fieldsOf(v.Type()) {
		member, given := members[f.name]
		delete(members, f.name)
		field, target := at+"/"+pointerToken(f.name), v.FieldByIndex(f.index)
		null := given && string(member) == "null"
		switch {
		case null && f.tag.Get("null") == "clears":
			target.Set(reflect.New(target.Type().Elem()))
		case null && f.tag.Get("null") == "refused":
			b.fail(field, "must not be null")
		case given && !null:
			if partial {
				target.SetZero() // what a list or object held before is replaced whole
			}
			b.value(field, member, target, f.tag)
		case f.required && !partial, null && f.required:
			b.fail(field, "must be there")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		b.fail(at+"/"+pointerToken(name), "is no field here")
	}
}

func (b *binder) list(at string, raw json.RawMessage, v reflect.Value, tag reflect.StructTag) {
	var items []json.RawMessage
	if raw[0] != '[' || json.Unmarshal(raw, &items) != nil {
		b.fail(at, "must be a list")
		return
	}
	least, most := intTag(tag, "minItems", 0), intTag(tag, "maxItems", math.MaxInt)
	if n := len(items); n < least || n > most {
		b.fail(at, "must have %s; it has %d", between(least, most, math.MaxInt), n)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		b.value(at+"/"+strconv.Itoa(i), item, v.Index(i), "")
	}
}

func (b *binder) dictionary(at string, raw json.RawMessage, v reflect.Value) {
	var members map[string]json.RawMessage
	if raw[0] != '{' || json.Unmarshal(raw, &members) != nil {
		b.fail(at, "must be an object")
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(members)))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		item := reflect.New(v.Type().Elem()).Elem()
		b.value(at+"/"+pointerToken(name), members[name], item, "")
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
}

func (b *binder) text(at string, raw json.RawMessage, v reflect.Value, tag reflect.StructTag) {
	if raw[0] != '"' {
		b.fail(at, "must be a text")
		return
	}
	if err := observe.CheckJSONText(raw); err != nil {
		b.fail(at, "%s", err)
		return
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		b.fail(at, "must be a text")
		return
	}
	least, most := intTag(tag, "minLength", 0), intTag(tag, "maxLength", math.MaxInt)
	if n := utf8.RuneCountInString(s); n < least || n > most {
		b.fail(at, "must be %s characters long; it has %d", between(least, most, math.MaxInt), n)
		return
	}
	if allowed := tag.Get("enum"); allowed != "" && !slices.Contains(strings.Split(allowed, ","), s) {
		b.fail(at, "must be one of %s; it is %q", strings.ReplaceAll(allowed, ",", ", "), s)
		return
	}
	v.SetString(s)
}

func (b *binder) number(at string, raw json.RawMessage, v reflect.Value, tag reflect.StructTag) {
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		b.fail(at, "must be a number")
		return
	}
	least, most := floatTag(tag, "minimum", math.Inf(-1)), floatTag(tag, "maximum", math.Inf(1))
	if f < least || f > most {
		b.fail(at, "must be %s; it is %v", between(least, most, math.Inf(1)), f)
		return
	}
	if v.Kind() == reflect.Float64 {
		v.SetFloat(f)
		return
	}
	if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		b.fail(at, "must be a whole number")
		return
	}
	v.SetInt(int64(f))
}

func between[T int | float64](least, most, none T) string {
	switch {
	case most == none:
		return fmt.Sprintf("%v or more", least)
	case least == most:
		return fmt.Sprintf("%v", least)
	}
	return fmt.Sprintf("%v to %v", least, most)
}

// pointerToken escapes a name as JSON Pointer demands, and cuts a long one.
func pointerToken(name string) string {
	const most = 64
	if r := []rune(name); len(r) > most {
		name = string(r[:most])
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
