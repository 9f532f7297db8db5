package text_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/sequence"
	"kompas/analysis/text"
	"kompas/observe"
	"kompas/observe/codebooks"
	"kompas/observe/observetest"
)

// analyze analyses a meeting without draws; drawn does so with this many draws.
func analyze(t *testing.T, b *analysis.Builder) *analysis.Reading { return drawn(t, b, 0) }

func drawn(t *testing.T, b *analysis.Builder, draws int) *analysis.Reading {
	t.Helper()
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	o := analysis.DefaultOptions()
	o.Permutations = draws
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, r *analysis.Reading) string {
	t.Helper()
	var out strings.Builder
	if err := text.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func has(t *testing.T, got string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("the text lacks %q:\n%s", w, got)
		}
	}
}

// weekly is a small meeting with tags of three-k.
func weekly(t *testing.T, turns int) *analysis.Reading {
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("Weekly", &book)
	for i := range turns {
		k := i % 4
		b.Add(int64(i)*5000, []string{"Cas", "Ann", "Bo", "Ann"}[k], []string{"*", "Cas", "Ann", "*"}[k],
			[]string{"curiosity", "informing", "", "steering"}[k], []string{"Opening", "Budget"}[2*i/turns], "")
	}
	return analyze(t, b)
}

func TestWriteTellsWhatWasSeen(t *testing.T) {
	has(t, write(t, weekly(t, 80)),
		"Weekly\n80 turns by 3 people in 6:35; 75% of them have a word.\n",
		"  Cas     20     25%    20 ", "  Ann     40     50%    20 ", "  Bo      20     25%    0 ",
		"50% of the turns were to one person; the others were to the whole group.\n  Ann -> Cas 20\n  Bo -> Ann 20\nOf the 6 ways in which one person can respond to another, 2 were used. 0% of",
		"  open question  20     33%\n  contributing   20     33%\n  steering       20     33%\n",
		"Asking against telling: 50% asking.",
		"50% usually open it. That is an assumption",
		"  whole meeting   100%        0%             0%\n", "  Budget ", "  tenth 10 of 10 ", // of these tags only open questions have a weight
		"39 pairs, the second next.\n",                 // the turn without a tag breaks each group of four
		"  steering       open question  19     9.3\n", // 19 x 19 / 39
		"  A answers B, then B speaks to everyone  20     25%\n",
		"TOO FEW MOMENTS TO SAY\n  What is followed by what: 39 pairs of words between people; under 50 that tells nothing.\n  Loops: they need more than counting.")
}

func TestWriteTellsWhatIsTooLittle(t *testing.T) {
	got := write(t, weekly(t, 8))
	has(t, got, "Who responds to whom: fewer than 30 turns were to a person.", "How turns were taken, and their pace: 7 pairs only.", "Nothing happened 5 times or more.")
	for _, not := range []string{"HOW TURNS WERE TAKEN", "PACE"} {
		if strings.Contains(got, not) {
			t.Errorf("the text says %q of 8 turns:\n%s", not, got)
		}
	}
}

// Four words do not show the three K's, so no share of them is said.
func TestWriteOfFewWords(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("Weekly", &book)
	for i := range 60 {
		b.Add(int64(i)*5000, []string{"Cas", "Ann"}[i%2], "*", []string{"curiosity", "steering", "other"}[i%3], "", "")
	}
	got := write(t, analyze(t, b))
	has(t, got, "The few words of this meeting do not show them. With more words they can be seen.")
	if strings.Contains(got, "100%        0%") || strings.Contains(got, "tenth 1 of 10") {
		t.Errorf("the text says shares:\n%s", got)
	}
}

// Of a meeting in which one of three noted only their own turns nothing is said of the
// others, nor what kind of meeting it was.
func TestWriteOfOwnTurns(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("Weekly", &book)
	b.Add(0, "Cas", "Ann", "curiosity", "", "")
	b.Add(4000, "Cas", "Bo", "steering", "", "")
	for i := range 58 {
		b.Add(int64(i+2)*5000, "Cas", "*", []string{"curiosity", "steering"}[i%2], "", "")
	}
	got := write(t, analyze(t, b))
	has(t, got, "Weekly\n60 turns in 4:55; 100% of them have a word.\nAll turns are by one person. What it says here is about the own turns, and about nobody else.\n", "  steering       30     50%\n")
	for _, not := range []string{"Ann", "person ", "people", "compassion", "WHO", "PACE", "TOO FEW", "group"} {
		if strings.Contains(got, not) {
			t.Errorf("the text says %q:\n%s", not, got)
		}
	}
}

// Of a meeting that was noted on paper nothing is said that rests on time.
func TestWriteOfPaper(t *testing.T) {
	r := weekly(t, 80)
	has(t, write(t, r), "80 turns by 3 people in 6:35; ", "PACE", "turns per 10 min")
	m := *r.Selection.Meeting
	m.Paper = true
	r, err := analysis.Analyze(t.Context(), &m, analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	got := write(t, r)
	has(t, got, "80 turns by 3 people, noted on paper, so that their order is known and their times are not; ", "Cas ")
	for _, not := range []string{"PACE", "per 10 min", "6:35", "longest"} {
		if strings.Contains(got, not) {
			t.Errorf("the text says %q:\n%s", not, got)
		}
	}
}

func TestWriteOfNothing(t *testing.T) {
	got := write(t, analyze(t, analysis.NewBuilder("", &observe.Codebook{ID: "none"})))
	if got != "Session\nNo turns by 0 people: there is nothing to tell yet.\n" {
		t.Errorf("the text of nothing is:\n%s", got)
	}
}

// Links and loops that were found are written as findings. Loops that the talk
// did not complete are not written at all.
func TestWriteTellsWhatWasFound(t *testing.T) {
	r := *weekly(t, 80)
	p := func(v float64) *float64 { return &v }
	r.Sequence.Draws, r.Sequence.Why = 5000, nil
	r.Links = []sequence.Link{{From: "curiosity", To: "informing", Sign: sequence.Positive, Observed: 20, Expected: p(7.26)},
		{From: "steering", To: "informing", Sign: sequence.Negative, Observed: 1, Expected: p(6)}}
	n := 6
	r.Loops = []sequence.Loop{
		{Nodes: []string{"curiosity", "informing"}, Signs: []sequence.Sign{"+", "-"}, Kind: sequence.Balancing, Status: sequence.Whole, Traversals: &n},
		{Nodes: []string{"steering"}, Signs: []sequence.Sign{"+"}, Kind: sequence.Reinforcing, Status: sequence.Pieces}}
	r.Effects = []analysis.EffectRow{
		{Trigger: analysis.EffectTrigger{Role: "leader", Tag: "steering"}, Outcome: "new_voice", Rate: p(0.2), Base: p(0.5), N: 20, Enough: true},
		{Trigger: analysis.EffectTrigger{Tag: "curiosity"}, Outcome: "silence", Rate: p(0.2), Base: p(0.5), N: 3}}
	got := write(t, &r)
	has(t, got,
		"After open question, contributing came more often: 20 times; by chance you would expect 7.3.",
		"After steering, contributing came less often: once; by chance you would expect 6.0.",
		"  open question -> contributing -|-> open question: loop that steadies, seen going round 6 times.\n",
		"After steering by leader a new voice came in 20% of 20 times; otherwise 50%.")
	if strings.Contains(got, "feeds itself") || strings.Contains(got, "silent for long") || strings.Contains(got, "they need more than counting") {
		t.Errorf("the text says what was not found:\n%s", got)
	}
	r.Links, r.Loops = nil, nil
	has(t, write(t, &r), "Nothing came more or less often than you would expect by chance.", "No loop was found. That is the usual result of one meeting.")
}

// The report tells which known loops were found and how surely, what each strings
// together alone, and what was seen of what the draws assume.
func TestWriteTellsOfKnownLoopsAndChecks(t *testing.T) {
	r := *weekly(t, 80)
	r.Sequence.Draws, r.Sequence.Why = 5000, nil
	loop := func(found *sequence.LoopConfidence, nodes ...string) sequence.KnownLoop {
		l := sequence.KnownLoop{ID: strings.Join(nodes, ">") + ">", Nodes: nodes, Kind: sequence.Reinforcing, Observed: 14, Expected: 6.2, Confidence: found}
		for i, n := range nodes {
			l.Signs = append(l.Signs, sequence.Positive)
			l.Links = append(l.Links, sequence.KnownLink{From: n, To: nodes[(i+1)%len(nodes)], Sign: sequence.Positive, Observed: 9 - i, Expected: 3, P: 0.01 + float64(i)})
		}
		return l
	}
	team := loop(new(sequence.PossibleLoop), "steering")
	team.Source = sequence.FromTeam
	r.KnownLoops = []sequence.KnownLoop{loop(new(sequence.ClearLoop), "defending", "judgement"), team, loop(new(sequence.OneWay), "curiosity", "sharing"), loop(nil, "judgement")}
	r.ExplainedBy = []sequence.Explanation{{From: "steering", To: "deciding", Sign: sequence.Positive, By: sequence.ByOwn},
		{From: "defending", To: "judgement", Sign: sequence.Positive, By: sequence.ByPersons}}
	r.Sequence.Stationarity, r.Sequence.Order = &sequence.Check{P: 0.02}, &sequence.Check{P: 0.5}
	got := write(t, &r)
	has(t, got, "WHAT KEEPS ITSELF GOING\n"+
		"  defending oneself -> judging -> defending oneself: known loop, clear, loop that feeds itself (that can be good or bad); 14 pairs, by chance you would expect 6.2.\n"+
		"  steering -> steering: seen in this team before, maybe, loop that feeds itself (that can be good or bad); 14 pairs, by chance you would expect 6.2.\n"+
		"  After open question, showing oneself came more often: 9 times; by chance you would expect 3.0. The rest of a known loop does not stand out.\n"+
		"Known loops that were looked for: 4; found: 2.\n",
		"  steering seems to be followed more often by deciding; this is how each strings their own turns.\n",
		"The mix of words changed inside the stretches in which turns were put into another order (p = 0.02).")
	if strings.Contains(got, "No loop was found") || strings.Contains(got, "defending oneself seems") {
		t.Errorf("the text says what was found, and that it was not:\n%s", got)
	}
	r.Sequence.Why, r.KnownLoops = new(sequence.TooFewPairs), nil
	if got := write(t, &r); strings.Contains(got, "Nothing came") || strings.Contains(got, "No loop was found") {
		t.Errorf("the text says what a comparison showed of a meeting that is too short for one:\n%s", got)
	}
}

// With draws the report says what stands out and, of what came next, only what
// differs; it never tells of single persons.
func TestWriteOfAShuffledMeeting(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("Weekly", &book)
	r, burst := rand.New(rand.NewPCG(1, 1)), 0
	for i := range 400 {
		word := []string{"informing", "deciding", "other", "ordering"}[r.IntN(4)]
		if burst == 0 && r.IntN(12) == 0 {
			burst = 4
		}
		if burst > 0 {
			word = []string{"defending", "judgement"}[burst%2]
			burst--
		}
		b.Add(int64(i)*4000, []string{"Ann", "Bo", "Cy", "Di"}[(i+r.IntN(2))%4], "*", word, "", "")
	}
	got := write(t, drawn(t, b, 500))
	has(t, got, "After judging, defending oneself came more often: ",
		"  defending oneself -> judging -> defending oneself: known loop, clear, loop that feeds itself (that can be good or bad); 49 pairs, ",
		"WHAT CAME NEXT", "After defending oneself by member something closing came 98% of 42 times; otherwise 28%.")
	if strings.Contains(got, "by Ann") || strings.Contains(got, "they need more than counting") {
		t.Errorf("the text says what it should not:\n%s", got)
	}
}

func TestWriteLeavesOutControlCharacters(t *testing.T) {
	b := analysis.NewBuilder("a\x1b[2Jb", &observe.Codebook{ID: "none"})
	for i := range 60 {
		b.Add(int64(i)*1000, "An\x1bn\n", "*", "t\x07ag\x1b", "ph\x1base", "")
	}
	if got := write(t, analyze(t, b)); strings.ContainsAny(got, "\x1b\x07\r") {
		t.Errorf("the text holds a control character: %q", got)
	}
}

// The report of every real meeting and edge file has no undefined figures, and
// lists persons in the order of their seats.
func TestWriteOfRealMeetings(t *testing.T) {
	dir := observetest.Meetings(t)
	real, err := filepath.Glob(filepath.Join(dir, "??????.csv"))
	if err != nil {
		t.Fatal(err)
	}
	edge, err := filepath.Glob(filepath.Join(dir, "edge", "*.csv"))
	if err != nil || len(real) != 6 || len(edge) < 5 {
		t.Fatalf("%d meetings, %d edge files: %v", len(real), len(edge), err)
	}
	for _, file := range append(real, edge...) {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		b := analysis.NewBuilder(filepath.Base(file), &observe.Codebook{ID: "none"})
		for _, r := range rows[1:] {
			at, err := strconv.ParseInt(r[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			b.Add(at, r[1], r[2], r[3], "", "")
		}
		r := analyze(t, b)
		got := write(t, r)
		for _, bad := range []string{"NaN", "Inf", "%!", "<nil>", "0x"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s: the text holds %q:\n%s", file, bad, got)
			}
		}
		_, persons, _ := strings.Cut(got, "longest time without\n")
		for i, p := range r.Participants {
			line, rest, _ := strings.Cut(persons, "\n")
			want := []string{p.Name, strconv.Itoa(r.Participation.Persons[i].Sent)}
			for _, w := range want {
				if !strings.Contains(line, w) {
					t.Errorf("%s: line %d is %q, want %q", file, i, line, fmt.Sprint(want))
				}
			}
			persons = rest
		}
	}
}
