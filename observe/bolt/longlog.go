package bolt

import (
	"context"
	"iter"

	"go.etcd.io/bbolt"

	"kompas/observe"
	"kompas/observe/bolt/pagefile"
)

// pieceBytes is how many bytes of a log are written at once. A longer log is
// written in pieces, so that it need not fit in memory and other writes do not
// wait for it.
const pieceBytes = 256 << 10

// longLog writes a complete new log. The pieces go to a bucket that no session
// refers to yet; its name is in "staging", so that it is removed when the last
// piece never comes. The last piece is written in one transaction with the
// session's record, and only then does the log become visible.
type longLog struct {
	sessions *sessions
	id       observe.SessionID
	// check returns an error when the log may not be written. It is called in
	// the transaction of the first piece and in that of the last.
	check func(*bbolt.Tx) error

	staged     bool
	generation uint64 // known when the first piece is written
	head       observe.Seq
	facts      []byte // known when the last piece is written
}

// write stores the entries; last is applied in the transaction of the last
// piece.
func (l *longLog) write(ctx context.Context, entries iter.Seq[observe.Entry], last *pendingWrite) (err error) {
	defer func() { // also when the caller's iterator panics
		if l.staged {
			l.abandon(ctx)
		}
	}()
	writer := l.sessions.db.writer
	piece := &encodedEntries{first: 1}
	var facts observe.FactsFold
	for e := range orEmpty(entries) {
		if err := piece.add(&e); err != nil {
			return err
		}
		facts.Add(&e)
		if len(piece.bytes) < pieceBytes {
			continue
		}
		full := piece
		err := writer.do(ctx, &pendingWrite{size: len(full.bytes), apply: func(tx *bbolt.Tx) error {
			if l.staged {
				return full.put(l.bucket(tx))
			}
			return l.begin(tx, full)
		}})
		if err != nil {
			return err
		}
		l.staged = true
		piece = full.after()
	}
	l.head = piece.next() - 1
	if l.facts, err = encodeFacts(new(facts.Facts())); err != nil {
		return err
	}
	finish := last.apply
	last.size += len(piece.bytes)
	last.apply = func(tx *bbolt.Tx) error {
		if err := l.check(tx); err != nil {
			return err
		}
		log, err := l.finish(tx)
		if err != nil {
			return err
		}
		if err := piece.put(log); err != nil {
			return err
		}
		return finish(tx)
	}
	if err := writer.do(ctx, last); err != nil {
		return err
	}
	l.staged = false
	return nil
}

// begin creates the bucket, lists it in "staging" and stores the first piece.
func (l *longLog) begin(tx *bbolt.Tx, first *encodedEntries) error {
	if err := l.check(tx); err != nil {
		return err
	}
	log, err := l.create(tx)
	if err != nil {
		return err
	}
	if err := tx.Bucket([]byte(bucketStaging)).Put(l.key(), nil); err != nil {
		return err
	}
	return first.put(log)
}

// create makes the bucket of the log, with a new generation.
func (l *longLog) create(tx *bbolt.Tx) (*bbolt.Bucket, error) {
	ws, err := ensureWorkspace(tx, l.sessions.workspace)
	if err != nil {
		return nil, err
	}
	logs := ws.Bucket(bucketLogs)
	if l.generation, err = logs.NextSequence(); err != nil {
		return nil, err
	}
	return logs.CreateBucket(logName(l.id, l.generation))
}

// finish returns the bucket for the last piece, and removes its name from
// "staging".
func (l *longLog) finish(tx *bbolt.Tx) (*bbolt.Bucket, error) {
	if !l.staged {
		return l.create(tx)
	}
	return l.bucket(tx), tx.Bucket([]byte(bucketStaging)).Delete(l.key())
}

func (l *longLog) bucket(tx *bbolt.Tx) *bbolt.Bucket {
	return openWorkspace(tx, l.sessions.workspace).Bucket(bucketLogs).Bucket(logName(l.id, l.generation))
}

func (l *longLog) key() []byte {
	return stagingKey(l.sessions.workspace, logName(l.id, l.generation))
}

// abandon removes the pieces that were written. If that fails, the next Open
// does it.
func (l *longLog) abandon(ctx context.Context) {
	db := l.sessions.db
	err := db.writer.do(context.WithoutCancel(ctx), &pendingWrite{wipe: true, frees: true, apply: func(tx *bbolt.Tx) error {
		return unstage(tx, l.key())
	}})
	if err != nil {
		db.opts.Logger.Warn("half a log stays until the next start", "session", l.id, "error", err)
	}
}

// unstage removes an unfinished log and its key in "staging".
func unstage(tx *bbolt.Tx, key []byte) error {
	workspace, name, ok := parseStagingKey(key)
	if !ok {
		return &pagefile.Damage{What: "an unfinished log has no name"}
	}
	if err := openWorkspace(tx, workspace).Bucket(bucketLogs).DeleteBucket(name); err != nil {
		return err
	}
	return tx.Bucket([]byte(bucketStaging)).Delete(key)
}
