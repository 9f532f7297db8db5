package server

import (
	"container/list"
	"sync"
	"time"
)

// limiter counts attempts by address: many at once, then ten a second: tokens are
// too long to be guessed, so this only spares the store. Of the addresses that
// try, those that tried last are known; the others begin anew, so that nobody is
// refused for what others do.
type limiter struct {
	now func() time.Time

	mu      sync.Mutex
	buckets map[string]*list.Element // in order
	order   *list.List               // of *bucket; the one that tried last is at the front
}

type bucket struct {
	who  string
	left float64
	at   time.Time
}

const (
	attemptsAtOnce    = 600
	attemptsPerSecond = 10.0
	mostBuckets       = 10_000
)

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, buckets: map[string]*list.Element{}, order: list.New()}
}

// allow takes one attempt, if there is one left.
func (l *limiter) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	e := l.buckets[who]
	if e == nil {
		if l.order.Len() == mostBuckets {
			delete(l.buckets, l.order.Remove(l.order.Back()).(*bucket).who)
		}
		e = l.order.PushFront(&bucket{who, attemptsAtOnce, now})
		l.buckets[who] = e
	}
	l.order.MoveToFront(e)
	b := e.Value.(*bucket)
	b.left = min(attemptsAtOnce, b.left+max(0, now.Sub(b.at).Seconds())*attemptsPerSecond)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
