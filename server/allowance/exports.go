package allowance

import (
	"sync"

	"kompas/observe"
)

// MostExportsOfOne is how many logs and exports may be on their way to one holder
// who is not the owner. It is exported for tests.
const MostExportsOfOne = 4

// Limits of the logs and exports that are on their way.
const (
	mostExportsOfOthers = 96      // to all holders but the owner
	mostExportsOfOwner  = 64      // to the owner
	mostFolded          = 300_000 // entries that are folded for them at a time, for the owner, and for all others
)

// Exports counts the logs and exports that are being sent. All methods may be
// called at the same time.
type Exports struct {
	mu     sync.Mutex
	by     map[string]int // how many go to each holder
	others int            // how many go to all holders but the owner
	folded map[bool]int   // entries, for the owner (true) and for all others
}

// NewExports makes a counter that has counted nothing.
func NewExports() *Exports { return &Exports{by: map[string]int{}, folded: map[bool]int{}} }

// Take counts in an export for which so many entries are folded, until giveBack
// is called. A log of more entries than the limit is folded when no other is. The
// error is of code unavailable.
func (e *Exports) Take(holder string, entries int) (giveBack func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	most, own := MostExportsOfOne, holder == Owner
	if own {
		most = mostExportsOfOwner
	}
	entries = min(entries, mostFolded)
	if e.by[holder] >= most || !own && e.others >= mostExportsOfOthers || e.folded[own]+entries > mostFolded {
		return nil, observe.Errorf(observe.Unavailable, "too many logs and exports are on their way; ask again in a moment")
	}
	count := func(n int) {
		e.by[holder] += n
		if e.by[holder] == 0 {
			delete(e.by, holder)
		}
		if !own {
			e.others += n
		}
		e.folded[own] += n * entries
	}
	count(1)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		count(-1)
	}, nil
}

// Holders returns to how many holders something is on its way. It is exported for
// tests.
func (e *Exports) Holders() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.by)
}
