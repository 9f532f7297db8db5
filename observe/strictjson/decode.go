package strictjson

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Options say how [Decode] reads.
type Options struct {
	// Partial lets members of the outermost object be missing: what to holds of
	// them stays.
	Partial bool

	// Loose lets members of all objects be missing or null, and looks at no
	// limits in tags: the caller checks what was read.
	Loose bool

	// Without names a tag: a field with the value "-" for it is none here.
	Without string
}

// Short is a value that may be written as a text in place of an object.
type Short interface {
	FromText(string) // takes the text
	Object() any     // points to what an object is read into
}

// Raw is an object that is kept as it is written, and checked by those who use
// it.
type Raw interface{ SetRaw(object []byte) }

// Decode reads valid JSON in UTF-8 into what to points to: a struct with the tags of
// encoding/json, and limits in further tags: minLength, maxLength, enum,
// minimum, maximum, minItems, maxItems. Null stands for what is absent, unless
// the tag null says that it "clears", which makes a pointer to the zero value,
// or is "refused". Everything that is wrong is returned, in order of the places.
func Decode(b []byte, to any, o Options) []*Error {
	d := decoder{Options: o}
	d.value("", bytes.TrimSpace(b), reflect.ValueOf(to).Elem(), "")
	slices.SortStableFunc(d.wrong, func(x, y *Error) int { return strings.Compare(x.Pointer, y.Pointer) })
	return d.wrong
}

type decoder struct {
	Options
	wrong []*Error
}

func (d *decoder) fail(at, format string, args ...any) {
	d.wrong = append(d.wrong, &Error{Pointer: at, Message: fmt.Sprintf(format, args...)})
}

func (d *decoder) value(at string, raw []byte, v reflect.Value, tag reflect.StructTag) {
	switch p := v.Addr().Interface().(type) {
	case Short:
		if raw[0] == '"' {
			var s string
			d.text(at, raw, reflect.ValueOf(&s).Elem(), `minLength:"1"`)
			p.FromText(s)
			return
		}
		v = reflect.ValueOf(p.Object()).Elem()
	case Raw:
		if raw[0] != '{' {
			d.fail(at, "must be an object: an entry")
			return
		}
		p.SetRaw(bytes.Clone(raw))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(at, raw, v.Elem(), tag)
	case reflect.Struct:
		d.object(at, raw, v)
	case reflect.Slice:
		d.list(at, raw, v, tag)
	case reflect.Map:
		d.dictionary(at, raw, v)
	case reflect.String:
		d.text(at, raw, v, tag)
	case reflect.Bool:
		switch string(raw) {
		case "true", "false":
			v.SetBool(raw[0] == 't')
		default:
			d.fail(at, "must be true or false")
		}
	case reflect.Int, reflect.Int64, reflect.Float64:
		d.number(at, raw, v, tag)
	default:
		panic("strictjson: nothing is read into a " + v.Type().String())
	}
}

// members returns the members of an object in order of their names.
func (d *decoder) members(at string, raw []byte) (list []Member, ok bool) {
	if raw[0] != '{' {
		d.fail(at, "must be an object")
		return nil, false
	}
	list, err := Envelope(raw)
	if bad, isError := errors.AsType[*Error](err); isError {
		d.fail(at+bad.Pointer, "%s", bad.Message)
		return nil, false
	}
	slices.SortFunc(list, func(x, y Member) int { return bytes.Compare(x.Name, y.Name) })
	return list, true
}

func (d *decoder) object(at string, raw []byte, v reflect.Value) {
	list, ok := d.members(at, raw)
	if !ok {
		return
	}
	partial := d.Partial
	d.Partial = false
	fields := Fields(v.Type())
	if d.Without != "" {
		fields = slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return f.Tag.Get(d.Without) == "-" })
	}
	for _, f := range fields {
		i, given := slices.BinarySearchFunc(list, f.Name, func(m Member, name string) int { return strings.Compare(string(m.Name), name) })
		null := given && string(list[i].Value) == "null"
		at, target := at+"/"+Token(f.Name), v.FieldByIndex(f.Index)
		switch {
		case null && f.Tag.Get("null") == "clears":
			target.Set(reflect.New(target.Type().Elem()))
		case null && f.Tag.Get("null") == "refused":
			d.fail(at, "must not be null")
		case given && !null:
			if partial {
				target.SetZero() // what a list or object held before is replaced whole
			}
			d.value(at, list[i].Value, target, f.Tag)
		case f.Required && !d.Loose && (null || !partial):
			d.fail(at, "must be there")
		}
	}
	for _, m := range list {
		if !slices.ContainsFunc(fields, func(f Field) bool { return f.Name == string(m.Name) }) {
			known := ""
			if d.Loose {
				known = "; known are " + names(fields)
			}
			d.fail(at+"/"+Token(string(m.Name)), "is no field here%s", known)
		}
	}
}

func (d *decoder) list(at string, raw []byte, v reflect.Value, tag reflect.StructTag) {
	list, ok := List(raw)
	if !ok {
		d.fail(at, "must be a list")
		return
	}
	least, most := limit(tag, "minItems", 0), limit(tag, "maxItems", math.Inf(1))
	if n := float64(len(list)); !d.Loose && (n < least || n > most) {
		d.fail(at, "must have %s; it has %d", between(least, most), len(list))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
	for i, element := range list {
		at := at + "/" + strconv.Itoa(i)
		if d.Loose && string(element) == "null" {
			d.fail(at, "must not be null")
			continue
		}
		d.value(at, element, v.Index(i), "")
	}
}

func (d *decoder) dictionary(at string, raw []byte, v reflect.Value) {
	list, ok := d.members(at, raw)
	if !ok {
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(list)))
	for _, m := range list {
		value := reflect.New(v.Type().Elem()).Elem()
		if !d.Loose || string(m.Value) != "null" {
			d.value(at+"/"+Token(string(m.Name)), m.Value, value, "")
		}
		v.SetMapIndex(reflect.ValueOf(string(m.Name)).Convert(v.Type().Key()), value)
	}
}

func (d *decoder) text(at string, raw []byte, v reflect.Value, tag reflect.StructTag) {
	if raw[0] != '"' {
		d.fail(at, isNoText)
		return
	}
	if bytes.IndexByte(raw, '\\') >= 0 { // it may have a lone surrogate
		if err := Check(raw, Limits{}); err != nil {
			d.fail(at, "%s", err.(*Error).Message)
			return
		}
	}
	s, _ := Text(raw)
	if d.Loose {
		v.SetString(s)
		return
	}
	least, most := limit(tag, "minLength", 0), limit(tag, "maxLength", math.Inf(1))
	if n := utf8.RuneCountInString(s); float64(n) < least || float64(n) > most {
		d.fail(at, "must be %s characters long; it has %d", between(least, most), n)
		return
	}
	if allowed := tag.Get("enum"); allowed != "" && !slices.Contains(strings.Split(allowed, ","), s) {
		d.fail(at, "must be one of %s; it is %q", strings.ReplaceAll(allowed, ",", ", "), s)
		return
	}
	v.SetString(s)
}

func (d *decoder) number(at string, raw []byte, v reflect.Value, tag reflect.StructTag) {
	whole := v.Kind() != reflect.Float64
	f, err := strconv.ParseFloat(string(raw), 64)
	least, most := limit(tag, "minimum", math.Inf(-1)), limit(tag, "maximum", math.Inf(1))
	switch {
	case err != nil && whole && d.Loose:
		d.fail(at, "must be a whole number")
	case err != nil:
		d.fail(at, "must be a number")
	case !d.Loose && (f < least || f > most):
		d.fail(at, "must be %s; it is %v", between(least, most), f)
	case !whole:
		v.SetFloat(f)
	case f != math.Trunc(f) || math.Abs(f) > 1<<53:
		d.fail(at, "must be a whole number")
	default:
		v.SetInt(int64(f))
	}
}

func between(least, most float64) string {
	switch {
	case math.IsInf(most, 1):
		return fmt.Sprintf("%v or more", least)
	case least == most:
		return fmt.Sprintf("%v", least)
	}
	return fmt.Sprintf("%v to %v", least, most)
}

func limit(tag reflect.StructTag, name string, otherwise float64) float64 {
	s, ok := tag.Lookup(name)
	if !ok {
		return otherwise
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err) // a tag in this program
	}
	return f
}

func names(fields []Field) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Name
	}
	return strings.Join(list, ", ")
}

// Field is one member of the JSON of a struct.
type Field struct {
	Name     string
	Index    []int // for [reflect.Value.FieldByIndex]
	Required bool  // never left out: not tagged omitempty
	Tag      reflect.StructTag
	Type     reflect.Type
}

// fieldsOf has what [Fields] returned, by type.
var fieldsOf sync.Map

// Fields returns the members of the JSON of a struct, those of embedded structs
// in place. The list must not be changed.
func Fields(t reflect.Type) []Field {
	if known, ok := fieldsOf.Load(t); ok {
		return known.([]Field)
	}
	var out []Field
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for _, sub := range Fields(f.Type) {
				sub.Index = append([]int{i}, sub.Index...)
				out = append(out, sub)
			}
		case f.IsExported() && name != "-":
			out = append(out, Field{name, []int{i}, !strings.Contains(opts, "omitempty"), f.Tag, f.Type})
		}
	}
	fieldsOf.Store(t, out)
	return out
}
