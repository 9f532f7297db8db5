package results

import (
	"context"
	"errors"
	"slices"
	"time"

	"kompas/observe"
	"kompas/server/allowance"
)

// Limits of how many computations are under way, including those that wait for
// their turn.
const (
	mostOfOne    = 24   // of one holder: more than the charts of a page
	mostOfOthers = 96   // of all holders but the owner, so that the owner always finds room
	mostOfOwner  = 64   // of the owner
	mostServed   = 1000 // holders of whom it is remembered when they had a turn
)

// A computation that took too long is not begun again for a while.
const (
	tooLongFor  = 2 * time.Minute
	mostTooLong = 1000 // computations of which that is remembered
)

// tooLong tells until when a computation is not begun again, and whether it was
// the owner who tried it.
type tooLong struct {
	until   time.Time
	byOwner bool
}

// Turn waits for a turn to compute something that is shared with nobody. The
// caller has its place until release is called, and may take as long as it needs.
func (a *Cache) Turn(ctx context.Context, holder string) (release func(), err error) {
	c, _, err := a.join(holder, Key{})
	if err != nil {
		return nil, err
	}
	release = func() {
		defer a.all.Done()
		a.finish(c, nil, 0, nil)
	}
	select {
	case <-c.turn:
		return release, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-c.ctx.Done():
		err = errStops()
	}
	release()
	return nil, err
}

// UnderWay returns how many computations are under way, how many of them wait for
// their turn, and how many places are free for everybody. It is exported for tests.
func (a *Cache) UnderWay() (all, waiting, free int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.busy, len(a.queue), a.free
}

// refused returns why a holder may begin nothing, or not this; nil: it may. The
// caller holds mu.
func (a *Cache) refused(holder string, key Key) error {
	most, underWay := mostOfOne, a.byHolder[holder]
	if holder == allowance.Owner {
		most = mostOfOwner
	}
	if underWay >= most || holder != allowance.Owner && a.busy-a.byHolder[allowance.Owner] >= mostOfOthers {
		return observe.Errorf(observe.Unavailable, "too much is being computed; ask again in a moment")
	}
	// That it took too long for others does not keep the owner from trying.
	if t, ok := a.tooLong[key.shape()]; ok && time.Now().Before(t.until) && (holder != allowance.Owner || t.byOwner) {
		return a.errTooLong()
	}
	return nil
}

func (a *Cache) errTooLong() error {
	return observe.Errorf(observe.Unavailable, "this takes longer than %v; ask for less, such as a part of the meeting or fewer permutations. The same is tried again in %v at the earliest",
		a.limit, tooLongFor)
}

func errStops() error {
	return observe.Errorf(observe.Unavailable, "the server is shutting down")
}

// enqueue counts a computation in and has it wait for its turn. The caller holds
// mu.
func (a *Cache) enqueue(c *Computation) {
	a.busy++
	a.byHolder[c.holder]++
	a.queue = append(a.queue, c)
	a.dispatch()
}

// dispatch gives the free places to computations that wait: first to the owner's,
// then to those of the holder who had a turn longest ago. The caller holds mu.
func (a *Cache) dispatch() {
	for a.free > 0 || a.ownFree > 0 {
		next := a.next()
		if next < 0 {
			return
		}
		c := a.queue[next]
		a.queue = slices.Delete(a.queue, next, next+1)
		if c.own = c.holder == allowance.Owner && a.ownFree > 0; c.own {
			a.ownFree--
		} else {
			a.free--
		}
		if len(a.served) > mostServed {
			clear(a.served)
		}
		a.tick++
		a.served[c.holder] = a.tick
		close(c.turn)
	}
}

// next returns the index in the queue of the computation that has the next turn,
// and -1 when there is none for which a place is free. The caller holds mu.
func (a *Cache) next() int {
	next := -1
	for i, c := range a.queue {
		if c.holder == allowance.Owner {
			return i
		}
		if a.free > 0 && (next < 0 || a.served[c.holder] < a.served[a.queue[next].holder]) {
			next = i
		}
	}
	return next
}

// finish counts a computation out, gives its place to the next one, and settles
// its result.
func (a *Cache) finish(c *Computation, result any, size int, err error) {
	a.mu.Lock()
	a.busy--
	a.leaveHolder(c)
	if i := slices.Index(a.queue, c); i >= 0 { // it never had its turn
		a.queue = slices.Delete(a.queue, i, i+1)
	} else {
		if c.own {
			a.ownFree++
		} else {
			a.free++
		}
	}
	a.dispatch()
	// The owner may try again at once when the computation did not have all the
	// cores that it needed.
	if errors.Is(err, context.DeadlineExceeded) && (c.holder != allowance.Owner || !c.crowded) {
		a.noteTooLong(c)
	}
	a.mu.Unlock()
	c.cancel()
	a.settle(c, result, size, err)
}

// leaveHolder counts a computation out of those of its holder. The caller holds
// mu.
func (a *Cache) leaveHolder(c *Computation) {
	if a.byHolder[c.holder]--; a.byHolder[c.holder] == 0 {
		delete(a.byHolder, c.holder)
	}
}

// noteTooLong remembers that a computation took too long. The caller holds mu.
func (a *Cache) noteTooLong(c *Computation) {
	now := time.Now()
	for key, t := range a.tooLong {
		if now.After(t.until) {
			delete(a.tooLong, key)
		}
	}
	if len(a.tooLong) >= mostTooLong {
		clear(a.tooLong)
	}
	a.tooLong[c.key.shape()] = tooLong{now.Add(tooLongFor), c.holder == allowance.Owner}
}
