package observe_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
)

var secret = []byte("0123456789abcdef")

// Who sees what: 2.2 and 2.5 of the contract. A "-" stands for redacted.
func TestWhoSeesWhat(t *testing.T) {
	f := newFull(t, observe.Shared)
	names := f.targets[:slices.Index(f.targets, "redacted")]
	add := func(name string, o observe.ObserverID, e observe.Entry) {
		f.id[name] = f.add(o, e)
		names = append(names, name)
	}
	// Corrections are as private as what they correct.
	add("void of private o1", "o1", void(f.id["private o1"]))
	add("amend of private o1", "o1", amend(f.id["private o1"], observe.Set{Text: new("t")}))
	add("restore of compass l1", "l1", restore(f.id["compass l1"]))
	add("void of note o2", "owner", void(f.id["note o2"]))
	add("amend of turn o2", "owner", amend(f.id["turn o2"], observe.Set{At: new(observe.Millis(7))}))
	add("void of belief", "o1", void(f.id["belief"]))
	add("void of other turn", "o1", void(f.id["other turn"]))

	private := []string{"private o1", "compass o1", "journal o1", "private l1", "compass l1", "journal l1", "compass q1", "void of private o1", "amend of private o1", "restore of compass l1"}
	of1 := []string{"private o1", "compass o1", "journal o1", "void of private o1", "amend of private o1"}
	ofLeader := []string{"private l1", "compass l1", "journal l1", "restore of compass l1"}
	marks := []string{"mark o1", "mark o2", "note o1", "note o2", "void of note o2", "belief", "void of belief"}
	hidden1 := []string{"turn o2", "mark o2", "note o2", "void of note o2", "amend of turn o2"}
	hidden2 := []string{"turn o1", "mark o1", "note o1", "other turn", "amend", "void", "restore", "void of other turn"}
	minus := func(list []string, those ...[]string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
			return slices.ContainsFunc(those, func(l []string) bool { return slices.Contains(l, s) })
		})
	}
	independent, revealed := header(observe.Independent), header(observe.Independent)
	revealed.Revealed = true
	for _, tt := range []struct {
		name   string
		header observe.Header
		viewer observe.Viewer
		hidden []string
	}{
		{"owner", header(observe.Shared), owner, private},
		{"observer", header(observe.Shared), observer1, minus(private, of1)},
		{"viewer", header(observe.Shared), viewer, private},
		{"leader", header(observe.Shared), leader, slices.Concat(minus(private, ofLeader), marks, []string{"other turn", "void of other turn"})},
		{"participant", header(observe.Shared), participant, slices.Concat(minus(private, []string{"compass q1"}), marks)},
		{"observer in lead mode", header(observe.Shared), observe.Viewer{Role: observe.RoleObserver, Observer: "o1", Person: "p1"}, minus(private, of1)},
		{"owner, independent", independent, owner, private},
		{"observer, independent", independent, observer1, slices.Concat(minus(private, of1), hidden1)},
		{"other observer, independent", independent, observer2, slices.Concat(private, hidden2)},
		{"viewer, independent", independent, viewer, slices.Concat(private, hidden1, hidden2)},
		{"leader, independent", independent, leader, slices.Concat(minus(private, ofLeader), hidden1, hidden2, []string{"belief", "void of belief"})},
		{"observer, revealed", revealed, observer1, minus(private, of1)},
		{"viewer, revealed", revealed, viewer, private},
		{"anonymous viewer", header(observe.Shared), stranger, slices.Concat(private, minus(marks, []string{"mark o1", "mark o2"}))},
		{"anonymous owner", header(observe.Shared), observe.Viewer{Role: observe.RoleOwner, Observer: "o1", Anonymous: true}, slices.Concat(private, minus(marks, []string{"mark o1", "mark o2"}))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.SetHeader(tt.header)
			redactor := f.Redactor(tt.viewer, secret)
			for _, name := range names {
				e := f.entries[f.at(name)]
				got := redactor.Show(e)
				if redacted, want := got.Type == observe.TypeRedacted, slices.Contains(tt.hidden, name); redacted != want {
					t.Errorf("%s: redacted %v, want %v", name, redacted, want)
				} else if redacted {
					if got.ID == e.ID || got.Seq != e.Seq || string(got.AppendJSON(nil)) != fmt.Sprintf(`{"seq":%d,"id":"%s","type":"redacted"}`, e.Seq, got.ID) {
						t.Errorf("%s is shown as %s", name, got.AppendJSON(nil))
					}
				} else if !tt.viewer.Anonymous && tt.name != "leader" && !bytes.Equal(got.AppendJSON(nil), e.AppendJSON(nil)) {
					t.Errorf("%s is shown as %s", name, got.AppendJSON(nil))
				}
			}
		})
	}
}

// A line that was redacted when it was imported stays as it is for everybody.
func TestStoredRedactedLine(t *testing.T) {
	f := newFull(t, observe.Shared)
	e := f.entries[f.at("redacted")]
	for _, v := range []observe.Viewer{owner, observer1, leader, participant, viewer, stranger} {
		if got := f.Redactor(v, secret).Show(e); got.ID != e.ID || got.Type != observe.TypeRedacted {
			t.Errorf("%s: %+v", v.Role, got)
		}
	}
}

// References to redacted entries show the redacted id, in every field.
func TestReferencesToRedacted(t *testing.T) {
	r := newRecording(t, observe.Independent)
	hidden := r.add("o2", says(0, "p1", "p2"))
	reply := says(1, "p2", "p1")
	reply.RepliesTo = hidden
	own := r.add("o1", reply)
	r.add("o1", amend(own, observe.Set{RepliesTo: &hidden, At: new(observe.Millis(2))}))
	mark := anyEntry(observe.TypeMark)
	mark.Target = hidden
	r.add("o1", mark)
	belief := anyEntry(observe.TypeBelief)
	belief.Targets = []observe.EntryID{own, hidden}
	r.add("o1", belief)
	redactor := r.Redactor(observer1, secret)
	redacted := redactor.Show(r.entries[0]).ID
	for i, e := range r.entries {
		before := string(e.AppendJSON(nil))
		got := redactor.Show(e)
		want := strings.ReplaceAll(before, string(hidden), string(redacted))
		if i > 0 && string(got.AppendJSON(nil)) != want {
			t.Errorf("got %s, want %s", got.AppendJSON(nil), want)
		}
		if string(e.AppendJSON(nil)) != before {
			t.Errorf("Show changed the entry to %s", e.AppendJSON(nil))
		}
		if redactor.Plain(&e) {
			t.Errorf("entry %d is plain", i)
		}
	}
}

// Redacted ids are UUIDs. They are the same for all viewers and at all times, differ
// for another secret or session, and are never those of entries.
func TestRedactedIDs(t *testing.T) {
	f := newFull(t, observe.Shared)
	journal := f.entries[f.at("journal l1")]
	id := f.Redactor(owner, secret).Show(journal).ID
	if uuid.Validate(string(id)) != nil || id == journal.ID {
		t.Fatalf("got %q", id)
	}
	for _, v := range []observe.Viewer{owner, observer1, viewer} {
		if got := f.Redactor(v, secret).Show(journal).ID; got != id {
			t.Errorf("%s sees it as %s, the owner as %s", v.Role, got, id)
		}
	}
	f.add("o1", says(9, "p1", "p2"))
	if got := f.Redactor(viewer, secret).Show(journal).ID; got != id {
		t.Error("it changes as the log grows")
	}
	if got := f.Redactor(viewer, []byte("another secret")).Show(journal).ID; got == id {
		t.Error("it does not depend on the secret")
	}
	h := header(observe.Shared)
	h.ID = "0199f5c2-7d5e-7c3a-9d0e-2f0a4b1c6d7f"
	f.SetHeader(h)
	if got := f.Redactor(viewer, secret).Show(journal).ID; got == id {
		t.Error("it does not depend on the session")
	}
	seen := map[observe.EntryID]bool{}
	for _, e := range f.entries {
		shown := f.Redactor(viewer, secret).Show(e).ID
		if seen[shown] {
			t.Errorf("two lines are shown as %s", shown)
		}
		seen[shown] = true
	}
}

func drawViewer(t *rapid.T) observe.Viewer {
	return observe.Viewer{
		Role:      rapid.SampledFrom(observe.Roles).Draw(t, "role"),
		Observer:  rapid.SampledFrom([]observe.ObserverID{"owner", "o1", "o2", "o3", "x"}).Draw(t, "observer"),
		Person:    rapid.SampledFrom([]observe.PersonID{"", "p1", "p2", "late"}).Draw(t, "person"),
		Anonymous: rapid.Bool().Draw(t, "anonymous"),
	}
}

// Plain reports exactly whether Show leaves an entry as it is. Shown entries make a
// valid log: one line for each entry, and references within it are right.
func TestShownLogs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 20)
		s := fold(d.Header, d.Entries)
		v := drawViewer(t)
		redactor := s.Redactor(v, secret)
		shown := observe.NewState(redactor.Header())
		for i, e := range d.Entries {
			before := e.AppendJSON(nil)
			got := redactor.Show(e)
			if !bytes.Equal(e.AppendJSON(nil), before) {
				t.Fatalf("Show changed %s", before)
			}
			same := bytes.Equal(got.AppendJSON(nil), before)
			if plain := redactor.Plain(&e); plain && !same || !plain && same && !v.Anonymous && e.Type != observe.TypeRedacted {
				t.Fatalf("%+v: plain %v, but %s is shown as %s", v, plain, before, got.AppendJSON(nil))
			}
			if got.Seq != observe.Seq(i+1) {
				t.Fatalf("entry %d has seq %d", i+1, got.Seq)
			}
			if err := got.Validate(); err != nil {
				t.Fatalf("%s: %v", got.AppendJSON(nil), err)
			}
			if err := shown.CheckStored(&got); err != nil {
				t.Fatalf("%+v sees %s, which does not fit: %v", v, got.AppendJSON(nil), err)
			}
			shown.Apply(got)
		}
	})
}

// Nobody ever sees a private entry of somebody else.
func TestPrivateStaysPrivate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 25)
		s := fold(d.Header, d.Entries)
		v := drawViewer(t)
		redactor := s.Redactor(v, secret)
		private := map[observe.EntryID]observe.ObserverID{}
		for _, e := range d.Entries {
			author, secretTarget := private[e.Target]
			switch {
			case e.Private():
				private[e.ID] = e.Observer
			case secretTarget && (e.Type == observe.TypeAmend || e.Type == observe.TypeVoid || e.Type == observe.TypeRestore):
				private[e.ID] = author
			}
		}
		for _, e := range d.Entries {
			shown := redactor.Show(e)
			b := shown.AppendJSON(nil)
			for id, author := range private {
				if author != v.Observer && bytes.Contains(b, []byte(id)) {
					t.Fatalf("%+v sees %s, with the id of a private entry", v, b)
				}
			}
		}
	})
}

// The view changes when what is seen of the past changes. Otherwise it changes only
// with the incarnation of the store and the generation of the log, when a turn is moved
// to or from a person, and when an entry is the first to say a role that is shown of
// persons without names.
func TestViewChangesWithThePast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 20)
		s := observe.NewState(d.Header)
		h := d.Header
		viewers := []observe.Viewer{drawViewer(t), drawViewer(t), leader, participant}
		past := func(v observe.Viewer, n int) string {
			var b bytes.Buffer
			redactor := s.Redactor(v, secret)
			for _, e := range d.Entries[:n] {
				shown := redactor.Show(e)
				b.Write(shown.AppendJSON(nil))
			}
			for _, p := range redactor.Header().Participants { // whose roles may show who they are
				fmt.Fprintf(&b, "%q", p.Role)
			}
			return b.String()
		}
		for n, e := range d.Entries {
			seen, views := make([]string, len(viewers)), make([]string, len(viewers))
			for i, v := range viewers {
				seen[i], views[i] = past(v, n), s.View(v, "inc", 1)
			}
			reveals := rapid.IntRange(0, 5).Draw(t, "reveals") == 0
			if reveals {
				h.Revealed = !h.Revealed
				s.SetHeader(h)
			} else {
				s.Apply(e)
			}
			for i, v := range viewers {
				changed, told := past(v, n) != seen[i], s.View(v, "inc", 1) != views[i]
				if changed && !told {
					t.Fatalf("%+v is not told after %s", v, e.AppendJSON(nil))
				}
				// A turn that was moved to or from a person counts even if it is hidden.
				moved := (v.Role == observe.RoleLeader || v.Role == observe.RoleParticipant) && e.Type == observe.TypeAmend
				saysRole := v.Anonymous && e.Type == observe.TypeParticipant && e.Person.Role != ""
				if told && !changed && !reveals && !moved && !saysRole {
					t.Fatalf("%+v is told for nothing after %s", v, e.AppendJSON(nil))
				}
			}
			if reveals {
				s.Apply(e)
			}
		}
	})
}

func TestViewNamesWhatIsSeen(t *testing.T) {
	s := session(t, observe.Shared)
	seen := map[string]string{}
	for name, view := range map[string]string{
		"owner":             s.View(owner, "inc", 1),
		"another store":     s.View(owner, "inc2", 1),
		"another log":       s.View(owner, "inc", 2),
		"observer":          s.View(observer1, "inc", 1),
		"another observer":  s.View(observer2, "inc", 1),
		"leader":            s.View(leader, "inc", 1),
		"leader of another": s.View(observe.Viewer{Role: observe.RoleLeader, Observer: "l1", Person: "p2"}, "inc", 1),
		"participant":       s.View(observe.Viewer{Role: observe.RoleParticipant, Observer: "l1", Person: "p1"}, "inc", 1),
		"viewer":            s.View(viewer, "inc", 1),
		"anonymous":         s.View(stranger, "inc", 1),
	} {
		if other, taken := seen[view]; taken || view == "" {
			t.Errorf("%s and %s have the view %q", name, other, view)
		}
		seen[view] = name
	}
	// All viewers who see the same have the same view.
	for name, v := range map[string]observe.Viewer{"another viewer": {Role: observe.RoleViewer, Observer: "v2"}, "viewer with a person": {Role: observe.RoleViewer, Person: "p1"}} {
		if s.View(v, "inc", 1) != s.View(viewer, "inc", 1) {
			t.Errorf("%s has a view of their own", name)
		}
	}
}

// Anonymous numbers of persons and observers do not change when people join, and
// reveal nothing.
func TestAnonymousNumbersStay(t *testing.T) {
	r := newRecording(t, observe.Shared)
	first := r.add("o1", says(0, "p1", "p2"))
	redactor := r.Redactor(stranger, secret)
	before := redactor.Show(r.entries[0])
	for _, id := range []observe.PersonID{"zz", "aa"} {
		r.add("o1", observe.Entry{Type: observe.TypeParticipant, Person: &observe.Person{ID: id, Name: "Late " + string(id), Seat: &observe.Seat{X: 1}}, Present: true})
	}
	r.add("o9", says(5, "aa", "zz"))
	h := *r.Header()
	h.Observers = append(slices.Clone(h.Observers), observe.Observer{ID: "o9", Name: "New", Role: observe.RoleObserver})
	r.SetHeader(h)
	for name, l := range map[string]*observe.Redactor{"the redactor from before": redactor, "a new redactor": r.Redactor(stranger, secret)} {
		if diff := cmp.Diff(before, l.Show(r.entries[0])); diff != "" {
			t.Errorf("%s: entry %s changed: %s", name, first, diff)
		}
		turn := l.Show(r.entries[3])
		if turn.From != "P5" || turn.To != "P4" || turn.Observer != "O6" {
			t.Errorf("%s: got %s>%s by %s", name, turn.From, turn.To, turn.Observer)
		}
		joined := l.Show(r.entries[1])
		if diff := cmp.Diff(&observe.Person{ID: "P4", Name: "P4"}, joined.Person); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if l.Person("aa") != "P5" || l.Person("*") != "*" || l.Person("nobody") != "P0" || l.Observer("owner") != "O1" {
			t.Errorf("%s: persons are %s, %s, %s", name, l.Person("aa"), l.Person("nobody"), l.Observer("owner"))
		}
	}
	orders := map[string]bool{}
	for i := range 60 {
		l := r.Redactor(stranger, []byte{byte(i)})
		orders[string(l.Person("p1")+l.Person("p2")+l.Person("p3"))] = true
	}
	if len(orders) != 6 { // the chance of a wrong alarm is below 1 in 10 000
		t.Errorf("60 secrets give the orders %v", orders)
	}
	plain := r.Redactor(viewer, secret)
	if plain.Person("p1") != "p1" || plain.Observer("o1") != "o1" {
		t.Error("who is not anonymous is renamed")
	}
}

// A role that only two persons have nearly shows who they are, and so does having no
// role if only two persons have none. A role of three persons is shown if the persons
// without one are none, or at least three. When that changes, the view changes.
func TestAnonymousRolesAreSharedByThree(t *testing.T) {
	type counts = map[observe.PersonRole]int
	in := func(roles ...observe.PersonRole) *observe.State {
		h := header(observe.Shared)
		h.Participants = nil
		for i, role := range roles {
			h.Participants = append(h.Participants, observe.Person{ID: observe.PersonID(fmt.Sprintf("p%d", i)), Name: "N", Role: role})
		}
		return observe.NewState(h)
	}
	shown := func(s *observe.State) counts {
		n := counts{}
		redactor := s.Redactor(stranger, secret)
		for i, p := range redactor.Participants() {
			n[p.Role]++
			if planned := redactor.Header().Participants; i < len(planned) && planned[i].Role != p.Role {
				t.Errorf("%s is %q in the header, %q in the list", p.ID, planned[i].Role, p.Role)
			}
		}
		return n
	}
	for _, c := range []struct {
		roles []observe.PersonRole
		want  counts
	}{
		{[]observe.PersonRole{"member", "member", "member", "member", "member", "leader"}, counts{"": 6}},
		{[]observe.PersonRole{"member", "member", "member", "leader", "facilitator"}, counts{"": 5}},
		{[]observe.PersonRole{"member", "member", "member", "leader", "facilitator", "guest"}, counts{"": 3, "member": 3}},
		{[]observe.PersonRole{"member", "member", "member", "guest", "guest", "guest"}, counts{"member": 3, "guest": 3}},
		{[]observe.PersonRole{"member", "member", "member", "guest", "guest", "guest", "leader"}, counts{"": 7}},
		{[]observe.PersonRole{"member", "member", "leader"}, counts{"": 3}},
		{[]observe.PersonRole{"member", "member", "member"}, counts{"member": 3}},
	} {
		if diff := cmp.Diff(c.want, shown(in(c.roles...))); diff != "" {
			t.Errorf("%v: %s", c.roles, diff)
		}
	}

	s := in("leader", "member", "member", "member", "guest", "guest")
	before := s.View(stranger, "", 1)
	join := observe.Entry{Seq: 1, ID: "e1", Type: observe.TypeParticipant, Observer: observe.Owner, Person: &observe.Person{ID: "p6", Name: "N", Role: observe.Guest}, Present: true}
	s.Apply(join) // the third guest; the leader would be the only one without a role
	if got := s.Redactor(stranger, secret).Show(join); got.Person.Role != "" {
		t.Errorf("the third guest joins as %+v", got.Person)
	}
	if s.View(stranger, "", 1) == before {
		t.Error("less is shown of the past in the same view")
	}
	for i, role := range []observe.PersonRole{observe.Leader, observe.Leader} {
		s.Apply(observe.Entry{Seq: observe.Seq(2 + i), ID: observe.EntryID(fmt.Sprint("e", 2+i)), Type: observe.TypeParticipant, Observer: observe.Owner,
			Person: &observe.Person{ID: observe.PersonID(fmt.Sprint("p", 7+i)), Name: "N", Role: role}, Present: true})
	}
	if diff := cmp.Diff(counts{"member": 3, "guest": 3, "leader": 3}, shown(s)); diff != "" {
		t.Error(diff)
	}
	if got := s.Redactor(stranger, secret).Show(join); got.Person.Role != observe.Guest {
		t.Errorf("of three guests and three leaders one joins as %+v", got.Person)
	}
}

func TestRedactorHeader(t *testing.T) {
	h := header(observe.Shared)
	h.Team, h.Intention, h.Template = "team-7", "where to", "panel"
	h.Phases = []observe.PlannedPhase{{Name: "Opening"}}
	s := observe.NewState(h)
	if diff := cmp.Diff(h, s.Redactor(viewer, secret).Header()); diff != "" {
		t.Errorf("changed for a viewer: %s", diff)
	}
	shown := s.Redactor(viewer, secret).Header()
	shown.Participants[0].Name, shown.Observers[0].Name, shown.Phases[0].Name = "changed", "changed", "changed"
	if diff := cmp.Diff(h, *s.Header()); diff != "" {
		t.Errorf("what a redactor gave is shared with the state: %s", diff)
	}
	redactor := s.Redactor(stranger, secret)
	anon := redactor.Header()
	b, err := json.Marshal(anon)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Weekly", "team-7", "where to", "panel", "Ann", "Bob", "Cho", "Eva", "Max", "Lee", "Pat", `"o1"`, `"p1"`} {
		if bytes.Contains(b, []byte(word)) {
			t.Errorf("an anonymous header has %s: %s", word, b)
		}
	}
	if !anon.Anonymous || anon.Validate() != nil {
		t.Errorf("anonymous %v, %v", anon.Anonymous, anon.Validate())
	}
	for i, p := range redactor.Participants() {
		id := observe.PersonID(fmt.Sprintf("P%d", i+1))
		if p.ID != id || p.Name != string(id) || anon.Participants[i].ID != id || !p.Present {
			t.Errorf("participant %d is %+v", i, p)
		}
		if p.Role == observe.Leader || anon.Participants[i].Role == observe.Leader {
			t.Errorf("%s is the leader, the only one", id)
		}
	}
	if s.Header().Participants[0].Name != "Ann" {
		t.Error("the state lost its names")
	}
}

// A person without a name shows a role if at least three persons have it and the
// others are none or at least three, whatever was asked for before.
func TestSharedRoles(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 40)
		s := observe.NewState(d.Header)
		for i := 0; ; i++ {
			count, others := map[observe.PersonRole]int{}, 0
			for _, p := range s.Participants() {
				count[p.Role]++
			}
			for role, n := range count {
				if role == "" || n < 3 {
					others += n
				}
			}
			want := map[observe.PersonRole]bool{}
			for role, n := range count {
				if role != "" && n >= 3 && (others == 0 || others >= 3) {
					want[role] = true
				}
			}
			s.View(stranger, "i1", 1)
			got := map[observe.PersonRole]bool{}
			for _, p := range s.Redactor(stranger, nil).Participants() {
				if p.Role != "" {
					got[p.Role] = true
				}
			}
			if !maps.Equal(got, want) {
				t.Fatalf("after %d entries: %v are shown, want %v of %v", i, got, want, count)
			}
			if i == len(d.Entries) {
				return
			}
			s.Apply(d.Entries[i])
		}
	})
}

// Asking for a view does not change the roles that are shown.
func TestViewLeavesRolesAlone(t *testing.T) {
	h := header(observe.Shared)
	h.Participants = nil
	s := observe.NewState(h)
	for i := range 3 {
		s.Apply(observe.Entry{Seq: observe.Seq(i + 1), ID: uid(i), Type: observe.TypeParticipant, Person: &observe.Person{ID: observe.PersonID(fmt.Sprint("q", i)), Name: "Q"}, Present: true})
	}
	roles := func() (out []observe.PersonRole) {
		for _, p := range s.Redactor(stranger, nil).Participants() {
			out = append(out, p.Role)
		}
		return out
	}
	before := roles()
	s.View(stranger, "i1", 1)
	if after := roles(); !slices.Equal(before, after) || after[0] != observe.Member {
		t.Errorf("roles %q, after a view %q", before, after)
	}
}
