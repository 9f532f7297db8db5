package server

import (
	"context"
	"io"
	"kompas/server/problem"
	"net/http"
	"sync"
	"time"
)

// ending says that the right to something has ended: what a request under way
// is answered, and what a live connection is closed with.
type ending struct {
	problem.Problem
	code    int // of the close frame
	message string
}

func (e *ending) Unwrap() error { return &e.Problem }

func endingOf(kind problem.Kind, code int, message string) *ending {
	return &ending{problem.Problem{Kind: kind, Detail: message}, code, message}
}

// The ways in which a right ends while something runs by it.
func rightEnded() *ending {
	return endingOf(problem.Unauthorized, closeNotSignedIn, "signed out, or the invitation was withdrawn or has expired")
}

func rightChanged() *ending {
	return endingOf(problem.Unauthorized, closeRestart, "what you may see has changed")
}

func sessionDeleted() *ending {
	return endingOf(problem.NotFound, closeDeleted, "the session was deleted")
}

// underWay knows every request and live connection that runs by somebody's
// right, so that all of them end when that right does. Whoever ends a right
// first has the store say so, and then calls end. What was looked up before
// that, and comes in after it, is noticed by the count of changes.
type underWay struct {
	now     func() time.Time
	after   func(time.Duration, func()) (stop func() bool) // as time.AfterFunc
	renewed func(*running) (until time.Time, ok bool)      // whether a right that has expired was given anew

	mu      sync.Mutex
	all     map[*running]struct{}
	changes uint64
	alarm   func() bool // stops it; nil: none is set
	alarmAt time.Time
}

// longestAlarm is how long at most until the clock is looked at again: it may
// be set, and timers do not run while a machine sleeps.
const longestAlarm = time.Minute

func newUnderWay(now func() time.Time, after func(time.Duration, func()) func() bool) *underWay {
	if after == nil {
		after = func(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }
	}
	return &underWay{
		now: now, after: after, all: map[*running]struct{}{},
		renewed: func(*running) (time.Time, bool) { return time.Time{}, false },
	}
}

// running is one request or live connection under way.
type running struct {
	all  *underWay
	live bool
	stop func(*ending) // breaks it off; a request that acts is let go on

	who     *principal
	access  *access   // what it does with a session; nil: it is about none. Guarded by all.mu
	expires time.Time // zero: never. Guarded by mu

	mu     sync.Mutex
	ended  *ending // nil while it goes on
	left   bool
	acting int           // how much it is about to store, or is storing
	idle   chan struct{} // closed when it stores nothing; nil: nobody waits for that
}

func (u *underWay) seen() uint64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.changes
}

// begin finds out who asks, and takes part in what may end from then on.
func (u *underWay) begin(r *running, authenticate func() (*principal, error)) error {
	for {
		seen := u.seen()
		who, err := authenticate()
		if err != nil {
			return err
		}
		r.all, r.who, r.expires = u, who, who.expires()
		u.mu.Lock()
		current := u.changes == seen
		if current {
			u.all[r] = struct{}{}
			u.wakeBy(r.expires)
		}
		u.mu.Unlock()
		if current {
			return nil
		}
	}
}

// on looks up what may be done with a session, and notes it.
func (r *running) on(look func() (access, error)) (access, error) {
	u := r.all
	for {
		seen := u.seen()
		a, err := look()
		if err != nil {
			return a, err
		}
		u.mu.Lock()
		current := u.changes == seen
		if current {
			r.access = &a
			r.mu.Lock()
			r.expires = a.expires
			r.mu.Unlock()
			u.wakeBy(a.expires)
		}
		u.mu.Unlock()
		if current {
			return a, r.over()
		}
	}
}

// about gives what it does with a session; nil: it is about none.
func (r *running) about() *access {
	r.all.mu.Lock()
	defer r.all.mu.Unlock()
	return r.access
}

// by reports whether it runs by what an invitation gave.
func (r *running) by(invitation string) bool {
	if r.access != nil {
		return r.access.invitation == invitation
	}
	return r.who.grantOf(invitation) != nil
}

// over says why it must not go on; nil: it may.
func (r *running) over() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why()
}

// why is over; the caller holds mu.
func (r *running) why() error {
	if r.ended == nil && expired(r.expires, r.all.now()) {
		r.ended = rightEnded()
	}
	if r.ended == nil {
		return nil // and not a nil *ending
	}
	return r.ended
}

func expired(at, now time.Time) bool { return !at.IsZero() && !now.Before(at) }

// act is called before something is stored, and tells whether it may be. What
// ends the right then waits until it is, see acted.
func (r *running) act() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.why()
	if err == nil {
		r.acting++
	}
	return err
}

// acted says that what act began is stored, or will not be.
func (r *running) acted() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.acting--
	if r.acting == 0 && r.idle != nil {
		close(r.idle)
		r.idle = nil
	}
}

// leave takes it out of what may end.
func (r *running) leave() {
	r.all.mu.Lock()
	delete(r.all.all, r)
	r.all.mu.Unlock()
	r.mu.Lock()
	r.left = true
	r.mu.Unlock()
}

// end breaks it off.
func (r *running) end(why *ending) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended == nil {
		r.ended = why
	}
	if !r.left && (r.live || r.acting == 0) {
		r.stop(r.ended)
	}
}

// wait waits until nothing is being stored any more, or ctx ends.
func (r *running) wait(ctx context.Context) {
	r.mu.Lock()
	if r.acting == 0 {
		r.mu.Unlock()
		return
	}
	if r.idle == nil {
		r.idle = make(chan struct{})
	}
	idle := r.idle
	r.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// end breaks off what runs by a right that has ended, and waits until it stores
// nothing more. The store must say already that the right has ended.
func (u *underWay) end(ctx context.Context, why *ending, ended func(*running) bool) {
	var them []*running
	u.mu.Lock()
	u.changes++
	for r := range u.all {
		if ended(r) {
			them = append(them, r)
		}
	}
	u.mu.Unlock()
	for _, r := range them {
		r.end(why)
	}
	for _, r := range them {
		r.wait(ctx)
	}
}

// wakeBy has expire called when a right expires; the caller holds mu.
func (u *underWay) wakeBy(at time.Time) {
	if at.IsZero() {
		return
	}
	now := u.now()
	d := min(max(0, at.Sub(now)), longestAlarm)
	if u.alarm != nil {
		if !now.Add(d).Before(u.alarmAt) {
			return
		}
		u.alarm()
	}
	u.alarmAt = now.Add(d)
	u.alarm = u.after(d, u.expire)
}

// expire ends what runs by rights that have expired.
func (u *underWay) expire() {
	now := u.now()
	var due []*running
	u.mu.Lock()
	u.alarm = nil
	for r := range u.all {
		r.mu.Lock()
		if expired(r.expires, now) {
			due = append(due, r)
		}
		r.mu.Unlock()
	}
	u.mu.Unlock()
	for _, r := range due {
		if !u.renew(r) {
			r.end(rightEnded())
		}
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for r := range u.all {
		r.mu.Lock()
		at, over := r.expires, r.ended != nil
		r.mu.Unlock()
		if !over {
			u.wakeBy(at)
		}
	}
}

// renew lets something go on whose right was given anew. What was refused before
// that has ended: a connection takes nothing more then. A timer calls it, where a
// panic would end the process: then nobody can tell.
func (u *underWay) renew(r *running) (ok bool) {
	defer func() { ok = recover() == nil && ok }()
	until, ok := u.renewed(r)
	r.mu.Lock()
	defer r.mu.Unlock()
	if !ok || r.ended != nil {
		return false
	}
	r.expires = until
	return true
}

// exchange is a request under way, with its body and its answer. Once the right
// to it has ended, the body cannot be read on, nor the answer written. Only the
// goroutine of the request calls its methods, but for stop.
type exchange struct {
	http.ResponseWriter
	running running
	body    io.ReadCloser
	cancel  context.CancelCauseFunc
	acts    bool // it may have changed something: that is answered, whatever ends
	acting  bool // it may be changing something
	begun   bool // something of the answer is on its way; guarded by running.mu
	refused bool // something of the answer was held back
}

// begin has a request run by the right of whoever asks.
func (c *call) begin() error {
	ctx, cancel := context.WithCancelCause(c.r.Context())
	x := &exchange{ResponseWriter: c.w, body: c.r.Body, cancel: cancel}
	x.running.stop = x.stop
	if err := c.underWay.begin(&x.running, func() (*principal, error) { return c.authenticate(c.r) }); err != nil {
		cancel(nil)
		return err
	}
	c.who, c.exchange, c.w = x.running.who, x, x
	c.r = c.r.WithContext(ctx)
	c.r.Body = exchangeBody{x}
	return nil
}

// stop breaks off what waits for the client; running.mu is held.
func (x *exchange) stop(why *ending) {
	x.cancel(why)
	// Where the time cannot be set, what waits is refused when it has waited.
	control, past := http.NewResponseController(x.ResponseWriter), time.Unix(1, 0)
	_ = control.SetReadDeadline(past)
	if x.begun {
		_ = control.SetWriteDeadline(past)
	}
}

// act says that the request is about to change something: whatever ends its
// right from now on waits until that is done.
func (x *exchange) act() error {
	if x.acts {
		return nil
	}
	if err := x.running.act(); err != nil {
		return err
	}
	x.acts, x.acting = true, true
	return nil
}

// acted says that the request changes nothing more.
func (x *exchange) acted() {
	if x.acting {
		x.acting = false
		x.running.acted()
	}
}

// pause says that the request waits before it changes anything, during which its
// right may end; it acts again before it does.
func (x *exchange) pause() {
	x.acted()
	x.acts = false
}

func (x *exchange) leave() {
	x.acted()
	x.running.leave()
	x.cancel(nil)
}

// over says why nothing may be answered but that; nil: something may.
func (x *exchange) over() error {
	if x == nil || x.acts {
		return nil
	}
	return x.running.over()
}

// answering is called before a part of the answer is written.
func (x *exchange) answering() error {
	x.running.mu.Lock()
	err := x.running.why()
	if x.acts {
		err = nil
	}
	if err == nil {
		x.begun = true
	}
	x.running.mu.Unlock()
	if err != nil {
		x.refused = true
		return err
	}
	x.acted()
	return nil
}

func (x *exchange) WriteHeader(status int) {
	if x.answering() == nil {
		x.ResponseWriter.WriteHeader(status)
	}
}

func (x *exchange) Write(b []byte) (int, error) {
	if err := x.answering(); err != nil {
		return 0, err
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap is for [http.ResponseController].
func (x *exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// exchangeBody is the body of a request, at whose end the request begins to
// act on it.
type exchangeBody struct{ *exchange }

func (b exchangeBody) Read(p []byte) (int, error) {
	if err := b.over(); err != nil {
		return 0, err
	}
	n, err := b.body.Read(p)
	if err == io.EOF {
		if ended := b.act(); ended != nil {
			err = ended
		}
	}
	return n, err
}

func (b exchangeBody) Close() error { return b.body.Close() }
