package api_test

import (
	"slices"
	"testing"

	"kompas/observe"
	"kompas/observe/strictjson"
	"kompas/server/api"
)

// Each field of each type of entry is described, and nothing else.
func TestEntriesAreDescribed(t *testing.T) {
	kinds := api.Entry{}.Union()
	if len(kinds) != len(observe.EntryShapes)+1 {
		t.Fatalf("%d kinds are described, want %d and redacted", len(kinds), len(observe.EntryShapes))
	}
	head := []string{"type", "seq", "id", "observer", "recorded_at"}
	for i, shape := range observe.EntryShapes {
		described := kinds[i].(api.Shape)
		find := func(name string) strictjson.Field {
			i := slices.IndexFunc(described.Fields, func(f strictjson.Field) bool { return f.Name == name })
			if i < 0 {
				t.Fatalf("%s has no %s", described.Name, name)
			}
			return described.Fields[i]
		}
		if kind := find("type").Tag.Get("const"); kind != string(shape.Type) {
			t.Errorf("%s is of type %s, want %s", described.Name, kind, shape.Type)
		}
		for _, name := range head {
			find(name)
		}
		for _, f := range shape.Fields {
			if got := find(f.Name); got.Required != f.Required || got.Type == nil {
				t.Errorf("%s: %s is required: %t, want %t", described.Name, f.Name, got.Required, f.Required)
			}
		}
		if got, want := len(described.Fields), len(head)+len(shape.Fields); got != want {
			t.Errorf("%s has %d members, want %d", described.Name, got, want)
		}
	}
	set := api.Set{}.Shape()
	if len(set.Fields) != len(observe.SetShape.Fields) {
		t.Errorf("a set has %d members, want %d", len(set.Fields), len(observe.SetShape.Fields))
	}
	for i, f := range observe.SetShape.Fields {
		if got := set.Fields[i]; got.Name != f.Name || got.Required || (got.Tag.Get("null") == "clears") == f.Required {
			t.Errorf("a set has %s at %d, want %s", got.Name, i, f.Name)
		}
	}
}
