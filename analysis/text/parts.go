package text

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/wording"
	"kompas/observe"
)

// fewTimes is how often a pair must have happened at least to be listed.
const fewTimes = 5

// fewPairs is the number of pairs of turns below which nothing is said about how
// turns were taken, nor about their pace.
const fewPairs = 30

// mostLines is how many lines of one kind are written at most.
const mostLines = 12

func (p *printer) participation() {
	p.heading("Who we heard", "Turns, not speaking time.")
	head := []string{"person", "turns", "share", "responses received", "turns per 10 min", "longest time without"}
	if p.Timing == observe.OnPaper {
		head = head[:4]
	}
	t := p.table(head...)
	for _, s := range p.Participation.Persons {
		silence := "-"
		if s.LongestSilenceMs != nil {
			silence = wording.Clock(*s.LongestSilenceMs)
		}
		t.row([]string{p.name(s.ID), strconv.Itoa(s.Sent), percent(s.Share), strconv.Itoa(s.Received), figure(s.Per10Min, 1), silence}[:len(head)]...)
	}
	t.flush()
	if g := p.Participation.GiniCorrected; g != nil {
		p.line("Spread: %s; 0 is even, 1 is one person (Gini, corrected for %s). Evenness %s; 1 is even.",
			figure(g, 2), plural(len(p.Participation.Persons), "person"), figure(p.Participation.Evenness, 2))
	}
	if n := len(p.Participation.Silent); n > 0 {
		names := make([]string, n)
		for i, id := range p.Participation.Silent {
			names[i] = p.name(id)
		}
		p.line("Not heard in these turns: %s.", strings.Join(names, ", "))
	}
}

func (p *printer) network() {
	n := p.Network
	p.heading("Who responds to whom", "")
	if n.Directed != nil && *n.Directed == 0 {
		p.line("All turns were to the whole group.")
		return
	}
	p.line("%s of the turns were to one person; the others were to the whole group.", percent(n.Directed))
	if p.Limited() {
		return
	}
	counts := map[observe.PersonID]map[observe.PersonID]int{}
	for _, a := range n.Arcs {
		if counts[a.From] == nil {
			counts[a.From] = map[observe.PersonID]int{}
		}
		counts[a.From][a.To] = a.Count
	}
	for _, from := range p.Participants {
		var to []string
		for _, other := range p.Participants {
			if c := counts[from.ID][other.ID]; c > 0 {
				to = append(to, fmt.Sprintf("%s %d", p.name(other.ID), c))
			}
		}
		if len(to) > 0 {
			p.line("  %s -> %s", p.name(from.ID), strings.Join(to, ", "))
		}
	}
	if n.WeightedReciprocity != nil {
		p.line("Of the %d ways in which one person can respond to another, %d were used. %s of what went one way came back the other way.",
			len(p.Participants)*(len(p.Participants)-1), len(n.Arcs), percent(n.WeightedReciprocity))
	}
	p.line("How far the lines meet in one place: %s of those sent, %s of those received; 0 is even, 1 is one person.",
		figure(n.OutStrengthCentralization, 2), figure(n.InStrengthCentralization, 2))
}

func (p *printer) words() {
	if len(p.Tags) == 0 {
		return
	}
	p.heading("What kind of turns", "How often each word was used.")
	rows := slices.Clone(p.Tags)
	order := map[observe.TagID]int{}
	if book := p.Selection.Codebook; book != nil {
		for _, t := range slices.Concat(book.Families, book.Tags) {
			order[t.ID] = len(order) + 1
		}
	}
	slices.SortStableFunc(rows, func(a, b analysis.TagCount) int {
		place := func(id observe.TagID) int { return cmp.Or(order[id], len(order)+1) }
		return place(a.Tag) - place(b.Tag)
	})
	t := p.table("word", "times", "share")
	for _, row := range rows {
		t.row(p.label(row.Tag), strconv.Itoa(row.Count), percent(&row.Share))
	}
	t.flush()
	if p.AskingRatio != nil {
		p.line("Asking against telling: %s asking.", percent(p.AskingRatio))
	}
	if p.OpeningRatio != nil && !p.ownAlone() {
		p.line("Of the words that usually open a talk or close it down, %s usually open it. That is an assumption about the words; what came next stands below.",
			percent(p.OpeningRatio))
	}
}

func (p *printer) dimensions() {
	d := p.Dimensions
	if len(d.IDs) == 0 || d.All[d.IDs[0]] == nil {
		return
	}
	if p.Level == analysis.LevelCore {
		p.heading(p.dimensionsTitle(), "The few words of this meeting do not show them. With more words they can be seen.")
		return
	}
	p.heading(p.dimensionsTitle(), "Shares of the turns that belong to one of them. Which one did this meeting call for, and which stayed at home?")
	head := []string{""}
	for _, id := range d.IDs {
		head = append(head, p.dimension(id))
	}
	t := p.table(head...)
	row := func(name string, shares analysis.Shares) {
		cells := []string{name}
		for _, id := range d.IDs {
			cells = append(cells, percent(shares[id]))
		}
		t.row(cells...)
	}
	row("whole meeting", d.All)
	for _, ph := range d.Phases {
		row(clean(ph.Phase), ph.Shares)
	}
	for i, shares := range d.Path {
		row(fmt.Sprintf("tenth %d of 10", i+1), shares)
	}
	t.flush()
}

// dimensionsTitle names what the lens weighs words by.
func (p *printer) dimensionsTitle() string {
	if slices.Contains(p.Dimensions.IDs, "vulnerability") {
		return "The three K's in this talk"
	}
	return "Where the talk stood"
}

func (p *printer) dimension(id string) string {
	if book := p.Selection.Codebook; book != nil {
		for _, d := range book.Dimensions {
			if d.ID == id {
				if l := clean(d.Labels.Text("en")); l != "" {
					return l
				}
			}
		}
	}
	return clean(id)
}

func (p *printer) shifts() {
	s := p.Shifts
	if s.Pairs < fewPairs {
		return
	}
	p.heading("How turns were taken", "Two turns after each other: who answered whom, and what happened next. A, B, C and D are others each time.")
	head := []string{"", "times", "share"}
	if s.Expected != nil {
		head = append(head, "by chance", "")
	}
	t := p.table(head...)
	for _, name := range analysis.ShiftNames() {
		n := s.Counts[name]
		share := float64(n) / float64(s.Pairs)
		cells := []string{p.say.Shifts[name], strconv.Itoa(n), percent(&share)}
		if s.Expected != nil {
			stands := ""
			if f := s.Found[name]; f != nil && *f {
				stands = "stands out"
			}
			cells = append(cells, figure(s.Expected[name], 1), stands)
		}
		t.row(cells...)
	}
	same := float64(s.NoShift) / float64(s.Pairs)
	cells := []string{"A goes on to the same", strconv.Itoa(s.NoShift), percent(&same)}
	for len(cells) < len(head) {
		cells = append(cells, "")
	}
	t.row(cells...)
	t.flush()
}

func (p *printer) rhythm() {
	r := p.Selection.Rhythm()
	turns, _ := p.OfPersons()
	if r.LiveMs == 0 || turns < fewPairs {
		return
	}
	p.heading("Pace", "")
	p.line("%s turns a minute.", strconv.FormatFloat(float64(turns)/(float64(r.LiveMs)/60_000), 'f', 1, 64))
	if len(r.Gaps) == 0 {
		return
	}
	longest := slices.MaxFunc(r.Gaps, func(a, b analysis.Gap) int { return cmp.Compare(a.ToMs-a.FromMs, b.ToMs-b.FromMs) })
	p.line("The longest stretch without a new turn was %s, at %s; nine in ten are %s or shorter.",
		seconds(longest.ToMs-longest.FromMs), wording.Clock(longest.FromMs), seconds(r.Threshold))
}

// effects writes what came after the acts of a role, where there are enough to
// compare and, with draws, the difference stands out from chance. Effects of a
// single person are left out: they are for that person to read.
func (p *printer) effects() {
	others := map[string]string{"silence": "it was silent for long"} // its shared text does not fit this sentence
	any := false
	for _, e := range p.Effects {
		if !e.Enough || e.Rate == nil || e.Base == nil || e.Trigger.Person != "" || !e.Varies() {
			continue
		}
		if e.PAdjusted != nil && *e.PAdjusted > 0.05 {
			continue
		}
		if !any {
			p.heading("What came next", "After some turns, against other turns of the same people.")
			any = true
		}
		p.line("  After %s by %s %s %s of %s; otherwise %s.", p.label(e.Trigger.Tag), clean(cmp.Or(string(e.Trigger.Role), "anybody")), cmp.Or(others[e.Outcome], p.say.Outcomes[e.Outcome], clean(e.Outcome)),
			percent(e.Rate), plural(e.N, "time"), percent(e.Base))
	}
}

// tooLittle says of what there is too little to say anything.
func (p *printer) tooLittle() {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if p.Interactions == 0 {
		return
	}
	if p.Coverage != nil && *p.Coverage < 0.7 {
		say("%s of the turns have a word: what is said of words rests on those only.", percent(p.Coverage))
	}
	if !p.Enough.Network {
		say("Who responds to whom: fewer than 30 turns were to a person.")
	}
	if p.Shifts.Pairs < fewPairs {
		say("How turns were taken, and their pace: %s only.", plural(p.Shifts.Pairs, "pair"))
	}
	if why := p.Sequence.Why; why != nil {
		switch *why {
		case sequence.TooFewPairs:
			say("What is followed by what: %s of words between people; under 50 that tells nothing.", plural(p.Sequence.PairsBetween, "pair"))
		case sequence.TooFewCells:
			say("What is followed by what: hardly any two words meet often enough to be compared.")
		case sequence.TooManyCodes:
			say("What is followed by what: there are %d kinds of turns, too many for a table.", len(p.Sequence.Codes))
		}
	}
	if p.Sequence.Draws == 0 {
		say("Loops: they need more than counting. The meeting was not compared with chance.")
	}
	if len(lines) == 0 {
		return
	}
	p.heading("Too few moments to say", "")
	for _, l := range lines {
		p.line("  %s", l)
	}
}
