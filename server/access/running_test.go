package access

import (
	"context"
	"testing"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// A right is looked up again when another one has ended in the meantime.
func TestResolveLooksAgain(t *testing.T) {
	u := NewRunning(time.Now, nil)
	r := &Activity{stop: func(*Ending) {}}
	asked := 0
	err := u.begin(r, func() (*Principal, error) {
		if asked++; asked == 1 {
			u.end(t.Context(), rightEnded(), func(*Activity) bool { return false }) // it is not among them yet
		}
		return &Principal{}, nil
	})
	if err != nil || asked != 2 {
		t.Errorf("asked %d times who it is: %v", asked, err)
	}
	looked := 0
	a, err := r.Resolve(func() (Right, error) {
		if looked++; looked == 1 {
			u.end(t.Context(), rightEnded(), func(r *Activity) bool { return r.right != nil })
		}
		return Right{session: observe.SessionID("s" + string(rune('0'+looked)))}, nil
	})
	if err != nil || looked != 2 || a.session != "s2" {
		t.Errorf("looked %d times: %v %v", looked, a, err)
	}
	u.end(t.Context(), rightEnded(), func(r *Activity) bool { return r.right != nil })
	if r.over() == nil {
		t.Error("it goes on")
	}
}

// timers notes what is to be called later, and leaves it to the test to call it.
type timers struct {
	waits []time.Duration
	last  func()
}

func (a *timers) after(d time.Duration, f func()) func() bool {
	a.waits, a.last = append(a.waits, d), f
	return func() bool { return true }
}

// The clock is looked at again at least each minute: it may have been set.
func TestExpiryAfterTheClockWasSet(t *testing.T) {
	now, alarms := time.Now(), &timers{}
	u := NewRunning(func() time.Time { return now }, alarms.after)
	stopped := false
	r := &Activity{live: true, stop: func(*Ending) { stopped = true }}
	who := &Principal{browser: "b", until: now.Add(30 * 24 * time.Hour), Owner: true}
	if err := u.begin(r, func() (*Principal, error) { return who, nil }); err != nil {
		t.Fatal(err)
	}
	if len(alarms.waits) != 1 || alarms.waits[0] > time.Minute {
		t.Errorf("looks again after %v", alarms.waits)
	}
	now = now.Add(31 * 24 * time.Hour)
	if alarms.last(); !stopped {
		t.Error("it goes on")
	}
}

// A connection whose message was refused between the end of its right and the alarm
// is ended, even if the right was given again meanwhile. A connection is also ended
// when nobody can tell whether its right was given again.
func TestExpiryEndsWhatTakesNothing(t *testing.T) {
	for name, renewed := range map[string]func(*Activity) (time.Time, bool){
		"given anew":   func(*Activity) (time.Time, bool) { return time.Now().Add(time.Hour), true },
		"cannot tell":  func(*Activity) (time.Time, bool) { panic("the store is broken") },
		"not any more": func(*Activity) (time.Time, bool) { return time.Time{}, false },
	} {
		t.Run(name, func(t *testing.T) {
			now, alarms := time.Now(), &timers{}
			u := NewRunning(func() time.Time { return now }, alarms.after)
			u.renewed = renewed
			var stopped *Ending
			r := &Activity{live: true, stop: func(why *Ending) { stopped = why }}
			who := &Principal{browser: "b", until: now.Add(time.Second), Owner: true}
			if err := u.begin(r, func() (*Principal, error) { return who, nil }); err != nil {
				t.Fatal(err)
			}
			now = now.Add(2 * time.Second)
			if name == "given anew" && r.Act() == nil {
				t.Error("it may act")
			}
			if alarms.last(); stopped == nil || stopped.Bye().Code != api.CloseNotSignedIn {
				t.Errorf("ended with %v", stopped)
			}
		})
	}
}

// A request that is storing something is not broken off when its right ends; one that
// stores nothing is.
func TestWhatIsBeingStoredIsNotBrokenOff(t *testing.T) {
	u := NewRunning(time.Now, nil)
	for _, acts := range []bool{true, false} {
		stopped := false
		a := &Activity{stop: func(*Ending) { stopped = true }}
		if err := u.begin(a, func() (*Principal, error) { return &Principal{}, nil }); err != nil {
			t.Fatal(err)
		}
		if acts {
			if err := a.Act(); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // it does not wait for what is being stored
		u.end(ctx, rightEnded(), func(b *Activity) bool { return a == b })
		if stopped == acts || a.over() == nil {
			t.Errorf("storing: %t, broken off: %t, over: %v", acts, stopped, a.over())
		}
	}
}
