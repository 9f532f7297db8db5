package observe_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
)

func fold(h observe.Header, entries []observe.Entry) *observe.State {
	s := observe.NewState(h)
	for _, e := range entries {
		s.Apply(e)
	}
	return s
}

// meaning is everything that can be asked of a state.
type meaning struct {
	Head         observe.Seq
	Interactions []observe.Interaction
	Items        map[observe.EntryType][]observe.Undoable
	Clock        []observe.ClockPoint
	Now          string
	Started      time.Time
	Participants []observe.Participant
	Presences    map[observe.PersonID][]observe.Presence
	Tally        observe.Tally
	LargestAt    observe.Millis
	Views        []string
}

func meaningOf(s *observe.State) meaning {
	m := meaning{
		Head: s.Head(), Interactions: s.Interactions(), Items: map[observe.EntryType][]observe.Undoable{}, Clock: s.Clock(), Now: s.Now(),
		Participants: s.Participants(), Presences: s.Presences(), Tally: s.Tally(owner), LargestAt: s.LargestAt(),
		Views: []string{s.View(leader, "", 0), s.View(participant, "", 0)},
	}
	m.Started, _ = s.StartedAt()
	for _, t := range observe.EntryTypes {
		m.Items[t] = s.Undoables(t)
	}
	return m
}

// Reading a state does not change it, however often that happens between two
// entries, and callers may change the results.
func TestAskingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 25)
		asked := observe.NewState(d.Header)
		for _, e := range d.Entries {
			asked.Apply(e.Clone())
			if rapid.Bool().Draw(t, "ask") {
				spoil(meaningOf(asked))
			}
		}
		if diff := gocmp.Diff(meaningOf(fold(d.Header, d.Entries)), meaningOf(asked)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func spoil(m meaning) {
	for i := range m.Interactions {
		m.Interactions[i].From = "spoiled"
		for j := range m.Interactions[i].Tags {
			m.Interactions[i].Tags[j] = "spoiled"
		}
	}
	for _, items := range m.Items {
		for i := range items {
			items[i].Text = "spoiled"
			for j := range items[i].Targets {
				items[i].Targets[j] = "spoiled"
			}
		}
	}
	for i := range m.Participants {
		m.Participants[i].Name = "spoiled"
		if m.Participants[i].Seat != nil {
			m.Participants[i].Seat.X = -1
		}
	}
	clear(m.Tally.Sent)
	clear(m.Presences)
}

// naive finds the turns from the whole log, without a fold.
func naive(entries []observe.Entry) []observe.Interaction {
	var out []observe.Interaction
	for _, e := range entries {
		if e.Type != observe.TypeInteraction {
			continue
		}
		turn := observe.Interaction{ID: e.ID, Seq: e.Seq, Observer: e.Observer, At: e.At, From: e.From, To: e.To, Tags: e.Tags, RepliesTo: e.RepliesTo, Proposed: e.Proposed}
		for _, c := range entries {
			if c.Target != e.ID {
				continue
			}
			switch c.Type {
			case observe.TypeVoid:
				turn.Void = true
			case observe.TypeRestore:
				turn.Void = false
			case observe.TypeAmend:
				set := c.Set
				if set.At != nil {
					turn.At = *set.At
				}
				if set.From != nil {
					turn.From = *set.From
				}
				if set.To != nil {
					turn.To = *set.To
				}
				if set.Tags != nil {
					turn.Tags = *set.Tags
				}
				if set.RepliesTo != nil {
					turn.RepliesTo = *set.RepliesTo
				}
				if set.Proposed != nil {
					turn.Proposed = *set.Proposed
				}
			}
		}
		if !turn.Void {
			out = append(out, turn)
		}
	}
	slices.SortStableFunc(out, func(a, b observe.Interaction) int { return cmp.Compare(a.At, b.At) })
	return out
}

// Turns and tallies equal a naive recount, for every viewer.
func TestTurnsAndTalliesEqualARecount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 40)
		s := fold(d.Header, d.Entries)
		want := naive(d.Entries)
		sameTags := gocmp.Transformer("tags", func(tags []observe.TagID) string { return fmt.Sprint(len(tags), tags) })
		if diff := gocmp.Diff(want, s.Interactions(), sameTags); diff != "" && (len(want) > 0 || len(s.Interactions()) > 0) {
			t.Fatal(diff)
		}
		v := drawViewer(t)
		hides := d.Header.Coding == observe.Independent && !d.Header.Revealed && v.Role != observe.RoleOwner
		tally := observe.Tally{Sent: map[observe.PersonID]int{}, Tags: map[observe.TagID]int{}}
		for _, turn := range want {
			if hides && turn.Observer != v.Observer {
				continue
			}
			if turn.From != observe.Everybody {
				tally.Sent[observe.PersonID(turn.From)]++
			}
			if len(turn.Tags) > 0 {
				tally.Tags[turn.Tags[0]]++
			}
		}
		if diff := gocmp.Diff(tally, s.Tally(v)); diff != "" {
			t.Fatalf("%+v: %s", v, diff)
		}
	})
}

// Void and restore do not depend on corrections in between, nor on how often they
// are repeated.
func TestVoidRestoreAmendCommute(t *testing.T) {
	corrections := func(id observe.EntryID) []observe.Entry {
		return []observe.Entry{
			amend(id, observe.Set{At: new(observe.Millis(9)), To: new("p3")}),
			amend(id, observe.Set{Tags: &[]observe.TagID{"x"}, To: new("*")}),
			void(id), void(id), restore(id),
		}
	}
	want := []observe.Interaction{{ID: uid(1), Seq: 1, Observer: "o1", At: 9, From: "p1", To: "*", Tags: []observe.TagID{"x"}}}
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {2, 0, 3, 1, 4}, {2, 4, 0, 1}, {4, 0, 1}, {2, 3, 4, 4, 0, 1}, {0, 2, 4, 1}} {
		r := newRecording(t, observe.Shared)
		id := r.add("o1", says(5, "p1", "p2", "curiosity"))
		for _, i := range order {
			r.add("o1", corrections(id)[i])
		}
		if diff := gocmp.Diff(want, r.Interactions()); diff != "" {
			t.Errorf("%v: %s", order, diff)
		}
		tally := observe.Tally{Sent: map[observe.PersonID]int{"p1": 1}, Tags: map[observe.TagID]int{"x": 1}}
		if diff := gocmp.Diff(tally, r.Tally(owner)); diff != "" {
			t.Errorf("%v: %s", order, diff)
		}
	}
	r := newRecording(t, observe.Shared)
	id := r.add("o1", says(5, "p1", "p2", "curiosity"))
	r.add("o1", void(id))
	r.add("o1", amend(id, observe.Set{From: new("p3")}))
	if n := len(r.Interactions()); n != 0 {
		t.Errorf("an amended void turn is there: %d", n)
	}
	if tally := r.Tally(owner); len(tally.Sent) != 0 || len(tally.Tags) != 0 {
		t.Errorf("it is counted: %+v", tally)
	}
	if turn, ok := r.Interaction(id); !ok || !turn.Void || turn.From != "p3" {
		t.Errorf("it is %+v", turn)
	}
	if _, ok := r.Interaction(uid(77)); ok {
		t.Error("a turn is there that is not")
	}
}

// Later amends win field by field; null clears.
func TestAmendFieldByField(t *testing.T) {
	r := newRecording(t, observe.Shared)
	first := r.add("o1", says(0, "p1", "p2"))
	reply := says(1, "p2", "p1", "curiosity", "x")
	reply.RepliesTo, reply.Proposed = first, true
	id := r.add("o1", reply)
	step := func(set observe.Set, change func(*observe.Interaction)) {
		t.Helper()
		want, _ := r.Interaction(id)
		change(&want)
		r.add("o1", amend(id, set))
		got, _ := r.Interaction(id)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	step(observe.Set{At: new(observe.Millis(7))}, func(i *observe.Interaction) { i.At = 7 })
	step(observe.Set{At: new(observe.Millis)}, func(i *observe.Interaction) { i.At = 0 })
	step(observe.Set{To: new("p3")}, func(i *observe.Interaction) { i.To = "p3" })
	step(observe.Set{Tags: new([]observe.TagID)}, func(i *observe.Interaction) { i.Tags = nil })
	step(observe.Set{RepliesTo: new(observe.EntryID)}, func(i *observe.Interaction) { i.RepliesTo = "" })
	step(observe.Set{Proposed: new(bool)}, func(i *observe.Interaction) { i.Proposed = false })
	step(observe.Set{From: new("*"), To: new("*")}, func(i *observe.Interaction) { i.From, i.To = "*", "*" })

	phase := anyEntry(observe.TypePhase)
	phase.Purpose, phase.Outcome = "weigh", "decision"
	id = r.add("o1", phase)
	r.add("o1", amend(id, observe.Set{Name: new("Closing"), Purpose: new(observe.Purpose)}))
	r.add("o1", amend(id, observe.Set{At: new(observe.Millis(3))}))
	mark := anyEntry(observe.TypeMark)
	mark.Label = "money"
	markID := r.add("o1", mark)
	r.add("o1", amend(markID, observe.Set{Kind: new("theme"), Label: new("")}))
	noteID := r.add("o1", note("first", observe.VisibilityShared))
	r.add("o1", amend(noteID, observe.Set{Text: new("")}))
	if got := r.Undoables(observe.TypePhase)[0]; got.Name != "Closing" || got.Purpose != "" || got.Outcome != "decision" || got.At != 3 {
		t.Errorf("phase: %+v", got)
	}
	if got := r.Undoables(observe.TypeMark)[0]; got.Kind != "theme" || got.Label != "" {
		t.Errorf("mark: %+v", got)
	}
	if got := r.Undoables(observe.TypeNote)[0]; got.Text != "" || got.Visibility != observe.VisibilityShared {
		t.Errorf("note: %+v", got)
	}
}

// Each type that can be undone is undone by a void.
func TestVoidItems(t *testing.T) {
	for _, typ := range []observe.EntryType{"phase", "mark", "note", "compass", "belief", "experiment", "journal"} {
		r := newRecording(t, observe.Shared)
		id := r.add("o1", anyEntry(typ))
		for i, c := range []observe.Entry{void(id), void(id), restore(id), restore(id), void(id)} {
			r.add("o1", c)
			want := 0
			if i == 2 || i == 3 {
				want = 1
			}
			if got := len(r.Undoables(typ)); got != want {
				t.Errorf("%s after correction %d: %d items, want %d", typ, i, got, want)
			}
		}
	}
}

// Entries may come in any order of time; the results are ordered by (at, seq).
func TestOrder(t *testing.T) {
	r := newRecording(t, observe.Shared)
	for _, at := range []observe.Millis{500, 0, 500, 900, 500} {
		r.add("o1", says(at, "p1", "p2"))
		mark := anyEntry(observe.TypeMark)
		mark.At = at
		r.add("o1", mark)
	}
	var turns, marks []observe.Seq
	for _, i := range r.Interactions() {
		turns = append(turns, i.Seq)
	}
	for _, i := range r.Undoables(observe.TypeMark) {
		marks = append(marks, i.Seq)
	}
	if diff := gocmp.Diff([][]observe.Seq{{3, 1, 5, 9, 7}, {4, 2, 6, 10, 8}}, [][]observe.Seq{turns, marks}); diff != "" {
		t.Error(diff)
	}
}

// The clock of a session: 2.2 of the contract.
func TestStartedAt(t *testing.T) {
	type state struct {
		at             observe.Millis
		state          string
		time, recorded observe.Timestamp
	}
	for _, tt := range []struct {
		name   string
		states []state
		want   string // "" when not started
	}{
		{"before the first", nil, ""},
		{"paused and ended only", []state{{0, "paused", "2026-11-22T10:00:00Z", ""}, {1, "ended", "2026-11-22T10:00:00Z", ""}}, ""},
		{"live", []state{{0, "live", "2026-11-22T10:00:00.5Z", "2026-11-22T10:00:01Z"}}, "2026-11-22T10:00:00.5Z"},
		{"live later on its clock", []state{{61_250, "live", "2026-11-22T10:01:01.25Z", "2026-11-22T10:00:01Z"}}, "2026-11-22T10:00:00Z"},
		{"in another zone", []state{{0, "live", "2026-11-22T11:00:00+01:00", "2026-11-22T10:00:01Z"}}, "2026-11-22T10:00:00Z"},
		{"a day apart", []state{{0, "live", "2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z"}}, "2026-11-21T10:00:00Z"},
		{"a day ahead", []state{{0, "live", "2026-11-23T10:00:00Z", "2026-11-22T10:00:00Z"}}, "2026-11-23T10:00:00Z"},
		{"more than a day apart", []state{{1000, "live", "2026-11-21T09:59:59.999Z", "2026-11-22T10:00:00Z"}}, "2026-11-22T09:59:59Z"},
		{"begun a day ahead", []state{{1000, "live", "2026-11-23T10:00:01Z", "2026-11-22T10:00:00Z"}}, "2026-11-23T10:00:00Z"},
		{"begun more than a day before", []state{{72_000_000, "live", "2026-11-22T05:00:00Z", "2026-11-22T10:00:00Z"}}, "2026-11-21T14:00:00Z"},
		{"small letters", []state{{0, "live", "2026-11-22t10:00:00z", "2026-11-22T10:00:00Z"}}, "2026-11-22T10:00:00Z"},
		{"a leap second", []state{{0, "live", "2026-11-22T09:59:60.5Z", "2026-11-22T10:00:00Z"}}, "2026-11-22T10:00:00.5Z"},
		{"more than a day ahead", []state{{1000, "live", "2026-11-23T10:00:01.001Z", "2026-11-22T10:00:00Z"}}, "2026-11-22T09:59:59Z"},
		{"a clock of 1970", []state{{0, "live", "1970-01-01T00:00:00Z", "2026-11-22T10:00:00Z"}}, "2026-11-22T10:00:00Z"},
		{"anonymous", []state{{1000, "live", "1970-01-01T00:00:01Z", ""}}, "1970-01-01T00:00:00Z"},
		{"the first by seq", []state{{9000, "live", "2026-11-22T10:00:09Z", ""}, {0, "live", "2020-01-01T00:00:00Z", ""}}, "2026-11-22T10:00:00Z"},
		{"after a pause", []state{{0, "paused", "2020-01-01T00:00:00Z", ""}, {0, "live", "2026-11-22T10:00:00Z", ""}}, "2026-11-22T10:00:00Z"},
	} {
		s := session(t, observe.Shared)
		for i, st := range tt.states {
			s.Apply(observe.Entry{Seq: observe.Seq(i + 1), ID: uid(i), Type: observe.TypeState, Observer: "o1", RecordedAt: st.recorded, At: st.at, State: st.state, Time: st.time})
		}
		got, ok := s.StartedAt()
		if ok != (tt.want != "") || ok && !got.Equal(observe.Timestamp(tt.want).Time()) {
			t.Errorf("%s: got %v, %v, want %s", tt.name, got, ok, tt.want)
		}
	}
}

func TestNow(t *testing.T) {
	imported := header(observe.Shared)
	imported.Imported = true
	for _, tt := range []struct {
		header observe.Header
		states []observe.Millis // live at even indices, paused at odd ones
		want   string
	}{
		{header(observe.Shared), nil, "planned"},
		{imported, nil, "ended"},
		{imported, []observe.Millis{0}, "live"},
		{header(observe.Shared), []observe.Millis{0, 7}, "paused"},
		{header(observe.Shared), []observe.Millis{7, 0}, "paused"},
		{header(observe.Shared), []observe.Millis{8, 7}, "live"},
		{header(observe.Shared), []observe.Millis{0, 1, 2}, "live"},
	} {
		s := observe.NewState(tt.header)
		for i, at := range tt.states {
			e := anyEntry(observe.TypeState)
			e.Seq, e.ID, e.At = observe.Seq(i+1), uid(i), at
			if at%2 == 1 {
				e.State = observe.StatePaused
			}
			s.Apply(e)
		}
		if got := s.Now(); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.states, got, tt.want)
		}
	}
}

// Joining, leaving, being renamed and changing seat.
func TestParticipants(t *testing.T) {
	r := newRecording(t, observe.Shared)
	planned := r.Participants()
	if len(planned) != 3 || planned[0].Role != observe.Leader || planned[1].Role != observe.Member || !planned[2].Present {
		t.Fatalf("planned: %+v", planned)
	}
	person := func(at observe.Millis, p observe.Person, present bool) {
		r.add("o1", observe.Entry{Type: observe.TypeParticipant, At: at, Person: &p, Present: present})
	}
	seat := &observe.Seat{X: 0.25, Y: 0.75}
	r.add("o1", says(4000, "p1", "p2"))
	person(observe.NoTime, observe.Person{ID: "late", Name: "Late"}, true) // at 4000
	person(5000, observe.Person{ID: "p1", Name: "Anna"}, false)
	person(3000, observe.Person{ID: "p1", Name: "Ann", Role: observe.Guest, Seat: seat}, true) // added later, but happened before
	person(6000, observe.Person{ID: "late", Name: "Late L.", Role: observe.Facilitator}, true)
	person(observe.NoTime, observe.Person{ID: "p2", Name: "Bob"}, false) // at 6000
	person(100, observe.Person{ID: "p2", Name: "Bobby"}, false)
	person(0, observe.Person{ID: "p2", Name: "Bobby"}, true)
	want := []observe.Participant{
		{Person: observe.Person{ID: "p1", Name: "Anna", Role: observe.Guest, Seat: seat}},
		{Person: observe.Person{ID: "p2", Name: "Bob", Role: observe.Member, Seat: planned[1].Seat}},
		planned[2],
		{Person: observe.Person{ID: "late", Name: "Late L.", Role: observe.Facilitator}, Present: true},
	}
	if diff := gocmp.Diff(want, r.Participants()); diff != "" {
		t.Error(diff)
	}
	presences := map[observe.PersonID][]observe.Presence{
		"p1":   {{At: 3000, Present: true}, {At: 5000}},
		"p2":   {{At: 0, Present: true}, {At: 100}, {At: 6000}},
		"late": {{At: 4000, Present: true}, {At: 6000, Present: true}},
	}
	if diff := gocmp.Diff(presences, r.Presences()); diff != "" {
		t.Error(diff)
	}
	for id, want := range map[observe.PersonID][2]bool{"p1": {true, true}, "late": {true, false}, "nobody": {false, false}, "*": {false, false}} {
		if got := [2]bool{r.Knows(id), r.Planned(id)}; got != want {
			t.Errorf("%s: known, planned: %v, want %v", id, got, want)
		}
	}
	if r.LargestAt() != 6000 {
		t.Errorf("largest time %d", r.LargestAt())
	}
}

// The largest time is that of the entries; corrections and entries without a time do
// not change it.
func TestLargestAt(t *testing.T) {
	r := newRecording(t, observe.Shared)
	if r.LargestAt() != 0 {
		t.Errorf("of nothing: %d", r.LargestAt())
	}
	id := r.add("o1", says(70, "p1", "p2"))
	r.add("o1", amend(id, observe.Set{At: new(observe.Millis(5000))}))
	r.add("o1", observe.Entry{Type: observe.TypeParticipant, At: observe.NoTime, Person: &observe.Person{ID: "late", Name: "L"}, Present: true})
	if r.LargestAt() != 70 || r.Presences()["late"][0].At != 70 {
		t.Errorf("got %d", r.LargestAt())
	}
}

func TestDimensions(t *testing.T) {
	s := session(t, observe.Shared)
	shares := func(tags map[observe.TagID]int) map[string]float64 {
		out := map[string]float64{}
		for d, share := range s.Dimensions(observe.Tally{Tags: tags}) {
			out[d] = math.NaN()
			if share != nil {
				out[d] = *share
			}
		}
		return out
	}
	for _, tt := range []struct {
		tags         map[observe.TagID]int
		north, south float64
	}{
		// Weights: asking 1/0, curiosity 0.75/0.25, judgement 0/0.5, x none.
		{map[observe.TagID]int{"curiosity": 2}, 0.75, 0.25},
		{map[observe.TagID]int{"curiosity": 2, "judgement": 1, "x": 9}, 0.6, 0.4},
		{map[observe.TagID]int{"asking": 3, "judgement": 2}, 0.75, 0.25},
		{map[observe.TagID]int{"x": 4}, math.NaN(), math.NaN()},
		{nil, math.NaN(), math.NaN()},
	} {
		got := shares(tt.tags)
		for d, want := range map[string]float64{"north": tt.north, "south": tt.south} {
			if math.IsNaN(want) != math.IsNaN(got[d]) || math.Abs(got[d]-want) > 1e-12 {
				t.Errorf("%v: %s is %v, want %v", tt.tags, d, got[d], want)
			}
		}
	}
}

func TestTallyWhileHidden(t *testing.T) {
	r := newRecording(t, observe.Independent)
	r.add("o1", says(0, "p1", "p2", "curiosity"))
	r.add("o2", says(0, "p1", "p2", "judgement", "curiosity"))
	r.add("o2", says(0, "*", "*", "x"))
	count := func(v observe.Viewer) string { return fmt.Sprint(r.Tally(v)) }
	for _, tt := range []struct {
		viewer           observe.Viewer
		hidden, revealed string
	}{
		{owner, "{map[p1:2] map[curiosity:1 judgement:1 x:1]}", "{map[p1:2] map[curiosity:1 judgement:1 x:1]}"},
		{observer1, "{map[p1:1] map[curiosity:1]}", "{map[p1:2] map[curiosity:1 judgement:1 x:1]}"},
		{viewer, "{map[] map[]}", "{map[p1:2] map[curiosity:1 judgement:1 x:1]}"},
	} {
		h := header(observe.Independent)
		r.SetHeader(h)
		if got := count(tt.viewer); got != tt.hidden {
			t.Errorf("%s: %s, want %s", tt.viewer.Role, got, tt.hidden)
		}
		h.Revealed = true
		r.SetHeader(h)
		if got := count(tt.viewer); got != tt.revealed {
			t.Errorf("%s, revealed: %s, want %s", tt.viewer.Role, got, tt.revealed)
		}
	}
}
