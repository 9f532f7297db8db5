package allowance

import (
	"strconv"
	"testing"
	"time"
)

// However many addresses are busy, a new one is not refused for it, and no more
// than so many are remembered.
func TestAttemptsWithManyAddresses(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	l := NewAttempts(func() time.Time { return at })
	for n := range 3 * mostBuckets {
		if !l.Allow(strconv.Itoa(n)) {
			t.Fatalf("address %d was refused", n)
		}
	}
	if len(l.buckets) != mostBuckets || l.order.Len() != mostBuckets {
		t.Errorf("%d addresses are known, %d in order", len(l.buckets), l.order.Len())
	}
	// One that goes on is known, whoever else comes.
	allowed := 0
	for n := range 2 * attemptsAtOnce {
		if l.Allow("busy") {
			allowed++
		}
		for k := range 100 {
			l.Allow(strconv.Itoa(100*n + k))
		}
	}
	if allowed != attemptsAtOnce {
		t.Errorf("%d attempts were allowed, want %d", allowed, attemptsAtOnce)
	}
	at = at.Add(time.Second)
	if !l.Allow("busy") {
		t.Error("refused after a second")
	}
}
