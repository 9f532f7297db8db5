package access

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Exchange is a request that runs by somebody's right, with its body and its
// answer. Once that right has ended, the body cannot be read on, nor the answer
// written. Only the goroutine of the request may call its methods.
type Exchange struct {
	http.ResponseWriter
	activity Activity
	request  *http.Request
	body     io.ReadCloser
	cancel   context.CancelCauseFunc
	acts     bool // it may have changed something: that is answered, whatever ends
	acting   bool // it may be changing something
	begun    bool // something of the answer is on its way; guarded by activity.mu
	refused  bool // something of the answer was held back
}

// Begin has a request run by the right of whoever sends it. The error says why
// nobody is signed in. The exchange must be left when the request is answered.
func (c *Control) Begin(w http.ResponseWriter, r *http.Request) (*Exchange, error) {
	ctx, cancel := context.WithCancelCause(r.Context())
	x := &Exchange{ResponseWriter: w, body: r.Body, cancel: cancel}
	x.activity.stop = x.stop
	if err := c.running.begin(&x.activity, func() (*Principal, error) { return c.Authenticate(r) }); err != nil {
		cancel(nil)
		return nil, err
	}
	x.request = r.WithContext(ctx)
	x.request.Body = exchangeBody{x}
	return x, nil
}

// end ends what others do by a right that has ended; the store must say so
// already. X is the exchange of the request that ended it.
func (c *Control) end(x *Exchange, why *Ending, ended func(*Activity) bool) {
	x.acted()
	own := &x.activity
	c.running.end(x.request.Context(), why, func(a *Activity) bool { return a != own && ended(a) })
}

// Who returns who sends the request.
func (x *Exchange) Who() *Principal { return x.activity.who }

// Request returns the request. Its context ends, and its body cannot be read on,
// when the right ends before the request acts.
func (x *Exchange) Request() *http.Request { return x.request }

// Resolve looks up what the request may do with a session; see
// [Activity.Resolve].
func (x *Exchange) Resolve(look func() (Right, error)) (Right, error) {
	return x.activity.Resolve(look)
}

// stop breaks off what waits for the client; activity.mu is held.
func (x *Exchange) stop(why *Ending) {
	x.cancel(why)
	// Where the time cannot be set, what waits is refused when it has waited.
	control, past := http.NewResponseController(x.ResponseWriter), time.Unix(1, 0)
	_ = control.SetReadDeadline(past)
	if x.begun {
		_ = control.SetWriteDeadline(past)
	}
}

// Act says that the request is about to change something: whatever ends its
// right from then on waits until that is done. The error says that the right has
// ended already. Reading the body to its end acts, too.
func (x *Exchange) Act() error {
	if x.acts {
		return nil
	}
	if err := x.activity.Act(); err != nil {
		return err
	}
	x.acts, x.acting = true, true
	return nil
}

// Acts reports whether the request may have changed something, in which case it
// is answered, whatever ends.
func (x *Exchange) Acts() bool { return x != nil && x.acts }

// acted says that the request changes nothing more.
func (x *Exchange) acted() {
	if x.acting {
		x.acting = false
		x.activity.Acted()
	}
}

// Pause says that the request waits before it changes anything, during which its
// right may end; it must call Act again before it does.
func (x *Exchange) Pause() {
	x.acted()
	x.acts = false
}

// Leave says that the request is answered.
func (x *Exchange) Leave() {
	x.acted()
	x.activity.Leave()
	x.cancel(nil)
}

// Over says why nothing may be answered but that; nil: something may.
func (x *Exchange) Over() error {
	if x == nil || x.acts {
		return nil
	}
	return x.activity.over()
}

// Begun reports whether something of the answer is on its way.
func (x *Exchange) Begun() bool { return x.begun }

// Refused reports whether something of the answer was held back because the
// right had ended.
func (x *Exchange) Refused() bool { return x.refused }

// answering is called before a part of the answer is written.
func (x *Exchange) answering() error {
	x.activity.mu.Lock()
	err := x.activity.why()
	if x.acts {
		err = nil
	}
	if err == nil {
		x.begun = true
	}
	x.activity.mu.Unlock()
	if err != nil {
		x.refused = true
		return err
	}
	x.acted()
	return nil
}

// WriteHeader writes the status, unless the right has ended.
func (x *Exchange) WriteHeader(status int) {
	if x.answering() == nil {
		x.ResponseWriter.WriteHeader(status)
	}
}

// Write writes a part of the answer, unless the right has ended.
func (x *Exchange) Write(b []byte) (int, error) {
	if err := x.answering(); err != nil {
		return 0, err
	}
	return x.ResponseWriter.Write(b)
}

// Unwrap is for [http.ResponseController].
func (x *Exchange) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// exchangeBody is the body of a request, at whose end the request begins to
// act on it.
type exchangeBody struct{ *Exchange }

func (b exchangeBody) Read(p []byte) (int, error) {
	if err := b.Over(); err != nil {
		return 0, err
	}
	n, err := b.body.Read(p)
	if err == io.EOF {
		if ended := b.Act(); ended != nil {
			err = ended
		}
	}
	return n, err
}

func (b exchangeBody) Close() error { return b.body.Close() }
