package charts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// mostZ is how many standard deviations from what is expected a cell has its full
// colour.
const mostZ = 4

// transitions draws what followed what when somebody else acted. Rows are what came
// first, columns what came next, with the number of times in the cell. One colour
// stands for more often than by chance, another one for less often. Only cells of
// links that were found, among all or as a part of a known loop, are in full colour;
// the others are pale.
func transitions(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.TransitionsTitle, w.TransitionsSub
	d.caption.Table.Columns = []string{w.First, w.Then, w.TimesHead, w.ByChance}
	q := d.Sequence
	if why := d.noTable(); why != "" {
		return d.empty(why)
	}
	order := d.slots()
	place := map[string]int{}
	for i, code := range order {
		place[code] = i
	}
	told := d.toldLinks()
	switch {
	case q.Draws == 0:
	case len(told) == 0:
		d.finding("%s", w.LinksNone)
	default:
		d.linksFinding(told)
	}
	d.notePairs()
	found := map[pair]sequence.Sign{}
	for _, l := range told {
		found[pair{l.From, l.To}] = l.Sign
	}
	names := d.codeLabels()
	pairs, codes := moments.Groups[pair]{}, d.Selection.TurnCodes()
	d.Selection.EachPair(func(first, then int, between bool) {
		if between {
			d.behind.Gather(pairs.Of(pair{codes[first], codes[then]}), first, then)
		}
	})
	var cells, signs list
	byChance := q.ByChance()
	for i, t := range q.Transitions {
		if _, person := d.personOf(t.From); person && t.From == t.To {
			continue // nobody answers themself
		}
		d.behind.Add(moments.InSeries(0, len(cells)), wording.FromTo(names[t.From], names[t.To]), pairs[pair{t.From, t.To}]).InRow(d.nextRow())
		sign := found[pair{t.From, t.To}]
		shade := d.shadeOf(t.ObservedBetween, byChance[i], sign)
		label := option{"color": d.onShade(shade)}
		switch {
		case sign != "": // a sign, so that colour is not the only difference
			label["formatter"] = "{@[2]} " + map[sequence.Sign]string{sequence.Positive: "▲", sequence.Negative: "▼"}[sign]
			signs = append(signs, option{"value": list{place[t.To], place[t.From]}, "itemStyle": option{"color": d.onShade(shade)},
				"symbolRotate": map[sequence.Sign]int{sequence.Positive: 0, sequence.Negative: 180}[sign]})
		case t.ObservedBetween == 0:
			label["show"] = false
		}
		cells = append(cells, option{"value": list{place[t.To], place[t.From], t.ObservedBetween},
			"itemStyle": option{"color": shade, "borderColor": d.paper, "borderWidth": 1},
			"label":     label})
		if t.ObservedBetween > 0 {
			d.row(names[t.From], names[t.To], strconv.Itoa(t.ObservedBetween), d.texts.Number(byChance[i], 1))
		}
	}
	var texts []string
	byCode := d.byCode()
	for i, c := range order {
		texts = append(texts, names[c])
		for _, axis := range []string{"x", "y"} {
			d.momentsOfCode(moments.OnAxis(axis, i), c, byCode[c])
		}
	}
	return d.codeTable(texts, cells, signs)
}

// noTable says why there is no table of what followed what to draw; empty when there
// is one.
func (d *drawing) noTable() string {
	switch q := &d.Sequence; {
	case d.turns == 0:
		return d.texts.NoTurns
	case q.PairsBetween == 0 || len(q.Transitions) == 0:
		return d.texts.NoPairsOfTags
	case len(q.Codes) > maxCodes:
		return fmt.Sprintf(d.texts.TooManyCodes, len(q.Codes))
	}
	return ""
}

// notePairs notes on how many pairs a table of what followed what rests, and what is
// to be kept in mind of them.
func (d *drawing) notePairs() {
	w, q := d.texts, &d.Sequence
	d.caption.Note = fmt.Sprintf(w.TransitionsNote, w.Pairs(q.PairsBetween))
	if q.PairsBetween < q.Pairs {
		d.caption.Note += " " + w.OwnTurns
	}
	if q.Draws == 0 {
		d.caption.Note += " " + w.NotShuffled
	}
	if !q.Enough {
		d.caption.Note += " " + w.TooFewPairs
	}
}

// linksFinding makes the link that stands out most the title, with how often it was so
// and how many more there are.
func (d *drawing) linksFinding(links []sequence.Link) {
	w := d.texts
	most := slices.MaxFunc(links, func(a, b sequence.Link) int { return cmp.Compare(a.Weight(), b.Weight()) })
	followed, of := 0, 0
	for _, t := range d.Sequence.Transitions {
		if t.From == most.From {
			of += t.ObservedBetween
			if t.To == most.To {
				followed = t.ObservedBetween
			}
		}
	}
	from, to := d.names.Code(most.From), d.names.Code(most.To)
	title := fmt.Sprintf(w.LinkOften, from, to, followed, of)
	switch {
	case of == 0: // of families, where words are counted
		title = fmt.Sprintf(w.LinkMore, from, to)
	case most.Sign == sequence.Negative && followed == 0:
		title = fmt.Sprintf(w.LinkNever, from, to)
	case most.Sign == sequence.Negative:
		title = fmt.Sprintf(w.LinkSeldom, from, to, followed, of)
	}
	switch more := len(links) - 1; {
	case more == 1:
		title += w.OneMoreLink
	case more > 1:
		title += fmt.Sprintf(w.MoreLinks, more)
	}
	d.finding("%s", title)
}

// toldLinks returns the links that are told of. Nobody answers themself: where persons
// are the codes, that is no finding.
func (d *drawing) toldLinks() []sequence.Link {
	return slices.DeleteFunc(d.ToldLinks(), func(l sequence.Link) bool {
		_, person := d.personOf(l.From)
		return person && l.From == l.To
	})
}

// leastFound is the least part of its full colour that a cell of a link has.
const leastFound = 0.7

// shadeOf returns the colour of a cell of a count: the fuller, the more standard
// deviations of a Poisson count it is from what is expected. Found is the sign of its
// link, empty where none was found.
func (d *drawing) shadeOf(count int, expected float64, found sequence.Sign) string {
	if expected == 0 {
		return d.none
	}
	z := (float64(count) - expected) / math.Sqrt(expected)
	less, strength := z < 0, min(math.Abs(z)/mostZ, 1)
	if found == "" {
		strength *= 0.3
	} else {
		less, strength = found == sequence.Negative, max(strength, leastFound)
	}
	end := d.more
	if less {
		end = d.less
	}
	return colour.Between(d.none, end, echarts.Round(strength, 3))
}
