package allowance

import (
	"reflect"
	"unicode/utf8"
)

// JSONSize estimates how many bytes the JSON of a value has; the estimate is rather
// too high than too low. Counting stops soon after most is passed.
func JSONSize(v any, most int) int { return sizeOf(reflect.ValueOf(v), most) }

func sizeOf(v reflect.Value, most int) (n int) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return len("null")
		}
		return sizeOf(v.Elem(), most)
	case reflect.Struct:
		n = 2
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				n += len(f.Name) + 6 + sizeOf(v.Field(i), most)
			}
		}
		return n
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return 2 + v.Len()*4/3
		}
		n = 2
		for i := 0; i < v.Len() && n <= most; i++ {
			n += 1 + sizeOf(v.Index(i), most)
		}
		return n
	case reflect.Map:
		n = 2
		for it := v.MapRange(); it.Next() && n <= most; {
			n += 2 + sizeOf(it.Key(), most) + sizeOf(it.Value(), most)
		}
		return n
	case reflect.String:
		n = 2
		for _, r := range v.String() { // an escaped character takes six bytes
			if r < ' ' || r == '<' || r == '>' || r == '&' || r == '"' || r == '\\' || r == '\u2028' || r == '\u2029' {
				n += 6
			} else {
				n += utf8.RuneLen(r)
			}
		}
		return n
	case reflect.Float64, reflect.Float32:
		return 18
	}
	return len("false") + 3 // true and false, and numbers, which are mostly small
}
