package charts

import (
	"fmt"
	"math"
	"strconv"

	"kompas/observe"
)

// fontFamily is the page's type, with what stands in for it.
const fontFamily = `"Atkinson Hyperlegible Next", "Atkinson Hyperlegible", system-ui, sans-serif`

// palette is the colours of one theme. Data is the only colour: what is not
// data is paper and ink.
type palette struct {
	paper, raised, ink, quiet, line, accent string

	tints []string // of persons; neutral, told apart by initials
	more  string   // happens more often than by chance
	less  string   // happens less often
	none  string   // neither
	tags  []string // of tags without a colour of their own
	dark  bool
}

func palettes() map[Theme]palette {
	return map[Theme]palette{
		Light: {
			paper: "#FBFAF6", raised: "#FFFFFF", ink: "#1E2227", quiet: "#5A616A", line: "#E3DFD5", accent: "#2B5C8A",
			tints: []string{"#E9E4D8", "#DAD5C9", "#E3E1DD", "#D3D0C8", "#EDE9E1", "#CCC8BD"},
			more:  "#2B5C8A", less: "#A8452F", none: "#F1EEE6",
			tags: []string{"#1F77B4", "#A65E1E", "#2E7D5B", "#7452B8", "#B4483A", "#4C6A92", "#8A6D00", "#9A4C86", "#0F7C7E", "#6B7280"},
		},
		Dark: {
			paper: "#15171A", raised: "#1D2024", ink: "#ECE9E1", quiet: "#A5ABB3", line: "#2D3137", accent: "#8FB8DF", dark: true,
			tints: []string{"#3A3E45", "#474B52", "#33373D", "#50545B", "#2E3238", "#5A5E65"},
			more:  "#8FB8DF", less: "#E39A86", none: "#22262B",
			tags: []string{"#6FB0E0", "#D9975A", "#6DBB98", "#B198E6", "#E58E80", "#93AED1", "#D3B64A", "#D08EBE", "#5CC0C2", "#A5ABB3"},
		},
	}
}

// lookTags gives every code of the codebook its look: the colour of the tag,
// else that of its family in a step of its own, else one of the palette. In
// the dark a colour is lightened until it can be seen. Used are tags that occur,
// also those that the codebook does not have.
func (d *drawing) lookTags(book *observe.Codebook, used []observe.TagID) {
	if book == nil {
		return
	}
	for i, f := range book.Families {
		d.families[f.ID] = i
	}
	members := make([][]observe.Tag, len(book.Families))
	for _, t := range book.Tags {
		if i, ok := d.families[t.Family]; ok {
			d.families[t.ID] = i
			members[i] = append(members[i], t)
		}
	}
	steps := map[observe.TagID]int{}
	next := 0
	add := func(t observe.Tag) {
		if _, ok := d.tags[t.ID]; ok {
			return
		}
		look := tagLook{index: len(d.tags), label: d.words.Label(t.Labels, string(t.ID)), colour: t.Colour, sign: t.Sign}
		if t.Family != "" && d.placeOfFamily(t.ID) >= 0 {
			f := book.Families[d.families[t.ID]]
			if look.colour == "" || look.colour == f.Colour {
				look.colour = step(f.Colour, steps[t.Family])
			}
			if look.sign == "" {
				look.sign = f.Sign
			}
			steps[t.Family]++
		}
		if _, ok := parseColour(look.colour); !ok {
			look.colour = d.loose(next)
			next++
		} else if d.dark {
			look.colour = readable(look.colour, d.paper, 4)
		}
		d.tags[t.ID] = look
	}
	for i, f := range book.Families {
		add(f)
		for _, t := range members[i] {
			add(t)
		}
	}
	for _, t := range book.Tags { // those without a family
		add(t)
	}
	for _, id := range used {
		add(observe.Tag{ID: id})
	}
}

// loose gives the n-th tag without a colour one of the palette, and when all of
// them are taken a step of one, which can still be seen on paper.
func (d *drawing) loose(n int) string {
	colours := d.palette.tags
	colour, round := colours[n%len(colours)], n/len(colours)
	if round == 0 {
		return colour
	}
	return readable(step(colour, round), d.paper, 3)
}

// rgb is a colour with parts from 0 to 1.
type rgb [3]float64

func parseColour(s string) (rgb, bool) {
	if len(s) != 7 || s[0] != '#' {
		return rgb{}, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return rgb{}, false
	}
	return rgb{float64(v>>16) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}, true
}

func (c rgb) String() string {
	b := func(v float64) int { return int(math.Round(min(max(v, 0), 1) * 255)) }
	return fmt.Sprintf("#%02X%02X%02X", b(c[0]), b(c[1]), b(c[2]))
}

// mix gives the colour a part t of the way from c to o.
func (c rgb) mix(o rgb, t float64) rgb {
	return rgb{c[0] + (o[0]-c[0])*t, c[1] + (o[1]-c[1])*t, c[2] + (o[2]-c[2])*t}
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	l := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := c[i] / 12.92
		if c[i] > 0.04045 {
			v = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
		l += weight * v
	}
	return l
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b rgb) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// step gives the n-th of a family's colours: its own, then darker and lighter
// ones in turn.
func step(colour string, n int) string {
	c, ok := parseColour(colour)
	if !ok || n == 0 {
		return colour
	}
	amount := 0.22 * float64((n+1)/2)
	if n%2 == 1 {
		return c.mix(rgb{0, 0, 0}, min(amount, 0.5)).String()
	}
	return c.mix(rgb{1, 1, 1}, min(amount, 0.45)).String()
}

// readable moves a colour away from the paper until it has that contrast.
func readable(colour, paper string, least float64) string {
	c, _ := parseColour(colour)
	p, _ := parseColour(paper)
	to := rgb{1, 1, 1}
	if p.luminance() > 0.5 {
		to = rgb{0, 0, 0}
	}
	for t := 0.0; t < 1; t += 0.05 {
		if m := c.mix(to, t); contrast(m, p) >= least {
			return m.String()
		}
	}
	return to.String()
}

// onColour gives the ink that reads best on a colour.
func (d *drawing) onColour(colour string) string {
	c, ok := parseColour(colour)
	if ok && contrast(c, rgb{1, 1, 1}) >= contrast(c, rgb{0.07, 0.08, 0.09}) {
		return "#FFFFFF"
	}
	return "#15171A"
}

// between mixes two colours of the palette.
func between(a, b string, t float64) string {
	x, _ := parseColour(a)
	y, _ := parseColour(b)
	return x.mix(y, t).String()
}
