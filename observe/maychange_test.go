package observe_test

import (
	"encoding/json"
	"os"
	"testing"

	"kompas/observe"
)

// The page decides the same before it offers to correct a turn, and is tested
// on the same cases.
func TestMayChange(t *testing.T) {
	data, err := os.ReadFile("testdata/may-change.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Coding        observe.Coding
		Role          observe.Role
		Viewer, Entry observe.ObserverID
		May           bool
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		r := newRecording(t, c.Coding)
		turn := r.add(c.Entry, says(0, "p1", "p2"))
		verdict := r.verdict(observe.Viewer{Role: c.Role, Observer: c.Viewer}, observe.Entry{Type: observe.TypeVoid, Target: turn})
		if may := verdict == "ok"; may != c.May {
			t.Errorf("%+v: %s", c, verdict)
		}
	}
}
