// Package preview holds what people of a meeting say before it is told: that they have
// looked, and which findings and fragments are to be left out for now. There is one
// document for each session and person who joined. What any of them holds back is left
// out for everybody, and nothing tells who asked for it: not even that somebody did,
// where fewer than [LeastOpened] people have looked.
package preview

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"kompas/observe"
)

// Preview is what one person who joined says of a session. That there is one means that
// they have looked.
type Preview struct {
	Person observe.PersonID `json:"person"`         // who they are in the meeting
	Held   []string         `json:"held,omitempty"` // ids of findings and fragments, see [FragmentID]; in order
}

// Limits on what one person holds back.
const (
	MaxHeld = 100
	MaxID   = 1000 // characters of an id
)

// LeastOpened is how many people must have looked before it is told that somebody asked
// to leave something out: of fewer it would soon be clear who.
const LeastOpened = 3

// Prefix is what the keys of previews begin with, before the id of the session.
const Prefix = "preview/"

func prefixOf(id observe.SessionID) string { return Prefix + string(id) + "/" }

// key returns the key of what somebody says of a session. Ids of observers are never
// given to a second person, also not after an invitation was revoked.
func key(id observe.SessionID, o observe.ObserverID) string { return prefixOf(id) + string(o) }

// SessionOf returns the session of a document by its key.
func SessionOf(key string) observe.SessionID {
	id, _, _ := strings.Cut(strings.TrimPrefix(key, Prefix), "/")
	return observe.SessionID(id)
}

// Get reads what somebody says of a session; seen is false, and the revision 0, where
// they have not looked yet.
func Get(ctx context.Context, docs observe.Docs, id observe.SessionID, o observe.ObserverID) (p Preview, seen bool, revision uint64, err error) {
	doc, err := docs.Get(ctx, key(id, o))
	if observe.CodeOf(err) == observe.NotFound {
		return p, false, 0, nil
	}
	if err == nil {
		p, err = parse(doc)
	}
	return p, true, doc.Revision, err
}

// Change changes what a leader or participant says of a session. That they have looked is
// noted, too.
func Change(ctx context.Context, docs observe.Docs, id observe.SessionID, v observe.Viewer, change func(*Preview) error) error {
	for {
		p, _, revision, err := Get(ctx, docs, id, v.Observer)
		if err != nil {
			return err
		}
		p.Person = v.Person
		if err := change(&p); err != nil {
			return err
		}
		b, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = docs.Put(ctx, key(id, v.Observer), b, revision)
		if _, meanwhile := errors.AsType[*observe.ConflictError](err); !meanwhile {
			return err
		}
	}
}

// Hold adds an id to what is held back, or takes it out.
func (p *Preview) Hold(id string, held bool) {
	i, there := slices.BinarySearch(p.Held, id)
	switch {
	case held && !there:
		p.Held = slices.Insert(p.Held, i, id)
	case !held && there:
		p.Held = slices.Delete(p.Held, i, i+1)
	}
}

// Holds reports whether the person holds an id back.
func (p *Preview) Holds(id string) bool {
	_, there := slices.BinarySearch(p.Held, id)
	return there
}

// Check returns what is wrong with a stored preview.
func Check(doc observe.Doc) error {
	p, err := parse(doc)
	if err != nil {
		return err
	}
	return p.Validate()
}

// Validate returns what is wrong with a preview.
func (p *Preview) Validate() error {
	if err := observe.CheckID("/person", string(p.Person)); err != nil {
		return err
	}
	if n := len(p.Held); n > MaxHeld {
		return observe.FieldError(observe.Invalid, "/held", "must be at most %d; there are %d", MaxHeld, n)
	}
	for i, id := range p.Held {
		field := fmt.Sprint("/held/", i)
		if i > 0 && id <= p.Held[i-1] {
			return observe.FieldError(observe.Invalid, field, "must come after the one before it")
		}
		if n := len([]rune(id)); n == 0 || n > MaxID {
			return observe.FieldError(observe.Invalid, field, "must be 1 to %d characters long; it has %d", MaxID, n)
		}
		if err := observe.CheckText(field, id); err != nil {
			return err
		}
	}
	return nil
}

func parse(doc observe.Doc) (p Preview, err error) {
	if err = json.Unmarshal(doc.Value, &p); err != nil {
		err = fmt.Errorf("document %s: %w", doc.Key, err)
	}
	return p, err
}

// all returns the previews of a session.
func all(ctx context.Context, docs observe.Docs, id observe.SessionID) iter.Seq2[observe.Doc, error] {
	return func(yield func(observe.Doc, error) bool) {
		for after := ""; ; {
			const limit = 200
			page, err := docs.List(ctx, prefixOf(id), after, limit)
			if err != nil {
				yield(observe.Doc{}, err)
				return
			}
			for _, doc := range page {
				if after = doc.Key; !yield(doc, nil) {
					return
				}
			}
			if len(page) < limit {
				return
			}
		}
	}
}
