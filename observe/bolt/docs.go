package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"kompas/observe"
)

// docs is the [observe.Docs] of a workspace.
type docs struct {
	db        *DB
	workspace string
}

func (d *docs) encode(key string, revision uint64, value []byte) []byte {
	v := make([]byte, crcSize, crcSize+numberSize+len(value))
	return seal(placeOf(bucketDocs, d.workspace, key), append(binary.BigEndian.AppendUint64(v, revision), value...))
}

// parseDoc checks the CRC of v and returns a document whose value is a copy.
func parseDoc(workspace, key string, v []byte) (observe.Doc, error) {
	b, ok := unseal(placeOf(bucketDocs, workspace, key), v)
	if !ok || len(b) < numberSize {
		return observe.Doc{}, damaged("document %q", key)
	}
	return observe.Doc{Key: key, Revision: parseNumber(b[:numberSize]), Value: bytes.Clone(b[numberSize:])}, nil
}

// maxDocKey is the maximum length of a key in bytes. An id of 64 characters
// fits, even if each of its bytes is escaped to three.
const maxDocKey = 1024

// neededBytes is the maximum size of a document of [Options.Needed] that may
// use the reserve.
const neededBytes = 4 << 10

// hasAnyPrefix reports whether key begins with one of the prefixes.
func hasAnyPrefix(key string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
}

func checkDocKey(key string) error {
	if key == "" || len(key) > maxDocKey {
		return observe.Errorf(observe.Invalid, "the key of a document must be 1 to %d bytes; it is %d", maxDocKey, len(key))
	}
	return nil
}

func errNoDoc(key string) error {
	return observe.Errorf(observe.NotFound, "there is no document %q", key)
}

// Get implements [observe.Docs].
func (d *docs) Get(ctx context.Context, key string) (doc observe.Doc, err error) {
	err = d.db.view(ctx, func(tx *bbolt.Tx) error {
		var v []byte
		if ws := openWorkspace(tx, d.workspace); ws != nil {
			v = ws.Bucket(bucketDocs).Get([]byte(key))
		}
		if v == nil {
			return errNoDoc(key)
		}
		doc, err = parseDoc(d.workspace, key, v)
		return err
	})
	return doc, err
}

// Put implements [observe.Docs].
func (d *docs) Put(ctx context.Context, key string, value []byte, expect uint64) (uint64, error) {
	if err := checkDocKey(key); err != nil {
		return 0, err
	}
	now := observe.Doc{Key: key, Value: bytes.Clone(value)}
	err := d.db.writer.do(ctx, &pendingWrite{
		size:   len(value),
		later:  hasAnyPrefix(key, d.db.opts.Nameless),
		wipe:   expect != 0, // the old value must leave no trace
		needed: len(value) <= neededBytes && hasAnyPrefix(key, d.db.opts.Needed),
		shrinks: func(tx *bbolt.Tx) bool {
			ws := openWorkspace(tx, d.workspace)
			return ws != nil && crcSize+numberSize+len(value) < len(ws.Bucket(bucketDocs).Get([]byte(key)))
		},
		apply: func(tx *bbolt.Tx) error {
			var present uint64
			if ws := openWorkspace(tx, d.workspace); ws != nil {
				if v := ws.Bucket(bucketDocs).Get([]byte(key)); v != nil {
					old, err := parseDoc(d.workspace, key, v)
					if err != nil {
						return err
					}
					present = old.Revision
				}
			}
			if present != expect {
				return &observe.ConflictError{Position: observe.Position{Revision: present}}
			}
			ws, err := ensureWorkspace(tx, d.workspace)
			if err != nil {
				return err
			}
			b := ws.Bucket(bucketDocs)
			if now.Revision, err = b.NextSequence(); err != nil {
				return err
			}
			return b.Put([]byte(key), d.encode(key, now.Revision, now.Value))
		},
		committed: func() { d.db.watchers.tellDoc(d.workspace, observe.DocChange{Doc: now}) },
	})
	if err != nil {
		return 0, err
	}
	return now.Revision, nil
}

// Delete implements [observe.Docs].
func (d *docs) Delete(ctx context.Context, key string, expect uint64) error {
	return d.db.writer.do(ctx, &pendingWrite{
		wipe: true, frees: true,
		later: hasAnyPrefix(key, d.db.opts.Nameless),
		apply: func(tx *bbolt.Tx) error {
			ws := openWorkspace(tx, d.workspace)
			if ws == nil {
				return errNoDoc(key)
			}
			b := ws.Bucket(bucketDocs)
			v := b.Get([]byte(key))
			if v == nil {
				return errNoDoc(key)
			}
			doc, err := parseDoc(d.workspace, key, v)
			if err != nil {
				return err
			}
			if doc.Revision != expect {
				return &observe.ConflictError{Position: observe.Position{Revision: doc.Revision}}
			}
			return b.Delete([]byte(key))
		},
		committed: func() {
			d.db.watchers.tellDoc(d.workspace, observe.DocChange{Doc: observe.Doc{Key: key, Revision: expect}, Deleted: true})
		},
	})
}

// List implements [observe.Docs].
func (d *docs) List(ctx context.Context, prefix, after string, limit int) ([]observe.Doc, error) {
	if err := checkLimit(limit); err != nil {
		return nil, err
	}
	var out []observe.Doc
	err := d.db.view(ctx, func(tx *bbolt.Tx) error {
		ws := openWorkspace(tx, d.workspace)
		if ws == nil {
			return nil
		}
		c := ws.Bucket(bucketDocs).Cursor()
		k, v := c.Seek([]byte(max(prefix, after)))
		if after != "" && string(k) == after {
			k, v = c.Next()
		}
		for ; k != nil && strings.HasPrefix(string(k), prefix) && len(out) < limit; k, v = c.Next() {
			doc, err := parseDoc(d.workspace, string(k), v)
			if err != nil {
				return err
			}
			out = append(out, doc)
		}
		return nil
	})
	return out, err
}

// Watch implements [observe.Docs].
func (d *docs) Watch(ctx context.Context, prefix string) (<-chan observe.DocChange, error) {
	return d.db.watchers.watchDocs(ctx, d.workspace, prefix)
}
