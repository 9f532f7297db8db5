package analysis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
	"kompas/observe"
	"kompas/observe/disclosure"
)

// team begins a session of seven: a, the leader who reads, and six others.
func team(change ...func(*observe.Header)) *analysistest.Log {
	return analysistest.NewLog(append([]func(*observe.Header){func(h *observe.Header) {
		for _, id := range []string{"d", "e", "f", "g"} {
			h.Participants = append(h.Participants, observe.Person{ID: observe.PersonID(id), Name: "Name-" + id, Role: observe.Member})
		}
	}}, change...)...)
}

var leaderA = observe.Viewer{Role: observe.RoleLeader, Observer: "o9", Person: "a"}

// questions returns what a leader can ask of a session: every combination of what
// selects turns.
func questions(l *analysistest.Log) []analysis.Options {
	phases := []string{""}
	for _, p := range l.Undoables(observe.TypePhase) {
		phases = append(phases, p.Name, string(p.ID))
	}
	slices.Sort(phases)
	times := []*int64{nil}
	for k := range int64(5) {
		at := int64(l.LargestAt()) * k / 4
		times = append(times, &at)
	}
	var out []analysis.Options
	for _, phase := range slices.Compact(phases) {
		for _, purpose := range []observe.Purpose{"", "decide"} {
			for _, from := range times {
				for _, to := range times {
					for _, observer := range []observe.ObserverID{"", observe.Owner, "o1"} {
						o := analysis.DefaultOptions()
						o.Permutations = 0
						o.Phase, o.Purpose, o.FromMs, o.ToMs, o.Observer = phase, purpose, from, to, observer
						if o.Validate() == nil && (purpose == "" || phase == "") && (observer == "" || from == nil) {
							out = append(out, o)
						}
					}
				}
			}
		}
	}
	return out
}

// ledger is what a leader who asks all the time has seen: of each turn of others
// that the log hides, in which answers it was counted, and as what.
type ledger struct {
	answers int
	in      map[observe.Seq][]int
	as      map[observe.Seq]string
	who     map[observe.Seq]observe.PersonID
	known   map[string]bool // sets of turns that were counted before
}

// ask asks everything, and notes each set of turns that was not counted before.
func (d *ledger) ask(t *testing.T, l *analysistest.Log) {
	t.Helper()
	truth := map[observe.Seq]observe.Interaction{}
	for _, turn := range l.Interactions() {
		truth[turn.Seq] = turn
	}
	m := l.As(leaderA)
	for _, o := range questions(l) {
		r, err := analysis.Analyze(t.Context(), m, o)
		if err != nil {
			continue
		}
		d.note(t, r.Selection.List(), truth)
	}
}

func (d *ledger) note(t *testing.T, turns []analysis.Turn, truth map[observe.Seq]observe.Interaction) {
	t.Helper()
	var seqs []observe.Seq
	for _, turn := range turns {
		seqs = append(seqs, turn.Seq)
	}
	slices.Sort(seqs)
	if key := fmt.Sprint(seqs); d.known[key] {
		return
	} else {
		d.known[key] = true
	}
	for _, turn := range turns {
		if turn.From == "a" || turn.To == "a" || turn.From == observe.Everybody {
			continue
		}
		d.in[turn.Seq] = append(d.in[turn.Seq], d.answers)
		as := fmt.Sprintf("%d %s", turn.At, turn.Tag)
		if before, ok := d.as[turn.Seq]; ok && before != as {
			t.Errorf("turn %d is told as %q and as %q: the difference is that turn", turn.Seq, before, as)
		}
		d.as[turn.Seq] = as
		if _, ok := d.who[turn.Seq]; !ok {
			d.who[turn.Seq] = observe.PersonID(truth[turn.Seq].From)
		}
	}
	d.answers++
}

// check tells what can be had by subtracting answers from each other: the finest
// are the turns that were in the very same answers.
func (d *ledger) check(t *testing.T) (parts int) {
	t.Helper()
	who, tagged := map[string]map[observe.PersonID]bool{}, map[string]map[observe.PersonID]bool{}
	for seq, in := range d.in {
		key := fmt.Sprint(in)
		if who[key] == nil {
			who[key], tagged[key] = map[observe.PersonID]bool{}, map[observe.PersonID]bool{}
		}
		who[key][d.who[seq]] = true
		if !strings.HasSuffix(d.as[seq], " ") {
			tagged[key][d.who[seq]] = true
		}
	}
	for key, persons := range who {
		if len(persons) < 3 || len(tagged[key]) > 0 && len(tagged[key]) < 3 {
			t.Errorf("what %v did (with tags: %v) can be had by subtracting some of the answers %s", slices.Collect(maps.Keys(persons)), slices.Collect(maps.Keys(tagged[key])), key)
		}
	}
	return len(who)
}

// TestWhatALeaderCanSubtract is an attack: a leader asks everything after every
// entry of made meetings, with items of the agenda, pauses, ends, corrections,
// late entries and undoing, and subtracts every answer from every other. What is
// left must never be what one or two others did.
func TestWhatALeaderCanSubtract(t *testing.T) {
	parts := 0
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 7))
		l := team()
		d := &ledger{in: map[observe.Seq][]int{}, as: map[observe.Seq]string{}, who: map[observe.Seq]observe.PersonID{}, known: map[string]bool{}}
		at := observe.Millis(0)
		var turns []observe.EntryID
		quiet := 1 + r.IntN(7) // how many of the team speak much
		for range 100 {
			at += observe.Millis(r.IntN(60_000))
			switch k := r.IntN(40); {
			case k == 0 && seed%3 > 0:
				l.Add(observe.Entry{Type: observe.TypePhase, At: at, Name: []string{"x", "y", "z"}[r.IntN(3)], Purpose: []observe.Purpose{"", "decide"}[r.IntN(2)]})
			case k == 1:
				l.Clock(at, []string{observe.StateEnded, observe.StateLive, observe.StatePaused}[r.IntN(3)])
			case k < 7 && len(turns) > 0:
				target := turns[max(0, len(turns)-1-r.IntN(12))]
				tags := []observe.TagID{"judgement"}
				l.Add([]observe.Entry{
					{Type: observe.TypeVoid, Target: target}, {Type: observe.TypeRestore, Target: target},
					{Type: observe.TypeAmend, Target: target, Set: &observe.Set{Tags: &tags}},
				}[r.IntN(3)])
			case k == 7 && len(l.Undoables(observe.TypePhase)) > 0:
				p := l.Undoables(observe.TypePhase)
				l.Add(observe.Entry{Type: observe.TypeVoid, Target: p[r.IntN(len(p))].ID})
			default:
				who := "abcdefg"
				from := who[r.IntN(7)]
				if r.IntN(4) > 0 {
					from = who[r.IntN(quiet)]
				}
				to := ("*" + who)[r.IntN(8)]
				if to == from {
					to = '*'
				}
				e := observe.Entry{Type: observe.TypeInteraction, From: string(from), To: string(to), At: max(0, at-observe.Millis(r.IntN(10)/9*r.IntN(900_000)))}
				if seed%4 > 0 || strings.ContainsRune("abc", rune(from)) { // or only some get tags
					e.Tags = [][]observe.TagID{nil, {"curiosity"}, {"steering"}, {"deciding"}}[r.IntN(4)]
				}
				if seed%5 == 0 && r.IntN(3) == 0 { // a second observer
					e.Observer = "o1"
				}
				l.Add(e)
				turns = append(turns, observe.EntryID(fmt.Sprintf("e%d", l.Head())))
			}
			if r.IntN(8) == 0 {
				d.ask(t, l)
			}
		}
		l.Clock(at, observe.StateEnded)
		d.ask(t, l)
		parts += d.check(t)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if parts < 100 {
		t.Errorf("only %d parts were told in all: this shows nothing", parts)
	}
}

// What one other person did alone, in an item of the agenda or at the end, changes
// no answer to a leader, whatever they ask.
func TestWhatOneDidAloneChangesNoAnswer(t *testing.T) {
	meeting := func(alone, last string) *analysistest.Log {
		l := team()
		l.Clock(0, observe.StateLive).Phase(0, "all")
		for i, who := range []string{"b", "c", "d", "e", "a", "f"} {
			l.Turn(observe.Millis(1000*i), who+" * curiosity")
		}
		l.Phase(10_000, "alone").Turn(11_000, "b * "+alone).Turn(12_000, "a b steering").Turn(13_000, "b c "+alone)
		l.Phase(20_000, "again")
		for i, who := range []string{"g", "a", "c", "d"} {
			l.Turn(observe.Millis(21_000+1000*i), who+" * deciding")
		}
		l.Clock(30_000, observe.StateEnded)
		return l.Turn(31_000, "c * "+last).Turn(32_000, "c d "+last)
	}
	one, other := meeting("curiosity", "deciding"), meeting("judgement", "curiosity")
	asked := 0
	for _, q := range questions(one) {
		for _, codes := range analysis.AllCodes {
			for _, lag := range []int{1, 2, 0} { // 0 stands for replies
				q.Codes, q.Lag, q.Pairs, q.Permutations = codes, lag, sequence.InOrder, 10*lag%20
				if lag == 0 {
					q.Lag, q.Pairs = 1, sequence.InReply
				}
				a, b := answer(t, one, q), answer(t, other, q)
				if a != b {
					t.Fatalf("%+v tells on one person:\n%s\n%s", q, a, b)
				}
				asked++
			}
		}
	}
	for phase, want := range map[string]int{"": 10, "all": 6, "again": 4} {
		o := analysis.DefaultOptions()
		o.Phase = phase
		if r := analyzeWith(t, one.As(leaderA), o); r.Interactions != want {
			t.Errorf("of %q a leader is told %d turns, want %d", phase, r.Interactions, want)
		}
	}
	o := analysis.DefaultOptions()
	o.Phase = "alone"
	if _, err := analysis.Analyze(t.Context(), one.As(leaderA), o); observe.CodeOf(err) != observe.Forbidden {
		t.Errorf("of an item in which one other spoke a leader gets %v, want forbidden", err)
	}
	if phases := analyzeWith(t, one.As(leaderA), analysis.DefaultOptions()).Dimensions.Phases; len(phases) != 2 {
		t.Errorf("a leader reads of the items %+v", phases)
	}
}

func answer(t *testing.T, l *analysistest.Log, o analysis.Options) string {
	t.Helper()
	r, err := analysis.Analyze(t.Context(), l.As(leaderA), o)
	if err != nil {
		return err.Error()
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func analyzeWith(t *testing.T, m *analysis.Meeting, o analysis.Options) *analysis.Reading {
	t.Helper()
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Who does one thing alone and asks what follows it, a lag after the other, would
// read off every turn of the meeting.
func TestALeaderReadsNotWhatFollowsATurnOfTheirOwn(t *testing.T) {
	l := team(func(h *observe.Header) {
		h.Codebook.KnownLoops = []observe.KnownLoop{
			{ID: "steers", Nodes: []observe.TagID{"steering"}, Signs: []observe.LoopSign{"+"}},
			{ID: "asks", Nodes: []observe.TagID{"curiosity", "differing"}, Signs: []observe.LoopSign{"+", "+"}},
		}
	}).Clock(0, observe.StateLive)
	for i := range 200 {
		words := fmt.Sprintf("%c * %s", "abcdefg"[i%7], []string{"curiosity", "steering", "deciding"}[i*i%3])
		if i == 70 {
			words = "a * differing"
		}
		l.Turn(observe.Millis(1000*i), words)
	}
	l.Clock(300_000, observe.StateEnded)
	seen := map[string]bool{}
	for lag := 0; lag <= analysis.MaxLag; lag++ { // 0 stands for replies
		o := analysis.DefaultOptions()
		o.Lag, o.Permutations = lag, 0
		if lag == 0 {
			o.Lag, o.Pairs = 1, sequence.InReply
		}
		if lag == 1 {
			o.Permutations = 99
		}
		r := analyzeWith(t, l.As(leaderA), o)
		if r.Interactions != 200 {
			t.Fatalf("a leader is told %d turns of 200", r.Interactions)
		}
		if len(r.Sequence.Transitions)+len(r.RawLinks)+len(r.RawLoops)+len(r.ExplainedBy) > 0 {
			t.Errorf("lag %d: a leader reads counts of what followed what", lag)
		}
		if slices.ContainsFunc(r.KnownLoops, func(k sequence.KnownLoop) bool { return k.Confidence == nil }) {
			t.Errorf("lag %d: a leader reads counts of a loop that was not found", lag)
		}
		r.Sequence.Lag, r.Sequence.Pairing = 0, ""
		b, _ := json.Marshal(r)
		if lag != 1 {
			seen[string(b)] = true
		}
	}
	if len(seen) != 1 {
		t.Errorf("replies and lags of 2 and more give %d different answers", len(seen))
	}
}

// Of a table of a few pairs, figures of the whole tell its cells.
func TestALeaderReadsNoChecksOfTooFewPairs(t *testing.T) {
	read := func(turns int) sequence.Sequence {
		l := team().Clock(0, observe.StateLive)
		for i := range turns {
			l.Turn(observe.Millis(1000*i), fmt.Sprintf("%c * %s", "abcdefg"[i%7], []string{"curiosity", "steering", "deciding"}[i*i%5%3]))
		}
		o := analysis.DefaultOptions()
		o.Permutations = 99
		return analyzeWith(t, l.Clock(300_000, observe.StateEnded).As(leaderA), o).Sequence
	}
	if q := read(42); q.Pairs != 41 || q.Enough || q.ChiSquare != nil || q.Stationarity != nil || q.Order != nil {
		t.Errorf("of 42 turns: %+v", q)
	}
	if q := read(200); !q.Enough || q.ChiSquare == nil || q.Stationarity == nil || q.Order == nil {
		t.Errorf("of 200 turns: %+v", q)
	}
}

func TestAFewPeopleAreToldNothing(t *testing.T) {
	for name, c := range map[string]struct {
		speakers string
		told     int
		why      analysis.NotTold
	}{
		"four":                                  {"abcd", 0, analysis.TooFewPeople},
		"five":                                  {"abcde", 5, ""},
		"five, of whom the reader only listens": {"bcde", 4, ""},
		"one, of seven who were planned":        {"b", 0, analysis.TooFewPeople},
	} {
		l := team().Clock(0, observe.StateLive).Present(1, "g", false)
		for i, who := range c.speakers {
			l.Turn(observe.Millis(1000*i), string(who)+" * curiosity")
		}
		l.Clock(10_000, observe.StateEnded)
		r := analysistest.Analyze(t, l.As(leaderA))
		if r.Interactions != c.told || r.Told == nil || r.Told.Why != c.why || (r.Told.Seq == 0) != (c.told == 0) {
			t.Errorf("%s: a leader is told %d turns, %+v", name, r.Interactions, r.Told)
		}
	}
	if r := analysistest.Analyze(t, team().Turn(0, "b * curiosity").As(observe.OwnerViewer)); r.Told != nil {
		t.Errorf("the owner's result says %+v", r.Told)
	}
}

// Between two steps nothing moves; where there is no agenda they are five minutes
// apart.
func TestFiguresOfALeaderStandStillBetweenSteps(t *testing.T) {
	l := team().Clock(0, observe.StateLive)
	var steps []observe.Millis
	before := ""
	for i := range 120 {
		at := observe.Millis(10_000 * i)
		l.Turn(at, fmt.Sprintf("%c * %s", "abcdefg"[i%7], []string{"curiosity", "steering"}[i%2]))
		now := answer(t, l, analysis.DefaultOptions())
		if now != before && !strings.Contains(now, `"told":{"seq":0,`) {
			steps = append(steps, at)
		}
		before = now
	}
	for i := 1; i < len(steps); i++ {
		if steps[i]-steps[i-1] < disclosure.Interval {
			t.Errorf("steps come at %v", steps)
		}
	}
	if len(steps) != 4 {
		t.Errorf("there are %d steps in twenty minutes: %v", len(steps), steps)
	}
}

func TestRolesAreToldOnlyWhereTheyHideEverybody(t *testing.T) {
	meeting := func(guests int) *analysistest.Log {
		l := team(func(h *observe.Header) {
			for i := range h.Participants[:guests] {
				h.Participants[len(h.Participants)-1-i].Role = observe.Guest
			}
		}).Clock(0, observe.StateLive).Phase(0, "all")
		for i := range 14 {
			l.Turn(observe.Millis(1000*i), fmt.Sprintf("%c * curiosity", "abcdefg"[i%7]))
		}
		return l.Clock(20_000, observe.StateEnded)
	}
	for guests, want := range map[int]bool{0: true, 1: false, 2: false, 3: true, 4: false, 5: false, 6: true} {
		l := meeting(guests)
		r := analysistest.Analyze(t, l.As(leaderA))
		if got := len(r.Dimensions.Roles) > 0; got != want {
			t.Errorf("with %d guests of six a leader reads of the roles %v", guests, r.Dimensions.Roles)
		}
		o := analysis.DefaultOptions()
		o.Codes = analysis.ByRoleTag
		_, err := analysis.Analyze(t.Context(), l.As(leaderA), o)
		var e *observe.Error
		if got := err == nil; got != want || err != nil && (!errors.As(err, &e) || e.Code != observe.Forbidden) {
			t.Errorf("with %d guests of six codes by role give %v", guests, err)
		}
	}
}
