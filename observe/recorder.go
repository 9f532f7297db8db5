package observe

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"
)

// Recorder is the one order-giver of a process: it decides on entries, has
// the log store them, and only then shows them to those who follow. It keeps
// the state of the sessions in use in memory. All methods may be called at the
// same time.
type Recorder struct {
	log  Log
	opts RecorderOptions

	mu    sync.Mutex
	rooms map[SessionID]*room
	tick  uint64 // grows with each use of a room
}

// RecorderOptions is what a recorder needs beside the log.
type RecorderOptions struct {
	Now         func() time.Time
	Incarnation string // of the store; part of every view
	Secret      []byte // of the store; see [State.Lens]
	Render      Renderer
	Rooms       int // how many sessions stay in memory when nobody uses them; 0: 256
}

// Renderer makes messages of what is published, each once for all that see the
// same. It is called while the session is held, so it only encodes.
type Renderer interface {
	// Entries makes a message of up to MaxBatch entries.
	Entries([]Entry) any
	// Session makes a message of the session as the lens shows it.
	Session(*Snapshot) any
}

// MaxBatch is how many entries go into one append, and into one message.
const MaxBatch = 256

// NewRecorder gives a recorder over a log.
func NewRecorder(log Log, opts RecorderOptions) *Recorder {
	if opts.Rooms == 0 {
		opts.Rooms = 256
	}
	return &Recorder{log: log, opts: opts, rooms: map[SessionID]*room{}}
}

// Snapshot is a session as one viewer sees it, valid while the function that
// it is given to runs.
type Snapshot struct {
	State      *State // whole: what of it may be shown, the lens says
	Lens       *Lens
	Viewer     Viewer
	Generation uint64
	View       string // see [State.View]
}

// Result is the answer to one entry of an append.
type Result struct {
	ID  EntryID // as the client sent it; empty when it sent none
	Seq Seq     // where the entry is stored; 0 when it is rejected
	Err *Error  // why it is rejected
}

// Create makes a session, with entries that were found right before (nil:
// none). The id must be free.
func (r *Recorder) Create(ctx context.Context, h Header, entries iter.Seq[Entry]) error {
	_, err := r.log.Create(ctx, h, entries)
	return err
}

// List gives sessions as [Log.List] does.
func (r *Recorder) List(ctx context.Context, cursor string, limit int) ([]SessionInfo, string, error) {
	return r.log.List(ctx, cursor, limit)
}

// Read lets f look at a session. F must not keep what it is given, nor wait
// for anything.
func (r *Recorder) Read(ctx context.Context, id SessionID, v Viewer, f func(*Snapshot) error) error {
	return r.with(id, func(rm *room) error {
		return rm.look(ctx, func() error { return f(rm.snapshot(v)) })
	})
}

// Entries gives up to limit entries after a seq as the viewer sees them.
func (r *Recorder) Entries(ctx context.Context, id SessionID, v Viewer, after Seq, limit int) (entries []Entry, err error) {
	err = r.with(id, func(rm *room) error {
		entries, err = rm.shown(ctx, v, after, limit)
		return err
	})
	return entries, err
}

// Append decides on entries, stores those that are right, and gives an answer
// for each, in order. An error says that nothing was decided.
func (r *Recorder) Append(ctx context.Context, id SessionID, v Viewer, raw []json.RawMessage) ([]Result, error) {
	var results []Result
	err := r.with(id, func(rm *room) error {
		if err := rm.look(ctx, func() error { return nil }); err != nil {
			return err // not there
		}
		answer := make(chan []Result, 1)
		rm.enqueue(v, raw, func(results []Result) { answer <- results })
		results = <-answer // each request is answered, also when the store is closed
		return nil
	})
	return results, err
}

// Update changes the header. Change gets a copy to change; what it returns as
// an error is returned. When the header stays the same nothing is stored.
func (r *Recorder) Update(ctx context.Context, id SessionID, change func(*State, *Header) error) error {
	return r.with(id, func(rm *room) error { return rm.update(ctx, change) })
}

// Delete removes a session; those who follow it are told.
func (r *Recorder) Delete(ctx context.Context, id SessionID) error {
	return r.with(id, func(rm *room) error {
		err := rm.delete(ctx)
		if err == nil {
			r.forget(rm)
		}
		return err
	})
}

// with holds the room of a session while f runs.
func (r *Recorder) with(id SessionID, f func(*room) error) error {
	rm := r.hold(id)
	defer r.release(rm)
	return f(rm)
}

// hold keeps a room in memory until it is released.
func (r *Recorder) hold(id SessionID) *room {
	r.mu.Lock()
	defer r.mu.Unlock()
	rm := r.rooms[id]
	if rm == nil {
		rm = &room{recorder: r, id: id, classes: map[string]*class{}}
		rm.tail = newFrame()
		r.rooms[id] = rm
	}
	r.use(rm)
	return rm
}

// keep holds a room that is held already once more.
func (r *Recorder) keep(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.use(rm)
}

func (r *Recorder) use(rm *room) {
	rm.users++
	r.tick++
	rm.used = r.tick
}

// forget takes the room of a deleted session out, so that the id may be used
// anew.
func (r *Recorder) forget(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rooms[rm.id] == rm {
		delete(r.rooms, rm.id)
	}
}

// release lets go of a room; when too many are in memory, the one unused for
// longest goes.
func (r *Recorder) release(rm *room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rm.users--
	for len(r.rooms) > r.opts.Rooms {
		var oldest *room
		for _, c := range r.rooms {
			if c.users == 0 && (oldest == nil || c.used < oldest.used) {
				oldest = c
			}
		}
		if oldest == nil {
			return
		}
		delete(r.rooms, oldest.id)
	}
}

// Subscription follows one session from where it stands.
type Subscription struct {
	Start Position // where the session stood
	View  string   // see [State.View]
	rm    *room
	class *class
	frame *frame
}

// Subscribe follows a session. What is in its log up to Start.Head is read by
// [Subscription.Backlog]; what comes after it comes as frames, without gap or
// repeat. The subscription must be closed. First is called with the session as
// it stands at Start.
func (r *Recorder) Subscribe(ctx context.Context, id SessionID, v Viewer, first func(*Snapshot)) (*Subscription, error) {
	rm := r.hold(id)
	rm.mu.Lock()
	defer rm.mu.Unlock()
	if err := rm.load(ctx); err != nil {
		r.release(rm)
		return nil, err
	}
	snap := rm.snapshot(v)
	first(snap)
	return &Subscription{Start: rm.position, View: snap.View, rm: rm, class: rm.join(snap), frame: rm.tail}, nil
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.rm.mu.Lock()
	s.class.members--
	if s.class.members == 0 {
		delete(s.rm.classes, s.class.view)
	}
	s.rm.mu.Unlock()
	s.rm.recorder.release(s.rm)
}

// Backlog gives up to limit entries after a seq, none beyond Start.Head, as
// the viewer sees them.
func (s *Subscription) Backlog(ctx context.Context, after Seq, limit int) ([]Entry, error) {
	if after >= s.Start.Head {
		return nil, nil
	}
	return s.rm.shown(ctx, s.class.viewer, after, min(limit, int(s.Start.Head-after)))
}

// Append is [Recorder.Append] without waiting: done is called with the
// answers, after those of earlier appends to this session, and must not wait.
func (s *Subscription) Append(raw []json.RawMessage, done func([]Result)) {
	s.rm.enqueue(s.class.viewer, raw, done)
}

// Read lets f look at the session as [Recorder.Read] does.
func (s *Subscription) Read(f func(*Snapshot) error) error {
	return s.rm.look(context.Background(), func() error { return f(s.rm.snapshot(s.class.viewer)) })
}

// Ready is closed when there is a next frame.
func (s *Subscription) Ready() <-chan struct{} { return s.frame.ready }

// Next goes to the next frame; call it after Ready. It gives nil for a frame
// that is nothing to this viewer.
func (s *Subscription) Next() *Message {
	s.frame = s.frame.next
	return s.frame.messages[s.class]
}

// Behind says how many entries were published that this subscription has not
// come to.
func (s *Subscription) Behind() int {
	return int(s.rm.published.Load() - s.frame.total)
}

// Message is what one frame is to one viewer.
type Message struct {
	Body        any // what the renderer made; nil when the subscription ends
	Head        Seq // number of the last entry that was published up to here
	ViewChanged bool
	Deleted     bool
}

// frame is a link of the chain that a session publishes.
type frame struct {
	messages map[*class]*Message
	total    int64
	ready    chan struct{}
	next     *frame
}

func newFrame() *frame { return &frame{ready: make(chan struct{})} }

// class is those subscribers of a session who see the same.
type class struct {
	view    string
	viewer  Viewer
	lens    *Lens
	members int
}

func errNoSession(id SessionID) error {
	return Errorf(NotFound, "there is no session %q", id)
}

func passing(c Code) bool { return c == Locked || c == Full || c == Unavailable }

func isConflict(err error) bool {
	_, ok := errors.AsType[*ConflictError](err)
	return ok
}

func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: CodeOf(err), Message: "the store is not available now", Err: err}
}

func cloneHeader(h Header) Header {
	h.Participants, h.Phases = slices.Clone(h.Participants), slices.Clone(h.Phases)
	h.Observers = slices.Clone(h.Observers)
	return h
}
