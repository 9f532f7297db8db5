package live

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kompas/observe"
	"kompas/server/api"
)

// TestLiveRolesAndTypes tries over real sockets what each role may append, and what
// it sees of what others appended.
func TestLiveRolesAndTypes(t *testing.T) {
	// Letters: the roles owner, observer, leader, viewer, participant (with a
	// person), anonymous. "may" lists who may append the entry; "see" who sees
	// that of eve, who is another observer.
	const all = "OoLVPA"
	ids := map[string]string{}
	rows := []struct{ name, kind, rest, may, see string }{
		{"turn of p1", "interaction", `"at":1,"from":"p1","to":"p2","tags":["curiosity"]`, "Oo", "OoVPA"},
		{"turn of p3", "interaction", `"at":1,"from":"p2","to":"p3"`, "Oo", "OoLVA"},
		{"turn of all", "interaction", `"at":1,"from":"*","to":"*"`, "Oo", "OoVA"},
		{"phase", "phase", `"at":1,"name":"Opening"`, "Oo", all},
		{"mark", "mark", `"at":1,"kind":"theme","label":"secret"`, "Oo", "OoVA"},
		{"shared note", "note", `"at":1,"text":"secret","visibility":"shared"`, "Oo", "OoV"},
		{"private note", "note", `"at":1,"text":"secret"`, "OoL", ""},
		{"compass", "compass", `"at":1,"kind":"moved","text":"secret"`, "OoLP", ""},
		{"journal", "journal", `"at":1,"text":"secret"`, "OoL", ""},
		{"participant", "participant", `"at":1,"person":{"id":"%s","name":"Newcomer"},"present":true`, "Oo", all},
		{"state", "state", `"at":1,"state":"live","time":"2026-11-22T10:00:00Z"`, "Oo", all},
		{"belief", "belief", `"at":1,"text":"secret","direction":"helping"`, "Oo", "OoV"},
		{"experiment", "experiment", `"at":1,"experiment":"e1","event":"judged","verdict":"keep","text":"secret"`, "Oo", all},
		{"amend of a turn of p1", "amend", `"target":"<turn of p1>","set":{"at":2}`, "Oo", "OoVPA"},
		{"void of a mark", "void", `"target":"<mark>"`, "Oo", "OoVA"},
		{"restore of a mark", "restore", `"target":"<mark>"`, "Oo", "OoVA"},
		{"amend of a shared note", "amend", `"target":"<shared note>","set":{"text":"other secret"}`, "Oo", "OoV"},
		{"void of a private note", "void", `"target":"<private note>"`, "", ""},
		{"void of a belief", "void", `"target":"<belief>"`, "Oo", "OoV"},
		{"mark on a turn of p3", "mark", `"at":1,"kind":"moment","target":"<turn of p3>"`, "Oo", "OoVA"},
		{"void of a compass", "void", `"target":"<compass>"`, "", ""},
	}
	names := map[byte]string{'O': "owner", 'o': "dee", 'L': "leader", 'V': "viewer", 'P': "participant", 'A': "anonymous"}
	s := newStage(t, nil)
	eve := s.join("eve", "")
	clients := map[byte]*client{}
	for i := range all {
		clients[all[i]] = s.join(names[all[i]], "")
	}
	make := func(i int) (id, text string) {
		id = newEntryID()
		rest := strings.ReplaceAll(rows[i].rest, "%s", newEntryID())
		for name, id := range ids {
			rest = strings.ReplaceAll(rest, "<"+name+">", id)
		}
		return id, entry(id, rows[i].kind, rest)
	}
	seq := 0
	for i, r := range rows {
		id, text := make(i)
		ids[r.name] = id
		seq++
		eve.add(fmt.Sprint(seq), text)
		for k := range all {
			c := clients[all[k]]
			c.upTo(observe.Seq(seq))
			e := c.log[seq-1]
			sees := strings.IndexByte(r.see, all[k]) >= 0
			if sees != (e.Type != observe.TypeRedacted) || sees != (string(e.ID) == id) {
				t.Errorf("%s: %s gets %s of type %s", r.name, names[all[k]], e.ID, e.Type)
			}
			if all[k] == 'A' && (e.Text != "" || e.Label != "" || e.Person != nil && e.Person.Name == "Newcomer") {
				t.Errorf("%s: shown with its texts to an anonymous viewer", r.name)
			}
		}
	}
	for i, r := range rows {
		for k := range all {
			_, text := make(i)
			c := clients[all[k]]
			c.append(text)
			n := len(c.answers)
			c.until(func() bool { return len(c.answers) > n })
			got := c.answers[n].String()
			want := "forbidden"
			switch {
			case strings.IndexByte(r.may, all[k]) >= 0:
				seq++
				want = fmt.Sprint(seq)
			case strings.HasPrefix(rows[i].rest, `"target":"<`) && !strings.Contains(r.see, string(all[k])) && all[k] != 'V' && all[k] != 'A' && all[k] != 'P':
				want = "unknown-target" // they must not know of it
			}
			if got != want {
				t.Errorf("%s: %s is answered %s, want %s", r.name, names[all[k]], got, want)
			}
		}
	}
	for k := range all { // what was sent live is the backlog of a newcomer
		c, again := clients[all[k]], s.join(names[all[k]], "")
		c.upTo(observe.Seq(seq))
		again.upTo(observe.Seq(seq))
		for i := range c.log {
			a, _ := c.log[i].MarshalJSON()
			b, _ := again.log[i].MarshalJSON()
			if string(a) != string(b) {
				t.Fatalf("%s got %s live, %s as backlog", names[all[k]], a, b)
			}
		}
	}
}

func TestLiveRedactedReferences(t *testing.T) {
	s := newStage(t, nil)
	dee, eve := s.join("dee", ""), s.join("eve", "")
	note, mark := newEntryID(), newEntryID()
	dee.add("1 2 3", entry(note, "note", `"at":1,"text":"mine"`), entry(mark, "mark", `"at":1,"kind":"moment","target":"`+note+`"`),
		entry(newEntryID(), "amend", `"target":"`+note+`","set":{"text":"still mine"}`))
	eve.upTo(3)
	hidden := eve.log[0].ID
	if string(hidden) == note || eve.log[1].Target != hidden || eve.log[2].Type != observe.TypeRedacted || eve.log[2].ID == hidden {
		t.Errorf("eve sees %+v", eve.log)
	}
	for _, target := range []string{note, string(hidden)} {
		eve.add("unknown-target", entry(newEntryID(), "mark", `"at":1,"kind":"moment","target":"`+target+`"`))
	}
	eve.add("conflict", turn(string(hidden), "p1", "p2"))
	again := s.join("eve", "")
	if again.log[0].ID != hidden {
		t.Error("the id that stands for a hidden entry changes")
	}
	real := map[observe.EntryID]bool{}
	for _, e := range s.stored() {
		real[e.ID] = true
	}
	for _, e := range eve.log {
		if e.Type == observe.TypeRedacted && real[e.ID] {
			t.Errorf("entry %d is hidden under an id of the log", e.Seq)
		}
	}
}

func TestLiveSummaries(t *testing.T) {
	s := newStage(t, nil)
	clients := map[string]*client{}
	for _, name := range []string{"dee", "leader", "viewer", "participant", "anonymous"} {
		clients[name] = s.join(name, "")
	}
	clients["dee"].add("1 2 3", turn(newEntryID(), "p1", "p2"), turn(newEntryID(), "p1", "p3"),
		strings.Replace(turn(newEntryID(), "p2", "*"), "curiosity", "control", 1))
	for _, name := range []string{"leader", "participant"} { // in a meeting of three people, one of them is told nothing
		clients[name].upTo(3)
		if n := len(clients[name].figures); n > 0 {
			t.Errorf("the %s gets %d summaries", name, n)
		}
		delete(clients, name)
	}
	for name, c := range clients {
		c.until(func() bool { return len(c.figures) > 0 && c.figures[len(c.figures)-1].Seq == 3 })
		f := c.figures[len(c.figures)-1]
		if f.Tags["curiosity"] != 2 || f.Tags["control"] != 1 || *f.Dimensions["open"] < .66 || *f.Dimensions["open"] > .67 {
			t.Errorf("%s: %+v", name, f)
		}
		var counts []int
		for p, n := range f.Participation {
			if (p[0] == 'P') != (name == "anonymous") {
				t.Errorf("%s: persons are %v", name, f.Participation)
			}
			counts = append(counts, n)
		}
		slices.Sort(counts)
		if !slices.Equal(counts, []int{0, 1, 2}) {
			t.Errorf("%s: participation %v", name, f.Participation)
		}
	}
}

func TestLiveAnonymousSession(t *testing.T) {
	s := newStage(t, nil)
	c := s.join("anonymous", "")
	s.change(func(h *observe.Header) { h.Title, h.Intention = "A secret", "Another" })
	c.until(func() bool { return len(c.sessions) == 1 })
	for _, got := range []api.Session{c.hello.Session, c.sessions[0]} {
		if got.Title != "" || got.Team != "" || got.Intention != "" || !got.Anonymous {
			t.Errorf("shown %q %q %q", got.Title, got.Team, got.Intention)
		}
		for _, p := range got.Participants {
			if p.Name != string(p.ID) || p.Name[0] != 'P' {
				t.Errorf("shown %q as %q", p.Name, p.ID)
			}
		}
		for _, o := range got.Observers {
			if o.Name != "" || o.ID[0] != 'O' {
				t.Errorf("shown observer %q as %q", o.Name, o.ID)
			}
		}
	}
	s.join("dee", "")
	c.until(func() bool { return len(c.presence[len(c.presence)-1].Observers) == 1 })
	if p := c.presence[len(c.presence)-1].Observers[0]; p.Name != "" || p.Observer == "o1" || p.Role != observe.RoleObserver {
		t.Errorf("told of %+v", p)
	}
}

func TestLivePresence(t *testing.T) {
	s := newStage(t, nil)
	viewer := s.join("viewer", "")
	viewer.until(func() bool { return len(viewer.presence) == 1 })
	if viewer.presence[0].Observers == nil || len(viewer.presence[0].Observers) != 0 {
		t.Errorf("alone, a viewer is told of %+v", viewer.presence[0])
	}
	last := func() string {
		var out []string
		for _, o := range viewer.presence[len(viewer.presence)-1].Observers {
			out = append(out, fmt.Sprintf("%s %s %s", o.Observer, o.Name, o.Role))
		}
		return strings.Join(out, ", ")
	}
	expect := func(want string) {
		t.Helper()
		viewer.until(func() bool { return last() == want })
		if last() != want {
			t.Errorf("told of %q, want %q", last(), want)
		}
	}
	first, second := s.join("dee", ""), s.join("dee", "")
	expect("o1 Dee observer")
	leader := s.join("leader", "")
	expect("o1 Dee observer, o3 Lee leader")
	s.join("viewer", "")
	first.Close()
	leader.Close()
	expect("o1 Dee observer")
	second.Close()
	expect("")
	owner := s.join("owner", "")
	owner.until(func() bool { return len(owner.presence) == 1 })
	expect("owner  owner")
}

func TestLiveTeamGrantIsNotedInTheHeader(t *testing.T) {
	s := newStage(t, nil)
	owner := s.join("owner", "")
	c := s.join("team", "")
	owner.until(func() bool { return len(owner.sessions) == 1 })
	want := api.Observer{ID: "o-team", Name: "team", Role: observe.RoleObserver}
	if list := owner.sessions[0].Observers; list[len(list)-1] != want {
		t.Errorf("observers are %+v", list)
	}
	if list := c.hello.Session.Observers; list[len(list)-1] != want {
		t.Errorf("welcomed with %+v", list)
	}
	c.add("1", turn(newEntryID(), "p1", "p2"))
	s.join("team", "")
	owner.upTo(1)
	if len(owner.sessions) != 1 {
		t.Error("noted again")
	}
}
