// Package charts draws results of package analysis as ECharts option JSON.
//
// Every chart is built from a reading of a result, never from a log. The figures
// are those of the result, which may have been stored as JSON: the same result and
// turns give the same bytes. Without turns ([analysis.ReadingOf]) no part has
// moments, everybody sits on a circle, and the charts of single turns (timeline,
// rhythm, dimensions) say that they need them.
//
// The JSON is data only: it holds no functions, so it can be mounted under a strict
// content security policy, and every name and label in it is text, never markup.
//
// Beside what ECharts reads, every option has a key "kompas", which ECharts
// leaves alone: the title, the subtitle and the note that a page sets around
// the picture, whether it is empty, how high it wants to be, and a table that
// says the same as the picture. See [Caption].
//
// Tooltips are drawn as text ("richText"), not as HTML.
package charts

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/moments"
	"kompas/observe"
)

// Theme says on what the chart is drawn.
type Theme string

// Themes.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Options say how a chart is drawn.
type Options struct {
	Lang  string // "nl" or "en"
	Theme Theme  // empty: light
}

// chart is one of the charts: its name and how it is drawn.
type chart struct {
	name string
	draw func(*drawing) option
}

// all lists the charts in the order in which a page shows them.
func all() []chart {
	return []chart{
		{"participation", participation},
		{"sociogram", sociogram},
		{"matrix", matrix},
		{"timeline", timeline},
		{"tags", tags},
		{"transitions", transitions},
		{"flow", flow},
		{"loops", loops},
		{"effects", effects},
		{"dimensions", dimensions},
		{"shifts", shifts},
		{"rhythm", rhythm},
	}
}

// Names lists the names of the charts.
func Names() []string {
	var names []string
	for _, c := range all() {
		names = append(names, c.name)
	}
	return names
}

// ShowsDraws reports whether the chart with this name shows what is found by
// comparing the meeting with shuffled versions of itself, and so is another one
// for a result without draws.
func ShowsDraws(name string) bool {
	return slices.Contains([]string{"transitions", "flow", "loops", "effects", "shifts"}, name)
}

// Build draws the chart with this name. It fails, with an [observe.Error] that
// names the option, on an unknown name, language or theme. It runs within
// [compute.Until], which ends it when ctx is done.
func Build(ctx context.Context, name string, r *analysis.Reading, o Options) (json.RawMessage, error) {
	out, _, err := draw(ctx, name, r, o)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("chart %s: %w", name, err)
	}
	return b, nil
}

// CaptionOf gives what stands around the chart with this name, without the
// chart. It fails as Build does.
func CaptionOf(ctx context.Context, name string, r *analysis.Reading, o Options) (*Caption, error) {
	_, caption, err := draw(ctx, name, r, o)
	return caption, err
}

func draw(ctx context.Context, name string, r *analysis.Reading, o Options) (option, *Caption, error) {
	i := slices.IndexFunc(all(), func(c chart) bool { return c.name == name })
	if i < 0 {
		return nil, nil, observe.FieldError(observe.NotFound, "name", "must be one of %s; it is %q", strings.Join(Names(), ", "), name)
	}
	d, err := begin(name, o)
	if err != nil {
		return nil, nil, err
	}
	d.of(ctx, r)
	compute.Look(d.ctx)
	return d.done(all()[i].draw(d)), d.caption, nil
}

// done sets the caption beside the picture.
func (d *drawing) done(out option) option {
	d.caption.Moments = append([]moments.Moment{}, d.behind.List...)
	out["kompas"] = d.caption
	return out
}

// Caption is what a page sets around a chart; the value of the key "kompas".
type Caption struct {
	Name     string           `json:"name"`
	Title    string           `json:"title"`    // what is seen
	Subtitle string           `json:"subtitle"` // what is measured
	Note     string           `json:"note"`     // how many turns it rests on, and what to mind
	Empty    bool             `json:"empty"`    // there is nothing to draw; the chart says so
	Heights  []Height         `json:"heights"`  // the first that fits the width holds
	Table    Table            `json:"table"`
	Time     *Time            `json:"time,omitempty"` // of a chart that has the clock on an axis
	Moments  []moments.Moment `json:"moments"`        // what lies behind its parts; none of a file without a log
}

// Height is how high a chart wants to be, in px, in a container that is at
// most MaxWidth wide; 0: however wide.
type Height struct {
	MaxWidth int `json:"max_width,omitempty"`
	Height   int `json:"height"`
}

// Table says the same as the chart. Cells are text as a reader of the language
// expects it.
type Table struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Time says which axis of a chart is the clock of the meeting, and what it shows
// in full.
type Time struct {
	Axis string `json:"axis"` // "x"
	Unit string `json:"unit"` // "ms"
	From int64  `json:"from"`
	To   int64  `json:"to"`
}
