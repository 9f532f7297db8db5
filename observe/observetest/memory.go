// Package observetest is for tests of code that uses the stores of package observe. It
// holds a store in memory, a suite of tests that every store must pass, and sessions
// to test with: fixed, drawn at random, and real.
package observetest

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"sync"

	"kompas/observe"
)

// Memory is a store that keeps the promises of [observe.Log] and [observe.Docs],
// except that the data ends with the process. All methods may be called concurrently.
type Memory struct {
	mu         sync.Mutex
	closed     bool
	ended      chan struct{} // closed when the store is closed
	workspaces map[string]*workspace
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{ended: make(chan struct{}), workspaces: map[string]*workspace{}}
}

// workspace is guarded by the lock of its store.
type workspace struct {
	store      *Memory
	generation uint64 // the last one that a session got
	sessions   map[observe.SessionID]*session
	revision   uint64 // of the document written last
	docs       map[string]observe.Doc
	docWatches map[*docWatch]struct{}
}

// session holds its data as JSON, so that it shares no memory with callers and holds
// only what a file could hold too.
type session struct {
	header     []byte
	place      observe.Place
	team       observe.TeamID
	facts      []byte
	position   observe.Position
	generation uint64
	entries    [][]byte
	watchers   map[chan observe.Change]struct{} // each has room for one
}

// Log returns the sessions of a workspace, which is made if it does not exist.
func (m *Memory) Log(name string) observe.Log { return memoryLog{m.workspace(name)} }

// Docs returns the documents of a workspace, which is made if it does not exist.
func (m *Memory) Docs(name string) observe.Docs { return memoryDocs{m.workspace(name)} }

// Close ends all watches; later calls return [observe.Unavailable].
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	close(m.ended)
	for _, w := range m.workspaces {
		for _, s := range w.sessions {
			s.endWatches()
		}
	}
	return nil
}

func (m *Memory) workspace(name string) *workspace {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.workspaces[name]
	if w == nil {
		w = &workspace{
			store: m, sessions: map[observe.SessionID]*session{},
			docs: map[string]observe.Doc{}, docWatches: map[*docWatch]struct{}{},
		}
		m.workspaces[name] = w
	}
	return w
}

// enter takes the lock of the store. It returns an error, and no lock, if ctx has ended
// or the store is closed.
func (w *workspace) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &observe.Error{Code: observe.Unavailable, Message: "given up", Err: err}
	}
	w.store.mu.Lock()
	if w.store.closed {
		w.store.mu.Unlock()
		return observe.Errorf(observe.Unavailable, "the store is closed")
	}
	return nil
}

func (w *workspace) leave() { w.store.mu.Unlock() }

// memoryLog is the [observe.Log] of a workspace.
type memoryLog struct{ *workspace }

func (l memoryLog) find(id observe.SessionID) (*session, error) {
	s := l.sessions[id]
	if s == nil {
		return nil, observe.Errorf(observe.NotFound, "there is no session %q", id)
	}
	return s, nil
}

func (l memoryLog) findAt(id observe.SessionID, expect observe.Position) (*session, error) {
	s, err := l.find(id)
	if err == nil && s.position != expect {
		return nil, &observe.ConflictError{Position: s.position}
	}
	return s, err
}

func (s *session) info() (observe.SessionInfo, error) {
	info := observe.SessionInfo{Position: s.position, Generation: s.generation}
	return info, errors.Join(json.Unmarshal(s.header, &info.Header), json.Unmarshal(s.facts, &info.Facts))
}

// take stores a header, and the fields of it that decide the place in lists.
func (s *session) take(header []byte, h *observe.Header) {
	s.header, s.place, s.team = header, h.Place(), h.Team
}

// tell sends the state of the session to the watchers. It replaces a change that a
// watcher has not received yet.
func (s *session) tell(deleted bool) {
	for ch := range s.watchers {
		info, _ := s.info() // cannot fail: the JSON was made from a header and facts
		select {
		case <-ch:
		default:
		}
		ch <- observe.Change{Position: info.Position, Header: info.Header, Generation: info.Generation, Deleted: deleted}
	}
}

func (s *session) endWatches() {
	for ch := range s.watchers {
		close(ch)
	}
	s.watchers = nil
}

func encodeHeader(id observe.SessionID, h *observe.Header) ([]byte, error) {
	if err := observe.CheckID("/id", string(h.ID)); err != nil {
		return nil, err
	}
	if h.ID != id {
		return nil, observe.FieldError(observe.Invalid, "/id", "must be %q; it is %q", id, h.ID)
	}
	return json.Marshal(h)
}

// encode returns the JSON of entries, whose first seq must be head+1, and their facts.
func encode(head observe.Seq, entries iter.Seq[observe.Entry]) (out [][]byte, facts []byte, err error) {
	var fold observe.FactsFold
	if entries == nil {
		entries = slices.Values([]observe.Entry(nil))
	}
	for e := range entries {
		head++
		if e.Seq != head {
			return nil, nil, observe.FieldError(observe.Invalid, "/seq", "must run on without a gap: %d is next; it is %d", head, e.Seq)
		}
		out = append(out, e.AppendJSON(nil))
		fold.Add(&e)
	}
	facts, err = json.Marshal(fold.Facts())
	return out, facts, err
}

// Create implements [observe.Log].
func (l memoryLog) Create(ctx context.Context, h observe.Header, entries iter.Seq[observe.Entry]) (info observe.SessionInfo, err error) {
	header, err := encodeHeader(h.ID, &h)
	if err != nil {
		return info, err
	}
	encoded, facts, err := encode(0, entries)
	if err != nil {
		return info, err
	}
	if err := l.enter(ctx); err != nil {
		return info, err
	}
	defer l.leave()
	if l.sessions[h.ID] != nil {
		return info, observe.Errorf(observe.Conflict, "there is already a session %q", h.ID)
	}
	l.generation++
	s := &session{
		entries: encoded, facts: facts, generation: l.generation,
		position: observe.Position{Head: observe.Seq(len(encoded)), Revision: 1},
		watchers: map[chan observe.Change]struct{}{},
	}
	s.take(header, &h)
	l.sessions[h.ID] = s
	return s.info()
}

// List implements [observe.Log].
func (l memoryLog) List(ctx context.Context, f observe.Filter, limit int) (items []observe.SessionInfo, more bool, err error) {
	if err := checkLimit(limit); err != nil {
		return nil, false, err
	}
	if err := l.enter(ctx); err != nil {
		return nil, false, err
	}
	defer l.leave()
	var found []*session
	for _, s := range l.sessions {
		if (f.Team == "" || s.team == f.Team) && (f.After == (observe.Place{}) || s.place.Compare(f.After) > 0) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b *session) int { return a.place.Compare(b.place) })
	size := 0
	for _, s := range found {
		if len(items) == limit || size >= observe.ListBytes {
			return items, true, nil
		}
		size += len(s.header) + len(s.facts)
		info, err := s.info()
		if err != nil {
			return nil, false, err
		}
		info.Header = info.Header.Listed()
		items = append(items, info)
	}
	return items, false, nil
}

func checkLimit(limit int) error {
	if limit < 1 {
		return observe.Errorf(observe.Invalid, "limit must be 1 or more; it is %d", limit)
	}
	return nil
}

// Get implements [observe.Log].
func (l memoryLog) Get(ctx context.Context, id observe.SessionID) (info observe.SessionInfo, err error) {
	if err := l.enter(ctx); err != nil {
		return info, err
	}
	defer l.leave()
	s, err := l.find(id)
	if err != nil {
		return info, err
	}
	return s.info()
}

// PutHeader implements [observe.Log].
func (l memoryLog) PutHeader(ctx context.Context, id observe.SessionID, expect observe.Position, h observe.Header) (uint64, error) {
	header, err := encodeHeader(id, &h)
	if err != nil {
		return 0, err
	}
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.leave()
	s, err := l.findAt(id, expect)
	if err != nil {
		return 0, err
	}
	s.take(header, &h)
	s.position.Revision++
	s.tell(false)
	return s.position.Revision, nil
}

// Append implements [observe.Log].
func (l memoryLog) Append(ctx context.Context, id observe.SessionID, expect observe.Position, entries []observe.Entry, facts *observe.Facts) (observe.Seq, error) {
	encoded, _, err := encode(expect.Head, slices.Values(entries))
	if err != nil {
		return 0, err
	}
	var changed []byte
	if facts != nil {
		if changed, err = json.Marshal(facts); err != nil {
			return 0, err
		}
	}
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.leave()
	s, err := l.findAt(id, expect)
	if err != nil {
		return 0, err
	}
	s.entries = append(s.entries, encoded...)
	if changed != nil {
		s.facts = changed
	}
	s.position.Head = observe.Seq(len(s.entries))
	s.tell(false)
	return s.position.Head, nil
}

// Read implements [observe.Log].
func (l memoryLog) Read(ctx context.Context, id observe.SessionID, after observe.Seq, limit int) ([]observe.Entry, error) {
	if err := checkLimit(limit); err != nil {
		return nil, err
	}
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.leave()
	s, err := l.find(id)
	if err != nil || after >= s.position.Head {
		return nil, err
	}
	encoded := s.entries[after:]
	n, size := 0, 0
	for n < len(encoded) && n < limit && size < observe.ReadBytes {
		size += len(encoded[n])
		n++
	}
	encoded = encoded[:n]
	out := make([]observe.Entry, len(encoded))
	for i, b := range encoded {
		if out[i], err = observe.ParseStoredEntry(b); err != nil {
			return nil, &observe.Error{Code: observe.Unavailable, Message: "an entry is damaged", Err: err}
		}
	}
	return out, nil
}

// Watch implements [observe.Log].
func (l memoryLog) Watch(ctx context.Context, id observe.SessionID) (<-chan observe.Change, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.leave()
	s, err := l.find(id)
	if err != nil {
		return nil, err
	}
	info, err := s.info()
	if err != nil {
		return nil, err
	}
	ch := make(chan observe.Change, 1)
	ch <- observe.Change{Position: info.Position, Header: info.Header, Generation: info.Generation}
	s.watchers[ch] = struct{}{}
	context.AfterFunc(ctx, func() {
		l.store.mu.Lock()
		defer l.store.mu.Unlock()
		if _, there := s.watchers[ch]; there {
			delete(s.watchers, ch)
			close(ch)
		}
	})
	return ch, nil
}

// Rewrite implements [observe.Log].
func (l memoryLog) Rewrite(ctx context.Context, id observe.SessionID, expect observe.Position, h observe.Header, entries iter.Seq[observe.Entry]) (uint64, error) {
	header, err := encodeHeader(id, &h)
	if err != nil {
		return 0, err
	}
	encoded, facts, err := encode(0, entries)
	if err != nil {
		return 0, err
	}
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.leave()
	s, err := l.findAt(id, expect)
	if err != nil {
		return 0, err
	}
	l.generation++
	s.take(header, &h)
	s.entries, s.facts, s.generation = encoded, facts, l.generation
	s.position = observe.Position{Head: observe.Seq(len(encoded)), Revision: s.position.Revision + 1}
	s.tell(false)
	return s.generation, nil
}

// Delete implements [observe.Log].
func (l memoryLog) Delete(ctx context.Context, id observe.SessionID) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.leave()
	s, err := l.find(id)
	if err != nil {
		return err
	}
	delete(l.sessions, id)
	s.tell(true)
	s.endWatches()
	return nil
}
