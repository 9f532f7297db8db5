package live

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"kompas/observe"
	"kompas/server/api"
)

// A client that asks for changes is told first who is there, and then who came and
// who left.
func TestLivePresenceAsChanges(t *testing.T) {
	s := newStage(t, func(o *Options) { o.timing.present = time.Millisecond })
	s.join("dee", "")
	c := s.join("viewer", "?changes=true")
	named := s.join("anonymous", "?changes=true")
	there := map[observe.ObserverID]bool{}
	n := 0
	expect := func(c *client, want string) {
		t.Helper()
		so := func() bool {
			for ; n < len(c.presence); n++ {
				for _, o := range c.presence[n].Observers {
					there[o.Observer] = true
				}
				for _, id := range c.presence[n].Gone { // it may be somebody who came and left since
					delete(there, id)
				}
			}
			return fmt.Sprint(there) == want
		}
		c.until(so)
		if !so() {
			t.Fatalf("%v are there, want %s", there, want)
		}
	}
	expect(c, "map[o1:true]")
	eve := s.join("eve", "")
	expect(c, "map[o1:true o2:true]")
	second := s.join("eve", "")
	second.Close()
	eve.Close()
	expect(c, "map[o1:true]")
	s.join("leader", "")
	expect(c, "map[o1:true o3:true]")
	s.join("eve", "")
	expect(c, "map[o1:true o2:true o3:true]")
	told := 0
	for i, p := range c.presence {
		told += len(p.Observers)
		if i > 0 && len(p.Observers) == 0 && len(p.Gone) == 0 {
			t.Error("told of nothing")
		}
	}
	if told != 4 { // o1, o2, o3, and o2 again
		t.Errorf("told of %d comings, want 4: %+v", told, c.presence)
	}
	clear(there)
	n = 0
	expect(named, "map[O2:true O3:true O4:true]") // the owner is O1
}

// Everybody is told whether a page with the mirror is there, also when it is gone
// without a word. It is not for leaders and participants.
func TestLivePresenceTellsOfTheMirror(t *testing.T) {
	s := newStage(t, func(o *Options) { o.timing.present = time.Millisecond })
	clients := []*client{s.join("dee", "?changes=true"), s.join("dee", ""), s.join("anonymous", "?changes=true")}
	expect := func(want bool) {
		t.Helper()
		for i, c := range clients {
			on := func() bool { return len(c.presence) > 0 && c.presence[len(c.presence)-1].Mirror == want }
			if c.until(on); !on() {
				t.Fatalf("client %d is not told %v", i, want)
			}
		}
	}
	s.join("leader", "?mirror=true")
	s.join("eve", "")
	expect(false)
	first, second := s.join("viewer", "?mirror=true"), s.join("viewer", "?mirror=true&changes=true")
	expect(true)
	first.Close()
	late := s.join("eve", "?changes=true")
	clients = append(clients, late)
	expect(true)
	second.Close()
	expect(false)
}

// When many come and leave at once, the others are told of them together.
func TestLivePresenceIsToldTogether(t *testing.T) {
	s := newStage(t, func(o *Options) { o.timing.present = time.Hour })
	c, part := s.join("viewer", ""), s.join("viewer", "?changes=true")
	for range 20 {
		s.join("dee", "").Close()
		s.join("leader", "").Close()
	}
	owner := s.join("owner", "")
	owner.until(func() bool { return len(owner.presence) == 1 }) // somebody who comes is told at once
	c.add("forbidden", turn(newEntryID(), "p1", "p2"))
	part.add("forbidden", turn(newEntryID(), "p1", "p2"))
	if len(c.presence) > 2 || len(part.presence) > 2 { // when they came, and the first change
		t.Errorf("told %d and %d times in the time of one", len(c.presence), len(part.presence))
	}
}

// A client that asks for changes is told what changed in the session, and nothing
// twice; one that does not gets the whole session.
func TestLiveSessionAsChanges(t *testing.T) {
	s := newStage(t, nil)
	whole, parts, bare := s.join("dee", ""), s.join("dee", "?changes=true"), s.join("anonymous", "?changes=true")
	for _, c := range []*client{whole, parts, bare} {
		c.until(func() bool { return len(c.presence) > 0 }) // comes when the connection has become live
	}
	s.change(func(h *observe.Header) {
		h.Intention, h.Locked = "Listen", true
		h.Observers = append(h.Observers, observe.Observer{ID: "o7", Name: "Gus", Role: observe.RoleObserver})
	})
	s.change(func(h *observe.Header) { h.Locked = false })
	s.change(func(h *observe.Header) { h.Intention, h.Locked, h.Team = "", true, "" })
	for c, want := range map[*client][]string{
		parts: {
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":true,"observers":[{"id":"o7","name":"Gus","role":"observer"}],"intention":"Listen"}}`,
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":false}}`,
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":true,"team":"","intention":""}}`,
		},
		bare: {
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":true,"observers":[{"id":"O6","name":"","role":"observer"}]}}`,
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":false}}`,
			`{"type":"session","session":{"id":"` + string(meetingID) + `","locked":true}}`,
		},
	} {
		c.until(func() bool { return len(c.headers) == len(want) })
		if got := strings.Join(c.headers, "\n"); got != strings.Join(want, "\n") {
			t.Errorf("told\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		}
	}
	whole.until(func() bool { return len(whole.sessions) == 3 })
	if last := whole.sessions[2]; !last.Locked || last.Intention != "" || len(last.Codebook.Tags) != 2 {
		t.Errorf("whole: %+v", last)
	}
	// That somebody takes part is told by the entry alone.
	s.change(func(h *observe.Header) { h.Locked = false })
	parts.until(func() bool { return len(parts.headers) == 4 })
	parts.add("1", entry(newEntryID(), "participant", `"at":0,"person":{"id":"late","name":"Late"},"present":true`))
	parts.add("2", turn(newEntryID(), "late", "p1"))
	parts.upTo(2)
	if len(parts.headers) != 4 {
		t.Errorf("told beside the entry: %s", parts.headers[4:])
	}
}

// Clients are told what changed since they came, whatever others who have left were
// told before that.
func TestLiveChangesSinceTheWelcome(t *testing.T) {
	s := newStage(t, nil)
	before := s.join("eve", "?changes=true")
	before.Close()
	before.until(func() bool { return false })
	for len(s.live.all()) > 0 { // until the server has noticed that it is gone
		runtime.Gosched()
	}
	s.change(func(h *observe.Header) { h.Locked = true })
	c := s.join("dee", "?changes=true")
	if !c.hello.Session.Locked {
		t.Fatal("not locked")
	}
	s.change(func(h *observe.Header) { h.Locked = false })
	c.until(func() bool { return len(c.headers) > 0 || len(c.ticks) > 0 })
	if len(c.headers) == 0 || !strings.Contains(c.headers[0], `"locked":false`) {
		t.Errorf("told %q", c.headers)
	}
}

// The same when a change that others were not told yet is taken back.
func TestLiveChangesSinceTheWelcomeWhileSomeAreOwed(t *testing.T) {
	s := newStage(t, nil)
	first := s.join("eve", "?changes=true")
	title := func(to string) { s.change(func(h *observe.Header) { h.Title = to }) }
	title("Tuesday")
	first.until(func() bool { return len(first.headers) == 1 })
	title("Wednesday") // told within a second
	c := s.join("dee", "?changes=true")
	title("Tuesday")
	got := c.hello.Session.Title
	c.until(func() bool { return len(c.headers) > 0 || len(c.ticks) > 0 })
	for _, h := range c.headers {
		if strings.Contains(h, `"title":"Tuesday"`) {
			got = "Tuesday"
		}
	}
	if got != "Tuesday" {
		t.Errorf("holds %q, told %q", got, c.headers)
	}
}

// For any two sessions: the first one with the changes applied is the second one.
func TestChangesOfASession(t *testing.T) {
	at := observe.Timestamp("2026-11-22T10:00:00.000Z")
	ms := observe.Millis(5)
	seat := &observe.Seat{X: .5}
	one := api.SessionFacts{ID: meetingID, Title: "A", State: "planned", Participants: []api.Participant{}, Observers: []api.Observer{}, Phases: []api.SessionPhase{}}
	two := one
	two.Title, two.State, two.StartedAt, two.Locked, two.Revealed, two.Head = "B", "live", &at, true, true, 7
	two.Team, two.Intention, two.Coding = "t", "i", observe.Independent
	two.Participants = []api.Participant{{ID: "p1", Name: "An", Present: true}, {ID: "p2", Name: "Bo", Seat: seat}}
	two.Observers = []api.Observer{{ID: "o1", Role: observe.RoleOwner}}
	two.Phases = []api.SessionPhase{{Name: "P"}}
	three := two
	three.Title, three.Team, three.Intention = "", "", ""
	three.Participants = []api.Participant{{ID: "p1", Name: "An"}, {ID: "p2", Name: "Bo", Seat: &observe.Seat{X: .5}}, {ID: "p3", Name: "Cy"}}
	three.Phases = []api.SessionPhase{{Name: "P", At: &ms}}
	steps := []*api.SessionFacts{nil, &one, &two, &three}
	for i := range steps {
		for j := max(i, 1); j < len(steps); j++ {
			part, changed := api.ChangesOf(steps[i], steps[j])
			if changed != (i != j) {
				t.Errorf("%d to %d: changed is %t", i, j, changed)
			}
			got := api.SessionFacts{}
			if steps[i] != nil {
				got = *steps[i]
			}
			apply(&got, part)
			if a, b := string(textFrame(got)), string(textFrame(steps[j])); a != b {
				t.Errorf("%d to %d: %s, want %s", i, j, a, b)
			}
		}
	}
	part, _ := api.ChangesOf(&two, &three)
	if len(part.Participants) != 2 || part.Observers != nil || part.StartedAt != nil || part.Head != nil || part.Locked != nil {
		t.Errorf("more than what changed: %s", textFrame(part))
	}
	head := three
	head.Head++
	if _, changed := api.ChangesOf(&three, &head); changed {
		t.Error("the head alone is told by entries")
	}
}

// apply does what a client does with changes.
func apply(f *api.SessionFacts, p api.SessionPart) {
	f.ID = p.ID
	setIfGiven(&f.Title, p.Title)
	setIfGiven(&f.State, p.State)
	setIfGiven(&f.Locked, p.Locked)
	setIfGiven(&f.Coding, p.Coding)
	setIfGiven(&f.Revealed, p.Revealed)
	setIfGiven(&f.Team, p.Team)
	setIfGiven(&f.Intention, p.Intention)
	setIfGiven(&f.Phases, p.Phases)
	setIfGiven(&f.Head, p.Head)
	if p.StartedAt != nil {
		f.StartedAt = p.StartedAt
	}
	f.Participants = merge(f.Participants, p.Participants, func(p api.Participant) string { return string(p.ID) })
	f.Observers = merge(f.Observers, p.Observers, func(o api.Observer) string { return string(o.ID) })
}

func merge[T any](list, changed []T, id func(T) string) []T {
	out := append([]T{}, list...)
	for _, c := range changed {
		there := false
		for i := range out {
			if id(out[i]) == id(c) {
				out[i], there = c, true
			}
		}
		if !there {
			out = append(out, c)
		}
	}
	return out
}

func setIfGiven[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
