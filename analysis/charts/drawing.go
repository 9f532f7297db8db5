package charts

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"kompas/analysis"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/charts/words"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Short names, since options of charts are full of them.
type (
	option = echarts.Option
	list   = echarts.List
)

// drawing is the state in which a chart is drawn. The charts of trends and of two
// observers have no reading.
type drawing struct {
	ctx context.Context
	*analysis.Reading
	palette
	texts    *words.Texts
	names    *wording.Names
	codebook observe.Codebook   // empty where the reading has none
	behind   *moments.Collector // the turns behind the parts of the chart
	lang     string
	zone     *time.Location // of dates
	caption  *Caption
	persons  map[observe.PersonID]person
	tags     map[observe.TagID]tagStyle

	families map[observe.TagID]int // by tag or family: the place of its family in the codebook

	loop          string           // which loop to draw
	turns, tagged int              // how many turns of persons there are, and how many have a tag
	only          observe.PersonID // whose own turns these are, where somebody noted no others
	mute          bool             // the chart must say nothing: these are somebody's own turns
}

// person is how a participant is shown in all charts.
type person struct {
	index    int
	name     string
	initials string
	tint     string
}

// tagStyle is how a tag is shown in all charts.
type tagStyle struct {
	index  int // its place in the order of the codebook
	label  string
	colour string
	sign   string
}

// withoutTurns reports whether the reading is that of a stored result, which has
// figures but no turns.
func (d *drawing) withoutTurns() bool { return d.turns > 0 && len(d.behind.Turns()) == 0 }

// begin starts a drawing. It fails, with an [observe.Error] that names the
// option, on an unknown language or theme.
func begin(name string, o Options) (*drawing, error) {
	if o.Theme == "" {
		o.Theme = Light
	}
	palette, ok := palettes()[o.Theme]
	if !ok {
		return nil, observe.FieldError(observe.Invalid, "theme", `must be "light" or "dark"; it is %q`, o.Theme)
	}
	texts, err := words.In(o.Lang)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(o.Zone)
	if err != nil {
		return nil, observe.FieldError(observe.Invalid, "tz", "must be the IANA name of a time zone; it is %q", o.Zone)
	}
	return &drawing{palette: palette, texts: texts, lang: o.Lang, zone: zone, loop: o.Loop, behind: &moments.Collector{},
		persons: map[observe.PersonID]person{}, tags: map[observe.TagID]tagStyle{}, families: map[observe.TagID]int{},
		caption: &Caption{Name: name, Table: Table{Columns: []string{}, Rows: [][]string{}}}}, nil
}

// of sets the reading that is drawn. Drawing stops when ctx is done, as
// [compute.Until] describes.
func (d *drawing) of(ctx context.Context, r *analysis.Reading) {
	d.ctx, d.Reading, d.behind = ctx, r.OfThosePresent(), moments.Of(ctx, r)
	d.turns, d.tagged = r.OfPersons()
	d.only = r.OnlyOne()
	for i, who := range d.Participants {
		d.persons[who.ID] = person{i, who.Name, initials(who.Name), d.tints[i%len(d.tints)]}
	}
	used := make([]observe.TagID, len(r.Tags))
	for i, t := range r.Tags {
		used[i] = t.Tag
	}
	if book := r.Selection.Codebook; book != nil {
		d.codebook = *book
	}
	d.names = d.texts.NamesOf(d.Participants, &d.codebook, used)
	d.styleTags(&d.codebook, used)
}

// common returns the options that all charts share: no animation, the type of the
// page, tooltips as text, and a description for screen readers.
func (d *drawing) common() option {
	return option{
		"animation":       false,
		"backgroundColor": "transparent",
		"textStyle":       option{"fontFamily": fontFamily, "color": d.ink, "fontSize": 14},
		"tooltip": option{
			"show": true, "renderMode": "richText", "confine": true, "transitionDuration": 0,
			"backgroundColor": d.raised, "borderColor": d.line,
			"textStyle": option{"color": d.ink, "fontFamily": fontFamily, "fontSize": 14},
		},
		"aria": option{"enabled": true, "label": option{"description": d.describe()}},
	}
}

// describe returns the description of the chart for screen readers: its caption
// and the first rows of its table.
func (d *drawing) describe() string {
	parts := []string{d.caption.Title, d.caption.Subtitle, d.caption.Note}
	for i, row := range d.caption.Table.Rows {
		if i == 12 {
			break
		}
		parts = append(parts, strings.Join(row, ", "))
	}
	text := ""
	for _, p := range parts {
		if p = strings.TrimRight(p, ". "); p != "" {
			text += p + ". "
		}
	}
	return strings.TrimSpace(text)
}

// empty returns a chart that shows only why there is nothing to draw.
func (d *drawing) empty(why string) option {
	d.caption.Empty = true
	d.heights(200)
	d.caption.Note = why
	return option{
		"animation":       false,
		"backgroundColor": "transparent",
		"series":          list{},
		"aria":            option{"enabled": true, "label": option{"description": d.describe()}},
		"title": option{
			"text": why, "left": "50%", "top": "middle", "textAlign": "center",
			"textStyle": option{"color": d.quiet, "fontFamily": fontFamily, "fontSize": 16,
				"fontWeight": "normal", "lineHeight": 24, "width": 300, "overflow": "break"},
		},
	}
}

// ownTurnsOnly returns a chart that says that it has nothing to say of a meeting of
// which somebody noted only their own turns: they tell nothing of the others.
func (d *drawing) ownTurnsOnly() option {
	d.caption.Table.Rows, d.caption.Loops, d.caption.Time, d.caption.Method, d.behind.List = [][]string{}, nil, nil, "", nil
	if d.turns == 0 {
		return d.empty(d.texts.NoTurns)
	}
	return d.empty(fmt.Sprintf(d.texts.OwnOnly, d.names.Person(d.only)))
}

// heights sets one height for all widths, or a first one for narrow and a second
// one for wide containers, in px.
func (d *drawing) heights(h ...int) {
	if len(h) == 1 {
		d.caption.Heights = []Height{{Height: h[0]}}
		return
	}
	d.caption.Heights = []Height{{MaxWidth: narrow, Height: h[0]}, {Height: h[1]}}
}

// Widths of a container, in px, up to which a chart is drawn for a phone, and for
// a small window.
const (
	narrow = 520
	medium = 900
)

// textWidth estimates the width of a text of this size, in px.
func textWidth(s string, size float64) float64 { return 0.56 * size * float64(len([]rune(s))) }

// widest estimates the width of the widest text, in px, with a small margin.
func widest(texts []string, size float64) int {
	w := 0.0
	for _, t := range texts {
		w = max(w, textWidth(t, size))
	}
	return max(int(w)+12, 44)
}

// nameWidth returns media queries that give a category axis at the side the width
// of the names on it, but at most phone or page px. Names that do not fit are
// shortened.
func (d *drawing) nameWidth(names []string, phone, page int) (media list) {
	at := func(most int) option {
		shown := d.fitting(names, most)
		return option{"yAxis": list{option{"data": asText(shown), "axisLabel": option{"width": min(widest(shown, 14), most)}}}}
	}
	return list{option{"query": option{"maxWidth": narrow}, "option": at(phone)}, option{"option": at(page)}}
}

// fitting returns the names, or first names where the full ones are wider than
// most px and the first ones still tell people apart.
func (d *drawing) fitting(names []string, most int) []string {
	if widest(names, 14) <= most {
		return names
	}
	people := map[string]bool{}
	for _, p := range d.Participants {
		people[p.Name] = true
	}
	short, seen := make([]string, len(names)), map[string]bool{}
	for i, name := range names {
		short[i] = name
		if people[name] {
			short[i] = d.firstName(name)
		}
		seen[short[i]] = true
	}
	if len(seen) < len(names) {
		return names
	}
	return short
}

// asText returns names as labels of an axis.
func asText(names []string) list {
	var out list
	for _, name := range names {
		out = append(out, echarts.Plain(name))
	}
	return out
}

// nextRow is the index of the row that is added next.
func (d *drawing) nextRow() int { return len(d.caption.Table.Rows) }

// row adds a row to the table of the caption.
func (d *drawing) row(cells ...string) { d.caption.Table.Rows = append(d.caption.Table.Rows, cells) }

// initials returns one or two letters or digits that stand for a name: those of
// its first and last word, or the first two of a single word.
func initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	switch {
	case len(words) == 0:
		return "·"
	case len(words) == 1:
		r := []rune(words[0])
		if len(r) > 3 && unicode.IsDigit(r[len(r)-1]) { // for a code such as me013, whose end differs from person to person
			return string(r[len(r)-2:])
		}
		return strings.ToUpper(string(r[:1])) + string(r[1:min(2, len(r))])
	}
	first, last := []rune(words[0]), []rune(words[len(words)-1])
	return strings.ToUpper(string(first[:1]) + string(last[:1]))
}

// percent writes a proportion; a dash where it is not defined.
func percent(v *float64) string {
	if v == nil {
		return "–"
	}
	return wording.Percent(*v)
}

// firstName returns the first word of a name, cut to fit on a phone.
func (d *drawing) firstName(name string) string {
	if words := strings.Fields(name); len(words) > 0 {
		return wording.Cut(words[0], 11)
	}
	return name
}
