package results

import (
	"context"
	"time"
)

// meter counts for how long a computation computes until it ends, and stops it
// when that is too long. Neither the time in which it waits for another
// computation counts, nor the part of the time in which others had its core.
func (a *Cache) meter(c *Computation, stop context.CancelCauseFunc, ended <-chan struct{}) {
	every := max(a.limit/100, time.Millisecond)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ended:
			return
		case <-t.C:
			if a.charge(c, every) {
				stop(context.DeadlineExceeded)
				return
			}
		}
	}
}

// charge counts some time of a computation, multiplied by the share that the
// computation has of the cores, and reports whether its time is used up.
func (a *Cache) charge(c *Computation, d time.Duration) (over bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.idle {
		return false
	}
	if running := a.busy - len(a.queue); running > a.cores {
		c.crowded = true
		d = d * time.Duration(a.cores) / time.Duration(running)
	}
	c.spent += d
	return c.spent >= a.limit
}

// setIdle notes whether the computation whose context is ctx waits for another
// one.
func (a *Cache) setIdle(ctx context.Context, idle bool) {
	if c, ok := ctx.Value(computationKey{}).(*Computation); ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		c.idle = idle
	}
}

// borrow lends a computation up to so many spare cores.
func (a *Cache) borrow(most int) (got int, giveBack func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	got = max(0, min(most, a.spare))
	a.spare -= got
	return got, func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.spare += got
	}
}
