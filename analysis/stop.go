package analysis

import (
	"context"

	"kompas/analysis/compute"
)

// Under gives the result to who reads it while ctx lasts: their looks stop them
// after it.
func (r *Result) Under(ctx context.Context) *Result {
	out, s := *r, *r.stream
	s.ctx = ctx
	out.stream = &s
	return &out
}

// Look is for who reads a result for long, within [compute.Until]: it stops them
// when nobody waits any more.
func (r *Result) Look() { compute.Look(r.stream.ctx) }
