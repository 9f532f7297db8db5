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
		turns, total := momentsOf(f, loop.ID)
		var lengths []int
		for _, m := range turns {
			lengths = append(lengths, len(m))
		}
		if total != 6 || !slices.Equal(lengths, []int{3, 4, 3, 4, 3, 3}) {
			t.Errorf("%s: %d exchanges, of %v turns", lang, total, lengths)
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
