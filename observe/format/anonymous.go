package format

import (
	"iter"

	"kompas/observe"
)

// Anonymize returns a session for readers who must not know the persons: header
// and entries for [WriteLog], or folded for [WriteCSV]. They are what an anonymous
// viewer is shown, and besides, the ids of the session and of all entries are new,
// observers are O1 to On, and there is no recorded_at. So two exports of a session
// cannot be matched by their ids.
//
// State is that of the whole session, entries are those of its log as stored, and
// viewer is the person who exports. NewID returns random UUIDs.
func Anonymize(s *observe.State, viewer observe.Viewer, entries iter.Seq2[observe.Entry, error], newID func() string) (observe.Header, iter.Seq2[observe.Entry, error]) {
	viewer.Anonymous = true
	redactor := s.Redactor(viewer, []byte(newID()+newID()))
	h := redactor.Header()
	h.ID = observe.SessionID(newID())
	ids := map[observe.EntryID]observe.EntryID{}
	fresh := func(id observe.EntryID) observe.EntryID {
		if ids[id] == "" {
			ids[id] = observe.EntryID(newID())
		}
		return ids[id]
	}
	return h, func(yield func(observe.Entry, error) bool) {
		for e, err := range entries {
			if err != nil {
				yield(observe.Entry{}, err)
				return
			}
			e = redactor.Show(e).MapReferences(fresh)
			e.ID = fresh(e.ID)
			e.RecordedAt = ""
			if !yield(e, nil) {
				return
			}
		}
	}
}
