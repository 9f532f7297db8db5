package report

import (
	"cmp"
	"html/template"
	"slices"
	"strings"

	"kompas/analysis/findings"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
	"kompas/observe"
)

// noPattern is the finding of a debrief in which it was chosen to tell none.
const noPattern = "none"

// pattern is one finding and its picture; without a finding it says why there is none.
type pattern struct {
	*findings.Finding
	Proposed bool
	Says     []string
	Sure     string
	Count    string
	Steps    []step // what followed what
	Round    bool   // and the last is followed by the first
	Band     template.HTML
	Ticks    string // what is seen in it
}

// step is a word and how it leads to the next one.
type step struct {
	Tag  tag
	Less bool // seldom
	Last bool
}

// pattern returns the finding of the debrief, or the first one that is told.
func (r *report) pattern() *pattern {
	id := cmp.Or(r.chosen.Loop, r.chosen.Finding)
	out := &pattern{}
	switch {
	case id == noPattern:
		out.Says = []string{r.w.PatternWithout}
		return out
	case id != "":
		if out.Finding = r.finding(id); out.Finding == nil {
			out.Finding = r.finding(findings.OfLoop + id)
		}
		if out.Finding == nil {
			out.Says = []string{r.w.PatternGone}
			if r.options.Anonymous {
				out.Says[0] = r.w.PatternApart
			}
			return out
		}
	case len(r.found.Glance.Findings) > 0:
		out.Finding, out.Proposed = r.finding(r.found.Glance.Findings[0]), true
	}
	if out.Finding == nil {
		out.Says = []string{r.w.PatternNone, r.w.PatternNoneThen}
		return out
	}
	out.Sure = r.w.Sure[out.Confidence]
	r.picture(out)
	return out
}

func (r *report) finding(id string) *findings.Finding {
	all := r.found.All()
	i := slices.IndexFunc(all, func(f findings.Finding) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// picture draws a finding: what followed what, where it is of that, and when in the
// meeting its moments were.
func (r *report) picture(p *pattern) {
	kind, of, _ := strings.Cut(p.ID, ":")
	lead := func(nodes []string, signs []sequence.Sign) {
		for i, node := range nodes {
			p.Steps = append(p.Steps, step{Tag: r.tag(node), Less: i < len(signs) && signs[i] == sequence.Negative, Last: i == len(nodes)-1})
		}
	}
	switch kind {
	case "loop":
		p.Round = true
		for _, l := range r.Loops {
			if string(l.ID) == of {
				lead(l.Nodes, l.Signs)
				break
			}
		}
		if p.Steps == nil {
			for _, l := range r.KnownLoops {
				if l.ID == of {
					lead(l.Nodes, l.Signs)
					break
				}
			}
		}
	case "link":
		for _, l := range r.Links {
			if findings.LinkID(l) == p.ID {
				lead([]string{l.From, l.To}, []sequence.Sign{l.Sign})
			}
		}
	}
	is, otherwise := r.momentsOf(p.ID), r.momentsOf(findings.Otherwise+p.ID)
	if is == nil {
		return
	}
	p.Count = counted(is.Total, r.w.OneMoment, r.w.ManyMoments)
	if is.Total > len(is.Turns) {
		return // only the first ones are known, and a picture of these would say that it was so only then
	}
	p.Ticks = r.w.BandSays
	if otherwise != nil && otherwise.Total > len(otherwise.Turns) {
		otherwise = nil
	}
	if otherwise != nil {
		p.Ticks += " " + r.w.BandOtherwise
	}
	p.Band = r.band(r.times(is), r.times(otherwise))
}

// momentsOf returns the moments of a finding, nil when there are none.
func (r *report) momentsOf(id string) *moments.Moment {
	i := slices.IndexFunc(r.found.Moments, func(m moments.Moment) bool { return m.At.Graphic == id })
	if i < 0 {
		return nil
	}
	return &r.found.Moments[i]
}

// times returns when each moment began, in ms.
func (r *report) times(m *moments.Moment) []int64 {
	if m == nil {
		return nil
	}
	at := map[observe.Seq]int64{}
	for _, t := range r.turns {
		at[t.Seq] = t.At
	}
	out := make([]int64, 0, len(m.Turns))
	for _, turns := range m.Turns {
		out = append(out, at[turns[0]])
	}
	return out
}

// band draws the meeting from left to right, its items, and when something was so (a
// tick) and when it went otherwise (an open circle).
func (r *report) band(is, otherwise []int64) template.HTML {
	const wide, top, base = 400, 16, 38
	foot := base + 14
	if len(otherwise) > 0 {
		foot += 12
	}
	from, to := r.turns[0].At, r.turns[len(r.turns)-1].At
	x := func(at int64) float64 { return 4 + (wide-8)*float64(at-from)/float64(max(to-from, 1)) }
	out := html(`<svg class="band" viewBox="0 0 %d %d" aria-hidden="true">`, wide, foot+2)
	for i, p := range r.Selection.Phases {
		end := to
		if i+1 < len(r.Selection.Phases) {
			end = min(r.Selection.Phases[i+1].At, to)
		}
		begin := max(p.At, from)
		if end <= begin {
			continue
		}
		if i > 0 {
			out += html(`<path class="edge" d="M%.1f 0V%d"/>`, x(begin), base)
		}
		if room := int((x(end) - x(begin) - 6) / 6); room >= 4 { // letters
			out += html(`<text x="%.1f" y="10">`, x(begin)+4) + template.HTML(template.HTMLEscapeString(wording.Cut(p.Name, room))) + "</text>"
		}
	}
	out += html(`<path class="base" d="M0 %dH%d"/>`, base, wide)
	for _, at := range is {
		out += html(`<path class="tick" d="M%.1f %dV%d"/>`, x(at), top, base)
	}
	for _, at := range otherwise {
		out += html(`<circle class="other" cx="%.1f" cy="%d" r="3"/>`, x(at), base+8)
	}
	return out + html(`<text x="0" y="%d">%s</text><text x="%d" y="%d" text-anchor="end">%s</text></svg>`, foot, r.clock(from), wide, foot, r.clock(to))
}
