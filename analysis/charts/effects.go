package charts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/types"

	"kompas/analysis"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/analysis/wording"
	"kompas/observe"
)

// mostEffects is how many rows a picture of effects has at most, so that it stays
// readable.
const mostEffects = 24

// surely is the largest adjusted p with which a difference is in full colour.
const surely = 0.05

// effects draws how much more or less often each outcome came after a kind of act
// of a role than after the other acts of the same people: a point with its
// interval, right of the line where it came more often. Rows that stand out from
// chance, adjusted for all that are shown, are in full colour; the others are
// pale. Single persons are not shown.
func effects(d *drawing) option {
	w := d.texts
	d.caption.Title, d.caption.Subtitle = w.EffectsTitle, w.EffectsSub
	d.caption.Table.Columns = []string{w.EffectsWho, w.Word, w.EffectsCame, w.EffectsAfter, w.EffectsElse, w.EffectsDifference, w.EffectsChance}
	if d.turns == 0 {
		return d.empty(w.NoTurns)
	}
	var rows []analysis.EffectRow
	few, without := 0, false
	for _, r := range d.Effects {
		switch {
		case r.Trigger.Person != "":
		case !r.Enough:
			few++
		case !r.Varies():
		case r.Low == nil:
			without = true
		default:
			rows = append(rows, r)
		}
	}
	switch {
	case len(rows) == 0 && without:
		return d.empty(w.EffectsNoDraws)
	case len(rows) == 0 && d.Effects != nil && len(d.Effects) == 0 && d.Interactions > fewTurns && len(d.Tags) > 0:
		return d.empty(w.EffectsTooMany)
	case len(rows) == 0:
		return d.empty(w.EffectsFew)
	}
	sure := func(r analysis.EffectRow) bool { return r.PAdjusted != nil && *r.PAdjusted <= surely }
	found := 0
	for _, r := range rows {
		if sure(r) {
			found++
		}
	}
	d.finding("%s", w.EffectsNone)
	if found > 0 {
		d.caption.Subtitle += " " + w.EffectsSure
	}
	d.caption.Note = fmt.Sprintf(w.EffectsNote, len(rows))
	if few > 0 {
		d.caption.Note += " " + fmt.Sprintf(w.EffectsLeft, few)
	}
	d.noteFew()

	// The picture has first what was found, then what rests on most turns.
	shown := slices.Clone(rows)
	slices.SortStableFunc(shown, func(a, b analysis.EffectRow) int {
		if x, y := sure(a), sure(b); x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return cmp.Compare(b.N, a.N)
	})
	if found > 0 {
		d.effectFinding(&shown[0], found-1)
	}
	if len(shown) > mostEffects {
		shown = shown[:mostEffects]
		d.caption.Note += " " + fmt.Sprintf(w.EffectsShown, mostEffects)
	}
	inPicture := map[effectOf]bool{}
	for _, r := range shown {
		inPicture[effectOf{r.Trigger.Role, r.Trigger.Tag, r.Outcome}] = true
	}
	d.orderEffects(rows)
	behind := d.effectMoments()
	var names, short, low, reach, points list
	var texts []string
	roles := map[observe.PersonRole]bool{}
	for _, r := range shown {
		roles[r.Trigger.Role] = true
	}
	reaches := 25.0 // the end of the axis on either side, in percentage points
	for _, r := range rows {
		key := effectOf{r.Trigger.Role, r.Trigger.Tag, r.Outcome}
		who, word, came := w.Codes[string(r.Trigger.Role)], d.tagStyle(r.Trigger.Tag).label, w.Came[r.Outcome]
		row := d.nextRow()
		d.row(who, word, came, fmt.Sprintf(w.EffectsOf, int(math.Round(*r.Rate*float64(r.N))), r.N), percent(r.Base),
			fmt.Sprintf(w.EffectsInterval, d.points(*r.Difference), d.points(*r.Low), d.points(*r.High)), d.chance(r.PAdjusted))
		if !inPicture[key] {
			continue
		}
		first := word
		if len(roles) > 1 {
			first = who + ": " + word
		}
		label := first + " → " + came
		texts = append(texts, label)
		hue, symbol, size := colour.Between(d.none, d.quiet, 0.6), "circle", 10
		if sure(r) {
			hue, symbol, size = d.more, "diamond", 15 // a form of its own, so that colour is not the only difference
			if *r.Difference < 0 {
				hue = d.less
			}
		}
		g := behind[key].came
		text := fmt.Sprintf(w.EffectsDid, who, word, came)
		if *r.Difference < 0 {
			g, text = behind[key].not, fmt.Sprintf(w.EffectsDidNot, who, word, came)
		}
		at := len(names)
		d.behind.Add(moments.InSeries(2, at), text, g).InRow(row)
		names = append(names, echarts.Plain(label))
		short = append(short, echarts.Plain(wording.Cut(first, 26)+"\n→ "+wording.Cut(came, 26)))
		reaches = max(reaches, 25*math.Ceil(math.Max(-*r.Low, *r.High)*4))
		low = append(low, echarts.Round(*r.Low*100, 2))
		reach = append(reach, option{"value": echarts.Round((*r.High-*r.Low)*100, 2), "itemStyle": option{"color": colour.Between(d.paper, hue, 0.55)}})
		points = append(points, option{"value": list{echarts.Round(*r.Difference*100, 2), at}, "symbol": symbol, "symbolSize": size, "itemStyle": option{"color": hue},
			"tooltip": option{"formatter": echarts.Plain(text + ": " + d.points(*r.Difference))}})
	}
	d.heights(len(names)*36 + 44)
	widestLabel := widest(texts, 14)
	c := charts.NewBar()
	c.MultiSeries = charts.MultiSeries{echarts.Series(types.ChartBar, "", low), echarts.Series(types.ChartBar, "", reach), echarts.Series(types.ChartScatter, w.EffectsDifference, points)}
	bar := option{"stack": "interval", "stackStrategy": "all", "barWidth": 6, "silent": true, "tooltip": option{"show": false}}
	hidden := echarts.Merge(option{}, bar)
	hidden["itemStyle"] = option{"color": "transparent"}
	lines := option{"silent": true, "symbol": "none", "animation": false, "label": option{"show": false},
		"lineStyle": option{"color": d.quiet, "width": 1, "type": "solid"}, "data": list{option{"xAxis": 0}}}
	return echarts.Build(c, echarts.Merge(d.common(), option{
		"grid":    d.grid(8, 16, 8, 8),
		"tooltip": option{"trigger": "item"},
		"xAxis": list{option{"type": "value", "position": "top", "min": -reaches, "max": reaches, "interval": reaches, "splitLine": option{"lineStyle": option{"color": d.line}},
			"axisLabel": option{"color": d.quiet, "fontSize": 12, "formatter": "{value}%"}}},
		"yAxis": list{d.personAxis(names)},
		"media": list{
			option{"query": option{"maxWidth": narrow}, "option": option{"yAxis": list{option{"data": short, "axisLabel": option{"width": 168, "fontSize": 12, "lineHeight": 14}}}}},
			option{"option": option{"yAxis": list{option{"data": names, "axisLabel": option{"width": min(widestLabel, 320), "fontSize": 14}}}}},
		},
		"series": list{hidden, bar,
			option{"z": 4, "markLine": lines}},
	}))
}

// effectFinding makes what came after a kind of turn the title, with how many more
// things stand out.
func (d *drawing) effectFinding(r *analysis.EffectRow, more int) {
	w := d.texts
	came := int(math.Round(*r.Rate * float64(r.N)))
	what := w.Outcomes[r.Outcome]
	if came == 0 {
		what = w.Never[r.Outcome]
	}
	title := fmt.Sprintf(w.EffectFound, d.tagStyle(r.Trigger.Tag).label, what, came, r.N)
	switch {
	case more == 1:
		title += w.OneMoreEffect
	case more > 1:
		title += fmt.Sprintf(w.MoreEffects, more)
	}
	d.finding("%s", title)
}

// effectOf names an effect of a role.
type effectOf struct {
	role    observe.PersonRole
	tag     observe.TagID
	outcome string
}

// after has the turns after which an outcome came, and those after which it did
// not.
type after struct{ came, not *moments.Group }

// effectMoments gathers the turns behind each effect of a role.
func (d *drawing) effectMoments() map[effectOf]after {
	out := map[effectOf]after{}
	role := map[observe.PersonID]observe.PersonRole{}
	for _, p := range d.Participants {
		role[p.ID] = p.Role
	}
	turns := d.behind.Turns()
	d.Selection.EachOutcome(func(turn int, outcome string, came bool) {
		t := turns[turn]
		if t.Tag == "" || role[t.From] == "" {
			return
		}
		key := effectOf{role[t.From], t.Tag, outcome}
		a, ok := out[key]
		if !ok {
			a = after{&moments.Group{}, &moments.Group{}}
			out[key] = a
		}
		if came {
			d.behind.Gather(a.came, turn)
		} else {
			d.behind.Gather(a.not, turn)
		}
	})
	return out
}

// orderEffects sorts rows by role, and then by tag in the order of the codebook.
// Outcomes keep the order of the result.
func (d *drawing) orderEffects(rows []analysis.EffectRow) {
	roles := []observe.PersonRole{observe.Leader, observe.Member, observe.Facilitator, observe.Guest}
	slices.SortStableFunc(rows, func(a, b analysis.EffectRow) int {
		return cmp.Or(slices.Index(roles, a.Trigger.Role)-slices.Index(roles, b.Trigger.Role),
			d.tagStyle(a.Trigger.Tag).index-d.tagStyle(b.Trigger.Tag).index)
	})
}

// points writes a difference of proportions in percentage points, with its sign.
func (d *drawing) points(v float64) string {
	n := int(math.Round(v * 100))
	switch {
	case n > 0:
		return "+" + strconv.Itoa(n)
	case n < 0:
		return "−" + strconv.Itoa(-n)
	}
	return "0"
}

// chance writes a p; a dash where it is not defined.
func (d *drawing) chance(p *float64) string {
	switch {
	case p == nil:
		return "–"
	case *p < 0.001:
		return "<" + d.texts.Number(0.001, 3)
	}
	return d.texts.Number(*p, 3)
}
