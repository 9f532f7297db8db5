package charts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// mostBands is how many bands a flow has at most, so that it stays readable.
const mostBands = 200

// flow draws what came first on the left and what came next, when somebody else acted,
// on the right, both in the order of the codebook. The width of a band between them is
// how often that happened. Bands of links that were found, and so happen more often than by
// chance, are in full colour; the others are pale. What happens less often than
// by chance has no band that could show it: see transitions.
func flow(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.FlowTitle, w.FlowSub
	d.caption.Table.Columns = []string{w.First, w.Then, w.TimesHead, w.Share, w.ByChance}
	if why := d.noTable(); why != "" {
		return d.empty(why)
	}
	q := d.Sequence
	d.notePairs()
	found := map[pair]bool{}
	told := d.toldLinks()
	for _, l := range told {
		found[pair{l.From, l.To}] = l.Sign == sequence.Positive
	}
	pairs, codes := moments.Groups[pair]{}, d.Selection.TurnCodes()
	before, after := moments.Groups[string]{}, moments.Groups[string]{}
	d.Selection.EachPair(func(first, then int, between bool) {
		if !between {
			return
		}
		d.behind.Gather(pairs.Of(pair{codes[first], codes[then]}), first, then)
		d.behind.Gather(before.Of(codes[first]), first, then)
		d.behind.Gather(after.Of(codes[then]), first, then)
	})
	names := d.codeLabels()

	// The bands: those that were found, then the most frequent ones.
	type band struct {
		sequence.Transition
		byChance float64
	}
	var bands []band
	from := map[string]int{} // pairs that begin with each code
	for i, byChance := range q.ByChance() {
		if t := q.Transitions[i]; t.ObservedBetween > 0 {
			bands = append(bands, band{t, byChance})
			from[t.From] += t.ObservedBetween
		}
	}
	slices.SortStableFunc(bands, func(a, b band) int {
		if x, y := found[pair{a.From, a.To}], found[pair{b.From, b.To}]; x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return cmp.Compare(b.ObservedBetween, a.ObservedBetween)
	})
	if len(bands) > mostBands {
		bands = bands[:mostBands]
		d.caption.Note += " " + fmt.Sprintf(w.FlowShown, mostBands)
	}
	if len(told) > 0 {
		d.linksFinding(told)
	}

	place := map[string]int{}
	for i, code := range d.slots() {
		place[code] = i
	}
	slices.SortStableFunc(bands, func(a, b band) int {
		return cmp.Or(place[a.From]-place[b.From], place[a.To]-place[b.To])
	})
	var nodes, links list
	node := func(side int, code string) {
		depth, at := side, "left"
		if side == 1 {
			at = "right"
		}
		label := names[code]
		g := before[code]
		text := fmt.Sprintf(w.FlowAfter, label)
		if side == 1 {
			g, text = after[code], fmt.Sprintf(w.FlowBefore, label)
		}
		d.behind.Add(moments.OfKind(0, len(nodes), moments.Node), text, g)
		nodes = append(nodes, option{"name": sideName(side, code), "depth": depth, "itemStyle": option{"color": d.codeColour(code), "borderWidth": 0},
			"label": option{"position": at, "formatter": echarts.Plain(wording.Cut(label, 40))}})
	}
	for side := range 2 {
		seen := map[string]bool{}
		for _, code := range d.slots() {
			for _, b := range bands {
				end := b.From
				if side == 1 {
					end = b.To
				}
				if end == code && !seen[code] {
					seen[code] = true
					node(side, code)
				}
			}
		}
	}
	for _, b := range bands {
		style := option{"color": colour.Between(d.none, d.codeColour(b.From), 0.45), "opacity": 0.35}
		if found[pair{b.From, b.To}] {
			style = option{"color": d.codeColour(b.From), "opacity": 0.85}
		}
		d.behind.Add(moments.OfKind(0, len(links), moments.Edge), wording.FromTo(names[b.From], names[b.To]), pairs[pair{b.From, b.To}]).InRow(len(links))
		links = append(links, option{"source": sideName(0, b.From), "target": sideName(1, b.To), "value": b.ObservedBetween, "lineStyle": style,
			"tooltip": option{"formatter": echarts.Plain(wording.FromTo(names[b.From], names[b.To])) + ": " + strconv.Itoa(b.ObservedBetween)}})
		sure := d.texts.Number(b.byChance, 1)
		if found[pair{b.From, b.To}] {
			sure += " ▲"
		}
		d.row(names[b.From], names[b.To], strconv.Itoa(b.ObservedBetween), wording.Percent(float64(b.ObservedBetween)/float64(from[b.From])), sure)
	}
	height := max(len(place)*40, 160)
	d.caption.Heights = []Height{{MaxWidth: narrow, Height: height}, {Height: height + 40}}
	var labels []string
	for code := range place {
		labels = append(labels, names[code])
	}
	at := func(most, size int, overflow string) option {
		width := min(widest(labels, float64(size)), most)
		return option{"series": list{option{"left": width + 10, "right": width + 10,
			"label": option{"width": width, "fontSize": size, "lineHeight": size + 2, "overflow": overflow}}}}
	}
	c := charts.NewSankey()
	c.AddSeries("", []opts.SankeyNode{}, []opts.SankeyLink{})
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"tooltip": option{"trigger": "item"},
		"series": list{option{"type": "sankey", "data": nodes, "links": links, "left": 190, "right": 190, "top": 8, "bottom": 20, "nodeWidth": 10, "nodeGap": 16,
			"draggable": false, "layoutIterations": 0, "emphasis": option{"focus": "adjacency"},
			"label": option{"color": d.ink, "fontFamily": fontFamily, "fontSize": 13, "overflow": "truncate", "ellipsis": "…"}}},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": at(86, 12, "break")},
			option{"option": at(220, 13, "truncate")},
		},
	}))
}

// sideName names the node of a code on one side, 0 for the left or 1 for the
// right, so that the two sides differ.
func sideName(side int, code string) string { return strconv.Itoa(side) + " " + code }
