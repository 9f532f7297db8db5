// Package text writes a result of package analysis as a report in English, for a
// terminal.
package text

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"kompas/analysis"
	"kompas/analysis/wording"
	"kompas/observe"
)

// Write writes the report of a reading: what it rests on, then each part that has
// something to say, and last what there is too little of to say anything.
// Undefined figures are a dash. Persons are in the order of their seats, never
// sorted by a figure. Control characters in names and labels are left out, so
// that no name can steer the terminal. The pace needs the turns of the reading;
// everything else is made from the result.
func Write(w io.Writer, r *analysis.Reading) error {
	say, err := wording.In("en")
	if err != nil {
		return err
	}
	p := &printer{Reading: r, say: say, w: bufio.NewWriter(w), names: map[observe.PersonID]string{}, labels: map[observe.TagID]string{}}
	for _, who := range r.Participants {
		p.names[who.ID] = clean(who.Name)
	}
	if book := r.Selection.Codebook; book != nil {
		for _, list := range [][]observe.Tag{book.Families, book.Tags} {
			for _, t := range list {
				p.labels[t.ID] = clean(t.Labels.Text("en"))
			}
		}
	}
	p.head()
	if p.ownAlone() {
		p.line("All turns are by one person. What it says here is about the own turns, and about nobody else.")
		p.words()
		return p.w.Flush()
	}
	if r.Interactions > 0 {
		p.participation()
		p.network()
		p.words()
		p.dimensions()
		p.sequence()
		p.loops()
		p.shifts()
		p.rhythm()
		p.effects()
	}
	p.tooLittle()
	return p.w.Flush()
}

type printer struct {
	*analysis.Reading
	say    *wording.Texts
	w      *bufio.Writer
	names  map[observe.PersonID]string
	labels map[observe.TagID]string
}

// leastOthers is how many take part in a meeting of which one person noted only their own
// turns.
const leastOthers = 3

// ownAlone reports whether all turns are of one person, though others take part: who
// takes part and notes only their own.
func (p *printer) ownAlone() bool {
	spoke := 0
	for _, s := range p.Participation.Persons {
		spoke += min(1, s.Sent)
	}
	return spoke == 1 && len(p.Participants) >= leastOthers
}

func (p *printer) head() {
	title := clean(p.Session.Title)
	if title == "" {
		title = "Session"
	}
	p.line("%s", title)
	switch {
	case p.Interactions == 0:
		p.line("No turns by %s: there is nothing to tell yet.", plural(len(p.Participants), "person"))
	case p.ownAlone():
		p.line("%s%s; %s of them have a word.", plural(p.Interactions, "turn"), p.span(), percent(p.Coverage))
	default:
		p.line("%s by %s%s; %s of them have a word.", plural(p.Interactions, "turn"), plural(len(p.Participants), "person"),
			p.span(), percent(p.Coverage))
	}
	if p.Observer != nil && len(p.Observers) > 1 {
		p.line("As observer %s saw it; there were %d observers.", p.observer(*p.Observer), len(p.Observers))
	}
}

// span says how long the meeting took, or why nobody knows.
func (p *printer) span() string {
	if p.SpanMs == nil {
		return ", noted on paper, so that their order is known and their times are not"
	}
	return " in " + wording.Clock(*p.SpanMs)
}

func (p *printer) observer(id observe.ObserverID) string {
	for _, o := range p.Observers {
		if o.ID == id && o.Name != "" {
			return clean(o.Name)
		}
	}
	return clean(string(id))
}

// name is what a person is called: "somebody" if the reader may not read about
// them.
func (p *printer) name(id observe.PersonID) string {
	if n, ok := p.names[id]; ok {
		return n
	}
	if id == observe.Everybody {
		return p.say.Group
	}
	return p.say.Somebody
}

// label is what a tag is called.
func (p *printer) label(id observe.TagID) string {
	if l := p.labels[id]; l != "" {
		return l
	}
	return clean(string(id))
}

// code is what a code of the sequence is called: a tag, a person, or who and tag.
func (p *printer) code(code string) string {
	if l := p.labels[observe.TagID(code)]; l != "" {
		return l
	}
	if n, ok := p.names[observe.PersonID(code)]; ok || code == observe.Everybody {
		if !ok {
			n = p.say.Group
		}
		return n
	}
	if who, tag, ok := strings.Cut(code, ":"); ok {
		if n, known := p.names[observe.PersonID(who)]; known {
			who = n
		} else if who == observe.Everybody {
			who = p.say.Group
		}
		return clean(who) + ": " + p.label(observe.TagID(tag))
	}
	return clean(code)
}

func (p *printer) heading(title, about string) {
	p.line("")
	p.line("%s", strings.ToUpper(title))
	if about != "" {
		p.line("%s", about)
	}
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.w, format+"\n", args...) }

// table collects rows and writes them in columns. Without rows it writes nothing,
// not even its head.
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

// clean leaves out control characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}
