package bolt

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	berrors "go.etcd.io/bbolt/errors"

	"kompas/observe/bolt/pagefile"
)

// inspect reads the pages of a file before bbolt opens it, because bbolt can
// panic or loop on damaged pages. It sets db.lost when a meta page is damaged.
func (db *DB) inspect(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	stat, err := f.Stat()
	if err != nil || stat.Size() == 0 {
		return err
	}
	if flock(f, false) { // held by a version of Kompas that does not lock the folder
		return berrors.ErrTimeout
	}
	p, err := pagefile.Open(f, stat.Size())
	if err != nil {
		return err
	}
	if p.Lost != nil {
		db.opts.Logger.Error("a page of the data file is damaged", "file", path, "page", p.Lost.Page, "error", p.Lost)
		db.lost = true
	}
	return db.skim(p)
}

// skim walks all pages except the leaves of logs: a damaged leaf there can only
// make its own entries wrong.
func (db *DB) skim(p *pagefile.File) error {
	w := pagefile.NewWalk(p)
	w.Fast = true
	w.Fault = func(where string, f *pagefile.Fault) error {
		if db.opts.ReadOnly && !f.Circle {
			return nil // the rest can be read
		}
		return &pagefile.Damage{What: fmt.Sprintf("page %d (%s) %s", f.Page, where, f.What)}
	}
	var top []*pagefile.Bucket
	var names []string
	err := w.Bucket("top", w.Root(), func(page uint64, key, v []byte, _ bool) error {
		b, err := pagefile.ReadBucket(page, v)
		if err != nil {
			return w.Found("top", err)
		}
		top, names = append(top, b), append(names, string(key))
		return nil
	})
	for i := 0; i < len(top) && err == nil; i++ {
		var fn pagefile.Visit
		if strings.HasPrefix(names[i], bucketLogs+"\x00") {
			fn = func(page uint64, key, v []byte, _ bool) error {
				b, err := pagefile.ReadBucket(page, v)
				if err != nil {
					return w.Found(names[i], err)
				}
				return w.Bucket(fmt.Sprintf("log of session %q", bytes.TrimRight(key, "\x00")), b, nil)
			}
		}
		err = w.Bucket(names[i], top[i], fn)
	}
	if err == nil {
		err = w.FreeList()
	}
	return err
}
