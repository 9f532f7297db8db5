package describe

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"kompas/observe"
	"kompas/observe/strictjson"
	"kompas/server/api"
)

// Schema is a JSON Schema (2020-12).
type Schema map[string]any

// schemas makes the schemas of Go types as encoding/json writes their values. Each
// struct becomes a named component, whose objects have no further members.
type schemas struct {
	components map[string]Schema
	types      map[string]reflect.Type // by name, so that two types do not share one
	name       func(reflect.Type) string
	values     map[reflect.Type][]string
}

// union is a type whose values are those of several types, told apart by the
// constant of their member "type".
type union interface{ Union() []any }

func ref(name string) Schema { return Schema{"$ref": "#/components/schemas/" + name} }

// of returns the schema of the type of v; the value does not matter.
func (s *schemas) of(v any) Schema { return s.typ(reflect.TypeOf(v), "") }

func (s *schemas) typ(t reflect.Type, tag reflect.StructTag) Schema {
	zero := reflect.New(t)
	switch v := zero.Interface().(type) {
	case *observe.Timestamp:
		return Schema{"type": "string", "format": "date-time"}
	case *api.NewEntry:
		return s.named(t, func() Schema {
			return Schema{"type": "object", "description": "An Entry as a client sends it: seq, observer and recorded_at are not looked at"}
		})
	case *api.StoredEntry:
		return s.named(t, func() Schema {
			return Schema{"allOf": []any{s.of(api.Entry{}), Schema{"type": "object", "required": []string{"seq"},
				"properties": Schema{"seq": Schema{"type": "integer", "minimum": 1}}}}}
		})
	case *json.RawMessage:
		return Schema{}
	case interface{ Shape() api.Shape }:
		return s.named(t, func() Schema { return s.members(v.Shape().Fields, false, false) })
	case union:
		return s.named(t, func() Schema { return s.union(v.Union()) })
	case strictjson.Short:
		return s.named(t, func() Schema {
			return Schema{"oneOf": []any{Schema{"type": "string", "minLength": 1}, s.of(reflect.ValueOf(v.Object()).Elem().Interface())}}
		})
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.typ(t.Elem(), tag)
	case reflect.Struct:
		return s.named(t, func() Schema { return s.object(t, false) })
	case reflect.Slice:
		out := Schema{"type": "array", "items": s.typ(t.Elem(), "")}
		return limits(out, tag, "minItems", "maxItems")
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": nullable(s.typ(t.Elem(), ""), t.Elem())}
	case reflect.String:
		out := Schema{"type": "string"}
		if values, ok := s.values[t]; ok {
			out["enum"] = values
		}
		if f := tag.Get("format"); f != "" {
			out["format"] = f
		}
		if c := tag.Get("const"); c != "" {
			out["const"] = c
		}
		if e := tag.Get("enum"); e != "" {
			out["enum"] = strings.Split(e, ",")
		}
		return limits(out, tag, "minLength", "maxLength")
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.Float64:
		return limits(Schema{"type": "number"}, tag, "minimum", "maximum")
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return limits(Schema{"type": "integer"}, tag, "minimum", "maximum")
	}
	panic("describe: there is no schema for " + t.String())
}

// named puts a schema among the components and refers to it.
func (s *schemas) named(t reflect.Type, describe func() Schema) Schema {
	name := s.name(t)
	if other := s.types[name]; other != nil && other != t {
		panic("describe: two types are named " + name + ": " + t.String() + " and " + other.String())
	}
	if s.types[name] == nil {
		s.types[name] = t
		s.components[name] = describe()
	}
	return ref(name)
}

func (s *schemas) union(members []any) Schema {
	var refs []any
	mapping := Schema{}
	for _, m := range members {
		var r Schema
		var fields []strictjson.Field
		if shape, ok := m.(api.Shape); ok {
			r, fields = ref(shape.Name), shape.Fields
			s.components[shape.Name] = s.members(fields, false, false)
		} else {
			r, fields = s.of(m), strictjson.Fields(reflect.TypeOf(m))
		}
		refs = append(refs, r)
		for _, f := range fields {
			if kind := f.Tag.Get("const"); f.Name == "type" && mapping[kind] == nil {
				mapping[kind] = r["$ref"]
			}
		}
	}
	return Schema{"oneOf": refs, "discriminator": Schema{"propertyName": "type", "mapping": mapping}}
}

// object returns the schema of a struct; with partial no member is required.
func (s *schemas) object(t reflect.Type, partial bool) Schema {
	_, open := reflect.Zero(t).Interface().(interface{ Open() })
	return s.members(strictjson.Fields(t), partial, open)
}

func (s *schemas) members(fields []strictjson.Field, partial, open bool) Schema {
	properties, required := Schema{}, []string{}
	for _, f := range fields {
		p := s.typ(f.Type, f.Tag)
		if f.Tag.Get("null") != "" || f.Required && f.Type.Kind() == reflect.Pointer {
			p = nullable(p, reflect.TypeFor[*int]())
		}
		if doc := f.Tag.Get("doc"); doc != "" {
			p["description"] = doc // JSON Schema 2020-12 allows it beside a $ref, too
		}
		properties[f.Name] = p
		if f.Required && !partial {
			required = append(required, f.Name)
		}
	}
	out := Schema{"type": "object", "properties": properties, "additionalProperties": open}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// partial adds a component for the struct v in which no member is required.
func (s *schemas) partial(v any, name string) Schema {
	s.components[name] = s.object(reflect.TypeOf(v), true)
	return ref(name)
}

// nullable returns the schema p, with null allowed when the type t is a pointer.
func nullable(p Schema, t reflect.Type) Schema {
	if t.Kind() != reflect.Pointer {
		return p
	}
	if kind, ok := p["type"].(string); ok {
		p["type"] = []string{kind, "null"}
		if values, ok := p["enum"].([]string); ok {
			p["enum"] = append(toAny(values), nil)
		}
		return p
	}
	return Schema{"anyOf": []any{p, Schema{"type": "null"}}}
}

func toAny(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func limits(out Schema, tag reflect.StructTag, names ...string) Schema {
	for _, n := range names {
		if v, ok := tag.Lookup(n); ok {
			f, err := strconv.ParseFloat(v, 64)
			if err != nil {
				panic(err) // it is a tag in this program
			}
			out[n] = f
		}
	}
	return out
}
