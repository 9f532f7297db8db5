package charts

import (
	"kompas/analysis/charts/colour"
	"kompas/observe"
)

// fontFamily is the typeface of the page, followed by its fallbacks. ECharts writes it
// into an SVG between double quotes, without changing those in it.
const fontFamily = "'Atkinson Hyperlegible Next', 'Atkinson Hyperlegible', system-ui, sans-serif"

// palette is the colours of one theme. Only data has a colour of its own;
// everything else is paper and ink.
type palette struct {
	paper, raised, ink, quiet, line, accent string

	tints []string // of persons: neutral, since initials tell them apart
	more  string   // for what happens more often than by chance
	less  string   // for what happens less often
	none  string   // for neither
	tags  []string // for tags without a colour of their own
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

// styleTags decides how every tag and family of the codebook is shown. A tag has
// its own colour; without one it gets a step of the colour of its family, or one
// of the palette. In the dark theme colours are lightened until they can be seen.
// Used are the tags that occur; those that are not in the codebook get a style,
// too.
func (d *drawing) styleTags(book *observe.Codebook, used []observe.TagID) {
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
		style := tagStyle{index: len(d.tags), label: d.texts.Label(t.Labels, string(t.ID)), colour: t.Colour, sign: t.Sign}
		if t.Family != "" && d.placeOfFamily(t.ID) >= 0 {
			f := book.Families[d.families[t.ID]]
			if style.colour == "" || style.colour == f.Colour {
				style.colour = colour.Step(f.Colour, steps[t.Family])
			}
			if style.sign == "" {
				style.sign = f.Sign
			}
			steps[t.Family]++
		}
		if !colour.Is(style.colour) {
			style.colour = d.loose(next)
			next++
		} else if d.dark {
			style.colour = colour.Readable(style.colour, d.paper, 4)
		}
		d.tags[t.ID] = style
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

// loose returns a colour for the n-th tag that has none, counted from 0: one of
// the palette or, when all of them are taken, a step of one that can still be
// seen on paper.
func (d *drawing) loose(n int) string {
	colours := d.palette.tags
	hue, round := colours[n%len(colours)], n/len(colours)
	if round == 0 {
		return hue
	}
	return colour.Readable(colour.Step(hue, round), d.paper, 3)
}

// onShade returns the ink for a cell of this shade, or the quiet ink of the page
// when the cell is transparent.
func (d *drawing) onShade(shade string) string {
	if !colour.Is(shade) {
		return d.quiet
	}
	return colour.InkOn(shade)
}

// tagStyle returns how a tag is shown. The empty id stands for turns without a
// tag.
func (d *drawing) tagStyle(id observe.TagID) tagStyle {
	if l, ok := d.tags[id]; ok {
		return l
	}
	return tagStyle{index: len(d.tags), label: d.texts.Untagged, colour: colour.Between(d.line, d.quiet, 0.35)}
}

func (d *drawing) label(id observe.TagID) string { return d.tagStyle(id).label }

// placeOfFamily returns the place in the codebook of the family of a tag, or -1
// when it has none. A family counts as its own member.
func (d *drawing) placeOfFamily(tag observe.TagID) int {
	if i, ok := d.families[tag]; ok {
		return i
	}
	return -1
}

// labelled returns the label of a tag with its sign, so that colour is never the
// only difference.
func (l tagStyle) labelled() string {
	if l.sign == "" {
		return l.label
	}
	return l.sign + " " + l.label
}

// barTint returns the tint of a person, made strong enough for a bar on paper.
func (d *drawing) barTint(p person) string {
	tint := p.tint
	if tint == "" {
		tint = d.tints[0]
	}
	return colour.Between(tint, d.quiet, 0.45)
}
