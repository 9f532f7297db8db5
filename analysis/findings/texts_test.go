package findings

import (
	"testing"

	"kompas/analysis/analysistest"
	"kompas/analysis/sequence"
)

// Both languages have every text, and none judges people.
func TestTextsAreCompleteAndKind(t *testing.T) { analysistest.CheckTexts(t, english(), dutch()) }

// Codes of a file may contain the sign between two of them. No two steps have the
// same name.
func TestStepsHaveNamesOfTheirOwn(t *testing.T) {
	steps := [][2]string{{"a", "b"}, {"a>b", "c"}, {"a", "b>c"}, {`a\`, ">b"}, {`a\>`, "b"}, {`a\`, "b"}}
	seen := map[string][2]string{}
	for _, s := range steps {
		id := arrowID(s[0], s[1])
		if other, known := seen[id]; known {
			t.Errorf("%q and %q are both %q", s, other, id)
		}
		seen[id] = s
	}
	if arrowID("asking", "steering") != "asking>steering" {
		t.Error("ordinary codes do not stand as they are")
	}
	// Without that sign what hardly ever follows would be drawn as what follows.
	seldom := sequence.Link{From: "asking", To: "steering", Sign: sequence.Negative}
	if id := LinkID(seldom); id != "link:asking|steering" {
		t.Errorf("a link that is seldom is %q", id)
	}
}
