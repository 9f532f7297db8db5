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

// Theme is the kind of page that a chart is drawn on.
type Theme string

// Themes.
const (
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Options say how a chart is drawn.
type Options struct {
	Lang  string // "nl" or "en"
	Theme Theme  // Light when empty
	Zone  string // the IANA name of the time zone of dates; UTC when empty
	Loop  string // the id of the loop that the chart of loops draws; the surest one when empty
}

// chart is a chart of one meeting: its name, the function that draws it, and whether
// it shows something of a meeting in which somebody noted only their own turns.
type chart struct {
	name string
	draw func(*drawing) option
	own  bool
}

// all lists the charts in the order of the API; a page may show some apart. A new
// chart needs a file of its own, named after it, and a line here; a place in
// [ShowsDraws] when it shows what draws find; its words in words/en.go and
// words/nl.go; and its title in the page's messages (messages/en.ts, nl.ts).
func all() []chart {
	return []chart{
		{"participation", participation, true},
		{"sociogram", sociogram, false},
		{"matrix", matrix, false},
		{"timeline", timeline, true},
		{"tags", tags, true},
		{"transitions", transitions, false},
		{"flow", flow, false},
		{"loops", loops, false},
		{"effects", effects, false},
		{"dimensions", dimensions, false},
		{"shifts", shifts, false},
		{"rhythm", rhythm, false},
	}
}

// Names lists the names of the charts, in the order of the API.
func Names() []string {
	var names []string
	for _, c := range all() {
		names = append(names, c.name)
	}
	return names
}

// ShowsDraws reports whether the chart with this name shows what is found by
// comparing the meeting with shuffled versions of itself. Without draws such a
// chart shows less.
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

// CaptionOf returns what a page sets around the chart with this name, without the
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
	d.mute = d.only != "" && !all()[i].own
	out := all()[i].draw(d)
	if d.mute {
		out = d.ownTurnsOnly()
	}
	return d.done(out), d.caption, nil
}

// done adds the caption to the option of the chart.
func (d *drawing) done(out option) option {
	d.caption.Moments = append([]moments.Moment{}, d.behind.List...)
	out["kompas"] = d.caption
	return out
}

// Caption is what a page sets around a chart. It is the value of the key
// "kompas".
type Caption struct {
	Name     string           `json:"name"`
	Title    string           `json:"title"`    // what the picture shows; a finding where there are enough turns
	Subtitle string           `json:"subtitle"` // what is measured
	Note     string           `json:"note"`     // how many turns it rests on, and warnings
	Empty    bool             `json:"empty"`    // there is nothing to draw; Note says why
	Heights  []Height         `json:"heights"`  // use the first whose MaxWidth is not exceeded
	Table    Table            `json:"table"`
	Time     *Time            `json:"time,omitempty"`   // only of charts with the clock of the meeting on an axis
	Loops    []LoopStory      `json:"loops,omitempty"`  // only of the chart of loops: all that were found, the surest first
	Method   string           `json:"method,omitempty"` // how the figures were computed, for those who want to know
	Moments  []moments.Moment `json:"moments"`          // the turns behind its parts; empty for a file, which has no log
}

// Height is the height that a chart needs, in px, when its container is at most
// MaxWidth px wide. A MaxWidth of 0 stands for any width.
type Height struct {
	MaxWidth int `json:"max_width,omitempty"`
	Height   int `json:"height"`
}

// Table has the figures of the chart as text, written as readers of the language
// expect.
type Table struct {
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

// Time names the axis of a chart that is the clock of the meeting, and the range
// of it that the chart shows, in ms.
type Time struct {
	Axis string `json:"axis"` // "x"
	Unit string `json:"unit"` // "ms"
	From int64  `json:"from"`
	To   int64  `json:"to"`
}
