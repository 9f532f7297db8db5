package charts_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"kompas/analysis"
	"kompas/analysis/charts"
	"kompas/analysis/compute"
	"kompas/analysis/findings"
)

// asked is a context that counts how often it is asked for its error, and is done
// from the given time on; 0 means never.
type asked struct {
	context.Context
	times, from int
}

func (a *asked) Err() error {
	if a.times++; a.from > 0 && a.times >= a.from {
		return context.Canceled
	}
	return nil
}

// A chart, and the findings, are stopped at each look at the context, and then
// return nothing but the error.
func TestChartsAreStopped(t *testing.T) {
	o := analysis.DefaultOptions()
	o.Permutations = 100
	r := large(t, 8, 12, o)
	for _, name := range append(charts.Names(), "findings") {
		drawn := func(ctx *asked) (out json.RawMessage, err error) {
			err = compute.Until(ctx, func() (err error) {
				if name == "findings" {
					_, err = findings.Say(ctx, r, "en")
				} else {
					out, err = charts.Build(ctx, name, r, english())
				}
				return err
			})
			return out, err
		}
		all := &asked{Context: t.Context()}
		if _, err := drawn(all); err != nil || all.times < 3 {
			t.Fatalf("%s: %d looks, %v", name, all.times, err)
		}
		for from := 1; from <= all.times; from++ {
			if out, err := drawn(&asked{t.Context(), 0, from}); out != nil && from < all.times || !errors.Is(err, context.Canceled) {
				t.Errorf("%s, stopped at look %d of %d: %v", name, from, all.times, err)
			}
		}
	}
}
