package access

import (
	"context"

	"kompas/observe"
	"kompas/observe/record"
)

// Register notes somebody who may append in the header of a session that they
// have a right to, unless they are there already: those who joined a team are
// not in the headers of all its sessions.
func (r *Right) Register(ctx context.Context, recorder *record.Recorder) error {
	known := false
	err := recorder.Read(ctx, r.session, r.Viewer, func(s *observe.Snapshot) error {
		known = s.State.KnowsObserver(r.Observer)
		return nil
	})
	if err != nil || known {
		return err
	}
	return recorder.Update(ctx, r.session, func(s *observe.State, h *observe.Header) error {
		if !s.KnowsObserver(r.Observer) {
			h.Observers = append(h.Observers, observe.Observer{ID: r.Observer, Name: r.Name, Role: r.Role})
		}
		return nil
	})
}
