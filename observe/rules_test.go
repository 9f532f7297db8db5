package observe_test

import (
	"fmt"
	"testing"

	"kompas/observe"
)

// verdict returns "ok", or the code and field of the error of Check for a new entry.
func (r *recording) verdict(v observe.Viewer, e observe.Entry) string {
	r.t.Helper()
	e.ID = uid(int(r.Head()) + 1000)
	parsed, err := observe.ParseEntry(e.AppendJSON(nil))
	if err != nil {
		r.t.Fatalf("%s: %v", e.AppendJSON(nil), err)
	}
	if seq, err := r.Find(v, &parsed); seq != 0 || err != nil {
		r.t.Fatalf("Find: %d, %v", seq, err)
	}
	return said(r.Check(v, &parsed))
}

func said(err error) string {
	if err == nil {
		return "ok"
	}
	bad := err.(*observe.Error)
	if bad.Field == "" {
		return string(bad.Code)
	}
	return fmt.Sprintf("%s %s", bad.Code, bad.Field)
}

// anyEntry returns an entry of each type that needs no target.
func anyEntry(t observe.EntryType) observe.Entry {
	e := observe.Entry{Type: t}
	switch t {
	case observe.TypeInteraction:
		e.From, e.To = "p1", "p2"
	case observe.TypePhase:
		e.Name = "Opening"
	case observe.TypeMark:
		e.Kind = observe.MarkMoment
	case observe.TypeNote:
		e.Visibility = observe.VisibilityShared
	case observe.TypeCompass:
		e.Kind = "moved"
	case observe.TypeParticipant:
		e.Person, e.Present = &observe.Person{ID: "late", Name: "Late"}, true
	case observe.TypeState:
		e.State, e.Time = observe.StateLive, "2026-11-22T10:00:00Z"
	case observe.TypeBelief:
		e.Direction = "helping"
	case observe.TypeExperiment:
		e.Experiment, e.Event = "x1", "tried"
	}
	return e
}

// full has an entry of each type by o1, private ones by the leader as well, a
// redacted line, and corrections.
type full struct {
	*recording
	id      map[string]observe.EntryID
	targets []string // names of the entries that can be targets, in order
}

func newFull(t testing.TB, coding observe.Coding) *full {
	f := &full{recording: newRecording(t, coding), id: map[string]observe.EntryID{}}
	put := func(name string, o observe.ObserverID, e observe.Entry) {
		f.id[name] = f.add(o, e)
		f.targets = append(f.targets, name)
	}
	private := func() observe.Entry { return note("secret", observe.VisibilityPrivate) }
	for _, o := range []observe.ObserverID{"o1", "o2"} {
		put("turn "+string(o), o, says(1000, "p1", "p2", "curiosity"))
		put("mark "+string(o), o, anyEntry(observe.TypeMark))
		put("note "+string(o), o, anyEntry(observe.TypeNote))
	}
	put("other turn", "o1", says(2000, "p2", "p3"))
	put("phase", "o1", anyEntry(observe.TypePhase))
	put("state", "o1", anyEntry(observe.TypeState))
	put("participant", "o1", anyEntry(observe.TypeParticipant))
	put("belief", "o1", anyEntry(observe.TypeBelief))
	put("experiment", "o1", anyEntry(observe.TypeExperiment))
	put("private o1", "o1", private())
	put("compass o1", "o1", anyEntry(observe.TypeCompass))
	put("journal o1", "o1", anyEntry(observe.TypeJournal))
	put("private l1", "l1", private())
	put("compass l1", "l1", anyEntry(observe.TypeCompass))
	put("journal l1", "l1", anyEntry(observe.TypeJournal))
	put("compass q1", "q1", anyEntry(observe.TypeCompass))
	put("amend", "o1", amend(f.id["turn o1"], observe.Set{At: new(observe.Millis(1001))}))
	put("void", "o1", void(f.id["turn o1"]))
	put("restore", "o1", restore(f.id["turn o1"]))
	line := observe.Entry{Seq: f.Head() + 1, ID: uid(int(f.Head() + 1)), Type: observe.TypeRedacted}
	f.Apply(line)
	f.entries = append(f.entries, line)
	f.id["redacted"] = line.ID
	f.id["missing"] = uid(999)
	f.targets = append(f.targets, "redacted", "missing")
	return f
}

// Who may append which entries without a target: 2.5 of the contract.
func TestRolesByType(t *testing.T) {
	const forbidden = "forbidden /type"
	for _, coding := range []observe.Coding{observe.Shared, observe.Independent} {
		r := newRecording(t, coding)
		for _, typ := range observe.EntryTypes {
			if typ == observe.TypeAmend || typ == observe.TypeVoid || typ == observe.TypeRestore {
				continue
			}
			e := anyEntry(typ)
			want := map[string]string{"owner": "ok", "observer": "ok", "leader": forbidden, "participant": forbidden, "viewer": "forbidden"}
			switch typ {
			case observe.TypeCompass:
				want["leader"], want["participant"] = "ok", "ok"
			case observe.TypeJournal:
				want["leader"] = "ok"
			}
			for name, v := range map[string]observe.Viewer{"owner": owner, "observer": observer1, "leader": leader, "participant": participant, "viewer": viewer} {
				if got := r.verdict(v, e); got != want[name] {
					t.Errorf("%s, %s by %s: got %s, want %s", coding, typ, name, got, want[name])
				}
			}
		}
		private := note("", observe.VisibilityPrivate)
		for v, want := range map[observe.Viewer]string{owner: "ok", observer1: "ok", leader: "ok", participant: forbidden, viewer: "forbidden", stranger: "forbidden"} {
			if got := r.verdict(v, private); got != want {
				t.Errorf("%s, private note by %s: got %s, want %s", coding, v.Role, got, want)
			}
		}
	}
}

// Who may void which entries. The same holds for restore.
func TestRolesByTarget(t *testing.T) {
	const (
		unknown = "unknown-target /target"
		others  = "forbidden /target"
		invalid = "invalid /target"
	)
	type row map[string]string
	base := row{"redacted": unknown, "missing": unknown, "private o1": unknown, "compass o1": unknown, "journal o1": unknown, "private l1": unknown, "compass l1": unknown, "journal l1": unknown, "compass q1": unknown}
	plus := func(a row, b row) row {
		out := row{}
		for _, m := range []row{a, b} {
			for k, v := range m {
				out[k] = v
			}
		}
		return out
	}
	corrections := row{"state": invalid, "participant": invalid, "amend": invalid, "void": invalid, "restore": invalid}
	open := row{"turn o1": "ok", "turn o2": "ok", "mark o1": "ok", "mark o2": "ok", "note o1": "ok", "note o2": "ok", "other turn": "ok", "phase": "ok", "belief": "ok", "experiment": "ok"}
	mine := row{"private o1": "ok", "compass o1": "ok", "journal o1": "ok"}
	all := func(verdict string) row {
		out := row{}
		for name := range plus(base, plus(corrections, open)) {
			out[name] = verdict
		}
		return out
	}
	led := plus(plus(base, row{"private l1": "ok", "compass l1": "ok", "journal l1": "ok"}), row{
		"turn o1": others, "turn o2": others, "other turn": unknown, // from or to p1 only
		"mark o1": unknown, "mark o2": unknown, "note o1": unknown, "note o2": unknown, "belief": unknown,
		"phase": others, "experiment": others, "state": others, "participant": others,
		"amend": others, "void": others, "restore": others,
	})
	hidden := row{"turn o2": unknown, "mark o2": unknown, "note o2": unknown}
	tests := []struct {
		name     string
		coding   observe.Coding
		revealed bool
		viewer   observe.Viewer
		want     row
	}{
		{"owner, shared", observe.Shared, false, owner, plus(base, plus(corrections, open))},
		{"owner, independent", observe.Independent, false, owner, plus(base, plus(corrections, open))},
		{"observer, shared", observe.Shared, false, observer1, plus(plus(base, mine), plus(corrections, open))},
		{"other observer, shared", observe.Shared, false, observer2, plus(base, plus(corrections, open))},
		{"observer, independent", observe.Independent, false, observer1, plus(plus(plus(base, mine), plus(corrections, open)), hidden)},
		{"observer, revealed", observe.Independent, true, observer1, plus(plus(plus(base, mine), plus(corrections, open)), row{"turn o2": others, "mark o2": others, "note o2": others})},
		{"other observer, independent", observe.Independent, false, observer2, plus(plus(base, corrections), row{
			"turn o1": unknown, "other turn": unknown, "mark o1": unknown, "note o1": unknown, "turn o2": "ok", "mark o2": "ok", "note o2": "ok",
			"phase": others, "belief": others, "experiment": others, "amend": unknown, "void": unknown, "restore": unknown})},
		{"leader", observe.Shared, false, leader, led},
		{"leader, independent", observe.Independent, false, leader, plus(led, row{"turn o1": unknown, "turn o2": unknown, "amend": unknown, "void": unknown, "restore": unknown})},
		{"participant", observe.Shared, false, participant, all("forbidden /type")},
		{"viewer", observe.Shared, false, viewer, all("forbidden")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFull(t, tt.coding)
			h := header(tt.coding)
			h.Revealed = tt.revealed
			f.SetHeader(h)
			if len(tt.want) != len(f.targets) {
				t.Fatalf("%d targets are tested, there are %d", len(tt.want), len(f.targets))
			}
			for _, name := range f.targets {
				for _, e := range []observe.Entry{void(f.id[name]), restore(f.id[name])} {
					if got := f.verdict(tt.viewer, e); got != tt.want[name] {
						t.Errorf("%s of %s: got %s, want %s", e.Type, name, got, tt.want[name])
					}
				}
			}
		})
	}
}

// A locked session accepts only what does not change the observation.
func TestLocked(t *testing.T) {
	f := newFull(t, observe.Shared)
	h := header(observe.Shared)
	h.Locked = true
	f.SetHeader(h)
	open := map[observe.EntryType]bool{observe.TypeBelief: true, observe.TypeExperiment: true, observe.TypeJournal: true, observe.TypeCompass: true}
	for _, typ := range observe.EntryTypes {
		if typ == observe.TypeAmend || typ == observe.TypeVoid || typ == observe.TypeRestore {
			continue
		}
		want := "locked"
		if open[typ] {
			want = "ok"
		}
		for _, v := range []observe.Viewer{owner, observer1} {
			if got := f.verdict(v, anyEntry(typ)); got != want {
				t.Errorf("%s by %s: got %s, want %s", typ, v.Role, got, want)
			}
		}
	}
	for name, want := range map[string]string{"turn o1": "locked", "mark o1": "locked", "note o1": "locked", "phase": "locked", "private o1": "locked", "state": "locked",
		"belief": "ok", "experiment": "ok", "compass o1": "ok", "journal o1": "ok", "journal l1": "unknown-target /target", "missing": "locked"} {
		for _, e := range []observe.Entry{void(f.id[name]), restore(f.id[name])} {
			if got := f.verdict(observer1, e); got != want {
				t.Errorf("%s of %s: got %s, want %s", e.Type, name, got, want)
			}
		}
	}
	for _, name := range []string{"turn o1", "note o1", "phase", "private o1"} {
		if got := f.verdict(observer1, amend(f.id[name], observe.Set{At: new(observe.Millis(1))})); got != "locked" {
			t.Errorf("amend of %s: got %s", name, got)
		}
	}
	for v, want := range map[observe.Viewer]string{leader: "forbidden /type", participant: "forbidden /type", viewer: "forbidden"} {
		if got := f.verdict(v, anyEntry(observe.TypeInteraction)); got != want {
			t.Errorf("turn by %s: got %s, want %s: what is final is said first", v.Role, got, want)
		}
	}
	if got := f.verdict(leader, note("", observe.VisibilityPrivate)); got != "locked" {
		t.Errorf("private note of a leader: got %s", got)
	}
	// A stored entry that is sent again is found before anything else is checked.
	stored := f.entries[0]
	if seq, err := f.Find(observer1, &stored); seq != 1 || err != nil {
		t.Errorf("a resend: %d, %v", seq, err)
	}
}

func TestReferences(t *testing.T) {
	f := newFull(t, observe.Independent)
	replying := func(to string) observe.Entry {
		e := says(0, "p1", "*")
		e.RepliesTo = f.id[to]
		return e
	}
	on := func(t observe.EntryType, target string) observe.Entry {
		e := anyEntry(t)
		e.Target = f.id[target]
		return e
	}
	about := func(t observe.EntryType, targets ...string) observe.Entry {
		e := anyEntry(t)
		for _, name := range targets {
			e.Targets = append(e.Targets, f.id[name])
		}
		return e
	}
	for _, tt := range []struct {
		name  string
		entry observe.Entry
		want  string
	}{
		{"both everybody", says(0, "*", "*"), "ok"},
		{"everybody to one", says(0, "*", "p1"), "ok"},
		{"late joiner", says(0, "late", "p1"), "ok"},
		{"unknown from", says(0, "p9", "p1"), "unknown-participant /from"},
		{"unknown to", says(0, "p1", "p9"), "unknown-participant /to"},
		{"name for an id", says(0, "Ann", "p2"), "unknown-participant /from"},
		{"tag and family", says(0, "p1", "p2", "judgement", "asking"), "ok"},
		{"unknown tag", says(0, "p1", "p2", "x", "Curiosity"), "unknown-tag /tags/1"},
		{"replies to a turn", replying("turn o1"), "ok"},
		{"replies to a hidden turn", replying("turn o2"), "unknown-target /replies_to"},
		{"replies to none", replying("missing"), "unknown-target /replies_to"},
		{"replies to a redacted line", replying("redacted"), "unknown-target /replies_to"},
		{"replies to a phase", replying("phase"), "invalid /replies_to"},
		{"replies to the correction of a turn", replying("amend"), "invalid /replies_to"},
		{"mark on a turn", on(observe.TypeMark, "turn o1"), "ok"},
		{"mark on a hidden turn", on(observe.TypeMark, "turn o2"), "unknown-target /target"},
		{"mark on nothing there", on(observe.TypeMark, "missing"), "unknown-target /target"},
		{"note on the own private note", on(observe.TypeNote, "private o1"), "ok"},
		{"note on another's journal", on(observe.TypeNote, "journal l1"), "unknown-target /target"},
		{"belief about two", about(observe.TypeBelief, "turn o1", "phase"), "ok"},
		{"belief about a hidden one", about(observe.TypeBelief, "turn o1", "note o2"), "unknown-target /targets/1"},
		{"journal about a redacted line", about(observe.TypeJournal, "redacted"), "unknown-target /targets/0"},
		{"another name for a participant", observe.Entry{Type: observe.TypeParticipant, Person: &observe.Person{ID: "p1", Name: "Anna"}}, "ok"},
	} {
		if got := f.verdict(observer1, tt.entry); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// An id under which an entry is shown redacted cannot be used by a new entry.
func TestReferenceByRedactedID(t *testing.T) {
	f := newFull(t, observe.Independent)
	redactor := f.Redactor(observer1, []byte("secret"))
	shown := redactor.Show(f.entries[f.at("turn o2")])
	if shown.Type != observe.TypeRedacted {
		t.Fatalf("shown as %+v", shown)
	}
	reply := says(0, "p1", "*")
	reply.RepliesTo = shown.ID
	for want, e := range map[string]observe.Entry{
		"unknown-target /target":     void(shown.ID),
		"unknown-target /replies_to": reply,
	} {
		if got := f.verdict(observer1, e); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// at returns the index of a named entry.
func (f *full) at(name string) int {
	for i, e := range f.entries {
		if e.ID == f.id[name] {
			return i
		}
	}
	f.t.Fatalf("there is no entry %q", name)
	return 0
}

// What an amend may set, by type of its target.
func TestAmendFields(t *testing.T) {
	f := newFull(t, observe.Shared)
	sets := map[string]observe.Set{
		"at":         {At: new(observe.Millis(5))},
		"from":       {From: new("p3")},
		"to":         {To: new("p3")},
		"tags":       {Tags: &[]observe.TagID{"x"}},
		"replies_to": {RepliesTo: new(f.id["other turn"])},
		"proposed":   {Proposed: new(true)},
		"text":       {Text: new("t")},
		"name":       {Name: new("n")},
		"purpose":    {Purpose: new(observe.Purpose("weigh"))},
		"outcome":    {Outcome: new("decision")},
		"kind":       {Kind: new("theme")},
		"label":      {Label: new("l")},
	}
	allowed := map[string]map[string]bool{
		"turn o1": {"at": true, "from": true, "to": true, "tags": true, "replies_to": true, "proposed": true},
		"note o1": {"at": true, "text": true},
		"phase":   {"at": true, "name": true, "purpose": true, "outcome": true},
		"mark o1": {"at": true, "kind": true, "label": true},
	}
	for target, fields := range allowed {
		for name, set := range sets {
			want := "ok"
			if !fields[name] {
				want = "invalid /set/" + name
			}
			if got := f.verdict(observer1, amend(f.id[target], set)); got != want {
				t.Errorf("%s of %s: got %s, want %s", name, target, got, want)
			}
		}
	}
	for _, target := range []string{"state", "participant", "belief", "experiment", "compass o1", "journal o1", "amend", "void", "restore"} {
		if got := f.verdict(observer1, amend(f.id[target], sets["at"])); got != "invalid /target" {
			t.Errorf("of %s: got %s, want invalid /target", target, got)
		}
	}
	if got := f.verdict(observer1, amend(f.id["private o1"], sets["text"])); got != "ok" {
		t.Errorf("of the own private note: got %s", got)
	}
	if got := f.verdict(owner, amend(f.id["private o1"], sets["text"])); got != "unknown-target /target" {
		t.Errorf("of another's private note: got %s", got)
	}
	for _, tt := range []struct {
		name, target string
		set          observe.Set
		want         string
	}{
		{"from is to", "turn o1", observe.Set{From: new("p2")}, "invalid /set/from"},
		{"to is from", "turn o1", observe.Set{To: new("p1")}, "invalid /set/to"},
		{"turned round", "turn o1", observe.Set{From: new("p2"), To: new("p1")}, "ok"},
		{"both everybody", "turn o1", observe.Set{From: new("*"), To: new("*")}, "ok"},
		{"unknown from", "turn o1", observe.Set{From: new("p9")}, "unknown-participant /set/from"},
		{"unknown to", "turn o1", observe.Set{To: new("p9")}, "unknown-participant /set/to"},
		{"unknown tag", "turn o1", observe.Set{Tags: &[]observe.TagID{"x", "y"}}, "unknown-tag /set/tags/1"},
		{"no tags", "turn o1", observe.Set{Tags: new([]observe.TagID)}, "ok"},
		{"replies to none", "turn o1", observe.Set{RepliesTo: new(f.id["missing"])}, "unknown-target /set/replies_to"},
		{"replies to a note", "turn o1", observe.Set{RepliesTo: new(f.id["note o1"])}, "invalid /set/replies_to"},
		{"replies to itself", "turn o1", observe.Set{RepliesTo: new(f.id["turn o1"])}, "invalid /set/replies_to"},
		{"replies to nothing", "turn o1", observe.Set{RepliesTo: new(observe.EntryID)}, "ok"},
		{"redacted target", "redacted", observe.Set{To: new("p1")}, "unknown-target /target"},
	} {
		if got := f.verdict(observer1, amend(f.id[tt.target], tt.set)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

// The pair is checked as it stands after earlier amends.
func TestAmendOfAmended(t *testing.T) {
	r := newRecording(t, observe.Shared)
	id := r.add("o1", says(0, "p1", "p2"))
	r.add("o1", amend(id, observe.Set{To: new("p3")}))
	for who, want := range map[string]string{"p2": "ok", "p3": "invalid /set/from"} {
		if got := r.verdict(observer1, amend(id, observe.Set{From: new(who)})); got != want {
			t.Errorf("from %s: got %s, want %s", who, got, want)
		}
	}
}

// A file may have references to redacted lines, by any observer. It must be in order
// of seq.
func TestCheckStored(t *testing.T) {
	f := newFull(t, observe.Independent)
	stored := func(e observe.Entry) string {
		e.Seq, e.ID, e.Observer = f.Head()+1, uid(2000), "o7"
		return said(f.CheckStored(&e))
	}
	reply := says(0, "p1", "*")
	reply.RepliesTo = f.id["redacted"]
	mark := anyEntry(observe.TypeMark)
	mark.Target = f.id["redacted"]
	journal := anyEntry(observe.TypeJournal)
	journal.Targets = []observe.EntryID{f.id["journal l1"], f.id["redacted"]}
	for name, e := range map[string]observe.Entry{
		"reply": reply, "mark": mark, "journal": journal,
		"void":           void(f.id["redacted"]),
		"restore":        restore(f.id["compass l1"]),
		"amend":          amend(f.id["redacted"], observe.Set{Name: new("n"), Text: new("t")}),
		"reply by amend": amend(f.id["turn o2"], observe.Set{RepliesTo: new(f.id["redacted"])}),
	} {
		if got := stored(e); got != "ok" {
			t.Errorf("%s: got %s", name, got)
		}
	}
	for want, e := range map[string]observe.Entry{
		"unknown-target /target":    void(f.id["missing"]),
		"unknown-participant /from": says(0, "p9", "*"),
		"unknown-tag /tags/0":       says(0, "p1", "*", "y"),
		"invalid /target":           void(f.id["state"]),
	} {
		if got := stored(e); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	e := says(0, "p1", "*")
	for _, seq := range []observe.Seq{0, 1, f.Head(), f.Head() + 2} {
		e.Seq, e.ID = seq, uid(2000)
		if got := said(f.CheckStored(&e)); got != "invalid /seq" {
			t.Errorf("seq %d: got %s", seq, got)
		}
	}
	for _, name := range []string{"turn o1", "redacted"} {
		e.Seq, e.ID = f.Head()+1, f.id[name]
		if got := said(f.CheckStored(&e)); got != "conflict /id" {
			t.Errorf("id of %s: got %s", name, got)
		}
	}
}

// In a file, persons who join count together with the planned ones. At the limit,
// known persons can still leave, come back and be renamed.
func TestPersonsBeyondTheLimit(t *testing.T) {
	r := newRecording(t, observe.Shared)
	for i := len(r.Participants()); i < observe.MaxParticipants; i++ {
		r.add("o1", joins(observe.PersonID(fmt.Sprintf("late%d", i))))
	}
	for id, want := range map[observe.PersonID]string{"one-more": "invalid /person/id", "p1": "ok", "late3": "ok"} {
		e := joins(id)
		e.Seq, e.ID, e.Observer = r.Head()+1, uid(2000), "o1"
		if got := said(r.CheckStored(&e)); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}

func joins(id observe.PersonID) observe.Entry {
	return observe.Entry{Type: observe.TypeParticipant, Person: &observe.Person{ID: id, Name: "Late"}, Present: true}
}
