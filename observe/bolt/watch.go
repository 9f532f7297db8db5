package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"kompas/observe"
)

// watchers holds all watches and tells them of changes after these are durable.
// No watch makes the writer wait: changes that it has not received yet are
// merged into one.
type watchers struct {
	mu       sync.Mutex
	closed   bool
	sessions map[sessionKey]*audience
	docs     map[*docWatch]struct{}
	ended    chan struct{} // closed by close
}

type sessionKey struct {
	workspace string
	id        observe.SessionID
}

// position is the generation and the position of a session. It only grows.
type position struct {
	generation uint64
	observe.Position
}

// audience is the watches of one session, and the change that they were told
// last.
type audience struct {
	last     observe.Change
	channels map[chan observe.Change]struct{} // each has room for one
}

func newWatchers() *watchers {
	return &watchers{
		sessions: map[sessionKey]*audience{}, docs: map[*docWatch]struct{}{}, ended: make(chan struct{}),
	}
}

func (h *watchers) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	close(h.ended)
	for _, a := range h.sessions {
		for ch := range a.channels {
			close(ch)
		}
	}
	h.sessions = nil
}

// offer replaces the change that was not received yet. Sending cannot block,
// because only the holder of watchers.mu sends.
func offer(ch chan observe.Change, c observe.Change) {
	select {
	case <-ch:
	default:
	}
	ch <- c
}

// tell sends the position of a session to its watches, with the header (as
// JSON) unless it is nil.
func (h *watchers) tell(key sessionKey, now position, header []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.sessions[key]
	if a == nil || !a.behind(now) {
		return
	}
	a.last.Position, a.last.Generation = now.Position, now.generation
	if header != nil {
		a.last.Header = observe.Header{}
		_ = json.Unmarshal(header, &a.last.Header) // cannot fail: json.Marshal wrote it from this type
	}
	for ch := range a.channels {
		offer(ch, a.last)
	}
}

// behind reports whether `now` is newer than what the audience was told. It is
// not when a watch began between the commit and tell; see Watch.
func (a *audience) behind(now position) bool {
	return now.generation > a.last.Generation ||
		now.generation == a.last.Generation && (now.Head > a.last.Head || now.Revision > a.last.Revision)
}

// tellDeleted tells the watches of a session that it was deleted, and ends
// them.
func (h *watchers) tellDeleted(key sessionKey, was position) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.sessions[key]
	if a == nil || a.last.Generation > was.generation {
		return
	}
	a.last.Deleted = true
	for ch := range a.channels {
		offer(ch, a.last)
		close(ch)
	}
	delete(h.sessions, key)
}

// Watch implements [observe.Log].
func (s *sessions) Watch(ctx context.Context, id observe.SessionID) (<-chan observe.Change, error) {
	h := s.db.watchers
	// While the lock is held, no change can be told between reading the session
	// and adding the watch.
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosed()
	}
	info, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	key, ch := s.key(id), make(chan observe.Change, 1)
	a := h.sessions[key]
	if a == nil {
		a = &audience{channels: map[chan observe.Change]struct{}{}}
		h.sessions[key] = a
	}
	last := observe.Change{Position: info.Position, Header: info.Header, Generation: info.Generation}
	if a.behind(position{info.Generation, info.Position}) {
		// The change is committed but not told yet. The later call of tell will
		// find the audience up to date and send nothing, so the earlier watches
		// are told here.
		a.last = last
		for ch := range a.channels {
			offer(ch, last)
		}
	}
	a.channels[ch] = struct{}{}
	ch <- last
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if _, there := a.channels[ch]; !there || h.sessions[key] != a {
			return // closed already
		}
		close(ch)
		delete(a.channels, ch)
		if len(a.channels) == 0 {
			delete(h.sessions, key)
		}
	})
	return ch, nil
}

// docWatch is one watch of documents, with the changes that it has not received
// yet.
type docWatch struct {
	workspace, prefix string

	mu      sync.Mutex
	changes []observe.DocChange // at most one per document
	wake    chan struct{}       // buffered, capacity 1
}

func (w *docWatch) add(c observe.DocChange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes = slices.DeleteFunc(w.changes, func(old observe.DocChange) bool { return old.Key == c.Key })
	c.Value = bytes.Clone(c.Value)
	w.changes = append(w.changes, c)
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func (w *docWatch) take() (c observe.DocChange, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.changes) == 0 {
		return c, false
	}
	c = w.changes[0]
	w.changes = w.changes[1:]
	return c, true
}

func (h *watchers) tellDoc(workspace string, c observe.DocChange) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for w := range h.docs {
		if w.workspace == workspace && strings.HasPrefix(c.Key, w.prefix) {
			w.add(c)
		}
	}
}

func (h *watchers) watchDocs(ctx context.Context, workspace, prefix string) (<-chan observe.DocChange, error) {
	w := &docWatch{workspace: workspace, prefix: prefix, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, errClosed()
	}
	h.docs[w] = struct{}{}
	out := make(chan observe.DocChange)
	go func() {
		defer close(out)
		defer func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			delete(h.docs, w)
		}()
		for {
			for c, ok := w.take(); ok; c, ok = w.take() {
				select {
				case out <- c:
				case <-ctx.Done():
					return
				case <-h.ended:
					return
				}
			}
			select {
			case <-w.wake:
			case <-ctx.Done():
				return
			case <-h.ended:
				return
			}
		}
	}()
	return out, nil
}
