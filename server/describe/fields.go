package describe

import (
	"reflect"
	"strconv"
	"strings"
)

// field is one member of a JSON object.
type field struct {
	name     string
	index    []int
	required bool
	tag      reflect.StructTag
	typ      reflect.Type
}

// fieldsOf gives the members of the JSON of a struct, those of embedded
// structs in place.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			for _, sub := range fieldsOf(f.Type) {
				sub.index = append([]int{i}, sub.index...)
				out = append(out, sub)
			}
		case f.IsExported() && name != "-":
			out = append(out, field{name, []int{i}, !strings.Contains(opts, "omitempty"), f.Tag, f.Type})
		}
	}
	return out
}

func intTag(tag reflect.StructTag, name string, otherwise int) int {
	if s, ok := tag.Lookup(name); ok {
		n, err := strconv.Atoi(s)
		if err != nil {
			panic(err) // a tag in this program
		}
		return n
	}
	return otherwise
}

func floatTag(tag reflect.StructTag, name string, otherwise float64) float64 {
	if s, ok := tag.Lookup(name); ok {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			panic(err) // a tag in this program
		}
		return f
	}
	return otherwise
}
