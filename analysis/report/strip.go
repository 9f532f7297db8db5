package report

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/observe"
)

// mostFrames is how many lines a strip has at most: a fragment of the page has fifteen.
const mostFrames = 30

// strip is a fragment as a film strip, drawn as that of the page is: a lane for each
// person, who is a shape without a name, and a line for each turn.
type strip struct {
	Proposed bool
	Says     string // why it is proposed, or that it is no longer there
	From, To string
	Turns    string
	Guides   template.HTML
	Frames   []frame
	Legend   []person
}

// frame is one line: a turn, what the whole group did, or a pause.
type frame struct {
	at    int64
	Lanes template.HTML
	Says  string // who spoke to whom, for who hears the report; empty unless it is a turn
	Tags  []tag
	Event string
}

// tag is a word as it is shown.
type tag struct{ Label, Sign, Colour string }

// person is somebody in the legend of a strip.
type person struct {
	Shape template.HTML
	Name  string
}

// strip returns the fragment of the debrief, or the first one that is proposed; nil
// where there is none.
func (r *report) strip() *strip {
	out := &strip{}
	place := func(id observe.EntryID) int {
		return slices.IndexFunc(r.turns, func(t analysis.Turn) bool { return t.ID == id })
	}
	first, last := -1, -1
	proposals := r.found.Glance.Fragments
	if f := r.chosen.Fragment; f != nil {
		first, last = place(f.From), place(f.To)
		out.Says = r.w.FragmentOwn
		for _, p := range slices.Concat(proposals, r.found.Glance.Pieces) {
			if p.From == f.From && p.To == f.To {
				out.Says = p.Text
			}
		}
		if first < 0 || last < first {
			return &strip{Says: r.w.FragmentGone}
		}
	} else if len(proposals) > 0 {
		first, last = place(proposals[0].From), place(proposals[0].To)
		out.Proposed, out.Says = true, proposals[0].Text
	}
	if first < 0 || last < first {
		return nil
	}
	last = min(last, first+mostFrames-1)
	out.From, out.To = r.clock(r.turns[first].At), r.clock(r.turns[last].At)
	r.frames(out, first, last)
	return out
}

// frames adds the lines of the turns from first to last.
func (r *report) frames(out *strip, first, last int) {
	var order []observe.PersonID // by place: the order in which they come
	places := map[observe.PersonID]int{}
	n := 0
	for i := first; i <= last; i++ {
		t := &r.turns[i]
		if t.Group != "" {
			continue
		}
		n++
		for _, who := range []observe.PersonID{t.From, t.To} {
			if _, ok := places[who]; !ok && who != observe.Everybody {
				places[who] = len(order)
				order = append(order, who)
			}
		}
	}
	out.Turns = r.w.Turns(n)
	l := lanesOf(len(order))
	out.Guides = l.guides()
	who := func(id observe.PersonID) string {
		if id == observe.Everybody || r.options.Names {
			return r.names.Person(id)
		}
		return sprintf(r.w.Shape, places[id]+1)
	}
	for i := first; i <= last; i++ {
		t := &r.turns[i]
		f := frame{at: t.At}
		if t.Group != "" {
			f.Lanes, f.Event = l.open()+"</svg>", r.w.Acts[t.Group]
		} else {
			to := -1
			if t.To != observe.Everybody {
				to = places[t.To]
			}
			f.Lanes, f.Tags = l.turn(places[t.From], to), r.tagsOf(i)
			labels := make([]string, len(f.Tags))
			for k, tag := range f.Tags {
				labels[k] = tag.Label
			}
			f.Says = sprintf(r.w.Line, who(t.From), who(t.To), strings.Join(labels, ", "))
		}
		out.Frames = append(out.Frames, f)
	}
	for _, p := range r.Selection.Pauses() {
		if p.From >= r.turns[first].At && p.From < r.turns[last].At {
			out.Frames = append(out.Frames, frame{at: p.From, Lanes: l.open() + "</svg>", Event: strings.ToLower(r.w.Pause)})
		}
	}
	slices.SortStableFunc(out.Frames, func(a, b frame) int { return cmp.Compare(a.at, b.at) })
	if r.options.Names {
		for place, id := range order {
			out.Legend = append(out.Legend, person{`<svg viewBox="-12 -12 24 24" aria-hidden="true">` + shape(place, 0, 0, false) + "</svg>", r.names.Person(id)})
		}
	}
}

// tagsOf returns the words of a turn, by its place in the list.
func (r *report) tagsOf(i int) []tag {
	turns := &r.Selection.Turns
	var out []tag
	add := func(k int32) {
		if k >= 0 {
			out = append(out, r.tag(string(r.Selection.Tags[k].ID)))
		}
	}
	add(turns.Tag[i])
	if turns.Also != nil {
		for _, k := range turns.Also[i] {
			add(k)
		}
	}
	if out == nil {
		return []tag{{Label: r.w.Untagged}}
	}
	return out
}

// tag returns how a word or word group is shown: with its own colour and sign, or those
// of its group.
func (r *report) tag(code string) tag {
	out := tag{Label: r.names.Code(code), Sign: "•"}
	book := r.Selection.Codebook
	if book == nil {
		return out
	}
	of := func(list []observe.Tag, id observe.TagID) *observe.Tag {
		if i := slices.IndexFunc(list, func(t observe.Tag) bool { return t.ID == id }); i >= 0 {
			return &list[i]
		}
		return &observe.Tag{}
	}
	t := of(book.Tags, observe.TagID(code))
	family := of(book.Families, cmp.Or(t.Family, observe.TagID(code)))
	out.Sign = cmp.Or(t.Sign, family.Sign, out.Sign)
	if c := cmp.Or(t.Colour, family.Colour); colour.Is(c) {
		out.Colour = c
	}
	return out
}

// lanes is the drawing of a line, in units of its own: the width of a lane depends on
// how many there are.
type lanes struct{ n, lane, width int }

const high = 26 // of a line

func lanesOf(people int) lanes {
	l := lanes{n: people, lane: 30}
	all := max(people, 2)
	if all > 6 {
		l.lane = 24
	}
	l.width = all * l.lane
	return l
}

func (l lanes) x(place int) float64 { return (float64(place) + 0.5) * float64(l.lane) }

func (l lanes) open() template.HTML {
	return html(`<svg class="lanes" viewBox="0 0 %d %d" style="--wide:%.3f" aria-hidden="true">`, l.width, high, float64(l.width)/high)
}

// guides draws a line behind the strip for each lane.
func (l lanes) guides() template.HTML {
	out := html(`<svg class="guides lanes" viewBox="0 0 %d 1" style="--wide:%.3f" preserveAspectRatio="none" aria-hidden="true">`, l.width, float64(l.width)/high)
	for p := range l.n {
		out += html(`<path d="M%g 0V1"/>`, l.x(p))
	}
	return out + "</svg>"
}

// turn draws who spoke, and to whom: a place, or -1 for the group.
func (l lanes) turn(from, to int) template.HTML {
	const y = high / 2
	out := l.open()
	if to < 0 {
		out += html(`<path class="arrow" d="M%g %dH%g"/>`, l.x(0), y, l.x(l.n-1))
		for p := range l.n {
			if p != from {
				out += html(`<circle class="to" cx="%g" cy="%d" r="3"/>`, l.x(p), y)
			}
		}
	} else {
		sign := -1.0
		if to > from {
			sign = 1
		}
		tip := l.x(to) - sign*10
		out += html(`<path class="arrow" d="M%g %dH%g"/><path class="head" d="M%g %dl%g-4.5v9z"/>`, l.x(from), y, tip-sign*4, tip, y, -sign*7)
		out += shape(to, l.x(to), y, true)
	}
	return out + shape(from, l.x(from), y, false) + "</svg>"
}

// shapes stand for people, around the origin, about 20 wide. They differ without colour,
// and are those of the page (pages/review/shapes.tsx).
var shapes = []template.HTML{
	`<circle r="9"/>`, `<path d="M-8-8H8V8H-8z"/>`, `<path d="M0-10 10 8H-10z"/>`, `<path d="M0-11 8 0 0 11-8 0z"/>`,
	`<path d="M-3-10H3V-3H10V3H3V10H-3V3H-10V-3H-3z"/>`, `<path d="M0 10-10-8H10z"/>`,
	`<path d="M0-11 2.6-3.6H10.5L4.2 1.2 6.5 9 0 4.3-6.5 9-4.2 1.2-10.5-3.6H-2.6z"/>`, `<path d="M-11-4.5H11V4.5H-11z"/>`,
}

// shape draws the shape of the person at a place of the strip; after eight people the
// shapes come again with a hole. Who is spoken to is drawn in outline.
func shape(place int, x, y float64, to bool) template.HTML {
	class, scale := "from", template.HTML("")
	if to {
		class, scale = "to", ` transform="scale(0.8)"`
	}
	out := html(`<g class="%s" transform="translate(%g %g)">`, class, x, y) + "<g" + scale + ">" + shapes[place%len(shapes)] + "</g>"
	switch place / len(shapes) {
	case 0:
	case 1:
		out += `<circle class="hole" r="3.5"/>`
	default:
		out += `<circle class="hole" r="1.8"/>`
	}
	return out + "</g>"
}

// html writes markup. The arguments are numbers and words of this package, never what
// somebody wrote.
func html(format string, args ...any) template.HTML {
	return template.HTML(fmt.Sprintf(format, args...))
}
