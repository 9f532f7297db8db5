package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"kompas/observe"
)

// decodeStrictly decodes JSON into v, a pointer to a struct, and refuses what
// encoding/json lets pass or names vaguely: unknown members, members whose name
// differs in case, and values of another kind. Errors name the member by JSON
// Pointer.
func decodeStrictly(text []byte, v any) error {
	var tree any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		return observe.Errorf(observe.Invalid, "must be one JSON object: %v", err)
	}
	if err := checkShape("", tree, reflect.TypeOf(v).Elem()); err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return observe.Errorf(observe.Invalid, "%v", err)
	}
	return nil
}

// Limits on any list or object, and on how many are within one another. No session
// comes near.
const (
	maxMembers = observe.MaxObservers
	maxDepth   = 20
)

// checkMembers checks valid JSON for lists and objects that are too long, or too
// deep, to be decoded: decoded, a short member takes many times what it takes here.
func checkMembers(text []byte) error {
	type level struct {
		object, atKey bool
		key           []byte // as it is written; of an object
		n             int    // members before this one
	}
	var open []level
	pointer := func() string {
		var b strings.Builder
		for _, l := range open[:len(open)-1] {
			if l.object {
				b.WriteString("/" + escapePointer(string(l.key[:min(len(l.key), 256)])))
			} else {
				b.WriteString("/" + strconv.Itoa(l.n))
			}
		}
		return b.String()
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			start := i + 1
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			if n := len(open); n > 0 && open[n-1].atKey {
				open[n-1].key, open[n-1].atKey = text[start:i], false
			}
		case '{', '[':
			object := text[i] == '{'
			open = append(open, level{object: object, atKey: object})
			if len(open) > maxDepth {
				return observe.FieldError(observe.Invalid, pointer(), "must not be within more than %d others", maxDepth)
			}
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			l := &open[len(open)-1]
			l.n++
			l.atKey = l.object
			if l.n >= maxMembers {
				return observe.FieldError(observe.Invalid, pointer(), "must have at most %d members", maxMembers)
			}
		}
	}
	return nil
}

// checkShape compares decoded JSON with the type that it is to be decoded into.
// Null stands for what is absent.
func checkShape(at string, v any, t reflect.Type) error {
	if v == nil {
		return nil
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	wrong := func(must string) error { return observe.FieldError(observe.Invalid, at, "must be %s", must) }
	switch t.Kind() {
	case reflect.Struct:
		members, ok := v.(map[string]any)
		if !ok {
			return wrong("an object")
		}
		fields := fieldsOf(t)
		for _, name := range sortedKeys(members) {
			i := slices.IndexFunc(fields, func(f reflect.StructField) bool { return jsonName(f) == name })
			if i < 0 {
				return observe.FieldError(observe.Invalid, at+"/"+escapePointer(name), "is no field here; known are %s", nameList(fields))
			}
			if err := checkShape(at+"/"+name, members[name], fields[i].Type); err != nil {
				return err
			}
		}
	case reflect.Map:
		members, ok := v.(map[string]any)
		if !ok {
			return wrong("an object")
		}
		for _, name := range sortedKeys(members) {
			if err := checkShape(at+"/"+escapePointer(name), members[name], t.Elem()); err != nil {
				return err
			}
		}
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return wrong("a list")
		}
		for i, e := range list {
			if e == nil {
				return observe.FieldError(observe.Invalid, at+"/"+strconv.Itoa(i), "must not be null")
			}
			if err := checkShape(at+"/"+strconv.Itoa(i), e, t.Elem()); err != nil {
				return err
			}
		}
	case reflect.String:
		if _, ok := v.(string); !ok {
			return wrong("a text")
		}
	case reflect.Bool:
		if _, ok := v.(bool); !ok {
			return wrong("true or false")
		}
	case reflect.Int:
		n, ok := v.(json.Number)
		if _, err := strconv.ParseInt(string(n), 10, 32); !ok || err != nil {
			return wrong("a whole number")
		}
	case reflect.Float64:
		n, ok := v.(json.Number)
		if _, err := n.Float64(); !ok || err != nil {
			return wrong("a number")
		}
	default:
		panic(fmt.Sprintf("format: no check for %v", t))
	}
	return nil
}

func fieldsOf(t reflect.Type) []reflect.StructField {
	var out []reflect.StructField
	for f := range t.Fields() {
		if f.Tag.Get("file") != "-" { // kept by the store only
			out = append(out, f)
		}
	}
	return out
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

func nameList(fields []reflect.StructField) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = jsonName(f)
	}
	return strings.Join(names, ", ")
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func escapePointer(s string) string {
	if r := []rune(s); len(r) > observe.MaxID {
		s = string(r[:observe.MaxID])
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
}
