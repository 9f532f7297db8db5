package observe_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kompas/observe"
)

// foldFixture is a log and what it means, written by hand from the contract.
// The page's fold is tested on the same files.
type foldFixture struct {
	Header  observe.Header  `json:"header"`
	Entries []observe.Entry `json:"entries"`
	State   any             `json:"state"`
}

// foldedTurn, foldedClock and folded are a state as the fixtures write it.
type foldedTurn struct {
	ID        observe.EntryID    `json:"id"`
	Seq       observe.Seq        `json:"seq"`
	Observer  observe.ObserverID `json:"observer"`
	At        observe.Millis     `json:"at"`
	From      string             `json:"from"`
	To        string             `json:"to"`
	Tags      []observe.TagID    `json:"tags"`
	RepliesTo observe.EntryID    `json:"replies_to,omitempty"`
	Proposed  bool               `json:"proposed"`
}

type foldedClock struct {
	Seq   observe.Seq    `json:"seq"`
	At    observe.Millis `json:"at"`
	State string         `json:"state"`
}

type foldedPerson struct {
	observe.Person
	Present bool `json:"present"`
}

type folded struct {
	Head         observe.Seq                              `json:"head"`
	Now          string                                   `json:"now"`
	StartedAt    *observe.Timestamp                       `json:"started_at"`
	LargestAt    observe.Millis                           `json:"largest_at"`
	Participants []foldedPerson                           `json:"participants"`
	Interactions []foldedTurn                             `json:"interactions"`
	Void         []foldedTurn                             `json:"void"`
	Items        map[observe.EntryType][]observe.Undoable `json:"items"`
	Clock        []foldedClock                            `json:"clock"`
}

func turnOf(t observe.Interaction) foldedTurn {
	if t.Tags == nil {
		t.Tags = []observe.TagID{}
	}
	return foldedTurn{t.ID, t.Seq, t.Observer, t.At, t.From, t.To, t.Tags, t.RepliesTo, t.Proposed}
}

func stateOf(s *observe.State, entries []observe.Entry) folded {
	f := folded{Head: s.Head(), Now: s.Now(), LargestAt: s.LargestAt(), Participants: []foldedPerson{},
		Interactions: []foldedTurn{}, Void: []foldedTurn{}, Clock: []foldedClock{},
		Items: map[observe.EntryType][]observe.Undoable{}}
	if t, ok := s.StartedAt(); ok {
		stamp := observe.NewTimestamp(t)
		f.StartedAt = &stamp
	}
	for _, p := range s.Participants() {
		f.Participants = append(f.Participants, foldedPerson{p.Person, p.Present})
	}
	for _, t := range s.Interactions() {
		f.Interactions = append(f.Interactions, turnOf(t))
	}
	for _, e := range entries {
		if t, ok := s.Interaction(e.ID); ok && t.Void {
			f.Void = append(f.Void, turnOf(t))
		}
	}
	for _, t := range observe.EntryTypes {
		if items := s.Undoables(t); len(items) > 0 {
			f.Items[t] = items
		}
	}
	for _, c := range s.Clock() {
		f.Clock = append(f.Clock, foldedClock{c.Seq, c.At, c.State})
	}
	return f
}

func TestFoldFixtures(t *testing.T) {
	files, err := filepath.Glob("testdata/fold/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures in testdata/fold: %v", err)
	}
	seen := map[observe.EntryType]bool{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var fixture foldFixture
			if err := json.Unmarshal(b, &fixture); err != nil {
				t.Fatal(err)
			}
			s := observe.NewState(fixture.Header)
			for _, e := range fixture.Entries {
				if err := s.CheckStored(&e); err != nil {
					t.Fatalf("entry %d: %v", e.Seq, err)
				}
				s.Apply(e)
				seen[e.Type] = true
			}
			if diff := cmp.Diff(fixture.State, plainJSON(t, stateOf(s, fixture.Entries))); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
	for _, kind := range append(slices.Clone(observe.EntryTypes), observe.TypeRedacted) {
		if !seen[kind] {
			t.Errorf("no fixture has an entry of type %s", kind)
		}
	}
}

// plainJSON returns v as its JSON reads, for comparing.
func plainJSON(t *testing.T, v any) any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
