package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kompas/observe/preview"
	"kompas/server/api"
)

// said is a turn as a test made it.
type said struct {
	id, from, to, tag string
	at                int
}

// meetingOf makes a meeting of so many people, of whom p1 leads, in which curiosity and
// sharing call each other up. It has ended.
func (c *caller) meetingOf(people int, more object) (session string, turns []said) {
	c.Helper()
	var list []object
	for i := range people {
		role := "member"
		if i == 0 {
			role = "leader"
		}
		list = append(list, object{"id": fmt.Sprint("p", i+1), "name": fmt.Sprint("Person ", i+1), "role": role})
	}
	body := object{"participants": list}
	for k, v := range more {
		body[k] = v
	}
	session = c.makeSession(body)
	random := rand.New(rand.NewPCG(5, 5))
	next := map[string]string{"curiosity": "sharing", "sharing": "curiosity"}
	state := func(at int, state string) object {
		return object{"id": uuid.NewString(), "type": "state", "at": at, "state": state, "time": "2026-11-22T10:00:00Z"}
	}
	batch, from, tag := []object{state(0, "live")}, 0, ""
	for i := range 450 {
		to := fmt.Sprint("p", from+1)
		from = (from + 1 + random.IntN(people-1)) % people
		if tag = next[tag]; tag == "" || random.Float64() < 0.3 {
			tag = []string{"curiosity", "informing", "informing", "steering", "connecting", "judgement"}[random.IntN(6)]
		}
		if i%9 == 0 {
			to = "*"
		}
		s := said{uuid.NewString(), fmt.Sprint("p", from+1), to, tag, 5000 * (i + 1)}
		turns = append(turns, s)
		batch = append(batch, object{"id": s.id, "type": "interaction", "at": s.at, "from": s.from, "to": s.to, "tags": []string{tag}})
	}
	batch = append(batch, state(5000*451, "ended"))
	for part := range slices.Chunk(batch, 200) {
		c.want(200, "POST", "/sessions/"+session+"/entries", entries(part...))
	}
	return session, turns
}

func (c *caller) previewOf(session string) api.Preview {
	c.Helper()
	return readInto[api.Preview](c.TB.(*testing.T), c.want(200, "GET", "/sessions/"+session+"/preview?lang=en", nil).body)
}

func (c *caller) hold(status int, session, finding string, held bool) {
	c.Helper()
	c.want(status, "POST", "/sessions/"+session+"/preview/held-back", object{"finding": finding, "held": held})
}

// previewed returns the finding of a preview with this id; nil: it has none.
func previewed(p api.Preview, id string) *api.PreviewFinding {
	for i := range p.Findings {
		if p.Findings[i].ID == id {
			return &p.Findings[i]
		}
	}
	return nil
}

const wholeLoop = "loop:curiosity>sharing>"

// quickFindings asks for findings with fewer draws, to be quick.
const quickFindings = "/findings?lang=en&permutations=300"

// A leader sees the own turns, and of the team what a leader may be told of what the
// debrief is about; of others nothing, not even when their turns were.
func TestPreview(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	id, turns := owner.meetingOf(7, nil)
	leader, member := r.joined(id, "leader", nil), r.joined(id, "participant", object{"person": "p2"})
	if p := leader.previewOf(id); previewed(p, wholeLoop) != nil || p.Fragment != nil || p.Seen || p.Person != "p1" {
		t.Errorf("before anything was chosen: %+v", p)
	}
	leader.want(204, "POST", "/sessions/"+id+"/preview/seen", nil)
	owner.write(id, object{"finding": wholeLoop, "fragment": object{"from": turns[100].id, "to": turns[124].id}, "questions": []string{"SECRET"}, "put_right": "SECRET"})
	whole := readInto[api.Findings](t, owner.want(200, "GET", "/sessions/"+id+quickFindings, nil).body)
	for _, who := range []struct {
		*caller
		person string
	}{{leader, "p1"}, {member, "p2"}} {
		p := who.previewOf(id)
		if p.Seen != (who.person == "p1") {
			t.Errorf("%s has seen it: %v", who.person, p.Seen)
		}
		f := previewed(p, wholeLoop)
		if f == nil {
			t.Fatalf("%s is not shown what the debrief is about: %+v", who.person, p.Findings)
		}
		for _, s := range whole.Sections {
			for _, x := range s.Items {
				if x.ID == wholeLoop && (fmt.Sprint(x.Questions) != fmt.Sprint(f.Questions) || x.Circular != f.Circular || f.Circular == "") {
					t.Errorf("the questions of %+v are not those of %+v", f, x)
				}
			}
		}
		n, toMe, words := 0, 0, map[string]int{}
		for _, s := range turns {
			if s.from == who.person {
				n++
				words[s.tag]++
			} else if s.to == who.person {
				toMe++
			}
		}
		if p.Turns.N != n || p.Turns.ToMe != toMe || len(p.Turns.Words) != len(words) {
			t.Errorf("%s: %+v, want %d, %d, %v", who.person, p.Turns, n, toMe, words)
		}
		for _, w := range p.Turns.Words {
			if words[string(w.Tag)] != w.N {
				t.Errorf("%s: %+v, want %v", who.person, w, words)
			}
		}
		if p.Fragment == nil || len(p.Fragment.Turns) != 25 {
			t.Fatalf("the fragment of %s is %+v", who.person, p.Fragment)
		}
		for i, x := range p.Fragment.Turns {
			s := turns[100+i]
			from, to := s.from == who.person, s.to == who.person
			if x.FromMe != from || x.ToMe != to || x.Other != !(from || to) || x.ToAll != (from && s.to == "*") || (x.At != nil) != (from || to) || (len(x.Tags) > 0) != from {
				t.Errorf("%s: turn %+v is told as %+v", who.person, s, x)
			}
		}
		body := string(who.want(200, "GET", "/sessions/"+id+"/preview?lang=nl", nil).body)
		for _, other := range []string{"SECRET", "Person", `"p3`, `"p4`, `"p5`, `"p6`, `"p7`} {
			if strings.Contains(body, other) {
				t.Errorf("%s is told of %s: %s", who.person, other, body)
			}
		}
		for _, s := range []said{turns[100], turns[124]} {
			if own := s.from == who.person || s.to == who.person; strings.Contains(body, s.id) != own {
				t.Errorf("%s is told the id of a turn of others, or not that of the own turn %+v: %s", who.person, s, body)
			}
		}
		who.hold(204, id, p.Fragment.ID, true)
		if p := who.previewOf(id); p.Fragment == nil || !p.Fragment.Held || owner.want(200, "GET", "/sessions/"+id+"/debrief", nil).at("fragment") != nil {
			t.Errorf("the fragment of %s is not held back: %+v", who.person, p.Fragment)
		}
		who.hold(204, id, p.Fragment.ID, false)
		if p := who.previewOf(id); p.Fragment.Held {
			t.Errorf("%s cannot take it back", who.person)
		}
	}
}

// Who neither spoke in a fragment nor was spoken to is not shown it.
func TestPreviewOfAFragmentOfOthers(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	id, turns := owner.meetingOf(7, nil)
	owner.write(id, object{"fragment": object{"from": turns[100].id, "to": turns[124].id}})
	for _, s := range turns[100:125] {
		if s.from == "p3" || s.to == "p3" {
			t.Fatal("they did")
		}
	}
	who := r.joined(id, "participant", object{"person": "p3"})
	if p := who.previewOf(id); p.Fragment != nil || p.Turns.N == 0 {
		t.Errorf("%+v", p.Fragment)
	}
	who.hold(422, id, "fragment:"+turns[100].id+":"+turns[124].id, true)
}

// Where fewer than five people spoke nothing is told of the team, whatever was chosen,
// and no turn of another.
func TestPreviewOfFew(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	id, turns := owner.meetingOf(4, nil)
	owner.write(id, object{"finding": wholeLoop, "fragment": object{"from": turns[100].id, "to": turns[112].id}})
	leader := r.joined(id, "leader", nil)
	p := leader.previewOf(id)
	if len(p.Findings) > 0 || p.Turns.N == 0 || p.Fragment == nil {
		t.Errorf("%+v", p)
	}
	for _, x := range p.Fragment.Turns {
		if x.Other {
			t.Errorf("it is told that another spoke: %+v", p.Fragment.Turns)
		}
	}
	leader.hold(422, id, wholeLoop, true)
}

// What is held back is left out for everybody, and comes back as it was; who asked does
// not follow from anything, and nobody else can take it back.
func TestHeldBack(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	id, turns := owner.meetingOf(7, nil)
	owner.write(id, object{"finding": wholeLoop, "loop": strings.TrimPrefix(wholeLoop, "loop:"), "put_right": "kept",
		"fragment": object{"from": turns[100].id, "to": turns[112].id}})
	leader, member := r.joined(id, "leader", nil), r.joined(id, "participant", object{"person": "p3"})
	viewer, anonymous := r.joined(id, "viewer", nil), r.joined(id, "viewer", object{"anonymous": true})
	readers := map[string]*caller{"owner": owner, "observer": r.joined(id, "observer", nil), "viewer": viewer, "anonymous": anonymous}
	doors := []string{quickFindings, "/charts/loops?permutations=300&lang=en", "/charts?permutations=300", "/debrief"}
	look := func() map[string]answer {
		t.Helper()
		out := map[string]answer{}
		for name, who := range readers {
			for _, door := range doors {
				if door == "/debrief" && strings.Contains("viewer anonymous", name) {
					continue
				}
				out[name+" "+door] = who.want(200, "GET", "/sessions/"+id+door, nil)
			}
		}
		return out
	}
	before, others := look(), member.want(200, "GET", "/sessions/"+id+"/preview?lang=en", nil)
	fragment := leader.previewOf(id).Fragment.ID
	leader.hold(204, id, wholeLoop, true)
	leader.hold(204, id, fragment, true)
	leader.hold(204, id, wholeLoop, true)

	after := look()
	for name, a := range after {
		was := before[name]
		body := strings.ReplaceAll(string(a.body), `\u003e`, ">")
		if !strings.Contains(name, "/charts?") && string(a.body) == string(was.body) || strings.Contains(body, `"`+wholeLoop+`"`) || strings.Contains(body, `:`+wholeLoop+`"`) || strings.Contains(body, `"curiosity>sharing>"`) ||
			strings.Contains(body, turns[100].id) {
			t.Errorf("%s: it is not left out: %.400s", name, body)
		}
		if strings.HasSuffix(name, quickFindings) {
			now, then := readInto[api.Findings](t, a.body), readInto[api.Findings](t, was.body)
			for i, s := range then.Sections {
				for _, x := range s.Items {
					is := slices.ContainsFunc(now.Sections[i].Items, func(y api.Finding) bool { return y.ID == x.ID && y.Text == x.Text })
					if is != (x.ID != wholeLoop) {
						t.Errorf("%s: %s is there: %v", name, x.ID, is)
					}
				}
			}
			for _, f := range append(now.Glance.Fragments, now.Glance.Pieces...) {
				for i, s := range turns {
					if i >= 100 && i <= 112 && (f.From == s.id || f.To == s.id) {
						t.Errorf("%s: %+v shares a turn with what is held back", name, f)
					}
				}
			}
		}
	}
	d := after["owner /debrief"]
	if d.at("finding") != nil || d.at("loop") != nil || d.at("fragment") != nil || d.text("put_right") != "kept" || d.at("asked") != nil || d.header.Get("ETag") == before["owner /debrief"].header.Get("ETag") {
		t.Errorf("the debrief is %s", d.body)
	}
	if p := leader.previewOf(id); !p.Seen || !previewed(p, wholeLoop).Held || !p.Fragment.Held {
		t.Errorf("the leader sees %+v", p)
	}
	if now := member.want(200, "GET", "/sessions/"+id+"/preview?lang=en", nil); string(now.body) != string(others.body) {
		t.Errorf("another is told that something is held back:\n%s\n%s", now.body, others.body)
	}

	// A page that still has it may write it, and is not shown it.
	again := owner.write(id, object{"finding": wholeLoop, "loop": strings.TrimPrefix(wholeLoop, "loop:"), "put_right": "kept", "fragment": object{"from": turns[101].id, "to": turns[111].id}})
	if again.at("finding") != nil || again.at("fragment") != nil {
		t.Errorf("written again: %s", again.body)
	}
	owner.write(id, object{"finding": wholeLoop, "loop": strings.TrimPrefix(wholeLoop, "loop:"), "put_right": "kept", "fragment": object{"from": turns[100].id, "to": turns[112].id}})
	for _, body := range []object{{"held_back": []string{wholeLoop}}, {"asked": true}} {
		if a := owner.send("PUT", "/sessions/"+id+"/debrief", body, "If-Match", "*"); a.status != 422 {
			t.Errorf("%v: %d", body, a.status)
		}
	}

	// Nobody else takes it back; of three who have looked it is told that somebody asked.
	member.hold(204, id, wholeLoop, false)
	if a := owner.want(200, "GET", "/sessions/"+id+"/debrief", nil); a.at("finding") != nil || a.at("asked") != nil {
		t.Errorf("another took it back, or it is told of two: %s", a.body)
	}
	third := r.joined(id, "participant", object{"person": "p4"})
	third.want(204, "POST", "/sessions/"+id+"/preview/seen", nil)
	for name, want := range map[string]any{"owner": true, "observer": true} {
		if a := readers[name].want(200, "GET", "/sessions/"+id+"/debrief", nil); a.at("asked") != want {
			t.Errorf("%s is told %v", name, a.at("asked"))
		}
	}
	if now := third.previewOf(id); previewed(now, wholeLoop) == nil || previewed(now, wholeLoop).Held {
		t.Errorf("a third sees %+v", now.Findings)
	}

	leader.hold(204, id, wholeLoop, false)
	leader.hold(204, id, fragment, false)
	for name, a := range look() {
		if string(a.body) != string(before[name].body) || a.header.Get("ETag") != before[name].header.Get("ETag") {
			t.Errorf("%s: it did not come back as it was", name)
		}
	}
}

// Who may hold back, and what: only what their own preview shows. Any other id gets the
// same answer, whether there is such a finding or not.
func TestWhoHoldsWhatBack(t *testing.T) {
	drawsAreTooMany(t)
	r := newRig(t, nil)
	owner := r.owner()
	id, _ := owner.meetingOf(7, nil)
	path := "/sessions/" + id + "/preview"
	for _, who := range []*caller{owner, r.signedIn(), r.joined(id, "observer", nil), r.joined(id, "observer", object{"person": "p1"}), r.joined(id, "viewer", nil)} {
		who.want(403, "GET", path, nil)
		who.want(403, "POST", path+"/seen", nil)
		who.hold(403, id, wholeLoop, true)
	}
	leader := r.joined(id, "leader", nil)
	there, none := leader.send("POST", path+"/held-back", object{"finding": wholeLoop, "held": true}), leader.send("POST", path+"/held-back", object{"finding": "loop:a>b", "held": true})
	if there.status != 422 || none.status != 422 || strings.ReplaceAll(string(there.body), `curiosity\u003esharing\u003e`, `a\u003eb`) != string(none.body) {
		t.Errorf("an answer tells what was found: %s %s", there.body, none.body)
	}
	for _, body := range []any{object{"finding": "", "held": true}, object{"finding": strings.Repeat("x", 1001), "held": true}, object{"finding": "none", "held": true},
		object{"finding": "fragment:" + uuid.NewString() + ":" + uuid.NewString(), "held": true}, object{"finding": wholeLoop, "held": true, "person": "p2"}, object{"held": true}} {
		if a := leader.send("POST", path+"/held-back", body); a.status != 422 {
			t.Errorf("%v: %d", body, a.status)
		}
	}
	owner.write(id, object{"finding": wholeLoop})
	leader.hold(204, id, wholeLoop, true)

	// It stays so after the invitation was revoked, and is gone with the session.
	owner.want(204, "DELETE", "/sessions/"+id+"/invitations/"+invitationOf(owner, id, "leader"), nil)
	leader.want(401, "GET", path, nil)
	if a := owner.want(200, "GET", "/sessions/"+id+"/debrief", nil); a.at("finding") != nil {
		t.Error("it came back when the invitation was revoked")
	}
	for _, file := range []string{"jsonl", "csv"} {
		if a := owner.want(200, "GET", "/sessions/"+id+"/export?format="+file, nil); strings.Contains(strings.ReplaceAll(string(a.body), `\u003e`, ">"), "curiosity>sharing") {
			t.Errorf("the file tells what is held back: %s", file)
		}
	}
	owner.want(204, "DELETE", "/sessions/"+id, nil)
	if docs, err := r.docs.List(t.Context(), preview.Prefix, "", 10); err != nil || len(docs) > 0 {
		t.Errorf("left are %v %v", docs, err)
	}
}

// invitationOf returns the id of the newest invitation for a role.
func invitationOf(owner *caller, session, role string) string {
	owner.Helper()
	a := owner.want(200, "GET", "/sessions/"+session+"/invitations", nil)
	for i := 0; a.at("items", i) != nil; i++ {
		if a.text("items", i, "role") == role {
			return a.text("items", i, "id")
		}
	}
	owner.Fatal("there is no invitation for a " + role)
	panic("unreachable")
}
