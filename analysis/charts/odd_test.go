package charts_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/sequence"
	"kompas/observe/codebooks"
)

// row is a turn of a made-up meeting.
type row struct {
	at                   int64
	from, to, tag, phase string
}

// madeUp is a meeting of these rows, coded with three-k.
func madeUp(t testing.TB, rows []row, change func(*analysis.Options)) *analysis.Reading {
	t.Helper()
	book, _ := codebooks.Get("three-k")
	b := analysis.NewBuilder("made up", &book)
	for _, r := range rows {
		b.Add(r.at, r.from, r.to, r.tag, r.phase, "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	o := analysis.DefaultOptions()
	if change != nil {
		change(&o)
	}
	r, err := analysis.Analyze(t.Context(), m, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rows(n int, make func(i int) row) (list []row) {
	for i := range n {
		list = append(list, make(i))
	}
	return list
}

// oddities are meetings at the edges of what can happen.
func oddities() map[string][]row {
	r := rand.New(rand.NewPCG(7, 7))
	tags := []string{"", "curiosity", "steering", "judgement", "asking", "unknown", "{b}", strings.Repeat("long ", 12)}
	random := func(persons int) func(int) row {
		return func(int) row {
			a, b := r.IntN(persons+1), r.IntN(persons+1)
			who := func(n int) string {
				if n == persons {
					return "*"
				}
				return fmt.Sprintf("person %d", n)
			}
			if a == b || a == persons {
				b = persons
			}
			return row{r.Int64N(7_200_000), who(a), who(b), tags[r.IntN(len(tags))], ""}
		}
	}
	return map[string][]row{
		"empty":            nil,
		"one interaction":  {{0, "A", "B", "curiosity", ""}},
		"one late":         {{86_400_000, "A", "*", "", "End"}},
		"one by everybody": {{5, "*", "*", "judgement", ""}},
		"one person":       rows(40, func(i int) row { return row{int64(i) * 1000, "A", "*", "curiosity", ""} }),
		"all untagged":     rows(60, func(i int) row { return row{int64(i) * 900, []string{"A", "B"}[i%2], "*", "", ""} }),
		"only everybody":   rows(60, func(i int) row { return row{int64(i), "*", "*", "connecting", ""} }),
		"all at the same":  rows(100, func(i int) row { return row{5000, []string{"A", "B"}[i%2], "*", "steering", ""} }),
		"weightless":       rows(50, func(i int) row { return row{int64(i) * 77, "A", "*", "other", ""} }),
		"unsorted":         rows(300, random(4)),
		"24 people":        rows(2000, random(24)),
		"10000":            rows(10_000, random(6)),
		"many phases": rows(400, func(i int) row {
			return row{int64(i) * 500, "A", "*", "curiosity", fmt.Sprintf("phase %d", i/2)}
		}),
		"too many to draw": rows(20_001, random(3)),
	}
}

func TestOddMeetingsHaveEveryChart(t *testing.T) {
	for name, list := range oddities() {
		ways := analysis.AllCodes
		if len(list) > 5000 {
			ways = []analysis.Codes{analysis.ByTag, analysis.ByPersonTag}
		}
		for _, codes := range ways {
			r := madeUp(t, list, func(o *analysis.Options) { o.Codes, o.Permutations = codes, 500 })
			for _, chart := range charts.Names() {
				for _, o := range styles() {
					b := build(t, chart, r, o)
					c := decode[captioned](t, b)
					if c.Kompas.Title == "" || len(c.Kompas.Heights) == 0 || c.Kompas.Heights[0].Height < 40 {
						t.Errorf("%s of %s by %s: %+v", chart, name, codes, c.Kompas)
					}
					if len(list) == 0 && !c.Kompas.Empty {
						t.Errorf("%s of nothing is not said to be empty", chart)
					}
					for _, bad := range []string{"NaN", "Inf", "%!", "null,null"} {
						if bytes.Contains(b, []byte(bad)) {
							t.Errorf("%s of %s by %s holds %q", chart, name, codes, bad)
						}
					}
				}
			}
		}
	}
}

func TestChartsAreTheSameOnOneCoreAndTwo(t *testing.T) {
	all := func(cores int) []byte {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		var out []byte
		for _, name := range []string{"24 people", "unsorted", "one interaction"} {
			r := madeUp(t, oddities()[name], nil)
			for _, chart := range charts.Names() {
				out = append(out, build(t, chart, r, english())...)
			}
		}
		return out
	}
	if !bytes.Equal(all(1), all(2)) {
		t.Error("a chart differs between one core and two")
	}
}

// Any loops and links can be drawn, with any signs and of any length.
func TestAnyLoopsCanBeDrawn(t *testing.T) {
	book, _ := codebooks.Get("three-k")
	base := madeUp(t, oddities()["24 people"], nil)
	r := rand.New(rand.NewPCG(3, 1))
	for range 60 {
		out := *base
		out.Sequence.Draws = 1
		out.Links, out.Loops = []sequence.Link{}, []sequence.Loop{}
		for range r.IntN(30) {
			from, to := book.Tags[r.IntN(len(book.Tags))].ID, book.Tags[r.IntN(len(book.Tags))].ID
			sign := []sequence.Sign{sequence.Positive, sequence.Negative}[r.IntN(2)]
			expected := float64(r.IntN(9))
			out.Links = append(out.Links, sequence.Link{From: string(from), To: string(to), Sign: sign, Observed: r.IntN(40), Expected: &expected})
		}
		for range r.IntN(12) {
			l := sequence.Loop{Kind: sequence.Reinforcing, Status: []sequence.Status{sequence.Whole, sequence.Side, sequence.Pieces}[r.IntN(3)]}
			for range 1 + r.IntN(4) {
				l.Nodes = append(l.Nodes, string(book.Tags[r.IntN(len(book.Tags))].ID))
				l.Signs = append(l.Signs, sequence.Positive)
			}
			out.Loops = append(out.Loops, l)
		}
		for _, o := range styles() {
			b := build(t, "loops", &out, o)
			if !json.Valid(b) || bytes.Contains(b, []byte("NaN")) {
				t.Fatalf("no valid picture of %+v", out.Loops)
			}
		}
	}
}

func FuzzCharts(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 1, 2, 3, 0, 9, 9, 9, 1, 2, 0, 1})
	f.Add([]byte{200, 1, 2, 3, 100, 2, 1, 4, 100, 1, 1, 0, 7, 5, 5, 1})
	tags := []string{"", "curiosity", "steering", "judgement", "asking", "unknown", "{b}"}
	f.Fuzz(func(t *testing.T, data []byte) {
		list := rows(min(len(data)/4, 500), func(i int) row {
			d := data[4*i:]
			who := func(b byte) string { return []string{"A", "B", "C", "{x|y}", "*"}[b%5] }
			from, to := who(d[1]), who(d[2])
			if from == to || from == "*" {
				to = "*"
			}
			return row{int64(d[0]) * 1000, from, to, tags[int(d[3])%len(tags)], []string{"", "P", "Q"}[d[3]%3]}
		})
		r := madeUp(t, list, nil)
		for _, chart := range charts.Names() {
			for _, o := range styles() {
				if c := decode[captioned](t, build(t, chart, r, o)); c.Kompas.Title == "" {
					t.Errorf("%s has no title", chart)
				}
			}
		}
	})
}

// BenchmarkCharts draws all charts of a meeting of 2 500 turns.
func BenchmarkCharts(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	book, _ := codebooks.Get("three-k")
	list := rows(2500, func(i int) row {
		return row{int64(i) * 1500, fmt.Sprintf("person %d", r.IntN(7)), "*", string(book.Tags[r.IntN(len(book.Tags))].ID), ""}
	})
	result := madeUp(b, list, nil)
	for b.Loop() {
		for _, name := range charts.Names() {
			build(b, name, result, english())
		}
	}
}
