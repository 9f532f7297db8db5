package observetest_test

import (
	"testing"

	"kompas/observe/observetest"
)

func open(*testing.T) observetest.Store { return observetest.NewMemory() }

func TestLog(t *testing.T) { observetest.TestLog(t, open) }

func TestDocs(t *testing.T) { observetest.TestDocs(t, open) }
