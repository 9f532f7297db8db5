package access

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kompas/observe"
	"kompas/observe/record"
	"kompas/server/origin"
)

// Options is what access control needs.
type Options struct {
	Docs      observe.Docs
	Recorder  *record.Recorder
	Addresses *origin.Addresses
	Quotas    observe.Quotas // of each session
	Token     string         // the owner's

	// People returns the people of a team. The error says when there is none.
	People func(context.Context, observe.TeamID) ([]observe.Person, error)

	Now    func() time.Time
	After  func(time.Duration, func()) (stop func() bool) // calls something later, unless it is stopped; nil: time.AfterFunc
	Logger *slog.Logger
}

// Control decides who a caller is and with which right they may enter a session;
// what they may see and add there is decided by package observe. All methods may be called at the same time.
type Control struct {
	opts    Options
	owner   [sha256.Size]byte // of the owner's token
	running *Running
	swept   atomic.Pointer[time.Time] // when it last was
	joining sync.RWMutex              // held while a grant is made, see removeInvitation
}

// New makes access control over a store. It removes what has expired.
func New(ctx context.Context, opts Options) (*Control, error) {
	c := &Control{opts: opts, owner: sha256.Sum256([]byte(opts.Token)), running: NewRunning(opts.Now, opts.After)}
	c.running.renewed = c.renewed
	if err := c.noteInvitations(ctx); err != nil {
		return nil, err
	}
	if err := c.sweepNowAndThen(ctx); err != nil {
		opts.Logger.Warn("what has expired could not be removed", "error", err) // it counts as expired all the same
	}
	return c, nil
}
