package live

import (
	"context"
	"strings"
	"sync"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/server/api"
)

// told is what is said about the debrief of a session to those who follow it. It is read
// when somebody needs it, once for all, and again after each change.
type told struct {
	mu       sync.Mutex
	frame    []byte // nil until it is read
	stored   uint64 // the revision in the store
	revision uint64 // 0: there is no debrief. That of the store would tell how often other documents change
	shown    bool   // to the team
}

// followDebriefs has all writers look again when the debrief of their session has changed.
// Whoever writes it, here or on another server, the store says so.
func (l *Connections) followDebriefs(changes <-chan observe.DocChange) {
	for c := range changes {
		id := observe.SessionID(strings.TrimPrefix(c.Key, debrief.Prefix))
		l.mu.Lock()
		sc := l.sessions[id]
		l.mu.Unlock()
		if sc == nil {
			continue
		}
		sc.debrief.mu.Lock()
		sc.debrief.frame = nil
		sc.debrief.mu.Unlock()
		sc.mu.Lock()
		for c := range sc.conns {
			c.noticeDebrief()
		}
		sc.mu.Unlock()
	}
}

// noticeDebrief has the writer look at the debrief, unless its client is never told of it.
func (c *conn) noticeDebrief() {
	if c.right.Role != observe.RoleLeader && c.right.Role != observe.RoleParticipant {
		c.notice(func() { c.debrief = true })
	}
}

// debriefFrame returns the frame that says how far the debrief is; nil where there is none,
// where the client has been told, and for a viewer, or whoever is told nothing before, until
// it is shown.
func (w *frameWriter) debriefFrame() ([]byte, error) {
	t := &w.peers.debrief
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.frame == nil {
		if err := t.read(w.ctx, w.live.opts.Docs, w.session); err != nil {
			return nil, err
		}
	}
	if t.revision == 0 || t.revision == w.debriefTold || (w.right.Role == observe.RoleViewer || w.right.AfterShown) && !t.shown {
		return nil, nil
	}
	w.debriefTold = t.revision
	return t.frame, nil
}

// read reads the debrief; the caller holds mu.
func (t *told) read(ctx context.Context, docs observe.Docs, id observe.SessionID) error {
	d, revision, err := debrief.Get(ctx, docs, id)
	if err != nil {
		return err
	}
	if revision != t.stored {
		t.stored = revision
		t.revision++
	}
	t.shown = d.ShownAt != ""
	t.frame = textFrame(api.DebriefStands{Type: "debrief", Revision: t.revision, Step: d.Step})
	return nil
}
