// Package text writes results of package analysis for a terminal.
package text

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"kompas/analysis"
	"kompas/observe"
)

// Write writes a result in English: first what it rests on, then each part
// that has something to say. Undefined figures are a dash. Control characters
// in names and labels are left out, so that no name steers the terminal.
func Write(w io.Writer, r *analysis.Result) error {
	p := &printer{w: bufio.NewWriter(w), names: map[observe.PersonID]string{}}
	for _, who := range r.Participants {
		p.names[who.ID] = clean(who.Name)
	}
	p.head(r)
	p.participation(r)
	p.network(r)
	return p.w.Flush()
}

type printer struct {
	w     *bufio.Writer
	names map[observe.PersonID]string
}

func (p *printer) head(r *analysis.Result) {
	title := clean(r.Session.Title)
	if title == "" {
		title = "Session"
	}
	p.line("%s", title)
	span := int64(0)
	if r.SpanMs != nil {
		span = *r.SpanMs
	}
	p.line("%s by %s in %s; %s have a tag.", plural(r.Interactions, "turn"), plural(len(r.Participants), "person"),
		clock(span), percent(r.Coverage))
	if r.Observer != nil {
		p.line("Turns of observer %s only.", clean(string(*r.Observer)))
	}
}

func (p *printer) participation(r *analysis.Result) {
	p.line("")
	p.line("PARTICIPATION (turns, not speaking time)")
	t := p.table("person", "turns", "share", "received", "per 10 min", "mean gap", "longest silence")
	for _, s := range r.Participation.Persons {
		silence := "-"
		if s.LongestSilenceMs != nil {
			silence = clock(*s.LongestSilenceMs)
		}
		gap := "-"
		if s.MeanGapMs != nil {
			gap = clock(int64(*s.MeanGapMs))
		}
		t.row(p.names[s.ID], strconv.Itoa(s.Sent), percent(s.Share), strconv.Itoa(s.Received), figure(s.Per10Min, 1), gap, silence)
	}
	t.flush()
	p.line("Spread: Gini %s (corrected for the number of persons %s), evenness %s; 0 and 1 are even.",
		figure(r.Participation.Gini, 3), figure(r.Participation.GiniCorrected, 3), figure(r.Participation.Evenness, 3))
	p.line("To the group: %s of the turns.", percent(r.Participation.GroupAddressed))
	if len(r.Participation.Silent) > 0 {
		names := make([]string, len(r.Participation.Silent))
		for i, id := range r.Participation.Silent {
			names[i] = p.names[id]
		}
		p.line("Without a turn: %s.", strings.Join(names, ", "))
	}
}

func (p *printer) network(r *analysis.Result) {
	n := r.Network
	p.line("")
	p.line("WHO RESPONDS TO WHOM")
	if !n.Enough {
		p.line("Too few turns to a person to read much into it.")
	}
	const most = 20
	t := p.table("from", "to", "times")
	for i, a := range n.Arcs {
		if i == most {
			break
		}
		t.row(p.names[a.From], p.names[a.To], strconv.Itoa(a.Count))
	}
	t.flush()
	if rest := len(n.Arcs) - most; rest > 0 {
		p.line("… and %d more.", rest)
	}
	p.line("To a person: %s of the turns. Density %s, reciprocity %s (weighted %s).",
		percent(n.Directed), figure(&n.Density, 3), figure(n.Reciprocity, 3), figure(n.WeightedReciprocity, 3))
	p.line("Centralization: out %s, in %s; of turns sent %s, received %s; 0 is even, 1 is one person.",
		figure(n.OutCentralization, 3), figure(n.InCentralization, 3),
		figure(n.OutStrengthCentralization, 3), figure(n.InStrengthCentralization, 3))
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

// table collects rows and writes them in columns; without rows nothing.
type table struct {
	w    *tabwriter.Writer
	head []string
	any  bool
}

func (p *printer) table(head ...string) *table {
	return &table{w: tabwriter.NewWriter(p.w, 0, 0, 2, ' ', 0), head: head}
}

func (t *table) row(cells ...string) {
	if !t.any {
		fmt.Fprintln(t.w, "  "+strings.Join(t.head, "\t"))
		t.any = true
	}
	fmt.Fprintln(t.w, "  "+strings.Join(cells, "\t"))
}

func (t *table) flush() { t.w.Flush() }

func figure(v *float64, decimals int) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v, 'f', decimals, 64)
}

func percent(v *float64) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v*100, 'f', 0, 64) + "%"
}

func plural(n int, word string) string {
	switch {
	case n == 1:
		return "1 " + word
	case word == "person":
		return strconv.Itoa(n) + " people"
	}
	return strconv.Itoa(n) + " " + word + "s"
}

func clock(ms int64) string {
	s := ms / 1000
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
