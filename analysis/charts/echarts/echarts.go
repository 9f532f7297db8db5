// Package echarts has the values that options of ECharts are made of, and merges
// them with what the go-echarts library makes of a chart.
package echarts

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
)

// Option is an object in an option of ECharts; List is an array in it.
type (
	Option map[string]any
	List   []any
)

// Chart is a chart of go-echarts.
type Chart interface {
	Validate()
	JSON() map[string]any
}

// Build returns the option of a chart with what the structs of go-echarts cannot say
// laid over it, as [Merge] does: they leave out zero values, and know neither
// "media" nor "graphic".
func Build(c Chart, over Option) Option {
	c.Validate()
	b, err := json.Marshal(c.JSON())
	if err != nil { // only NaN and infinities cannot be written, and results have none
		panic(fmt.Sprintf("echarts: %v", err))
	}
	var base map[string]any
	if err := json.Unmarshal(b, &base); err != nil {
		panic(fmt.Sprintf("echarts: %v", err))
	}
	for _, empty := range []string{"legend", "title", "toolbox", "tooltip", "color"} {
		delete(base, empty) // defaults of the library that charts set themselves
	}
	return Merge(base, over)
}

// Merge lays one object over another, which it changes: objects in them are merged
// key by key, arrays of objects element by element, and nil takes a key away.
func Merge(base map[string]any, over Option) Option {
	out := Option(base)
	for k, v := range over {
		switch v := v.(type) {
		case nil:
			delete(out, k)
		case Option:
			switch b := out[k].(type) {
			case map[string]any: // as it came from JSON
				out[k] = Merge(b, v)
			case Option:
				out[k] = Merge(maps.Clone(b), v)
			default:
				out[k] = v
			}
		case List:
			b, ok := out[k].([]any)
			if !ok {
				out[k] = v
				continue
			}
			for i, e := range v {
				o, isObject := e.(Option)
				if i < len(b) && isObject {
					if inner, ok := b[i].(map[string]any); ok {
						b[i] = Merge(inner, o)
						continue
					}
				}
				if i < len(b) {
					b[i] = e
				} else {
					b = append(b, e)
				}
			}
			out[k] = b
		default:
			out[k] = v
		}
	}
	return out
}

// Series returns a series of this type for go-echarts. Its data is our own, since
// that of go-echarts leaves out zero values.
func Series(kind, name string, data any) charts.SingleSeries {
	return charts.SingleSeries{Type: kind, Name: name, Data: data}
}

// Plain keeps a text from being read as a template of ECharts, which knows
// "{b}" and "{style|text}": an invisible joiner follows each brace.
func Plain(s string) string { return strings.ReplaceAll(s, "{", "{\u2060") }

// Round rounds a coordinate to so many decimals: options are short, and the same on
// every machine.
func Round(v float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(v*p) / p
}
