package charts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/charts/loopdiagram"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/observe"
)

// How many loops of each status are drawn at most. The table has all of them.
const (
	maxWhole  = 6
	maxSide   = 3
	maxPieces = 4
)

// loops draws the feedback structure as a causal loop diagram: see package
// loopdiagram. Known loops that were found are drawn with the others. Those that are
// less sure, or that the talk did not complete, are dashed and pale. Places
// are in px, so the diagram is drawn once for each of three widths. Each part has
// a name, the same at all widths, by which the moments of the caption refer to
// it.
func loops(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.loopsTitle, w.loopsSub
	d.caption.Table.Columns = []string{w.loop, w.kind, w.seen, w.status}
	told, links := d.ToldLoops(), d.ToldLinks()
	switch {
	case d.Interactions == 0:
		return d.empty(w.NoTurns)
	case len(told)+len(links) == 0 && d.Sequence.Draws == 0:
		return d.empty(w.NoDraws)
	case len(told)+len(links) == 0:
		d.caption.Title = w.loopsNone
		return d.empty(w.noLoops)
	}
	for _, l := range told {
		d.row(d.names.Loop(l.Nodes, l.Signs), d.kindOf(l.Loop), strconv.Itoa(l.EvidenceTotal), d.sureOf(l))
	}
	drawn := loopsToDraw(told)
	d.loopsNote(len(told), len(drawn))
	d.noteFew()
	d.loopsFinding(told)
	if slices.ContainsFunc(drawn, func(l sequence.Loop) bool { return l.Status != sequence.Whole }) {
		d.caption.Subtitle += " " + w.loopsDashed
	}
	for i := range d.KnownLoops {
		if l := &d.KnownLoops[i]; l.Is(sequence.PossibleLoop) {
			for _, k := range l.Links {
				links = append(links, l.LinkOf(k))
			}
		}
	}

	sizes := []struct {
		below int // the widest container, in px; 0: any
		loopdiagram.Canvas
	}{
		{narrow, loopdiagram.Canvas{Width: 328, Height: 560, RX: 92, RY: 200, Disc: 11, Text: 13, Reach: 68}},
		{840, loopdiagram.Canvas{Width: 520, Height: 560, RX: 150, RY: 196, Disc: 14, Text: 14, Reach: 104}},
		{0, loopdiagram.Canvas{Width: 800, Height: 660, RX: 240, RY: 238, Disc: 17, Text: 15, Reach: 136}},
	}
	figure := loopdiagram.Figure{Ring: d.ring(drawn), Word: d.loopWord, Links: links, Loops: drawn}
	style := loopdiagram.Style{Paper: d.paper, Ink: d.ink, More: d.more, Less: d.less, Font: fontFamily}
	var media list
	for i, size := range sizes {
		d.caption.Heights = append(d.caption.Heights, Height{MaxWidth: size.below, Height: size.Height})
		g := loopdiagram.New(d.ctx, figure, style, size.Canvas)
		if i == 0 {
			d.loopMoments(g, drawn)
			if d.hasOtherWords(figure.Ring, g.Codes()) {
				d.caption.Subtitle += " " + w.loopsDots
			}
		}
		drawnAt := option{"graphic": option{"elements": list{g.Option()}}}
		if size.below == 0 {
			media = append(media, option{"option": drawnAt})
			continue
		}
		media = append(media, option{"query": option{"maxWidth": size.below}, "option": drawnAt})
	}
	// ECharts applies every query that holds, in order, so the queries must exclude
	// each other.
	media[1].(option)["query"].(option)["minWidth"] = narrow + 1
	c := charts.NewGraph()
	return echarts.Build(c, echarts.Merge(d.common(), option{"series": list{}, "tooltip": nil, "media": media}))
}

// loopsNote notes how many links stand out and how many loops they close, and how many
// of the known loops were found.
func (d *drawing) loopsNote(told, drawn int) {
	w, explored := d.texts, len(d.Loops)
	var notes []string
	if n := len(d.Links); n > 0 {
		closed := w.noLoop
		switch {
		case explored == 1:
			closed = w.oneLoop
		case explored > 1:
			closed = fmt.Sprintf(w.manyLoops, explored)
		}
		if n == 1 {
			notes = append(notes, fmt.Sprintf(w.linkCloses, closed))
		} else {
			notes = append(notes, fmt.Sprintf(w.linksClose, n, closed))
		}
	}
	if n := d.KnownFound(); n > 0 {
		notes = append(notes, fmt.Sprintf(w.knownLoops, d.Sought(), n))
	}
	if drawn < told {
		notes = append(notes, fmt.Sprintf(w.loopsShown, drawn))
	}
	d.caption.Note = strings.Join(notes, " ")
}

// loopsFinding makes the number of loops that are sure the title.
func (d *drawing) loopsFinding(told []sequence.ToldLoop) {
	w, feed, steady, perhaps := d.texts, 0, 0, 0
	for _, l := range told {
		switch {
		case l.Status != sequence.Whole:
			if l.Known != nil {
				perhaps++
			}
		case l.Kind == sequence.Balancing:
			steady++
		default:
			feed++
		}
	}
	switch {
	case feed+steady == 0 && perhaps > 0:
		d.finding("%s", w.loopsPerhaps)
	case feed+steady == 0:
		d.finding("%s", w.loopsNone)
	case steady == 0 && feed == 1:
		d.finding("%s", w.feedFound)
	case feed == 0 && steady == 1:
		d.finding("%s", w.steadyFound)
	case steady == 0:
		d.finding(w.feedsFound, feed)
	case feed == 0:
		d.finding(w.steadiesFound, steady)
	default:
		d.finding(w.loopsFound, feed+steady)
	}
}

// loopsToDraw returns the surest loops of each status. They come in that order.
func loopsToDraw(told []sequence.ToldLoop) (out []sequence.Loop) {
	left := map[sequence.Status]int{sequence.Whole: maxWhole, sequence.Side: maxSide, sequence.Pieces: maxPieces}
	for _, l := range told {
		if left[l.Status] > 0 {
			left[l.Status]--
			out = append(out, l.Loop)
		}
	}
	return out
}

// sureOf writes how sure a loop is, and whether it was looked for by name.
func (d *drawing) sureOf(l sequence.ToldLoop) string {
	w := d.texts
	if l.Known == nil {
		return map[sequence.Status]string{sequence.Whole: w.statusWhole, sequence.Side: w.side, sequence.Pieces: w.pieces}[l.Status]
	}
	source := w.knownLoop
	if l.Known.Source == sequence.FromTeam {
		source = w.teamLoop
	}
	if l.Known.Is(sequence.ClearLoop) {
		return source + w.sureClear
	}
	return source + w.surePerhaps
}

// kindOf writes whether a loop feeds itself, steadies, or keeps its codes apart.
func (d *drawing) kindOf(l sequence.Loop) string {
	switch {
	case l.Kind == sequence.Balancing:
		return d.texts.balancing
	case l.KeepsApart():
		return d.texts.keepsApart
	}
	return d.texts.reinforcing
}

// loopMoments lists the turns behind the links, codes and loops of the diagram.
func (d *drawing) loopMoments(g *loopdiagram.Diagram, loops []sequence.Loop) {
	for i, l := range g.Links() {
		label := d.texts.LinkMore
		if l.Sign == sequence.Negative {
			label = d.texts.LinkLess
		}
		label = fmt.Sprintf(label, d.names.Code(l.From), d.names.Code(l.To))
		if k := d.partOf(l); k != nil {
			label = d.names.Loop(k.Nodes, k.Signs)
		}
		d.behind.Add(moments.Named(loopdiagram.LinkName(i)), label, d.behind.Evidence(l.Evidence, l.EvidenceTotal))
	}
	byCode := d.byCode()
	for i, code := range g.Codes() {
		d.momentsOfCode(moments.Named(loopdiagram.CodeName(i)), code, byCode[code])
	}
	for i, l := range loops {
		d.behind.Add(moments.Named(loopdiagram.LoopName(i)), d.names.Loop(l.Nodes, l.Signs), d.behind.Evidence(l.Evidence, l.EvidenceTotal))
	}
}

// partOf returns the known loop whose moments a link has; nil for a link that has its
// own.
func (d *drawing) partOf(l sequence.Link) *sequence.KnownLoop {
	if slices.ContainsFunc(d.Links, func(o sequence.Link) bool { return o.From == l.From && o.To == l.To }) {
		return nil
	}
	for i := range d.KnownLoops {
		k := &d.KnownLoops[i]
		if (k.Is(sequence.ClearLoop) || k.Is(sequence.PossibleLoop)) && slices.ContainsFunc(k.Links, func(o sequence.KnownLink) bool { return o.From == l.From && o.To == l.To }) {
			return k
		}
	}
	return nil
}

// hasOtherWords reports whether the ring has tags without a link. Other codes,
// such as persons, do not count.
func (d *drawing) hasOtherWords(ring map[string]float64, drawn []string) bool {
	for code := range ring {
		if _, word := d.tagOf(code); word && !slices.Contains(drawn, code) {
			return true
		}
	}
	return false
}

// loopWord returns how a code is shown in the diagram: in the colour of its tag
// or person, or in a mixture of paper and ink.
func (d *drawing) loopWord(code string) loopdiagram.Word {
	word := loopdiagram.Word{Label: d.names.Code(code), Colour: colour.Between(d.paper, d.quiet, 0.5)}
	if l, ok := d.tagOf(code); ok {
		word.Colour, word.Sign = l.colour, l.sign
	} else if p, ok := d.personOf(code); ok {
		word.Colour, word.Sign = p.tint, p.initials
	}
	return word
}

// ring returns the place of each code on the circle of the diagram, in turns
// clockwise from the top. All tags of the codebook have a place, whether they
// occur or not, family by family; a family stands among its tags. Where some code
// is not a tag, only the codes that occur, or are drawn, share the circle.
func (d *drawing) ring(drawn []sequence.Loop) map[string]float64 {
	parts := [][]string{}
	codes := d.slots()
	for _, l := range drawn { // a known loop may be one of families of the words that were noted
		for _, node := range l.Nodes {
			if !slices.Contains(codes, node) {
				codes = append(codes, node)
			}
		}
	}
	known := func(code string) bool { _, ok := d.tagOf(code); return ok }
	if slices.ContainsFunc(codes, func(c string) bool { return !known(c) }) {
		parts = append(parts, codes)
	} else {
		var loose []string
		families, members := d.codebook.Families, make([][]string, len(d.codebook.Families))
		for id := range d.tags {
			switch i := d.placeOfFamily(id); {
			case i < 0:
				loose = append(loose, string(id))
			case id != families[i].ID:
				members[i] = append(members[i], string(id))
			}
		}
		if !slices.ContainsFunc(codes, func(c string) bool { return d.placeOfFamily(observe.TagID(c)) >= 0 }) {
			families = nil // a meeting that was coded with another codebook needs the whole circle
		}
		place := d.places()
		inOrder := func(ids []string) []string {
			slices.SortFunc(ids, func(a, b string) int { return place(a) - place(b) })
			return ids
		}
		for i, f := range families {
			tags := inOrder(members[i])
			parts = append(parts, slices.Insert(tags, len(tags)/2, string(f.ID)))
		}
		if len(loose) > 0 {
			parts = append(parts, inOrder(loose))
		}
	}
	// The gap between two families, as a part of the room of one word.
	const gap = 0.6
	total := 0.0
	for _, part := range parts {
		total += float64(len(part)) + gap
	}
	out := map[string]float64{}
	at := -float64(len(parts[0])) / 2 // so that the middle of the first family is at the top
	for _, part := range parts {
		for _, code := range part {
			out[code] = (at + 0.5) / total
			at++
		}
		at += gap
	}
	return out
}
