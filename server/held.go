package server

import (
	"kompas/server/problem"
	"sync"
)

// Limits of what is in memory for somebody, in bytes: for one share, and for all
// shares but the owner's. What goes to several counts once among all.
const (
	mostOfShare  = 40 << 20
	mostOfShares = 96 << 20
	perAnswer    = 256 << 10 // that sending an answer takes besides, compressed as it may be
	perEntry     = 1 << 10   // that an entry takes from being read until it is answered
	notCounted   = 1 << 10   // an answer up to here: it is not compressed, and leaves at once
)

// held counts what is in memory for somebody for as long as they like: bodies
// that they send, answers and what else goes out to them, until it is taken. A
// share is that of a person (see principal.name) or, where nobody is signed in,
// of an address.
type held struct {
	mu     sync.Mutex
	shares map[string]int // bytes
	bodies map[*byte]int  // to how many of the others one goes
	others int            // bytes of all but the owner
}

func newHeld() *held { return &held{shares: map[string]int{}, bodies: map[*byte]int{}} }

func errHeld() error {
	return &problem.Problem{Kind: problem.Unavailable, Retry: problem.Soon,
		Detail: "too much is on its way to and from you; read the answers, send less at a time, and try again in a moment"}
}

// take counts n bytes in.
func (h *held) take(share string, n int) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.add(share, n, n)
}

// give counts n bytes out.
func (h *held) give(share string, n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.remove(share, n, n)
}

// takeShared counts in what may go to others too, and n bytes besides, until it
// is given back.
func (h *held) takeShared(share string, b []byte, n int) (giveBack func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	body := &b[0]
	all := n
	if h.bodies[body] == 0 {
		all += len(b)
	}
	if err := h.add(share, len(b)+n, all); err != nil {
		return nil, err
	}
	if share != owned {
		h.bodies[body]++
	}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		all := n
		if share != owned {
			if h.bodies[body]--; h.bodies[body] == 0 {
				delete(h.bodies, body)
				all += len(b)
			}
		}
		h.remove(share, len(b)+n, all)
	}, nil
}

// add counts bytes for one share, and among all; the caller holds mu.
func (h *held) add(share string, one, all int) error {
	if h.shares[share]+one > mostOfShare || share != owned && h.others+all > mostOfShares {
		return errHeld()
	}
	h.shares[share] += one
	if share != owned {
		h.others += all
	}
	return nil
}

// remove undoes add; the caller holds mu.
func (h *held) remove(share string, one, all int) {
	if h.shares[share] -= one; h.shares[share] == 0 {
		delete(h.shares, share)
	}
	if share != owned {
		h.others -= all
	}
}

// hold counts n bytes for whoever asks, until the request is answered.
func (c *call) hold(n int) error {
	err := c.Server.held.take(c.share(), n)
	if err == nil {
		c.holding += n
	}
	return err
}

// letGo gives back all that hold has counted.
func (c *call) letGo() {
	if c.holding > 0 {
		c.Server.held.give(c.share(), c.holding)
		c.holding = 0
	}
}

// share names who has what is held for the call.
func (c *call) share() string {
	if c.who == nil || !c.who.owner && len(c.who.grants) == 0 {
		return "address " + c.networkOf(c.r)
	}
	return c.who.name()
}
