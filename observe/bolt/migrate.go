package bolt

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// migrations[i] migrates a file from schema i+1 to i+2. Each can be run again
// after a crash in the middle; migrate stores the new schema when it is done.
var migrations = [schema - 1]func(*DB) error{
	(*DB).listFacts,
	(*DB).bindKeys,
}

// migrate brings an older file to the present schema. A copy of the old file is
// kept in the data folder.
func (db *DB) migrate(from uint64) error {
	kept, err := db.keepCopy(from)
	if err != nil {
		return fmt.Errorf("no copy of it can be made: %w", err)
	}
	// When a migration is run again, it finds the copy that was made before the
	// first try.
	err = db.bolt.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(bucketMeta)).Put([]byte(keyKept), []byte(filepath.Base(kept)))
	})
	if err != nil {
		return err
	}
	db.migrated = kept
	db.opts.Logger.Info("bringing the data file up to date; it is kept as it was", "schema", from, "new", schema, "kept", kept)
	for n := from; n < schema; n++ {
		if err := migrations[n-1](db); err != nil {
			return err
		}
		err := db.bolt.Update(func(tx *bbolt.Tx) error {
			meta := tx.Bucket([]byte(bucketMeta))
			if err := meta.Put([]byte(keySchema), number(n+1)); err != nil {
				return err
			}
			if n+1 == schema {
				if err := meta.Delete([]byte(keyKept)); err != nil {
					return err
				}
			}
			return sumMeta(meta)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keepCopy writes a copy of the file beside it, marked as Backup marks copies,
// and returns its path. If an earlier try made a copy, keepCopy returns that
// one.
func (db *DB) keepCopy(schema uint64) (string, error) {
	var earlier string
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		earlier = string(tx.Bucket([]byte(bucketMeta)).Get([]byte(keyKept)))
		return nil
	})
	if err != nil {
		return "", err
	}
	if earlier != "" {
		path := filepath.Join(db.dir, filepath.Base(earlier))
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	tmp, err := os.CreateTemp(db.dir, backupPrefix+"*")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	defer func() { _ = tmp.Close() }()
	err = db.bolt.View(func(tx *bbolt.Tx) error { _, err := tx.WriteTo(tmp); return err })
	if err == nil {
		err = markCopy(tmp.Name())
	}
	if err == nil && !db.opts.NoSync {
		err = tmp.Sync()
	}
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("kompas-schema-%d-%s.db", schema, time.Now().UTC().Format("20060102T150405.000Z"))
	path := filepath.Join(db.dir, name)
	if err := os.Rename(tmp.Name(), path); err != nil {
		return "", err
	}
	return path, syncDir(db.dir)
}

// listFacts migrates a file from schema 1 to 2, where the buckets for lists
// hold the data that lists show. Damaged entries are skipped; Check reports
// them.
func (db *DB) listFacts() error {
	type ref struct{ workspace, id string }
	var refs []ref
	err := db.bolt.Update(func(tx *bbolt.Tx) error {
		for ws := range workspaces(tx) {
			if _, err := tx.CreateBucketIfNotExists(ws.key(bucketTeams)); err != nil {
				return err
			}
			err := ws.Bucket(bucketSessions).ForEach(func(id, _ []byte) error {
				refs = append(refs, ref{ws.name, string(id)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	// Several sessions per transaction are faster; the limit bounds the memory
	// of a transaction.
	const atOnce = 500
	for len(refs) > 0 && err == nil {
		some := refs[:min(len(refs), atOnce)]
		refs = refs[len(some):]
		err = db.bolt.Update(func(tx *bbolt.Tx) error {
			for _, r := range some {
				if err := listSession(&workspace{tx, r.workspace}, observe.SessionID(r.id)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return err
}

// listSession adds a session to the lists in the form of schema 2 and later. A
// session whose header cannot be read is left unchanged.
func listSession(ws *workspace, id observe.SessionID) error {
	b, ok := unseal(nil, ws.Bucket(bucketSessions).Get([]byte(id)))
	r, long := cutRecord(b)
	if !ok || !long {
		return nil
	}
	h, err := r.decode(id)
	log := ws.Bucket(bucketLogs).Bucket(logName(id, r.generation))
	if err != nil || log == nil {
		return nil
	}
	header, err := encodeHeader(id, &h)
	if err != nil {
		return nil
	}
	var fold observe.FactsFold
	c := log.Cursor()
	var head []byte
	for k, v := c.First(); k != nil; k, v = c.Next() {
		head = k
		if b, ok := unseal(nil, v); ok {
			_ = fold.AddStored(b)
		}
	}
	facts, err := encodeFacts(new(fold.Facts()))
	if err != nil {
		return err
	}
	if err := log.SetSequence(parseNumber(head)); err != nil {
		return err
	}
	return ws.list(header.at, &listedSession{r.revision, r.generation, header.listed, facts})
}

// boundAtOnce is about how many bytes one transaction of bindKeys writes.
const boundAtOnce = 4 << 20

// bindKeys migrates a file from schema 2 to 3, where the checksums of headers
// and documents include the key. Values that are damaged, or were converted by
// an earlier try, are left unchanged.
func (db *DB) bindKeys() error {
	var names []string
	err := db.bolt.View(func(tx *bbolt.Tx) error {
		for ws := range workspaces(tx) {
			names = append(names, ws.name)
		}
		return nil
	})
	for _, name := range names {
		for _, kind := range []string{bucketSessions, bucketDocs} {
			for from := []byte{}; from != nil && err == nil; {
				err = db.bolt.Update(func(tx *bbolt.Tx) (err error) {
					from, err = bindSome(&workspace{tx, name}, kind, from)
					return err
				})
			}
		}
	}
	return err
}

// bindSome converts values of a bucket, starting at the key from, and returns
// the key to continue at; nil means the end.
func bindSome(ws *workspace, kind string, from []byte) (next []byte, err error) {
	b := ws.Bucket(kind)
	c := b.Cursor()
	size := 0
	for k, v := c.Seek(from); k != nil; k, v = c.Seek(from) {
		if size > boundAtOnce {
			return bytes.Clone(k), nil
		}
		key := bytes.Clone(k)
		from = append(bytes.Clone(k), 0) // the smallest key after k
		rest, ok := unseal(nil, v)
		if !ok {
			continue
		}
		v = seal(placeOf(kind, ws.name, string(key)), append(make([]byte, crcSize), rest...))
		if err := b.Put(key, v); err != nil {
			return nil, err
		}
		size += len(v)
	}
	return nil, nil
}
