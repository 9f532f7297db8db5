package report_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"kompas/analysis"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/report"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/debrief"
	"kompas/observe/madeup"
)

// parts are those of tests: a report's own are built with the page.
func parts(t *testing.T) *report.Parts {
	t.Helper()
	p, err := report.PartsOf(fstest.MapFS{"report.js": {Data: []byte("draw()")}, "report.css": {Data: []byte("p{color:red}")}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// meeting is a session of which the report is made.
type meeting struct {
	header  observe.Header
	entries []observe.Entry
	debrief debrief.Debrief
	without findings.Without
}

// hostile are texts that mean something to a browser, a spreadsheet or a program that
// draws.
var hostile = []string{`</script><script>alert(1)</script>`, `"><img src=x onerror=alert(2)>`, `=HYPERLINK("http://x.example")`, `{b} ${x} {{.}}`, `__proto__`, `';--><!--`}

// hostileMeeting is the made-up meeting, with hostile texts in place of all that people
// write: title, names, items, labels, notes and marks.
func hostileMeeting() *meeting {
	made := madeup.Meeting(madeup.Options{Seed: 1})
	m := &meeting{header: made.Header, entries: made.Entries}
	m.header.Title = "Title " + hostile[0]
	for i := range m.header.Participants {
		m.header.Participants[i].Name = fmt.Sprintf("Name %d %s", i, hostile[i%len(hostile)])
	}
	book := &m.header.Codebook
	for _, list := range [][]observe.Tag{book.Tags, book.Families} {
		for i := range list {
			list[i].Labels = observe.Labels{"nl": "woord " + hostile[i%len(hostile)], "en": "word " + hostile[i%len(hostile)]}
		}
	}
	for i := range m.header.Phases {
		m.header.Phases[i].Name = "item " + hostile[i%len(hostile)]
	}
	n := 0
	for i := range m.entries {
		e := &m.entries[i]
		switch e.Type {
		case observe.TypeNote:
			e.Visibility = []string{observe.VisibilityShared, observe.VisibilityPrivate}[n%2]
			e.Text = fmt.Sprintf("Note %s %s", e.Visibility, hostile[n%len(hostile)])
			n++
		case observe.TypePhase:
			e.Name = "item " + hostile[0]
		case observe.TypeMark:
			e.Label = "mark " + hostile[0]
		}
	}
	return m
}

// secret is that of the store.
var secret = []byte("secret")

func (m *meeting) state() *observe.State {
	state := observe.NewState(m.header)
	for _, e := range m.entries {
		state.Apply(e)
	}
	return state
}

// read returns what is computed of a meeting.
func (m *meeting) read(ctx context.Context, nameless bool) (*analysis.Reading, error) {
	v, o := observe.OwnerViewer, analysis.DefaultOptions()
	v.Anonymous, o.Permutations = nameless, 1000
	return patterns.Analyze(ctx, analysis.FromState(m.state(), v, secret, codebooks.KnownLoops(&m.header.Codebook)), o)
}

// write returns the report of a meeting for its owner.
func (m *meeting) write(t *testing.T, o report.Options) string {
	t.Helper()
	o.Lang, o.Zone = cmp.Or(o.Lang, "nl"), time.UTC
	s := &report.Source{Debrief: m.debrief, Without: m.without, Read: m.read}
	s.Tell(m.state(), observe.OwnerViewer, secret)
	var b bytes.Buffer
	if err := report.Write(t.Context(), &b, parts(t), s, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// has reports whether a report holds a text in any of the ways in which it may stand in
// it: in HTML, or in JSON.
func has(report, text string) bool {
	for _, way := range []*strings.Replacer{
		strings.NewReplacer(),
		strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;"),
		strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`, `"`, `\"`),
	} {
		if strings.Contains(report, way.Replace(text)) {
			return true
		}
	}
	return false
}

// A report tells no name and no note unless it is asked for, each by itself, and a
// private note never. Asked for all of it, one without names tells none.
func TestWhatIsTicked(t *testing.T) {
	m, guest := hostileMeeting(), madeup.Meeting(madeup.Options{Seed: 1}).Facts.Guest
	m.debrief = debrief.Debrief{Questions: []string{"Asked so?"}, PutRight: "Sorry", Guesses: &debrief.Guesses{Lead: "I guess"},
		Experiment: &debrief.Experiment{Text: "We wait", Owner: "Wendy", Notice: "Quiet"}, Aside: []debrief.Aside{{Finding: "x", Reason: "Not this"}}}
	all := report.Options{Names: true, Notes: true, Persons: true}
	anonymous := all
	anonymous.Anonymous = true
	for _, c := range []struct {
		name                            string
		o                               report.Options
		names, notes, persons, ofPeople bool // ofPeople: title, date, and what the team wrote
	}{
		{"as it is", report.Options{}, false, false, false, true},
		{"names", report.Options{Names: true}, true, false, false, true},
		{"notes", report.Options{Notes: true}, false, true, false, true},
		{"persons", report.Options{Persons: true}, false, false, true, true},
		{"all", all, true, true, true, true},
		{"anonymous", anonymous, false, false, true, false},
	} {
		r := m.write(t, c.o)
		check := func(what, text string, want bool) {
			t.Helper()
			if has(r, text) != want {
				t.Errorf("%s: %s %q: %t, want %t", c.name, what, text, !want, want)
			}
		}
		named := false
		for _, p := range m.header.Participants {
			named = named || has(r, p.Name)
		}
		if named != c.names {
			t.Errorf("%s: names of persons: %t", c.name, named)
		}
		check("guest", guest, c.names && c.persons)
		check("note", "Note shared", c.notes)
		check("private note", "Note private", false)
		check("chart of persons", `data-chart="sociogram"`, c.persons)
		check("title", m.header.Title, c.ofPeople)
		check("day", "23 november 2026", c.ofPeople)
		check("question", "Asked so?", c.ofPeople)
		check("try-out", "We wait", c.ofPeople)
		check("who looks after it", "Wendy", c.names)
		for _, never := range []string{"I guess", "Not this", "mark ", string(m.header.ID), `"seq":`, `"moments":`} {
			check("never", never, false)
		}
		for _, e := range m.entries {
			if strings.Contains(r, string(e.ID)) {
				t.Errorf("%s: the id of entry %d", c.name, e.Seq)
			}
		}
	}
}

// Nothing that people write ends an element, or starts one.
func TestHostileTexts(t *testing.T) {
	m := hostileMeeting()
	m.debrief = debrief.Debrief{Questions: hostile[:2], Experiment: &debrief.Experiment{Text: hostile[0], Owner: hostile[1], Notice: hostile[2]}}
	r := m.write(t, report.Options{Names: true, Notes: true, Persons: true})
	if n := strings.Count(r, "<script"); n != 2 {
		t.Errorf("%d scripts", n)
	}
	for _, bad := range []string{"<img", "<!--", "alert(1)</script>"} {
		if strings.Contains(r, bad) {
			t.Errorf("the report holds %q", bad)
		}
	}
	if !has(r, hostile[0]) || !has(r, hostile[1]) {
		t.Error("the texts are not there at all")
	}
}

// What the debrief chose is told; where nothing was chosen, what is proposed, and that
// it is. What somebody asked to hold back is not there.
func TestWhatIsChosen(t *testing.T) {
	made := madeup.Meeting(madeup.Options{Seed: 1})
	m := &meeting{header: made.Header, entries: made.Entries}
	proposed := "Er is nog niets gekozen"
	r := m.write(t, report.Options{})
	if !strings.Contains(r, proposed) {
		t.Error("it does not say that nothing was chosen")
	}
	first := m.found(t)
	if !has(r, first[0].Short) || has(r, first[1].Short) {
		t.Errorf("the first finding is not told, or the second one is")
	}
	turns := turnsOf(m)
	m.debrief = debrief.Debrief{Finding: first[1].ID, Fragment: &debrief.Fragment{From: turns[20], To: turns[28]}}
	r = m.write(t, report.Options{})
	if strings.Contains(r, proposed) || !has(r, first[1].Short) || has(r, first[0].Short) || !strings.Contains(r, "9 beurten") {
		t.Error("what was chosen is not told")
	}
	m.debrief.Finding = "none"
	if r = m.write(t, report.Options{}); !strings.Contains(r, "Geen patroon") || has(r, first[0].Short) {
		t.Error("that no pattern was chosen is not told")
	}
	m.debrief, m.without = debrief.Debrief{}, findings.Without{IDs: []string{first[0].ID}}
	if r = m.write(t, report.Options{}); has(r, first[0].Short) {
		t.Error("what was held back is told")
	}
}

// found returns the findings that are told first.
func (m *meeting) found(t *testing.T) (out []findings.Finding) {
	t.Helper()
	r, err := m.read(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := findings.Say(t.Context(), r, "nl")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range f.Glance.Findings {
		for _, s := range f.Sections {
			if i := slices.IndexFunc(s.Items, func(f findings.Finding) bool { return f.ID == id }); i >= 0 {
				out = append(out, s.Items[i])
			}
		}
	}
	if len(out) < 2 {
		t.Fatalf("%d findings are told first", len(out))
	}
	return out
}

// turnsOf returns the ids of the turns, in order of time.
func turnsOf(m *meeting) (ids []observe.EntryID) {
	for _, t := range m.state().Interactions() {
		ids = append(ids, t.ID)
	}
	return ids
}

// A meeting of which there is nothing to tell has a report, too.
func TestEmptyMeeting(t *testing.T) {
	m := hostileMeeting()
	m.entries = nil
	for _, lang := range []string{"nl", "en"} {
		r := m.write(t, report.Options{Lang: lang, Names: true, Notes: true, Persons: true})
		if strings.Contains(r, "data-chart") || !strings.Contains(r, "</html>") {
			t.Error(lang, "the report of no turns has charts, or no end")
		}
	}
}

// What would end the element that holds the program is refused.
func TestPartsThatCannotStandInHTML(t *testing.T) {
	files := fstest.MapFS{"report.js": {Data: []byte(`x="</SCRIPT>"`)}, "report.css": {}}
	if _, err := report.PartsOf(files); err == nil {
		t.Error("taken")
	}
	if _, err := report.PartsOf(fstest.MapFS{}); err != report.ErrNotBuilt {
		t.Error(err)
	}
}

// Of a meeting that was noted on paper no time is told, and that it is not known.
func TestMeetingOnPaper(t *testing.T) {
	m := hostileMeeting()
	m.header.Timing = observe.OnPaper
	r := m.write(t, report.Options{Notes: true})
	told := r[strings.Index(r, "<main>"):strings.Index(r, "</main>")]
	if found := regexp.MustCompile(`<time>\d|[2-9] minuten|\d:\d\d</text>`).FindString(told); found != "" || !strings.Contains(told, "op papier genoteerd") {
		i := strings.Index(told, found)
		t.Errorf("it tells %q, or not that times are not known: %s", found, told[max(0, i-80):min(len(told), i+80)])
	}
}
