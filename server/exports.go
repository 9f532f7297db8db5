package server

import (
	"sync"

	"kompas/observe"
	"kompas/server/allowance"
)

// Limits of the logs and exports that are being sent: of one share, of all but
// the owner's, and of the owner's; and of the entries that are folded for them, at
// a time by all shares but the owner's, and by the owner. A longer log is folded
// when no other is.
const (
	mostLogsOfOne    = 4
	mostLogsOfOthers = 96
	mostLogsOfOwner  = 64
	mostFolded       = 300_000
)

// exports counts the logs and exports that are being sent.
type exports struct {
	mu     sync.Mutex
	under  map[string]int // by share
	others int            // of all shares but the owner's
	folded map[bool]int   // entries, of the owner and of the others
}

func newExports() *exports { return &exports{under: map[string]int{}, folded: map[bool]int{}} }

// take counts an export in that folds so many entries, until it is given back.
func (e *exports) take(share string, entries int) (giveBack func(), err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	most, own := mostLogsOfOne, share == allowance.Owner
	if own {
		most = mostLogsOfOwner
	}
	entries = min(entries, mostFolded)
	if e.under[share] >= most || !own && e.others >= mostLogsOfOthers || e.folded[own]+entries > mostFolded {
		return nil, observe.Errorf(observe.Unavailable, "too many logs and exports are on their way; ask again in a moment")
	}
	count := func(n int) {
		e.under[share] += n
		if e.under[share] == 0 {
			delete(e.under, share)
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
