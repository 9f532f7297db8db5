package server_test

import (
	"slices"
	"strings"
	"testing"

	"kompas/server"
)

// The page imports the types that are generated from these schemas.
func TestOpenAPINamesEveryType(t *testing.T) {
	d, err := document()
	if err != nil {
		t.Fatal(err)
	}
	schemas := d.raw["components"].(map[string]any)["schemas"].(map[string]any)
	for _, name := range strings.Fields(`
		Session SessionItem SessionPage SessionPhase Participant Person Seat Observer Codebook CodebookRef Tag Dimension Step
		NewSession SessionPatch Team NewTeam TeamPatch TeamPage CodebookPage CodebookPatch Me Grant Invitation NewInvitation
		Join Joined Problem Answers Import Chart NewDebrief DebriefAnswer DebriefChanged
		Entry StoredEntry NewEntry Interaction Amend Set Void Restore PhaseEntry Mark Note Compass ParticipantEntry StateEntry
		Belief ExperimentEntry Journal Redacted
		ServerMessage Welcome Entries Ack Reject SessionChanged Presence Summary Tick Bye Append`) {
		if schemas[name] == nil {
			t.Errorf("there is no schema %s", name)
		}
		if _, err := d.compile("/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Objects are closed, so that a test fails when an answer has a field that is not
// described.
func TestOpenAPIObjectsAreClosed(t *testing.T) {
	d, err := document()
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	for name, s := range d.raw["components"].(map[string]any)["schemas"].(map[string]any) {
		s := s.(map[string]any)
		if s["type"] == "object" && s["additionalProperties"] != false {
			open = append(open, name)
		}
	}
	slices.Sort(open)
	if want := []string{"Chart", "Document", "NewEntry"}; !slices.Equal(open, want) {
		t.Errorf("open objects: %q; want %q", open, want)
	}
}

func TestOpenAPIIsTheSameEachTime(t *testing.T) {
	a, err := server.OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	b, err := server.OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Error("it differs")
	}
}

func TestOpenAPIIsPublic(t *testing.T) {
	r := newRig(t, nil)
	a := r.with("").want(200, "GET", "/openapi.json", nil)
	if v := a.text("openapi"); !strings.HasPrefix(v, "3.1.") {
		t.Errorf("openapi %s", v)
	}
	if v := a.text("info", "version"); v != "test" {
		t.Errorf("version %s", v)
	}
}
