package access

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// Running knows every request and live connection that runs by somebody's
// right, so that all of them end when that right does. Whoever ends a right first
// has the store say so, and then calls end. A right that was looked up before
// that, and is noted here after it, is noticed by the count of endings.
type Running struct {
	now     func() time.Time
	after   func(time.Duration, func()) (stop func() bool) // as time.AfterFunc
	renewed func(*Activity) (until time.Time, ok bool)     // whether a right that has expired was given again

	mu      sync.Mutex
	all     map[*Activity]struct{}
	endings uint64      // how often end was called
	alarm   func() bool // stops it; nil: none is set
	alarmAt time.Time
}

// longestAlarm is how long at most until the clock is looked at again: it may
// be set, and timers do not run while a machine sleeps.
const longestAlarm = time.Minute

// NewRunning makes one that knows of nothing. After is as [time.AfterFunc], which
// nil stands for.
func NewRunning(now func() time.Time, after func(time.Duration, func()) (stop func() bool)) *Running {
	if after == nil {
		after = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	return &Running{
		now: now, after: after, all: map[*Activity]struct{}{},
		renewed: func(*Activity) (time.Time, bool) { return time.Time{}, false },
	}
}

// Activity is one request or live connection that runs by a right.
type Activity struct {
	running *Running
	live    bool
	stop    func(*Ending) // breaks it off; a request that acts is not broken off

	who     *Principal
	right   *Right    // to the session that it is about; nil: it is about none. Guarded by running.mu
	expires time.Time // zero: never. Guarded by mu

	mu     sync.Mutex
	ended  *Ending // nil while it goes on
	left   bool
	acting int           // how many things it is about to store, or is storing
	idle   chan struct{} // closed when it stores nothing; nil: nobody waits for that
}

// BeginLive has a live connection run by the right of whoever asks for it. Stop
// is called when that right ends. The error says why nobody is signed in.
func (c *Control) BeginLive(r *http.Request, stop func(*Ending)) (*Activity, error) {
	return c.running.BeginLive(func() (*Principal, error) { return c.Authenticate(r) }, stop)
}

// BeginLive is [Control.BeginLive] for somebody who is found out by authenticate,
// which may be called several times.
func (r *Running) BeginLive(authenticate func() (*Principal, error), stop func(*Ending)) (*Activity, error) {
	a := &Activity{live: true, stop: stop}
	if err := r.begin(a, authenticate); err != nil {
		return nil, err
	}
	return a, nil
}

func (r *Running) seen() uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.endings
}

// begin finds out by whose right an activity runs, and notes it, so that it ends
// with that right.
func (r *Running) begin(a *Activity, authenticate func() (*Principal, error)) error {
	for {
		seen := r.seen()
		who, err := authenticate()
		if err != nil {
			return err
		}
		a.running, a.who, a.expires = r, who, who.expires()
		r.mu.Lock()
		current := r.endings == seen
		if current {
			r.all[a] = struct{}{}
			r.wakeBy(a.expires)
		}
		r.mu.Unlock()
		if current {
			return nil
		}
	}
}

// Who returns by whose right it runs.
func (a *Activity) Who() *Principal { return a.who }

// Resolve looks up what may be done with a session, and notes it, so that the
// activity ends with that right. It looks again when something has ended
// meanwhile.
func (a *Activity) Resolve(look func() (Right, error)) (Right, error) {
	r := a.running
	for {
		seen := r.seen()
		right, err := look()
		if err != nil {
			return right, err
		}
		r.mu.Lock()
		current := r.endings == seen
		if current {
			a.right = &right
			a.mu.Lock()
			a.expires = right.expires
			a.mu.Unlock()
			r.wakeBy(right.expires)
		}
		r.mu.Unlock()
		if current {
			return right, a.over()
		}
	}
}

// about returns its right to the session that it is about; nil: it is about none.
func (a *Activity) about() *Right {
	a.running.mu.Lock()
	defer a.running.mu.Unlock()
	return a.right
}

// by reports whether it runs by what an invitation gave.
func (a *Activity) by(invitation string) bool {
	if a.right != nil {
		return a.right.invitation == invitation
	}
	return a.who.grantOf(invitation) != nil
}

// over says why it must not go on; nil: it may.
func (a *Activity) over() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why()
}

// why is over for a caller who holds mu.
func (a *Activity) why() error {
	if a.ended == nil && expired(a.expires, a.running.now()) {
		a.ended = rightEnded()
	}
	if a.ended == nil {
		return nil // and not a nil *Ending
	}
	return a.ended
}

// Act is called before something is stored, and returns an error when that must
// not be. Whatever ends the right from then on waits until Acted is called.
func (a *Activity) Act() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.why()
	if err == nil {
		a.acting++
	}
	return err
}

// Acted says that what Act began is stored, or will not be.
func (a *Activity) Acted() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.acting--
	if a.acting == 0 && a.idle != nil {
		close(a.idle)
		a.idle = nil
	}
}

// Leave says that the activity has ended: from then on it is not broken off.
func (a *Activity) Leave() {
	a.running.mu.Lock()
	delete(a.running.all, a)
	a.running.mu.Unlock()
	a.mu.Lock()
	a.left = true
	a.mu.Unlock()
}

// end breaks it off.
func (a *Activity) end(why *Ending) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended == nil {
		a.ended = why
	}
	if !a.left && (a.live || a.acting == 0) {
		a.stop(a.ended)
	}
}

// wait waits until nothing is being stored any more, or ctx ends.
func (a *Activity) wait(ctx context.Context) {
	a.mu.Lock()
	if a.acting == 0 {
		a.mu.Unlock()
		return
	}
	if a.idle == nil {
		a.idle = make(chan struct{})
	}
	idle := a.idle
	a.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// end breaks off what runs by a right that has ended, and waits until it stores
// nothing more. The store must say already that the right has ended. Ended picks
// the activities; it is called with mu held.
func (r *Running) end(ctx context.Context, why *Ending, ended func(*Activity) bool) {
	var them []*Activity
	r.mu.Lock()
	r.endings++
	for a := range r.all {
		if ended(a) {
			them = append(them, a)
		}
	}
	r.mu.Unlock()
	for _, a := range them {
		a.end(why)
	}
	for _, a := range them {
		a.wait(ctx)
	}
}

// wakeBy has expire called when a right expires; the caller holds mu.
func (r *Running) wakeBy(at time.Time) {
	if at.IsZero() {
		return
	}
	now := r.now()
	d := min(max(0, at.Sub(now)), longestAlarm)
	if r.alarm != nil {
		if !now.Add(d).Before(r.alarmAt) {
			return
		}
		r.alarm()
	}
	r.alarmAt = now.Add(d)
	r.alarm = r.after(d, r.expire)
}

// expire ends what runs by rights that have expired.
func (r *Running) expire() {
	now := r.now()
	var due []*Activity
	r.mu.Lock()
	r.alarm = nil
	for a := range r.all {
		a.mu.Lock()
		if expired(a.expires, now) {
			due = append(due, a)
		}
		a.mu.Unlock()
	}
	r.mu.Unlock()
	for _, a := range due {
		if !r.renew(a) {
			a.end(rightEnded())
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for a := range r.all {
		a.mu.Lock()
		at, over := a.expires, a.ended != nil
		a.mu.Unlock()
		if !over {
			r.wakeBy(at)
		}
	}
}

// renew lets an activity go on whose right was given again, unless something of
// it was refused before that: a connection takes nothing more then, and ends. A
// timer calls this, and a panic there would end the process: after a panic the
// right counts as ended.
func (r *Running) renew(a *Activity) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	until, ok := r.renewed(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !ok || a.ended != nil {
		return false
	}
	a.expires = until
	return true
}
