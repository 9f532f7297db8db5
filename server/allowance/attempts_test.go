package allowance

import (
	"strconv"
	"testing"
	"time"
)

// A new address is not refused because many others are busy, and no more than
// mostBuckets addresses are remembered.
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
	// An address that goes on trying is remembered, however many others come.
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

// A clock that is set back takes no attempts away.
func TestAttemptsWhenTheClockIsSetBack(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	l := NewAttempts(func() time.Time { return at })
	l.Allow("a")
	at = at.Add(-time.Hour)
	if !l.Allow("a") {
		t.Error("refused after the clock was set back")
	}
}
