package server_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"kompas/server"
)

// A report tells each role what they may see: viewers what was chosen once it was shown,
// and those who see no names neither names nor what somebody wrote, whatever they ask
// for.
func TestReportByRole(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"title": "Secret title", "participants": []object{{"name": "Annabel"}, {"name": "Bertrand"}}})
	turns := owner.turnsOf(id, 12)
	owner.want(200, "POST", "/sessions/"+id+"/entries", entries(
		object{"id": uuid.NewString(), "type": "note", "at": 3000, "text": "Shared words", "visibility": "shared"},
		object{"id": uuid.NewString(), "type": "note", "at": 4000, "text": "Private words"}))
	owner.write(id, object{"questions": []string{"Asked by the coach?"}, "fragment": object{"from": turns[0], "to": turns[9]}})
	all := "/sessions/" + id + "/report?lang=en&names=true&notes=true&persons=true"
	viewer, anonymous := r.joined(id, "viewer", nil), r.joined(id, "viewer", object{"anonymous": true})
	check := func(who string, a answer, want bool, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if strings.Contains(string(a.body), text) != want {
				t.Errorf("%s: %q: %t, want %t", who, text, !want, want)
			}
		}
	}
	named := []string{"Secret title", "Annabel", "Shared words", "22 November 2026"}
	check("owner", owner.want(200, "GET", all, nil), true, append(named, "Asked by the coach?")...)
	check("observer", r.joined(id, "observer", nil).want(200, "GET", all, nil), true, append(named, "Asked by the coach?")...)
	check("viewer", viewer.want(200, "GET", all, nil), true, named...)
	check("viewer before it is shown", viewer.want(200, "GET", all, nil), false, "Asked by the coach?", "Chosen by hand")
	check("nothing ticked", owner.want(200, "GET", "/sessions/"+id+"/report", nil), false, "Annabel", "Shared words")
	owner.write(id, object{"questions": []string{"Asked by the coach?"}, "fragment": object{"from": turns[0], "to": turns[9]}, "shown": true})
	check("viewer", viewer.want(200, "GET", all, nil), true, "Asked by the coach?", "Chosen by hand")
	check("anonymous viewer", anonymous.want(200, "GET", all, nil), true, "Chosen by hand")
	for who, a := range map[string]answer{"anonymous viewer": anonymous.want(200, "GET", all, nil), "owner, anonymous": owner.want(200, "GET", all+"&anonymous=true", nil)} {
		check(who, a, false, append(named, "Asked by the coach?", "Private words", id, turns[0])...)
	}
	check("owner", owner.want(200, "GET", all, nil), false, "Private words")
	owner.wrong("GET", "/sessions/"+id+"/report?lang=de&names=x", nil, "/lang", "/names")
}

// The answer is a file to keep, whose name names nobody, and which runs nothing but its
// own program.
func TestReportIsAFile(t *testing.T) {
	r := newRig(t, nil)
	owner := r.owner()
	id := owner.makeSession(object{"title": "About Annabel"})
	a := owner.want(200, "GET", "/sessions/"+id+"/report?lang=nl", nil)
	if got := a.header.Get("Content-Disposition"); got != `attachment; filename="kompas-verslag-2026-11-22.html"` {
		t.Error(got)
	}
	if got := owner.want(200, "GET", "/sessions/"+id+"/report?anonymous=true", nil).header.Get("Content-Disposition"); got != `attachment; filename="kompas-report.html"` {
		t.Error(got)
	}
	if a.header.Get("Content-Type") != "text/html; charset=utf-8" || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Error(a.header)
	}
	policy := a.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'sha256-", "frame-ancestors 'none'", "form-action 'none'", "sandbox"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s: %s", part, policy)
		}
	}
	unbuilt := newRig(t, func(o *server.Options) { o.Static = fstest.MapFS{} }).owner()
	unbuilt.want(503, "GET", "/sessions/"+unbuilt.makeSession(nil)+"/report", nil)
}

// A report is made anew when something of it has changed: what is chosen, and the agenda.
func TestReportFollowsChanges(t *testing.T) {
	owner := newRig(t, nil).owner()
	id := owner.makeSession(nil)
	owner.turnsOf(id, 12)
	report := func() string {
		return string(owner.want(200, "GET", "/sessions/"+id+"/report?lang=nl", nil).body)
	}
	was := report()
	owner.write(id, object{"experiment": object{"text": "First a round"}})
	if now := report(); strings.Contains(was, "First a round") || !strings.Contains(now, "First a round") {
		t.Error("the try-out is not told")
	}
	owner.want(200, "PATCH", "/sessions/"+id, object{"phases": []object{{"name": "Garden"}}})
	if !strings.Contains(report(), "Garden") {
		t.Error("the new item is not told")
	}
}
