package observe

import (
	"cmp"
	"context"
	"iter"
)

// Position is where a session stands: the number of its last entry and the
// revision of its header. Writers say which position they decided on; when the
// session has moved on, the write is refused with a [*ConflictError] and the
// writer decides anew.
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
// ties go by id. The zero place is before all.
type Place struct {
	Created Timestamp
	ID      SessionID
}

// Place gives where the session stands in lists.
func (h *Header) Place() Place { return Place{h.CreatedAt, h.ID} }

// Listed gives the header as lists have it: of the codebook only id and version.
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

// Change is what a watcher is told: where the session stands now. Several
// changes may come as one. The header is shared by the changes that come from
// one store: it is for reading only.
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

// Error says where it stands.
func (e *ConflictError) Error() string { return "changed meanwhile by somebody else" }

// Log keeps the sessions of one workspace: for each a header and an append-only
// log. A store that is replicated over several machines can stand behind it:
// no call spans two sessions, nor both interfaces. All methods may be called
// at the same time from several goroutines. Values that go in or come out are
// not shared, but where it is said: a caller may change what it gave or got.
//
// Errors: NotFound where the session is not there, Conflict (as
// *ConflictError) where the expected position is not the present one, Invalid
// where the header is of another session, entries leave a gap or a limit is below
// 1, Full where there is no room, Unavailable where the
// store is closed or broken, or the context ended before anything was done.
type Log interface {
	// Create makes a session with its first entries (nil: none), numbered from
	// 1, and revision 1, in one go: all is durable on return, or nothing is there.
	// Entries are taken one at a time, so that a large log need not be in memory;
	// the store makes their facts. It fails with an Error of code Conflict when
	// the id is taken.
	Create(ctx context.Context, h Header, entries iter.Seq[Entry]) (SessionInfo, error)
	// List gives up to limit sessions in the order of their places, fewer where
	// they come to more than about ListBytes; more says that others follow. It
	// reads no log, and finds the sessions of a team
	// without a look at all others. Of the codebook a header has only id and
	// version here.
	List(ctx context.Context, f Filter, limit int) (items []SessionInfo, more bool, err error)
	// Get gives header, position and facts.
	Get(ctx context.Context, id SessionID) (SessionInfo, error)
	// PutHeader replaces the header and gives its new revision, which is one more.
	PutHeader(ctx context.Context, id SessionID, expect Position, h Header) (revision uint64, err error)
	// Append adds entries, whose Seq must run on from expect.Head, and gives the
	// new head. They are durable on return: all of them or, on an error, none.
	// Facts are those of the log with the entries, nil when they are the same as
	// without.
	Append(ctx context.Context, id SessionID, expect Position, entries []Entry, facts *Facts) (head Seq, err error)
	// Read gives up to limit entries after a seq, in order, of the present
	// generation; fewer, but one at least where there is one, where they come to
	// more than about ReadBytes.
	Read(ctx context.Context, id SessionID, after Seq, limit int) ([]Entry, error)
	// Watch tells where the session stands, now and after each change, until
	// ctx ends, the store closes or the session is deleted (said last); then the
	// channel closes. A watcher that does not read holds nobody up.
	Watch(ctx context.Context, id SessionID) (<-chan Change, error)
	// Rewrite replaces header and log whole, as a new generation, which has
	// never been one of this id; the revision is one more. No trace of the old
	// one is left in the file when it returns. The entries must not come from
	// calls that remove, nor wait for such calls.
	Rewrite(ctx context.Context, id SessionID, expect Position, h Header, entries iter.Seq[Entry]) (generation uint64, err error)
	// Delete removes the session; no trace of it is left in the file when it
	// returns.
	Delete(ctx context.Context, id SessionID) error
}

// ReadBytes is about how many bytes of entries [Log.Read] gives at most: what is
// read for somebody is in memory until they take it.
const ReadBytes = 64 << 10

// ListBytes is about how many bytes of headers and facts [Log.List] gives at
// most at once, but for a single session.
const ListBytes = 4 << 20

// Doc is a small document with a revision.
type Doc struct {
	Key      string
	Value    []byte
	Revision uint64
}

// DocChange tells of one document; Deleted has no value.
type DocChange struct {
	Doc
	Deleted bool
}

// Docs keeps small documents of one workspace by key: teams, codebooks,
// grants, check-ins, experiments. Keys are texts of 1 to 1024 bytes, with "/"
// between kind and id. All methods may be called at the same time; values are
// not shared, and errors are those of [Log]. A revision is never one that the
// key had before, also when it was deleted in between.
type Docs interface {
	// Get gives a document, or NotFound.
	Get(ctx context.Context, key string) (Doc, error)
	// Put writes a document, durably, and gives its new revision. Expect is the
	// revision it must have now, 0 when it must not exist; else it is a conflict.
	// No trace of the value before is left in the file when it returns.
	Put(ctx context.Context, key string, value []byte, expect uint64) (revision uint64, err error)
	// Delete removes a document at the expected revision, durably; NotFound when
	// it does not exist. No trace of it is left in the file when it returns.
	Delete(ctx context.Context, key string, expect uint64) error
	// List gives up to limit documents with the prefix whose key comes after
	// the given one, in order of key.
	List(ctx context.Context, prefix, after string, limit int) ([]Doc, error)
	// Watch tells of each change below the prefix from now on, until ctx ends or
	// the store closes; then the channel closes. Changes of one document may come
	// as one. A watcher that does not read holds nobody up.
	Watch(ctx context.Context, prefix string) (<-chan DocChange, error)
}
