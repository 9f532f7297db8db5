package server

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
	togetherTimes = 5                // so many times the rate is for all that one person sends
	longestWait   = 5 * time.Second  // of a request before it is refused; clients wait twice as long for an answer
	mostWaiting   = 64               // requests of one person, each with its body in memory
	manyShares    = 1000             // after which those that are at rest are forgotten
)

// pace slows a sender down: rate entries a second, and a burst after a rest.
type pace struct {
	rate float64   // 0: no limit
	free time.Time // when everything taken so far is paid for
}

// wait gives how long to wait before more is taken.
func (p *pace) wait(now time.Time) time.Duration {
	if !p.free.After(now) {
		return 0 // also at first, when free is too far back to be subtracted from
	}
	return max(0, p.free.Sub(now)-burst)
}

// take gives how long to wait after taking n entries.
func (p *pace) take(n int, now time.Time) time.Duration {
	if p.rate <= 0 {
		return 0
	}
	if p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(time.Duration(float64(n) / p.rate * float64(time.Second)))
	return p.wait(now)
}

// shares counts what each person sends to each session, however many
// connections and requests they send it with. Each live connection has the rate
// for itself; all requests over HTTP have it together, as one connection; and
// all of these have a few times the rate.
type shares struct {
	rate float64
	now  func() time.Time

	mu   sync.Mutex
	list map[shareOf]*share
}

type shareOf struct {
	session  observe.SessionID
	observer observe.ObserverID
}

type share struct {
	of       *shares
	users    int // connections and requests
	waiting  int // requests
	requests pace
	together pace
}

func newShares(rate int) *shares {
	return &shares{rate: float64(rate), now: time.Now, list: map[shareOf]*share{}}
}

// hold gives the share of a person in a session, until it is released.
func (s *shares) hold(session observe.SessionID, observer observe.ObserverID) *share {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := shareOf{session, observer}
	sh := s.list[key]
	if sh == nil {
		if len(s.list) >= manyShares {
			s.forget()
		}
		sh = &share{of: s, requests: pace{rate: s.rate}, together: pace{rate: togetherTimes * s.rate}}
		s.list[key] = sh
	}
	sh.users++
	return sh
}

// forget lets go of the shares that nobody uses and that owe nothing; the
// caller holds mu.
func (s *shares) forget() {
	now := s.now()
	for key, sh := range s.list {
		if sh.users == 0 && !sh.requests.free.After(now) && !sh.together.free.After(now) {
			delete(s.list, key)
		}
	}
}

func (sh *share) release() {
	sh.of.mu.Lock()
	defer sh.of.mu.Unlock()
	sh.users--
}

// take counts n entries of a live connection, and gives how long to wait before
// it sends more.
func (sh *share) take(n int) time.Duration {
	sh.of.mu.Lock()
	defer sh.of.mu.Unlock()
	return sh.together.take(n, sh.of.now())
}

// admit lets in n entries of a request: it waits as a connection would, or
// refuses where that would be long.
func (sh *share) admit(ctx context.Context, n int) error {
	wait, err := sh.enter(n)
	if err != nil || wait == 0 {
		return err
	}
	defer sh.leave()
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		if ended, ok := errors.AsType[*ending](context.Cause(ctx)); ok {
			return ended
		}
		panic(http.ErrAbortHandler) // nobody is there to be answered
	}
}

func (sh *share) enter(n int) (time.Duration, error) {
	s := sh.of
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	wait := max(sh.requests.wait(now), sh.together.wait(now))
	if wait > longestWait || wait > 0 && sh.waiting >= mostWaiting {
		return 0, &problem.Problem{Kind: problem.TooMany, Retry: max(wait-longestWait, time.Second),
			Detail: "more entries than this server takes of one person at a time; nothing of this request is stored, send it again later"}
	}
	sh.requests.take(n, now)
	sh.together.take(n, now)
	if wait > 0 {
		sh.waiting++
	}
	return wait, nil
}

func (sh *share) leave() {
	sh.of.mu.Lock()
	defer sh.of.mu.Unlock()
	sh.waiting--
}
