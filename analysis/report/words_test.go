package report

import (
	"testing"

	"kompas/analysis/analysistest"
)

// Both languages have every text, and none judges people.
func TestTextsAreCompleteAndKind(t *testing.T) { analysistest.CheckTexts(t, english(), dutch()) }
