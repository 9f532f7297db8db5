package observe

import (
	"cmp"
	"context"
	"iter"
)

// Position is where a session stands: the number of its last entry and the
// revision of its header. Writers say which position they decided on. If the
// session has moved on, the write is refused with a [*ConflictError], and the
// writer must decide again.
type Position struct {
	Head     Seq
	Revision uint64
}

// SessionInfo is what the store knows of a session without reading its log.
type SessionInfo struct {
	Header Header
	Position
	Generation uint64 // of the log; a rewrite makes a new one
	Facts      Facts  // of the log
}

// Place is where a session stands in lists: the newest created_at comes first,
// and ties are ordered by id. The zero place comes before all others.
type Place struct {
	Created Timestamp
	ID      SessionID
}

// Place returns where the session stands in lists.
func (h *Header) Place() Place { return Place{h.CreatedAt, h.ID} }

// Listed returns the header as lists have it: of the codebook only id and version.
func (h Header) Listed() Header {
	h.Codebook = Codebook{ID: h.Codebook.ID, Version: h.Codebook.Version}
	return h
}

// Compare is negative where p comes before o.
func (p Place) Compare(o Place) int {
	return cmp.Or(o.Created.Time().Compare(p.Created.Time()), cmp.Compare(p.ID, o.ID))
}

// Filter says which sessions to list.
type Filter struct {
	Team  TeamID // only those of this team; empty: all
	After Place  // only those behind this place, whether or not a session stands there
}

// Change tells a watcher where the session stands now. Several changes may come
// as one. The header must not be changed: watchers of one store share it.
type Change struct {
	Position
	Header     Header
	Generation uint64
	Deleted    bool
}

// ConflictError says that a session, or a document, is not where the writer
// thought.
type ConflictError struct {
	Position // of the session; for a document only Revision
}

// Error says that somebody else has changed it.
func (e *ConflictError) Error() string { return "changed meanwhile by somebody else" }

// Log keeps the sessions of one workspace: for each a header and an append-only
// log. A store that is replicated over several machines can stand behind it:
// no call spans two sessions, nor both interfaces. All methods may be called
// at the same time from several goroutines. A caller may change the values that
// it passed or received, except where the comment says otherwise.
//
// Errors: NotFound where the session is not there, Conflict (as
// *ConflictError) where the expected position is not the present one, Invalid
// where the header is of another session, entries leave a gap or a limit is below
// 1, Full where there is no room, and Unavailable where the store is closed or
// broken, or the context ended before anything was done.
type Log interface {
	// Create makes a session at revision 1 with its first entries (nil: none),
	// numbered from 1. On return all of it is durable or, on an error, nothing is
	// there. Entries are taken one at a time, so that a large log need not be in
	// memory; the store makes their facts. It fails with an Error of code Conflict
	// when the id is taken.
	Create(ctx context.Context, h Header, entries iter.Seq[Entry]) (SessionInfo, error)
	// List returns up to limit sessions in the order of their places, and fewer if
	// they have more than about ListBytes; more says that others follow. It reads
	// no log, and finds the sessions of a team without reading those of others.
	// The codebook of a header has only id and version here.
	List(ctx context.Context, f Filter, limit int) (items []SessionInfo, more bool, err error)
	// Get returns header, position and facts.
	Get(ctx context.Context, id SessionID) (SessionInfo, error)
	// PutHeader replaces the header and returns its new revision, which is one more.
	PutHeader(ctx context.Context, id SessionID, expect Position, h Header) (revision uint64, err error)
	// Append adds entries, whose Seq must continue from expect.Head, and returns
	// the new head. They are durable on return: all of them or, on an error, none.
	// Facts are those of the log with the entries; nil when the entries do not
	// change them.
	Append(ctx context.Context, id SessionID, expect Position, entries []Entry, facts *Facts) (head Seq, err error)
	// Read returns up to limit entries after a seq, in order, of the present
	// generation. If they have more than about ReadBytes it returns fewer, but at
	// least one if there is one.
	Read(ctx context.Context, id SessionID, after Seq, limit int) ([]Entry, error)
	// Watch sends where the session stands, now and after each change, until ctx
	// ends, the store closes or the session is deleted, which is the last change
	// sent; then it closes the channel. A watcher that does not read blocks nobody.
	Watch(ctx context.Context, id SessionID) (<-chan Change, error)
	// Rewrite replaces the whole header and log. The generation that it returns is
	// new: no session of this id ever had it; the revision is one more. When it
	// returns, no trace of the old log is left in the file. While entries are
	// taken, the iterator must not call Rewrite, Delete or Docs.Delete of the same
	// store, nor wait for such a call, since those wait until Rewrite returns.
	Rewrite(ctx context.Context, id SessionID, expect Position, h Header, entries iter.Seq[Entry]) (generation uint64, err error)
	// Delete removes the session. When it returns, no trace of it is left in the
	// file.
	Delete(ctx context.Context, id SessionID) error
}

// ReadBytes is about how many bytes of entries [Log.Read] returns at most. What is
// read for a client stays in memory until the client has taken it.
const ReadBytes = 64 << 10

// ListBytes is about how many bytes of headers and facts [Log.List] returns at
// most, unless a single session has more.
const ListBytes = 4 << 20

// Doc is a small document with a revision.
type Doc struct {
	Key      string
	Value    []byte
	Revision uint64
}

// DocChange is a change of one document. One that was deleted has no value.
type DocChange struct {
	Doc
	Deleted bool
}

// Docs keeps small documents of one workspace by key: teams, codebooks,
// grants, debriefs. Keys are texts of 1 to 1024 bytes, with "/"
// between kind and id. All methods may be called at the same time; values are
// not shared, and errors are those of [Log]. A revision is never one that the
// key had before, also when it was deleted in between.
type Docs interface {
	// Get returns a document, or an error of code NotFound.
	Get(ctx context.Context, key string) (Doc, error)
	// Put writes a document durably and returns its new revision. Expect is the
	// revision that it must have now, 0 if it must not exist; otherwise it is a
	// conflict. When it returns, no trace of the old value is left in the file.
	Put(ctx context.Context, key string, value []byte, expect uint64) (revision uint64, err error)
	// Delete removes a document at the expected revision, durably; NotFound when
	// it does not exist. When it returns, no trace of it is left in the file.
	Delete(ctx context.Context, key string, expect uint64) error
	// List returns up to limit documents with the prefix whose key comes after
	// the given one, in order of key.
	List(ctx context.Context, prefix, after string, limit int) ([]Doc, error)
	// Watch sends each change below the prefix from now on, until ctx ends or the
	// store closes; then it closes the channel. Changes of one document may come
	// as one. A watcher that does not read blocks nobody.
	Watch(ctx context.Context, prefix string) (<-chan DocChange, error)
}
