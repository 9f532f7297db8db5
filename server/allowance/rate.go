package allowance

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"kompas/observe"
	"kompas/server/problem"
)

const (
	burst         = 10 * time.Second // of entries at the rate may come at once after a rest
	togetherTimes = 5                // so many times the rate is for all that one person sends to a session
	longestWait   = 5 * time.Second  // of a request before it is refused; clients wait twice as long for an answer
	mostWaiting   = 64               // requests of one person, each with its body in memory
	manySenders   = 1000             // when there are so many, those at rest are forgotten
)

// Pace slows a sender down: to a rate of entries a second, after a burst.
type Pace struct {
	rate float64   // entries a second; 0: no limit
	free time.Time // when everything taken so far is paid for
}

// wait returns how long to wait before more is taken.
func (p *Pace) wait(now time.Time) time.Duration {
	if !p.free.After(now) {
		return 0 // also at first, when free is too far back to be subtracted from
	}
	return max(0, p.free.Sub(now)-burst)
}

// Take counts n entries, and returns how long to wait before taking more.
func (p *Pace) Take(n int, now time.Time) time.Duration {
	if p.rate <= 0 {
		return 0
	}
	if p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(time.Duration(float64(n) / p.rate * float64(time.Second)))
	return p.wait(now)
}

// Senders counts the entries that each person sends to each session, over all
// of their connections and requests. Each live connection may send at the rate;
// all requests over HTTP may together; and all of these together at a few times
// the rate. All methods may be called at the same time.
type Senders struct {
	rate float64 // entries a second; 0: no limit
	now  func() time.Time

	mu   sync.Mutex
	list map[senderKey]*Sender
}

type senderKey struct {
	session  observe.SessionID
	observer observe.ObserverID
}

// Sender is one person who sends entries to one session.
type Sender struct {
	senders  *Senders
	users    int // connections and requests
	waiting  int // requests
	requests Pace
	together Pace
}

// NewSenders makes a counter for a rate in entries a second; 0: no limit.
func NewSenders(rate int) *Senders {
	return &Senders{rate: float64(rate), now: time.Now, list: map[senderKey]*Sender{}}
}

// Pace returns a pace at the rate, for one live connection.
func (s *Senders) Pace() Pace { return Pace{rate: s.rate} }

// Sender returns what is counted for a person in a session, which must be
// released when nothing more is sent.
func (s *Senders) Sender(session observe.SessionID, observer observe.ObserverID) *Sender {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := senderKey{session, observer}
	sender := s.list[key]
	if sender == nil {
		if len(s.list) >= manySenders {
			s.forget()
		}
		sender = &Sender{senders: s, requests: s.Pace(), together: Pace{rate: togetherTimes * s.rate}}
		s.list[key] = sender
	}
	sender.users++
	return sender
}

// forget drops the senders that nobody uses and that owe nothing; the caller
// holds mu.
func (s *Senders) forget() {
	now := s.now()
	for key, sender := range s.list {
		if sender.users == 0 && !sender.requests.free.After(now) && !sender.together.free.After(now) {
			delete(s.list, key)
		}
	}
}

// Release says that a connection or request sends nothing more.
func (s *Sender) Release() {
	s.senders.mu.Lock()
	defer s.senders.mu.Unlock()
	s.users--
}

// Take counts n entries of a live connection, and returns how long to wait
// before it sends more.
func (s *Sender) Take(n int) time.Duration {
	s.senders.mu.Lock()
	defer s.senders.mu.Unlock()
	return s.together.Take(n, s.senders.now())
}

// Admit lets in n entries of a request. It waits as a connection would, or
// refuses with a problem of kind too-many-requests when that would take long.
// When ctx ends first, the error is the problem that ended it; without one the
// client has gone, and Admit panics with [http.ErrAbortHandler].
func (s *Sender) Admit(ctx context.Context, n int) error {
	wait, err := s.enter(n)
	if err != nil || wait == 0 {
		return err
	}
	defer s.leave()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		cause := context.Cause(ctx)
		if _, ok := errors.AsType[*problem.Problem](cause); ok {
			return cause
		}
		panic(http.ErrAbortHandler)
	}
}

func (s *Sender) enter(n int) (time.Duration, error) {
	s.senders.mu.Lock()
	defer s.senders.mu.Unlock()
	now := s.senders.now()
	wait := max(s.requests.wait(now), s.together.wait(now))
	if wait > longestWait || wait > 0 && s.waiting >= mostWaiting {
		return 0, &problem.Problem{Kind: problem.TooMany, Retry: max(wait-longestWait, time.Second),
			Detail: "more entries than this server takes of one person at a time; nothing of this request is stored, send it again later"}
	}
	s.requests.Take(n, now)
	s.together.Take(n, now)
	if wait > 0 {
		s.waiting++
	}
	return wait, nil
}

func (s *Sender) leave() {
	s.senders.mu.Lock()
	defer s.senders.mu.Unlock()
	s.waiting--
}
