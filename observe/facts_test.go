package observe_test

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kompas/observe"
	"kompas/observe/observetest"
)

func jsonOf(t interface{ Fatal(...any) }, v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// All ways to make the facts of a log have the same result, and lists show the same
// as the whole log.
func TestFactsAreTheFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := observetest.DrawLog(t, 40)
		s := observe.NewState(d.Header)
		var entries, stored observe.FactsFold
		for _, e := range d.Entries {
			s.Apply(e)
			entries.Add(&e)
			if err := stored.AddStored(e.AppendJSON(nil)); err != nil {
				t.Fatal(err)
			}
		}
		want := jsonOf(t, s.Facts())
		if got := jsonOf(t, entries.Facts()); got != want {
			t.Fatalf("of entries that pass by\n%s\nof the log\n%s", got, want)
		}
		if got := jsonOf(t, stored.Facts()); got != want {
			t.Fatalf("of stored entries\n%s\nof the log\n%s", got, want)
		}
		info := observe.SessionInfo{Header: d.Header, Position: observe.Position{Head: s.Head()}, Facts: s.Facts()}
		outline := info.State()
		for _, v := range []observe.Viewer{observe.OwnerViewer, {Role: observe.RoleViewer, Anonymous: true}} {
			if got, want := shown(t, outline, v), shown(t, s, v); got != want {
				t.Fatalf("lists show\n%s\nthe log tells\n%s", got, want)
			}
		}
	})
}

// shown returns what lists show of a state.
func shown(t interface{ Fatal(...any) }, s *observe.State, v observe.Viewer) string {
	redactor := s.Redactor(v, []byte("secret"))
	began := map[string]bool{}
	phases := slices.DeleteFunc(s.Undoables(observe.TypePhase), func(i observe.Undoable) bool {
		again := began[i.Name]
		began[i.Name] = true
		return again
	})
	var names []any
	for _, p := range phases {
		names = append(names, p.Name, p.Purpose, p.At)
	}
	zero, started := s.StartedAt()
	return jsonOf(t, []any{s.Head(), s.Now(), started, observe.NewTimestamp(zero), redactor.Header(), redactor.Participants(), names})
}
