package findings

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kompas/analysis"
	"kompas/analysis/moments"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
)

// shuffling says how links and loops are found.
func (t *teller) shuffling() (out []string) {
	q, w := t.Sequence, t.say
	if q.Draws == 0 {
		return []string{w.notShuffled}
	}
	draws := t.thousands(q.Draws)
	switch {
	case q.Null == "block":
		out = []string{fmt.Sprintf(w.shuffledPersons, draws)}
	case q.SecondNull == nil:
		out = []string{fmt.Sprintf(w.shuffled, draws)}
	default:
		out = []string{fmt.Sprintf(w.shuffledTwice, draws)}
	}
	if q.Pairing == sequence.InReply {
		out = append(out, w.inReply)
	}
	if q.PairsBetween < q.Pairs {
		out = append(out, w.OwnTurns)
	}
	out = append(out, w.shuffledRule)
	if q.AlphaKnown != nil {
		out = append(out, fmt.Sprintf(w.shuffledKnown, t.say.Number(*q.AlphaKnown*100, 1), t.say.Number(q.AlphaExplored*100, 1)))
	}
	return out
}

// thousands writes a whole number under a million, with a separator before the
// last three digits.
func (t *teller) thousands(n int) string {
	s := fmt.Sprint(n)
	if n < 1000 {
		return s
	}
	return s[:len(s)-3] + t.say.thousand + s[len(s)-3:]
}

// transitions tells what was followed by what more or less often than by chance,
// the farthest from chance first, and what only looks like that.
func (t *teller) transitions() Section {
	w := t.say
	s := Section{Name: transitionsSection, Title: w.links, Method: t.shuffling()}
	more := Fold{Title: w.moreLinks}
	links, oneWay := slices.Clone(t.Links), t.oneWay()
	for _, l := range oneWay {
		if !slices.ContainsFunc(t.Links, func(o sequence.Link) bool { return o.From == l.From && o.To == l.To }) {
			links = append(links, l.Link)
		}
	}
	links = slices.DeleteFunc(links, func(l sequence.Link) bool { // nobody answers oneself: it cannot be otherwise
		return t.Selection.Codes() == analysis.ByPerson && l.From == l.To && l.Sign == sequence.Negative
	})
	links = slices.DeleteFunc(links, func(l sequence.Link) bool { return t.without.has(LinkID(l)) })
	slices.SortFunc(links, func(a, b sequence.Link) int {
		return cmp.Or(cmp.Compare(b.Weight(), a.Weight()), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for i, l := range links {
		f := t.link(l, oneWay[pair{l.From, l.To}].back, i)
		if i < mostSaid {
			s.Items = append(s.Items, f)
		} else {
			more.Items = append(more.Items, f)
		}
	}
	fits := Fold{Title: w.explained}
	for _, e := range t.seem {
		how := w.seemsMore
		if e.Sign == sequence.Negative {
			how = w.seemsLess
		}
		text := upperFirst(fmt.Sprintf(how, t.quoted(e.From), t.quoted(e.To), w.Explains[e.By]))
		g := t.pairs[pair{e.From, e.To}]
		if g == nil || g.Total == 0 { // it never happened, so there is no moment to open
			continue
		}
		fits.Items = append(fits.Items, t.found("fits:"+arrowID(e.From, e.To), text, wording.FromTo(t.names.Code(e.From), t.names.Code(e.To)), g, ""))
	}
	s.Folds = []Fold{more, fits}
	switch {
	case t.Interactions == 0:
		s.Lead = []string{t.say.NoTurns}
	case t.Sequence.Draws == 0:
	case len(links) == 0:
		none := w.noLinks
		if t.KnownFound() > 0 {
			none = w.noOtherLinks
		}
		s.Lead = []string{none}
		if why := t.tooLittle(); why != "" {
			s.Lead = append(s.Lead, why)
		}
	}
	return s
}

// link tells of a link, with what is said of the way back; place is which of them it is.
func (t *teller) link(l sequence.Link, back string, place int) Finding {
	w, id := t.say, LinkID(l)
	label, kind := w.LinkMore, linkKind
	if l.Sign == sequence.Negative {
		label, kind = w.LinkLess, lessKind
	}
	label = fmt.Sprintf(label, t.names.Code(l.From), t.names.Code(l.To))
	links := map[pair]sequence.Sign{{l.From, l.To}: l.Sign}
	of := t.exchanged(links, 2)
	text, short, g := t.linkText(l), "", (*moments.Group)(nil)
	against, came := t.follows.against(links, of.all)
	usual := t.follows.instead(l.From, l.To)
	switch {
	case l.Sign == sequence.Negative && len(usual) > 0:
		g = &moments.Group{}
		for _, turns := range usual {
			t.behind.Gather(g, turns...)
		}
		short = upperFirst(fmt.Sprintf(w.rarely, t.quoted(l.From), len(against), len(against)+len(usual), t.quoted(l.To)))
		if len(against) == 0 {
			short = upperFirst(fmt.Sprintf(w.never, t.quoted(l.From), t.quoted(l.To)))
		}
		if text = short; l.Expected != nil {
			text += fmt.Sprintf(w.wouldBe, w.chance(*l.Expected))
		}
	case len(of.exchanges) > 0:
		g = t.group(of.exchanges)
		if l.From == l.To {
			text, short = t.roundText([]string{l.From}, of), t.went([]string{l.From}, of)+t.ended(of.exchanges)
			if l.Expected != nil { // pairs are expected, not exchanges
				text += " " + fmt.Sprintf(w.inAll, w.Times(l.Observed), w.chance(*l.Expected))
			}
			text = strings.TrimSuffix(text, ".")
		} else {
			place = 1000 * len(against) / (len(of.all) + len(against)) // what mostly followed first
			short = upperFirst(fmt.Sprintf(w.often, t.quoted(l.From), len(of.all), len(of.all)+len(against), t.quoted(l.To)))
			if text = short; l.Expected != nil {
				text += fmt.Sprintf(w.expect, w.chance(*l.Expected))
			}
		}
	default:
		g = t.behind.Evidence(l.Evidence, l.EvidenceTotal)
	}
	if short != "" {
		text, short = text+".", short+"."
	}
	if back != "" {
		text += " " + back
	}
	f := t.found(id, text, label, g, analysis.Clear)
	if short != "" {
		f.Short = short
		t.otherwise(&f, label, against, came)
	}
	f.Figures = strings.Join(t.chances(l.P, nil), "; ")
	t.offer(candidate{id: id, sure: analysis.Clear, leaning: t.leaningTo(l.To, l.Sign), kind: kind, rank: place, links: links, first: l.From})
	return f
}

// linkText says how often something followed something, and how often it would by
// chance.
func (t *teller) linkText(l sequence.Link) string {
	how, times := t.say.linkMore, t.say.Times(l.Observed)
	if l.Sign == sequence.Negative {
		how, times = t.say.linkLess, t.say.only(l.Observed)
	}
	byChance := "–"
	if l.Expected != nil {
		byChance = t.say.Number(*l.Expected, 1)
	}
	return upperFirst(fmt.Sprintf(how, t.quoted(l.From), t.quoted(l.To), times, byChance))
}

const ofLink = "link:"

// LinkID returns the id of the finding about a link. Between its codes stands "|" where
// the second follows the first less often, as between the acts of a loop, so that who
// draws it from its id does not draw the opposite.
func LinkID(l sequence.Link) string {
	if l.Sign == sequence.Negative {
		return ofLink + escapeCode(l.From) + "|" + escapeCode(l.To)
	}
	return ofLink + arrowID(l.From, l.To)
}

// arrowID names the step from one code to another.
func arrowID(from, to string) string { return escapeCode(from) + ">" + escapeCode(to) }

// escapeCode writes a code so that no sign between two of them is taken for a part of it.
func escapeCode(code string) string {
	return strings.NewReplacer(`\`, `\\`, ">", `\>`, "|", `\|`).Replace(code)
}
