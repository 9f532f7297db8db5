package debrief

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kompas/observe"
)

// Prefix is what the keys of debriefs begin with, before the id of the session.
const Prefix = "debrief/"

// Key returns the key of the debrief of a session.
func Key(id observe.SessionID) string { return Prefix + string(id) }

// SessionOf returns the session of a debrief by its key.
func SessionOf(key string) observe.SessionID {
	return observe.SessionID(strings.TrimPrefix(key, Prefix))
}

// Get reads the debrief of a session. Where nobody wrote one it is empty, and its
// revision is 0.
func Get(ctx context.Context, docs observe.Docs, id observe.SessionID) (d Debrief, revision uint64, err error) {
	doc, err := docs.Get(ctx, Key(id))
	if observe.CodeOf(err) == observe.NotFound {
		return d, 0, nil
	}
	if err == nil {
		d, err = parse(doc)
	}
	return d, doc.Revision, err
}

// Of returns the debrief of a session as a file of it has it: nil where there is nothing
// in it.
func Of(ctx context.Context, docs observe.Docs, id observe.SessionID) (*Debrief, error) {
	d, _, err := Get(ctx, docs, id)
	if err != nil || d.Name() == (Debrief{}).Name() {
		return nil, err
	}
	return &d, nil
}

// Restore stores the debrief that came with a file, nil for none, for a session that was
// made of it. Where that fails, undo takes the session back.
func Restore(ctx context.Context, docs observe.Docs, id observe.SessionID, d *Debrief, undo func(context.Context) error) error {
	if d == nil {
		return nil
	}
	_, revision, err := Get(ctx, docs, id)
	if err == nil {
		err = Put(ctx, docs, id, *d, revision)
	}
	if err != nil {
		err = errors.Join(err, undo(context.WithoutCancel(ctx)))
	}
	return err
}

// Put writes the debrief of a session in place of an expected revision; see
// [observe.Docs].
func Put(ctx context.Context, docs observe.Docs, id observe.SessionID, d Debrief, expect uint64) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = docs.Put(ctx, Key(id), b, expect)
	return err
}

// Check returns what is wrong with a stored debrief.
func Check(doc observe.Doc) error {
	d, err := parse(doc)
	if err != nil {
		return err
	}
	return d.Validate()
}

func parse(doc observe.Doc) (d Debrief, err error) {
	if err = json.Unmarshal(doc.Value, &d); err != nil {
		err = fmt.Errorf("document %s: %w", doc.Key, err)
	}
	return d, err
}
