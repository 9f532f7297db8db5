package findings_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/findings"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// planted is a meeting of three persons in the families of three-k, with a script between
// turns that are drawn: an entry of the script is the words of some turns in a row, each
// by another person than the one before.
func planted(t *testing.T, seed uint64, between int, script ...string) *analysis.Meeting {
	t.Helper()
	book, _ := codebooks.Get(codebooks.Default)
	r := rand.New(rand.NewPCG(seed, 3))
	var turns []string
	last := 0
	say := func(word string) {
		last = (last + 1 + r.IntN(2)) % 3
		turns = append(turns, string("abc"[last])+" "+word)
	}
	for _, part := range script {
		for range between {
			say([]string{"contributing", "contributing", "contributing", "settling", "asking", "tuning-in"}[r.IntN(6)])
		}
		for _, word := range strings.Fields(part) {
			if word == "-" {
				turns = append(turns, word)
			} else {
				say(word)
			}
		}
	}
	for range between {
		say("contributing")
	}
	return analysistest.ScriptedIn(t, book, turns...)
}

// said analyses a meeting and says what was found.
func said(t *testing.T, m *analysis.Meeting, lang string, change ...func(*analysis.Options)) *findings.Findings {
	t.Helper()
	r, err := patterns.Analyze(t.Context(), m, analysistest.With(append([]func(*analysis.Options){analysistest.Draws(1000)}, change...)...))
	if err != nil {
		t.Fatal(err)
	}
	out, err := findings.Say(t.Context(), r, lang)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// finding returns the finding with this id, which must be there.
func finding(t *testing.T, f *findings.Findings, id string) findings.Finding {
	t.Helper()
	for _, s := range f.Sections {
		for _, items := range append([]findings.Fold{{Items: s.Items}}, s.Folds...) {
			for _, x := range items.Items {
				if x.ID == id {
					return x
				}
			}
		}
	}
	t.Fatalf("there is no %s", id)
	panic("unreachable")
}

// momentsOf returns the moments of a part, and how many there are in all.
func momentsOf(f *findings.Findings, id string) (turns [][]observe.Seq, total int) {
	for _, m := range f.Moments {
		if m.At.Graphic == id {
			return m.Turns, m.Total
		}
	}
	return nil, 0
}

// fendings is six exchanges of fending off, of three or four turns, and what ended each;
// twice it was answered once only, and eight times something else followed.
var fendings = []string{
	"holding-off holding-off holding-off settling", "holding-off holding-off holding-off holding-off settling", "holding-off contributing",
	"showing tuning-in", "showing tuning-in", "holding-off holding-off contributing", "holding-off asking", "showing tuning-in",
	"holding-off holding-off holding-off settling", "showing tuning-in", "holding-off contributing", "showing tuning-in",
	"holding-off holding-off holding-off holding-off asking", "showing contributing", "showing tuning-in", "holding-off contributing",
	"holding-off holding-off holding-off settling", "showing tuning-in", "holding-off contributing", "holding-off holding-off contributing",
	"showing tuning-in", "holding-off asking", "holding-off holding-off holding-off -", "showing tuning-in", "holding-off contributing", "showing contributing", "holding-off asking",
}

// What is told first of a meeting is what was planted: the helping one first, then the
// exchanges, counted as a person would, with what ended them.
func TestWhatWasPlantedIsToldFirst(t *testing.T) {
	m := planted(t, 5, 4, fendings...)
	for lang, want := range map[string][4]string{
		"en": {"Six times “fending off” was met with “fending off”, back and forth; four times it ended with “settling” and once with “asking”.",
			"Eight times it went otherwise: what came next was “contributing” five times and “asking” three times.",
			"After “showing oneself”, “tuning in” followed 9 of 11 times.", "Besides, it began twice and went no further."},
		"nl": {"Zes keer werd ‘afweren’ over en weer met ‘afweren’ beantwoord; vier keer eindigde het met ‘afspreken’ en één keer met ‘vragen’.",
			"Acht keer ging het anders: daarna kwam vijf keer ‘inbrengen’ en drie keer ‘vragen’.",
			"Na ‘zich tonen’ kwam 9 van de 11 keer ‘aansluiten’.", "Daarnaast begon het twee keer zonder verder te gaan."},
	} {
		f := said(t, m, lang)
		if len(f.Glance.Findings) < 2 || len(f.Glance.Findings) > 3 || f.Glance.Findings[0] != "link:showing>tuning-in" || f.Glance.Findings[1] != "loop:holding-off>" {
			t.Fatalf("%s: %q is told first", lang, f.Glance.Findings)
		}
		loop, helps := finding(t, f, "loop:holding-off>"), finding(t, f, "link:showing>tuning-in")
		if loop.Short != want[0] || loop.Otherwise != want[1] || helps.Short != want[2] || !slices.Contains(loop.Notes, want[3]) || loop.Circular == "" || loop.Confidence != analysis.Clear {
			t.Errorf("%s: %+v\n%+v", lang, loop, helps)
		}
		// Chance is said of the pairs, which it is computed of, and not of the exchanges; that
		// no pattern stands out sends nobody to a fragment while there is something to tell.
		link, together := finding(t, f, "link:holding-off>holding-off").Text, map[string]string{"en": "Counted together", "nl": "Bij elkaar"}[lang]
		if a, b, ok := strings.Cut(link, together); !ok || strings.Contains(a, "; ") || !strings.Contains(b, "; ") || strings.Contains(link, "..") {
			t.Errorf("%s: %s", lang, link)
		}
		if lead := f.Sections[0].Lead; len(f.Sections[0].Items) == 0 && (len(lead) != 1 || !strings.Contains(lead[0], map[string]string{"en": "top", "nl": "bovenaan"}[lang])) {
			t.Errorf("%s: of patterns it says %q", lang, lead)
		}
		turns, total := momentsOf(f, loop.ID)
		var lengths []int
		for _, m := range turns {
			lengths = append(lengths, len(m))
		}
		if total != 6 || !slices.Equal(lengths, []int{3, 4, 3, 4, 3, 3}) {
			t.Errorf("%s: %d exchanges, of %v turns", lang, total, lengths)
		}
		// The piece of a finding holds at least one of its moments whole.
		i := slices.IndexFunc(f.Glance.Pieces, func(p findings.Fragment) bool { return p.ID == "finding:"+loop.ID })
		if i < 0 {
			t.Fatalf("%s: the loop has no piece among %+v", lang, f.Glance.Pieces)
		}
		first, last := slices.Index(m.Turns.ID, f.Glance.Pieces[i].From), slices.Index(m.Turns.ID, f.Glance.Pieces[i].To)
		holds := func(seqs []observe.Seq) bool {
			for _, seq := range seqs {
				if at := slices.Index(m.Turns.Seq, seq); at < first || at > last {
					return false
				}
			}
			return true
		}
		if last-first < 7 || last-first > 14 || !slices.ContainsFunc(turns, holds) {
			t.Errorf("%s: the piece of the loop is turns %d to %d", lang, first, last)
		}
		if other, total := momentsOf(f, "otherwise:"+loop.ID); total != 8 || len(other) != 6 || len(other[0]) != 2 {
			t.Errorf("%s: it went otherwise %d times: %v", lang, total, other)
		}
	}
}

// Somebody who goes on with the same word goes on with an exchange. What everybody did
// ends it, a turn without a word and a pause do too, and of those nothing is said.
func TestWhereAnExchangeEnds(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		turns  []int
		short  string
	}{
		"goes on":   {"a x, b x, b x, a x, c y", []int{4}, "Once “x” was met with “x”, back and forth; it ended with “y”."},
		"laughter":  {"a x, b x, a x, *, b x, a x, c x, a y", []int{3, 3}, "Twice “x” was met with “x”, back and forth; once it ended with “y” and once with something everybody did."},
		"a pause":   {"a x, b x, a x, -, b x, a x, c x", []int{3, 3}, "Twice “x” was met with “x”, back and forth."},
		"no word":   {"a x, b x, a x, c, a x, b x, c x, a y, c x, a x, b x, c y", []int{3, 3, 3}, "Three times “x” was met with “x”, back and forth; twice it ended with “y”."},
		"each time": {"a x, b x, a x, c y, a x, b x, c x, a y", []int{3, 3}, "Twice “x” was met with “x”, back and forth; each time it ended with “y”."},
		"once only": {"a x, b x, a y, b x, c x, a z", []int{2, 2}, "Twice “x” was met with “x”; once it ended with “y” and once with “z”."},
		"varied":    {"a x, b x, c x, a y, b x, a x, b x, a z, b x, a x, b x, a u, b x, a x, b x, a v, b x, a x, b x, a w, b x, a x, b x, a t, b x, a x, b x, a s", []int{3, 3, 3, 3, 3, 3, 3}, "Seven times “x” was met with “x”, back and forth; how it ended varied."},
		"oneself":   {"a x, a x, b y", nil, ""},
	} {
		r := analysistest.Analyze(t, analysistest.Scripted(t, strings.Split(c.script, ", ")...), analysistest.Draws(0))
		r.KnownLoops = append(r.KnownLoops, known("", new(sequence.ClearLoop), []string{"x"}, 1))
		f, err := findings.Say(t.Context(), r, "en")
		if err != nil {
			t.Fatal(err)
		}
		turns, total := momentsOf(f, "loop:x>")
		var lengths []int
		for _, m := range turns {
			lengths = append(lengths, len(m))
		}
		if !slices.Equal(lengths, c.turns) || total != len(c.turns) {
			t.Errorf("%s: exchanges of %v turns, want %v", name, lengths, c.turns)
		}
		if c.short != "" {
			if got := finding(t, f, "loop:x>").Short; got != c.short {
				t.Errorf("%s: %s\nwant %s", name, got, c.short)
			}
		}
	}
}

// Where nothing is clear there is what may be, said as maybe.
func TestMaybeIsToldFirstOnlyWhereNothingIsClear(t *testing.T) {
	r := lookedFor(t, known("judgement-defending", new(sequence.PossibleLoop), judging, 4, 4), known("curiosity-sharing", new(sequence.PossibleLoop), sharing, 4, 4))
	first := func() []string {
		f, err := findings.Say(t.Context(), r, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range f.Glance.Findings {
			if x := finding(t, f, id); x.Sure == "" || len(x.Questions) == 0 {
				t.Errorf("%s is told first as %+v", id, x)
			}
		}
		return f.Glance.Findings
	}
	if got := first(); !slices.Equal(got, []string{"loop:defending>judgement>", "loop:curiosity>sharing>"}) {
		t.Errorf("where nothing is clear %q is told first", got)
	}
	r.KnownLoops[1].Confidence = new(sequence.ClearLoop)
	if got := first(); !slices.Equal(got, []string{"loop:curiosity>sharing>"}) {
		t.Errorf("where one is clear %q is told first", got)
	}
	r.KnownLoops = nil
	if got := first(); got == nil || len(got) != 0 {
		t.Errorf("where nothing was found %q is told first", got)
	}
}

// One that helps comes first; a voice that was heard little comes last, without a count
// and without moments; and nothing is told twice.
func TestWhatIsToldInWhichOrder(t *testing.T) {
	r := lookedFor(t, known("steering-steering", new(sequence.ClearLoop), steering, 4))
	evidence := r.KnownLoops[0].Evidence
	for _, id := range []string{"silent-third", "steering-on-steering", "judgement-closes", "curiosity-opens"} {
		r.Patterns = append(r.Patterns, analysis.Pattern{ID: id, Confidence: analysis.Clear, Evidence: evidence, EvidenceTotal: len(evidence)})
	}
	f, err := findings.Say(t.Context(), r, "nl")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"pattern:curiosity-opens", "pattern:steering-on-steering", "pattern:judgement-closes"}; !slices.Equal(f.Glance.Findings, want) {
		t.Errorf("%q is told first, want %q", f.Glance.Findings, want)
	}
	r.Patterns, r.KnownLoops = r.Patterns[:1], nil
	if f, err = findings.Say(t.Context(), r, "nl"); err != nil {
		t.Fatal(err)
	}
	quiet := finding(t, f, "pattern:silent-third")
	if turns, total := momentsOf(f, quiet.ID); turns != nil || total != 0 || quiet.Short != "Er waren stemmen die we weinig hoorden." || !slices.Equal(f.Glance.Findings, []string{quiet.ID}) {
		t.Errorf("%+v with the moments %v, told first: %q", quiet, turns, f.Glance.Findings)
	}
}

// That nobody answers themself is no finding: it cannot be otherwise. And what is told
// first never says who.
func TestNobodyAnswersThemself(t *testing.T) {
	var turns []string
	r := rand.New(rand.NewPCG(1, 1))
	last := 0
	for range 300 {
		last = (last + 1 + r.IntN(2)) % 3
		if r.IntN(3) == 0 {
			last = 0
		}
		turns = append(turns, string("abc"[last])+" steering")
	}
	f := said(t, analysistest.Scripted(t, turns...), "en", func(o *analysis.Options) { o.Codes = analysis.ByPerson })
	for _, m := range f.Moments {
		if strings.HasPrefix(m.At.Graphic, "link:") {
			if from, to, _ := strings.Cut(strings.TrimPrefix(m.At.Graphic, "link:"), ">"); from == to {
				t.Errorf("%s is told", m.At.Graphic)
			}
		}
	}
	for _, id := range f.Glance.Findings {
		if !strings.HasPrefix(id, "pattern:") && !strings.HasPrefix(id, "effect:") {
			t.Errorf("%s is told first", id)
		}
	}
}

// Of a meeting in which one of several noted only their own turns nothing is said about
// others, and titles say what it is about.
func TestOwnTurnsSayNothingAboutOthers(t *testing.T) {
	l := analysistest.Five()
	l.Clock(0, "live")
	for i := range observe.Millis(120) {
		l.Turn((i+1)*8000, "a "+[]string{"b", "c", "d", "*"}[i%4]+" "+[]string{"steering", "curiosity", "judgement"}[i%3])
		if i%30 == 0 {
			l.Turn((i+1)*8000+1, "* *")
		}
	}
	for lang, want := range map[string]string{"en": "About own turns", "nl": "Over eigen beurten"} {
		f := said(t, l.Meeting(), lang)
		for _, s := range f.Sections {
			if s.Title != want || len(s.Lead) != 1 || len(s.Items) != 0 || len(s.Folds) != 0 {
				t.Errorf("%s: %+v", lang, s)
			}
		}
		if len(f.Glance.Findings) != 0 || len(f.Moments) != 0 {
			t.Errorf("%s: told first: %q", lang, f.Glance.Findings)
		}
	}
	l.Turn(1_000_000, "b a steering")
	if f := said(t, l.Meeting(), "en"); f.Sections[0].Title == "About own turns" {
		t.Error("with a turn of another person it is still about own turns")
	}
}

// A meeting proposes its marks, what departs from its habit, and where it turned. A mark
// that names what everybody did, a note, and too few turns propose nothing.
func TestFragmentsOfAMeeting(t *testing.T) {
	build := func(turns int, marks bool) *analysis.Meeting {
		l := analysistest.NewLog()
		l.Clock(0, "live")
		for i := range turns {
			word := []string{"curiosity", "deciding"}[i%2]
			if i >= turns/2 {
				word = []string{"judgement", "steering"}[i%2]
			}
			if i/8 == 2 {
				word = "differing"
			}
			l.Turn(observe.Millis(i+1)*5000, string("abc"[i%3])+" * "+word)
		}
		if marks {
			l.Turn(60_000, "* *") // laughter, and the mark that names it
			l.Add(observe.Entry{Type: observe.TypeMark, At: 60_000, Kind: observe.MarkMoment, Label: "laughter", Target: observe.EntryID(l.Interactions()[12].ID)})
			l.Add(observe.Entry{Type: observe.TypeMark, At: 100_000, Kind: observe.MarkTheme, Label: "trust"})
			l.Add(observe.Entry{Type: observe.TypeNote, At: 200_000, Text: "private", Visibility: observe.VisibilityPrivate})
			l.Add(observe.Entry{Type: observe.TypeMark, At: 390_000, Kind: observe.MarkMoment})
		}
		return l.Meeting()
	}
	fragments := func(m *analysis.Meeting) (out []string) {
		f := said(t, m, "nl")
		for _, x := range f.Glance.Fragments {
			from, to := slices.IndexFunc(m.Turns.ID, func(id observe.EntryID) bool { return id == x.From }), slices.IndexFunc(m.Turns.ID, func(id observe.EntryID) bool { return id == x.To })
			if from < 0 || to-from < 7 || to-from > 14 || x.Turns < 8 || x.Turns > to-from+1 || x.Text == "" {
				t.Errorf("a fragment is %+v", x)
			}
			out = append(out, x.Why+": "+x.Text)
		}
		if out == nil && f.Glance.Fragments == nil {
			t.Error("the fragments are no list")
		}
		return out
	}
	for n, want := range map[int]int{0: 0, 7: 0, 8: 1, 15: 1, 120: 2} {
		if got := fragments(build(n, false)); len(got) < want || n < 16 && len(got) != want {
			t.Errorf("%d turns have the fragments %q", n, got)
		}
	}
	got := fragments(build(120, true))
	want := []string{"mark: Hier werd op 6:30 een moment gemarkeerd.", "unusual: Dit stuk ging het meest anders dan de rest van dit overleg.",
		"turning-point: Hier ging het dicht: beurten die het gesprek openen gingen van 6 naar 0 van de 12."}
	if !slices.Equal(got, want) {
		t.Errorf("the fragments are %q, want %q", got, want)
	}
}
