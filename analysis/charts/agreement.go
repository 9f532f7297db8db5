package charts

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/analysis/charts/colour"
	"kompas/analysis/charts/echarts"
	"kompas/analysis/moments"
	"kompas/observe"
)

// AgreementName is the name of the chart of two observers. It is drawn from an
// agreement and not from a result, so it is not among Names.
const AgreementName = "agreement"

// BuildAgreement draws where two observers noted the same. It fails, with an
// [observe.Error] that names the option, on an unknown language or theme.
func BuildAgreement(a *agreement.Reading, o Options) (json.RawMessage, error) {
	d, err := begin(AgreementName, o)
	if err != nil {
		return nil, err
	}
	used := make([]observe.TagID, len(a.Tag.PerCode))
	for i, seen := range a.Tag.PerCode {
		used[i] = observe.TagID(seen.Code)
	}
	d.names = d.texts.NamesOf(nil, a.Codebook, used)
	d.styleTags(a.Codebook, used)
	return json.Marshal(d.done(d.agreement(a, used)))
}

// AgreementTitle returns the title of the chart before anything is compared. It
// fails as BuildAgreement does.
func AgreementTitle(o Options) (string, error) {
	d, err := begin(AgreementName, o)
	if err != nil {
		return "", err
	}
	return d.texts.AgreementTitle, nil
}

// agreement draws the tags that two observers gave to the same turns as a table:
// rows are those of the first observer, columns those of the second, both in the
// order of the codebook. The last row and column are for turns that only one of
// them noted.
func (d *drawing) agreement(a *agreement.Reading, used []observe.TagID) option {
	w := d.texts
	nameA, nameB := observerName(a.A, w.ObserverA), observerName(a.B, w.ObserverB)
	if nameA == nameB {
		nameA, nameB = w.ObserverA, w.ObserverB
	}
	d.caption.Title = w.AgreementTitle
	d.caption.Subtitle = fmt.Sprintf(w.AgreementSub, nameA, nameB)
	d.caption.Table.Columns = []string{nameA, nameB, w.TimesHead}
	if len(used) == 0 {
		return d.empty(w.AgreementNone)
	}
	if m := len(used); m > maxCodes {
		return d.empty(fmt.Sprintf(w.TooManyCodes, m))
	}
	if a.Tag.Kappa != nil {
		d.caption.Title = fmt.Sprintf(w.AgreementFound, a.Tag.Matched, percent(a.Tag.Percentage))
	}
	d.agreementNote(a, nameA, nameB)

	order := slices.Clone(used)
	slices.SortStableFunc(order, func(x, y observe.TagID) int { return d.tagStyle(x).index - d.tagStyle(y).index })
	place := map[observe.TagID]int{"": len(order)} // turns that one did not note come last
	for i, tag := range order {
		place[tag] = i
	}
	count, behind := map[[2]int]int{}, moments.Groups[[2]int]{}
	for _, s := range a.Seen {
		at, seqs := [2]int{len(order), len(order)}, []observe.Seq{}
		untagged := false
		for k, t := range []*analysis.Turn{s.A, s.B} {
			if t != nil {
				at[k] = place[t.Tag]
				untagged = untagged || t.Tag == ""
				seqs = append(seqs, t.Seq)
			}
		}
		if untagged { // its words are not compared
			continue
		}
		count[at]++
		behind.Of(at).Add(seqs...)
	}
	label := func(i int) string {
		if i == len(order) {
			return w.NotNoted
		}
		return d.tagStyle(order[i]).label
	}
	most := 1
	for at, n := range count {
		if at[0] != len(order) && at[1] != len(order) {
			most = max(most, n)
		}
	}
	var cells list
	var texts []string
	for y := range len(order) + 1 {
		texts = append(texts, label(y))
		for x := range len(order) + 1 {
			at := [2]int{y, x}
			n := count[at]
			if x == len(order) && y == len(order) || n == 0 && x != y {
				continue
			}
			end := d.less
			switch {
			case x == y:
				end = d.accent
			case x == len(order) || y == len(order):
				end = d.quiet
			}
			shade := colour.Between(d.none, end, echarts.Round(0.15+0.85*min(float64(n)/float64(most), 1), 3))
			if n == 0 {
				shade = d.none
			}
			text := fmt.Sprintf(w.NotedBoth, label(y))
			switch {
			case x == len(order):
				text = fmt.Sprintf(w.NotedOne, nameA, label(y))
			case y == len(order):
				text = fmt.Sprintf(w.NotedOne, nameB, label(x))
			case x != y:
				text = fmt.Sprintf(w.Noted, nameA, label(y)) + ", " + fmt.Sprintf(w.Noted, nameB, label(x))
			}
			if n > 0 {
				d.behind.Add(moments.InSeries(0, len(cells)), text, behind[at]).InRow(d.nextRow())
				d.row(label(y), label(x), strconv.Itoa(n))
			}
			number := option{"color": d.onShade(shade)}
			if n == 0 {
				number["show"] = false
			}
			cells = append(cells, option{"value": list{x, y, n}, "name": echarts.Plain(text), "label": number,
				"itemStyle": option{"color": shade, "borderColor": d.paper, "borderWidth": 1}})
		}
	}
	return d.codeTable(texts, cells, list{})
}

// agreementNote says how many turns the picture rests on and, as method, how much of
// the agreement chance would give.
func (d *drawing) agreementNote(a *agreement.Reading, nameA, nameB string) {
	w := d.texts
	into := &d.caption.Note
	say := func(format string, args ...any) {
		*into = strings.TrimSpace(*into + " " + fmt.Sprintf(format, args...))
	}
	say(w.AgreementNote, a.Tag.Matched, nameA, a.Tag.Missed, nameB, a.Tag.Extra)
	if a.Tag.Matched > 0 {
		say(w.AgreementSame, percent(a.From.Percentage), percent(a.To.Percentage), percent(a.Family.Percentage))
	}
	switch ms := a.TimeOffsetMs; {
	case ms > 0:
		say(w.AgreementLate, nameB, d.texts.Number(float64(ms)/1000, 1))
	case ms < 0:
		say(w.AgreementLate, nameA, d.texts.Number(float64(-ms)/1000, 1))
	}
	into = &d.caption.Method
	switch gains := a.ClockDrift; {
	case gains == nil:
	case *gains > 0:
		say(w.AgreementFast, nameB, d.texts.Number(*gains/1000, 1))
	default:
		say(w.AgreementFast, nameA, d.texts.Number(-*gains/1000, 1))
	}
	if k := a.Tag.Kappa; k != nil {
		const z = 1.959963984540054
		low, high := *k-z**a.Tag.SE, min(*k+z**a.Tag.SE, 1)
		say(w.AgreementKappa, d.texts.Number(*k, 2), d.texts.Number(low, 2), d.texts.Number(high, 2))
	}
	into = &d.caption.Note
	if a.Tag.Kappa == nil {
		say("%s", w.AgreementFew)
	}
	for _, warning := range a.Warnings {
		switch warning {
		case agreement.WarnAlignment:
			say("%s", w.AgreementApart)
		case agreement.WarnChance:
			say(w.AgreementChance, d.texts.Number(*a.KappaChance, 2))
		}
	}
}

// observerName returns the name of an observer, or the id. The owner has neither,
// and is called otherwise.
func observerName(o agreement.ObserverOf, otherwise string) string {
	switch {
	case o.Name != "":
		return o.Name
	case o.Observer != "" && o.Observer != observe.Owner:
		return string(o.Observer)
	}
	return otherwise
}
