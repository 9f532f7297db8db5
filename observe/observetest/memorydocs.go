package observetest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"kompas/observe"
)

// memoryDocs is the [observe.Docs] of a workspace.
type memoryDocs struct{ *workspace }

func copyDoc(d observe.Doc) observe.Doc {
	d.Value = bytes.Clone(d.Value)
	return d
}

func errNoDoc(key string) error {
	return observe.Errorf(observe.NotFound, "there is no document %q", key)
}

// Get implements [observe.Docs].
func (d memoryDocs) Get(ctx context.Context, key string) (observe.Doc, error) {
	if err := d.enter(ctx); err != nil {
		return observe.Doc{}, err
	}
	defer d.leave()
	doc, there := d.docs[key]
	if !there {
		return doc, errNoDoc(key)
	}
	return copyDoc(doc), nil
}

// maxDocKey is the longest key, in bytes.
const maxDocKey = 1024

// Put implements [observe.Docs].
func (d memoryDocs) Put(ctx context.Context, key string, value []byte, expect uint64) (uint64, error) {
	if key == "" || len(key) > maxDocKey {
		return 0, observe.Errorf(observe.Invalid, "the key of a document must be 1 to %d bytes; it is %d", maxDocKey, len(key))
	}
	if err := d.enter(ctx); err != nil {
		return 0, err
	}
	defer d.leave()
	if now := d.docs[key].Revision; now != expect {
		return 0, &observe.ConflictError{Position: observe.Position{Revision: now}}
	}
	d.revision++
	doc := copyDoc(observe.Doc{Key: key, Value: value, Revision: d.revision})
	d.docs[key] = doc
	d.tell(observe.DocChange{Doc: doc})
	return doc.Revision, nil
}

// Delete implements [observe.Docs].
func (d memoryDocs) Delete(ctx context.Context, key string, expect uint64) error {
	if err := d.enter(ctx); err != nil {
		return err
	}
	defer d.leave()
	doc, there := d.docs[key]
	if !there {
		return errNoDoc(key)
	}
	if doc.Revision != expect {
		return &observe.ConflictError{Position: observe.Position{Revision: doc.Revision}}
	}
	delete(d.docs, key)
	d.tell(observe.DocChange{Doc: observe.Doc{Key: key, Revision: expect}, Deleted: true})
	return nil
}

// List implements [observe.Docs].
func (d memoryDocs) List(ctx context.Context, prefix, after string, limit int) ([]observe.Doc, error) {
	if err := checkLimit(limit); err != nil {
		return nil, err
	}
	if err := d.enter(ctx); err != nil {
		return nil, err
	}
	defer d.leave()
	var out []observe.Doc
	for _, key := range slices.Sorted(maps.Keys(d.docs)) {
		if strings.HasPrefix(key, prefix) && key > after && len(out) < limit {
			out = append(out, copyDoc(d.docs[key]))
		}
	}
	return out, nil
}

// docWatch is one watch of documents. It holds the changes that are not delivered yet,
// at most one for each document. The lock of the store guards it.
type docWatch struct {
	prefix  string
	changes []observe.DocChange
	wake    chan struct{} // has room for one
}

func (d memoryDocs) tell(c observe.DocChange) {
	for w := range d.docWatches {
		if !strings.HasPrefix(c.Key, w.prefix) {
			continue
		}
		w.changes = slices.DeleteFunc(w.changes, func(old observe.DocChange) bool { return old.Key == c.Key })
		w.changes = append(w.changes, observe.DocChange{Doc: copyDoc(c.Doc), Deleted: c.Deleted})
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
}

// Watch implements [observe.Docs].
func (d memoryDocs) Watch(ctx context.Context, prefix string) (<-chan observe.DocChange, error) {
	if err := d.enter(ctx); err != nil {
		return nil, err
	}
	defer d.leave()
	w := &docWatch{prefix: prefix, wake: make(chan struct{}, 1)}
	d.docWatches[w] = struct{}{}
	out := make(chan observe.DocChange)
	go func() {
		defer close(out)
		defer func() {
			d.store.mu.Lock()
			defer d.store.mu.Unlock()
			delete(d.docWatches, w)
		}()
		for {
			d.store.mu.Lock()
			changes := w.changes
			w.changes = nil
			d.store.mu.Unlock()
			for _, c := range changes {
				select {
				case out <- c:
				case <-ctx.Done():
					return
				case <-d.store.ended:
					return
				}
			}
			select {
			case <-w.wake:
			case <-ctx.Done():
				return
			case <-d.store.ended:
				return
			}
		}
	}()
	return out, nil
}
