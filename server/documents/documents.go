// Package documents reads and writes the small documents of a store as values
// of Go, in JSON.
package documents

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"kompas/observe"
)

// Key returns the key of a document; ids may hold a "/".
func Key(kind, id string) string { return kind + url.PathEscape(id) }

// Get reads a document; there is false when no document has this key.
func Get[T any](ctx context.Context, docs observe.Docs, key string) (value T, revision uint64, there bool, err error) {
	d, err := docs.Get(ctx, key)
	if observe.CodeOf(err) == observe.NotFound {
		return value, 0, false, nil
	}
	if err != nil {
		return value, 0, false, err
	}
	if err := json.Unmarshal(d.Value, &value); err != nil {
		return value, 0, false, fmt.Errorf("document %s: %w", key, err)
	}
	return value, d.Revision, true, nil
}

// Put writes a document in place of the expected revision; 0: there must be none
// yet.
func Put(ctx context.Context, docs observe.Docs, key string, value any, expect uint64) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = docs.Put(ctx, key, b, expect)
	return err
}

// Remove removes a document, if there is one, whatever is written to it
// meanwhile.
func Remove(ctx context.Context, docs observe.Docs, key string) error {
	for {
		d, err := docs.Get(ctx, key)
		if err == nil {
			err = docs.Delete(ctx, key, d.Revision)
		}
		if err == nil || observe.CodeOf(err) == observe.NotFound {
			return nil
		}
		if !ChangedMeanwhile(err) {
			return err
		}
	}
}

// List yields the documents whose keys begin with prefix and come after the
// given key, in the order of their keys.
func List[T any](ctx context.Context, docs observe.Docs, prefix, after string) iter.Seq2[Stored[T], error] {
	return func(yield func(Stored[T], error) bool) {
		for after := after; ; {
			const limit = 200
			page, err := docs.List(ctx, prefix, after, limit)
			if err != nil {
				yield(Stored[T]{}, err)
				return
			}
			for _, d := range page {
				k := Stored[T]{Key: d.Key, Revision: d.Revision}
				err := json.Unmarshal(d.Value, &k.Value)
				if err != nil {
					err = fmt.Errorf("document %s: %w", d.Key, err)
				}
				if !yield(k, err) {
					return
				}
				after = d.Key
			}
			if len(page) < limit {
				return
			}
		}
	}
}

// Stored is a document that was read.
type Stored[T any] struct {
	Key      string
	Revision uint64
	Value    T
}

// ChangedMeanwhile reports whether a write failed because somebody else wrote
// or removed the document first.
func ChangedMeanwhile(err error) bool {
	_, ok := errors.AsType[*observe.ConflictError](err)
	return ok || observe.CodeOf(err) == observe.NotFound
}
