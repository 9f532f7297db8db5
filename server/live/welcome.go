package live

import (
	"encoding/json"
	"net"
	"sync"

	"kompas/observe"
	"kompas/server/api"
)

// welcome is the first message of a connection. The session in it, which may be
// long, is made once for all who come while it does not change, and is in memory
// until they have it.
type welcome struct {
	frame net.Buffers
	drop  func() // lets go of it
}

// outlines holds the sessions of the welcomes that are being sent.
type outlines struct {
	mu   sync.Mutex
	made map[outlineKey]*outline
}

// outlineKey is equal for all who are shown the same of a session.
type outlineKey struct {
	session    observe.SessionID
	generation uint64
	position   observe.Position
	anonymous  bool
}

// outline is a session as a viewer sees it.
type outline struct {
	json  []byte
	users int // welcomes that it is in
}

// welcome makes the welcome for a connection of a holder; see package allowance.
// The error says that too much is on its way to the holder already.
func (l *Connections) welcome(holder string, s *observe.Snapshot, to api.Arrival) (*welcome, error) {
	rest, err := json.Marshal(to)
	if err != nil {
		panic(err) // texts and numbers only
	}
	rest[0] = ',' // in place of the brace: it goes on after the session

	o := &l.outline
	o.mu.Lock()
	defer o.mu.Unlock()
	key := outlineKey{s.State.Header().ID, s.Generation, s.Position, s.Viewer.Anonymous}
	made := o.made[key]
	if made == nil {
		b, err := json.Marshal(api.RenderSession(s))
		if err != nil {
			panic(err) // it holds nothing that JSON has no form for
		}
		made = &outline{json: b}
	}
	giveBack, err := l.opts.Memory.TakeShared(holder, made.json, len(rest))
	if err != nil {
		return nil, err
	}
	made.users++
	o.made[key] = made
	const head = `{"type":"welcome","session":`
	return &welcome{
		frame: net.Buffers{append(frameHead(len(head)+len(made.json)+len(rest)), head...), made.json, rest},
		drop: func() {
			giveBack()
			o.mu.Lock()
			defer o.mu.Unlock()
			if made.users--; made.users == 0 {
				delete(o.made, key)
			}
		},
	}, nil
}

// dropWelcome lets go of the welcome once it is sent, or will not be. Only the
// goroutine that admits the connection, and later runs its writer, may call it.
func (c *conn) dropWelcome() {
	if c.greeting != nil {
		c.greeting.drop()
		c.greeting = nil
	}
}
