package bolt_test

import (
	"context"
	"strings"
	"testing"

	"kompas/observe/bolt"
	"kompas/observe/observetest"
)

// open opens a store; at the end of the test the complete file is checked.
func open(t *testing.T, dir string) *bolt.DB {
	t.Helper()
	db, err := bolt.Open(dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		check(t, dir)
	})
	return db
}

// check fails the test when the closed file in dir has a fault.
func check(t *testing.T, dir string) {
	t.Helper()
	problems, sound, err := bolt.Check(context.WithoutCancel(t.Context()), dir)
	if err != nil || !sound {
		t.Errorf("sound: %v, %v", sound, err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	if text := dump(t, dir); strings.Contains(text, "\"staging\" (sequence 0)\n ") {
		t.Errorf("half a log is left:\n%.1000s", text)
	}
}

func openStore(t *testing.T) observetest.Store { return open(t, t.TempDir()) }

func TestLog(t *testing.T) { observetest.TestLog(t, openStore) }

func TestDocs(t *testing.T) { observetest.TestDocs(t, openStore) }
