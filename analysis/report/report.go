// Package report writes what a meeting had to tell as one HTML file that opens from
// disk, asks for nothing outside itself, and prints on A4. The first page holds the
// fragment, the pattern with its question, and what the team tries next; then come the
// agenda and the charts. Pictures of the first page are drawn here; charts are drawn
// from their options by a program that the file holds ([Parts]).
package report

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"kompas/analysis"
	"kompas/analysis/findings"
	"kompas/analysis/wording"
	"kompas/observe"
	"kompas/observe/debrief"
)

// Parts are what a report holds besides words: the program that draws its charts, and
// its style with the typefaces. Both are built with the page.
type Parts struct {
	script, style []byte
	policy        string
}

// ErrNotBuilt is the error of [PartsOf] where the page was not built.
var ErrNotBuilt = errors.New("the page was not built, and the parts of a report are built with it: run make build")

// PartsOf returns the parts that were built with the page, from its files.
func PartsOf(files fs.FS) (*Parts, error) {
	script, err := fs.ReadFile(files, "report.js")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, err
	}
	style, err := fs.ReadFile(files, "report.css")
	if err != nil {
		return nil, err
	}
	// A browser would read these as HTML, and end the element that holds the text.
	for _, end := range []string{"<!--", "<script", "</script", "</style"} {
		if text := strings.ToLower(string(script) + string(style)); strings.Contains(text, end) {
			return nil, fmt.Errorf("report.js or report.css holds %q, which cannot stand in a file of HTML", end)
		}
	}
	sum := sha256.Sum256(script)
	return &Parts{script, style, "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"}, nil
}

// Policy is the Content-Security-Policy of a report with these parts: it lets the file
// reach nothing, and run nothing but its own program.
func (p *Parts) Policy() string { return p.policy }

// Options say what a report tells. What is not asked for is left out.
type Options struct {
	Lang      string // "nl" or "en"
	Anonymous bool   // no names, notes, title, date, nor texts that somebody wrote; wins over all below
	Names     bool   // of persons
	Notes     bool   // those that are shared
	Persons   bool   // charts of persons
	Zone      *time.Location
}

// Source is a meeting as the reader of the report may see it.
type Source struct {
	// Read returns what is computed of the meeting, with persons as P1 to Pn if
	// nameless.
	Read    func(ctx context.Context, nameless bool) (*analysis.Reading, error)
	Without findings.Without // what somebody asked to leave out
	Debrief debrief.Debrief  // as the reader may see it, without what is left out
	Held    time.Time        // when the meeting was; zero: not known
	OnPaper bool             // it was noted on paper: the order of turns is known, their times are not
	Planned []observe.PlannedPhase
	Notes   []Note
}

// Note is a shared note.
type Note struct {
	At   int64 // ms
	Text string
}

// Tell adds what the log of a session tells a viewer besides its turns: when it was, the
// items that were planned, the shared notes, and whether its times are known.
func (s *Source) Tell(state *observe.State, v observe.Viewer, secret []byte) {
	l := state.Redactor(v, secret)
	h := l.Header()
	s.Planned, s.Held, s.OnPaper = h.Phases, h.CreatedAt.Time(), h.Timing == observe.OnPaper
	if began, ok := state.StartedAt(); ok {
		s.Held = began
	}
	for _, n := range state.Undoables(observe.TypeNote) {
		if n.Visibility == observe.VisibilityShared && l.Reference(n.ID) == n.ID {
			s.Notes = append(s.Notes, Note{int64(n.At), n.Text})
		}
	}
}

//go:embed report.html
var layout string

var page = template.Must(template.New("report").Parse(layout))

// Write writes the report of a meeting. It fails, with an [observe.Error] that names the
// option, on an unknown language. It runs within [compute.Until], which ends it when ctx
// is done.
func Write(ctx context.Context, out io.Writer, parts *Parts, s *Source, o Options) error {
	w, err := in(o.Lang)
	if err != nil {
		return err
	}
	if o.Anonymous {
		o.Names, o.Notes = false, false
	}
	told, err := s.Read(ctx, o.Anonymous)
	if err != nil {
		return err
	}
	found, err := findings.SayWithout(ctx, told, o.Lang, s.Without)
	if err != nil {
		return err
	}
	told = s.Without.In(told)
	r := &report{w: w, Reading: told, turns: told.Selection.List(), found: found, source: s, options: o}
	r.chosen = s.Debrief.Shown(observe.Viewer{Anonymous: o.Anonymous})
	used := make([]observe.TagID, len(told.Tags))
	for i, t := range told.Tags {
		used[i] = t.Tag
	}
	r.names = w.NamesOf(told.Participants, told.Selection.Codebook, used)
	v := view{W: w, Lang: o.Lang, Policy: parts.policy, Style: template.CSS(parts.style), Script: template.JS(parts.script)}
	r.head(&v)
	v.Strip = r.strip()
	v.Pattern = r.pattern()
	r.ask(&v)
	r.proposed(&v)
	v.Items = r.items()
	if err := r.charts(ctx, &v); err != nil {
		return err
	}
	if o.Notes {
		for _, n := range s.Notes {
			v.Notes = append(v.Notes, note{r.clock(n.At), n.Text})
		}
	}
	v.Method = r.method()
	return page.Execute(out, v)
}

// report is the state in which a report is made.
type report struct {
	*analysis.Reading
	w       *texts
	turns   []analysis.Turn
	found   *findings.Findings
	chosen  debrief.Debrief
	source  *Source
	options Options
	names   *wording.Names
}

// note is a note as it is shown.
type note struct{ Clock, Text string }

// onPaper reports whether the meeting was noted on paper, so that times are not known.
func (r *report) onPaper() bool { return r.source.OnPaper }

// clock writes when something was; nothing where that is not known.
func (r *report) clock(ms int64) string {
	if r.onPaper() {
		return ""
	}
	return wording.Clock(ms)
}

// view is what the layout shows.
type view struct {
	W                    *texts
	Lang, Policy         string
	Style                template.CSS
	Script, Data         template.JS
	Title, When          string
	Ticked               []string
	Proposed             string
	OnlyOne              bool
	Strip                *strip
	Pattern              *pattern
	Question, Circular   string
	TryOut, Owner, Signs string
	Items                []item
	Team, Persons        []chart
	Left                 string
	Notes                []note
	Paper                bool
	Method               []string
}

// head says what the report is of, and what was ticked for it.
func (r *report) head(v *view) {
	v.Title = r.w.Untitled
	var when []string
	if !r.options.Anonymous {
		v.Title = r.Session.Title
		if !r.source.Held.IsZero() {
			when = append(when, r.w.date(r.source.Held.In(r.options.Zone)))
		}
	}
	n, _ := r.OfPersons()
	when = append(when, r.w.Turns(n))
	if r.SpanMs != nil && !r.onPaper() {
		when = append(when, r.w.minutes(*r.SpanMs))
	}
	v.When = strings.Join(when, " · ")
	if r.options.Names {
		v.Ticked = append(v.Ticked, r.w.TellsNames)
	}
	if r.options.Notes {
		v.Ticked = append(v.Ticked, r.w.TellsNotes)
	}
	switch {
	case r.options.Persons && r.options.Names:
		v.Ticked = append(v.Ticked, r.w.TellsPersons)
	case r.options.Persons:
		v.Ticked = append(v.Ticked, r.w.TellsPersonsUnnamed)
	}
	v.OnlyOne, v.Paper = r.OnlyOne() != "", r.onPaper()
}

// ask adds the question and what the team tries: in the words of the debrief, and
// without these the question of the pattern.
func (r *report) ask(v *view) {
	v.Question = r.w.OfFragment
	if p := v.Pattern; p.Finding != nil {
		if len(p.Questions) > 0 {
			v.Question = p.Questions[0]
		}
		v.Circular = p.Circular
	}
	if q := r.chosen.Questions; len(q) > 0 {
		v.Question = q[0]
		if len(q) > 1 {
			v.Circular = q[1]
		}
	}
	if e := r.chosen.Experiment; e != nil {
		v.TryOut, v.Signs = e.Text, e.Notice
		if r.options.Names {
			v.Owner = e.Owner
		}
	}
}

// proposed says what of the first page nobody chose.
func (r *report) proposed(v *view) {
	fragment, pattern := v.Strip != nil && v.Strip.Proposed, v.Pattern.Finding != nil && v.Pattern.Proposed
	switch {
	case fragment && pattern:
		v.Proposed = r.w.Proposed
	case fragment:
		v.Proposed = r.w.ProposedFragment
	case pattern:
		v.Proposed = r.w.ProposedPattern
	}
}

// method says how the report was made, and what it cannot say.
func (r *report) method() []string {
	n, tagged := r.OfPersons()
	out := []string{r.w.Watched}
	if r.onPaper() {
		out = append(out, r.w.OnPaper)
	}
	if n > 0 {
		out = append(out, sprintf(r.w.Counted, r.w.Turns(n), percent(float64(tagged)/float64(n))))
	}
	switch k := len(r.Observers); {
	case k > 1 && r.Observer != nil:
		out = append(out, sprintf(r.w.ByOneOf, k))
	case k > 1:
		out = append(out, sprintf(r.w.ByMany, k))
	case k == 1:
		out = append(out, r.w.ByOne)
	}
	if slices.ContainsFunc(r.found.Sections, func(s findings.Section) bool { return len(s.Method) > 0 }) && r.Sequence.Draws > 0 {
		out = append(out, r.w.Compared)
	}
	return append(out, r.w.Few, r.w.OtherEyes)
}

func sprintf(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func fields(s string) []string { return strings.Fields(s) }

// percent writes a share.
func percent(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }

// inScript writes a value as JSON that may stand in a script element.
func inScript(v any) (template.JS, error) {
	b, err := json.Marshal(v) // writes < as \u003c
	return template.JS(b), err
}
