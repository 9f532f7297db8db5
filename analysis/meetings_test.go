package analysis_test

import (
	"sync"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
)

// meetingNames are the six meetings and the edge cases, below the folder of
// meetings, without their endings.
var meetingNames = []string{"Bed003", "Bmr001", "Bmr006", "Bmr019", "Bro023", "Buw001",
	"edge/monologue", "edge/one_event", "edge/one_tag", "edge/quoting_unicode", "edge/silent_person",
	"edge/two_events", "edge/unsorted_ties"}

// analyzed is what the defaults give of one of the meetings. It is computed
// once; tests must not change it.
func analyzed(t testing.TB, name string) *analysis.Reading {
	t.Helper()
	results.Lock()
	defer results.Unlock()
	if results.of[name] == nil {
		results.of[name] = analysistest.Analyze(t, analysistest.LoadMeeting(t, name))
	}
	return results.of[name]
}

var results = struct {
	sync.Mutex
	of map[string]*analysis.Reading
}{of: map[string]*analysis.Reading{}}
