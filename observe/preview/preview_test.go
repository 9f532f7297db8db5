package preview_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kompas/observe"
	"kompas/observe/debrief"
	"kompas/observe/observetest"
	"kompas/observe/preview"
)

const session = observe.SessionID("0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7e")

func change(t *testing.T, docs observe.Docs, id observe.SessionID, o observe.ObserverID, person string, do func(*preview.Preview)) {
	t.Helper()
	v := observe.Viewer{Role: observe.RoleLeader, Observer: o, Person: observe.PersonID(person)}
	if err := preview.Change(t.Context(), docs, id, v, func(p *preview.Preview) error { do(p); return nil }); err != nil {
		t.Fatal(err)
	}
}

// say stores that somebody looked, and what they hold back.
func say(t *testing.T, docs observe.Docs, id observe.SessionID, person string, held ...string) observe.ObserverID {
	t.Helper()
	o := observe.ObserverID(uuid.NewString())
	change(t, docs, id, o, person, func(p *preview.Preview) {
		for _, h := range held {
			p.Hold(h, true)
			p.Hold(h, true)
		}
	})
	return o
}

func heldIn(t *testing.T, docs observe.Docs) preview.HeldBack {
	t.Helper()
	h, err := preview.Held(t.Context(), docs, session)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// What anybody holds back is held back, once, and in no order that tells who did.
func TestHeldByAnybody(t *testing.T) {
	docs := observetest.NewMemory().Docs("default")
	if h := heldIn(t, docs); len(h.Findings)+len(h.Fragments) > 0 || h.Told {
		t.Errorf("before anybody looked: %+v", h)
	}
	say(t, docs, session, "p1", "pattern:b", "fragment:x:y", "pattern:a")
	say(t, docs, session, "p2", "pattern:a", "fragment:x:y")
	say(t, docs, "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f", "p3", "pattern:elsewhere")
	h := heldIn(t, docs)
	if want := []string{"pattern:a", "pattern:b"}; !slices.Equal(h.Findings, want) || !slices.Equal(h.Fragments, []debrief.Fragment{{From: "x", To: "y"}}) {
		t.Errorf("held back are %+v", h)
	}
	if !h.Finding("pattern:b") || h.Finding("pattern:elsewhere") || h.Finding("") {
		t.Error("which findings are held back")
	}
}

// Only where three people have looked it is told that somebody asked; somebody with two
// devices is one of them.
func TestToldFromThreeOn(t *testing.T) {
	docs := observetest.NewMemory().Docs("default")
	say(t, docs, session, "p1", "pattern:a")
	say(t, docs, session, "p1")
	say(t, docs, session, "p2")
	if heldIn(t, docs).Told {
		t.Error("it is told of two people")
	}
	last := say(t, docs, session, "p3")
	if !heldIn(t, docs).Told {
		t.Error("it is not told of three")
	}
	p, seen, _, err := preview.Get(t.Context(), docs, session, last)
	if err != nil || !seen || p.Person != "p3" {
		t.Fatal(p, seen, err)
	}
	change(t, docs, session, last, "p3", func(p *preview.Preview) {
		p.Hold("pattern:a", true)
		p.Hold("pattern:a", false)
		p.Hold("pattern:b", false)
	})
	if h := heldIn(t, docs); !h.Finding("pattern:a") {
		t.Error("what one person takes back is taken back for another")
	}
}

// A fragment goes with another that shares a moment with it, and a loop by the id of its
// finding.
func TestDebriefWithoutWhatIsHeld(t *testing.T) {
	s := observe.NewState(observe.Header{ID: session, Participants: []observe.Person{{ID: "p1"}, {ID: "p2"}}})
	var ids []observe.EntryID
	for i := range 6 {
		id := observe.EntryID(uuid.NewString())
		ids = append(ids, id)
		s.Apply(observe.Entry{Seq: observe.Seq(i + 1), ID: id, Type: observe.TypeInteraction, At: observe.Millis(1000 * i), From: "p1", To: "p2"})
	}
	span := func(from, to int) *debrief.Fragment { return &debrief.Fragment{From: ids[from], To: ids[to]} }
	held := preview.HeldBack{Findings: []string{"loop:a>b", "pattern:x"}, Fragments: []debrief.Fragment{*span(1, 3)}}
	for _, c := range []struct {
		d    debrief.Debrief
		want string
	}{
		{debrief.Debrief{Finding: "pattern:x", Loop: "a>b", Fragment: span(1, 3), PutRight: "kept"}, `  <nil> kept`},
		{debrief.Debrief{Finding: "loop:a>b", Loop: "loop:a>b", Fragment: span(3, 5)}, `  <nil> `},
		{debrief.Debrief{Finding: "none", Loop: "b>a", Fragment: span(4, 5)}, `none b>a &{` + string(ids[4]) + " " + string(ids[5]) + ` false} `},
	} {
		d := held.Debrief(c.d, s)
		if got := fmt.Sprint(d.Finding, " ", d.Loop, " ", d.Fragment, " ", d.PutRight); got != c.want {
			t.Errorf("%+v: %q, want %q", c.d, got, c.want)
		}
	}
}

func TestRemove(t *testing.T) {
	docs := observetest.NewMemory().Docs("default")
	say(t, docs, session, "p1", "pattern:a")
	say(t, docs, session, "p2")
	say(t, docs, "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f", "p3")
	remove := func(ctx context.Context, docs observe.Docs, key string) error {
		d, err := docs.Get(ctx, key)
		if err == nil {
			err = docs.Delete(ctx, key, d.Revision)
		}
		return err
	}
	if err := preview.Remove(t.Context(), docs, session, remove); err != nil {
		t.Fatal(err)
	}
	left, err := docs.List(t.Context(), preview.Prefix, "", 10)
	if err != nil || len(left) != 1 || preview.SessionOf(left[0].Key) != "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f" {
		t.Errorf("left are %v %v", left, err)
	}
}

func TestCheck(t *testing.T) {
	many := strings.Repeat(`"a",`, preview.MaxHeld)
	for _, c := range []struct{ value, wrong string }{
		{`{"person":"p1"}`, ""}, {`{"person":"p1","held":["a","b"]}`, ""},
		{`x`, "document"}, {`{}`, "/person"}, {`{"person":"*"}`, "/person"},
		{`{"person":"p1","held":["b","a"]}`, "/held/1"}, {`{"person":"p1","held":["a","a"]}`, "/held/1"},
		{`{"person":"p1","held":[""]}`, "/held/0"}, {`{"person":"p1","held":["` + strings.Repeat("é", preview.MaxID+1) + `"]}`, "/held/0"},
		{`{"person":"p1","held":[` + many + `"a"]}`, "/held"},
	} {
		err := preview.Check(observe.Doc{Key: "preview/x/y", Value: []byte(c.value)})
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%.40s: %v, want %q", c.value, err, c.wrong)
		}
	}
}
