package live

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"kompas/observe/debrief"
)

// written stores a debrief and, before it, another document; it returns the step that is told.
func (s *stage) written(d debrief.Debrief) int {
	s.Helper()
	_, err := s.docs.Put(s.Context(), "preview/"+string(newEntryID()), []byte("{}"), 0)
	_, revision, got := debrief.Get(s.Context(), s.docs, meetingID)
	if err = errors.Join(err, got); err == nil {
		err = debrief.Put(s.Context(), s.docs, meetingID, d, revision)
	}
	if err != nil {
		s.Fatal(err)
	}
	return d.Step
}

// The owner and observers are told each change of the debrief, viewers only once it is
// shown, leaders and participants never.
func TestDebriefIsTold(t *testing.T) {
	s := newStage(t, nil)
	names := []string{"owner", "dee", "viewer", "anonymous", "leader", "participant"}
	clients := map[string]*client{}
	for _, name := range names {
		clients[name] = s.join(name, "")
	}
	told := func(what string, now []string, want map[string][]int) {
		t.Helper()
		for _, name := range now {
			c := clients[name]
			c.until(func() bool { return len(c.debriefs) >= len(want[name]) })
		}
		// What was sent before an entry came before it.
		clients["owner"].add(fmt.Sprint(len(s.stored())+1), turn(newEntryID(), "p1", "p2"))
		for _, name := range names {
			c := clients[name]
			c.upTo(clients["owner"].answers[len(clients["owner"].answers)-1].Seq)
			if !slices.Equal(c.debriefs, want[name]) {
				t.Errorf("%s: %s is told %v, want %v", what, name, c.debriefs, want[name])
			}
		}
	}
	told("there is none", nil, nil)
	first := s.written(debrief.Debrief{Step: 3})
	told("before it is shown", []string{"owner", "dee"}, map[string][]int{"owner": {first}, "dee": {first}})
	const at = "2026-11-22T10:00:00.000Z"
	shown := s.written(debrief.Debrief{Step: 4, ShownAt: at})
	all := []string{"owner", "dee", "viewer", "anonymous"}
	told("shown", all, map[string][]int{"owner": {first, shown}, "dee": {first, shown}, "viewer": {shown}, "anonymous": {shown}})

	// Who comes later is told once where it stands.
	for _, name := range names {
		clients[name].Close()
		clients[name] = s.join(name, "")
	}
	told("after the welcome", all, map[string][]int{"owner": {shown}, "dee": {shown}, "viewer": {shown}, "anonymous": {shown}})
	next := s.written(debrief.Debrief{Step: 14, ShownAt: at})
	told("and then", all, map[string][]int{"owner": {shown, next}, "dee": {shown, next}, "viewer": {shown, next}, "anonymous": {shown, next}})
}

// Who comes before it is shown is told nothing of it as a viewer.
func TestDebriefIsNotToldToEarlyViewers(t *testing.T) {
	s := newStage(t, nil)
	now := s.written(debrief.Debrief{Step: 3})
	viewer, owner := s.join("viewer", ""), s.join("owner", "")
	owner.until(func() bool { return len(owner.debriefs) > 0 })
	owner.add("1", turn(newEntryID(), "p1", "p2"))
	viewer.upTo(1)
	if len(viewer.debriefs) > 0 || !slices.Equal(owner.debriefs, []int{now}) {
		t.Errorf("the viewer is told %v, the owner %v, want %v", viewer.debriefs, owner.debriefs, now)
	}
}
