package allowance

import (
	"container/list"
	"sync"
	"time"
)

// Attempts counts attempts to sign in or to join, by address. Each address may
// make many at once, and then ten a second: tokens are too long to be guessed, so
// this only spares the store. When there are too many addresses, the one that
// tried longest ago is forgotten, so that nobody is refused for what others do.
// All methods may be called at the same time.
type Attempts struct {
	now func() time.Time

	mu      sync.Mutex
	buckets map[string]*list.Element // those in order, by address
	order   *list.List               // of *bucket; the one that tried last is at the front
}

type bucket struct {
	address string
	left    float64 // attempts
	at      time.Time
}

const (
	attemptsAtOnce    = 600
	attemptsPerSecond = 10.0
	mostBuckets       = 10_000
)

// NewAttempts makes a counter that has counted nothing.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, buckets: map[string]*list.Element{}, order: list.New()}
}

// Allow takes one attempt, and reports whether there was one left.
func (a *Attempts) Allow(address string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	e := a.buckets[address]
	if e == nil {
		if a.order.Len() == mostBuckets {
			delete(a.buckets, a.order.Remove(a.order.Back()).(*bucket).address)
		}
		e = a.order.PushFront(&bucket{address, attemptsAtOnce, now})
		a.buckets[address] = e
	}
	a.order.MoveToFront(e)
	b := e.Value.(*bucket)
	b.left = min(attemptsAtOnce, b.left+max(0, now.Sub(b.at).Seconds())*attemptsPerSecond)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
