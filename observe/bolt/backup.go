package bolt

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// backupPrefix begins the names of unfinished backups in the data folder.
const backupPrefix = ".kompas-backup-"

// Backup writes a consistent copy of the data file to out while the store stays
// in use. The copy is marked: the first Open of it for writing draws a new
// incarnation. It is made in the data folder first, so that a slow out blocks
// nobody. When the file is damaged, Backup returns an error that says where,
// because a damaged copy could replace earlier sound backups.
func (db *DB) Backup(ctx context.Context, out io.Writer) error {
	tmp, err := os.CreateTemp(db.dir, backupPrefix+"*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	defer func() { _ = tmp.Close() }()
	if err := db.copyTo(ctx, tmp); err != nil {
		return err
	}
	if err := checkCopy(ctx, tmp); err != nil {
		return err
	}
	if err := guard(func() error { return markCopy(tmp.Name()) }); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if _, err := io.Copy(out, &stoppable{ctx, tmp}); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// copyTo writes a snapshot of the data file to tmp.
func (db *DB) copyTo(ctx context.Context, tmp *os.File) error {
	if err := db.lockWholeFile(ctx); err != nil {
		return err
	}
	if db.writer != nil && db.writer.owed.Load() { // data removed during another copy is not overwritten yet
		db.unlockWholeFile()
		if err := db.writer.do(ctx, &pendingWrite{wipe: true, apply: func(*bbolt.Tx) error { return nil }}); err != nil {
			return err
		}
		return db.copyTo(ctx, tmp)
	}
	defer db.unlockWholeFile()
	var written error
	if err := db.view(ctx, func(tx *bbolt.Tx) error { _, written = tx.WriteTo(&stoppable{ctx, tmp}); return nil }); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil { // bbolt passes it on as text only
		return &observe.Error{Code: observe.Unavailable, Message: "given up while it was copied", Err: err}
	}
	if written != nil && isDiskFull(written) {
		return &observe.Error{Code: observe.Full, Message: "there is no room for a copy in the data folder", Err: written}
	}
	return written
}

// checkCopy verifies the pages and checksums of a copy.
func checkCopy(ctx context.Context, copied *os.File) error {
	stat, err := copied.Stat()
	if err == nil {
		err = verify(ctx, copied, stat.Size())
	}
	if err != nil && ctx.Err() == nil {
		return &observe.Error{Code: observe.Unavailable, Err: err, Message: "no copy was made; run kompas check"}
	}
	return err
}

// markCopy sets the mark "copied" in a copy. It does not sync: the caller
// decides how durable the copy must be.
func markCopy(path string) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: time.Millisecond, FreelistType: bbolt.FreelistMapType, NoSync: true, NoStatistics: true,
	})
	if err != nil {
		return err
	}
	db.AllocSize = os.Getpagesize() // the copy will not grow; it needs no reserve
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyCopied), []byte{1}) })
	if err2 := db.Close(); err == nil {
		err = err2
	}
	return err
}

// stoppable reads and writes a file, and fails once the context has ended.
type stoppable struct {
	ctx  context.Context
	file *os.File
}

// Read implements [io.Reader].
func (s *stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.file.Read(p)
}

// Write implements [io.Writer].
func (s *stoppable) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.file.Write(p)
}
