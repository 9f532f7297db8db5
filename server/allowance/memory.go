package allowance

import (
	"maps"
	"sync"

	"kompas/server/problem"
)

// Limits of what is in memory for clients, in bytes.
const (
	MemoryOfOne    = 40 << 20 // for each holder
	memoryOfOthers = 96 << 20 // for all holders but the owner; what goes to several counts once
)

// Memory counts what stays in memory for as long as clients like: the bodies
// that they send, and what goes out to them until they have taken it. All
// methods may be called at the same time.
type Memory struct {
	mu      sync.Mutex
	holders map[string]int // bytes
	bodies  map[*byte]int  // to how many holders but the owner a shared body goes, by its first byte
	others  int            // bytes of all holders but the owner
}

// NewMemory makes a counter that has counted nothing.
func NewMemory() *Memory { return &Memory{holders: map[string]int{}, bodies: map[*byte]int{}} }

func errTooMuch() error {
	return &problem.Problem{Kind: problem.Unavailable, Retry: problem.Soon,
		Detail: "too much is on its way to and from you; read the answers, send less at a time, and try again in a moment"}
}

// Take counts n bytes in. The error is a problem of kind unavailable.
func (m *Memory) Take(holder string, n int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.add(holder, n, n)
}

// Give counts n bytes out.
func (m *Memory) Give(holder string, n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.remove(holder, n, n)
}

// TakeShared counts in b, which must not be empty and may go to others too, and
// n bytes besides, until giveBack is called.
func (m *Memory) TakeShared(holder string, b []byte, n int) (giveBack func(), err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body := &b[0]
	all := n
	if m.bodies[body] == 0 {
		all += len(b)
	}
	if err := m.add(holder, len(b)+n, all); err != nil {
		return nil, err
	}
	if holder != Owner {
		m.bodies[body]++
	}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		all := n
		if holder != Owner {
			if m.bodies[body]--; m.bodies[body] == 0 {
				delete(m.bodies, body)
				all += len(b)
			}
		}
		m.remove(holder, len(b)+n, all)
	}, nil
}

// InUse returns how many bytes are in memory for each holder, and for all of
// them but the owner. It is exported for tests.
func (m *Memory) InUse() (holders map[string]int, others int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.holders), m.others
}

// add counts bytes of one holder, and of all together; the caller holds mu.
func (m *Memory) add(holder string, one, all int) error {
	if m.holders[holder]+one > MemoryOfOne || holder != Owner && m.others+all > memoryOfOthers {
		return errTooMuch()
	}
	m.holders[holder] += one
	if holder != Owner {
		m.others += all
	}
	return nil
}

// remove undoes add; the caller holds mu.
func (m *Memory) remove(holder string, one, all int) {
	if m.holders[holder] -= one; m.holders[holder] == 0 {
		delete(m.holders, holder)
	}
	if holder != Owner {
		m.others -= all
	}
}
