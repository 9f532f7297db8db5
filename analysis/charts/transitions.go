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

// mostZ is the residual from which on a cell has its full colour.
const mostZ = 4

// transitions draws what followed what. Rows are what came first, columns what
// came next, with the number of times in the cell. One colour stands for more
// often than by chance, another one for less often. Only cells of links that were
// found are in full colour; the others are pale.
func transitions(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.transitionsTitle, w.transitionsSub
	d.caption.Table.Columns = []string{w.first, w.then, w.times, w.byChance}
	q := d.Sequence
	if q.Pairs == 0 || len(q.Transitions) == 0 {
		if d.Interactions == 0 {
			return d.empty(w.NoTurns)
		}
		return d.empty(w.noPairsOfTags)
	}
	if m := len(q.Codes); m > maxCodes {
		return d.empty(fmt.Sprintf(w.TooManyCodes, m))
	}
	order := d.slots()
	place := map[string]int{}
	for i, code := range order {
		place[code] = i
	}
	d.caption.Note = fmt.Sprintf(w.transitionsNote, d.texts.Pairs(q.Pairs))
	switch {
	case q.Draws == 0:
	case len(d.Links) == 0:
		d.finding("%s", w.linksNone)
	default:
		d.linksFinding()
	}
	if q.Draws == 0 {
		d.caption.Note += " " + w.notShuffled
	}
	if !q.Enough {
		d.caption.Note += " " + w.tooFewPairs
	}
	d.noteFewSpeakers()
	found := map[pair]sequence.Sign{}
	for _, l := range d.Links {
		found[pair{l.From, l.To}] = l.Sign
	}
	names := d.codeLabels()
	pairs, codes := moments.Groups[pair]{}, d.Selection.TurnCodes()
	d.Selection.EachPair(func(first, then int, _ bool) { d.behind.Gather(pairs.Of(pair{codes[first], codes[then]}), first, then) })
	var cells, signs list
	for i, t := range q.Transitions {
		d.behind.Add(moments.InSeries(0, i), wording.FromTo(names[t.From], names[t.To]), pairs[pair{t.From, t.To}]).InRow(d.nextRow())
		sign := found[pair{t.From, t.To}]
		shade := d.shadeOf(t, sign)
		label := option{"color": d.onShade(shade)}
		switch {
		case sign != "": // a sign, so that colour is not the only difference
			label["formatter"] = "{@[2]} " + map[sequence.Sign]string{sequence.Positive: "▲", sequence.Negative: "▼"}[sign]
			signs = append(signs, option{"value": list{place[t.To], place[t.From]}, "itemStyle": option{"color": d.onShade(shade)},
				"symbolRotate": map[sequence.Sign]int{sequence.Positive: 0, sequence.Negative: 180}[sign]})
		case t.Observed == 0:
			label["show"] = false
		}
		cells = append(cells, option{"value": list{place[t.To], place[t.From], t.Observed},
			"itemStyle": option{"color": shade, "borderColor": d.paper, "borderWidth": 1},
			"label":     label})
		if t.Observed > 0 {
			d.row(names[t.From], names[t.To], strconv.Itoa(t.Observed), d.texts.Number(d.byChance(t), 1))
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

// linksFinding makes the link that stands out most the title, with how many more
// there are.
func (d *drawing) linksFinding() {
	w := d.texts
	far := func(l sequence.Link) float64 {
		if l.Z == nil {
			return 0
		}
		return math.Abs(*l.Z)
	}
	most := slices.MaxFunc(d.Links, func(a, b sequence.Link) int { return cmp.Compare(far(a), far(b)) })
	title := w.LinkMore
	if most.Sign == sequence.Negative {
		title = w.linkLessFound
	}
	title = fmt.Sprintf(title, d.names.Code(most.From), d.names.Code(most.To))
	switch more := len(d.Links) - 1; {
	case more == 1:
		title += w.oneMoreLink
	case more > 1:
		title += fmt.Sprintf(w.moreLinks, more)
	}
	d.finding("%s", title)
}

// leastFound is the least part of its full colour that a cell of a link has.
const leastFound = 0.7

// shadeOf returns the colour of a cell; found is the sign of its link, empty
// where none was found.
func (d *drawing) shadeOf(t sequence.Transition, found sequence.Sign) string {
	if t.Z == nil {
		return d.none
	}
	less, strength := *t.Z < 0, min(math.Abs(*t.Z)/mostZ, 1)
	if found == "" {
		strength *= 0.3
	} else { // as the draws tell, which account for who was speaking
		less, strength = found == sequence.Negative, max(strength, leastFound)
	}
	end := d.more
	if less {
		end = d.less
	}
	return colour.Between(d.none, end, echarts.Round(strength, 3))
}

// byChance returns how often a pair happens in shuffled meetings or, without
// draws, how often it would happen if codes did not depend on the one before.
func (d *drawing) byChance(t sequence.Transition) float64 {
	if t.ExpectedNull != nil {
		return *t.ExpectedNull
	}
	return t.Expected
}
