package analysis_test

import (
	"encoding/json"
	"testing"

	"kompas/analysis"
	"kompas/analysis/analysistest"
)

// TestResultsArePlain: the JSON of a result holds all of it.
func TestResultsArePlain(t *testing.T) {
	meetings := oddMeetings(t)
	meetings["Bmr006"] = analysistest.LoadMeeting(t, "Bmr006")
	for name, m := range meetings {
		r := analysistest.Analyze(t, m, analysistest.Draws(50))
		var stored analysis.Result
		if err := json.Unmarshal([]byte(asJSON(r.Result)), &stored); err != nil {
			t.Fatal(err)
		}
		if asJSON(stored) != asJSON(r) {
			t.Errorf("%s: stored and read again it is another result", name)
		}
		alone := analysis.ReadingOf(&stored, m.Codebook)
		if len(alone.Selection.List()) != 0 || alone.Selection.Codebook != m.Codebook || alone.Limited() {
			t.Errorf("%s: read alone it has %d turns", name, len(alone.Selection.List()))
		}
	}
}
