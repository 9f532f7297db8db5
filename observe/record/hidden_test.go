package record_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"kompas/observe"
	"kompas/observe/record"
)

// Who follows live sees that somebody else has written a private note, and no more. The
// id under which it is shown is not free.
func TestPrivateEntryIsPublishedRedacted(t *testing.T) {
	b := newBench(t, record.Options{})
	author, other := b.follow(t, observer, 0).catchUp(), b.follow(t, observe.OwnerViewer, 0).catchUp()
	defer author.Close()
	defer other.Close()
	id := newID()
	b.add(t, observer, "1", json.RawMessage(fmt.Sprintf(`{"id":%q,"type":"note","at":1,"text":"secret"}`, id)))
	if e := author.drain().entries; len(e) != 1 || string(e[0].ID) != id || e[0].Text != "secret" {
		t.Errorf("its author is shown %+v", e)
	}
	e := other.drain().entries
	if len(e) != 1 || e[0].Type != observe.TypeRedacted || string(e[0].ID) == id || e[0].Text != "" {
		t.Fatalf("somebody else is shown %+v", e)
	}
	b.add(t, observe.OwnerViewer, "conflict", turn(string(e[0].ID), "p1", "p2"))
}

// What a rewritten log has after the entries that a subscription knows does not follow
// them.
func TestRewrittenLogIsNotContinued(t *testing.T) {
	b := newBench(t, record.Options{})
	b.add(t, observer, "1 2", turn(newID(), "p1", "p2"), turn(newID(), "p1", "p2"))
	both := b.stored(t)
	f := b.follow(t, observer, 0).catchUp()
	defer f.Close()
	info, err := b.log.Get(t.Context(), testSession)
	if err != nil {
		t.Fatal(err)
	}
	more := both[1]
	more.Seq, more.ID = 3, observe.EntryID(newID())
	if _, err := b.log.Rewrite(t.Context(), testSession, info.Position, info.Header, slices.Values(append(both, more))); err != nil {
		t.Fatal(err)
	}
	b.add(t, observer, "4", turn(newID(), "p1", "p2"))
	if f.drain(); f.end != record.ViewChanged || len(f.entries) != 2 {
		t.Errorf("end %d with %d entries, want it to end with 2", f.end, len(f.entries))
	}
}

// What another recorder stores while a session is read is not part of what is read.
func TestReadWhileAnotherWrites(t *testing.T) {
	other := newBench(t, record.Options{})
	other.add(t, observer, "1", turn(newID(), "p1", "p2"))
	b := newRecorder(other.log, record.Options{})
	write := func() {
		b.log.read.Store(nil)
		other.add(t, observer, "2", turn(newID(), "p1", "p2"))
	}
	b.log.read.Store(&write)
	err := b.Read(t.Context(), testSession, observer, func(s *observe.Snapshot) error {
		if s.State.Head() != s.Position.Head {
			t.Errorf("entries up to %d are shown as those up to %d", s.State.Head(), s.Position.Head)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
