package server_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// An anonymous viewer who knows the team knows who leads it and who facilitates. So
// no answer and neither of the files may show these two roles. The role of the
// members, of whom there are four, is shown.
func TestAnonymousAnswersNameNoRoleOfFew(t *testing.T) {
	r := newRig(t, nil)
	cast := map[string]*caller{}
	lines := []string{"owner 0 phase Opening"}
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("owner %d p%d p%d %s", 1000*(i+1), 1+i%6, 1+(i+1)%6, []string{"curiosity", "steering", "deciding"}[i%3]))
	}
	id := observed(r, object{"participants": []object{
		{"name": "Annika"}, {"name": "Boris"}, {"name": "Casper"}, {"name": "Dirk", "role": "leader"}, {"name": "Esra"}, {"name": "Fleur", "role": "facilitator"}}}, cast, lines...)
	r.owner().want(200, "POST", "/sessions/"+id+"/entries", entries(object{"id": uuid.NewString(), "type": "participant", "at": 50_000,
		"person": object{"id": uuid.NewString(), "name": "Gijs", "role": "guest"}, "present": true}))
	viewer := r.joined(id, "viewer", object{"anonymous": true})
	asked := map[string]answer{"the list": viewer.want(200, "GET", "/sessions", nil)}
	session := "/sessions/" + id
	paths := []string{"", "/log", "/export?format=jsonl", "/export?format=csv", "/findings", "/findings?lang=nl"}
	for _, codes := range []string{"tag", "family", "effect", "person", "role:tag", "person:tag"} {
		paths = append(paths, "/analysis?permutations=100&codes="+codes)
	}
	charts := viewer.want(200, "GET", session+"/charts?permutations=100", nil)
	for n := 0; charts.at("items", n) != nil; n++ {
		paths = append(paths, "/charts/"+charts.text("items", n, "name")+"?permutations=100&codes=role:tag")
	}
	for _, path := range paths {
		asked["a viewer: "+path] = viewer.want(200, "GET", session+path, nil)
	}
	for _, query := range []string{"/export?format=jsonl&anonymous=true", "/export?format=csv&anonymous=true", "/analysis?anonymous=true&codes=role:tag"} {
		asked["the owner: "+query] = r.owner().want(200, "GET", session+query, nil)
	}
	for name, a := range asked {
		for _, role := range []string{`"leader`, `"facilitator`, `"guest`, "the leader", "the facilitator", "de leider", "de begeleider"} {
			if bytes.Contains(a.body, []byte(role)) {
				t.Errorf("%s has %s: %s", name, role, a.body)
			}
		}
	}
	var roles []string
	for i := range 7 {
		roles = append(roles, fmt.Sprint(asked["a viewer: "].at("participants", i, "role")))
	}
	slices.Sort(roles)
	if got := strings.Join(roles, " "); got != "<nil> <nil> <nil> member member member member" {
		t.Errorf("the roles are %s", got)
	}
	if !bytes.Contains(asked["a viewer: /analysis?permutations=100&codes=role:tag"].body, []byte(`"member:`)) {
		t.Error("what the members did is not told")
	}
	again := r.owner().want(201, "POST", "/sessions/import?format=jsonl", asked["the owner: /export?format=jsonl&anonymous=true"].body).text("sessions", 0, "id")
	if b := r.owner().want(200, "GET", "/sessions/"+again, nil).body; bytes.Contains(b, []byte(`"leader`)) {
		t.Errorf("imported it has a leader: %s", b)
	}
}
