package allowance

import (
	"testing"
	"time"

	"kompas/observe"
	"kompas/server/problem"
)

func TestPace(t *testing.T) {
	at := time.Unix(0, 0)
	p := Pace{rate: 200}
	if d := p.Take(2000, at); d > 0 {
		t.Errorf("a burst of ten times the rate waits %s", d)
	}
	if d := p.Take(100, at); d != 500*time.Millisecond {
		t.Errorf("100 entries over the burst wait %s, want 500ms", d)
	}
	if d := p.Take(200, at.Add(1500*time.Millisecond)); d > 0 {
		t.Errorf("at the rate nobody waits, not %s", d)
	}
	if d := p.Take(2000, at.Add(time.Hour)); d > 0 {
		t.Errorf("rested, a burst waits %s", d)
	}
	free := Pace{}
	if d := free.Take(1<<30, at); d > 0 {
		t.Errorf("without a limit %s", d)
	}
}

// All requests of one person together have the rate of one connection, and all
// their requests and connections a few times that. Others are not slowed down.
func TestSender(t *testing.T) {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	s := NewSenders(100)
	s.now = func() time.Time { return at }
	enter := func(sh *Sender, n int) time.Duration {
		t.Helper()
		wait, err := sh.enter(n)
		if err != nil {
			t.Fatal(err)
		}
		if wait > 0 {
			sh.leave()
		}
		return wait
	}
	one, same := s.Sender("s1", "o1"), s.Sender("s1", "o1")
	if d := enter(one, 1200); d != 0 {
		t.Errorf("what comes after a rest waits %s", d)
	}
	if d := enter(same, 300); d != 2*time.Second {
		t.Errorf("200 beyond the burst, the next waits %s, want 2s", d)
	}
	if d := enter(one, 1); d != 5*time.Second {
		t.Errorf("500 beyond the burst, the next waits %s, want 5s", d)
	}
	_, err := one.enter(1)
	if p := problem.Of(err); err == nil || p.Kind != problem.TooMany || p.Retry != time.Second {
		t.Errorf("beyond the longest wait: %v", err)
	}
	for _, other := range []*Sender{s.Sender("s1", "o2"), s.Sender("s2", "o1"), s.Sender("s1", observe.Owner)} {
		if d := enter(other, 1); d != 0 {
			t.Errorf("another person, or session, waits %s", d)
		}
	}
	at = at.Add(time.Second)
	if d := enter(one, 1); d <= 4*time.Second || d > longestWait {
		t.Errorf("a second later the next waits %s", d)
	}

	// Each connection has its own rate, up to the sum of a few connections.
	crowd := s.Sender("s1", "o3")
	for range togetherTimes {
		if d := crowd.Take(1000); d != 0 {
			t.Errorf("within the burst of %d connections one waits %s", togetherTimes, d)
		}
	}
	if d := crowd.Take(1000); d != 2*time.Second {
		t.Errorf("the next waits %s, want 2s", d)
	}
	if d := enter(crowd, 1); d != 2*time.Second {
		t.Errorf("beside these connections a request waits %s, want 2s", d)
	}

	// Only so many requests may wait, because their bodies are in memory.
	slow := s.Sender("s1", "o4")
	enter(slow, 1001)
	for i := range mostWaiting + 1 {
		if _, err := slow.enter(0); (err != nil) != (i == mostWaiting) {
			t.Fatalf("waiting beside %d others: %v", i, err)
		}
	}

	slow.leave()
	if _, err := slow.enter(0); err != nil {
		t.Errorf("after one has left: %v", err)
	}

	// Senders at rest are forgotten. One that owes is not: otherwise it could send
	// again at once; nor is one that is in use.
	connected, owes := s.Sender("s1", "o5"), s.Sender("s1", "o6")
	owes.Take(1)
	owes.Release()
	for i := range manySenders {
		s.Sender("s3", observe.ObserverID(rune('a'+i))).Release()
	}
	one.Release()
	same.Release()
	s.Sender("s4", "o1").Release()
	if n := len(s.list); n > 20 {
		t.Errorf("%d senders are kept", n)
	}
	if again := s.Sender("s1", "o1"); again != one {
		t.Error("what one person owes is forgotten")
	}
	if s.Sender("s1", "o5") != connected {
		t.Error("a sender that is in use is forgotten")
	}
	if s.Sender("s1", "o6") != owes {
		t.Error("what one person owes for a connection is forgotten")
	}

	free := NewSenders(0)
	for range 3 {
		if d := enter(free.Sender("s1", "o1"), 1<<20); d != 0 {
			t.Errorf("without a limit one waits %s", d)
		}
	}
}
