package bolt

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"kompas/observe/bolt/pagefile"
)

// Open opens the data file of a folder. For writing, it creates the folder and
// the file when they are missing. The file is locked against other processes,
// without waiting. An error is one line that says what is wrong, where, and
// what to do.
func Open(dir string, opts Options) (*DB, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	path := filepath.Join(dir, FileName)
	_, err := os.Stat(path)
	made := errors.Is(err, fs.ErrNotExist)
	if opts.ReadOnly && made {
		return nil, errNoFile(dir)
	}
	if !opts.ReadOnly {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("data folder %s cannot be made: %w; name a folder that you may write", dir, err)
		}
	}
	db := &DB{dir: dir, opts: opts, stat: os.Stat, watchers: newWatchers(), wholeFileLock: make(chan struct{}, 1)}
	db.closing, db.close = context.WithCancel(context.Background())
	if err := db.open(path, made); err != nil {
		db.close()
		if db.bolt != nil {
			_ = db.bolt.Close()
		}
		_ = db.folder.Close()
		return nil, err
	}
	if db.writer != nil {
		go db.writer.run()
	}
	return db, nil
}

func (db *DB) open(path string, made bool) (err error) {
	if db.folder, err = lockFolder(db.dir, !db.opts.ReadOnly); err != nil {
		return openError(path, err)
	}
	if !made {
		if err := db.inspect(path); err != nil {
			return openError(path, err)
		}
	}
	if err := db.openFile(path); err != nil {
		return openError(path, err)
	}
	if err := guard(db.load); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if db.opts.ReadOnly {
		return nil
	}
	if made {
		if err := errors.Join(syncDir(db.dir), syncDir(filepath.Dir(db.dir))); err != nil {
			return fmt.Errorf("data folder %s cannot be synced: %w", db.dir, err)
		}
	}
	db.writer = newWriter(db)
	if err := guard(db.tidy); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// lockFolder locks a data folder, so that no other process works in it even
// when its data file was moved away.
func lockFolder(dir string, exclusive bool) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if flock(f, exclusive) {
		_ = f.Close()
		return nil, berrors.ErrTimeout
	}
	return f, nil
}

func errNoFile(dir string) error {
	return fmt.Errorf("no data in %s: there is no %s; name the data folder of a Kompas that has been used", dir, FileName)
}

var errNoData = errors.New("holds no data; name the data folder of a Kompas that has been used")

// openFile opens the bbolt file and checks that it is complete.
func (db *DB) openFile(path string) error {
	if stat, err := os.Stat(path); db.opts.ReadOnly && err == nil && stat.Size() == 0 {
		return errNoData // bbolt would try to write to it
	}
	options := bbolt.Options{
		Timeout:         time.Millisecond, // one try, no waiting
		FreelistType:    bbolt.FreelistMapType,
		PreLoadFreelist: true, // otherwise Check would load it while others read
		ReadOnly:        db.opts.ReadOnly,
		NoSync:          db.opts.NoSync,
		NoStatistics:    true,
		OpenFile: func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
			f, err = os.OpenFile(name, flag, mode)
			db.file = f
			return f, err
		},
	}
	if runtime.GOOS != "windows" { // where the file itself would grow to this size
		// This costs address space only. When a file outgrows its mapping, the
		// writer must wait for all readers.
		options.InitialMmapSize = 1 << 30
	}
	err := guard(func() (err error) {
		db.bolt, err = bbolt.Open(path, 0o600, &options)
		return err
	})
	if err != nil {
		if db.file != nil {
			_ = db.file.Close() // bbolt leaves it open, and locked, when it panics
		}
		db.bolt = nil
		return err
	}
	stat, err := db.file.Stat()
	db.path, db.opened = path, stat
	if err == nil {
		err = guard(func() error {
			return db.bolt.View(func(tx *bbolt.Tx) error {
				if stat.Size() < tx.Size() {
					return &pagefile.Damage{What: fmt.Sprintf("it is cut short, %d bytes where there should be %d", stat.Size(), tx.Size())}
				}
				return nil
			})
		})
	}
	return err
}

// ErrHeld is in the error of Open where another process has the file open.
var ErrHeld = errors.New("another Kompas process")

// openError adds to an error of opening what the reader can do about it.
func openError(path string, err error) error {
	_, isDamage := errors.AsType[*pagefile.Damage](err)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("%w holds %s; stop it, or use its API", ErrHeld, path)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("no permission to open %s; name a data folder that is yours", path)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s cannot be written: the disk is read-only; name a data folder elsewhere", path)
	case isDamage:
		return fmt.Errorf("%s: %w; put a backup in its place", path, err)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return fmt.Errorf("%s is no Kompas data file, or is damaged; name another data folder, or put a backup in its place", path)
	}
	return fmt.Errorf("%s cannot be opened: %w", path, err)
}

// load checks the schema and reads the incarnation and the secret. Before that
// it initializes a new file, gives a copy a new incarnation, and migrates an
// older schema.
func (db *DB) load() error {
	var fresh, copied bool
	old := uint64(schema)
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket([]byte(bucketMeta))
		if meta == nil {
			if k, _ := tx.Cursor().First(); k != nil {
				return errors.New("is not of Kompas; name another data folder")
			}
			fresh = true
			return nil
		}
		n := parseNumber(meta.Get([]byte(keySchema)))
		if n > schema {
			return fmt.Errorf("is of a newer Kompas (schema %d, known is %d); use that one", n, schema)
		}
		if n < 1 {
			return &pagefile.Damage{What: "its schema is not known"}
		}
		keys := map[string][]byte{}
		if err := meta.ForEach(func(k, v []byte) error { keys[string(k)] = v; return nil }); err != nil {
			return err
		}
		if what := metaFault(keys); what != "" {
			return &pagefile.Damage{What: what}
		}
		if n < schema && db.opts.ReadOnly {
			return errOlder(n)
		}
		old = n
		// After a meta page was lost the state may be older than what was
		// acknowledged, as with a copy.
		copied = db.lost || keys[keyCopied] != nil
		return nil
	})
	if err != nil {
		return err
	}
	if fresh && db.opts.ReadOnly {
		return errNoData
	}
	if (fresh || copied) && !db.opts.ReadOnly {
		if err := db.bolt.Update(func(tx *bbolt.Tx) error { return db.startIncarnation(tx, fresh) }); err != nil {
			return fmt.Errorf("cannot be written: %w", err)
		}
	}
	if old < schema {
		if err := db.migrate(old); err != nil {
			return fmt.Errorf("cannot be brought up to date: %w", err)
		}
	}
	return db.bolt.View(func(tx *bbolt.Tx) error {
		var names []string
		c := tx.Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			names = append(names, string(k))
		}
		if what := topFault(names); what != "" {
			return &pagefile.Damage{What: what}
		}
		meta := tx.Bucket([]byte(bucketMeta))
		db.incarnation = string(meta.Get([]byte(keyIncarnation)))
		db.secret = bytes.Clone(meta.Get([]byte(keySecret)))
		return nil
	})
}

// startIncarnation draws a new incarnation. In a fresh file it first creates
// the buckets and keys that every file has.
func (db *DB) startIncarnation(tx *bbolt.Tx, fresh bool) error {
	if fresh {
		for _, name := range []string{bucketMeta, bucketStaging} {
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		secret, err := db.opts.random(secretSize)
		if err != nil {
			return err
		}
		if err := tx.Bucket([]byte(bucketMeta)).Put([]byte(keySecret), secret); err != nil {
			return err
		}
		if err := tx.Bucket([]byte(bucketMeta)).Put([]byte(keySchema), number(schema)); err != nil {
			return err
		}
	}
	incarnation, err := db.opts.random(16)
	if err != nil {
		return err
	}
	meta := tx.Bucket([]byte(bucketMeta))
	if err := meta.Put([]byte(keyIncarnation), []byte(hex.EncodeToString(incarnation))); err != nil {
		return err
	}
	if err := meta.Delete([]byte(keyCopied)); err != nil {
		return err
	}
	return sumMeta(meta)
}

// tidy removes what a killed process left unfinished: partial backups, partial
// logs, removed data that was not overwritten. It must run before the writer's
// goroutine starts.
func (db *DB) tidy() error {
	files, err := os.ReadDir(db.dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), backupPrefix) {
			db.opts.Logger.Info("removing a backup that was not finished", "file", f.Name())
			if err := os.Remove(filepath.Join(db.dir, f.Name())); err != nil {
				return err
			}
		}
	}
	var staged [][]byte
	wipe := false
	if err := db.bolt.View(func(tx *bbolt.Tx) error {
		wipe = tx.Bucket([]byte(bucketMeta)).Get([]byte(keyWipe)) != nil
		return tx.Bucket([]byte(bucketStaging)).ForEach(func(k, _ []byte) error {
			staged = append(staged, bytes.Clone(k))
			return nil
		})
	}); err != nil {
		return err
	}
	if len(staged) > 0 {
		db.opts.Logger.Info("removing logs that were not written to the end", "logs", len(staged))
		wipe = true
		if err := db.writer.commit(func(tx *bbolt.Tx) error {
			for _, key := range staged {
				if err := unstage(tx, key); err != nil {
					return err
				}
			}
			return markWipe(tx)
		}); err != nil {
			return err
		}
	}
	if wipe {
		return db.writer.wipe()
	}
	return nil
}

// syncDir syncs a folder, so that a new file in it survives a power cut.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // cannot sync a folder
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
