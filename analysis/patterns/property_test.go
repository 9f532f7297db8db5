package patterns_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kompas/analysis"
	"kompas/analysis/compute"
	"kompas/analysis/patterns"
	"kompas/analysis/sequence"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// Of any meeting figures are numbers, moments are turns, and the same meeting
// gives the same bytes.
func TestAnyMeeting(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		codebook := rapid.SampledFrom([]string{codebooks.Default, "compassion-cycle"}).Draw(rt, "codebook")
		p := newPlay(1, codebook)
		book, _ := codebooks.Get(codebook)
		tags := []observe.TagID{"laughter"}
		for _, list := range [][]observe.Tag{book.Families, book.Tags} {
			for _, tag := range list {
				tags = append(tags, tag.ID)
			}
		}
		who := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "*"})
		for i := range rapid.IntRange(0, 150).Draw(rt, "turns") {
			switch rapid.IntRange(0, 30).Draw(rt, "kind") {
			case 0:
				p.item(fmt.Sprint(i%3), "weigh")
			case 1:
				p.mark(rapid.SampledFrom([]string{"theme", "from-work", "moment"}).Draw(rt, "mark"), rapid.SampledFrom([]string{"", "x", "y"}).Draw(rt, "label"))
			case 2:
				if len(p.state.Undoables(observe.TypePhase)) > 0 {
					p.ended(rapid.SampledFrom(observe.Outcomes).Draw(rt, "outcome"))
				}
			default:
				from, to := who.Draw(rt, "from"), who.Draw(rt, "to")
				if from == to || from == "*" {
					to = "*"
				}
				p.say(from, to, rapid.SliceOfN(rapid.SampledFrom(tags), 0, 3).Draw(rt, "tags")...)
			}
		}
		o := analysis.DefaultOptions()
		o.Permutations = rapid.SampledFrom([]int{0, 1, 50}).Draw(rt, "draws")
		o.Codes = rapid.SampledFrom(analysis.AllCodes).Draw(rt, "codes")
		o.Lag = rapid.IntRange(1, 3).Draw(rt, "lag")
		find := func() ([]byte, []analysis.Pattern) {
			r, err := patterns.Analyze(t.Context(), analysis.FromState(p.state, observe.OwnerViewer, nil, nil), o)
			if err != nil {
				rt.Fatal(err)
			}
			m := trends.Dated{Meeting: analysis.FromState(p.state, observe.OwnerViewer, nil, nil)}
			over := trends.DefaultOptions()
			over.Permutations = o.Permutations
			series, err := patterns.Follow(t.Context(), []trends.Dated{m, m, m}, over)
			if err != nil {
				rt.Fatal(err)
			}
			b, err := json.Marshal(struct{ One, Series any }{r.Patterns, series})
			if err != nil {
				rt.Fatalf("the patterns are no JSON: %v", err)
			}
			return b, r.Patterns
		}
		first, list := find()
		checkPatterns(rt, p, list)
		if again, _ := find(); !bytes.Equal(first, again) {
			rt.Errorf("the same meeting has two answers:\n%s\n%s", first, again)
		}
		for _, f := range list {
			if f.P != nil && o.Permutations == 0 {
				if f.ID != "answer-first" { // its probability needs no draws
					rt.Errorf("%s has a p without draws", f.ID)
				}
			}
		}
	})
}

// Patterns are read by tag, one turn later in order, however the sequence is asked for.
func TestPatternsDoNotDependOnCodesAndPairs(t *testing.T) {
	p := newPlay(1, codebooks.Default)
	scenes["circling"](p, true)
	plain := p.result(t).Patterns
	if !slices.ContainsFunc(plain, func(f analysis.Pattern) bool { return f.ID == "circling" }) {
		t.Fatal("there is no loop to be found")
	}
	for name, change := range map[string]func(*analysis.Options){
		"codes": func(o *analysis.Options) { o.Codes = analysis.ByPerson },
		"lag":   func(o *analysis.Options) { o.Lag = 2 },
		"pairs": func(o *analysis.Options) { o.Pairs = sequence.InReply },
	} {
		if diff := cmp.Diff(plain, p.result(t, change).Patterns); diff != "" {
			t.Errorf("with other %s: %s", name, diff)
		}
	}
}

func TestSameBytesOnOneCoreAndTwo(t *testing.T) {
	p := newPlay(1, codebooks.Default)
	scenes["opening-breaks-off"](p, true)
	scenes["ping-pong"](p, true)
	on := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		b, err := json.Marshal(p.result(t).Patterns)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if one, two := on(1), on(2); !bytes.Equal(one, two) {
		t.Errorf("on one core\n%s\non two\n%s", one, two)
	}
}

// Patterns over meetings do not depend on the number of cores.
func TestFollowedBytesOnOneCoreAndTwo(t *testing.T) {
	var meetings []trends.Dated
	for _, id := range []string{"cycle", "after-forcing", "cycle"} {
		p := newPlay(7, series[id].codebook)
		series[id].play(p, true)
		meetings = append(meetings, trends.Dated{Meeting: analysis.FromState(p.state, observe.OwnerViewer, nil, nil)})
	}
	o := trends.DefaultOptions()
	o.Permutations = 200
	on := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		out, err := patterns.Follow(t.Context(), meetings, o)
		if err != nil || len(out.Patterns) == 0 {
			t.Fatalf("%+v, %v", out, err)
		}
		b, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if one, two := on(1), on(2); !bytes.Equal(one, two) {
		t.Errorf("on one core\n%s\non two\n%s", one, two)
	}
}

// BenchmarkMeeting analyses a meeting of 300 turns with the words of the default
// codebook, with all draws, and finds its patterns.
func BenchmarkMeeting(b *testing.B) {
	p := newPlay(1, codebooks.Default)
	r := rand.New(rand.NewPCG(2, 2))
	book, _ := codebooks.Get(codebooks.Default)
	for range 300 {
		p.random(book.Tags[r.IntN(15)].ID)
	}
	m := analysis.FromState(p.state, observe.OwnerViewer, nil, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := patterns.Analyze(b.Context(), m, analysis.DefaultOptions()); err != nil {
			b.Fatal(err)
		}
	}
}

// An analysis that would take minutes ends when its context does, wherever it is,
// and returns no result.
func TestStopsWhenNobodyWaits(t *testing.T) {
	p := newPlay(1, codebooks.Default)
	book, _ := codebooks.Get(codebooks.Default)
	for range 3000 {
		p.random(book.Tags[p.IntN(15)].ID)
	}
	m := analysis.FromState(p.state, observe.OwnerViewer, nil, nil)
	m.Over = true // else it is not taken together with others
	o := analysis.DefaultOptions()
	o.Permutations = analysis.MaxPermutations
	for _, after := range []time.Duration{0, time.Millisecond, 300 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		r, err := patterns.Analyze(ctx, m, o)
		cancel()
		if r != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped after %v: %v, %v", after, r != nil, err)
		}
	}
	meetings := []trends.Dated{{Meeting: m}, {Meeting: m}, {Meeting: m}}
	trends := trends.DefaultOptions()
	trends.Permutations = analysis.MaxPermutations
	for _, after := range []time.Duration{0, time.Millisecond, 300 * time.Millisecond} {
		ctx, cancel := context.WithTimeout(t.Context(), after)
		r, err := patterns.Follow(ctx, meetings, trends)
		cancel()
		if r != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("over meetings, stopped after %v: %v, %v", after, r != nil, err)
		}
	}
	o.Permutations = 50
	o.Codes = analysis.ByPerson // patterns then need draws of their own
	r, err := patterns.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	err = compute.Until(done, func() error {
		r.Scene(done).Shuffled(func([]int) []float64 { return nil })
		t.Error("the draws of a scene that is stopped are made")
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}
