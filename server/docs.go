package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"

	"kompas/observe"
	"kompas/server/problem"
)

// Kinds of documents: what keys begin with.
const (
	keyBrowser    = "browser/"    // browser sessions, by id
	keySignin     = "signin/"     // sign-in links, by hash of the token
	keyInvitation = "invitation/" // by id
	keyInvited    = "invited/"    // names an invitation, by what it is for and its id
	keyGrant      = "grant/"      // by invitation and hash of the token
	keyTeam       = "team/"
	keyCodebook   = "codebook/"
)

// NeededDocs begin the keys of the small documents that signing in and starting
// store: a store should have room for them where it refuses all else as full.
var NeededDocs = []string{keySignin, keyBrowser, keyInvited}

// NamelessDocs begin the keys of documents that hold only random ids, hashes,
// counts and what an invitation allows: of these a store may overwrite what they
// were a little later. An invitation is removed together with the document that
// notes it, which is not among them.
var NamelessDocs = []string{keySignin, keyBrowser, keyInvitation}

// docKey gives the key of a document; ids may hold a "/".
func docKey(kind, id string) string { return kind + url.PathEscape(id) }

// checkPathID reports why an id could never be the last part of an address.
func checkPathID(id string) error {
	if id == "." || id == ".." {
		return problem.Wrong("/id", `must not be "." or "..": in an address they mean where one is and one step up`)
	}
	return nil
}

// getDoc reads a document; there is false when it is not there.
func getDoc[T any](ctx context.Context, docs observe.Docs, key string) (value T, revision uint64, there bool, err error) {
	d, err := docs.Get(ctx, key)
	if gone(err) {
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

// putDoc writes a document at the expected revision; 0: it must not be there.
func putDoc(ctx context.Context, docs observe.Docs, key string, value any, expect uint64) error {
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	_, err = docs.Put(ctx, key, b, expect)
	return err
}

// removeDoc removes a document, if it is there, whatever is written to it
// meanwhile.
func (s *Server) removeDoc(ctx context.Context, key string) error {
	for {
		d, err := s.opts.Docs.Get(ctx, key)
		if err == nil {
			err = s.opts.Docs.Delete(ctx, key, d.Revision)
		}
		if err == nil || gone(err) {
			return nil
		}
		if !changedMeanwhile(err) {
			return err
		}
	}
}

// listDocs gives the documents of a kind, in order of key, that come after one.
func listDocs[T any](ctx context.Context, docs observe.Docs, prefix, after string) iter.Seq2[keyed[T], error] {
	return func(yield func(keyed[T], error) bool) {
		for after := after; ; {
			const limit = 200
			page, err := docs.List(ctx, prefix, after, limit)
			if err != nil {
				yield(keyed[T]{}, err)
				return
			}
			for _, d := range page {
				k := keyed[T]{key: d.Key, revision: d.Revision}
				err := json.Unmarshal(d.Value, &k.value)
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

// keyed is a document that was read.
type keyed[T any] struct {
	key      string
	revision uint64
	value    T
}

// changedMeanwhile reports whether a write failed since somebody else wrote, or
// removed, the document first.
func changedMeanwhile(err error) bool {
	_, ok := errors.AsType[*observe.ConflictError](err)
	return ok || gone(err)
}

// gone reports whether something was not there.
func gone(err error) bool { return err != nil && observe.CodeOf(err) == observe.NotFound }
