package analysistest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"kompas/analysis"
	"kompas/observe"
)

// World is a kind of meeting from which made-up meetings are drawn. Persons
// have habits of their own: how much they take part, and which codes they
// favour. Whoever spoke before the last speaker is likely to speak next.
type World struct {
	Codes    int                   // how many
	Shares   map[string]float64    // of some codes; the others share what is left, skewed
	Lifts    map[[2]string]float64 // how many times as likely a code is when somebody else has just had another
	Known    []observe.KnownLoop   // of the codebook
	Families bool                  // the codes are families of the codebook; otherwise tags
	Habits   float64               // spread of the log shares of each person around those of all
	Subject  float64               // how many turns a subject lasts, about; 0: there is one
	Drift    float64               // spread of the log shares of each subject around those of all
	Marked   bool                  // each subject is a phase
	Apart    bool                  // no code follows itself
	Wrong    float64               // share of turns that the observer gives a code at random
	Persons  int
	PingPong float64 // how often the speaker before the last one goes on
	Keeps    float64 // how often the last speaker goes on
	Places   float64 // with Keeps: spread of the log shares of the first turn of a run of one speaker, and again of the last, around those of the others
	Own      float64 // how often persons repeat the code of their own last turn, whatever came between
}

// CodeName returns the name of a code of a world, from 0.
func CodeName(i int) string { return fmt.Sprintf("c%02d", i) }

// Meeting draws a meeting of n turns. Everything is drawn anew: who the persons
// are and what they favour, what each subject favours, and the turns.
func (w World) Meeting(t testing.TB, n int, seed uint64) *analysis.Meeting {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 20))
	base := make([]float64, w.Codes)
	left, rest := 1.0, 0.0
	for i := range base {
		if s, ok := w.Shares[CodeName(i)]; ok {
			base[i] = s
			left -= s
		} else {
			base[i] = -math.Pow(0.8, float64(i)) // skewed: the last of eleven has a tenth of the first
			rest -= base[i]
		}
	}
	for i, s := range base {
		if s < 0 {
			base[i] = -s / rest * left
		}
	}
	factors := func(n int, spread float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = math.Exp(spread * r.NormFloat64())
		}
		return out
	}
	habits := make([][]float64, w.Persons)
	for p := range habits {
		habits[p] = times(base, factors(w.Codes, w.Habits))
	}
	subject, until := 0, n
	favour := habits
	change := func(from int) {
		const least = 20
		until = from + least + int((w.Subject-least)*r.ExpFloat64())
		tilt := factors(w.Codes, w.Drift)
		favour = make([][]float64, w.Persons)
		for p := range favour {
			favour[p] = times(habits[p], tilt)
		}
	}
	if w.Subject > 0 {
		change(0)
	}
	talk := times(slices.Repeat([]float64{1}, w.Persons), factors(w.Persons, 0.5))
	var begins, stops []float64
	if w.Places > 0 {
		begins, stops = factors(w.Codes, w.Places), factors(w.Codes, w.Places)
	}

	book := w.book()
	b := analysis.NewBuilder("made up", &book)
	last, before, code := -1, -1, -1
	keeps, goesOn := false, false
	own := slices.Repeat([]int{-1}, w.Persons)
	for i := range n {
		who := last
		goesOn, keeps = keeps, w.Keeps > 0 && r.Float64() < w.Keeps
		for who == last && !goesOn {
			if before >= 0 && r.Float64() < w.PingPong {
				who = before
			} else {
				who = Choose(r, talk)
			}
		}
		if i == until {
			subject++
			change(i)
		}
		shares := favour[who]
		if begins != nil && !goesOn {
			shares = times(shares, begins)
		}
		if stops != nil && !keeps {
			shares = times(shares, stops)
		}
		if code >= 0 && !goesOn {
			shares = w.after(code, shares)
		}
		if own[who] >= 0 && w.Own > 0 && r.Float64() < w.Own {
			code = own[who]
		} else {
			for before := code; ; {
				if code = Choose(r, shares); code != before || !w.Apart {
					break
				}
			}
		}
		own[who] = code
		seen := code
		if r.Float64() < w.Wrong {
			seen = Choose(r, base)
		}
		phase := ""
		if w.Marked {
			phase = fmt.Sprint(subject)
		}
		if !goesOn {
			last, before = who, last
		}
		to := "*"
		if before >= 0 {
			to = fmt.Sprint("person ", before)
		}
		b.Add(int64(i)*4000, fmt.Sprint("person ", who), to, CodeName(seen), phase, "")
	}
	m, err := b.Meeting()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// book returns the codebook of a world.
func (w World) book() observe.Codebook {
	book := observe.Codebook{ID: "made-up", KnownLoops: w.Known}
	for i := range w.Codes {
		tag := observe.Tag{ID: observe.TagID(CodeName(i))}
		if w.Families {
			book.Families = append(book.Families, tag)
		} else {
			book.Tags = append(book.Tags, tag)
		}
	}
	return book
}

// times multiplies shares, so that they are 1 together again.
func times(shares, by []float64) []float64 {
	out, total := make([]float64, len(shares)), 0.0
	for i, s := range shares {
		out[i] = s * by[i]
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

// after tilts shares by what came before: a code with a lift is that many times
// as likely as it would be, the others share the rest.
func (w World) after(code int, shares []float64) []float64 {
	out := slices.Clone(shares)
	lifted, freed := 0.0, 0.0
	tilted := make([]bool, len(out))
	for i, s := range shares {
		if lift, ok := w.Lifts[[2]string{CodeName(code), CodeName(i)}]; ok {
			out[i] = min(lift*s, 0.95)
			tilted[i] = true
			lifted += out[i]
			freed += s
		}
	}
	for i := range out {
		if !tilted[i] {
			out[i] *= (1 - lifted) / (1 - freed)
		}
	}
	return out
}

// Choose draws the number of a code, each with its share, from 0 to 1, as
// probability.
func Choose(r *rand.Rand, shares []float64) int {
	u := r.Float64()
	for i, s := range shares {
		if u < s {
			return i
		}
		u -= s
	}
	return len(shares) - 1
}

// Lifts are how many times as likely a code is after another.
type Lifts = map[[2]string]float64

// Small is a world of six codes by three persons.
func Small(l Lifts) World {
	return World{Codes: 6, Persons: 3, Habits: 0.3, PingPong: 0.4, Shares: map[string]float64{"c00": .2, "c01": .2}, Lifts: l}
}
