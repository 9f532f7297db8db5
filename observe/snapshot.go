package observe

// MaxBatch is the largest number of entries in one append, and in one message to
// those who follow a session.
const MaxBatch = 256

// Snapshot is a session as one viewer sees it. It is valid only while the function
// that it is passed to runs.
type Snapshot struct {
	State      *State // the whole state; Redactor decides what of it may be shown
	Redactor   *Redactor
	Viewer     Viewer
	Position   Position // of the session; zero if the log was not read
	Generation uint64
	View       string // see [State.View]; empty if the log was not read
}

// Result is the answer to one entry of an append.
type Result struct {
	ID  EntryID // as the client sent it; empty if it sent none
	Seq Seq     // where the entry is stored; 0 if it is rejected
	Err *Error  // why it is rejected; nil if it is stored
}
