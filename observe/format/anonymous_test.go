package format_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/format"
)

// TestAnonymize looks for everything that could show who met, where and about what.
func TestAnonymize(t *testing.T) {
	source := testdata(t, "every-type.jsonl")
	r := mustReadLog(t, source)
	h, entries := format.Anonymize(r.State(), observe.OwnerViewer, withErrors(r.Entries()), uuid.NewString)
	out := logBytes(t, h, entries)
	for _, secret := range []string{
		"Ann", "SUM", "Late", "Eva", "Lee", // names
		"p1", "p2", "p3", "p4", "0199f5c2", // ids of persons, entries and the session
		"o1", "o2", "o3", `"owner","at"`, // ids of observers
		"Weekly", "team", "Where from", "panel", // title, team, intention, template
		"first", "third", "myself", "never say no", "talked", "hm", // notes, beliefs, journal, compass
		"money", "helped", "keep", // label, text and verdict of an experiment
		"recorded_at",
	} {
		if strings.Contains(string(out), secret) {
			t.Errorf("the export contains %q", secret)
		}
	}
	back := mustReadLog(t, out)
	if back.Header.Title != "Anonymous" || !back.Header.Anonymous || back.Head != r.Head {
		t.Errorf("got title %q, anonymous %v, %d entries of %d", back.Header.Title, back.Header.Anonymous, back.Head, r.Head)
	}
	want, _ := r.State().StartedAt()
	got, ok := back.State().StartedAt()
	if !ok || !got.Equal(want) {
		t.Errorf("started at %v, want %v", got, want)
	}
	a, b := r.State().Interactions(), back.State().Interactions()
	if len(a) != len(b) {
		t.Fatalf("%d turns of %d", len(b), len(a))
	}
	person := map[string]string{observe.Everybody: observe.Everybody}
	for i := range a {
		for _, who := range [][2]string{{a[i].From, b[i].From}, {a[i].To, b[i].To}} {
			if known, ok := person[who[0]]; ok && known != who[1] {
				t.Errorf("turn %d: %s is %s, and was %s", i, who[0], who[1], known)
			}
			person[who[0]] = who[1]
		}
		if a[i].At != b[i].At || a[i].Seq != b[i].Seq || len(a[i].Tags) != len(b[i].Tags) {
			t.Errorf("turn %d: %+v became %+v", i, a[i], b[i])
		}
		if reply, ok := r.State().Interaction(a[i].RepliesTo); ok {
			if shown, ok := back.State().Interaction(b[i].RepliesTo); !ok || shown.Seq != reply.Seq {
				t.Errorf("turn %d no longer answers entry %d", i, reply.Seq)
			}
		}
	}
	title := options()
	title.Title = "Given"
	if r, err := format.ReadLog(out, title); err != nil || r.Header.Title != "Given" {
		t.Errorf("with a title: %q, %v", r.Header.Title, err)
	}
}

// Two exports have no id in common, so that nobody can match them.
func TestAnonymizeIsFreshEachTime(t *testing.T) {
	r := mustReadLog(t, testdata(t, "every-type.jsonl"))
	export := func() *format.Recording {
		h, entries := format.Anonymize(r.State(), observe.OwnerViewer, withErrors(r.Entries()), uuid.NewString)
		return mustReadLog(t, logBytes(t, h, entries))
	}
	first, orders := export(), map[string]bool{}
	ids := map[observe.EntryID]bool{observe.EntryID(first.Header.ID): true}
	for e := range first.Entries() {
		ids[e.ID] = true
	}
	for range 60 {
		other := export()
		if ids[observe.EntryID(other.Header.ID)] {
			t.Fatal("the id of the session is there twice")
		}
		for e := range other.Entries() {
			if ids[e.ID] {
				t.Fatalf("id of entry %d is there twice", e.Seq)
			}
			if e.Seq == 3 {
				orders[e.From+e.To] = true
			}
		}
	}
	if len(orders) < 6 { // of 12; the chance of a wrong alarm is below 1 in 10^15
		t.Errorf("persons are not shuffled: in 60 exports only %v", orders)
	}
}

// An export has nothing that the person who exports may not see.
func TestAnonymizeFollowsTheViewer(t *testing.T) {
	source := strings.Replace(string(testdata(t, "every-type.jsonl")), `"coding":"shared"`, `"coding":"independent"`, 1)
	r := mustReadLog(t, []byte(source))
	v := observe.Viewer{Role: observe.RoleObserver, Observer: "o1"}
	h, entries := format.Anonymize(r.State(), v, withErrors(r.Entries()), uuid.NewString)
	back := mustReadLog(t, logBytes(t, h, entries))
	for _, turn := range back.State().Interactions() {
		if turn.Observer != "O2" {
			t.Errorf("a turn of %s is shown", turn.Observer)
		}
	}
	if n := len(back.State().Interactions()); n != 2 {
		t.Errorf("%d turns, want 2", n)
	}
}

// CSV can be written from an anonymous log.
func TestAnonymizeToCSV(t *testing.T) {
	r := mustReadLog(t, testdata(t, "every-type.jsonl"))
	s, err := format.Fold(format.Anonymize(r.State(), observe.OwnerViewer, withErrors(r.Entries()), uuid.NewString))
	if err != nil {
		t.Fatal(err)
	}
	out := csvBytes(t, s)
	for _, secret := range []string{"Ann", "SUM", "Late", "Eva", "first"} {
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("the export contains %q:\n%s", secret, out)
		}
	}
	if n := bytes.Count(out, []byte("\n")); n != 6 {
		t.Errorf("%d lines, want 6:\n%s", n, out)
	}
}
