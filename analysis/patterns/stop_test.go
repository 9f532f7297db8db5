package patterns_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"kompas/analysis"
	"kompas/analysis/agreement"
	"kompas/analysis/patterns"
	"kompas/analysis/trends"
	"kompas/observe"
	"kompas/observe/codebooks"
)

// asked is a context that counts how often it is asked for its error, and is done
// from the given time on; 0 means never.
type asked struct {
	context.Context
	times atomic.Int64
	from  int64
}

func (a *asked) Err() error {
	if n := a.times.Add(1); a.from > 0 && n >= a.from {
		return context.Canceled
	}
	return nil
}

// Each computation is stopped at each of its looks at the context, or at 100 of
// them, and then returns nothing but the error. When it is not stopped it returns
// the same as without a context.
func TestHalfAResultIsNone(t *testing.T) {
	p := newPlay(3, codebooks.Default)
	book, _ := codebooks.Get(codebooks.Default)
	for i := range 260 {
		switch {
		case i%60 == 0:
			p.item(fmt.Sprint(i), "weigh")
		case i%3 > 0: // a loop that stands out
			p.random(book.Tags[i%2].ID)
		default:
			p.random(book.Tags[p.IntN(9)].ID)
		}
	}
	m := analysis.FromState(p.state, observe.OwnerViewer, nil, nil)
	meetings := []trends.Dated{{Meeting: m}, {Meeting: m}, {Meeting: m}}
	o := analysis.DefaultOptions()
	o.Permutations = 40
	byPerson := o
	byPerson.Codes = analysis.ByPerson // patterns then need draws of their own
	over := trends.DefaultOptions()
	over.Permutations = 40
	other := *m
	twice := agreement.DefaultOptions()
	twice.Permutations = 40
	for name, compute := range map[string]func(ctx context.Context) (any, bool, error){
		"analysis": func(ctx context.Context) (any, bool, error) {
			r, err := patterns.Analyze(ctx, m, o)
			return r, r == nil, err
		},
		"analysis by person": func(ctx context.Context) (any, bool, error) {
			r, err := patterns.Analyze(ctx, m, byPerson)
			return r, r == nil, err
		},
		"a figure over meetings": func(ctx context.Context) (any, bool, error) {
			r, err := trends.FollowMeasure(ctx, meetings, over)
			return r, r == nil, err
		},
		"findings over meetings": func(ctx context.Context) (any, bool, error) {
			r, err := patterns.FindOver(ctx, meetings, over)
			return r, r == nil, err
		},
		"agreement": func(ctx context.Context) (any, bool, error) {
			r, err := agreement.Compare(ctx, m, &other, [2]observe.ObserverID{}, twice)
			return r, r == nil, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			bytesOf := func(ctx context.Context) []byte {
				r, none, err := compute(ctx)
				if none || err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(r)
				if err != nil {
					t.Fatal(err)
				}
				return b
			}
			all := &asked{Context: t.Context()}
			if whole := bytesOf(t.Context()); !bytes.Equal(bytesOf(all), whole) {
				t.Error("with looks it is another result")
			}
			looks := all.times.Load()
			if looks < 100 {
				t.Fatalf("there are %d looks", looks)
			}
			for from := int64(1); from <= looks; from += max(1, looks/100) {
				ctx := &asked{Context: t.Context(), from: from}
				if _, none, err := compute(ctx); !none || !errors.Is(err, context.Canceled) {
					t.Fatalf("stopped at look %d of %d: no result is %t, the error %v", from, looks, none, err)
				}
			}
		})
	}
}

// A panic on one core reaches the caller, who can turn it into an error.
func TestPanicOfOneCoreIsThatOfTheCaller(t *testing.T) {
	p := newPlay(1, codebooks.Default)
	for range 100 {
		p.random("curiosity")
	}
	r, err := patterns.Analyze(t.Context(), analysis.FromState(p.state, observe.OwnerViewer, nil, nil), analysis.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if p := recover(); !strings.HasPrefix(fmt.Sprint(p), "broken\n") {
			t.Errorf("the panic is %v", p)
		}
	}()
	r.Scene(t.Context()).Shuffled(func([]int) []float64 { panic("broken") })
	t.Error("nothing panics")
}
