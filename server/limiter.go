package server

import (
	"sync"
	"time"
)

// limiter counts attempts by address: many at once, then ten a second: tokens are
// too long to be guessed, so this only spares the store.
type limiter struct {
	now func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

const (
	attemptsAtOnce    = 600
	attemptsPerSecond = 10.0
	mostBuckets       = 10_000
)

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, buckets: map[string]bucket{}}
}

// allow takes one attempt, if there is one left.
func (l *limiter) allow(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if _, known := l.buckets[who]; !known && len(l.buckets) >= mostBuckets {
		for k, b := range l.buckets {
			if b.refilled(now) >= attemptsAtOnce {
				delete(l.buckets, k)
			}
		}
		if len(l.buckets) >= mostBuckets {
			return false
		}
	}
	b, known := l.buckets[who]
	left := float64(attemptsAtOnce)
	if known {
		left = b.refilled(now)
	}
	allowed := left >= 1
	if allowed {
		left--
	}
	l.buckets[who] = bucket{left, now}
	return allowed
}

func (b bucket) refilled(now time.Time) float64 {
	return min(attemptsAtOnce, b.left+max(0, now.Sub(b.at).Seconds())*attemptsPerSecond)
}
